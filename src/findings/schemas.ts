import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Currency, Day, Instant, orNull, Text, Uuid, Words } from '../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../platform/http/pages.ts'
import { ACTION_KINDS, ACTION_STATES, CAUSES, DECISIONS, FINDING_STATES, PILLARS, SEVERITIES, SOURCES } from './model.ts'

/** What crosses the wire about findings. */

const Check = (description: string) => Type.String({ pattern: '^[A-Z]{2,4}-[0-9]{2}$', minLength: 5, maxLength: 7, description })

export const Money = Type.Object({
  amount: Type.String({ pattern: '^-?[0-9]{1,16}(\\.[0-9]{1,6})?$', maxLength: 24, description: 'Decimal text' }),
  currency: Currency('ISO 4217')
}, { additionalProperties: false })

export const FindingSchema = Type.Object({
  id: Uuid('Identifier'),
  source: Type.Enum(SOURCES, { description: 'What found it: a check, a person, customs, a review sample, a reconciliation' }),
  check: orNull(Text(7, 'Id of the check'), 'The check that found it'),
  checkVersion: orNull(Type.Integer(), 'Version of its rule'),
  declarationId: orNull(Text(36, 'Id'), 'The declaration'),
  version: orNull(Type.Integer(), 'Its version in which it was found last'),
  itemNumber: orNull(Type.Integer(), 'Goods item (D.E. 11 03); null for the declaration as a whole'),
  pillar: Type.Enum(PILLARS, { description: 'What it is about' }),
  severity: Type.Enum(SEVERITIES, { description: 'error: likely wrong or duty-relevant; warning: needs a look; info: a hint' }),
  state: Type.Enum(FINDING_STATES, { description: 'open, confirmed or dismissed by a person, in_correction, closed' }),
  message: Text(4000, 'What is wrong'),
  values: Type.Object({}, { additionalProperties: true, description: 'The data elements that made the check fire' }),
  atStake: orNull(Money, 'Duty at stake, where it can be computed'),
  legalRef: Text(500, 'Legal source'),
  aiProposed: orNull(Type.Object({ system: Text(64, 'AI system'), version: orNull(Text(64, 'Version'), 'Model version, where stated') }, { additionalProperties: false }), 'AI system that proposed the element, as the declaration stated it (aiAssisted) when it was found'),
  countedOn: Day('Day of acceptance of the declaration, or of the facts; reports count it on this day'),
  orgUnitId: orNull(Text(64, 'Unit'), 'Unit that handled the declaration'),
  broker: orNull(Text(17, 'EORI'), 'EORI of the representative'),
  openedAt: Instant('When it was found'),
  decision: orNull(Type.Enum(DECISIONS), 'The decision in force'),
  decidedAt: orNull(Instant('When'), 'When it was decided'),
  decidedBy: orNull(Text(36, 'Pseudonym'), 'Who decided, as in the log'),
  competence: orNull(Type.Enum(['competent', 'not_competent', 'unknown']), 'Competence of who decided, on that day'),
  cause: orNull(Type.Enum(CAUSES), 'Root cause'),
  dutyEffect: orNull(Money, 'Duty that the error changed'),
  disclosedOn: orNull(Day('Day'), 'Day on which the operator itself told customs'),
  groupId: orNull(Text(36, 'Id'), 'Findings of one cause'),
  closedAt: orNull(Instant('When'), 'When it was closed'),
  closedBecause: orNull(Text(50, 'Reason'), 'cured: the declaration or what is known of it no longer has it; withdrawn: the check is off, or its rule or lists have changed; corrected with effect; stated_reason')
}, { $id: 'Finding', additionalProperties: false, description: 'Something found wrong, and what people decided of it' })
export const FindingPageSchema = pageOf(Type.Ref('Finding'), 'FindingPage', 'Findings, newest day first')

export const FindingParams = Type.Object({ id: Uuid('Id of the finding') }, { additionalProperties: false })
export const GroupParams = Type.Object({ id: Uuid('Id of the group') }, { additionalProperties: false })
export const ActionParams = Type.Object({ id: Uuid('Id of the corrective action') }, { additionalProperties: false })

export const FindingQuery = Type.Object({
  ...LargePageQuery,
  from: Type.Optional(Day('First day')),
  to: Type.Optional(Day('Last day')),
  state: Type.Optional(Type.Enum(FINDING_STATES, { description: 'State' })),
  check: Type.Optional(Check('Id of the check, for example CLA-01')),
  pillar: Type.Optional(Type.Enum(PILLARS, { description: 'What it is about' })),
  severity: Type.Optional(Type.Enum(SEVERITIES, { description: 'How grave it is' })),
  source: Type.Optional(Type.Enum(SOURCES, { description: 'What found it' })),
  orgUnitId: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Unit that handled the declaration' })),
  broker: Type.Optional(Type.String({ minLength: 1, maxLength: 17, description: 'EORI of the representative' })),
  declarationId: Type.Optional(Uuid('The declaration')),
  groupId: Type.Optional(Uuid('The group'))
}, { additionalProperties: false })

export const NewFindingBody = Type.Object({
  pillar: Type.Enum(PILLARS, { description: 'What it is about' }),
  severity: Type.Enum(SEVERITIES, { description: 'How grave it is' }),
  message: Words(2000, 'What is wrong'),
  declarationId: Type.Optional(Uuid('The declaration')),
  itemNumber: Type.Optional(Type.Integer({ minimum: 1, maximum: 99999, description: 'Goods item' })),
  on: Type.Optional(Day('Day of the facts; that of the declaration, else today')),
  atStake: Type.Optional(Money),
  orgUnitId: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Unit, where no declaration tells it' }))
}, { additionalProperties: false })

export const ReviewBody = Type.Object({
  decision: Type.Enum(DECISIONS, { description: 'confirmed: it is wrong; dismissed: it is right' }),
  words: Words(4000, 'Why, in words; kept apart from the decision. Name nobody: no operation erases them yet'),
  cause: Type.Optional(Type.Enum(CAUSES, { description: 'Root cause; required to confirm' })),
  dutyEffect: Type.Optional(Money),
  disclosedOn: Type.Optional(Day('Day on which the operator itself told customs'))
}, { additionalProperties: false })
export type ReviewBody = Static<typeof ReviewBody>

export const ReviewSchema = Type.Object({
  number: Type.Integer({ description: 'From 1' }),
  decision: Type.Enum(DECISIONS, { description: 'What was decided' }),
  cause: orNull(Text(20, 'Cause'), 'Root cause'),
  competence: Type.Enum(['competent', 'not_competent', 'unknown'], { description: 'Competence of the reviewer on that day; unknown until training is recorded' }),
  dutyEffect: orNull(Money, 'Duty that the error changed'),
  disclosedOn: orNull(Day('Day'), 'Day of self-disclosure'),
  decidedAt: Instant('When'),
  decidedBy: Text(36, 'Pseudonym of who decided, as in the log'),
  words: orNull(Text(4000, 'Words'), 'Why; null where nothing was said')
}, { $id: 'FindingReview', additionalProperties: false, description: 'A decision on a finding' })
export const ReviewListSchema = Type.Object({ items: Type.Array(Type.Ref('FindingReview'), { maxItems: 1000, description: 'Oldest first' }) }, { $id: 'FindingReviewList', additionalProperties: false, description: 'Every decision on a finding' })

const FindingIds = Type.Array(Uuid('A finding'), { minItems: 1, maxItems: 1000, uniqueItems: true, description: 'Findings' })
export const NewGroupBody = Type.Object({ title: Words(200, 'What they have in common'), cause: Type.Enum(CAUSES, { description: 'Root cause' }), findingIds: FindingIds }, { additionalProperties: false })
export const GroupSchema = Type.Object({
  id: Uuid('Identifier'), title: Text(200, 'What they have in common'), cause: Type.Enum(CAUSES, { description: 'Root cause' }),
  findingIds: Type.Array(Uuid('A finding'), { maxItems: 1000, description: 'Its findings' })
}, { $id: 'FindingGroup', additionalProperties: false, description: 'Findings of one cause' })
export const GroupReviewSchema = Type.Object({
  groupId: Uuid('The group'),
  decided: Type.Array(Uuid('A finding'), { maxItems: 1000, description: 'Decided now' }),
  left: Type.Array(Type.Object({ id: Uuid('A finding'), because: Text(200, 'Why') }, { additionalProperties: false }), { maxItems: 1000, description: 'Left as they are' })
}, { $id: 'FindingGroupReview', additionalProperties: false, description: 'What became of a decision on a group' })

export const NewActionBody = Type.Object({
  kind: Type.Enum(ACTION_KINDS, { description: 'What is done: correction at source, training, procedure, control, instruction to the broker' }),
  description: Words(2000, 'What exactly'),
  owner: Words(200, 'Who sees to it: a position or team'),
  dueOn: Day('Until when'),
  findingIds: FindingIds,
  check: Type.Optional(Check('Check whose silence shows the effect; that of the findings if they have one in common')),
  requiredClean: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 100, description: 'Later declarations that the check must judge without a hit; 100 if absent' }))
}, { additionalProperties: false })
export const ImplementBody = Type.Object({ implementedOn: Day('Day from which later declarations show the effect') }, { additionalProperties: false })
export const CloseActionBody = Type.Object({ reason: Type.Optional(Words(2000, 'Why it is closed without a measured effect')) }, { additionalProperties: false })

export const ActionSchema = Type.Object({
  id: Uuid('Identifier'),
  kind: Type.Enum(ACTION_KINDS, { description: 'What is done' }),
  description: Text(2000, 'What exactly'),
  owner: Text(200, 'Who sees to it'),
  dueOn: Day('Until when'),
  overdue: Type.Boolean({ description: 'Open, and its day has passed' }),
  state: Type.Enum(ACTION_STATES, { description: 'open, implemented, closed' }),
  check: orNull(Text(7, 'Id of the check'), 'Check whose silence shows the effect'),
  requiredClean: Type.Integer({ description: 'Later declarations that it must judge without a hit' }),
  broker: orNull(Text(17, 'EORI'), 'Representative that is instructed: only its later declarations show the effect; null: all do'),
  implementedOn: orNull(Day('Day'), 'Day of implementation'),
  effect: orNull(Type.Object({
    evaluated: Type.Integer({ description: 'Later declarations that the check could judge' }),
    hits: Type.Integer({ description: 'Of these, those it hit' }),
    shown: Type.Boolean({ description: 'Whether that closes the action' })
  }, { additionalProperties: false }), 'Measured after the day of implementation; null before, or without a check'),
  closedAt: orNull(Instant('When'), 'When it was closed'),
  closedBecause: orNull(Type.Enum(['effect_shown', 'stated_reason']), 'Why it was closed'),
  closingWords: orNull(Text(2000, 'Words'), 'The stated reason'),
  openedAt: Instant('When it was opened'),
  findingIds: Type.Array(Uuid('A finding'), { maxItems: 1000, description: 'Findings that it corrects' })
}, { $id: 'CorrectiveAction', additionalProperties: false, description: 'What is done so that an error does not come again' })
export const ActionPageSchema = pageOf(Type.Ref('CorrectiveAction'), 'CorrectiveActionPage', 'Corrective actions, those due first come first')
export const ActionQuery = Type.Object({
  ...LargePageQuery,
  state: Type.Optional(Type.Enum(ACTION_STATES, { description: 'State' })),
  overdue: Type.Optional(Type.Boolean({ description: 'Only those that are overdue today' }))
}, { additionalProperties: false })

export const FINDING_SCHEMAS = [FindingSchema, FindingPageSchema, ReviewSchema, ReviewListSchema, GroupSchema, GroupReviewSchema, ActionSchema, ActionPageSchema]
