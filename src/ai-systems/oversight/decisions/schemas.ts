import { Type } from 'typebox'
import type { Static } from 'typebox'
import { OUTCOME_SOURCES } from '../../../ai-oversight/record.ts'
import { closed, Day, Instant, orNull, Reference, Text, Uuid } from '../../../platform/http/fields.ts'
import { pageOf } from '../../../platform/http/pages.ts'
import { PILLARS } from '../../register/pillars.ts'
import { DECISION_FIELDS, Moment, Person, Value } from '../outputs/schemas.ts'

/** What crosses the wire about the steps that follow on an output. */

const o = Type.Optional
const Reviewer = o(Person('Pseudonym of the person who decided, as under /v1/people. Left out: the person whose login the token has; another one is refused where there is one'))

export const NewDecisionBody = Type.Object({ ...DECISION_FIELDS, reviewer: Reviewer }, { ...closed, description: 'What a person decided about the output' })
export const NewUseBody = Type.Object({ usedAt: Moment('When it left for customs, or went into another use') }, { ...closed, description: 'That the value in use was used' })
export const NewSecondReviewBody = Type.Object({ value: Value('The value that the second person found, not knowing of the first'), reviewedAt: Moment('When'), reviewer: Reviewer }, { ...closed, description: 'A second person\'s own look at the same input' })

const OUTCOME_FIELDS = {
  source: Type.Enum(OUTCOME_SOURCES, { description: 'What it is known from: binding_ruling, customs_answer, confirmed_finding, court, amendment; blind_sample: drawn at random and judged by somebody who did not see the proposal' }),
  value: Value('What is right'), knownOn: Day('UTC day on which it became known'), evidence: o(Reference(200, 'Ruling, judgment, sample or record that says so'))
}
export const NewOutcomeBody = Type.Object(OUTCOME_FIELDS, { ...closed, description: 'What turned out to be right' })

const OutcomeSchema = Type.Object({
  source: OUTCOME_FIELDS.source, knownOn: OUTCOME_FIELDS.knownOn, value: orNull(Value('What is right; null where it is only known that another value was wrong')),
  proposalRight: Type.Boolean({ description: 'Whether the proposal was right' }), finalRight: orNull(Type.Boolean(), 'Whether the value in use was; null where there was none'), blindRight: orNull(Type.Boolean(), 'Whether the reviewer\'s own value was; null where none was given'),
  digits: orNull(Type.Integer({ minimum: 0, maximum: 10 }), 'Leading digits of the proposed code that are right, in steps of two; null of what is no code'), evidence: orNull(Text(200, 'What says so')),
  origin: Type.Enum(['stated', 'derived'], { description: 'stated: somebody said so; derived: it follows from rulings, answers, findings and corrections that are kept here, and changes with them' })
}, { $id: 'AiOutcome', ...closed, description: 'What turned out to be right of an output' })
const OutcomeListSchema = Type.Object({ items: Type.Array(Type.Ref('AiOutcome'), { maxItems: OUTCOME_SOURCES.length, description: 'At most one of each source' }) }, { $id: 'AiOutcomeList', ...closed, description: 'What is known to be right, by source' })

const ReferenceTimeFields = {
  pillar: Type.Enum(PILLARS, { description: 'Customs pillar' }), processStep: o(Reference(100, 'Step of your process; left out: all that have none of their own')), measuredOn: Day('When it was timed')
}
export const NewReferenceTimeBody = Type.Object({
  ...ReferenceTimeFields, seconds: Type.Array(Type.Number({ minimum: 0.1, maximum: 86_400, description: 'Seconds of one review' }), { minItems: 20, maxItems: 10_000, description: 'Times of reviews in earnest, of one and the same type of item' })
}, { ...closed, description: 'How long reviews in earnest take' })
const ReferenceTimeSchema = Type.Object({
  id: Uuid('Identifier'), pillar: ReferenceTimeFields.pillar, processStep: orNull(Text(100, 'Step of the process')), measuredOn: ReferenceTimeFields.measuredOn,
  seconds: Type.Number({ description: 'The 5 % quantile of the times: whoever decides faster cannot have looked' }), sampleSize: Type.Integer({ minimum: 1, description: 'Reviews timed' }), recordedAt: Instant('When it was recorded')
}, { $id: 'AiReferenceTime', ...closed, description: 'Below which time nobody can have looked' })

export const STEP_SCHEMAS = [OutcomeSchema, OutcomeListSchema, ReferenceTimeSchema, pageOf(Type.Ref('AiReferenceTime'), 'AiReferenceTimePage', 'Reference times, latest first')]

export const STEP_KINDS = ['decision', 'use', 'second_review', 'outcome'] as const
const { decision, finalValue, rationaleCode, rationale, shownAt, explanationOpenedAt, decidedAt, activeSeconds, blindValue } = DECISION_FIELDS
/** One step of one output in a file; what a kind needs is asked of the line itself. */
export const StepLine = Type.Object({
  kind: Type.Enum(STEP_KINDS, { description: 'What follows on the output' }), system: Reference(64, 'Code or id of the AI system'), reference: Reference(100, 'Your reference of the output'),
  decision: o(decision), finalValue, rationaleCode, rationale, reviewer: o(Person('Pseudonym of who decided; needed for a decision and a second review')), shownAt: o(shownAt), explanationOpenedAt, decidedAt: o(decidedAt), activeSeconds, blindValue,
  usedAt: o(NewUseBody.properties.usedAt), value: o(Value('Of a second review the value found, of an outcome what is right')), reviewedAt: o(NewSecondReviewBody.properties.reviewedAt),
  source: o(OUTCOME_FIELDS.source), knownOn: o(OUTCOME_FIELDS.knownOn), evidence: OUTCOME_FIELDS.evidence
}, { ...closed, $id: 'AiOutputStep', description: 'A step that follows on an output' })

export type NewDecision = Static<typeof NewDecisionBody>
export type NewUse = Static<typeof NewUseBody>
export type NewSecondReview = Static<typeof NewSecondReviewBody>
export type NewOutcome = Static<typeof NewOutcomeBody>
export type NewReferenceTime = Static<typeof NewReferenceTimeBody>
export type SentStep = Static<typeof StepLine>
