-- Bins are added where the row is written: a call of a function for each row took longer than the adding.
create or replace function aeo.move_ai_totals (p_operator uuid, p_tally_version integer, p_periods text[], p_systems text[], p_versions text[], p_pillars text[], p_units text[], p_counters text[], p_bins text[])
returns void language sql volatile set search_path = aeo, pg_temp as $$
  select pg_advisory_xact_lock_shared(hashtextextended('ai oversight totals ' || p_operator, 0));
  insert into aeo.ai_oversight_totals as t (operator_id, tally_version, period, system, version, pillar, unit, counter, bins)
    select p_operator, p_tally_version, c.period, c.system, c.version, c.pillar, c.unit, c.counter, c.bins::jsonb
    from unnest(p_periods, p_systems, p_versions, p_pillars, p_units, p_counters, p_bins) with ordinality as c (period, system, version, pillar, unit, counter, bins, position)
    order by c.position
  on conflict (operator_id, tally_version, period, system, version, pillar, unit, counter) do update set bins = coalesce((
    select jsonb_object_agg(s.bin, s.count) filter (where s.count <> 0) from (
      select b.key as bin, sum(b.value::bigint) as count from (select * from jsonb_each_text(t.bins) union all select * from jsonb_each_text(excluded.bins)) b group by b.key) s), '{}'::jsonb)
$$;
