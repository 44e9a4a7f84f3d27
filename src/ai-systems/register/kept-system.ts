import type { AiActClass } from '../../ai-act/rule-set.ts'
import type { Contradiction } from './contradictions.ts'
import type { Status } from './life-cycle.ts'
import type { SystemContent } from './system.ts'

/** What is kept of a system, as it is read. */

export interface AssessmentSummary {
  readonly number: number
  readonly version: number
  readonly class: AiActClass | null
  readonly provisional: boolean
  readonly requiresLegalReview: boolean
  readonly ruleSetVersion: string
  readonly asOf: string
  readonly contradictions: readonly Contradiction[]
  readonly answeredBy: string
  readonly recordedAt: Date
}

export interface KeptSystem {
  readonly id: string
  readonly code: string
  readonly revision: number
  readonly status: Status
  readonly statusOn: string
  readonly introducedOn: string | null
  readonly version: number
  readonly validFrom: string
  readonly materialVersion: number
  readonly content: SystemContent
  readonly assessment: AssessmentSummary | undefined
  readonly recordedAt: Date
}

export interface KeptVersion {
  readonly version: number
  readonly validFrom: string
  readonly material: boolean
  readonly fields: readonly string[]
  readonly questions: readonly string[]
  readonly content: SystemContent
  readonly recordedBy: string
  readonly recordedAt: Date
}

export interface KeptStatus {
  readonly number: number
  readonly status: Status
  readonly validFrom: string
  /** Null once erased. */
  readonly reason: string | null
  readonly legalReviewReference: string | null
  readonly legalReviewSha256: string | null
  readonly decidedBy: string
  readonly recordedAt: Date
}
