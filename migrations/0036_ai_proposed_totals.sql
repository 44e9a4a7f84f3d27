-- Findings name the AI system and version that proposed the element that they are about, as the declaration states it (`aiAssisted`), and are
-- counted by it: errors of what AI proposed stand beside those of what people proposed, which are all less these. Null for people's, for
-- findings of no item, and of pillars of which declarations do not say who proposed. Proposed items are new rows of declaration_totals
-- (`ai_proposed`, `ai_items`), which takes any dimension.
alter table aeo.findings add column proposed_by text collate "C";
-- A JSON array of two texts, as src/declarations/ai-proposals.ts writes it.
alter table aeo.findings add constraint findings_proposer_shape check (proposed_by ~ '^\[".*",".*"\]$');

-- The key of totals by unit, pillar, system, version and check (the source of findings without one): a JSON array, as texts of others stand in
-- it. By check, as not each contests what was proposed: one that asks who decided on a proposal can hit no line of people's.
create function aeo.proposed_key(p_unit text, p_pillar text, p_proposer text, p_check text) returns text language sql immutable set search_path = aeo, pg_temp as $$
  select '[' || to_json(p_unit)::text || ',' || to_json(p_pillar)::text || ',' || substr(p_proposer, 2, length(p_proposer) - 2) || ',' || to_json(p_check)::text || ']'
$$;
grant execute on function aeo.proposed_key(text, text, text, text) to aeo_app;

-- As before, with what AI proposed; a finding of people's adds no row for it.
create or replace function aeo.move_finding_totals(p_operator uuid, p_deltas json) returns void language sql volatile set search_path = aeo, pg_temp as $$
  insert into aeo.finding_totals as t (operator_id, dimension, day, key, severity, opened, confirmed, dismissed, cured)
    select p_operator, k.dimension, d.day, k.key, d.severity, sum(d.opened), sum(d.confirmed), sum(d.dismissed), sum(d.cured)
    from json_to_recordset(p_deltas) as d (day date, severity text, pillar text, "check" text, unit text, broker text, proposer text,
        opened bigint, confirmed bigint, dismissed bigint, cured bigint)
      cross join lateral (values ('all', ''), ('pillar', d.pillar), ('check', d."check"), ('unit', d.unit), ('broker', d.broker),
        ('unit_pillar', d.unit || ' ' || d.pillar), ('ai_proposed', case when d.proposer is not null then aeo.proposed_key(d.unit, d.pillar, d.proposer, d."check") end)) as k (dimension, key)
    where k.dimension <> 'ai_proposed' or k.key is not null
    group by k.dimension, d.day, k.key, d.severity order by k.dimension, d.day, k.key, d.severity
  on conflict (operator_id, dimension, day, key, severity) do update set
    opened = t.opened + excluded.opened, confirmed = t.confirmed + excluded.confirmed,
    dismissed = t.dismissed + excluded.dismissed, cured = t.cured + excluded.cured
$$;

-- As before, with the proposer of findings.
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
        at_stake, currency, legal_ref, counted_on, org_unit_id, broker, opened_at, proposed_by)
      select p_operator, f.id, f.source, f.check, f.rule, f.declaration, f.version, f.item, f.pillar, f.severity, f.message, f.values,
        f.stake, f.currency, f.legal, f.day, f.unit, f.broker, p_at, f.proposer
      from json_to_recordset(v.findings) as f (id uuid, source text, "check" text, rule integer, declaration uuid, version integer, item integer,
        pillar text, severity text, message text, values json, stake numeric, currency text, legal text, day date, unit text, broker text, proposer text);
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

-- What is stored already: findings by the version in which they were found last, and both kinds of totals, per operator and from its own
-- rows, as src/declarations counts them (a test compares).
do $$
declare
  v_operator uuid;
begin
  for v_operator in select o.operator_id from aeo.operators o order by o.operator_id loop
    perform set_config('app.operator_id', v_operator::text, true);
    update aeo.findings f set proposed_by = '[' || to_json(u.use ->> 'systemId')::text || ',' || to_json(coalesce(u.use ->> 'version', ''))::text || ']'
      from aeo.declaration_versions v cross join lateral json_array_elements(v.document -> 'items') as i (item)
        cross join lateral (values ('classification', i.item #> '{aiAssisted,classification}'), ('origin', i.item #> '{aiAssisted,origin}'),
          ('value', i.item #> '{aiAssisted,value}'), ('licences', i.item #> '{aiAssisted,licence}')) as u (pillar, use)
      where f.operator_id = v_operator and v.operator_id = v_operator and v.declaration_id = f.declaration_id and v.version = f.version
        and (i.item ->> 'itemNumber')::integer = f.item_number and u.pillar = f.pillar and u.use is not null;
    insert into aeo.finding_totals (operator_id, dimension, day, key, severity, opened, confirmed, dismissed, cured)
      select v_operator, 'ai_proposed', f.counted_on, aeo.proposed_key(coalesce(f.org_unit_id, ''), f.pillar, f.proposed_by, coalesce(f.check_id, f.source)), f.severity,
        count(*) filter (where coalesce(f.closed_because, '') <> 'withdrawn'), count(*) filter (where f.decision = 'confirmed'),
        count(*) filter (where f.decision = 'dismissed'), count(*) filter (where f.closed_because = 'cured')
      from aeo.findings f where f.operator_id = v_operator and f.proposed_by is not null group by 1, 2, 3, 4, 5;
    insert into aeo.declaration_totals (operator_id, dimension, day, key, currency, declarations, items, statistical_value, duties)
    with assisted as (
      select d.id, d.counted_on as day, coalesce(d.org_unit_id, '') as unit, d.status in ('draft', 'rejected', 'cancelled', 'expired') as is_void, v.document
      from aeo.declarations d
      join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
      where d.operator_id = v_operator and exists (select from json_array_elements(v.document -> 'items') as i (item) where i.item -> 'aiAssisted' is not null)
    ), uses as (
      select a.id, a.day, a.unit, a.is_void, i.n, u.pillar, u.use
      from assisted a cross join lateral json_array_elements(a.document -> 'items') with ordinality as i (item, n)
        cross join lateral (values ('classification', i.item #> '{aiAssisted,classification}'), ('origin', i.item #> '{aiAssisted,origin}'),
          ('value', i.item #> '{aiAssisted,value}'), ('licences', i.item #> '{aiAssisted,licence}')) as u (pillar, use)
      where u.use is not null
    ), counted as (
      select 'ai_items' as dimension, u.day, u.unit as key, u.is_void, u.id, count(distinct u.n) as items from uses u group by 2, 3, 4, 5
      union all
      select 'ai_proposed', u.day, '[' || to_json(u.unit)::text || ',' || to_json(u.pillar)::text || ',' || to_json(u.use ->> 'systemId')::text || ',' || to_json(coalesce(u.use ->> 'version', ''))::text || ']',
        u.is_void, u.id, count(*) from uses u group by 2, 3, 4, 5
    )
    select v_operator, c.dimension || p.suffix, p.day, c.key, r.row, sum(r.sign), sum(r.sign * c.items), 0, 0
    from counted c
      cross join lateral (values ('', c.day), ('_month', date_trunc('month', c.day)::date)) as p (suffix, day)
      cross join lateral (select '' as row, 1 as sign union all select '-', -1 where c.is_void) r
    group by 2, 3, 4, 5;
  end loop;
  perform set_config('app.operator_id', '', true);
end $$;
