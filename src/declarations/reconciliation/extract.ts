import { isDay } from '../../platform/calendar.ts'
import { canonicalDecimalText } from '../../platform/decimal.ts'
import type { Fault } from '../../platform/problem.ts'
import { DECIMAL_PATTERN, MRN_PATTERN } from '../data-elements.ts'
import { csvFailure, rowsOf, strictText } from '../../platform/bulk/csv-rows.ts'
import type { Row } from '../../platform/bulk/csv-rows.ts'

/**
 * An extract of the authority: CSV, one line per declaration that customs accepted, first line the column names.
 * `mrn` and `date` are needed; what another column leaves empty is not compared.
 */

export const EXTRACT_COLUMNS = ['mrn', 'date', 'type', 'value', 'duty', 'currency'] as const
export type ExtractColumn = typeof EXTRACT_COLUMNS[number]
const REQUIRED: readonly ExtractColumn[] = ['mrn', 'date']
const DEFAULT_CURRENCY = 'EUR'

export interface ExtractLine {
  /** Line of the file, from 1, the column names counted. */
  readonly line: number
  readonly mrn: string
  /** Day of acceptance. */
  readonly day: string
  /** Declaration type, with or without the additional type: IMA or IM. */
  readonly type: string | null
  /** Statistical value of the whole declaration, decimal text. */
  readonly value: string | null
  /** Customs duties assessed, decimal text. */
  readonly duty: string | null
  readonly currency: string
}

export interface ExtractPeriod { readonly from: string, readonly to: string }

export type ExtractEntry = { readonly kind: 'line', readonly line: ExtractLine } | { readonly kind: 'fault', readonly faults: readonly Fault[] }

/**
 * Reads lines as they arrive; faults stand where they were met, with the pointer `/line/column`. After a fault of the file as
 * a whole nothing follows.
 */
export async function * readExtract (bytes: AsyncIterable<Buffer>, period: ExtractPeriod): AsyncGenerator<ExtractEntry> {
  let columns: readonly ExtractColumn[] | undefined
  try {
    for await (const row of rowsOf(strictText(bytes))) {
      if (columns !== undefined) {
        yield readLine(columns, row, period)
        continue
      }
      // Customs' exports write the names as they please: MRN, Date.
      const header = { ...row, cells: row.cells.map((name) => name.trim().toLowerCase()) }
      const faults = headerFaults(header)
      if (faults.length > 0) {
        yield { kind: 'fault', faults }
        return
      }
      columns = header.cells as readonly ExtractColumn[]
    }
  } catch (error) {
    const failure = csvFailure(error)
    if (failure === undefined) throw error
    yield whole(failure.line === undefined ? '' : `/${failure.line}`, `cannot be read from here on: ${failure.reason}`)
    return
  }
  if (columns === undefined) yield whole('', 'is empty')
}

const HEADER_HINT = `Columns are ${EXTRACT_COLUMNS.join(', ')}; ${REQUIRED.join(' and ')} are needed`

const whole = (pointer: string, detail: string): ExtractEntry => ({ kind: 'fault', faults: [{ pointer, detail, hint: HEADER_HINT }] })

function headerFaults ({ line, cells }: Row): Fault[] {
  const wrong = cells.flatMap((name, index) => (EXTRACT_COLUMNS as readonly string[]).includes(name) && cells.indexOf(name) === index
    ? []
    : [{ pointer: `/${line}/${index}`, detail: `${JSON.stringify(name.slice(0, 60))} is no column, or stands there twice`, hint: HEADER_HINT }])
  const missing = REQUIRED.filter((name) => !cells.includes(name)).map((name) => ({ pointer: `/${line}/${name}`, detail: 'is needed', hint: HEADER_HINT }))
  return [...missing, ...wrong].slice(0, MAX_HEADER_FAULTS)
}

const MAX_HEADER_FAULTS = 10

type Shape = readonly [isGood: (cell: string) => boolean, detail: string, hint: string]
const matching = (pattern: string): ((cell: string) => boolean) => {
  const expression = new RegExp(pattern)
  return (cell) => expression.test(cell)
}
const AMOUNT: Shape = [matching(DECIMAL_PATTERN), 'is no decimal number', 'Digits with a point before the decimals: 1234.50; no sign of thousands, no exponent']
const SHAPES: Readonly<Record<ExtractColumn, Shape>> = {
  mrn: [matching(MRN_PATTERN), 'is no MRN', '18 capital letters and digits'],
  date: [isDay, 'is not a day that exists', 'YYYY-MM-DD, years 1900 to 2100'],
  type: [matching('^[A-Z0-9]{2,6}$'), 'is no declaration type', 'With or without the additional type: IMA or IM'],
  value: AMOUNT,
  duty: AMOUNT,
  currency: [matching('^[A-Z]{3}$'), 'is no currency', 'ISO 4217: EUR']
}

function readLine (columns: readonly ExtractColumn[], { line, cells }: Row, period: ExtractPeriod): ExtractEntry {
  if (cells.length !== columns.length) {
    return { kind: 'fault', faults: [{ pointer: `/${line}`, detail: `has ${cells.length} cells`, hint: `The first line names ${columns.length} columns` }] }
  }
  const cellOf = (column: ExtractColumn): string => cells[columns.indexOf(column)] ?? ''
  const faults = columns.flatMap((column) => cellFaults(column, cellOf(column), line, period))
  if (faults.length > 0) return { kind: 'fault', faults }
  const [type, value, duty] = [cellOf('type'), cellOf('value'), cellOf('duty')]
  return {
    kind: 'line',
    line: {
      line, mrn: cellOf('mrn'), day: cellOf('date'), type: type === '' ? null : type, value: value === '' ? null : canonicalDecimalText(value),
      duty: duty === '' ? null : canonicalDecimalText(duty), currency: cellOf('currency') || DEFAULT_CURRENCY
    }
  }
}

function cellFaults (column: ExtractColumn, cell: string, line: number, { from, to }: ExtractPeriod): Fault[] {
  const pointer = `/${line}/${column}`
  const [isGood, detail, hint] = SHAPES[column]
  if (cell === '') return REQUIRED.includes(column) ? [{ pointer, detail: 'is needed', hint }] : []
  if (!isGood(cell)) return [{ pointer, detail, hint }]
  return column === 'date' && (cell < from || cell > to) ? [{ pointer, detail: 'is outside the period', hint: `The extract covers ${from} to ${to}` }] : []
}
