-- What was declared: one row per declaration, its versions, the items of the current version, customs' messages, totals.
create table aeo.declarations (
  operator_id uuid not null,
  id uuid not null,
  mrn text collate "C",
  lrn text collate "C",
  declarant text collate "C" not null default '',
  direction text collate "C" not null,
  declaration_type text collate "C" not null,
  status text collate "C" not null,
  status_at timestamptz(3) not null,
  accepted_on date,
  released_at timestamptz(3),
  received_at timestamptz(3) not null,
  -- The day it is counted on: that of acceptance, until then that of first receipt.
  counted_on date not null,
  source_system text collate "C" not null default '',
  org_unit_id text collate "C",
  -- Number of the version in force, and of versions kept.
  current_version integer not null,
  version_count integer not null,
  -- Grows with every change of anything that a reader of the declaration sees; the ETag.
  revision integer not null default 1,
  -- Taxes that customs assessed, when an answer told them.
  assessed_taxes json,
  -- '' while the LRN is open (no MRN, not ended): one open row per declarant and LRN. Else what tells the rows apart.
  lrn_slot text collate "C" generated always as
    (case when mrn is not null then mrn when status in ('rejected', 'invalidated') then id::text else '' end) stored,
  constraint declarations_pkey primary key (operator_id, id),
  constraint declarations_mrn_once unique (operator_id, mrn),
  constraint declarations_open_lrn_once unique (operator_id, lrn, declarant, lrn_slot),
  constraint declarations_reference check (mrn is not null or lrn is not null),
  constraint declarations_direction_known check (direction in ('import', 'export'))
);
create index declarations_day on aeo.declarations (operator_id, counted_on, id);
create index declarations_direction_day on aeo.declarations (operator_id, direction, counted_on, id);
create index declarations_type_day on aeo.declarations (operator_id, declaration_type, counted_on, id);
create index declarations_status_day on aeo.declarations (operator_id, status, counted_on, id);
create index declarations_source_day on aeo.declarations (operator_id, source_system, counted_on, id);
create index declarations_unit_day on aeo.declarations (operator_id, org_unit_id, counted_on, id) where org_unit_id is not null;

-- Every content ever declared, with the bytes it came in. Rows of usual size stay inline: compressing them costs more than it saves.
-- Versions and items have no foreign key: one function writes them with their declaration, and a check per row would be a third
-- of the time of ingest.
create table aeo.declaration_versions (
  operator_id uuid not null,
  declaration_id uuid not null,
  version integer not null,
  content_hash bytea not null,
  status text collate "C" not null,
  -- Whether the sender dated the status; if not, status_at is the receipt.
  status_dated boolean not null,
  status_at timestamptz(3) not null,
  received_at timestamptz(3) not null,
  source_system text collate "C" not null default '',
  document json not null,
  -- Null once their retention has ended; hash, size and an event stay.
  original bytea,
  original_sha256 bytea not null,
  original_size integer not null,
  original_media_type text not null,
  -- The granted request or customs' correction that made this version; null for a push.
  message_id uuid,
  constraint declaration_versions_pkey primary key (operator_id, declaration_id, version)
) with (toast_tuple_target = 8160);

-- Items of the current version, as far as lists filter by them; the rest stands in the document.
create table aeo.declaration_items (
  operator_id uuid not null,
  declaration_id uuid not null,
  item_number integer not null,
  commodity_code text collate "C" not null,
  procedure text collate "C" not null,
  origin_country text collate "C" not null,
  counted_on date not null,
  constraint declaration_items_pkey primary key (operator_id, declaration_id, item_number)
);
create index declaration_items_code on aeo.declaration_items (operator_id, commodity_code, counted_on, declaration_id);
create index declaration_items_origin on aeo.declaration_items (operator_id, origin_country, counted_on, declaration_id);
create index declaration_items_procedure on aeo.declaration_items (operator_id, procedure, counted_on, declaration_id);

-- Requests (amendment, invalidation, presentation) and customs' answers. Without declaration_id it waits for one.
create table aeo.customs_messages (
  operator_id uuid not null,
  id uuid not null,
  kind text collate "C" not null,
  state text collate "C" not null,
  content_hash bytea not null,
  mrn text collate "C",
  reference text collate "C",
  issued_at timestamptz(3) not null,
  received_at timestamptz(3) not null,
  declaration_id uuid,
  content json not null,
  original bytea,
  original_sha256 bytea not null,
  original_size integer not null,
  original_media_type text not null,
  constraint customs_messages_pkey primary key (operator_id, id),
  constraint customs_messages_content_once unique (operator_id, content_hash),
  constraint customs_messages_declaration foreign key (operator_id, declaration_id) references aeo.declarations,
  constraint customs_messages_kind_known check (kind in ('amendment', 'invalidation', 'presentation', 'answer')),
  constraint customs_messages_state_known check (state in ('waiting', 'pending', 'granted', 'refused', 'applied'))
);
create index customs_messages_of_declaration on aeo.customs_messages (operator_id, declaration_id) where declaration_id is not null;
create index customs_messages_waiting_mrn on aeo.customs_messages (operator_id, mrn) where declaration_id is null;
create index customs_messages_waiting_reference on aeo.customs_messages (operator_id, reference) where declaration_id is null;
create index customs_messages_waiting_age on aeo.customs_messages (operator_id, received_at, id) where declaration_id is null;

-- When an MRN row and an LRN row turn out to be one, the other id answers with a redirect to the survivor.
create table aeo.declaration_redirects (
  operator_id uuid not null,
  id uuid not null,
  survivor_id uuid not null,
  constraint declaration_redirects_pkey primary key (operator_id, id),
  constraint declaration_redirects_survivor foreign key (operator_id, survivor_id) references aeo.declarations
);
create index declaration_redirects_of_survivor on aeo.declaration_redirects (operator_id, survivor_id);

-- Counts and sums per day and one dimension, moved in the transaction of the change (design idea 6).
create table aeo.declaration_totals (
  operator_id uuid not null,
  dimension text collate "C" not null,
  day date not null,
  key text collate "C" not null,
  currency text collate "C" not null,
  declarations bigint not null,
  items bigint not null,
  statistical_value numeric not null,
  duties numeric not null,
  constraint declaration_totals_pkey primary key (operator_id, dimension, day, key, currency)
) with (fillfactor = 60);

do $$
declare t text;
begin
  foreach t in array array['declarations', 'declaration_versions', 'declaration_items', 'customs_messages', 'declaration_redirects', 'declaration_totals'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert, update on aeo.%I to aeo_app', t);
  end loop;
end $$;
-- A new version replaces the items; a join moves a row's versions and empties it; a total that fell to nothing goes.
grant delete on aeo.declaration_items, aeo.declarations, aeo.declaration_versions, aeo.declaration_totals to aeo_app;

-- Adds deltas to the totals, in key order so that two writers never wait for each other crosswise.
create function aeo.move_totals(
  p_operator uuid, p_dimension text[], p_day text[], p_key text[], p_currency text[],
  p_declarations text[], p_items text[], p_value text[], p_duties text[]
) returns void language sql volatile set search_path = aeo, pg_temp as $$
  insert into aeo.declaration_totals as t (operator_id, dimension, day, key, currency, declarations, items, statistical_value, duties)
    select p_operator, d.dimension, d.day::date, d.key, d.currency, d.declarations::bigint, d.items::bigint, d.value::numeric, d.duties::numeric
    from unnest(p_dimension, p_day, p_key, p_currency, p_declarations, p_items, p_value, p_duties)
      as d (dimension, day, key, currency, declarations, items, value, duties)
    order by d.dimension, d.day, d.key, d.currency
  on conflict (operator_id, dimension, day, key, currency) do update set
    declarations = t.declarations + excluded.declarations, items = t.items + excluded.items,
    statistical_value = t.statistical_value + excluded.statistical_value, duties = t.duties + excluded.duties
$$;

-- Ingest of one operator is serial: that an LRN push and an MRN push are one declaration is no constraint a table can keep.
create function aeo.lock_ingest(p_operator uuid) returns void language sql volatile set search_path = aeo, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended('ingest ' || p_operator, 0))
$$;

-- Positions (from 1) of pushes whose MRN or LRN is known already, or that a message waits for; null when there is none.
-- A young table has no statistics, and any index that begins with the operator looks as good as the right one. So each search is a
-- range in an order that only the right index has, and sorting is off. (`exists` might become a hash of all rows of the operator.)
create function aeo.known_references(p_operator uuid, p_mrns text[], p_lrns text[]) returns integer[]
language plpgsql volatile set search_path = aeo, pg_temp set enable_sort = off set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  return (select array_agg(k.position) from unnest(p_mrns, p_lrns) with ordinality as k (mrn, lrn, position)
    where (select true from aeo.declarations d where d.operator_id = p_operator and d.mrn >= k.mrn and d.mrn <= k.mrn order by d.mrn limit 1)
      or (select true from aeo.declarations d where d.operator_id = p_operator and d.lrn >= k.lrn and d.lrn <= k.lrn order by d.lrn limit 1)
      or (select true from aeo.customs_messages m where m.operator_id = p_operator and m.declaration_id is null
        and m.mrn >= k.mrn and m.mrn <= k.mrn order by m.mrn limit 1)
      or (select true from aeo.customs_messages m where m.operator_id = p_operator and m.declaration_id is null
        and m.reference >= k.lrn and m.reference <= k.lrn order by m.reference limit 1));
end $$;

-- The common case of ingest in one statement: declarations that nobody pushed before. Answers the positions (from 1) that
-- are known already, by MRN or LRN, or that a message waits for; when there is one, nothing is written and the service takes the long way.
-- Generic plans: with the lengths of the arrays in sight the planner would plan every statement of every small batch anew.
create function aeo.record_new_declarations(
  p_operator uuid, p_at timestamptz,
  d_id text[], d_mrn text[], d_lrn text[], d_declarant text[], d_direction text[], d_type text[], d_status text[],
  d_status_dated text[], d_status_at text[], d_accepted_on text[], d_counted_on text[], d_source text[], d_unit text[],
  v_hash bytea[], v_document text[], v_original bytea[], v_original_hash bytea[], v_media text[],
  i_declaration text[], i_number text[], i_code text[], i_procedure text[], i_origin text[],
  i_counted_on text[],
  t_dimension text[], t_day text[], t_key text[], t_currency text[], t_declarations text[], t_items text[], t_value text[], t_duties text[],
  e_actors text[], e_types text[], e_subjects text[], e_data text[], e_salts bytea[], e_data_hashes bytea[]
) returns integer[] language plpgsql volatile set search_path = aeo, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  v_known integer[];
begin
  perform pg_advisory_xact_lock(hashtextextended('ingest ' || p_operator, 0));
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
  perform aeo.append_events(p_operator, p_at, e_actors, e_types, e_subjects, e_data, e_salts, e_data_hashes);
  return '{}';
end $$;

grant execute on function
  aeo.known_references(uuid, text[], text[]),
  aeo.move_totals(uuid, text[], text[], text[], text[], text[], text[], text[], text[]),
  aeo.lock_ingest(uuid),
  aeo.record_new_declarations(uuid, timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], text[], bytea[], bytea[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], bytea[])
  to aeo_app;
