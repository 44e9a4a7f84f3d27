import { DEFAULT_PRIOR_STRENGTH, LEAST_YEARS } from '../../risk/method.ts'
import type { EvidenceSettings } from './risk-evidence.ts'

/** What the operator may set of the risk method. Pure. */

/** Three years: as long as customs look back at an applicant's record (UCC-IA 24). */
export const DEFAULT_SETTINGS: EvidenceSettings = { windowMonths: 36, priorStrength: DEFAULT_PRIOR_STRENGTH, years: LEAST_YEARS }

export const WINDOW_MONTHS = [12, 120] as const
export const PRIOR_STRENGTHS = [0.01, 1_000] as const
/** More would hold a stage of an audit up for minutes. */
export const YEARS = [LEAST_YEARS, 200_000] as const

export interface KeptSettings {
  /** 0 while the defaults hold. */
  readonly revision: number
  readonly settings: EvidenceSettings
  readonly reason: string | null
  /** Pseudonym, as in the log. */
  readonly setBy: string | null
  readonly recordedAt: Date | null
}
