import { Type } from 'typebox'
import { OneOf, orNull, Reference } from '../../platform/http/fields.ts'
import { DEFAULT_ACCEPTABLE_SCORE } from '../../risk/method.ts'
import { INFEASIBLE_BECAUSE, PLAN_CHOICES } from '../../risk/plan.ts'

/** What crosses the wire when a plan is looked for: risks and treatments in, the cheapest sufficient choice out. */

const closed = { additionalProperties: false } as const
export const MOST_RISKS = 200
export const MOST_TREATMENTS = 200
const MOST_EFFECTS = 100
const MOST_EUR = 1_000_000_000

const Code = (description: string) => Reference(64, description)
const Figure = (minimum: number, maximum: number, description: string) => Type.Number({ minimum, maximum, description: `${description}; ${minimum} to ${maximum}` })

const RiskSchema = Type.Object({
  code: Code('Its code, each once'), frequency: Figure(1e-9, 1e6, 'f: residual events a year'), severityMean: Figure(0.01, 1e12, 'ES: mean loss of one event, EUR'),
  consequence: Type.Integer({ minimum: 1, maximum: 5, description: 'C: what an event means for the authorisation, 1 (no notice) to 5 (its suspension or revocation)' }),
  acceptableScore: Type.Optional(Type.Integer({ minimum: 1, maximum: 25, description: `Greatest acceptable score; ${DEFAULT_ACCEPTABLE_SCORE} if absent` })),
  appetiteEur: Type.Optional(orNull(Figure(0.01, 1e15, 'Greatest acceptable expected loss, EUR a year'), 'Greatest acceptable expected loss, EUR a year, above zero; absent or null: the loss is not bounded'))
}, { ...closed, description: 'A risk with its residual figures' })

export const StatedCost = Type.Union([
  Type.Number({ minimum: 0, maximum: MOST_EUR, description: 'As a number' }), Type.String({ maxLength: 13, pattern: '^[0-9]{1,10}(\\.[0-9]{1,2})?$', description: 'As decimal text' })
], { description: 'What it costs a year, in EUR and cents' })
export const Share = Figure(0, 0.99, 'q: share of its events that are prevented')

const TreatmentSchema = Type.Object({
  code: Code('Its code, each once'),
  annualCostEur: StatedCost,
  effects: Type.Array(Type.Object({ risk: Code('Code of a risk of this request'), share: Share }, { ...closed, description: 'What it does to a risk' }), { maxItems: MOST_EFFECTS, description: 'The risks that it touches' }),
  choice: Type.Optional(Type.Enum(PLAN_CHOICES, { description: 'open if absent; required: the plan takes it; excluded: the plan does without it' }))
}, { ...closed, description: 'Something that could be done' })

export const PlanBody = Type.Object({
  risks: Type.Array(RiskSchema, { minItems: 1, maxItems: MOST_RISKS, description: 'Risks to bring down, acceptable ones too' }),
  treatments: Type.Array(TreatmentSchema, { maxItems: MOST_TREATMENTS, description: 'What could be done' })
}, { ...closed, description: 'Risks, and what could be done about them' })

export const Euros = (description: string) => Type.String({ maxLength: 20, pattern: '^[0-9]+(\\.[0-9]{1,2})?$', description })

const SELECTION = {
  treatments: Type.Array(Code('Code of a treatment'), { maxItems: MOST_TREATMENTS, description: 'Those taken, in the order of their codes' }),
  annualCostEur: Euros('What they cost a year together, EUR')
}
const SelectionSchema = Type.Object(SELECTION, { $id: 'RiskPlanSelection', ...closed, description: 'A choice of treatments' })

const Outcome = (description: string) => Type.Number({ description })
const Score = (description: string) => Type.Integer({ minimum: 1, maximum: 25, description })
const PlannedSchema = Type.Object({
  code: Code('Code of the risk'), frequencyBefore: Outcome('Events a year without the plan'), frequencyAfter: Outcome('Events a year with it: f · Π (1 − q)'),
  frequencyBound: orNull(Outcome('f_max, events a year'), 'f_max: the greatest frequency at which it is acceptable, reached by appetite ÷ ES, not reached by the edge of a level; null: no frequency makes it acceptable, or every one does'),
  scoreBefore: Score('Score without the plan'), scoreAfter: Score('Score with it'),
  expectedAnnualLossBefore: Outcome('EUR a year without the plan'), expectedAnnualLossAfter: Outcome('EUR a year with it'),
  acceptableBefore: Type.Boolean({ description: 'Whether score and loss are acceptable without the plan' }), acceptableAfter: Type.Boolean({ description: 'Whether they are with it' }),
  needsSignature: Type.Boolean({ description: 'Whether it needs a signed acceptance whatever is done: the impact is 5, or no likelihood makes the score acceptable' })
}, { ...closed, description: 'What the plan does to a risk' })
const InfeasibleSchema = Type.Object({
  code: Code('Code of the risk'), because: OneOf(INFEASIBLE_BECAUSE, 'no_level_is_acceptable: it needs a signed acceptance or a lower impact; treatments_not_enough: not even all of them together'),
  bestFrequency: Outcome('Events a year with every treatment that is not excluded')
}, { ...closed, description: 'A risk that no plan brings down' })

const PlanSchema = Type.Object({
  ...SELECTION,
  secondBest: orNull(Type.Ref('RiskPlanSelection'), 'The cheapest that does without at least one of the treatments taken freely; null: there is none'),
  risks: Type.Array(PlannedSchema, { maxItems: MOST_RISKS, description: 'Every risk, in the order of their codes' }),
  infeasible: Type.Array(InfeasibleSchema, { maxItems: MOST_RISKS, description: 'Those that no plan brings down; the plan is that of the others' }),
  methodVersion: Type.Integer({ minimum: 1, maximum: 1_000, description: 'Version of the risk method' })
}, { $id: 'RiskPlan', ...closed, description: 'The cheapest treatments that bring every risk that can be brought down to an acceptable level' })

export const PLAN_SCHEMAS = [SelectionSchema, PlanSchema]
