import type { Nomenclature } from '../reference/reference-data.ts'
import type { GoodsRecord } from './model.ts'

/** What of decisions people should look at again: it is recorded as it was decided, and they are told. Pure. */

export const GOODS_WARNINGS = ['code_not_in_nomenclature'] as const
export interface GoodsWarning { readonly decision: string, readonly warning: typeof GOODS_WARNINGS[number] }

/** Whether the nomenclature of the day knows the code; undefined where no edition covers the day. */
export type KnowsCode = (code: string, day: string) => boolean | undefined

const CN_DIGITS = 8
const HS_DIGITS = 6

/** By its eight digits, where it has as many, else by its sub-heading. */
export const knownByEdition = (editionOf: (day: string) => Nomenclature | undefined): KnowsCode => (code, day) => {
  const edition = editionOf(day)
  if (edition === undefined) return undefined
  return code.length < CN_DIGITS ? edition.hasSubheading(code.slice(0, HS_DIGITS)) : edition.find(code.slice(0, CN_DIGITS)) !== undefined
}

/** Codes that the nomenclature of their first day does not know; what was refused concerns nobody. */
export function codeWarnings ({ codeDecisions }: GoodsRecord, knowsCode: KnowsCode): GoodsWarning[] {
  return codeDecisions.filter(({ status, code, validFrom }) => status !== 'refused' && knowsCode(code, validFrom) === false)
    .map(({ id }) => ({ decision: id, warning: 'code_not_in_nomenclature' }))
}
