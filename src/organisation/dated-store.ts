import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Records, State } from './model/dated.ts'

/** Records whose values change by day, in the database: the record, and states that are added and never changed. */
export interface DatedTables {
  readonly head: string
  readonly states: string
  /** Column of each value, by its name. All of this is ours; no text of a request becomes a statement. */
  readonly columns: Readonly<Record<string, string>>
}

export type Values = Readonly<Record<string, unknown>>
export interface DatedRecord { readonly id: string, readonly code: string, readonly revision: number, readonly states: readonly State<Values>[] }

/** The states in force, one for each first day. */
const statesOf = ({ states, columns }: DatedTables): string => `(select coalesce(json_agg(json_build_object('validFrom', s.valid_from, 'closed', s.closed, 'values',
    json_build_object(${Object.entries(columns).map(([name, column]) => `'${name}', s.${column}`).join(', ')})) order by s.valid_from), '[]')
  from (select distinct on (a.valid_from) a.* from ${states} a where a.operator_id = h.operator_id and a.code = h.code order by a.valid_from, a.revision desc) s)`

const select = (tables: DatedTables): string => `select h.id, h.code, h.revision, ${statesOf(tables)} as states from ${tables.head} h where h.operator_id = $1`

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @param name id or code. */
export async function findRecord (tx: OperatorTx, tables: DatedTables, name: string): Promise<DatedRecord | undefined> {
  const rows = await tx.query<DatedRecord>(`${select(tables)} and (h.code = $2 or h.id = $3::uuid) order by h.id = $3::uuid desc nulls last limit 1`, [tx.operatorId, name, UUID.test(name) ? name : null])
  return rows[0]
}

export async function recordsWithCodes (tx: OperatorTx, tables: DatedTables, codes: readonly string[]): Promise<DatedRecord[]> {
  return await tx.query<DatedRecord>(`${select(tables)} and h.code = any($2::text[])`, [tx.operatorId, codes])
}

/** In the order of codes. @param on only those that exist on this day. */
export async function listRecords (tx: OperatorTx, tables: DatedTables, { on, after, limit }: { readonly on?: string | undefined, readonly after?: string | undefined, readonly limit: number }): Promise<DatedRecord[]> {
  return await tx.query<DatedRecord>(`${select(tables)} and ($2::text is null or h.code > $2)
      and ($3::date is null or (select not s.closed from ${tables.states} s where s.operator_id = h.operator_id and s.code = h.code and s.valid_from <= $3::date order by s.valid_from desc, s.revision desc limit 1))
    order by h.code limit $4`, [tx.operatorId, after ?? null, on ?? null, limit])
}

/** Those of the codes; all of them without. */
export async function recordsByCode<V = Values> (tx: OperatorTx, tables: DatedTables, codes?: readonly string[]): Promise<Records<V>> {
  return byCode<V>(await tx.query<DatedRecord>(`${select(tables)} and ($2::text[] is null or h.code = any($2)) order by h.code`, [tx.operatorId, codes ?? null]))
}

/** Records any state of which names one of the units, whenever that was. */
export async function recordsOfUnits (tx: OperatorTx, tables: DatedTables, units: readonly string[]): Promise<DatedRecord[]> {
  return await tx.query<DatedRecord>(`${select(tables)} and h.code in (select n.code from ${tables.states} n where n.operator_id = $1 and n.unit = any($2::text[])) order by h.code`, [tx.operatorId, units])
}

export const byCode = <V = Values>(rows: readonly DatedRecord[]): Records<V> => new Map(rows.map(({ code, states }) => [code, states as unknown as readonly State<V>[]]))

/** Which of the codes exist, on whatever day. */
export async function knownCodes (tx: OperatorTx, { head }: Pick<DatedTables, 'head'>, codes: readonly string[]): Promise<Set<string>> {
  if (codes.length === 0) return new Set()
  const rows = await tx.query<{ code: string }>(`select h.code from ${head} h where h.operator_id = $1 and h.code = any($2::text[])`, [tx.operatorId, codes])
  return new Set(rows.map(({ code }) => code))
}

/** @returns false when the code is taken. */
export async function insertRecord (tx: OperatorTx, { head }: DatedTables, id: string, code: string): Promise<boolean> {
  const rows = await tx.query(`insert into ${head} (operator_id, id, code) values ($1, $2, $3) on conflict (operator_id, code) do nothing returning code`, [tx.operatorId, id, code])
  return rows.length > 0
}

/** @returns the new revision. */
export async function moveRevision (tx: OperatorTx, { head }: DatedTables, code: string): Promise<number> {
  const [row] = await tx.query<{ revision: number }>(`update ${head} h set revision = h.revision + 1 where h.operator_id = $1 and h.code = $2 returning h.revision`, [tx.operatorId, code])
  if (row === undefined) throw new Error(`There is no record ${code} to change`)
  return row.revision
}

/** Kept beside the states before it, which show what was thought until now. */
export async function insertState (tx: OperatorTx, { states, columns }: DatedTables, code: string, revision: number, { validFrom, closed, values }: State<Values>): Promise<void> {
  const row = { ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [column, values[name]])), operator_id: tx.operatorId, code, valid_from: validFrom, revision, closed, recorded_at: tx.at }
  await tx.query(`insert into ${states} select n.* from json_populate_record(null::${states}, $1::json) n`, [JSON.stringify(row)])
}
