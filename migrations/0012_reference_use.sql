-- How declarations use authorisations (D.E. 12 12), documents that are written off (12 03) and guarantees (99 02, 99 03): per reference, day of
-- acceptance, unit and currency, moved in the transaction of the change. A declaration that was rejected, invalidated or never lodged uses
-- nothing. Beside days, months are kept as `<kind>_month` on the first of the month. `declarations` and `items` stand in one of the rows of a reference, so they add up over units and currencies.
create table aeo.reference_use (
  operator_id uuid not null,
  kind text collate "C" not null,
  reference text collate "C" not null,
  day date not null,
  type text collate "C" not null,
  unit text collate "C" not null,
  currency text collate "C" not null,
  declarations bigint not null,
  items bigint not null,
  quantity numeric not null,
  amount numeric not null,
  -- Of an authorisation: items placed under it of which neither a quantity written off nor a net mass is stated.
  unmeasured bigint not null default 0,
  -- Of a guarantee: declarations that burden it no longer from this day on, and with how much they did. What is open on a day is the sum of
  -- amount up to it, less that of ended_amount.
  ended bigint not null,
  ended_amount numeric not null,
  constraint reference_use_pkey primary key (operator_id, kind, reference, day, type, unit, currency),
  constraint reference_use_kind_known check (kind in ('authorisation', 'authorisation_month', 'document', 'document_month', 'guarantee', 'guarantee_month'))
) with (fillfactor = 60);
alter table aeo.reference_use enable row level security;
alter table aeo.reference_use force row level security;
create policy own_operator on aeo.reference_use for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
-- Rebuilding takes away what ought not to be there.
grant select, insert, update, delete on aeo.reference_use to aeo_app;

-- Adds deltas, in key order so that two writers never wait for each other crosswise.
create function aeo.move_reference_use(p_operator uuid, p_uses json) returns void language sql volatile set search_path = aeo, pg_temp as $$
  insert into aeo.reference_use as u (operator_id, kind, reference, day, type, unit, currency, declarations, items, quantity, amount, unmeasured, ended, ended_amount)
    select p_operator, n.kind, n.reference, n.day, n.type, n.unit, n.currency, n.declarations, n.items, n.quantity, n.amount, n.unmeasured, n.ended, n."endedAmount"
    from json_to_recordset(p_uses) as n (kind text, reference text, day date, type text, unit text, currency text, declarations bigint, items bigint,
      quantity numeric, amount numeric, unmeasured bigint, ended bigint, "endedAmount" numeric)
    order by n.kind, n.reference, n.day, n.type, n.unit, n.currency
  on conflict (operator_id, kind, reference, day, type, unit, currency) do update set
    declarations = u.declarations + excluded.declarations, items = u.items + excluded.items, quantity = u.quantity + excluded.quantity,
    amount = u.amount + excluded.amount, unmeasured = u.unmeasured + excluded.unmeasured, ended = u.ended + excluded.ended, ended_amount = u.ended_amount + excluded.ended_amount
$$;
grant execute on function aeo.move_reference_use(uuid, json) to aeo_app;

-- As before, with the use of references; null for none, which is the common case.
drop function aeo.record_new_declarations(uuid, timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], text[], bytea[], bytea[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], bytea[], bigint, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], json);
create function aeo.record_new_declarations(
  p_operator uuid, p_at timestamptz,
  d_id text[], d_mrn text[], d_lrn text[], d_declarant text[], d_direction text[], d_type text[], d_status text[],
  d_status_dated text[], d_status_at text[], d_accepted_on text[], d_counted_on text[], d_source text[], d_unit text[],
  v_hash bytea[], v_document text[], v_original bytea[], v_original_hash bytea[], v_media text[],
  i_declaration text[], i_number text[], i_code text[], i_procedure text[], i_origin text[],
  i_counted_on text[],
  t_dimension text[], t_day text[], t_key text[], t_currency text[], t_declarations text[], t_items text[], t_value text[], t_duties text[],
  e_actors text[], e_types text[], e_subjects text[], e_data text[], e_salts bytea[], e_data_hashes bytea[],
  p_context_version bigint,
  x_declaration text[], x_version text[], x_outcomes text[], x_details text[],
  x_day text[], x_unit text[], x_broker text[], x_released text[], x_right text[], x_review text[],
  p_record json, p_uses json
) returns integer[] language plpgsql volatile set search_path = aeo, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  v_known integer[];
begin
  perform pg_advisory_xact_lock(hashtextextended('ingest ' || p_operator, 0));
  if coalesce((select h.version from aeo.examination_heads h where h.operator_id = p_operator), 0) <> p_context_version then
    return '{0}';
  end if;
  v_known := aeo.known_references(p_operator, d_mrn, d_lrn);
  if v_known is not null then
    return v_known;
  end if;
  insert into aeo.declarations (operator_id, id, mrn, lrn, declarant, direction, declaration_type, status, status_at, accepted_on,
      received_at, counted_on, source_system, org_unit_id, current_version, version_count)
    select p_operator, d.id::uuid, d.mrn, d.lrn, d.declarant, d.direction, d.type, d.status, d.status_at::timestamptz, d.accepted_on::date,
      p_at, d.counted_on::date, d.source, d.unit, 1, 1
    from unnest(d_id, d_mrn, d_lrn, d_declarant, d_direction, d_type, d_status, d_status_at, d_accepted_on, d_counted_on, d_source, d_unit)
      as d (id, mrn, lrn, declarant, direction, type, status, status_at, accepted_on, counted_on, source, unit);
  insert into aeo.declaration_versions (operator_id, declaration_id, version, content_hash, status, status_dated, status_at, received_at,
      source_system, document, original, original_sha256, original_size, original_media_type)
    select p_operator, v.id::uuid, 1, v.hash, v.status, v.dated::boolean, v.status_at::timestamptz, p_at, v.source, v.document::json, v.original, v.original_hash,
      octet_length(v.original), v.media
    from unnest(d_id, v_hash, d_status, d_status_dated, d_status_at, d_source, v_document, v_original, v_original_hash, v_media)
      as v (id, hash, status, dated, status_at, source, document, original, original_hash, media);
  insert into aeo.declaration_items (operator_id, declaration_id, item_number, commodity_code, procedure, origin_country, counted_on)
    select p_operator, i.declaration::uuid, i.number::integer, i.code, i.procedure, i.origin, i.counted_on::date
    from unnest(i_declaration, i_number, i_code, i_procedure, i_origin, i_counted_on)
      as i (declaration, number, code, procedure, origin, counted_on);
  perform aeo.move_totals(p_operator, t_dimension, t_day, t_key, t_currency, t_declarations, t_items, t_value, t_duties);
  if p_uses is not null then
    perform aeo.move_reference_use(p_operator, p_uses);
  end if;
  perform aeo.record_examinations(p_operator, p_at, x_declaration, x_version, x_outcomes, x_details, x_day, x_unit, x_broker, x_released, x_right, x_review, p_record);
  perform aeo.append_events(p_operator, p_at, e_actors, e_types, e_subjects, e_data, e_salts, e_data_hashes);
  return '{}';
end $$;
grant execute on function aeo.record_new_declarations(uuid, timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], text[], bytea[], bytea[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], bytea[], bigint, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], json, json) to aeo_app;

-- What is stored already, counted as src/declarations/reference-use.ts counts it (a test compares).
do $$
declare
  v_operator uuid;
begin
  for v_operator in select o.operator_id from aeo.operators o order by o.operator_id loop
    perform set_config('app.operator_id', v_operator::text, true);
    insert into aeo.reference_use (operator_id, kind, reference, day, type, unit, currency, declarations, items, quantity, amount, unmeasured, ended, ended_amount)
    with held as (
      select d.id, d.counted_on as day, v.document, json_array_length(v.document -> 'items') as items,
        coalesce(v.document ->> 'accountsCurrency', '') as accounts_currency, p.is_suspended,
        case when p.is_suspended and d.status in ('discharged', 'seized') then greatest(d.counted_on, (d.status_at at time zone 'UTC')::date)
          when not p.is_suspended and d.status in ('released', 'post_release_amended', 'exit_confirmed', 'completed', 'discharged', 'seized')
          then greatest(d.counted_on, (coalesce(d.released_at, d.status_at) at time zone 'UTC')::date) end as ended_on
      from aeo.declarations d
      join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
      cross join lateral (select coalesce(bool_or(i.item ->> 'requestedProcedure' in ('44', '51', '53', '54', '71', '78')), false) as is_suspended
        from json_array_elements(v.document -> 'items') as i (item)) p
      where d.operator_id = v_operator and d.status not in ('draft', 'rejected', 'invalidated', 'cancelled', 'expired')
    ), listed as (
      select h.*, null::int as item, x.document as d, x.n as place from held h, json_array_elements(h.document -> 'documents') with ordinality as x (document, n)
      union all
      select h.*, (i.item ->> 'itemNumber')::int, x.document, 1000 * i.n + x.n
      from held h, json_array_elements(h.document -> 'items') with ordinality as i (item, n), json_array_elements(i.item -> 'documents') with ordinality as x (document, n)
    ), mentions as (
      select h.id, h.day, h.items, h.ended_on, 'authorisation' as kind, coalesce(a.a ->> 'type', '') as type, a.a ->> 'reference' as reference, null::int as item,
        -1000 + a.n as place, '' as unit, '' as currency, null::numeric as quantity, null::numeric as amount
      from held h, json_array_elements(h.document -> 'authorisations') with ordinality as a (a, n)
      union all
      select l.id, l.day, l.items, l.ended_on, case when c.type is null then 'document' else 'authorisation' end, coalesce(c.type, l.d ->> 'type', ''), l.d ->> 'reference', l.item,
        l.place, case when l.d ->> 'quantity' is null then '' else coalesce(l.d ->> 'unit', '') end,
        case when l.d ->> 'amount' is null then '' else coalesce(l.d ->> 'currency', l.accounts_currency) end, (l.d ->> 'quantity')::numeric, (l.d ->> 'amount')::numeric
      from listed l left join (values
        ('C626', 'BTI'), ('C627', 'BOI'), ('C501', 'AEOC'), ('C502', 'AEOS'), ('C503', 'AEOF'), ('C504', 'CVA'), ('C505', 'CGU'), ('C506', 'DPO'),
        ('C507', 'REP'), ('C508', 'REM'), ('C509', 'TST'), ('C510', 'RSS'), ('C511', 'ACP'), ('C512', 'SDE'), ('C513', 'CCL'), ('C514', 'EIR'),
        ('C515', 'SAS'), ('C526', 'AWB'), ('C601', 'IPO'), ('C019', 'OPO'), ('N990', 'EUS'), ('C990', 'EUS'), ('C516', 'TEA'), ('C517', 'CWP'),
        ('C518', 'CW1'), ('C519', 'CW2'), ('C520', 'ACT'), ('C521', 'ACR'), ('C522', 'ACE'), ('C523', 'SSE'), ('C524', 'TRD'), ('C525', 'ETD'),
        ('discharged', 'seized')) as c (code, type) on c.code = l.d ->> 'type'
      where c.type is not null or l.d ->> 'quantity' is not null or l.d ->> 'amount' is not null
      union all
      select h.id, h.day, h.items, h.ended_on, 'guarantee', coalesce(g.g ->> 'type', ''), coalesce(g.g ->> 'grn', g.g ->> 'otherReference'), null, g.n, '',
        case when g.g ->> 'amount' is null then '' else coalesce(g.g ->> 'currency', h.accounts_currency) end, null, (g.g ->> 'amount')::numeric
      from held h, json_array_elements(h.document -> 'guarantees') with ordinality as g (g, n)
    ), ranked as (
      select m.*, row_number() over (partition by m.id, m.kind, m.type, m.reference order by m.place) as rank,
        -- At the header it speaks for all items.
        case when bool_or(m.item is null) over (partition by m.id, m.kind, m.type, m.reference) then m.items end as all_items,
        row_number() over (partition by m.id, m.kind, m.type, m.reference, m.item order by m.place) as rank_in_item
      from mentions m where m.reference is not null
    ), spoken as (
      select r.*, coalesce(r.all_items, count(*) filter (where r.rank_in_item = 1) over (partition by r.id, r.kind, r.type, r.reference)) as spoken_for from ranked r
    ), placed as (
      -- Items placed under an authorisation that neither they nor the header state a quantity of.
      select s.id, s.kind, s.type, s.reference, s.day, s.unit, s.currency, (i.item ->> 'netMass')::numeric as net_mass
      from spoken s
      join (values ('IPO', '51'), ('OPO', '21'), ('EUS', '44'), ('TEA', '53'), ('CWP', '71'), ('CWP', '76'), ('CW1', '71'), ('CW1', '76'), ('CW2', '71'), ('CW2', '76'))
        as p (type, procedure) on p.type = s.type
      join held h on h.id = s.id
      cross join lateral json_array_elements(h.document -> 'items') as i (item)
      where s.kind = 'authorisation' and s.rank = 1 and i.item ->> 'requestedProcedure' = p.procedure
        and exists (select from spoken n where n.id = s.id and n.kind = s.kind and n.type = s.type and n.reference = s.reference
          and (n.item is null or n.item = (i.item ->> 'itemNumber')::int))
        and not exists (select from spoken n where n.id = s.id and n.kind = s.kind and n.type = s.type and n.reference = s.reference
          and (n.item is null or n.item = (i.item ->> 'itemNumber')::int) and n.quantity is not null)
    ), moved as (
      select s.kind, s.reference, s.day, s.type, s.unit, s.currency, (s.rank = 1)::int as declarations, case when s.rank = 1 then s.spoken_for else 0 end as items,
        coalesce(s.quantity, 0) as quantity, coalesce(s.amount, 0) as amount, 0 as unmeasured, 0 as ended, 0::numeric as ended_amount
      from spoken s
      union all
      select p.kind, p.reference, p.day, p.type, case when p.net_mass is null then p.unit else 'KGM' end, case when p.net_mass is null then p.currency else '' end, 0, 0,
        coalesce(p.net_mass, 0), 0, (p.net_mass is null)::int, 0, 0 from placed p
      union all
      select s.kind, s.reference, s.ended_on, s.type, s.unit, s.currency, 0, 0, 0, 0, 0, (s.rank = 1)::int, coalesce(s.amount, 0)
      from spoken s where s.kind = 'guarantee' and s.ended_on is not null
    )
    select v_operator, m.kind, m.reference, m.day, m.type, m.unit, m.currency, sum(m.declarations), sum(m.items), sum(m.quantity), sum(m.amount), sum(m.unmeasured), sum(m.ended), sum(m.ended_amount)
    from moved m group by m.kind, m.reference, m.day, m.type, m.unit, m.currency
    having sum(m.declarations) <> 0 or sum(m.items) <> 0 or sum(m.quantity) <> 0 or sum(m.amount) <> 0 or sum(m.unmeasured) <> 0 or sum(m.ended) <> 0 or sum(m.ended_amount) <> 0;
    insert into aeo.reference_use (operator_id, kind, reference, day, type, unit, currency, declarations, items, quantity, amount, unmeasured, ended, ended_amount)
      select v_operator, u.kind || '_month', u.reference, date_trunc('month', u.day)::date, u.type, u.unit, u.currency, sum(u.declarations), sum(u.items), sum(u.quantity),
        sum(u.amount), sum(u.unmeasured), sum(u.ended), sum(u.ended_amount)
      from aeo.reference_use u where u.operator_id = v_operator group by u.kind, u.reference, date_trunc('month', u.day), u.type, u.unit, u.currency
      having sum(u.declarations) <> 0 or sum(u.items) <> 0 or sum(u.quantity) <> 0 or sum(u.amount) <> 0 or sum(u.unmeasured) <> 0 or sum(u.ended) <> 0 or sum(u.ended_amount) <> 0;
  end loop;
  perform set_config('app.operator_id', '', true);
end $$;
