import type { TObject, TSchema } from 'typebox'
import { listOf, readColumns, rowFault, unreadableRest, wholeNumber } from './csv-columns.ts'
import { rowsOf, strictText } from './csv-rows.ts'
import type { Row } from './csv-rows.ts'
import { bulkLineRefused } from './problems.ts'
import type { ReadDocument } from './verdicts.ts'

/**
 * Records as CSV, one a line; the columns follow from the schema of the record. A member of an object is `object.member`, the first
 * entry of a list of objects `list.0.member`; a list of texts separates its entries by a blank. An empty cell is an absent field.
 */

type Kind = 'text' | 'integer' | 'number' | 'boolean' | 'list'
export interface RecordColumn { readonly path: readonly string[], readonly kind: Kind }

/** JSON Schema by its keywords. */
interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
}

export function recordColumns (record: TObject): ReadonlyMap<string, RecordColumn> {
  return new Map(columnsOf(record as TSchema as Schema, []).map((column) => [column.path.join('.'), column]))
}

function columnsOf (schema: Schema, path: readonly string[]): RecordColumn[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, stated]) => {
    const at = [...path, name]
    const member = shapeOf(stated)
    if (member.type === 'object') return columnsOf(member, at)
    if (member.type !== 'array') return [{ path: at, kind: kindOf(member.type) }]
    return shapeOf(member.items ?? {}).type === 'object' ? columnsOf(shapeOf(member.items ?? {}), [...at, '0']) : [{ path: at, kind: 'list' as const }]
  })
}

/** The form that is not null; of several texts (an enumeration, a decimal) the first says enough. */
const shapeOf = (schema: Schema): Schema => schema.anyOf === undefined ? schema : schema.anyOf.find(({ type }) => type !== 'null') ?? schema

const kindOf = (type: string | undefined): Kind => type === 'integer' || type === 'number' || type === 'boolean' ? type : 'text'

/** @throws invalid-request when the first line is no list of known columns. */
export async function * readRecordCsv (chunks: AsyncIterable<Buffer>, known: ReadonlyMap<string, RecordColumn>): AsyncGenerator<ReadDocument> {
  let columns: readonly string[] | undefined
  try {
    for await (const row of rowsOf(strictText(chunks))) {
      if (columns === undefined) {
        columns = readColumns(row.cells, [...known.keys()])
        continue
      }
      const fault = rowFault(columns, row)
      yield fault === undefined ? toRecord(columns, row, known) : { line: row.line, problem: bulkLineRefused(fault) }
    }
  } catch (error) {
    yield unreadableRest(error)
  }
}

function toRecord (columns: readonly string[], row: Row, known: ReadonlyMap<string, RecordColumn>): ReadDocument {
  const value: Record<string, unknown> = {}
  columns.forEach((name, position) => {
    const column = known.get(name)
    const cell = row.cells[position] ?? ''
    if (cell !== '' && column !== undefined) put(value, column.path, read(column.kind, cell))
  })
  return { line: row.line, bytes: Buffer.from(row.raw, 'utf8'), value }
}

/** Paths come from the schema, so no name of the file ever becomes a key. */
function put (target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', next] = path
  if (next === undefined) target[name] = value
  else if (next === '0') {
    const list = (target[name] ??= [{}]) as Record<string, unknown>[]
    put(list[0] as Record<string, unknown>, path.slice(2), value)
  } else put((target[name] ??= {}) as Record<string, unknown>, path.slice(1), value)
}

/** What is not of its kind stays text, so that the check of the shape names it. */
function read (kind: Kind, cell: string): unknown {
  if (kind === 'integer') return wholeNumber(cell)
  if (kind === 'number') return /^-?\d{1,15}(\.\d{1,15})?$/.test(cell) ? Number(cell) : cell
  if (kind === 'boolean') return cell === 'true' ? true : cell === 'false' ? false : cell
  return kind === 'list' ? listOf(cell) : cell
}
