import { wilson } from '../../statistics/proportion.ts'
import type { KeptEvaluation } from './evaluation-store.ts'

/** Evaluations as they cross the wire. */

export function evaluationToWire ({ evidenceReference, evidenceSha256, recordedAt, ...evaluation }: KeptEvaluation) {
  const rate = wilson(evaluation.errors, evaluation.sampleSize)
  if (rate === null) throw new Error('An evaluation without a sample was kept')
  return { ...evaluation, errorRate: rate.share, errorRateLow: rate.lower, errorRateHigh: rate.upper, evidence: { reference: evidenceReference, sha256: evidenceSha256 }, recordedAt: recordedAt.toISOString() }
}
