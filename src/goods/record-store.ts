import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Members } from './merging.ts'

/** Records of documents in the database, for many at once with as many statements as for one. Every query names the operator. */

/** A table of records. Names are constants of this code, never text of a request. */
export interface RecordTable {
  readonly name: 'goods' | 'suppliers' | 'supplier_declarations' | 'licences'
  /** Columns that name a record in the sending world. */
  readonly key: readonly string[]
  /** Columns that it is found by, with their types. */
  readonly columns: readonly (readonly [name: string, type: string])[]
}

export interface Kept {
  readonly key: readonly string[]
  readonly id: string
  readonly revision: number
  readonly record: Members
}

export interface Written { readonly key: readonly string[], readonly id: string, readonly record: Members, readonly columns: Members }

export const keyText = (key: readonly string[]): string => JSON.stringify(key)

const columnsOf = ({ key }: RecordTable): string => `json_build_array(${key.map((name) => `t.${name}`).join(', ')}) as key, t.id, t.revision, t.record`

/**
 * Reads records, and keeps every other writer of the same register waiting until the transaction ends: two statements about the same
 * record are put together one after the other, whether it existed before or not.
 */
export async function lockRecords (tx: OperatorTx, table: RecordTable, keys: readonly (readonly string[])[]): Promise<Map<string, Kept>> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${table.name} ${tx.operatorId}`])
  return await readRecords(tx, table, keys)
}

/** By the text of their keys; what does not exist is not there. */
export async function readRecords (tx: OperatorTx, table: RecordTable, keys: readonly (readonly string[])[]): Promise<Map<string, Kept>> {
  const [first, second] = table.key
  // With one column the index is asked for each text; with two, for each pair.
  const condition = second === undefined ? `t.${first} = any($2::text[])` : `(t.${first}, t.${second}) in (select k.first, k.second from unnest($2::text[], $3::text[]) as k (first, second))`
  const rows = await tx.query<Kept>(`select ${columnsOf(table)} from aeo.${table.name} t where t.operator_id = $1 and ${condition}`, [tx.operatorId, ...table.key.map((_, index) => keys.map((key) => key[index]))])
  return new Map(rows.map((row) => [keyText(row.key), row]))
}

export async function readRecordById (tx: OperatorTx, table: RecordTable, id: string): Promise<Kept | undefined> {
  const [row] = await tx.query<Kept>(`select ${columnsOf(table)} from aeo.${table.name} t where t.operator_id = $1 and t.id = $2`, [tx.operatorId, id])
  return row
}

/** Written new or changed. @returns revisions by the text of the key. */
export async function writeRecords (tx: OperatorTx, table: RecordTable, rows: readonly Written[]): Promise<Map<string, number>> {
  if (rows.length === 0) return new Map()
  const names = table.columns.map(([name]) => name)
  const values = rows.map(({ key, id, record, columns }) => ({ ...Object.fromEntries(table.key.map((name, index) => [name, key[index]])), id, record, ...columns }))
  const stated = [...table.key.map((name) => `${name} text`), 'id uuid', 'record json', ...table.columns.map(([name, type]) => `${name} ${type}`)]
  const written = await tx.query<{ key: string[], revision: number }>(`
    insert into aeo.${table.name} as t (operator_id, recorded_at, changed_at, ${[...table.key, 'id', 'record', ...names].join(', ')})
    select $1, $3, $3, ${[...table.key, 'id', 'record', ...names].map((name) => `n.${name}`).join(', ')} from json_to_recordset($2) as n (${stated.join(', ')}) order by ${table.key.map((name) => `n.${name}`).join(', ')}
    on conflict (operator_id, ${table.key.join(', ')}) do update set changed_at = excluded.changed_at, revision = t.revision + 1, ${['record', ...names].map((name) => `${name} = excluded.${name}`).join(', ')}
    returning json_build_array(${table.key.map((name) => `t.${name}`).join(', ')}) as key, t.revision`, [tx.operatorId, JSON.stringify(values), tx.at])
  return new Map(written.map(({ key, revision }) => [keyText(key), revision]))
}
