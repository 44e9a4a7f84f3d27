import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Kept, RecordTable } from './record-store.ts'
import type { Measure, Movement, Span } from './spans.ts'

/** Goods in the database beside their records: the spans that lists are searched by, and the counts of reports. */

export const GOODS_TABLE: RecordTable = { name: 'goods', key: ['goods_ref'], columns: [['roles', 'text[]'], ['active_from', 'date'], ['retired_on', 'date']] }

/** @returns the spans that stood before, which the counts stand for. */
export async function replaceSpans (tx: Pick<OperatorTx, 'operatorId' | 'query'>, goods: readonly { readonly goodsRef: string, readonly spans: readonly Span[] }[]): Promise<Span[]> {
  const rows = goods.flatMap(({ goodsRef, spans }) => spans.map((span) => ({ ...span, goodsRef })))
  const before = await tx.query<Span>(`delete from aeo.goods_spans s where s.operator_id = $1 and s.goods_ref = any($2::text[])
    returning s.measure, s.value, s.from_day as "from", s.until_day as until`, [tx.operatorId, goods.map(({ goodsRef }) => goodsRef)])
  await tx.query(`insert into aeo.goods_spans (operator_id, measure, value, goods_ref, from_day, until_day)
    select $1, n.measure, n.value, n.goods, n.begins::date, n.ends::date from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as n (measure, value, goods, begins, ends)`,
  [tx.operatorId, rows.map(({ measure }) => measure), rows.map(({ value }) => value), rows.map(({ goodsRef }) => goodsRef), rows.map(({ from }) => from), rows.map(({ until }) => until)])
  return before
}

/** In the order of their keys, so that two writers never wait for each other. */
export async function moveCounts (tx: OperatorTx, moved: readonly Movement[]): Promise<void> {
  if (moved.length === 0) return
  await tx.query(`insert into aeo.goods_counts as c (operator_id, measure, day, delta)
    select $1, n.measure, n.day::date, sum(n.delta::bigint) from unnest($2::text[], $3::text[], $4::text[]) as n (measure, day, delta) group by n.measure, n.day order by n.measure, n.day
    on conflict (operator_id, measure, day) do update set delta = c.delta + excluded.delta`,
  [tx.operatorId, moved.map(({ measure }) => measure), moved.map(({ day }) => day), moved.map(({ delta }) => String(delta))])
}

export interface GoodsFilter {
  readonly role?: string | undefined
  readonly status?: 'draft' | 'approved' | 'blocked' | undefined
  readonly withoutCode?: boolean | undefined
  /** Whose classification is stale on that day unless somebody looks at it. */
  readonly reviewDueBy?: string | undefined
  /** Beginning of a code that may be used. */
  readonly code?: string | undefined
  /** Beginning of the reference or of the description. */
  readonly text?: string | undefined
}

/** Sorts after every text that begins with the prefix. */
const LAST_CHARACTER = '\u{10ffff}'

/**
 * In the order of references, as the states hold on the day. The walk goes through the goods of the first state that is asked for and looks
 * at each by key, so that a page of a state which most goods have costs what one of a rare state costs. Goods of a code, or whose description
 * begins with a text, are found first, without being read.
 */
export async function listGoods (tx: OperatorTx, { role, status, withoutCode, reviewDueBy, code, text }: GoodsFilter, on: string, limit: number, after: string | undefined): Promise<Kept[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const value = (each: unknown): string => `$${values.push(each)}`
  const day = value(on)
  const beginning = (column: string, prefix: string): string => `${column} >= ${value(prefix)} and ${column} < ${value(`${prefix}${LAST_CHARACTER}`)}`
  const spans = ({ measure, condition = "s.value = ''", held = day }: Asked): string => `from aeo.goods_spans s where s.operator_id = $1 and s.measure = ${value(measure)} and ${condition}
    and s.from_day <= ${held}::date and (s.until_day is null or s.until_day > ${held}::date)`
  // The offset keeps the planner from collecting every goods of the state before it looks at one.
  const holds = (asked: Asked): string => `exists (select ${spans(asked)} and s.goods_ref = g.goods_ref offset 0)`
  const [walked, ...others]: Asked[] = [
    ...(code === undefined ? [] : [{ measure: 'code' as const, condition: beginning('s.value', code) }]),
    ...(withoutCode === true ? [{ measure: 'without_code' as const }] : []),
    ...(reviewDueBy === undefined ? [] : [{ measure: 'stale' as const, held: value(reviewDueBy) }]),
    ...(status === undefined ? [] : [{ measure: status }])
  ]
  const beyond = (column: string): string => after === undefined ? '' : ` and ${column} > ${value(after)}`
  const source = walked === undefined ? 'aeo.goods g' : `(select${walked.condition === undefined ? '' : ' distinct'} s.goods_ref ${spans(walked)}${beyond('s.goods_ref')}) w join aeo.goods g on g.goods_ref = w.goods_ref`
  const conditions = [
    'g.operator_id = $1', `${day}::date is not null`, ...others.map(holds),
    ...(role === undefined ? [] : [`${value(role)} = any(g.roles)`]),
    ...(withoutCode === false ? [`not ${holds({ measure: 'without_code' })}`] : []),
    ...(text === undefined ? [] : [`((${beginning('g.goods_ref', text)}) or g.goods_ref in (select s.goods_ref ${spans({ measure: 'description', condition: beginning('s.value', text.toLowerCase()) })}))`])
  ]
  return await tx.query<Kept>(`select json_build_array(g.goods_ref) as key, g.id, g.revision, g.record from ${source}
    where ${conditions.join(' and ')}${walked === undefined ? beyond('g.goods_ref') : ''} order by ${walked === undefined ? 'g' : 'w'}.goods_ref limit $2`, values)
}

/** A state that the goods must have on the day, or on another one. */
interface Asked { readonly measure: Measure, readonly condition?: string, readonly held?: string }

export interface ClassificationCounts { readonly active: number, readonly withoutCode: number, readonly stale: number, readonly changedThisYear: number }

/** Goods on the day by state, and those whose code changed in its year up to it. */
export async function classificationCounts (tx: OperatorTx, on: string): Promise<ClassificationCounts> {
  const [row] = await tx.query<Record<keyof ClassificationCounts, string>>(`select
      coalesce(sum(c.delta) filter (where c.measure = 'active'), 0) as active, coalesce(sum(c.delta) filter (where c.measure = 'without_code'), 0) as "withoutCode",
      coalesce(sum(c.delta) filter (where c.measure = 'stale'), 0) as stale, coalesce(sum(c.delta) filter (where c.measure = 'code_changed' and c.day >= date_trunc('year', $2::date)), 0) as "changedThisYear"
    from aeo.goods_counts c where c.operator_id = $1 and c.day <= $2::date`, [tx.operatorId, on])
  return { active: Number(row?.active ?? 0), withoutCode: Number(row?.withoutCode ?? 0), stale: Number(row?.stale ?? 0), changedThisYear: Number(row?.changedThisYear ?? 0) }
}

/** Suppliers of goods exported with a preference on the day, and those of them with a declaration that is evidence. One look per supplier, not per goods. */
export async function declarationCoverage (tx: OperatorTx, on: string): Promise<{ readonly suppliers: number, readonly covered: number }> {
  const [row] = await tx.query<{ suppliers: string, covered: string }>(`with recursive named as (
      (select s.value from aeo.goods_spans s where s.operator_id = $1 and s.measure = 'preferential_export' order by s.value limit 1)
      union all
      select (select s.value from aeo.goods_spans s where s.operator_id = $1 and s.measure = 'preferential_export' and s.value > n.value order by s.value limit 1) from named n where n.value is not null
    ), needing as (
      select n.value from named n where n.value is not null and exists (select from aeo.goods_spans s where s.operator_id = $1 and s.measure = 'preferential_export' and s.value = n.value
        and s.from_day <= $2::date and (s.until_day is null or s.until_day > $2::date))
    )
    select count(*) as suppliers, count(*) filter (where exists (select from aeo.supplier_declarations d where d.operator_id = $1 and d.supplier_ref = n.value
      and d.valid_from <= $2::date and (d.evidence_until is null or d.evidence_until >= $2::date))) as covered from needing n`, [tx.operatorId, on])
  return { suppliers: Number(row?.suppliers ?? 0), covered: Number(row?.covered ?? 0) }
}
