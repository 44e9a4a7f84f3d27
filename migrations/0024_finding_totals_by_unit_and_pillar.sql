-- Totals of findings by unit and pillar: what a unit's error rate of a subject is counted from, before and after a training and against the
-- rest of the company. The key is the unit's code, a blank and the pillar; a pillar has no blank, so the last one parts them.
create or replace function aeo.move_finding_totals(p_operator uuid, p_deltas json) returns void language sql volatile set search_path = aeo, pg_temp as $$
  insert into aeo.finding_totals as t (operator_id, dimension, day, key, severity, opened, confirmed, dismissed, cured)
    select p_operator, k.dimension, d.day, k.key, d.severity, sum(d.opened), sum(d.confirmed), sum(d.dismissed), sum(d.cured)
    from json_to_recordset(p_deltas) as d (day date, severity text, pillar text, "check" text, unit text, broker text,
        opened bigint, confirmed bigint, dismissed bigint, cured bigint)
      cross join lateral (values ('all', ''), ('pillar', d.pillar), ('check', d."check"), ('unit', d.unit), ('broker', d.broker),
        ('unit_pillar', d.unit || ' ' || d.pillar)) as k (dimension, key)
    group by k.dimension, d.day, k.key, d.severity order by k.dimension, d.day, k.key, d.severity
  on conflict (operator_id, dimension, day, key, severity) do update set
    opened = t.opened + excluded.opened, confirmed = t.confirmed + excluded.confirmed,
    dismissed = t.dismissed + excluded.dismissed, cured = t.cured + excluded.cured
$$;

-- What is stored already is counted now, per operator and from its own rows, as src/declarations/examination/rebuild-examination-totals.ts does.
do $$
declare
  v_operator uuid;
begin
  for v_operator in select o.operator_id from aeo.operators o order by o.operator_id loop
    perform set_config('app.operator_id', v_operator::text, true);
    insert into aeo.finding_totals (operator_id, dimension, day, key, severity, opened, confirmed, dismissed, cured)
      select v_operator, 'unit_pillar', f.counted_on, coalesce(f.org_unit_id, '') || ' ' || f.pillar, f.severity,
        count(*) filter (where coalesce(f.closed_because, '') <> 'withdrawn'), count(*) filter (where f.decision = 'confirmed'),
        count(*) filter (where f.decision = 'dismissed'), count(*) filter (where f.closed_because = 'cured')
      from aeo.findings f where f.operator_id = v_operator group by 1, 2, 3, 4, 5;
  end loop;
  perform set_config('app.operator_id', '', true);
end $$;

-- Confirmed errors of a period, by pillar or all. People decided each, so this grows with their work and costs ingest nothing.
create index findings_confirmed on aeo.findings (operator_id, counted_on, pillar, org_unit_id, declaration_id) where decision = 'confirmed';
