import { readEvents } from '../evidence/kept-events.ts'
import type { AssessedRisk } from './assessed-risks.ts'
import type { KeptAssessment, KeptFigures } from './assessment.ts'

/** Assessments as they cross the wire. Pure. */

export const assessmentToWire = ({ recordedAt, scope, ...assessment }: KeptAssessment) => ({ ...assessment, scope: { ...scope, areasLeftOut: scope.areasLeftOut ?? [] }, recordedAt: recordedAt.toISOString() })

export const figuresToWire = ({ assessmentId: _assessment, recordedAt: _recordedAt, riskId: id, input: _input, ...figures }: KeptFigures) => ({ id, ...figures })

export const assessedRiskToWire = ({ evidence, controls, ...risk }: AssessedRisk) => ({ ...risk, controls: controls.map(({ tests: _tests, ...control }) => control), evidence: readEvents(evidence) })
