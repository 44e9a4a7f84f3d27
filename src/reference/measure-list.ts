import { parse } from 'csv-parse/sync'
import { isDay } from '../platform/calendar.ts'
import type { Fault } from '../platform/problem.ts'
import { LIST_KINDS } from './measure-kinds.ts'
import type { Column, ListKind } from './measure-kinds.ts'

/**
 * Lists that an operator loads as CSV: measures, rates, and national completions of what ships. The first line names the columns,
 * which tell the kind; docs/reference-data.md shows one example of each. Pure.
 */

/** A list as it is stored: entries keyed by column name, empty columns left out. */
export interface LoadedList {
  readonly kind: ListKind
  readonly entries: readonly Entry[]
}
export type Entry = Readonly<Record<string, string>>

export interface ParsedList {
  readonly kind: ListKind | undefined
  readonly entries: readonly Entry[]
  /** Where there is one, nothing of the file is to be loaded. The pointer names line and column: /12/rate. */
  readonly faults: readonly Fault[]
}

const MAX_FAULTS = 100
const MAX_ROWS = 500_000

export function parseMeasureCsv (text: string): ParsedList {
  const read = readCsv(text)
  if ('faults' in read) return { kind: undefined, entries: [], faults: read.faults }
  const [header = [], ...rows] = read.records
  const kind = kindOf(header)
  if (kind === undefined) return { kind, entries: [], faults: [{ pointer: '/1', detail: 'The columns are those of no list.', hint: `One of: ${Object.entries(LIST_KINDS).map(([name, columns]) => `${name} (${Object.keys(columns).join(',')})`).join('; ')}` }] }
  if (rows.length > MAX_ROWS) return { kind, entries: [], faults: [{ pointer: '', detail: `The list has ${rows.length} lines.`, hint: `At most ${MAX_ROWS}` }] }
  const faults: Fault[] = rows.length === 0 ? [{ pointer: '', detail: 'The list has no entry.', hint: 'A line for each after the line of column names' }] : []
  const entries = rows.map((row, index) => entryOf(kind, header, row, index + 2, faults))
  return { kind, entries: faults.length === 0 ? entries : [], faults: faults.slice(0, MAX_FAULTS) }
}

function readCsv (text: string): { records: string[][] } | { faults: Fault[] } {
  try {
    return { records: parse(text, { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true }) as string[][] }
  } catch (error) {
    const { lines = 1, message } = error as { lines?: number, message: string }
    return { faults: [{ pointer: `/${lines}`, detail: message.split('\n', 1)[0] ?? 'is no CSV', hint: 'RFC 4180: commas, double quotes, a header line' }] }
  }
}

/** The kind whose required columns are all there and which knows all that are there. */
function kindOf (header: readonly string[]): ListKind | undefined {
  const names = new Set(header)
  return (Object.keys(LIST_KINDS) as ListKind[]).find((kind) => {
    const columns = LIST_KINDS[kind]
    return names.size === header.length && header.every((name) => name in columns) && Object.entries(columns).every(([name, { required }]) => !required || names.has(name))
  })
}

function entryOf (kind: ListKind, header: readonly string[], row: readonly string[], line: number, faults: Fault[]): Entry {
  if (row.length !== header.length) faults.push({ pointer: `/${line}`, detail: `The line has ${row.length} columns, the header ${header.length}.`, hint: 'Leave a column empty, not out' })
  const entry: Record<string, string> = {}
  header.forEach((name, index) => {
    const value = row[index] ?? ''
    const fault = faultIn(LIST_KINDS[kind][name], value)
    if (fault !== undefined) faults.push({ pointer: `/${line}/${name}`, ...fault })
    if (value !== '') entry[name] = value
  })
  if (entry['from'] !== undefined && entry['until'] !== undefined && entry['until'] < entry['from']) faults.push({ pointer: `/${line}/until`, detail: 'lies before from', hint: 'The last day of validity' })
  return entry
}

function faultIn (column: Column | undefined, value: string): { detail: string, hint: string } | undefined {
  if (column === undefined) return undefined
  if (value === '') return column.required ? { detail: 'is empty', hint: column.hint } : undefined
  const isRight = column.pattern.test(value) && (!column.isDay || isDay(value))
  return isRight ? undefined : { detail: `“${value.slice(0, 50)}” does not fit`, hint: column.hint }
}
