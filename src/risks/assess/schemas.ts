import { Type } from 'typebox'
import { EVIDENCE_STATES, IMPACT_SOURCES } from '../../risk/explanation.ts'
import { DEFAULT_PRIOR_STRENGTH, DESIGN_RATINGS, DESIGN_SHARES, LEAST_YEARS } from '../../risk/method.ts'
import { OneOf, orNull, Reference, Text } from '../../platform/http/fields.ts'

/** What crosses the wire when a risk is assessed: inputs in, and every figure of the risk method out. */

const closed = { additionalProperties: false } as const

export const MOST_YEARS = 1_000_000
export const MOST_CONTROLS = 200
const MOST_EUR = 1e12
const MOST_EXPOSURE = 1e12
const MOST_EVENTS = 1_000_000
const MOST_STRENGTH = 1_000
const LEAST_STRENGTH = 0.01
const MOST_TESTS = 1_000_000_000

/** A number, or its digits where a double would lose some. */
const Quantity = (minimum: number, maximum: number, description: string) => Type.Union([
  Type.Number({ minimum, maximum, description: 'As a number' }),
  Type.String({ maxLength: 38, pattern: '^[0-9]{1,16}(\\.[0-9]{1,20})?$', description: 'As decimal text' })
], { description: `${description}; ${minimum} to ${maximum}` })
/** The bounds once more, for whoever looks at what was stated as text. */
export const BOUNDS = {
  lossLow: [0.01, MOST_EUR], lossHigh: [0.01, MOST_EUR], events: [0, MOST_EVENTS], windowExposure: [0, MOST_EXPOSURE], yearExposure: [0, MOST_EXPOSURE], priorStrength: [LEAST_STRENGTH, MOST_STRENGTH]
} as const

const Rating = (description: string) => Type.Integer({ minimum: 1, maximum: 5, description })
const Tests = (description: string) => Type.Integer({ minimum: 0, maximum: MOST_TESTS, description })

const ControlSchema = Type.Object({
  design: Type.Union([OneOf(DESIGN_RATINGS, 'Its name'), Type.Number({ minimum: 0, maximum: 0.9, description: `Its share of events: ${Object.values(DESIGN_SHARES).join(', ')}` })], { description: 'How much the control would prevent if it always worked: none 0, weak 0.25, partial 0.5, good 0.75, strong 0.9' }),
  passed: Type.Optional(Tests('Tested cases that it passed; 0 if absent')), failed: Type.Optional(Tests('Tested cases that it failed; 0 if absent'))
}, { ...closed, description: 'A control that is linked to the risk' })

export const AssessRiskBody = Type.Object({
  likelihood: Rating('L0: an expert\'s likelihood before controls, 1 (less than once in five years) to 5 (monthly or more)'),
  lossLow: Quantity(...BOUNDS.lossLow, 'EUR that 5 % of events cost less than'),
  lossHigh: Quantity(...BOUNDS.lossHigh, 'EUR that 5 % of events cost more than; not below lossLow'),
  consequence: Rating('C: what an event means for the authorisation, 1 (no notice) to 5 (its suspension or revocation)'),
  controls: Type.Optional(Type.Array(ControlSchema, { maxItems: MOST_CONTROLS, description: 'Controls against this risk; none if absent' })),
  events: Type.Optional(Quantity(...BOUNDS.events, 'k: confirmed events in the window of the evidence, each real-world event once; 0 if absent')),
  windowExposure: Type.Optional(orNull(Quantity(...BOUNDS.windowExposure, 'W: exposure in that window, as a count of what the risk lies in'), 'W: exposure in the window of the evidence; absent or null says: no data')),
  yearExposure: Type.Optional(orNull(Quantity(...BOUNDS.yearExposure, 'Y: exposure in the last 12 months'), 'Y: exposure in the last 12 months; absent or null says: no data. At 0, no evidence counts')),
  priorStrength: Type.Optional(Quantity(...BOUNDS.priorStrength, `a0: events that the expert's judgement weighs; ${DEFAULT_PRIOR_STRENGTH} if absent`)),
  years: Type.Optional(Type.Integer({ minimum: LEAST_YEARS, maximum: MOST_YEARS, description: `Years to simulate; ${LEAST_YEARS} if absent` })),
  seed: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'A number, which stands for its digits' }), Reference(200, 'Any text, such as the seed of a stored assessment')], { description: 'The same seed gives the same years; 1 if absent' }))
}, { ...closed, description: 'What people and evidence say of a risk' })

const Figure = (description: string) => Type.Number({ description })
const Count = (description: string) => Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description })

const PriorSchema = Type.Object({
  likelihood: Rating('L0, as stated'), rate: Figure('r0: events a year before controls that it stands for'), strength: Figure('a0, in events'), residualRate: Figure('m0: events a year that controls leave, before any evidence')
}, { ...closed, description: 'What the expert says' })
const ControlPartSchema = Type.Object({
  code: orNull(Text(100, 'Its code in the register; null in a what-if')), design: OneOf(DESIGN_RATINGS, 'How much it would prevent if it always worked'), designShare: Figure('d: the same as a share of events'),
  passed: Count('Tested cases that it passed'), failed: Count('Tested cases that it failed'), effectiveness: Figure('e = d · (1 + passed) ÷ (2 + passed + failed)'), factor: Figure('1 − e: the share of events that it lets through')
}, { ...closed, description: 'What one control does' })
const CombinedSchema = Type.Object({
  factor: Figure('Share of events that all controls let through: their factors multiplied'), capped: Type.Boolean({ description: 'Whether they would prevent more than the 0.9 that any set of controls is trusted with' })
}, { ...closed, description: 'What the controls do together' })
const EvidenceSchema = Type.Object({
  state: OneOf(EVIDENCE_STATES, 'counted; no_current_exposure: nothing was done in the last 12 months that the risk lies in; no_data: an exposure is not known. In the latter two no event counts'),
  events: Figure('k, as counted'), exposureYears: Figure('W ÷ Y: years of today\'s exposure in the window'), weight: Figure('Share of the frequency that evidence decides; the rest is the expert\'s'),
  frequencyWithout: Figure('Events a year without the evidence'), frequencyWith: Figure('Events a year with it')
}, { ...closed, description: 'What evidence says' })
const SeveritySchema = Type.Object({
  mu: Figure('Mean of the logarithm of the loss of one event'), sigma: Figure('Its standard deviation'), variance: Figure('Variance of the loss of one event, EUR²'),
  moneyBand: Rating('Impact of the mean loss alone'), consequence: Rating('Impact of the consequence alone, as stated'), impactFrom: OneOf(IMPACT_SOURCES, 'Which of them makes the impact level')
}, { ...closed, description: 'What one event costs' })
const SimulationSchema = Type.Object({ years: Count('Simulated years'), seed: Text(400, 'With the same seed, the quantiles come out again') }, { ...closed, description: 'How the quantiles came about' })

export const ExplanationSchema = Type.Object({
  prior: PriorSchema, controls: Type.Array(ControlPartSchema, { maxItems: MOST_CONTROLS, description: 'Control by control' }), combined: CombinedSchema, evidence: EvidenceSchema, severity: SeveritySchema,
  eventVariance: Figure('Variance of the number of events in a year'), simulation: SimulationSchema
}, { ...closed, $id: 'RiskExplanation', description: 'The parts that the figures are made of, and can be made of again' })

export const AssessmentSchema = Type.Object({
  effectiveness: Figure('E: share of events that the controls prevent, 0 to 0.9'),
  shape: Figure('a of the Gamma distribution of the residual rate: events'), rate: Figure('b of the same: years'),
  frequency: Figure('f: residual events a year'), frequencyLow: Figure('Lower end of its 90 % interval'), frequencyHigh: Figure('Upper end of its 90 % interval'),
  inherentFrequency: Figure('Events a year that the evidence implies without the controls'),
  severityMean: Figure('Mean loss of one event, EUR'),
  expectedAnnualLoss: Figure('Residual, EUR a year'), inherentExpectedAnnualLoss: Figure('Without the controls, EUR a year'), standardDeviation: Figure('Of the residual loss of a year, EUR'),
  p50: Figure('EUR that half of the years cost at most'), p90: Figure('EUR that 90 % of the years cost at most'), p95: Figure('EUR that 95 % of the years cost at most'), p99: Figure('EUR that 99 % of the years cost at most'),
  likelihoodLevel: Rating('Of the residual frequency: 1 below 0.2 a year, 2 below 0.5, 3 below 2, 4 below 8'), inherentLikelihoodLevel: Rating('Of the inherent frequency'),
  impactLevel: Rating('The higher of the consequence and the band of the mean loss: 1 below 1,000 EUR, 2 below 10,000, 3 below 100,000, 4 below 1,000,000'),
  residualScore: Type.Integer({ minimum: 1, maximum: 25, description: 'Residual likelihood × impact: low to 5, medium to 12, high above' }), inherentScore: Type.Integer({ minimum: 1, maximum: 25, description: 'Inherent likelihood × impact' }),
  explanation: Type.Ref('RiskExplanation'), methodVersion: Type.Integer({ minimum: 1, maximum: 1_000, description: 'Version of the risk method' })
}, { ...closed, $id: 'RiskAssessmentFigures', description: 'Every figure of a risk. Computed from the inputs, never typed in' })

export const ASSESS_SCHEMAS = [ExplanationSchema, AssessmentSchema]
