import { Type } from 'typebox'
import { Day, Instant, orNull, Reference, Sha256, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { pageOf, PageQuery } from '../../platform/http/pages.ts'
import { AUDIT_STAGES } from '../audits/stages.ts'
import { closed, listed } from '../register/schemas.ts'
import { ACKNOWLEDGEMENT_WAYS } from './acknowledgement-state.ts'

/** What crosses the wire about recipients of audits and their notices. */

const Position = Reference(64, 'Code of the position')
const DataHash = Sha256('Data hash of the report')
const Evidence = Type.Object({ reference: Reference(200, 'Where the proof is kept'), sha256: Sha256('SHA-256 of it; 64 hexadecimal digits') }, { ...closed, description: 'The proof' })
export const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: 'Version of the audit, from 1' })

export const RecipientsBody = Type.Object({ positions: Type.Array(Position, { minItems: 1, maxItems: 100, uniqueItems: true, description: 'Positions whose holders must know the result' }) }, { ...closed, description: 'Who must know' })
export const WithdrawalBody = Type.Object({ reason: Words(2000, 'Why it need not know any more') }, { ...closed, description: 'The reason' })
export const NoticesBody = Type.Object({ acknowledgeBy: Day('Last day on which note is to be taken; never one that has passed') }, { ...closed, description: 'Until when' })
export const RemindersBody = Type.Object({ acknowledgeBy: Type.Optional(Day('Another last day; as it was told if absent')) }, { ...closed, description: 'Until when' })
export const AcknowledgementBody = Type.Object({ dataHash: Sha256('Data hash of the report that was read; it stands at its end, and in the notice') }, { ...closed, description: 'What note is taken of' })
export const RecordedBody = Type.Object({ person: Reference(64, 'Pseudonym of the person who took note: whoever holds the position today, or stands in'), evidence: Evidence }, { ...closed, description: 'Who took note, and what proves it' })

const Recipient = Type.Object({
  position: Position, notifiedAt: orNull(Instant('When it was told first'), 'When it was told first; null: it was not'), reminders: Type.Integer({ minimum: 0, description: 'Notices after the first' }),
  lastNotifiedAt: orNull(Instant('When it was told last'), 'When it was told last; null: it was not'), dataHash: orNull(DataHash, 'Data hash of the report that it was told of; null: it was not told'),
  dueOn: orNull(Day('Last day on which note is to be taken'), 'Last day on which note is to be taken; null: it was not told'), acknowledgedAt: orNull(Instant('When note was taken'), 'When note was taken; null: it was not'),
  acknowledgedBy: orNull(Text(64, 'Pseudonym of the person who took note'), 'Pseudonym of the person who took note; null: nobody did'),
  way: orNull(Type.Enum(ACKNOWLEDGEMENT_WAYS, { description: 'token: with a token of their own; evidence: it was recorded with a proof' }), 'token: with a token of their own; evidence: it was recorded with a proof; null: no note was taken'),
  evidence: orNull(Evidence, 'The proof; null where there is none'), withdrawnBecause: orNull(Text(2000, 'Why it need not know any more'), 'Why it need not know any more; null: it must')
}, { ...closed, description: 'A position that must know' })

const RecipientsSchema = Type.Object({
  audit: Uuid('The audit'), version: Version, stage: Type.Enum(AUDIT_STAGES, { description: 'The last stage that this version has closed; notices are sent once that is treated' }), recipients: listed(Recipient, 1000, 'In the order of the positions')
}, { $id: 'RiskAuditRecipients', ...closed, description: 'Who must know the result of an audit, and who took note' })

const Due = Type.Object({
  audit: Uuid('The audit'), title: Text(200, 'Its title'), version: Version, position: Position, dueOn: Day('Last day on which note is to be taken'), overdue: Type.Boolean({ description: 'Whether that day has passed' }),
  reminders: Type.Integer({ minimum: 0, description: 'Notices after the first' }), lastNotifiedAt: Instant('When it was told last')
}, { $id: 'DueRiskAcknowledgement', ...closed, description: 'A position that was told and whose holder has not taken note' })

export const NOTICE_SCHEMAS = [RecipientsSchema, Due, pageOf(Type.Ref('DueRiskAcknowledgement'), 'DueRiskAcknowledgementPage', 'Those due first come first')]

export const AuditParams = Type.Object({ id: Uuid('The audit') }, closed)
export const RecipientParams = Type.Object({ id: Uuid('The audit'), position: Position }, closed)
export const VersionQuery = Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: 'Version of the audit; the one that is worked on if absent' })) }, closed)
export const DueQuery = Type.Object({ ...PageQuery, until: Type.Optional(Day('Only those whose last day is this one, or before it')) }, closed)
