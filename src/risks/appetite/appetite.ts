import { AREAS } from '../catalogue/areas.ts'
import type { Area } from '../catalogue/areas.ts'

/** What an area may cost in a year, and which score is acceptable in it (risk-method.md 3). Pure. */

/** As it was set; the last holds. */
export interface SetAppetite {
  readonly area: Area
  /** From 1. */
  readonly number: number
  readonly acceptableScore: number
  /** Above zero. */
  readonly appetiteEur: number
  readonly reason: string
  /** Pseudonym, as in the log. */
  readonly setBy: string
  readonly recordedAt: Date
}

/** Null: nobody has set it. Then scores are judged by the default of each risk's criterion, and no risk by its cost. */
export interface AreaAppetite { readonly area: Area, readonly set: SetAppetite | null }

/** Every area, in their order. */
export const appetitesOf = (set: readonly SetAppetite[]): AreaAppetite[] => AREAS.map((area) => ({ area, set: set.find((one) => one.area === area) ?? null }))
