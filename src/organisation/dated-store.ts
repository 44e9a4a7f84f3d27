import { fittingRows } from '../platform/db/fitting-rows.ts'
import type { FittingRows } from '../platform/db/fitting-rows.ts'
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

interface ReadRow { readonly id: string | null, readonly code: string, readonly revision: number | null, readonly validFrom: string, readonly closed: boolean, readonly values: Values }

/**
 * Records and their states in force, one for each first day: read in one statement as separate rows and put together here. A join would
 * need the planner to know how many there are, which it does not of tables that have just been filled.
 *
 * @param condition which records; undefined: all of them.
 */
async function read (tx: OperatorTx, { head, states, columns }: DatedTables, values: readonly unknown[], condition?: string): Promise<DatedRecord[]> {
  const rows = await tx.query<ReadRow>(`with h as materialized (select r.id, r.code, r.revision from ${head} r where r.operator_id = $1${condition === undefined ? '' : ` and ${condition}`})
    select h.id, h.code, h.revision, null::date as "validFrom", null::boolean as closed, null::json as values from h
    union all
    select null, s.code, null, s.valid_from, s.closed, json_build_object(${Object.entries(columns).map(([name, column]) => `'${name}', s.${column}`).join(', ')})
    from (select distinct on (a.code, a.valid_from) a.* from ${states} a where a.operator_id = $1${condition === undefined ? '' : ' and a.code = any(array(select i.code from h i))'}
      order by a.code, a.valid_from, a.revision desc) s`, [tx.operatorId, ...values])
  const statesOf = Map.groupBy(rows.filter(({ id }) => id === null), ({ code }) => code)
  return rows.flatMap(({ id, code, revision }) => id === null || revision === null ? [] : [{ id, code, revision, states: (statesOf.get(code) ?? []).map(stateOf).toSorted((a, b) => a.validFrom < b.validFrom ? -1 : 1) }])
    .toSorted((a, b) => a.code < b.code ? -1 : 1)
}

const stateOf = ({ validFrom, closed, values }: ReadRow): State<Values> => ({ validFrom, closed, values })

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @param name id or code. */
export async function findRecord (tx: OperatorTx, tables: DatedTables, name: string): Promise<DatedRecord | undefined> {
  const [record] = await read(tx, tables, [name, UUID.test(name) ? name : null], '(r.code = $2 or r.id = $3::uuid) order by r.id = $3::uuid desc nulls last limit 1')
  return record
}

export async function recordsWithCodes (tx: OperatorTx, tables: DatedTables, codes: readonly string[]): Promise<DatedRecord[]> {
  return await read(tx, tables, [codes], 'r.code = any($2::text[])')
}

/** In the order of codes; fewer where they have many states, which make a record large. @param on only those that exist on this day. */
export async function listRecords (tx: OperatorTx, tables: DatedTables, { on, after, limit }: { readonly on?: string | undefined, readonly after?: string | undefined, readonly limit: number }): Promise<FittingRows<DatedRecord>> {
  const { items, more } = await fittingRows<{ readonly code: string }>(tx, limit, async (tx, most) => await tx.query(`select r.code from ${tables.head} r where r.operator_id = $1 and ($2::text is null or r.code > $2)
    and ($3::date is null or (select not s.closed from ${tables.states} s where s.operator_id = $1 and s.code = r.code and s.valid_from <= $3::date order by s.valid_from desc, s.revision desc limit 1))
    order by r.code limit $4`, [tx.operatorId, after ?? null, on ?? null, most]), `(select coalesce(sum(octet_length(row_to_json(s)::text)), 0) from ${tables.states} s where s.operator_id = $1 and s.code = q.code)`)
  return { items: await recordsWithCodes(tx, tables, items.map(({ code }) => code)), more }
}

/** Those of the codes; all of them without. */
export async function recordsByCode<V = Values> (tx: OperatorTx, tables: DatedTables, codes?: readonly string[]): Promise<Records<V>> {
  return byCode<V>(codes === undefined ? await read(tx, tables, []) : await recordsWithCodes(tx, tables, codes))
}

/** Records any state of which names one of the units, whenever that was. */
export async function recordsOfUnits (tx: OperatorTx, tables: DatedTables, units: readonly string[]): Promise<DatedRecord[]> {
  return await read(tx, tables, [units], `r.code in (select n.code from ${tables.states} n where n.operator_id = $1 and n.unit = any($2::text[]))`)
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
