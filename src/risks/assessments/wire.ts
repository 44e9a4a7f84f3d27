import type { AssessedRisk } from './assessed-risks.ts'
import type { KeptAssessment, KeptFigures } from './assessment.ts'

/** Assessments as they cross the wire. Pure. */

export const assessmentToWire = ({ recordedAt, ...assessment }: KeptAssessment) => ({ ...assessment, recordedAt: recordedAt.toISOString() })

export const figuresToWire = ({ assessmentId: _assessment, recordedAt: _recordedAt, riskId: id, input: _input, ...figures }: KeptFigures) => ({ id, ...figures })

/** Events of a risk shown at once; all of them count. */
export const MOST_EVENTS = 1_000

export const assessedRiskToWire = ({ evidence: { events, ...evidence }, controls, ...risk }: AssessedRisk) => ({
  ...risk, controls: controls.map(({ tests: _tests, ...control }) => control), evidence: { ...evidence, eventCount: events.length, events: events.slice(-MOST_EVENTS) }
})
