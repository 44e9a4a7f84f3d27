import type { AssessedTax } from '../customs-message.ts'
import type { DeclarationContent, DeclarationStatus, Direction } from '../data-elements.ts'

/** A declaration under examination: what was declared, and what is known of it beside. Pure data. */
export interface Examined {
  /** The version that is examined. */
  readonly content: DeclarationContent
  /** Data set of Annex B: as declared, else derived (customs.md 2.8). */
  readonly dataset: string
  readonly direction: Direction
  /** The customs clearance request of some national systems: no tariff code, no value. */
  readonly isClearanceRequest: boolean
  /** Known MRN: declared, or given by customs' answer. */
  readonly mrn: string | null
  /**
   * The day whose law, code and rates apply: acceptance; for a supplementary declaration that of the simplified one, if it
   * is known; until acceptance the day of issue, else of receipt.
   */
  readonly lawDay: string
  readonly status: DeclarationStatus
  readonly receivedOn: string
  readonly acceptedOn: string | null
  readonly releasedOn: string | null
  /** Duties and taxes as customs assessed them; empty until an answer told them. */
  readonly assessedTaxes: readonly AssessedTax[]
  /** MRN of another declaration with the same LRN and declarant; null when there is none. */
  readonly sameLrnMrn: string | null
  /** Requests for amendment received so far. */
  readonly amendments: readonly Amendment[]
  readonly links: Links
  /** Whether totals, and so the use of licences, count it already. */
  readonly isCounted: boolean
}

export interface Amendment {
  readonly requestedOn: string
  /** The declaration's status when it was requested. */
  readonly statusThen: DeclarationStatus
  /** Whether it applies after release (UCC 173(3)). */
  readonly afterRelease: boolean
  readonly state: 'pending' | 'granted' | 'refused'
  /** Item numbers that the request would add, or whose goods (commodity code's heading and description both) it would exchange. */
  readonly otherGoods: readonly number[]
  /** Items of the same goods of which it would declare more. */
  readonly excess: readonly Excess[]
}

/** An item that an amendment would make larger. */
export interface Excess {
  readonly itemNumber: number
  /** Which quantities grow, in words with both values. */
  readonly grown: readonly string[]
  /** Whether every quantity grows that the item states, and it states two at least: hardly one number typed wrong. */
  readonly isWhole: boolean
}

/** Other declarations of the operator that name this one among their previous documents, or that this one names. */
export interface Links {
  /** Supplementary declarations that name this one. */
  readonly supplementary: readonly NamingDeclaration[]
  /** Declarations that discharge this entry. */
  readonly discharges: readonly NamingDeclaration[]
  /** Acceptance or release of declarations that this one names as previous document, by MRN. */
  readonly previous: ReadonlyMap<string, { readonly direction: Direction, readonly acceptedOn: string | null, readonly releasedOn: string | null }>
}

export interface NamingDeclaration {
  readonly mrn: string | null
  /** Its acceptance; until that is known the day of issue, else of receipt here, which says little where a year is loaded at once. */
  readonly lodgedOn: string
}

export const NO_LINKS: Links = { supplementary: [], discharges: [], previous: new Map() }
