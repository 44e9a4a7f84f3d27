import { hasScope } from '../access.ts'
import type { OperatorTx } from '../db/operator-tx.ts'
import { contentOf } from './record-kind.ts'
import type { Content, Field, KeptRecord, RecordKind, Value } from './record-kind.ts'

/** Records in the database, many at a time with the same few statements. Every name in a statement comes from the kind, never from a request. */

type Column = Pick<Field, 'name' | 'column' | 'sql'>
type Row = { id: string, revision: number, recorded_at: Date, recorded_by?: string } & Record<string, Value | Date>

const columnsOf = (kind: RecordKind): Column[] => [...kind.fields, ...kind.derived?.columns ?? []]
const selected = ({ fields, keepsWho }: RecordKind): string => ['r.id', 'r.revision', 'r.recorded_at', ...(keepsWho === true ? ['r.recorded_by'] : []), ...fields.map(({ column }) => `r.${column}`)].join(', ')

function toRecord (kind: RecordKind, row: Row): KeptRecord {
  const values = Object.fromEntries(kind.fields.map(({ name, column, sql }): [string, Value] => [name, readValue(sql, row[column] ?? null)]))
  return { id: row.id, revision: row.revision, recordedAt: row.recorded_at, recordedBy: row.recorded_by, content: contentOf(kind, values) }
}

function readValue (sql: Field['sql'], value: Value | Date): Value {
  if (value instanceof Date) return value.toISOString()
  return sql === 'bigint' && value !== null ? Number(value) : value
}

/** Pushes of one kind run one after the other, so that the same record twice at once is one record. */
export async function lockKind (tx: OperatorTx, kind: RecordKind): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($2 || \' \' || $1, 0))', [tx.operatorId, `records ${kind.name}`])
}

export async function findRecord (tx: OperatorTx, kind: RecordKind, id: string): Promise<KeptRecord | undefined> {
  const [row] = await tx.query<Row>(`select ${selected(kind)} from aeo.${kind.table} r where r.operator_id = $1 and r.id = $2::uuid`, [tx.operatorId, id])
  return row === undefined ? undefined : toRecord(kind, row)
}

/** Those that are kept already, in no order. */
export async function findByKeys (tx: OperatorTx, kind: RecordKind, contents: readonly Content[]): Promise<KeptRecord[]> {
  const keys = kind.fields.filter(({ key }) => key)
  const rows = await tx.query<Row>(`select ${selected(kind)} from json_to_recordset($2) as k (${keys.map(({ column, sql }) => `${column} ${sql}`).join(', ')})
    join aeo.${kind.table} r on r.operator_id = $1 and ${keys.map(({ column }) => `r.${column} = k.${column}`).join(' and ')}`, [tx.operatorId, asRows(keys, contents)])
  return rows.map((row) => toRecord(kind, row))
}

const asRows = (columns: readonly Column[], contents: readonly Content[]): string =>
  JSON.stringify(contents.map((content) => Object.fromEntries(columns.map(({ name, column }) => [column, content[name] ?? null]))))

const withDerived = (kind: RecordKind, content: Content): Content => ({ ...content, ...kind.derived?.of(content) })

export async function insertRecords (tx: OperatorTx, kind: RecordKind, records: readonly Pick<KeptRecord, 'id' | 'revision' | 'content'>[], recordedBy: string | undefined): Promise<void> {
  if (records.length === 0) return
  const columns = columnsOf(kind)
  const who = recordedBy === undefined ? { column: '', value: '', values: [] } : { column: ', recorded_by', value: ', $4::uuid', values: [recordedBy] }
  const names = columns.map(({ column }) => column)
  const stated = [{ column: 'id', sql: 'uuid' }, { column: 'revision', sql: 'integer' }, ...columns]
  await tx.query(`insert into aeo.${kind.table} (operator_id, id, revision, ${names.join(', ')}, recorded_at${who.column})
    select $1, n.id, n.revision, ${names.map((name) => `n.${name}`).join(', ')}, $3${who.value} from json_to_recordset($2) as n (${stated.map(({ column, sql }) => `${column} ${sql}`).join(', ')})`,
  [tx.operatorId, JSON.stringify(records.map(({ id, revision, content }) => ({ id, revision, ...rowOf(columns, withDerived(kind, content)) }))), tx.at, ...who.values])
}

const rowOf = (columns: readonly Column[], content: Content): Record<string, Value> => Object.fromEntries(columns.map(({ name, column }) => [column, content[name] ?? null]))

/** Each with the revision that it has from now on. */
export async function updateRecords (tx: OperatorTx, kind: RecordKind, records: readonly Pick<KeptRecord, 'id' | 'revision' | 'content'>[]): Promise<void> {
  if (records.length === 0) return
  const columns = columnsOf(kind)
  await tx.query(`update aeo.${kind.table} r set ${columns.map(({ column }) => `${column} = n.${column}`).join(', ')}, revision = n.revision
    from json_to_recordset($2) as n (id uuid, revision integer, ${columns.map(({ column, sql }) => `${column} ${sql}`).join(', ')}) where r.operator_id = $1 and r.id = n.id`,
  [tx.operatorId, JSON.stringify(records.map(({ id, revision, content }) => ({ id, revision, ...rowOf(columns, withDerived(kind, content)) })))])
}

export interface RecordFilter {
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Equal comparisons, by the names of fields. */
  readonly equal: Readonly<Record<string, string | number | boolean | undefined>>
}

export interface PageKey { readonly day: string, readonly id: string }

const dayColumn = (kind: RecordKind): string => columnsOf(kind).find(({ name }) => name === kind.day)?.column ?? 'id'

/** Latest day first, with the day of each for the cursor; without those that are hidden from whoever asks. */
export async function listRecords (tx: OperatorTx, kind: RecordKind, { from, to, equal }: RecordFilter, limit: number, after: PageKey | undefined): Promise<{ record: KeptRecord, day: string }[]> {
  const day = `r.${dayColumn(kind)}`
  const values: unknown[] = [tx.operatorId, limit]
  const conditions = kind.fields.flatMap(({ name, column, sql }) => {
    const value = equal[name]
    if (value === undefined) return []
    const parameter = `$${values.push(value)}::${sql}`
    return [kind.conditions?.[name]?.(parameter) ?? `r.${column} = ${parameter}`]
  })
  const { hidden } = kind.scopes
  if (hidden !== undefined && !hasScope(tx.principal, hidden.scope)) conditions.push(...kind.fields.flatMap(({ name, column }) => name === hidden.field ? [`r.${column} is null`] : []))
  if (from !== undefined) conditions.push(`${day} >= $${values.push(from)}::date`)
  if (to !== undefined) conditions.push(`${day} <= $${values.push(to)}::date`)
  if (after !== undefined) conditions.push(`(${day}, r.id) < ($${values.push(after.day)}::date, $${values.push(after.id)}::uuid)`)
  const rows = await tx.query<Row & { page_day: string }>(`select ${selected(kind)}, ${day} as page_day from aeo.${kind.table} r
    where ${['r.operator_id = $1', ...conditions].join(' and ')} order by ${day} desc, r.id desc limit $2`, values)
  return rows.map((row) => ({ record: toRecord(kind, row), day: row.page_day }))
}
