import { Type } from 'typebox'
import { Day, Instant, OneOf, orNull, Reference, Sha256, Uuid, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf, PageQuery } from '../../platform/http/pages.ts'
import { MESSAGE_KINDS } from './message.ts'

/** What of messages crosses the wire. */

const MOST_NAMED = 500
const Code = (description: string) => Reference(100, description)
const named = (description: string) => Type.Array(Code('Code'), { maxItems: MOST_NAMED, uniqueItems: true, description })
const Pseudonym = Code('Pseudonym of the person')

const audience = {
  all: Type.Boolean({ description: 'Everybody who holds a position' }),
  units: named('Units, with all units below them'),
  positions: named('Positions'),
  responsibilities: Type.Array(Code('Responsibility of a position, as positions have them'), { maxItems: 20, uniqueItems: true, description: 'Whoever holds a position with one of these responsibilities' }),
  people: named('People by pseudonym, while they hold a position')
}
const NewAudience = Type.Partial(Type.Object(audience), { additionalProperties: false, description: 'Whom it is for, by the organisation of each day: whoever joins later owes it too. `all: true` alone, or any of the others' })
const Audience = Type.Object({ ...audience, people: orNull(named('People by pseudonym'), 'People by pseudonym; null without the scope training:personal') }, { additionalProperties: false, description: 'Whom it is for, by the organisation of each day' })

const terms = {
  kind: OneOf(MESSAGE_KINDS, 'What it is about'),
  title: Words(200, 'Title; no name of a person'),
  text: orNull(Words(20_000, 'What must be known; null where a document has it'), 'What must be known; null where a document has it, or once its keeping has ended'),
  documentReference: orNull(Words(300, 'Reference of the document in the operator\'s own filing')),
  documentSha256: orNull(Sha256('SHA-256 of the document, hexadecimal')),
  issuedOn: Day('Day of issue'),
  dueOn: Day('Last day in time for whoever was addressed on the day of issue; whoever comes later has as many days')
}
const withdrawnOn = orNull(Day('First day on which nobody owes it any more; null while it is in force'))

export const NewMessageBody = Type.Object({ ...Type.Pick(Type.Object(terms), ['kind', 'title', 'issuedOn', 'dueOn']).properties, ...Type.Partial(Type.Pick(Type.Object(terms), ['text', 'documentReference', 'documentSha256'])).properties, audience: NewAudience }, { additionalProperties: false })
export const ChangeMessageBody = Type.Partial(Type.Object({ dueOn: terms.dueOn, withdrawnOn }), { additionalProperties: false, minProperties: 1 })

const TrainingMessage = Type.Object({
  id: Uuid('Identifier'), ...terms, audience: Audience, withdrawnOn, recordedAt: Instant('When it was recorded'), revision: Type.Integer({ description: 'Grows with every change' })
}, { $id: 'TrainingMessage', additionalProperties: false, description: 'A message that people must acknowledge' })

const TrainingAcknowledgement = Type.Object({
  id: Uuid('Identifier'),
  message: Uuid('The message'),
  person: Pseudonym,
  acknowledgedOn: Day('Day of the acknowledgement'),
  means: OneOf(['self', 'recorded'], 'self: by the person\'s own login; recorded: by somebody who holds the evidence'),
  evidence: orNull(Words(1000, 'Where the evidence is, or what was said; goes with the person')),
  evidenceSha256: orNull(Sha256('SHA-256 of the evidence, hexadecimal')),
  revokedOn: orNull(Day('First day on which it counts no more; null while it counts')),
  revocationReason: orNull(Words(1000, 'Why it was revoked; goes with the person')),
  recordedAt: Instant('When it was recorded')
}, { $id: 'TrainingAcknowledgement', additionalProperties: false, description: 'That a person knows a message' })
export const RecordAcknowledgementBody = Type.Object({
  person: Pseudonym, acknowledgedOn: Day('Day of the acknowledgement, from the issue until today'), evidence: Type.Optional(orNull(Words(1000, 'Where the evidence is, or what was said; erased with the person'))),
  evidenceSha256: Type.Optional(orNull(Sha256('SHA-256 of the evidence, hexadecimal')))
}, { additionalProperties: false })
export const RevokeBody = Type.Object({ reason: Words(1000, 'Why; erased with the person') }, { additionalProperties: false })

const dutyState = OneOf(['acknowledged', 'open', 'overdue'], 'Whether it is acknowledged, and if not, whether it is still in time')
const duty = {
  person: Pseudonym,
  owedSince: Day('First day from which it has been for the person without interruption'),
  dueOn: Day('Last day in time for this person'),
  acknowledgedOn: orNull(Day('Day of the acknowledgement; null without one')),
  state: dutyState
}
const TrainingMessageDuty = Type.Object(duty, { $id: 'TrainingMessageDuty', additionalProperties: false, description: 'A person whom a message is for, on a day' })
const TrainingReminder = Type.Object({ ...duty, message: Uuid('The message'), title: terms.title }, { $id: 'TrainingReminder', additionalProperties: false, description: 'A message that a person still owes' })
const OwnTrainingMessage = Type.Object({
  id: Uuid('The message'), ...terms, owed: Type.Boolean({ description: 'Whether you still owe it' }), dueOn: Day('Last day in time for you'), acknowledgedOn: orNull(Day('Day on which you acknowledged it; null without'))
}, { $id: 'OwnTrainingMessage', additionalProperties: false, description: 'A message that is for the person of the token' })

export const MESSAGE_SCHEMAS = [
  TrainingMessage, TrainingAcknowledgement, TrainingMessageDuty, TrainingReminder, OwnTrainingMessage,
  pageOf(Type.Ref('TrainingMessage'), 'TrainingMessagePage', 'A page of messages'),
  pageOf(Type.Ref('TrainingAcknowledgement'), 'TrainingAcknowledgementPage', 'A page of acknowledgements'),
  pageOf(Type.Ref('TrainingMessageDuty'), 'TrainingMessageDutyPage', 'A page of people whom a message is for'),
  pageOf(Type.Ref('TrainingReminder'), 'TrainingReminderPage', 'A page of what people still owe'),
  pageOf(Type.Ref('OwnTrainingMessage'), 'OwnTrainingMessagePage', 'A page of your messages')
]

export const MessageParams = Type.Object({ id: Uuid('Identifier of the message') }, { additionalProperties: false })
export const AcknowledgementParams = Type.Object({ id: Uuid('Identifier of the acknowledgement') }, { additionalProperties: false })
const on = Type.Optional(Day('The day; today if absent'))
export const MessageQuery = Type.Object({
  from: Type.Optional(Day('Issued on this day or later')), to: Type.Optional(Day('Issued on this day or earlier')), kind: Type.Optional(OneOf(MESSAGE_KINDS, 'What it is about')), on: Type.Optional(Day('In force on this day')), ...LargePageQuery
}, { additionalProperties: false })
export const DutyQuery = Type.Object({ on, state: Type.Optional(dutyState), ...PageQuery }, { additionalProperties: false })
export const ReminderQuery = Type.Object({
  on, dueWithinDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 366, default: 7, description: 'Due within so many days, or overdue; 7 if absent' })), ...PageQuery
}, { additionalProperties: false })
export const PagesOnly = Type.Object(LargePageQuery, { additionalProperties: false })
