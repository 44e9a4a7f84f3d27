import type { Rating } from '../../risk/method.ts'
import type { EvidenceMapping } from './evidence-mapping.ts'

/** What a person states of a risk, and the catalogue proposes (risk-method.md 1). Pure. */

/** What the frequency is counted against. People and authorisations count by the year. */
export const EXPOSURE_BASES = ['declarations', 'items', 'ai_outputs', 'authorisations', 'people'] as const
export type ExposureBasis = typeof EXPOSURE_BASES[number]

export interface Statement {
  /** Before controls. */
  readonly likelihood: Rating
  /** 90 % interval of one event, EUR. */
  readonly lossLow: number
  readonly lossHigh: number
  /** For the authorisation; 5 is its revocation. */
  readonly consequence: Rating
  readonly exposureBasis: ExposureBasis
  readonly evidence: EvidenceMapping
}
export const STATEMENT_FIELDS = ['likelihood', 'lossLow', 'lossHigh', 'consequence', 'exposureBasis', 'evidence'] as const

export const isSameStatement = (one: Statement, other: Statement): boolean => STATEMENT_FIELDS.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]))
