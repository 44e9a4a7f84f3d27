import type { Nomenclature } from './reference-data.ts'
import { readList } from './shipped-list.ts'

/** The Combined Nomenclature by edition, an edition per calendar year (Reg. 2658/87 Annex I), and the sub-headings of the HS. */

/** Codes of eight digits by their supplementary unit; '' for those without one. */
type CodesByUnit = Readonly<Record<string, string>>

const EDITIONS = [2025, 2026]

const wordsOf = (text: string): string[] => text === '' ? [] : text.split(' ')

/** @param codes supplementary unit by code of eight digits, '' for none. */
export function nomenclatureOf (edition: string, codes: ReadonlyMap<string, string>, subheadings: ReadonlySet<string>): Nomenclature {
  return {
    edition,
    find: (cn8) => {
      const unit = codes.get(cn8)
      return unit === undefined ? undefined : { supplementaryUnit: unit === '' ? null : unit }
    },
    hasSubheading: (hs6) => subheadings.has(hs6),
    successorsOf: () => []
  }
}

/** The edition of the day's year; undefined for a year without one. */
export function shippedNomenclature (): (day: string) => Nomenclature | undefined {
  const hs = wordsOf(readList<string>('hs-2022').entries)
  const editions = new Map(EDITIONS.map((year): [string, Nomenclature] => {
    const { release, entries } = readList<CodesByUnit>(`cn-${year}`)
    const codes = new Map(Object.entries(entries).flatMap(([unit, text]) => wordsOf(text).map((code): [string, string] => [code, unit])))
    return [String(year), nomenclatureOf(release, codes, new Set([...hs, ...[...codes.keys()].map((code) => code.slice(0, 6))]))]
  }))
  return (day) => editions.get(day.slice(0, 4))
}
