import type { ValidityRule } from '../reference/authorisation-catalogue.ts'
import { addDays, addMonths } from '../platform/calendar.ts'

/** What an authorisation allows, as customs decided it: each decision states its terms, an amendment those that change. */

export interface QuantityLimit { readonly quantity: string, readonly unit: string, readonly period: 'month' | 'calendar_year' | 'validity' }
export interface Yield { readonly inputCode: string | null, readonly outputCode: string | null, readonly rate: string, readonly description: string | null }
export interface GuaranteeTerms {
  /** Guarantee reference number, as declarations state it. */
  readonly grn: string | null
  readonly referenceAmount: string
  readonly currency: string
  /** Days for which a debt goes on counting after the goods were released or discharged; null: none. See `guarantee.ts`. */
  readonly paymentDays: number | null
}

export interface Scope {
  /** Beginnings of commodity codes; empty: all. */
  readonly goodsCodes: readonly string[]
  readonly procedures: readonly string[]
  readonly sites: readonly string[]
  readonly offices: readonly string[]
  readonly quantities: readonly QuantityLimit[]
  /** Codes of economic conditions (UCC-DA 166). */
  readonly economicConditions: readonly string[]
  readonly yields: readonly Yield[]
  readonly dischargePeriodMonths: number | null
  readonly guarantee: GuaranteeTerms | null
  /** National rules ask that declarations name this AEO status. */
  readonly aeoReferenceExpected: boolean
}

export interface Terms {
  /** Last day of validity; null: no end. */
  readonly effectiveTo: string | null
  /** Whether nobody stated the end: it follows from the rule of the type. */
  readonly effectiveToProposed: boolean
  readonly issuingOffice: string | null
  readonly supervisingOffices: readonly string[]
  readonly memberStates: readonly string[]
  readonly scope: Scope
}

type Stated<T> = { readonly [K in keyof T]?: T[K] | null | undefined }
/** What a decision states: an absent member stays as it was, null clears it. */
export type TermsChange = Stated<Omit<Terms, 'scope' | 'effectiveToProposed'>> & { readonly scope?: Stated<Scope> | null | undefined, readonly effectiveToProposed?: boolean | undefined }

export const NO_SCOPE: Scope = {
  goodsCodes: [], procedures: [], sites: [], offices: [], quantities: [], economicConditions: [], yields: [], dischargePeriodMonths: null, guarantee: null, aeoReferenceExpected: false
}
export const NO_TERMS: Terms = { effectiveTo: null, effectiveToProposed: false, issuingOffice: null, supervisingOffices: [], memberStates: [], scope: NO_SCOPE }

/** The terms once the change is in force. */
export function changedTerms (before: Terms, change: TermsChange): Terms {
  const { scope, effectiveTo, effectiveToProposed = false, ...rest } = change
  return {
    ...merged<Terms>(NO_TERMS, before, rest as { readonly [K in keyof Terms]?: Terms[K] | null }),
    ...(effectiveTo === undefined ? {} : { effectiveTo, effectiveToProposed }),
    scope: scope === null ? NO_SCOPE : merged<Scope>(NO_SCOPE, before.scope, scope ?? {})
  }
}

function merged<T extends object> (empty: T, before: T, change: { readonly [K in keyof T]?: T[K] | null | undefined }): T {
  const names = Object.keys(empty) as (keyof T)[]
  return Object.fromEntries(names.map((name) => {
    const stated = change[name]
    return [name, stated === undefined ? before[name] : stated === null ? empty[name] : stated]
  })) as T
}

/** The last day that the rule of a type gives a decision which states none; null for no end. Where the last month lacks the day, its end is that of the month (Regulation 1182/71, 3(2)). */
export function proposedEnd (rule: ValidityRule, effectiveFrom: string): string | null {
  if (rule.months === null) return null
  const anniversary = addMonths(effectiveFrom, rule.months)
  return anniversary.slice(8) < effectiveFrom.slice(8) ? anniversary : addDays(anniversary, -1)
}
