-- Totals by unit, site, broker, member state, use of AI and, by month, goods. The table takes any dimension, so what is new here are rows:
-- those of what is stored already are counted now, per operator and from its own rows, as src/declarations/totals.ts counts them (a test
-- compares). An installation of which the old release goes on writing while this runs sets that right with `npm run rebuild-totals -- --repair`.
-- Beside days, months are kept as `<dimension>_month` on the first of the month, so that a report of a year reads few rows.
-- The row of currency '*' takes back, under every dimension, what declarations with items in several currencies were counted too often;
-- rows whose currency begins with '-' take back what never took effect: drafts, and what was rejected, cancelled or left to expire.
do $$
declare
  v_operator uuid;
begin
  for v_operator in select o.operator_id from aeo.operators o order by o.operator_id loop
    perform set_config('app.operator_id', v_operator::text, true);
    insert into aeo.declaration_totals (operator_id, dimension, day, key, currency, declarations, items, statistical_value, duties)
    with held as (
      select d.id, d.counted_on as day, d.direction, d.declaration_type as type, d.status, d.source_system, v.document, d.assessed_taxes,
        coalesce(d.org_unit_id, '') as unit, coalesce(v.document ->> 'siteId', '') as site, coalesce(v.document #>> '{representative,eori}', '') as broker,
        coalesce(substring(v.document ->> 'lodgementOffice' from '^[A-Z]{2}'), substring(d.mrn from '^..([A-Z]{2})'),
          substring(v.document ->> 'exportOffice' from '^[A-Z]{2}'), substring(v.document ->> 'presentationOffice' from '^[A-Z]{2}'), '') as member_state,
        case when jsonb_path_exists(v.document::jsonb, '$.items[*].aiAssisted.*') then 'yes' else 'no' end as ai
      from aeo.declarations d
      join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
      where d.operator_id = v_operator
    ), stated as (
      select h.id, h.day, h.direction, h.type, h.status, h.source_system, h.unit, h.site, h.broker, h.member_state, h.ai, h.status in ('draft', 'rejected', 'cancelled', 'expired') as is_void,
        coalesce(i.item ->> 'goodsRef', '') as goods,
        coalesce(i.item ->> 'requestedProcedure', '') || coalesce(i.item ->> 'previousProcedure', '') as procedure,
        coalesce(i.item ->> 'originCountry', i.item ->> 'prefOriginCountry', '') as origin,
        left(coalesce(i.item ->> 'hs6', '') || coalesce(i.item ->> 'cn2', '') || coalesce(i.item ->> 'taric2', ''), 2) as chapter,
        (i.item ->> 'statisticalValue')::numeric as value,
        coalesce(i.item ->> 'statisticalValueCurrency', h.document ->> 'accountsCurrency', h.document ->> 'invoiceCurrency', '') as value_currency,
        case when a.taxes > 0 then coalesce(a.duties, 0) else t.duties end as duties,
        coalesce(a.currency, t.currency, h.document ->> 'accountsCurrency', '') as duties_currency
      from held h
      cross join lateral json_array_elements(h.document -> 'items') as i (item)
      cross join lateral (
        select count(*) as taxes, (array_agg(x.tax ->> 'currency' order by x.n))[1] as currency,
          sum(coalesce(x.tax ->> 'payable', x.tax ->> 'assessed')::numeric) filter (where x.tax ->> 'type' ~ '^[AC][0-9]{2}$') as duties
        from json_array_elements(coalesce(h.assessed_taxes, '[]')) with ordinality as x (tax, n)
        where (x.tax ->> 'itemNumber')::int = (i.item ->> 'itemNumber')::int) a
      cross join lateral (
        select (array_agg(x.tax ->> 'currency' order by x.n) filter (where x.tax ->> 'currency' is not null))[1] as currency,
          sum(coalesce(x.tax ->> 'payable', x.tax ->> 'amount')::numeric) filter (where x.tax ->> 'type' ~ '^[AC][0-9]{2}$') as duties
        from json_array_elements(coalesce(i.item -> 'taxes', '[]')) with ordinality as x (tax, n)) t
    ), named as (
      -- An item stands in the row of its value's currency, or of its duties' where it has no value.
      select s.*, case when s.duties is null then '' else s.duties_currency end as duties_in,
        case when s.value is not null then s.value_currency when s.duties is not null then s.duties_currency else '' end as currency
      from stated s
    ), lines as (
      select n.id, n.day, n.direction, n.type, n.status, n.source_system, n.unit, n.site, n.broker, n.member_state, n.ai, n.is_void, n.goods, n.procedure, n.origin, n.chapter,
        n.currency, 1 as items, coalesce(n.value, 0) as value, case when n.duties_in = n.currency then coalesce(n.duties, 0) else 0 end as duties,
        min(n.currency) over (partition by n.id) <> max(n.currency) over (partition by n.id) as is_mixed
      from named n
      union all
      select n.id, n.day, n.direction, n.type, n.status, n.source_system, n.unit, n.site, n.broker, n.member_state, n.ai, n.is_void, n.goods, n.procedure, n.origin, n.chapter,
        n.duties_in, 0, 0, n.duties, false
      from named n where n.duties is not null and n.duties_in <> n.currency
    ), counted as (
      select l.id, l.is_void, k.is_new, k.dimension, k.day, k.key, l.currency, sum(l.items) as items, sum(l.value) as value, sum(l.duties) as duties
      from lines l
      cross join lateral (values (true, 'unit', l.day, l.unit), (true, 'site', l.day, l.site), (true, 'broker', l.day, l.broker),
        (true, 'member_state', l.day, l.member_state), (true, 'ai', l.day, l.ai), (true, 'goods', date_trunc('month', l.day)::date, l.goods),
        (false, 'direction', l.day, l.direction), (false, 'type', l.day, l.type), (false, 'status', l.day, l.status),
        (false, 'source_system', l.day, l.source_system), (false, 'procedure', l.day, l.procedure), (false, 'origin', l.day, l.origin),
        (false, 'chapter', l.day, l.chapter)) as k (is_new, dimension, day, key)
      where k.is_new or l.is_mixed or l.is_void
      group by l.id, l.is_void, k.is_new, k.dimension, k.day, k.key, l.currency
    ), moved as (
      select c.dimension, c.day, c.key, c.currency, (c.items > 0)::int as declarations, c.items, c.value, c.duties, c.is_void, c.is_new from counted c
      union all
      select m.dimension, m.day, m.key, '*', 1 - count(*), 0, 0, 0, m.is_void, true from counted m where m.items > 0
        group by m.id, m.dimension, m.day, m.key, m.is_void having count(*) > 1
      union all
      select 'all', s.day, '', '', 1, count(*), 0, 0, s.is_void, false from stated s group by s.id, s.day, s.is_void
    )
    select v_operator, r.dimension, r.day, r.key, r.currency, sum(r.declarations), sum(r.items), sum(r.value), sum(r.duties)
    from (
      select m.dimension, m.day, m.key, m.currency, m.declarations, m.items, m.value, m.duties from moved m where m.is_new
      union all
      select m.dimension, m.day, m.key, '-' || m.currency, -m.declarations, -m.items, -m.value, -m.duties from moved m where m.is_void
    ) r
    group by r.dimension, r.day, r.key, r.currency
    having sum(r.declarations) <> 0 or sum(r.items) <> 0 or sum(r.value) <> 0 or sum(r.duties) <> 0;
    insert into aeo.declaration_totals (operator_id, dimension, day, key, currency, declarations, items, statistical_value, duties)
      select v_operator, t.dimension || '_month', date_trunc('month', t.day)::date, t.key, t.currency, sum(t.declarations), sum(t.items), sum(t.statistical_value), sum(t.duties)
      from aeo.declaration_totals t where t.operator_id = v_operator and t.dimension <> 'goods'
      group by t.dimension, date_trunc('month', t.day), t.key, t.currency
      having sum(t.declarations) <> 0 or sum(t.items) <> 0 or sum(t.statistical_value) <> 0 or sum(t.duties) <> 0;
  end loop;
  perform set_config('app.operator_id', '', true);
end $$;
