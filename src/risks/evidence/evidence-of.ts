import type { RiskInput } from '../../risk/risk-input.ts'
import type { EvidenceMapping } from '../catalogue/evidence-mapping.ts'
import type { Statement } from '../catalogue/statement.ts'
import type { ControlOfRisk } from '../controls/controls-of.ts'
import type { CombinedScope } from './combined-scope.ts'
import type { EvidenceFacts } from './evidence-facts.ts'
import { eventsOf } from './events.ts'
import { keptEvents } from './kept-events.ts'
import type { EvidenceState, RiskEvidence } from './risk-evidence.ts'
import { expectedOf, unreviewedOf } from './unreviewed.ts'
import type { Windows } from './windows.ts'

/** The evidence of one risk, and what the engine is given of it. Pure. */

export interface Exposures { readonly windowExposure: number | null, readonly yearExposure: number | null }

const isMapped = ({ findings, sanctions, aiErrors }: EvidenceMapping): boolean => findings.length + sanctions.length + aiErrors.length > 0

/** @param windows null: there are no days that anything could be counted on. @param mostEvents that are kept one by one; as many as an assessment keeps if absent. */
export function evidenceOf ({ evidence: mapping, exposureBasis: basis }: Statement, scope: CombinedScope, windows: Windows | null, exposures: Exposures, facts: EvidenceFacts, mostEvents?: number): RiskEvidence {
  const state = stateOf(mapping, exposures)
  const events = windows === null ? [] : eventsOf(mapping, scope, windows.window, facts)
  const unreviewed = windows === null ? [] : unreviewedOf(mapping, scope, windows.window, facts)
  return { state, from: windows?.window.from ?? null, to: windows?.window.to ?? null, basis, ...exposures, ...keptEvents(events, mostEvents), unreviewed, expectedUnreviewed: expectedOf(unreviewed) }
}

function stateOf (mapping: EvidenceMapping, { windowExposure, yearExposure }: Exposures): EvidenceState {
  if (!isMapped(mapping)) return 'not_observed'
  if (windowExposure === null || yearExposure === null) return 'no_data'
  return yearExposure === 0 ? 'no_current_exposure' : 'counted'
}

/** What nothing here is evidence of has no exposure to the engine: that no event was seen would else speak for the company. */
export function inputOf ({ likelihood, lossLow, lossHigh, consequence }: Statement, controls: readonly ControlOfRisk[], evidence: RiskEvidence, priorStrength: number): RiskInput {
  const isObserved = evidence.state !== 'not_observed'
  return {
    likelihood, lossLow, lossHigh, consequence, controls: controls.map(({ code, design, passed, failed }) => ({ code, design, passed, failed })),
    events: evidence.eventCount, windowExposure: isObserved ? evidence.windowExposure : null, yearExposure: isObserved ? evidence.yearExposure : null, priorStrength
  }
}

/** Null where nobody has anything to look at, or where no event counts anyway. */
export const inputIfReviewed = (input: RiskInput, { state, expectedUnreviewed }: RiskEvidence): RiskInput | null =>
  state === 'counted' && expectedUnreviewed > 0 ? { ...input, events: input.events + expectedUnreviewed } : null
