-- Records beside the declarations: supporting documents, movements of goods, excise movements, proofs of exit, evidence for the
-- criteria of an AEO, and how long what is kept is kept. '' and 0 in a natural key stand for what a record does not state.

-- Where a supporting document is archived. The document itself stays in its archive; its hash and its place stand here.
create table aeo.supporting_documents (
  operator_id uuid not null,
  id uuid not null,
  mrn text collate "C" not null default '',
  lrn text collate "C" not null default '',
  declarant text collate "C" not null default '',
  -- 0 for the declaration as a whole.
  item_number integer not null default 0,
  type text collate "C" not null,
  reference text collate "C" not null,
  sha256 text collate "C" not null,
  -- Null once the keeping of the document has ended; its hash stays.
  archive text collate "C",
  locator text,
  archived_at timestamptz(3) not null,
  archived_on date not null,
  valid_from date,
  valid_until date,
  size bigint,
  media_type text collate "C",
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint supporting_documents_pkey primary key (operator_id, id),
  constraint supporting_documents_once unique (operator_id, mrn, lrn, declarant, item_number, type, reference),
  constraint supporting_documents_declaration check (mrn <> '' or (lrn <> '' and declarant <> ''))
);
create index supporting_documents_day on aeo.supporting_documents (operator_id, archived_on, id);
create index supporting_documents_mrn_day on aeo.supporting_documents (operator_id, mrn, archived_on, id);
create index supporting_documents_lrn_day on aeo.supporting_documents (operator_id, lrn, archived_on, id) where lrn <> '';
create index supporting_documents_type_day on aeo.supporting_documents (operator_id, type, archived_on, id);
create index supporting_documents_reference_day on aeo.supporting_documents (operator_id, reference, archived_on, id);

-- How many of the documents that a declaration must have archived are not; with it the totals move.
create table aeo.document_standings (
  operator_id uuid not null,
  declaration_id uuid not null,
  counted_on date not null,
  required integer not null,
  missing integer not null,
  constraint document_standings_pkey primary key (operator_id, declaration_id),
  constraint document_standings_counts check (missing between 0 and required)
);
create table aeo.document_totals (
  operator_id uuid not null,
  day date not null,
  declarations bigint not null,
  -- With all that must be archived, those that need nothing among them.
  complete bigint not null,
  without_requirement bigint not null,
  constraint document_totals_pkey primary key (operator_id, day)
) with (fillfactor = 60);
-- How far the operator's log has been followed.
create table aeo.record_followers (
  operator_id uuid not null,
  epoch integer not null default 0,
  seq bigint not null default 0,
  constraint record_followers_pkey primary key (operator_id)
);

-- Receipts and dispatches as the stock records have them.
create table aeo.goods_movements (
  operator_id uuid not null,
  id uuid not null,
  movement_number text collate "C" not null,
  line integer not null default 1,
  kind text collate "C" not null,
  state text collate "C" not null default 'posted',
  moved_on date not null,
  goods_ref text collate "C",
  site_id text collate "C",
  mrn text collate "C",
  item_number integer,
  quantity numeric not null,
  unit text collate "C" not null,
  net_mass numeric,
  source_system text collate "C",
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint goods_movements_pkey primary key (operator_id, id),
  constraint goods_movements_once unique (operator_id, movement_number, line),
  constraint goods_movements_kind_known check (kind in ('receipt', 'dispatch')),
  constraint goods_movements_state_known check (state in ('posted', 'cancelled'))
);
create index goods_movements_day on aeo.goods_movements (operator_id, moved_on, id);
create index goods_movements_mrn_day on aeo.goods_movements (operator_id, mrn, moved_on, id) where mrn is not null;
create index goods_movements_goods_day on aeo.goods_movements (operator_id, goods_ref, moved_on, id) where goods_ref is not null;

-- Movements of excise goods under suspension, as far as they are linked to customs.
create table aeo.excise_movements (
  operator_id uuid not null,
  id uuid not null,
  arc text collate "C" not null,
  status text collate "C" not null,
  status_on date not null,
  excise_product_code text collate "C" not null,
  commodity_code text collate "C" not null,
  quantity numeric not null,
  unit text collate "C" not null,
  dispatched_on date,
  arrived_on date,
  report_received_on date,
  consignor text collate "C",
  consignee text collate "C",
  mrn text collate "C",
  item_number integer,
  guarantee_reference text collate "C",
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint excise_movements_pkey primary key (operator_id, id),
  constraint excise_movements_arc_once unique (operator_id, arc)
);
create index excise_movements_day on aeo.excise_movements (operator_id, status_on, id);
create index excise_movements_status_day on aeo.excise_movements (operator_id, status, status_on, id);
create index excise_movements_mrn on aeo.excise_movements (operator_id, mrn, status_on, id) where mrn is not null;
create index excise_movements_unreported on aeo.excise_movements (operator_id, arrived_on) where report_received_on is null and arrived_on is not null;

-- Proof that goods left where customs' own confirmation of exit is missing (IA 335).
create table aeo.exit_proofs (
  operator_id uuid not null,
  id uuid not null,
  mrn text collate "C" not null,
  kind text collate "C" not null,
  reference text collate "C" not null,
  state text collate "C" not null,
  left_on date not null,
  sha256 text collate "C",
  archive text collate "C",
  locator text,
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint exit_proofs_pkey primary key (operator_id, id),
  constraint exit_proofs_once unique (operator_id, mrn, kind, reference)
);
create index exit_proofs_day on aeo.exit_proofs (operator_id, left_on, id);
create index exit_proofs_mrn_day on aeo.exit_proofs (operator_id, mrn, left_on, id);

-- Evidence for solvency and security (UCC 39(c), (e)), by reference and hash.
create table aeo.criteria_evidence (
  operator_id uuid not null,
  id uuid not null,
  reference text collate "C" not null,
  criterion text collate "C" not null,
  kind text collate "C" not null,
  outcome text collate "C" not null,
  issued_on date not null,
  valid_from date not null,
  valid_until date,
  site_code text collate "C",
  partner text collate "C",
  person text collate "C",
  sha256 text collate "C" not null,
  -- Null once its keeping has ended.
  archive text collate "C",
  locator text,
  -- Last day of its validity as stated, else as its kind has it.
  ends_on date,
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint criteria_evidence_pkey primary key (operator_id, id),
  constraint criteria_evidence_once unique (operator_id, reference),
  constraint criteria_evidence_period check (valid_until is null or valid_until >= valid_from)
);
create index criteria_evidence_day on aeo.criteria_evidence (operator_id, issued_on, id);
create index criteria_evidence_kind on aeo.criteria_evidence (operator_id, criterion, kind, issued_on, id);
create index criteria_evidence_end on aeo.criteria_evidence (operator_id, ends_on, id) where ends_on is not null;

-- Settings of these records, one row each: which documents are archived, tolerance, working days, years of keeping by class.
create table aeo.record_settings (
  operator_id uuid not null,
  name text collate "C" not null,
  value json not null,
  revision integer not null,
  changed_at timestamptz(3) not null,
  changed_by uuid not null,
  constraint record_settings_pkey primary key (operator_id, name)
);

-- What may not be erased although its time has come. A lifted hold stays, with who lifted it.
create table aeo.legal_holds (
  operator_id uuid not null,
  id uuid not null,
  class text collate "C",
  mrn text collate "C",
  from_day date,
  to_day date,
  reason text not null,
  set_at timestamptz(3) not null,
  set_by uuid not null,
  lifted_at timestamptz(3),
  lifted_by uuid,
  lift_reason text,
  revision integer not null default 1,
  constraint legal_holds_pkey primary key (operator_id, id),
  constraint legal_holds_period check (from_day is null or to_day is null or from_day <= to_day),
  constraint legal_holds_lifted_whole check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lift_reason is null))
);

-- What each run of the retention erased, and what it left under a hold.
create table aeo.retention_runs (
  operator_id uuid not null,
  id uuid not null,
  class text collate "C" not null,
  kept_until date not null,
  started_at timestamptz(3) not null,
  finished_at timestamptz(3),
  erased bigint not null default 0,
  held bigint not null default 0,
  constraint retention_runs_pkey primary key (operator_id, id)
);
create index retention_runs_of_class on aeo.retention_runs (operator_id, class, id);

do $$
declare t text;
begin
  foreach t in array array['supporting_documents', 'document_standings', 'document_totals', 'record_followers', 'goods_movements', 'excise_movements', 'exit_proofs',
      'criteria_evidence', 'record_settings', 'legal_holds', 'retention_runs'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert, update on aeo.%I to aeo_app', t);
  end loop;
end $$;
-- What must not be kept any longer goes; the standing of a declaration that was joined to another, or does not count, goes too.
grant delete on aeo.document_standings, aeo.goods_movements, aeo.excise_movements to aeo_app;

-- Replaces standings and moves the totals by the difference. Null in p_required: the declaration does not count.
create function aeo.settle_documents(p_operator uuid, p_declarations uuid[], p_days date[], p_required integer[], p_missing integer[]) returns void
language sql volatile set search_path = aeo, pg_temp as $$
  with stated as (
    select s.declaration_id, s.counted_on, s.required, s.missing from unnest(p_declarations, p_days, p_required, p_missing) as s (declaration_id, counted_on, required, missing)
  ), before as (
    select o.* from aeo.document_standings o where o.operator_id = p_operator and o.declaration_id = any(p_declarations)
  ), gone as (
    delete from aeo.document_standings o where o.operator_id = p_operator and o.declaration_id in (select s.declaration_id from stated s where s.required is null)
  ), kept as (
    insert into aeo.document_standings as o (operator_id, declaration_id, counted_on, required, missing)
      select p_operator, s.declaration_id, s.counted_on, s.required, s.missing from stated s where s.required is not null order by s.declaration_id
    on conflict (operator_id, declaration_id) do update set counted_on = excluded.counted_on, required = excluded.required, missing = excluded.missing
  ), moved as (
    select d.day, sum(d.declarations) as declarations, sum(d.complete) as complete, sum(d.without_requirement) as without_requirement from (
      select b.counted_on as day, -1 as declarations, -(b.missing = 0)::integer as complete, -(b.required = 0)::integer as without_requirement from before b
      union all
      select s.counted_on, 1, (s.missing = 0)::integer, (s.required = 0)::integer from stated s where s.required is not null
    ) d group by d.day
  )
  insert into aeo.document_totals as t (operator_id, day, declarations, complete, without_requirement)
    select p_operator, m.day, m.declarations, m.complete, m.without_requirement from moved m
    where m.declarations <> 0 or m.complete <> 0 or m.without_requirement <> 0 order by m.day
  on conflict (operator_id, day) do update set declarations = t.declarations + excluded.declarations, complete = t.complete + excluded.complete,
    without_requirement = t.without_requirement + excluded.without_requirement
$$;
grant execute on function aeo.settle_documents(uuid, uuid[], date[], integer[], integer[]) to aeo_app;

-- Checks ask these registers; the first record of each is announced.
create trigger announce_register after insert on aeo.supporting_documents referencing new table as added
  for each statement execute function aeo.announce_register('documents');
create trigger announce_register after insert on aeo.goods_movements referencing new table as added
  for each statement execute function aeo.announce_register('movements');
create trigger announce_register after insert on aeo.excise_movements referencing new table as added
  for each statement execute function aeo.announce_register('excise');
create trigger announce_register after insert on aeo.exit_proofs referencing new table as added
  for each statement execute function aeo.announce_register('exits');
