-- Checks: what each declaration's examination answered, what it was judged by, and what it counts for.

-- EORI numbers of the operator's recorded group, beside its own.
create table aeo.operator_eoris (
  operator_id uuid not null,
  eori text collate "C" not null,
  name text not null,
  recorded_at timestamptz(3) not null default now(),
  constraint operator_eoris_pkey primary key (operator_id, eori),
  constraint operator_eoris_shape check (eori ~ '^[A-Z]{2}[A-Za-z0-9]{1,15}$')
);

-- Grows with every change of what examinations are judged by and replicas keep in memory: settings, lists, EORI numbers.
create table aeo.examination_heads (
  operator_id uuid primary key,
  version bigint not null
);

-- Lists that the operator loaded, each load whole; the highest revision of a kind is in force.
create table aeo.reference_lists (
  operator_id uuid not null,
  kind text collate "C" not null,
  revision integer not null,
  source text not null,
  entries json not null,
  entry_count integer not null,
  sha256 bytea not null,
  loaded_at timestamptz(3) not null,
  constraint reference_lists_pkey primary key (operator_id, kind, revision)
);

-- How the operator set a check: every setting ever, the highest revision is in force.
create table aeo.check_settings (
  operator_id uuid not null,
  check_id text collate "C" not null,
  revision integer not null,
  enabled boolean not null,
  severity text collate "C",
  reason text not null,
  set_at timestamptz(3) not null,
  set_by uuid not null,
  constraint check_settings_pkey primary key (operator_id, check_id, revision),
  constraint check_settings_severity_known check (severity in ('error', 'warning', 'info'))
);

-- One row per examined version. `outcomes` holds a letter per check in the order of the catalogue, the gravest over the items:
-- P pass, H hit, E not evaluable, A not applicable, - not asked. `details` holds the hits and the reasons.
create table aeo.examinations (
  operator_id uuid not null,
  declaration_id uuid not null,
  version integer not null,
  examined_at timestamptz(3) not null,
  -- Release of the rules and of the lists that ship.
  release text collate "C" not null,
  -- What the operator's own lists and settings were (examination_heads).
  context_version bigint not null,
  outcomes text collate "C" not null,
  details json not null,
  -- The version in force: the one that counts.
  counted boolean not null,
  counted_on date not null,
  org_unit_id text collate "C",
  broker text collate "C",
  released boolean not null,
  -- Released with nothing to set right: no rejection, amendment, invalidation or correction.
  right_first_time boolean not null,
  -- From this day on time alone may change the answer.
  review_on date,
  constraint examinations_pkey primary key (operator_id, declaration_id, version)
);
create index examinations_due on aeo.examinations (operator_id, review_on) where counted and review_on is not null;
create index examinations_day on aeo.examinations (operator_id, counted_on, declaration_id) where counted;

-- Examinations of a period done again after what declarations are judged by has changed; resumable.
create table aeo.examination_runs (
  operator_id uuid not null,
  id uuid not null,
  from_day date not null,
  to_day date not null,
  reason text not null,
  state text collate "C" not null default 'running',
  -- Declarations in the period when it was asked for, and those looked at so far.
  total integer not null,
  done integer not null default 0,
  opened integer not null default 0,
  cured integer not null default 0,
  -- The last declaration looked at.
  position_day date,
  position_id uuid,
  asked_at timestamptz(3) not null,
  asked_by uuid not null,
  finished_at timestamptz(3),
  constraint examination_runs_pkey primary key (operator_id, id),
  constraint examination_runs_state_known check (state in ('running', 'done'))
);
create index examination_runs_running on aeo.examination_runs (operator_id, id) where state = 'running';

-- Declarations by outcome of each check and day: four counts per check (pass, hit, not evaluable, not applicable) in the order of the catalogue.
create table aeo.check_totals (
  operator_id uuid not null,
  day date not null,
  counts bigint[] not null,
  constraint check_totals_pkey primary key (operator_id, day)
) with (fillfactor = 50);

-- Examined declarations by day, and how many were released, and right first time; by unit and by broker too.
create table aeo.quality_totals (
  operator_id uuid not null,
  dimension text collate "C" not null,
  day date not null,
  key text collate "C" not null,
  declarations bigint not null,
  released bigint not null,
  right_first_time bigint not null,
  constraint quality_totals_pkey primary key (operator_id, dimension, day, key)
) with (fillfactor = 60);

-- What was declared before of the same goods, counted by month: the histograms behind the statistical checks.
create table aeo.goods_observations (
  operator_id uuid not null,
  goods_ref text collate "C" not null,
  month text collate "C" not null,
  kind text collate "C" not null,
  supplier_ref text collate "C" not null,
  value text collate "C" not null,
  count bigint not null,
  constraint goods_observations_pkey primary key (operator_id, goods_ref, month, kind, supplier_ref, value)
) with (fillfactor = 70);

-- Grows with every write to the observations of the goods; a stored result names the version it saw.
create table aeo.goods_histories (
  operator_id uuid not null,
  goods_ref text collate "C" not null,
  version bigint not null,
  constraint goods_histories_pkey primary key (operator_id, goods_ref)
) with (fillfactor = 70);

-- References to other declarations among the previous documents, so that the one named finds those that name it.
create table aeo.declaration_links (
  operator_id uuid not null,
  reference text collate "C" not null,
  declaration_id uuid not null,
  constraint declaration_links_pkey primary key (operator_id, reference, declaration_id)
);
create index declaration_links_of_declaration on aeo.declaration_links (operator_id, declaration_id);

-- What a check, a person or customs found wrong, and what people decided.
create table aeo.findings (
  operator_id uuid not null,
  id uuid not null,
  source text collate "C" not null,
  check_id text collate "C",
  check_version integer,
  declaration_id uuid,
  version integer,
  item_number integer,
  pillar text collate "C" not null,
  severity text collate "C" not null,
  state text collate "C" not null default 'open',
  message text not null,
  values json not null,
  at_stake numeric,
  currency text collate "C",
  legal_ref text not null default '',
  -- Day of acceptance of the declaration, or of the facts; on it the totals count.
  counted_on date not null,
  org_unit_id text collate "C",
  broker text collate "C",
  opened_at timestamptz(3) not null,
  -- Set by the review.
  decision text collate "C",
  decided_at timestamptz(3),
  decided_by uuid,
  competence text collate "C",
  cause text collate "C",
  duty_effect numeric,
  duty_currency text collate "C",
  disclosed_on date,
  group_id uuid,
  closed_at timestamptz(3),
  closed_because text collate "C",
  revision integer not null default 1,
  constraint findings_pkey primary key (operator_id, id),
  constraint findings_declaration foreign key (operator_id, declaration_id) references aeo.declarations,
  constraint findings_source_known check (source in ('check', 'person', 'customs', 'sample', 'reconciliation')),
  constraint findings_severity_known check (severity in ('error', 'warning', 'info')),
  constraint findings_state_known check (state in ('open', 'confirmed', 'dismissed', 'in_correction', 'closed')),
  constraint findings_decision_known check (decision in ('confirmed', 'dismissed')),
  constraint findings_decided_whole check ((decision is null) = (decided_at is null) and (decision is null) = (decided_by is null)),
  constraint findings_check_whole check ((source = 'check') = (check_id is not null))
);
create index findings_of_declaration on aeo.findings (operator_id, declaration_id) where declaration_id is not null;
create index findings_state_day on aeo.findings (operator_id, state, counted_on, id);
create index findings_check_day on aeo.findings (operator_id, check_id, counted_on, id);
create index findings_day on aeo.findings (operator_id, counted_on, id);
create index findings_group on aeo.findings (operator_id, group_id) where group_id is not null;

-- Findings by day, one dimension, key and severity, moved in the transaction of the change.
create table aeo.finding_totals (
  operator_id uuid not null,
  dimension text collate "C" not null,
  day date not null,
  key text collate "C" not null,
  severity text collate "C" not null,
  opened bigint not null,
  confirmed bigint not null,
  dismissed bigint not null,
  cured bigint not null,
  constraint finding_totals_pkey primary key (operator_id, dimension, day, key, severity)
) with (fillfactor = 60);

do $$
declare t text;
begin
  foreach t in array array['operator_eoris', 'examination_heads', 'reference_lists', 'check_settings', 'examinations', 'examination_runs', 'check_totals', 'quality_totals',
    'goods_observations', 'goods_histories', 'declaration_links', 'findings', 'finding_totals'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert, update on aeo.%I to aeo_app', t);
  end loop;
end $$;
grant delete on aeo.operator_eoris, aeo.examinations, aeo.goods_observations, aeo.declaration_links, aeo.finding_totals, aeo.quality_totals,
  aeo.check_totals to aeo_app;

-- Moves the version that replicas compare with what they keep in memory.
create function aeo.move_examination_head(p_operator uuid) returns bigint language sql volatile set search_path = aeo, pg_temp as $$
  insert into aeo.examination_heads as h (operator_id, version) values (p_operator, 1)
    on conflict (operator_id) do update set version = h.version + 1 returning h.version
$$;

create function aeo.add_counts(p_a bigint[], p_b bigint[]) returns bigint[] language sql immutable set search_path = aeo, pg_temp as $$
  select array_agg(coalesce(u.a, 0) + coalesce(u.b, 0) order by u.i) from unnest(p_a, p_b) with ordinality as u (a, b, i)
$$;

-- Adds to the totals of findings what the deltas say, under every dimension, in key order so that two writers never wait for each other
-- crosswise. `all` counts each finding once; a finding without a check counts under its source.
create function aeo.move_finding_totals(p_operator uuid, p_deltas json) returns void language sql volatile set search_path = aeo, pg_temp as $$
  insert into aeo.finding_totals as t (operator_id, dimension, day, key, severity, opened, confirmed, dismissed, cured)
    select p_operator, k.dimension, d.day, k.key, d.severity, sum(d.opened), sum(d.confirmed), sum(d.dismissed), sum(d.cured)
    from json_to_recordset(p_deltas) as d (day date, severity text, pillar text, "check" text, unit text, broker text,
        opened bigint, confirmed bigint, dismissed bigint, cured bigint)
      cross join lateral (values ('all', ''), ('pillar', d.pillar), ('check', d."check"), ('unit', d.unit), ('broker', d.broker)) as k (dimension, key)
    group by k.dimension, d.day, k.key, d.severity order by k.dimension, d.day, k.key, d.severity
  on conflict (operator_id, dimension, day, key, severity) do update set
    opened = t.opened + excluded.opened, confirmed = t.confirmed + excluded.confirmed,
    dismissed = t.dismissed + excluded.dismissed, cured = t.cured + excluded.cured
$$;

-- Records who names whom. What is named now may be answered otherwise: the next round of due examinations looks again.
create function aeo.link_declarations(p_operator uuid, p_at timestamptz, p_links json) returns void
language plpgsql volatile set search_path = aeo, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
  if json_array_length(p_links) = 0 then
    return;
  end if;
  insert into aeo.declaration_links (operator_id, reference, declaration_id)
    select p_operator, l.reference, l.declaration from json_to_recordset(p_links) as l (reference text, declaration uuid)
  on conflict do nothing;
  update aeo.examinations x set review_on = least(x.review_on, (p_at at time zone 'UTC')::date)
    from json_to_recordset(p_links) as l (reference text)
    join aeo.declarations d on d.operator_id = p_operator and d.mrn = l.reference
    where x.operator_id = p_operator and x.declaration_id = d.id and x.counted;
end $$;

-- Writes what examinations found: results, findings, observations, links and all totals over them; the lists may be empty.
-- What it does not find to be there already is inserted; nothing here decides, the service did.
create function aeo.record_examinations(p_operator uuid, p_at timestamptz, p_record json) returns void
language plpgsql volatile set search_path = aeo, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  -- Read once: in a statement they would be taken out of the whole text again for every row.
  v_release text := p_record ->> 'release';
  v_context bigint := (p_record ->> 'contextVersion')::bigint;
begin
  insert into aeo.examinations as x (operator_id, declaration_id, version, examined_at, release, context_version, outcomes, details, counted, counted_on,
      org_unit_id, broker, released, right_first_time, review_on)
    select p_operator, e.declaration, e.version, p_at, v_release, v_context, e.outcomes, e.details, true, e.day,
      e.unit, e.broker, e.released, e."right", e.review
    from json_to_recordset(p_record -> 'examinations') as e (declaration uuid, version integer, outcomes text, details json, day date, unit text, broker text,
      released boolean, "right" boolean, review date)
  on conflict (operator_id, declaration_id, version) do update set
    examined_at = excluded.examined_at, release = excluded.release, context_version = excluded.context_version, outcomes = excluded.outcomes,
    details = excluded.details, counted = true, counted_on = excluded.counted_on, org_unit_id = excluded.org_unit_id, broker = excluded.broker,
    released = excluded.released, right_first_time = excluded.right_first_time, review_on = excluded.review_on;
  insert into aeo.findings (operator_id, id, source, check_id, check_version, declaration_id, version, item_number, pillar, severity, message, values,
      at_stake, currency, legal_ref, counted_on, org_unit_id, broker, opened_at)
    select p_operator, f.id, f.source, f.check, f.rule, f.declaration, f.version, f.item, f.pillar, f.severity, f.message, f.values,
      f.stake, f.currency, f.legal, f.day, f.unit, f.broker, p_at
    from json_to_recordset(p_record -> 'findings') as f (id uuid, source text, "check" text, rule integer, declaration uuid, version integer, item integer,
      pillar text, severity text, message text, values json, stake numeric, currency text, legal text, day date, unit text, broker text);
  insert into aeo.check_totals as t (operator_id, day, counts)
    select p_operator, c.day, c.counts from json_to_recordset(p_record -> 'checkTotals') as c (day date, counts bigint[]) order by c.day
  on conflict (operator_id, day) do update set counts = aeo.add_counts(t.counts, excluded.counts);
  perform aeo.move_finding_totals(p_operator, p_record -> 'findingTotals');
  insert into aeo.quality_totals as t (operator_id, dimension, day, key, declarations, released, right_first_time)
    select p_operator, k.dimension, q.day, k.key, sum(q.declarations), sum(q.released), sum(q."right")
    from json_to_recordset(p_record -> 'qualityTotals') as q (day date, unit text, broker text, declarations bigint, released bigint, "right" bigint)
      cross join lateral (values ('all', ''), ('unit', q.unit), ('broker', q.broker)) as k (dimension, key)
    group by k.dimension, q.day, k.key order by k.dimension, q.day, k.key
  on conflict (operator_id, dimension, day, key) do update set declarations = t.declarations + excluded.declarations,
    released = t.released + excluded.released, right_first_time = t.right_first_time + excluded.right_first_time;
  insert into aeo.goods_observations as o (operator_id, goods_ref, month, kind, supplier_ref, value, count)
    select p_operator, g.goods, g.month, g.kind, g.supplier, g.value, g.count
    from json_to_recordset(p_record -> 'observations') as g (goods text, month text, kind text, supplier text, value text, count bigint)
    order by g.goods, g.month, g.kind, g.supplier, g.value
  on conflict (operator_id, goods_ref, month, kind, supplier_ref, value) do update set count = o.count + excluded.count;
  insert into aeo.goods_histories as h (operator_id, goods_ref, version)
    select distinct p_operator, g.goods, 1 from json_to_recordset(p_record -> 'observations') as g (goods text) order by g.goods
  on conflict (operator_id, goods_ref) do update set version = h.version + 1;
  perform aeo.link_declarations(p_operator, p_at, p_record -> 'links');
end $$;

grant execute on function aeo.move_examination_head(uuid), aeo.add_counts(bigint[], bigint[]), aeo.move_finding_totals(uuid, json),
  aeo.link_declarations(uuid, timestamptz, json), aeo.record_examinations(uuid, timestamptz, json) to aeo_app;

-- As before, and a declaration that another names already is known: what it says may change what this one's examination answers.
create or replace function aeo.known_references(p_operator uuid, p_mrns text[], p_lrns text[]) returns integer[]
language plpgsql volatile set search_path = aeo, pg_temp set enable_sort = off set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  return (select array_agg(k.position) from unnest(p_mrns, p_lrns) with ordinality as k (mrn, lrn, position)
    where (select true from aeo.declarations d where d.operator_id = p_operator and d.mrn >= k.mrn and d.mrn <= k.mrn order by d.mrn limit 1)
      or (select true from aeo.declarations d where d.operator_id = p_operator and d.lrn >= k.lrn and d.lrn <= k.lrn order by d.lrn limit 1)
      or (select true from aeo.customs_messages m where m.operator_id = p_operator and m.declaration_id is null
        and m.mrn >= k.mrn and m.mrn <= k.mrn order by m.mrn limit 1)
      or (select true from aeo.customs_messages m where m.operator_id = p_operator and m.declaration_id is null
        and m.reference >= k.lrn and m.reference <= k.lrn order by m.reference limit 1)
      or (select true from aeo.declaration_links l where l.operator_id = p_operator and l.reference >= k.mrn and l.reference <= k.mrn
        order by l.reference limit 1));
end $$;

-- As before, with the examinations of the declarations in the same transaction. Answers position 0 when what they were judged by
-- is no longer in force: nothing is written, and the service judges anew.
drop function aeo.record_new_declarations(uuid, timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], text[], bytea[], bytea[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], bytea[]);
create function aeo.record_new_declarations(
  p_operator uuid, p_at timestamptz,
  d_id text[], d_mrn text[], d_lrn text[], d_declarant text[], d_direction text[], d_type text[], d_status text[],
  d_status_dated text[], d_status_at text[], d_accepted_on text[], d_counted_on text[], d_source text[], d_unit text[],
  v_hash bytea[], v_document text[], v_original bytea[], v_original_hash bytea[], v_media text[],
  i_declaration text[], i_number text[], i_code text[], i_procedure text[], i_origin text[],
  i_counted_on text[],
  t_dimension text[], t_day text[], t_key text[], t_currency text[], t_declarations text[], t_items text[], t_value text[], t_duties text[],
  e_actors text[], e_types text[], e_subjects text[], e_data text[], e_salts bytea[], e_data_hashes bytea[],
  p_context_version bigint, p_record json
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
  perform aeo.record_examinations(p_operator, p_at, p_record);
  perform aeo.append_events(p_operator, p_at, e_actors, e_types, e_subjects, e_data, e_salts, e_data_hashes);
  return '{}';
end $$;
grant execute on function aeo.record_new_declarations(uuid, timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], text[], bytea[], bytea[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], bytea[], bigint, json) to aeo_app;
