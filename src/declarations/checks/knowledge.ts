import type { DeclarationContent, Direction } from '../data-elements.ts'

/**
 * What other parts of the system know and a check may ask. Each source is undefined until its register exists for the operator:
 * a check that needs it then says `not_evaluable`, naming the register.
 */
export interface Knowledge {
  /** EORI numbers of the operator and of its recorded group. */
  readonly ownEoris: ReadonlySet<string>
  readonly goods?: { readonly find: (goodsRef: string, day: string) => GoodsKnowledge | undefined }
  readonly suppliers?: { readonly find: (supplierRef: string, day: string) => SupplierKnowledge | undefined }
  readonly authorisations?: {
    /** All of the type that were ever decided, each with its state on the day. */
    readonly find: (type: string, day: string) => readonly AuthorisationKnowledge[]
    readonly byReference: (reference: string, day: string) => AuthorisationKnowledge | undefined
    readonly holdsAeo: (day: string) => boolean
    readonly aeoReferenceExpected: boolean
  }
  /** Share of the reference amount in use, per cent. */
  readonly guarantee?: { readonly utilisationPercent: (day: string) => string | undefined }
  /** Whether mandates cover all of the act, or what the declaration would have to say to tell; without an act, whether any is valid on the day. */
  readonly mandates?: { readonly covers: (representative: string, day: string, act?: RepresentedAct) => boolean | `${string}_missing` }
  readonly reviewers?: { readonly isCompetent: (reviewerId: string, topic: string, day: string) => boolean }
  /** Documents that must be archived and are not. @param declared as it is examined, which may be stored only now. */
  readonly documents?: { readonly missingOf: (mrn: string, declared: DeclarationContent) => readonly string[] }
  /** Items of which another quantity moved than is declared; undefined while nothing did. @param declared as for documents. */
  readonly movements?: { readonly differencesOf: (mrn: string, declared: Pick<DeclarationContent, 'items'> & { readonly direction: Direction }) => readonly { readonly itemNumber: number, readonly declared: string, readonly moved: string, readonly percent: string }[] | undefined }
  readonly excise?: { readonly find: (arc: string) => { readonly quantity: string, readonly commodityCode: string, readonly dispatchedOn: string, readonly mrn?: string | null } | undefined }
  readonly licences?: { readonly find: (reference: string) => LicenceKnowledge | undefined }
  readonly exits?: { readonly confirmed: (mrn: string) => boolean }
  /** Result of the allocation of a tariff quota, per cent granted. */
  readonly quotas?: { readonly allocatedPercent: (mrn: string, itemNumber: number) => string | undefined }
  readonly extensions?: { readonly dischargeDeadline: (mrn: string) => string | undefined }
  /** Net mass of goods under the carbon border adjustment imported in the calendar year up to the day, kilograms. */
  readonly cbamYear?: { readonly netMass: (year: string) => string }
}

/** What a representative did. */
export interface RepresentedAct {
  /** Undefined where he does not say in whose name he acts. */
  readonly representation: 'direct' | 'indirect' | undefined
  readonly direction: Direction
  /** Of the items, requested and previous together; '' where none is declared. */
  readonly procedures: readonly string[]
  /** Code of the operator's site. */
  readonly site: string | undefined
}

export interface GoodsKnowledge {
  readonly status: 'draft' | 'approved' | 'blocked'
  /** Whether the operator deals in them on the day, where a register knows. */
  readonly active?: boolean | undefined
  readonly approvedCode: string | null
  /** By direction, where a register decides so: ten digits at import, eight at export. One that is not decided follows `approvedCode`. */
  readonly approvedCodes?: Readonly<Record<Direction, string | null>> | undefined
  /** Binding tariff information valid on the day, extended use included. */
  readonly bti: { readonly reference: string, readonly code: string } | null
  /** Recorded changes of code or origin, with approval. */
  readonly changes: readonly { readonly on: string, readonly kind: 'code' | 'origin', readonly from: string, readonly to: string, readonly approved: boolean }[]
  readonly exciseStatus: 'excisable' | 'not_excisable' | 'exempt' | null
  readonly dualUse: { readonly listed: boolean, readonly assessedOn: string | null, readonly exemption: boolean } | null
  /** Exemption codes whose assessment is recorded. */
  readonly assessedExemptions: readonly string[]
  /** Whether an origin calculation or supplier's declaration is valid on the day. */
  readonly originEvidence: boolean
  /** Additions known for the goods: royalty, assist, tool. */
  readonly additions: readonly string[]
}

export interface SupplierKnowledge {
  readonly country: string | null
  readonly related: boolean
  readonly additions: readonly string[]
  /** Year-end price adjustments with their period, and whether a correction is linked. */
  readonly priceAdjustments: readonly { readonly from: string, readonly until: string, readonly corrected: boolean }[]
}

export interface LicenceKnowledge {
  readonly validFrom: string | null
  readonly validUntil: string | null
  /** What was granted, in the unit of measure or the currency; null where neither is known. */
  readonly balance: string | null
  readonly measure: { readonly unit: string } | { readonly currency: string } | null
  /** What declarations of the day and of days before wrote off of it, in the same measure. */
  readonly attributedUntil: (day: string) => string
}

export interface AuthorisationKnowledge {
  readonly type: string
  readonly reference: string
  readonly holder: string
  /** Validity on the day asked for. */
  readonly state: 'valid' | 'suspended' | 'revoked' | 'annulled' | 'expired' | 'not_yet_valid'
  /** Beginnings of commodity codes covered; empty: all. */
  readonly codes: readonly string[]
  readonly sites: readonly string[]
  readonly offices: readonly string[]
  /** Months within which goods under the procedure are discharged, if it says. */
  readonly dischargePeriodMonths?: number | null | undefined
}

/**
 * What the operator declared before of the same goods, as it stood before the batch of this declaration:
 * counts by calendar month, 24 months kept.
 */
export interface History {
  /** Undefined when the goods were never declared. */
  readonly ofGoods: (goodsRef: string) => GoodsHistory | undefined
}

export interface GoodsHistory {
  /** Grows with every write to these goods' history; a stored result keeps it. */
  readonly version: number
  readonly observations: readonly Observation[]
}

/** `count` items of these goods from this supplier with this value were declared in the month. */
export interface Observation {
  readonly supplierRef: string
  /** YYYY-MM. */
  readonly month: string
  /**
   * `code`: first eight digits. `origin`: country. `duty_rate`: per cent, or '' where none was stated. `unit_value`: a bin of the
   * logarithmic histogram as `CUR/unit/bin`, see `unit-value.ts`.
   */
  readonly kind: 'code' | 'origin' | 'duty_rate' | 'unit_value'
  readonly value: string
  readonly count: number
}
