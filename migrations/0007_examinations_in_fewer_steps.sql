-- As before, in fewer steps: examinations come as arrays like the declarations themselves, the rest of the record is taken apart once, what
-- it does not hold is not looked for, and counts come as an array literal. For a declaration that is pushed alone this function was two
-- fifths of the time in the database.

-- Half as wide, a row of counts stays in its page instead of being compressed and moved out at every change; a day's counts fit easily.
alter table aeo.check_totals alter column counts type integer[];

-- In the order of the elements, which unnest keeps; a sort would take longer than the sum.
create function aeo.add_counts(p_a integer[], p_b integer[]) returns integer[] language sql immutable set search_path = aeo, pg_temp as $$
  select array(select coalesce(u.a, 0) + coalesce(u.b, 0) from unnest(p_a, p_b) as u (a, b))
$$;
grant execute on function aeo.add_counts(integer[], integer[]) to aeo_app;

drop function aeo.record_examinations(uuid, timestamptz, json);
create function aeo.record_examinations(p_operator uuid, p_at timestamptz,
  x_declaration text[], x_version text[], x_outcomes text[], x_details text[],
  x_day text[], x_unit text[], x_broker text[], x_released text[], x_right text[], x_review text[],
  p_record json
) returns void
language plpgsql volatile set search_path = aeo, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  v record;
begin
  select r.* into v from json_to_record(p_record) as r (release text, "contextVersion" bigint, findings json, links json,
    "checkTotals" json, "findingTotals" json, "qualityTotals" json, observations json);
  insert into aeo.examinations as x (operator_id, declaration_id, version, examined_at, release, context_version, outcomes, details, counted, counted_on,
      org_unit_id, broker, released, right_first_time, review_on)
    select p_operator, e.declaration::uuid, e.version::integer, p_at, v.release, v."contextVersion", e.outcomes, e.details::json, true, e.day::date,
      e.unit, e.broker, e.released::boolean, e."right"::boolean, e.review::date
    from unnest(x_declaration, x_version, x_outcomes, x_details, x_day, x_unit, x_broker, x_released, x_right, x_review)
      as e (declaration, version, outcomes, details, day, unit, broker, released, "right", review)
  on conflict (operator_id, declaration_id, version) do update set
    examined_at = excluded.examined_at, release = excluded.release, context_version = excluded.context_version, outcomes = excluded.outcomes,
    details = excluded.details, counted = true, counted_on = excluded.counted_on, org_unit_id = excluded.org_unit_id, broker = excluded.broker,
    released = excluded.released, right_first_time = excluded.right_first_time, review_on = excluded.review_on;
  insert into aeo.check_totals as t (operator_id, day, counts)
    select p_operator, c.day, c.counts::integer[] from json_to_recordset(v."checkTotals") as c (day date, counts text) order by c.day
  on conflict (operator_id, day) do update set counts = aeo.add_counts(t.counts, excluded.counts);
  insert into aeo.quality_totals as t (operator_id, dimension, day, key, declarations, released, right_first_time)
    select p_operator, k.dimension, q.day, k.key, sum(q.declarations), sum(q.released), sum(q."right")
    from json_to_recordset(v."qualityTotals") as q (day date, unit text, broker text, declarations bigint, released bigint, "right" bigint)
      cross join lateral (values ('all', ''), ('unit', q.unit), ('broker', q.broker)) as k (dimension, key)
    group by k.dimension, q.day, k.key order by k.dimension, q.day, k.key
  on conflict (operator_id, dimension, day, key) do update set declarations = t.declarations + excluded.declarations,
    released = t.released + excluded.released, right_first_time = t.right_first_time + excluded.right_first_time;
  if json_array_length(v.findings) > 0 then
    insert into aeo.findings (operator_id, id, source, check_id, check_version, declaration_id, version, item_number, pillar, severity, message, values,
        at_stake, currency, legal_ref, counted_on, org_unit_id, broker, opened_at)
      select p_operator, f.id, f.source, f.check, f.rule, f.declaration, f.version, f.item, f.pillar, f.severity, f.message, f.values,
        f.stake, f.currency, f.legal, f.day, f.unit, f.broker, p_at
      from json_to_recordset(v.findings) as f (id uuid, source text, "check" text, rule integer, declaration uuid, version integer, item integer,
        pillar text, severity text, message text, values json, stake numeric, currency text, legal text, day date, unit text, broker text);
  end if;
  if json_array_length(v."findingTotals") > 0 then
    perform aeo.move_finding_totals(p_operator, v."findingTotals");
  end if;
  if json_array_length(v.observations) > 0 then
    insert into aeo.goods_observations as o (operator_id, goods_ref, month, kind, supplier_ref, value, count)
      select p_operator, g.goods, g.month, g.kind, g.supplier, g.value, g.count
      from json_to_recordset(v.observations) as g (goods text, month text, kind text, supplier text, value text, count bigint)
      order by g.goods, g.month, g.kind, g.supplier, g.value
    on conflict (operator_id, goods_ref, month, kind, supplier_ref, value) do update set count = o.count + excluded.count;
    insert into aeo.goods_histories as h (operator_id, goods_ref, version)
      select distinct p_operator, g.goods, 1 from json_to_recordset(v.observations) as g (goods text) order by g.goods
    on conflict (operator_id, goods_ref) do update set version = h.version + 1;
  end if;
  perform aeo.link_declarations(p_operator, p_at, v.links);
end $$;

drop function aeo.add_counts(bigint[], bigint[]);

grant execute on function aeo.record_examinations(uuid, timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], json) to aeo_app;

drop function aeo.record_new_declarations(uuid, timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], text[], bytea[], bytea[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], bytea[], bigint, json);
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
  p_record json
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
  perform aeo.record_examinations(p_operator, p_at, x_declaration, x_version, x_outcomes, x_details, x_day, x_unit, x_broker, x_released, x_right, x_review, p_record);
  perform aeo.append_events(p_operator, p_at, e_actors, e_types, e_subjects, e_data, e_salts, e_data_hashes);
  return '{}';
end $$;
grant execute on function aeo.record_new_declarations(uuid, timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], text[], bytea[], bytea[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], bytea[], bigint, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], json) to aeo_app;

-- A finding names its declaration without a foreign key, like versions and items: the check of the key looks a declaration up by a plan that
-- it keeps, made while the table was young and any index that begins with the operator looked as good as the right one; each finding then
-- read all declarations of its operator. Checks write findings with their declaration; what a person names is looked up first.
alter table aeo.findings drop constraint findings_declaration;

-- The same keys of messages and redirects stay. Until the first ANALYZE the planner is told what it would find: ids differ, operators are few.
select pg_restore_relation_stats('schemaname', 'aeo', 'relname', 'declarations', 'relpages', 1000, 'reltuples', 10000::real);
select pg_restore_attribute_stats('schemaname', 'aeo', 'relname', 'declarations', 'attname', 'id', 'inherited', false,
  'null_frac', 0::real, 'avg_width', 16, 'n_distinct', -1::real);
select pg_restore_attribute_stats('schemaname', 'aeo', 'relname', 'declarations', 'attname', 'operator_id', 'inherited', false,
  'null_frac', 0::real, 'avg_width', 16, 'n_distinct', 10::real);
