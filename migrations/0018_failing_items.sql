-- Totals for key figures (src/declarations/figure-totals.ts) are new rows of declaration_totals, which takes any dimension. Of what is stored
-- already they are counted by `npm run rebuild-totals -- --repair`, from versions and messages, which no statement reads.

-- Goods items that a check of severity error hit, per examination and in its totals: the numerator of check_failure_rate. An error of the
-- declaration as a whole is of no item.

create function aeo.failing_items(p_details json) returns integer language sql immutable set search_path = aeo, pg_temp as $$
  select count(distinct h.hit ->> 'itemNumber')::integer from json_array_elements(p_details -> 'hits') as h (hit) where h.hit ->> 'severity' = 'error'
$$;
grant execute on function aeo.failing_items(json) to aeo_app;

alter table aeo.examinations add column failing_items integer not null default 0;
alter table aeo.quality_totals add column failing_items bigint not null default 0;

-- What is stored already is counted now, per operator and from its own rows.
do $$
declare
  v_operator uuid;
begin
  for v_operator in select o.operator_id from aeo.operators o order by o.operator_id loop
    perform set_config('app.operator_id', v_operator::text, true);
    update aeo.examinations x set failing_items = aeo.failing_items(x.details) where x.operator_id = v_operator and x.outcomes like '%H%' and aeo.failing_items(x.details) <> 0;
    update aeo.quality_totals t set failing_items = c.failing from (
      select k.dimension, x.counted_on as day, k.key, sum(x.failing_items) as failing
      from aeo.examinations x cross join lateral (values ('all', ''), ('unit', coalesce(x.org_unit_id, '')), ('broker', coalesce(x.broker, ''))) as k (dimension, key)
      where x.operator_id = v_operator and x.counted group by 1, 2, 3) c
    where t.operator_id = v_operator and t.dimension = c.dimension and t.day = c.day and t.key = c.key;
  end loop;
end $$;

-- As before, with the failing items.
create or replace function aeo.record_examinations(p_operator uuid, p_at timestamptz,
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
      org_unit_id, broker, released, right_first_time, review_on, failing_items)
    select p_operator, e.declaration::uuid, e.version::integer, p_at, v.release, v."contextVersion", e.outcomes, e.details::json, true, e.day::date,
      e.unit, e.broker, e.released::boolean, e."right"::boolean, e.review::date,
      case when e.outcomes like '%H%' then aeo.failing_items(e.details::json) else 0 end
    from unnest(x_declaration, x_version, x_outcomes, x_details, x_day, x_unit, x_broker, x_released, x_right, x_review)
      as e (declaration, version, outcomes, details, day, unit, broker, released, "right", review)
  on conflict (operator_id, declaration_id, version) do update set
    examined_at = excluded.examined_at, release = excluded.release, context_version = excluded.context_version, outcomes = excluded.outcomes,
    details = excluded.details, counted = true, counted_on = excluded.counted_on, org_unit_id = excluded.org_unit_id, broker = excluded.broker,
    released = excluded.released, right_first_time = excluded.right_first_time, review_on = excluded.review_on,
    failing_items = excluded.failing_items;
  insert into aeo.check_totals as t (operator_id, day, counts)
    select p_operator, c.day, c.counts::integer[] from json_to_recordset(v."checkTotals") as c (day date, counts text) order by c.day
  on conflict (operator_id, day) do update set counts = aeo.add_counts(t.counts, excluded.counts);
  insert into aeo.quality_totals as t (operator_id, dimension, day, key, declarations, released, right_first_time, failing_items)
    select p_operator, k.dimension, q.day, k.key, sum(q.declarations), sum(q.released), sum(q."right"), sum(q.failing)
    from json_to_recordset(v."qualityTotals") as q (day date, unit text, broker text, declarations bigint, released bigint, "right" bigint, failing bigint)
      cross join lateral (values ('all', ''), ('unit', q.unit), ('broker', q.broker)) as k (dimension, key)
    group by k.dimension, q.day, k.key order by k.dimension, q.day, k.key
  on conflict (operator_id, dimension, day, key) do update set declarations = t.declarations + excluded.declarations,
    released = t.released + excluded.released, right_first_time = t.right_first_time + excluded.right_first_time,
    failing_items = t.failing_items + excluded.failing_items;
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
