-- Completeness: what an extract of the authority says was declared, beside what stands here.

-- One row per comparison. While the file is read nobody sees it; it is done in one transaction, or discarded.
create table aeo.reconciliations (
  operator_id uuid not null,
  id uuid not null,
  state text collate "C" not null default 'reading',
  -- The days that the extract covers, and the direction; '' for both.
  from_day date not null,
  to_day date not null,
  direction text collate "C" not null,
  -- Of the extract unpacked, and of everything that the comparison found.
  content_sha256 bytea,
  result_sha256 bytea,
  lines integer not null default 0,
  matched integer not null default 0,
  differing integer not null default 0,
  missing_here integer not null default 0,
  missing_there integer not null default 0,
  -- Differing declarations by field; one that differs in two fields counts under both.
  differing_by json not null default '{}',
  -- Moves with every chunk that is read; one that has stood still for long was abandoned.
  touched_at timestamptz(3) not null,
  compared_at timestamptz(3),
  constraint reconciliations_pkey primary key (operator_id, id),
  constraint reconciliations_state_known check (state in ('reading', 'done', 'discarded')),
  constraint reconciliations_direction_known check (direction in ('', 'import', 'export')),
  constraint reconciliations_period check (from_day <= to_day),
  constraint reconciliations_done_whole check (state <> 'done' or (content_sha256 is not null and result_sha256 is not null and compared_at is not null))
);
-- The same extract that finds the same again is the same comparison; of two at once the index decides.
create unique index reconciliations_result_once on aeo.reconciliations (operator_id, content_sha256, from_day, to_day, direction, result_sha256) where state = 'done';
create index reconciliations_unfinished on aeo.reconciliations (operator_id, touched_at) where state <> 'done';

-- Every line of every extract with what it was found to be, and what is missing there. Without a foreign key to the comparison: each chunk
-- locks that row, and a check per line would be a third of the work.
create table aeo.reconciliation_entries (
  operator_id uuid not null,
  reconciliation_id uuid not null,
  mrn text collate "C" not null,
  kind text collate "C" not null,
  -- Acceptance: by customs, or of what is missing there as it stood here.
  day date not null,
  line integer,
  -- What customs says; null where the extract does not.
  declaration_type text collate "C",
  value numeric,
  duty numeric,
  currency text collate "C",
  differences json,
  -- Hash of the MRN and its differences: the same differences are the same evidence.
  evidence bytea,
  -- Missing here and seen to have arrived: kept so that the list of what is missing passes it by. Never says more than a join would.
  settled boolean not null default false,
  constraint reconciliation_entries_pkey primary key (operator_id, reconciliation_id, mrn),
  constraint reconciliation_entries_kind_known check (kind in ('matched', 'differing', 'missing_here', 'missing_there'))
);
-- Of the keys that begin with the operator, each search has one that answers it whole: a table that fills while it is searched has no
-- statistics, and the planner would take any that looks as good. So matched lines are in none but these two.
create index reconciliation_entries_mrn on aeo.reconciliation_entries (operator_id, mrn, reconciliation_id);
create index reconciliation_entries_kind on aeo.reconciliation_entries (operator_id, reconciliation_id, kind, day, mrn) where kind <> 'matched';
create index reconciliation_entries_missing on aeo.reconciliation_entries (operator_id, day, mrn) where kind = 'missing_here';
create index reconciliation_entries_unsettled on aeo.reconciliation_entries (operator_id, day, mrn) where kind = 'missing_here' and not settled;

-- Counts of a comparison by day, direction and sending system of the declarations that stand here.
create table aeo.reconciliation_totals (
  operator_id uuid not null,
  day date not null,
  reconciliation_id uuid not null,
  direction text collate "C" not null,
  source_system text collate "C" not null,
  matched integer not null,
  differing integer not null,
  missing_there integer not null,
  constraint reconciliation_totals_pkey primary key (operator_id, day, reconciliation_id, direction, source_system),
  constraint reconciliation_totals_of foreign key (operator_id, reconciliation_id) references aeo.reconciliations
);
create index reconciliation_totals_of_reconciliation on aeo.reconciliation_totals (operator_id, reconciliation_id);

-- Which finding an evidence opened: its key makes it open one, however often and by however many extracts it is shown.
create table aeo.reconciliation_findings (
  operator_id uuid not null,
  mrn text collate "C" not null,
  evidence bytea not null,
  finding_id uuid not null,
  constraint reconciliation_findings_pkey primary key (operator_id, mrn, evidence),
  constraint reconciliation_findings_finding foreign key (operator_id, finding_id) references aeo.findings deferrable initially deferred
);
create index reconciliation_findings_of_finding on aeo.reconciliation_findings (operator_id, finding_id);

do $$
declare t text;
begin
  foreach t in array array['reconciliations', 'reconciliation_entries', 'reconciliation_totals', 'reconciliation_findings'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert, update on aeo.%I to aeo_app', t);
  end loop;
end $$;
-- What was read of a file that broke off goes.
grant delete on aeo.reconciliations, aeo.reconciliation_entries to aeo_app;
