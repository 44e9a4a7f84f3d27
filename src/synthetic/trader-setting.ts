import { withMeasures } from '../reference/measures.ts'
import type { ReferenceData } from '../reference/reference-data.ts'
import { traderOf } from './trader.ts'
import type { Trader } from './trader.ts'
import { traderLists } from './trader-lists.ts'

/** The trader with everything that it looks up. Pure. */

export interface YearSetting {
  readonly seed: string
  readonly operator: string
  /** Last of the twelve months' days. */
  readonly until: string
}

export const DEFAULT_SETTING: YearSetting = { seed: 'aeo', operator: 'IT01234567890', until: '2026-10-31' }

export interface TraderSetting { readonly trader: Trader, readonly reference: ReferenceData }

/** @param shipped the lists that ship. @throws Error where no edition of the nomenclature that ships covers the year. */
export function traderSetting (shipped: ReferenceData, { seed, operator, until }: YearSetting): TraderSetting {
  const reference = withMeasures(shipped, traderLists(until), 'synthetic')
  return { trader: traderOf(reference, seed, operator, until), reference }
}
