import type { Period } from './days.ts'

/** What is recorded of goods: one record per material number, each fact of it with the days on which it holds. Pure types. */

export const ROLES = ['imported', 'produced', 'exported'] as const
export type Role = typeof ROLES[number]
export const DIRECTIONS = ['import', 'export'] as const
export type Direction = typeof DIRECTIONS[number]
export const DECISION_STATES = ['draft', 'approved', 'refused', 'blocked'] as const
export type DecisionState = typeof DECISION_STATES[number]
export const CODE_REASONS = ['first_classification', 'correction', 'ruling', 'nomenclature_renumbering', 'change_of_goods', 'review'] as const
export const ORIGIN_KINDS = ['non_preferential', 'preferential'] as const
export const ORIGIN_EVIDENCE = ['calculation', 'supplier_declaration', 'proof_of_origin', 'certificate', 'none'] as const
export const RULING_ENDS = ['ceased', 'revoked', 'annulled'] as const
export const VALUE_ELEMENTS = ['royalty', 'assist', 'tool'] as const
export const EXCISE_STATES = ['excisable', 'not_excisable', 'exempt'] as const

/** A decision that counts once another person approved it. */
export interface Decided extends Period {
  readonly id: string
  readonly status: DecisionState
  /** Pseudonyms of people. */
  readonly decidedBy: string
  readonly decidedOn: string
  readonly why: string | null
  readonly approvedBy: string | null
  readonly approvedOn: string | null
  /** First day on which it may not be used any more although nothing replaced it. */
  readonly blockedFrom: string | null
  /** Who stated it while it was a draft, as the log names them: none of them approves it. None when it came with its approval. */
  readonly recordedBy?: readonly string[]
}

export interface AiUse { readonly systemId: string, readonly version: string | null, readonly confidence: number | null }

export interface CodeDecision extends Decided {
  readonly direction: Direction
  readonly code: string
  readonly reason: typeof CODE_REASONS[number]
  readonly btiReference: string | null
  readonly ai: AiUse | null
  /** Day by which somebody means to look at it again. */
  readonly reviewOn: string | null
  readonly reviewedOn: string | null
  readonly reviewedBy: string | null
}

export interface OriginDecision extends Decided {
  readonly kind: typeof ORIGIN_KINDS[number]
  readonly country: string
  /** Agreement or scheme of a preference. */
  readonly agreement: string | null
  readonly evidence: typeof ORIGIN_EVIDENCE[number]
  readonly evidenceReference: string | null
  readonly evidenceHash: string | null
}

/** Binding tariff information. */
export interface Ruling extends Period {
  readonly id: string
  readonly reference: string
  readonly code: string
  /** First day without validity before its time. */
  readonly lostOn: string | null
  readonly lostBecause: typeof RULING_ENDS[number] | null
  /** Last day of the extended use that customs granted. */
  readonly extendedUseUntil: string | null
}

export interface Description { readonly id: string, readonly language: string, readonly text: string, readonly validFrom: string }
export interface Source extends Period { readonly id: string, readonly supplierRef: string }
export interface ValueElement extends Period { readonly id: string, readonly kind: typeof VALUE_ELEMENTS[number], readonly supplierRef: string | null, readonly reference: string | null }
export interface TradeDefence extends Period { readonly id: string, readonly measure: string, readonly producer: string | null, readonly taricAdditionalCode: string | null }
export interface DualUse { readonly id: string, readonly assessedOn: string, readonly listed: boolean, readonly entry: string | null, readonly exemption: boolean, readonly assessedBy: string | null }
export interface Excise extends Period { readonly id: string, readonly status: typeof EXCISE_STATES[number], readonly category: string | null }
export interface Exemption extends Period { readonly id: string, readonly code: string, readonly assessedBy: string | null }

export interface GoodsRecord {
  readonly roles: readonly Role[]
  readonly activeFrom: string
  /** Last day on which the operator deals in them. */
  readonly retiredOn: string | null
  readonly descriptions: readonly Description[]
  readonly codeDecisions: readonly CodeDecision[]
  readonly origins: readonly OriginDecision[]
  readonly rulings: readonly Ruling[]
  readonly sources: readonly Source[]
  readonly valueElements: readonly ValueElement[]
  readonly tradeDefence: readonly TradeDefence[]
  readonly dualUse: readonly DualUse[]
  readonly excise: readonly Excise[]
  readonly exemptions: readonly Exemption[]
}

export interface SupplierTerms extends Period { readonly id: string, readonly country: string | null, readonly related: boolean }
export interface SupplierAddition extends Period { readonly id: string, readonly kind: typeof VALUE_ELEMENTS[number], readonly reference: string | null }
export interface PriceAdjustment {
  readonly id: string
  readonly from: string
  readonly until: string
  /** MRN or reference of the correction that brought it to customs. */
  readonly correctionReference: string | null
}

export interface SupplierRecord {
  readonly eori: string | null
  readonly identityCheckedOn: string | null
  readonly terms: readonly SupplierTerms[]
  readonly additions: readonly SupplierAddition[]
  readonly priceAdjustments: readonly PriceAdjustment[]
}

export const DECLARATION_KINDS = ['single', 'long_term'] as const
/** A supplier's declaration (IA 61 to 64). */
export interface SupplierDeclaration {
  readonly supplierRef: string
  readonly documentReference: string
  readonly documentHash: string | null
  readonly kind: typeof DECLARATION_KINDS[number]
  readonly agreement: string | null
  readonly originCountry: string | null
  readonly issuedOn: string
  readonly validFrom: string
  readonly validTo: string | null
  readonly goodsRefs: readonly string[]
  /** First day without it, when the supplier took it back. */
  readonly withdrawnOn: string | null
}

export interface Licence {
  readonly type: string
  readonly validFrom: string | null
  readonly validUntil: string | null
  readonly authorisedQuantity: string | null
  readonly unit: string | null
  readonly authorisedValue: string | null
  readonly currency: string | null
  /** Attributed before this system counted, in the same unit or currency. */
  readonly attributedBefore: string
}
