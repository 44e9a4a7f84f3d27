import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A list that ships: what it holds, where it comes from and since when it is right. See lists/SOURCES.md. */
export interface ShippedList<T> {
  readonly list: string
  readonly release: string
  readonly source: string
  readonly licence: string
  /** C: corroborated by a public source; M: from memory, to be checked against the operator's own source. */
  readonly mark: 'C' | 'M'
  /** First day on which it may be used; null where the source does not say. */
  readonly validFrom: string | null
  readonly entries: T
}

export const readList = <T>(name: string): ShippedList<T> =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'lists', `${name}.json`), 'utf8')) as ShippedList<T>

/** A code with the first and last day on which it may be used; null leaves that side open. */
export type Dated = readonly [code: string, from: string | null, until: string | null]

export const isInForce = ([, from, until]: Dated, day: string): boolean => (from === null || from <= day) && (until === null || day <= until)
