import { RULE_SET } from '../../ai-act/shipped-rules.ts'
import type { AssessmentSummary, KeptStatus, KeptSystem, KeptVersion } from './kept-system.ts'
import { attentionOf } from './life-cycle.ts'
import { questionsOf } from './system.ts'

/** Systems as they cross the wire. */

export const assessmentSummaryToWire = ({ answeredBy: _answeredBy, recordedAt, ...summary }: AssessmentSummary) => ({ ...summary, recordedAt: recordedAt.toISOString() })

export function systemToWire (system: KeptSystem) {
  const { revision: _revision, materialVersion: _material, content, assessment, recordedAt, ...rest } = system
  return {
    ...rest, ...content, assessment: assessment === undefined ? null : assessmentSummaryToWire(assessment), attention: attentionOf(system),
    questions: questionsOf(RULE_SET, content), recordedAt: recordedAt.toISOString()
  }
}

export const versionToWire = ({ content, recordedAt, ...version }: KeptVersion) => ({ ...version, content, recordedAt: recordedAt.toISOString() })

export const statusToWire = ({ legalReviewReference, legalReviewSha256, recordedAt, ...status }: KeptStatus) => ({
  ...status, legalReview: legalReviewReference === null || legalReviewSha256 === null ? null : { reference: legalReviewReference, sha256: legalReviewSha256 }, recordedAt: recordedAt.toISOString()
})
