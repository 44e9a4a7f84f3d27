import type { ProjectedSample } from './operations/read-samples.ts'
import type { DrawnRow } from './samples/result-store.ts'
import type { Sample } from './samples/sample-store.ts'

/** From rows of samples to what crosses the wire. */

export function sampleToWire ({ randomSize, leastPerStratum, reasons, madeAt, revision: _revision, ...sample }: Sample) {
  return {
    ...sample,
    random: randomSize === null || leastPerStratum === null ? null : { size: randomSize, leastPerStratum },
    drawnBecause: { errorHit: reasons.error_hit, random: reasons.random, monetaryUnit: reasons.monetary_unit, topStratum: reasons.top_stratum },
    missing: sample.drawSize - sample.reviewed,
    madeAt: madeAt.toISOString()
  }
}

export function drawnToWire ({ hasError, correctValue, findingId, decision, recordedAt, recordedBy, revision, ...entry }: DrawnRow) {
  const isReviewed = hasError !== null && correctValue !== null && recordedAt !== null
  return { ...entry, result: isReviewed ? { hasError, correctValue, findingId, findingDecision: decision, recordedAt: recordedAt.toISOString(), recordedBy, revision } : null }
}

/** One shape for both outcomes: what cannot be told yet is null. */
export function projectionToWire ({ sample: { id, currency }, projection, dismissed }: ProjectedSample) {
  const common = { sampleId: id, currency, outcome: projection.outcome, dismissed }
  return projection.outcome === 'projected'
    ? { ...common, missing: 0, errorHits: projection.errorHits, random: projection.random, monetary: projection.monetary }
    : { ...common, missing: projection.missing, errorHits: null, random: null, monetary: null }
}
