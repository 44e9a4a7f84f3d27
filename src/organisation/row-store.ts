import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Restated } from './model/restated.ts'

/** Records that hold for one period, in the database: a row each, changed in place; the log keeps what was there before. */
export interface RowTable {
  readonly table: string
  /** Column of each value, by its name. All of this is ours; no text of a request becomes a statement. */
  readonly columns: Readonly<Record<string, string>>
  /** Name of the value that names the record beside its id, if one does. */
  readonly key?: string
  /** Conditions of the list by name of its parameter; `?` stands for the value. */
  readonly filters: Readonly<Record<string, string>>
  /** Values that say what holds from the first day on, of a kind that has one: the table keeps when that was last said. */
  readonly says?: readonly string[]
}

export interface Row { readonly id: string, readonly revision: number, readonly [name: string]: unknown }

const columnsOf = ({ columns }: RowTable): string => ['r.id', 'r.revision', ...Object.entries(columns).map(([name, column]) => `r.${column} as "${name}"`)].join(', ')

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @param name id, or the key of a kind that has one. */
export async function findRow (tx: OperatorTx, table: RowTable, name: string): Promise<Row | undefined> {
  const id = UUID.test(name) ? name : null
  const keyed = table.key === undefined ? '' : `or r.${table.columns[table.key] ?? ''} = $3`
  const [row] = await tx.query<Row>(`select ${columnsOf(table)} from ${table.table} r where r.operator_id = $1 and (r.id = $2::uuid ${keyed}) order by r.id = $2::uuid desc nulls last limit 1`,
    keyed === '' ? [tx.operatorId, id] : [tx.operatorId, id, name])
  return row
}

/** In the order in which they were recorded. */
export async function listRows (tx: OperatorTx, table: RowTable, filter: Readonly<Record<string, unknown>>, limit: number, after: string | undefined): Promise<Row[]> {
  const values: unknown[] = [tx.operatorId, limit, after ?? null]
  const conditions = Object.entries(table.filters).flatMap(([name, condition]) => filter[name] === undefined ? [] : [condition.replaceAll('?', `$${values.push(filter[name])}`)])
  return await tx.query<Row>(`select ${columnsOf(table)} from ${table.table} r where ${['r.operator_id = $1', '($3::uuid is null or r.id > $3)', ...conditions].join(' and ')} order by r.id limit $2`, values)
}

const columnValues = (tx: OperatorTx, { columns }: RowTable, values: Readonly<Record<string, unknown>>, statedFrom: string | null = null): string =>
  JSON.stringify({ ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [column, values[name] ?? null])), operator_id: tx.operatorId, id: values['id'], revision: values['revision'], changed_at: tx.at, stated_at: tx.at, stated_from: statedFrom })

/** @returns undefined when the key is taken. */
export async function insertRow (tx: OperatorTx, table: RowTable, values: Readonly<Record<string, unknown>>): Promise<Row | undefined> {
  const [row] = await tx.query<Row>(`insert into ${table.table} as r select n.* from json_populate_record(null::${table.table}, $1::json) n on conflict do nothing returning ${columnsOf(table)}`,
    [columnValues(tx, table, { ...values, revision: 1 })])
  return row
}

/** @param restated what it says anew of what held already, where it does not only say when it will end. */
export async function updateRow (tx: OperatorTx, table: RowTable, row: Row, restated?: Restated): Promise<Row> {
  const [changed] = await tx.query<Row>(`update ${table.table} r set revision = r.revision + 1, changed_at = n.changed_at, ${restated === undefined ? '' : 'stated_at = n.stated_at, stated_from = coalesce(n.stated_from, r.stated_from), '}${Object.values(table.columns).map((column) => `${column} = n.${column}`).join(', ')}
    from json_populate_record(null::${table.table}, $3::json) n where r.operator_id = $1 and r.id = $2 returning ${columnsOf(table)}`, [tx.operatorId, row.id, columnValues(tx, table, row, restated?.from)])
  if (changed === undefined) throw new Error(`There is no row ${row.id} to change`)
  return changed
}
