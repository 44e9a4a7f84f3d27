import { readList } from './shipped-list.ts'

/** Kinds of authorisations and decisions of customs, and of others that an operator keeps beside them (customs.md 4.1). */

export interface ValidityRule {
  /**
   * `unlimited`: no end unless the decision states one (UCC 22(5)). `fixed`: the law ends it. `at_most`: the decision states an end, at
   * the latest this one. `national`: national law decides. `single_decision`: it concerns one matter.
   */
  readonly kind: 'unlimited' | 'fixed' | 'at_most' | 'national' | 'single_decision'
  readonly months: number | null
}

export interface AuthorisationType {
  readonly type: string
  /** Codes under which a declaration names it among its documents. */
  readonly documentCodes: readonly string[]
  /** Column of UCC-DA Annex A. */
  readonly annexColumn: string | null
  readonly title: string
  readonly legalBasis: string
  readonly validity: ValidityRule
  readonly sensitiveGoodsValidity?: ValidityRule
  /** C: corroborated by a public source; M: to be checked against the operator's own; null: there is nothing to corroborate. */
  readonly mark: { readonly codes: 'C' | 'M' | null, readonly law: 'C' | 'M' }
}

const shipped = readList<readonly AuthorisationType[]>('authorisation-catalogue')

export const AUTHORISATION_CATALOGUE_RELEASE = shipped.release
export const AUTHORISATION_CATALOGUE = shipped.entries
const byType = new Map(AUTHORISATION_CATALOGUE.map((entry) => [entry.type, entry]))
const byDocument = new Map(AUTHORISATION_CATALOGUE.flatMap((entry) => entry.documentCodes.map((code) => [code, entry.type] as const)))

export const authorisationType = (type: string): AuthorisationType | undefined => byType.get(type)

/** The type of what a declaration names, by its type or by its document code. */
export const typeOfCode = (code: string): string => byDocument.get(code) ?? code
