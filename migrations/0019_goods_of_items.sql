-- Declarations are listed by the goods that their items name: what a decision on goods touches. Null where an item names none, which keeps
-- such items out of the index.
alter table aeo.declaration_items add column goods_ref text collate "C";

-- What is stored already, as its document says.
do $$
declare
  v_operator uuid;
begin
  for v_operator in select o.operator_id from aeo.operators o order by o.operator_id loop
    perform set_config('app.operator_id', v_operator::text, true);
    update aeo.declaration_items i set goods_ref = n.goods_ref
      from (select d.id, (j.item ->> 'itemNumber')::integer as item_number, j.item ->> 'goodsRef' as goods_ref
        from aeo.declarations d
        join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
        cross join lateral json_array_elements(v.document -> 'items') as j (item) where d.operator_id = v_operator) n
      where i.operator_id = v_operator and i.declaration_id = n.id and i.item_number = n.item_number and n.goods_ref is not null;
  end loop;
  perform set_config('app.operator_id', '', true);
end $$;

create index declaration_items_goods on aeo.declaration_items (operator_id, goods_ref, counted_on, declaration_id) where goods_ref is not null;

-- As before, with the goods of items.
drop function aeo.record_new_declarations(uuid, timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], text[], bytea[], bytea[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], bytea[], bigint, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], json, json);
create function aeo.record_new_declarations(
  p_operator uuid, p_at timestamptz,
  d_id text[], d_mrn text[], d_lrn text[], d_declarant text[], d_direction text[], d_type text[], d_status text[],
  d_status_dated text[], d_status_at text[], d_accepted_on text[], d_counted_on text[], d_source text[], d_unit text[],
  v_hash bytea[], v_document text[], v_original bytea[], v_original_hash bytea[], v_media text[],
  i_declaration text[], i_number text[], i_code text[], i_procedure text[], i_origin text[],
  i_counted_on text[], i_goods text[],
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
  insert into aeo.declaration_items (operator_id, declaration_id, item_number, commodity_code, procedure, origin_country, counted_on, goods_ref)
    select p_operator, i.declaration::uuid, i.number::integer, i.code, i.procedure, i.origin, i.counted_on::date, i.goods
    from unnest(i_declaration, i_number, i_code, i_procedure, i_origin, i_counted_on, i_goods)
      as i (declaration, number, code, procedure, origin, counted_on, goods);
  perform aeo.move_totals(p_operator, t_dimension, t_day, t_key, t_currency, t_declarations, t_items, t_value, t_duties);
  if p_uses is not null then
    perform aeo.move_reference_use(p_operator, p_uses);
  end if;
  perform aeo.record_examinations(p_operator, p_at, x_declaration, x_version, x_outcomes, x_details, x_day, x_unit, x_broker, x_released, x_right, x_review, p_record);
  perform aeo.append_events(p_operator, p_at, e_actors, e_types, e_subjects, e_data, e_salts, e_data_hashes);
  return '{}';
end $$;
grant execute on function aeo.record_new_declarations(uuid, timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], text[], bytea[], bytea[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], bytea[], bytea[], bigint, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], json, json) to aeo_app;
