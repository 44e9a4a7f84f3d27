import type { Nomenclature } from '../reference/reference-data.ts'
import type { LapseOf } from './spans.ts'

const CN_DIGITS = 8

/**
 * When a code goes from the nomenclature: the first of January from which no edition has it, among the editions that follow the day.
 * A code that the edition of the day has not either, and one of fewer than eight digits, is not judged. Pure.
 */
export function lapseByEdition (editionOf: (day: string) => Nomenclature | undefined): LapseOf {
  return (code, from) => {
    const cn = code.slice(0, CN_DIGITS)
    if (cn.length < CN_DIGITS || editionOf(from)?.find(cn) === undefined) return undefined
    for (let year = Number(from.slice(0, 4)) + 1; ; year += 1) {
      const firstDay = `${year}-01-01`
      const edition = editionOf(firstDay)
      if (edition === undefined) return undefined
      if (edition.find(cn) === undefined) return firstDay
    }
  }
}
