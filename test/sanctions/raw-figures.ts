/**
 * The figures of the analysis once more, by SQL alone and from raw rows: the content of each sanction as it was stated, and the document
 * of each declaration in force. Shares nothing with what it is compared with, neither derived columns nor totals.
 */

/** $1 operator. Sanctions with their day, state and money; declarations with their document; which concern which. */
const RAW = `
  raw_sanctions as (
    select s.id, s.content, s.content->>'severity' as severity, (s.content->>'decisionDate')::date as decision_day,
      (select max((p->>'to')::date) from json_array_elements(s.content->'infringementDates') p) as facts_day,
      (select a->>'status' from json_array_elements(s.content->'appeal') with ordinality as x (a, n) order by n desc limit 1) as appeal,
      s.content->>'currency' as currency, (s.content->>'amountDuty')::numeric as duty, (s.content->>'amountPenalty')::numeric as penalty
    from aeo.sanctions s where s.operator_id = $1),
  raw_declarations as (
    select d.id, d.mrn, d.counted_on, d.status, v.document from aeo.declarations d
      join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version where d.operator_id = $1),
  linked as (
    select s.id, r.reference, d.document from raw_sanctions s cross join lateral json_array_elements_text(s.content->'declarations') as r (reference)
      join raw_declarations d on d.mrn = r.reference or d.id::text = r.reference),
  concerned as (
    select l.id, i.item from linked l join raw_sanctions s on s.id = l.id cross join lateral json_array_elements(l.document->'items') as i (item)
    where not exists (select from json_array_elements(s.content->'items') n where n->>'declaration' = l.reference)
      or exists (select from json_array_elements(s.content->'items') n where n->>'declaration' = l.reference and n->>'itemNumber' = i.item->>'itemNumber'))`

const listKeys = (name: string, derived: string): string => `
  select s.id, coalesce(k.key, '') as key from raw_sanctions s left join lateral (
    select distinct j as key from json_array_elements_text(case when json_typeof(s.content->'${name}') = 'array' then s.content->'${name}' else '[]' end) j
    union select distinct d.key from (${derived}) d where d.id = s.id and json_typeof(s.content->'${name}') = 'null' and d.key <> '') k on true`

const PROCEDURE = "coalesce(item->>'requestedProcedure', '') || coalesce(item->>'previousProcedure', '')"

/** Keys of sanctions, by grouping. */
const SANCTION_KEYS: Record<string, string> = {
  all: "select id, '' as key from raw_sanctions",
  year: "select id, to_char(day, 'YYYY') as key from sanctioned",
  month: "select id, to_char(day, 'YYYY-MM') as key from sanctioned",
  pillar: "select id, content->>'pillar' as key from raw_sanctions",
  cause: "select id, content->>'cause' as key from raw_sanctions",
  severity: 'select id, severity as key from raw_sanctions',
  member_state: "select id, content->>'memberState' as key from raw_sanctions",
  unit: `select s.id, coalesce(s.content->>'orgUnitId', (select case when count(distinct l.document->>'orgUnitId') = 1 then min(l.document->>'orgUnitId') end from linked l where l.id = s.id), '') as key from raw_sanctions s`,
  ai: `select s.id, case s.content->>'aiInvolved' when 'true' then 'yes' when 'false' then 'no' else
      case when s.content->>'cause' = 'ai' or json_array_length(s.content->'aiSystemIds') > 0 or exists (select from concerned c where c.id = s.id and c.item->'aiAssisted' is not null) then 'yes'
        when exists (select from concerned c where c.id = s.id) then 'no' else '' end end as key from raw_sanctions s`,
  site: listKeys('sites', "select id, document->>'siteId' as key from linked"),
  broker: listKeys('brokers', "select id, coalesce(document->'representative'->>'eori', 'self') as key from linked"),
  procedure: listKeys('procedures', `select id, ${PROCEDURE} as key from concerned`),
  goods: listKeys('goods', "select id, item->>'goodsRef' as key from concerned")
}

const OF_ITEMS: Record<string, string> = { procedure: PROCEDURE, goods: "coalesce(item->>'goodsRef', '')" }
const OF_DECLARATIONS: Record<string, string> = {
  year: "to_char(counted_on, 'YYYY')", month: "to_char(counted_on, 'YYYY-MM')", unit: "coalesce(document->>'orgUnitId', '')", site: "coalesce(document->>'siteId', '')", broker: "coalesce(document->'representative'->>'eori', 'self')",
  member_state: "coalesce(substr(mrn, 3, 2), '')", ai: "case when exists (select from json_array_elements(document->'items') i where i->'aiAssisted' is not null) then 'yes' else 'no' end"
}

/** Key, day, declaration and item of everything that is counted against, which nothing is that never took effect; one line an item. */
function worked (group: string): string {
  const key = OF_ITEMS[group] ?? OF_DECLARATIONS[group] ?? "''"
  return `select ${key} as key, counted_on as day, id, (select sum(coalesce(x->>'payable', x->>'amount')::numeric) from json_array_elements(item->'taxes') x where x->>'type' ~ '^[AC][0-9]{2}$') as duty
    from raw_declarations cross join lateral json_array_elements(document->'items') as i (item) where status not in ('draft', 'rejected', 'cancelled', 'expired')`
}

/** Chance of exactly n events where m are the mean; and of exactly a of n where each is of the first kind with q. */
const POISSON = (n: string, m: string): string => `exp(${n} * ln(${m}) - ${m} - lgamma(${n} + 1))`
const BINOMIAL = (a: string, n: string, q: string): string => `exp(lgamma(${n} + 1) - lgamma(${a} + 1) - lgamma(${n} - ${a} + 1) + ${a} * ln(${q}) + (${n} - ${a}) * ln(1 - ${q}))`

/**
 * $1 operator, $2 to $5 first and last day of the period before and of the period, $6 states of the appeal left out.
 * @param time whether keys are years or months, so that the period before a row is the key before.
 */
export function rawFigures (group: string, by: 'facts' | 'decision'): string {
  const time = group === 'year' || group === 'month'
  const hasOwn = group in OF_ITEMS || group in OF_DECLARATIONS
  const ago = (periods: number): string => group === 'year' ? `to_char(to_date(k.key, 'YYYY') - interval '${periods} year', 'YYYY')` : `to_char(to_date(k.key, 'YYYY-MM') - interval '${periods} month', 'YYYY-MM')`
  const back = ago(1)
  const on = hasOwn ? 'w.key = k.key' : 'true'
  return `with ${RAW},
    sanctioned as (select s.*, ${by === 'facts' ? 's.facts_day' : 's.decision_day'} as day from raw_sanctions s where s.appeal <> all($6::text[])),
    keyed as (select s.*, k.key from sanctioned s join (${SANCTION_KEYS[group]}) k on k.id = s.id),
    worked as (${worked(group)}),
    s_now as (select * from keyed where day between $4::date and $5::date), s_before as (select * from keyed where day between $2::date and $3::date),
    w_now as (select * from worked where day between $4::date and $5::date), w_before as (select * from worked where day between $2::date and $3::date),
    whole as (select (select count(*) from sanctioned where day between $4::date and $5::date)::float8 as s, (select count(distinct id) from w_now)::float8 as d),
    k as (select distinct key from (select key from s_now union select key from ${time ? 's_now' : 's_before'} ${group === 'goods' || !hasOwn ? '' : 'union select key from w_now'}) u),
    counted as (
      select k.key,
        (select count(*) from s_now s where s.key = k.key)::float8 as s, (select count(*) from s_now s where s.key = k.key and severity = 'minor')::int as minor,
        (select count(*) from s_now s where s.key = k.key and severity = 'medium')::int as medium, (select count(*) from s_now s where s.key = k.key and severity = 'serious')::int as serious,
        (select count(distinct w.id) from w_now w where ${on})::float8 as d, (select count(*) from w_now w where ${on})::float8 as i,
        (select coalesce(sum(w.duty), 0) from w_now w where ${on}) as assessed,
        (select coalesce(sum(s.penalty), 0) from s_now s where s.key = k.key and s.currency = 'EUR') as penalty_eur, (select coalesce(sum(s.duty), 0) from s_now s where s.key = k.key and s.currency = 'EUR') as duty_eur,
        (select coalesce(sum(s.penalty), 0) from s_now s where s.key = k.key and s.currency = 'PLN') as penalty_pln, (select count(*) from s_now s where s.key = k.key and s.currency = 'PLN')::int as without_rate,
        (select count(*) from ${time ? `(select * from s_before union all select * from s_now) s where s.key = ${back}` : 's_before s where s.key = k.key'})::float8 as s0,
        (select count(distinct w.id) from ${time ? `(select * from w_before union all select * from w_now) w where w.key = ${back}` : `w_before w where ${on}`})::float8 as d0,
        ${time ? `(select count(*) from (select * from s_before union all select * from s_now) s where s.key = ${ago(2)})::float8` : 'null::float8'} as s00,
        ${time ? `(select count(distinct w.id) from (select * from w_before union all select * from w_now) w where w.key = ${ago(2)})::float8` : 'null::float8'} as d00
      from k),
    tested as (
      select c.*, case when c.d > 0 and c.d0 > 0 then case when c.s + c.s0 = 0 then 1 else least(1, 2 * least(
        (select sum(${BINOMIAL('a', '(c.s + c.s0)', '(c.d / (c.d + c.d0))')}) from generate_series(0, c.s::int) a),
        (select sum(${BINOMIAL('a', '(c.s + c.s0)', '(c.d / (c.d + c.d0))')}) from generate_series(c.s::int, (c.s + c.s0)::int) a))) end end as p
      from counted c),
    ranked as (select t.*, count(t.p) over () as m, rank() over (order by t.p nulls last) + count(*) over (partition by t.p) - 1 as last_rank from tested t)
    select r.key, r.s::int as sanctions, r.minor, r.medium, r.serious, r.d as declarations, r.i as items, 1000 * r.s / nullif(r.d, 0) as rate, 1000 * r.s / nullif(r.i, 0) as "itemRate",
      1000 * (r.minor + 3 * r.medium + 10 * r.serious) / nullif(r.d, 0) as weighted, r.assessed::float8, r.penalty_eur::float8 as "penaltyEur", r.duty_eur::float8 as "dutyEur", r.penalty_pln::float8 as "penaltyPln",
      r.without_rate as "withoutRate", r.s0::int as "sanctionsBefore", r.d0 as "declarationsBefore", (r.s / nullif(r.d, 0)) / nullif(r.s0 / nullif(r.d0, 0), 0) as ratio, r.p,
      (select least(1, min(o.p * o.m / o.last_rank)) from ranked o where o.p >= r.p having count(*) > 0) as "adjustedP",
      1000 * (r.s / nullif(r.d, 0) - (r.s0 / nullif(r.d0, 0) + r.s00 / nullif(r.d00, 0)) / 2) as trend,
      case when ${hasOwn} and r.d > 0 and w.s > 0 then r.s / w.s - r.d / w.d end as share,
      case when ${hasOwn} and r.d > 0 then case when r.s = 0 then 1 else 1 - (select sum(${POISSON('n', '(r.d * w.s / w.d)')}) from generate_series(0, r.s::int - 1) n) end end as "signalP"
    from ranked r cross join whole w order by r.key`
}

/** Whether the ends of an exact interval leave 2.5 % on each side: $1 events, $2 and $3 the ends as numbers of events. */
export const TAILS = `select c.events, case when c.low > 0 then 1 - (select coalesce(sum(${POISSON('n', 'c.low')}), 0) from generate_series(0, c.events - 1) n) else 0 end as above,
  (select sum(${POISSON('n', 'c.high')}) from generate_series(0, c.events) n) as below
  from unnest($1::int[], $2::float8[], $3::float8[]) as c (events, low, high)`
