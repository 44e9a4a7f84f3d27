import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { forgetAllAnswers, forgetAnswers } from '../../platform/idempotency/expiry.ts'
import { ANSWERING_RECIPIENTS, DESCRIBING, WORD_KINDS } from './kinds.ts'
import type { WordKind, WordKindName, WordPlace } from './kinds.ts'
import { ERASED } from './reference.ts'

/** Finding and erasing words of things of a kind, wherever they stand; with as many statements for many things as for one. */

export interface Holdable { readonly class: WordKind['class'], readonly day: string }

/** Of a thing of which words stand: what a legal hold may reach. */
export type Standing = ReadonlyMap<string, readonly Holdable[]>

const columnsOf = ({ said = [], describing = [] }: WordPlace, describes: boolean): readonly string[] => describes ? [...said, ...describing] : said
const listsOf = ({ lists = [] }: WordPlace, describes: boolean): readonly string[] => describes ? lists : []

/** As SQL: whether anything stands there. Undefined: nothing of the kind is asked for. */
function standsThere (place: WordPlace, { keyed }: WordKind, describes: boolean): string | undefined {
  const stands = [...columnsOf(place, describes).map((column) => `t.${column} <> $3`), ...listsOf(place, describes).map((column) => `cardinality(t.${column}) > 0`)]
  return stands.length === 0 ? undefined : `t.operator_id = $1 and ${place.key} = any($2::${keyed}[])${place.only === undefined ? '' : ` and ${place.only}`} and (${stands.join(' or ')})`
}

/** @param describes whether what describes them is meant too. */
export async function standingWords (tx: OperatorTx, name: WordKindName, keys: readonly string[], describes: boolean): Promise<Standing> {
  const kind: WordKind = WORD_KINDS[name]
  const parts = kind.places.flatMap((place) => {
    const condition = standsThere(place, kind, describes)
    return condition === undefined ? [] : [`select ${place.key}::text as key, ${place.day} as day, '${kind.class}' as class from aeo.${place.table} t where ${condition}`]
  })
  const rows = await tx.query<Holdable & { readonly key: string }>(`select distinct p.key, p.day, p.class from (${parts.join(' union all ')}) p order by 1, 2, 3`, [tx.operatorId, keys, ERASED])
  const frozen = await frozenOf(tx, kind, keys, describes)
  const days = await tx.query<Holdable & { readonly key: string }>(`select distinct s.key, coalesce(d.day, $4::date) as day, case when d.day is null then $5::text else 'risk_audits' end as class
    from ${FROZEN} left join lateral unnest(w.frozen_on) as d (day) on true where ${IS_DUE}`, [tx.operatorId, JSON.stringify(frozen), DESCRIBING, utcDay(tx.at), kind.class])
  return Map.groupBy([...rows, ...days], ({ key }) => key)
}

interface FrozenOf { readonly key: string, readonly subject: string, readonly current: readonly (string | null)[] }

/** What describes a thing as it stands stays in what is frozen too, unless it is to go itself. */
async function frozenOf (tx: OperatorTx, kind: WordKind, keys: readonly string[], describes: boolean): Promise<FrozenOf[]> {
  if (kind.frozen === undefined) return []
  const rows = await tx.query<FrozenOf>(kind.frozen, [tx.operatorId, keys])
  return rows.map(({ key, subject, current }) => ({ key, subject, current: describes ? [] : current.filter((words) => words !== null) }))
}

const FROZEN = 'json_to_recordset($2::json) as s (key text, subject text, current text[]) join aeo.risk_frozen_words w on w.operator_id = $1 and w.subject = s.subject'
const IS_DUE = 'w.words is not null and not (w.member = any($3::text[]) and w.words = any(s.current))'

/** From where they were said, from what is frozen, and from stored answers. The caller holds off whoever puts words away. @returns of how many rows. */
export async function eraseWords (tx: OperatorTx, name: WordKindName, keys: readonly string[], describes: boolean): Promise<number> {
  const kind: WordKind = WORD_KINDS[name]
  let erased = 0
  for (const place of kind.places) erased += await eraseThere(tx, kind, place, keys, describes)
  if (erased > 0 && kind.revised !== undefined) await tx.query(`update aeo.${kind.revised} t set revision = t.revision + 1 where t.operator_id = $1 and t.id = any($2::uuid[])`, [tx.operatorId, keys])
  const frozen = await frozenOf(tx, kind, keys, describes)
  const rows = await tx.query(`update aeo.risk_frozen_words f set words = null, salt = null, erased_at = $4::timestamptz from (select w.reference from ${FROZEN} where ${IS_DUE}) d
    where f.operator_id = $1 and f.reference = d.reference returning f.reference`, [tx.operatorId, JSON.stringify(frozen), DESCRIBING, tx.at])
  await forget(tx, name, keys)
  return erased + rows.length
}

async function eraseThere (tx: OperatorTx, kind: WordKind, place: WordPlace, keys: readonly string[], describes: boolean): Promise<number> {
  const condition = standsThere(place, kind, describes)
  if (condition === undefined) return 0
  const changes = [
    ...columnsOf(place, describes).map((column) => `${column} = case when t.${column} is not null then $3 end`), ...listsOf(place, describes).map((column) => `${column} = '{}'`),
    ...place.revised === true ? ['revision = t.revision + 1'] : []
  ]
  return (await tx.query(`update aeo.${place.table} t set ${changes.join(', ')} where ${condition} returning 1`, [tx.operatorId, keys, ERASED])).length
}

/** What answers a part of a thing names that part. */
const PARTS: Readonly<Partial<Record<WordKindName, string>>> = {
  control: 'select k.id from aeo.control_tests k where k.operator_id = $1 and k.control_id = any($2::uuid[])',
  audit: 'select f.id from aeo.risk_follow_ups f where f.operator_id = $1 and f.audit_id = any($2::uuid[])'
}

async function forget (tx: OperatorTx, name: WordKindName, keys: readonly string[]): Promise<void> {
  const { answering } = WORD_KINDS[name]
  if (answering.length === 0) return
  const parts = PARTS[name]
  const ids = parts === undefined ? [] : await tx.query<{ id: string }>(parts, [tx.operatorId, keys])
  await forgetAnswers(tx, answering, ...keys, ...ids.map(({ id }) => id))
  if (name === 'audit') await forgetAllAnswers(tx, ANSWERING_RECIPIENTS)
}
