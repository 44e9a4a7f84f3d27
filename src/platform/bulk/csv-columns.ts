import { invalidRequest } from '../problem.ts'
import { csvFailure, MAX_COLUMNS } from './csv-rows.ts'
import type { Row } from './csv-rows.ts'
import { bulkLineRefused } from './problems.ts'
import type { BulkDocument } from './split.ts'

/** What is wrong with a CSV file as a whole, with a line of it, and with the rest of it. */

/** @throws invalid-request when the first line is no list of known columns. */
export function readColumns (names: readonly string[], known: readonly string[]): readonly string[] {
  const columns = new Set(known)
  const errors = names.flatMap((name, index) => columns.has(name) && names.indexOf(name) === index
    ? []
    : [{ pointer: `/0/${index}`, detail: `${JSON.stringify(name.slice(0, 60))} is no column, or stands there twice`, hint: `Columns are ${known.join(', ')}` }])
  if (names.length > MAX_COLUMNS || errors.length > 0) throw invalidRequest('The first line must name the columns.', { errors: errors.slice(0, 5) })
  return names
}

export function rowFault (columns: readonly string[], { cells, raw }: Row): string | undefined {
  if (cells.length !== columns.length) return `The line has ${cells.length} cells, the first line names ${columns.length} columns.`
  return raw.includes('\0') ? 'The line holds the character U+0000.' : undefined
}

/** @throws the error when it is none of the file itself: then the lines read last may go on, and are no document. */
export function unreadableRest (error: unknown): BulkDocument {
  const failure = csvFailure(error)
  if (failure === undefined) throw error
  return failure.line === undefined
    ? { line: 0, problem: bulkLineRefused('The file is not UTF-8 from somewhere after the last verdict on.') }
    : { line: failure.line, problem: bulkLineRefused(`The file is not CSV from here on: ${failure.reason}`) }
}

/** A cell that is no number stays text, so that the check of the shape names it. */
export const wholeNumber = (cell: string): number | string => /^\d{1,9}$/.test(cell) ? Number(cell) : cell

export const listOf = (cell: string): string[] => cell.split(' ').filter((entry) => entry !== '')
