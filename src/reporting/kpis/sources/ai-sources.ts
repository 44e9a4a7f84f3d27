import { OVERSIGHT_RULES } from '../../../ai-oversight/rules.ts'
import { TALLY_VERSION } from '../../../ai-oversight/tally.ts'
import type { Source } from '../definition.ts'
import { POINTS, totalsBy } from './declaration-sources.ts'

/** AI systems as the register has them by day, what declarations name, and the totals of their oversight. */

/** What holds of each system on a day: the last status and version by then, and the assessment that was made by then. */
const systemsOn = (day: string): string => `(select s.id, s.code, st.status, v.content, v.material, a.version as assessed, a.class, a.provisional, a.contradictions
    from aeo.ai_systems s
      join lateral (select x.status from aeo.ai_system_statuses x where x.operator_id = $1 and x.system_id = s.id and x.valid_from <= ${day} order by x.valid_from desc, x.number desc limit 1) st on true
      join lateral (select x.content, (select max(m.version) from aeo.ai_system_versions m where m.operator_id = $1 and m.system_id = s.id and m.material and m.valid_from <= ${day}) as material
        from aeo.ai_system_versions x where x.operator_id = $1 and x.system_id = s.id and x.valid_from <= ${day} order by x.valid_from desc, x.version desc limit 1) v on true
      left join lateral (select x.version, x.class, x.provisional, x.contradictions from aeo.ai_assessments x
        where x.operator_id = $1 and x.system_id = s.id and (x.recorded_at at time zone 'UTC')::date <= ${day} order by x.number desc limit 1) a on true
    where s.operator_id = $1)`

/** The system that a row of declared proposals names: a code or an id of the register, or something else. */
const NAMED = '(t.key::json ->> 2)'
const isSystem = (alias: string): string => `${alias}.operator_id = $1 and (${alias}.code = ${NAMED} or ${alias}.id::text = ${NAMED})`

/** Days or months and keys of what took effect; fenced, as a key of another dimension is no JSON. */
const proposed = (dimension: string, first: string): string => `(select o.day, o.key from aeo.declaration_totals o
    where o.operator_id = $1 and o.dimension = '${dimension}' and o.day between ${first} and p.last group by o.day, o.key having sum(o.items) > 0 offset 0)`

const COMPLETE = 'y.assessed >= y.material and y.class is not null and not y.provisional and json_array_length(y.contradictions) = 0'

/** Systems in use, and those that declarations of twelve months name and the register does not know. */
export const AI_REGISTER: Source = {
  name: 'ai_register', reads: 'AI systems by status, version and assessment of the day, and systems that declarations name (ai_systems, ai_assessments, declaration_totals)', period: 'as_of_day', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key,
      count(*) filter (where y.status = 'in_use' and ${COMPLETE})::text as complete,
      (count(*) filter (where y.status = 'in_use') + (select count(distinct ${NAMED}) from ${proposed('ai_proposed_month', "(date_trunc('month', p.last) - interval '11 months')::date")} t
        where not exists (select from aeo.ai_systems s where ${isSystem('s')})))::text as known
    from ${POINTS} left join lateral ${systemsOn('p.last')} y on true
    group by p.point, p.last`
}

/** Clauses that a contract with a supplier of AI out of a cloud has (catalogue of key figures; ai.md 3, cloud and third parties). */
const CLAUSES = ['no_training', 'confidentiality', 'location', 'audit', 'exit']

export const AI_SUPPLIERS: Source = {
  name: 'ai_suppliers', reads: 'providers of AI systems in use or suspended that run in a cloud, with their contract clauses (ai_systems, ai_system_versions)', period: 'as_of_day', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, count(distinct y.content ->> 'provider')::text as suppliers,
      count(distinct y.content ->> 'provider') filter (where not array[${CLAUSES.map((clause) => `'${clause}'`).join(', ')}] <@ array(select json_array_elements_text(y.content -> 'contractClauses')))::text as lacking
    from ${POINTS} join lateral ${systemsOn('p.last')} y on y.status in ('in_use', 'suspended') and y.content ->> 'deployment' in ('cloud', 'hybrid')
    group by p.point`
}

/** One that was never evaluated counts from its first day in use. */
export const AI_EVALUATIONS: Source = {
  name: 'ai_evaluations', reads: 'AI systems in use, and the days on which they were evaluated (ai_systems, ai_evaluations)', period: 'as_of_day', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, count(*)::text as systems, max(p.last - coalesce(
        (select max(e.evaluated_on) from aeo.ai_evaluations e where e.operator_id = $1 and e.system_id = y.id and e.evaluated_on <= p.last),
        (select min(x.valid_from) from aeo.ai_system_statuses x where x.operator_id = $1 and x.system_id = y.id and x.status = 'in_use')))::text as days
    from ${POINTS} join lateral ${systemsOn('p.last')} y on y.status = 'in_use'
    group by p.point`
}

/** Totals of oversight of the months that a period touches, with the numbers under a counter. */
const OVERSIGHT = `${POINTS} join aeo.ai_oversight_totals o on o.operator_id = $1 and o.tally_version = ${TALLY_VERSION} and o.period between to_char(p.first, 'YYYY-MM') and to_char(p.last, 'YYYY-MM')`

/** Systems, by code or by whatever declarations name, that proposed on a day on which they were not in use. */
export const AI_UNAPPROVED: Source = {
  name: 'ai_unapproved', reads: 'AI systems that declarations name, by day, and that outputs are of, by month, against their status (declaration_totals, ai_oversight_totals, ai_system_statuses)', period: 'period', dimensions: [], byMonth: true,
  statement: `select u.point::integer as point, 'all' as dimension, '' as key, count(distinct u.system)::text as systems from (
      select p.point, o.system from ${OVERSIGHT} and o.counter = 'unapproved' and (o.bins ->> 'made')::bigint > 0
      union
      select p.point, coalesce((select s.code from aeo.ai_systems s where ${isSystem('s')} limit 1), ${NAMED})
      from ${POINTS} cross join lateral ${proposed('ai_proposed', 'p.first')} t
      where not exists (select from aeo.ai_systems s where ${isSystem('s')} and 'in_use' = (select x.status from aeo.ai_system_statuses x
        where x.operator_id = $1 and x.system_id = s.id and x.valid_from <= t.day order by x.valid_from desc, x.number desc limit 1))) u
    group by u.point`
}

/** Outputs used, and declared proposals that none is logged of, by unit; and decisions, of the whole alone and where five people and more decided: fewer would be told of. */
export const AI_USES: Source = {
  name: 'ai_uses', reads: 'totals of AI oversight by month of the output (ai_oversight_totals)', period: 'period', dimensions: ['unit'], byMonth: true,
  statement: `select p.point::integer as point, k.dimension, k.key, sum(b.value::bigint) filter (where o.counter = 'use')::text as used, sum(b.value::bigint) filter (where b.key = 'reviewed')::text as reviewed,
      sum(b.value::bigint) filter (where b.key = 'not_logged')::text as "notLogged"
    from ${OVERSIGHT} and o.counter in ('use', 'item') cross join lateral jsonb_each_text(o.bins) as b cross join lateral (values ('all', ''), ('unit', o.unit)) as k (dimension, key)
    where k.dimension = any($4::text[])
    group by p.point, k.dimension, k.key`
}

export const AI_DECISIONS: Source = {
  name: 'ai_decisions', reads: 'totals of AI oversight by month of the output, where five people or more decided (ai_oversight_totals)', period: 'period', dimensions: [], byMonth: false,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key,
      sum(b.value::bigint) filter (where o.counter = 'decision' and b.key <> 'open')::text as decided, sum(b.value::bigint) filter (where o.counter = 'decision' and b.key = 'overridden')::text as overridden
    from ${OVERSIGHT} and o.counter in ('decision', 'reviewer') cross join lateral jsonb_each_text(o.bins) as b
    group by p.point having count(distinct b.key) filter (where o.counter = 'reviewer') >= ${OVERSIGHT_RULES.leastReviewers}`
}

/**
 * Elements of items that AI proposed, by how much of what was found on them people decided; and those of which an error was confirmed.
 *
 * @param contesting checks that doubt an element itself, by pillar; data of the service, never text of a request.
 */
export const aiErrors = (contesting: Readonly<Record<string, readonly string[]>>): Source => {
  const checks = `array[${Object.entries(contesting).flatMap(([pillar, own]) => own.map((check) => `'${pillar} ${check}'`)).join(', ')}]::text[]`
  return {
    name: 'ai_errors', reads: 'items with an element that AI proposed, and findings that doubt it (declaration_totals, finding_totals, findings)', period: 'period', dimensions: [], byMonth: true,
    statement: `select l.point::integer as point, 'all' as dimension, '' as key, w.wrong::text as wrong, (l.lines * case when f.raised > 0 then f.decided / f.raised else 1 end)::text as reviewed
      from (select p.point, p.first, p.last, sum(t.items) as lines from ${totalsBy('array[\'ai_proposed\']')} group by p.point, p.first, p.last having sum(t.items) > 0) l
        cross join lateral (select count(distinct (o.declaration_id, o.item_number, o.pillar)) as wrong from aeo.findings o
          where o.operator_id = $1 and o.decision = 'confirmed' and o.counted_on between l.first and l.last and o.severity in ('error', 'warning') and o.proposed_by is not null
            and o.declaration_id is not null and (o.check_id is null or o.pillar || ' ' || o.check_id = any(${checks}))) w
        cross join lateral (select coalesce(sum(t.opened), 0)::numeric as raised, coalesce(sum(t.confirmed + t.dismissed), 0)::numeric as decided from (select * from aeo.finding_totals o
            where o.operator_id = $1 and o.dimension = 'ai_proposed' and o.day between l.first and l.last and o.severity in ('error', 'warning') offset 0) t
          where ((t.key::json ->> 4) !~ '^[A-Z]' or (t.key::json ->> 1) || ' ' || (t.key::json ->> 4) = any(${checks}))) f`
  }
}
