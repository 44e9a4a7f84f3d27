import { Type } from 'typebox'
import type { Static } from 'typebox'
import { CLASSES } from '../../ai-act/rule-set.ts'
import { closed, Day, Instant, orNull, Reference, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { Evidence } from '../obligations/schemas.ts'
import { INCIDENT_KINDS, INCIDENT_STATES, RECIPIENTS, REPORT_STATES } from './incident.ts'
import { INCIDENT_CATALOGUE } from './shipped-kinds.ts'

/** What crosses the wire about incidents. */

const Kind = Type.Enum(INCIDENT_KINDS, { description: `What went wrong. ${INCIDENT_CATALOGUE.kinds.map(({ kind, what, legalRef }) => `${kind}: ${what} (${legalRef})`).join(' ')}` })
const OccurredOn = Day('When it happened; never a day to come')
const AwareOn = Day('When the company came to know of it; days for reports count from here, that day not counted')
const Description = Words(4000, 'What happened, in words; name nobody')
const References = Type.Array(Reference(200, 'An output, declaration, ticket or document'), { maxItems: 100, uniqueItems: true, description: 'What it concerns, by reference' })
const RootCause = Words(4000, 'Why it happened, in words')
const CorrectiveAction = Words(4000, 'What was done about it and against its coming back, in words')
const State = Type.Enum(INCIDENT_STATES, { description: 'open, or closed: reported where owed, its cause found and corrected' })
const ToWhom = Type.Enum(RECIPIENTS, { description: 'provider of the system (AI Act Art. 26(5)); market_surveillance: the authority (Art. 73); data_protection: the supervisory authority (GDPR Art. 33)' })
const ReportState = Type.Enum(REPORT_STATES, { description: 'open; made, with day and proof; not_owed, with a reason' })
const ReportedOn = Day('When it was reported; never a day to come')
const Reason = Words(2000, 'Why, in words')

export const NewIncidentBody = Type.Object({
  kind: Kind, occurredOn: OccurredOn, awareOn: Type.Optional(AwareOn), description: Description, references: Type.Optional(References)
}, { ...closed, description: 'What went wrong with a system; awareOn is today if absent' })
export const ReportBody = Type.Object({ state: ReportState, reportedOn: Type.Optional(ReportedOn), reason: Type.Optional(Reason), evidence: Type.Optional(Evidence) }, { ...closed, description: 'What was made of a report, whole: what is absent is cleared' })
export const ClosingBody = Type.Object({ rootCause: RootCause, correctiveAction: CorrectiveAction, closedOn: Type.Optional(Day('When it was dealt with; today if absent, never a day to come')) }, { ...closed, description: 'What was found and done' })

const ReportSchema = Type.Object({
  recipient: ToWhom, legalRef: Text(200, 'Provision that asks for it'), dueOn: Day('Last day for it'), state: ReportState, overdue: Type.Boolean({ description: 'Open after that day' }), reportedOn: orNull(ReportedOn), reason: orNull(Reason),
  evidence: orNull(Evidence), decidedBy: orNull(Uuid('Pseudonym of who said so, as in the log')), decidedAt: orNull(Instant('When'))
}, { ...closed, description: 'A report that is owed, as it was when the incident was recorded' })

const IncidentSchema = Type.Object({
  id: Uuid('Identifier'), systemId: Uuid('The system'), system: Text(64, 'Its code'), version: Type.Integer({ minimum: 1, description: 'Version of the system that held on the day' }),
  class: orNull(Type.Enum(CLASSES, { description: 'Class of the system under the AI Act' }), 'Class of the system when it was recorded; null: open, or never assessed. Reports that high risk asks for were owed then too'),
  kind: Kind, serious: Type.Boolean({ description: 'Whether it is a serious incident, AI Act Art. 3(49)' }), legalRef: Text(200, 'What the kind rests on'), control: Text(20, 'Control that asks for it to be recorded'),
  occurredOn: OccurredOn, awareOn: AwareOn, description: orNull(Description, 'What happened, in words; null once erased'), references: References, state: State, closedOn: orNull(Day('When it was dealt with')), rootCause: orNull(RootCause),
  correctiveAction: orNull(CorrectiveAction), overdue: Type.Boolean({ description: 'Whether a report is overdue' }), reports: Type.Array(ReportSchema, { maxItems: RECIPIENTS.length, description: 'Reports that are owed, the earliest day first' }),
  recordedBy: Uuid('Pseudonym of who recorded it, as in the log'), recordedAt: Instant('When it was recorded')
}, { $id: 'AiIncident', ...closed, description: 'What went wrong with an AI system' })

export const INCIDENT_SCHEMAS = [IncidentSchema, pageOf(Type.Ref('AiIncident'), 'AiIncidentPage', 'Incidents, last known first')]
export const IncidentParams = Type.Object({ id: Uuid('The incident') }, closed)
export const ReportParams = Type.Object({ id: Uuid('The incident'), recipient: ToWhom }, closed)
export const IncidentQuerySchema = Type.Object({
  ...LargePageQuery, state: Type.Optional(State), kind: Type.Optional(Type.Enum(INCIDENT_KINDS, { description: 'What went wrong' })), systemId: Type.Optional(Uuid('The system')), overdue: Type.Optional(Type.Boolean({ description: 'Only those of which a report is overdue' }))
}, closed)
export type NewIncident = Static<typeof NewIncidentBody>
export type ReportStatement = Static<typeof ReportBody>
export type IncidentClosing = Static<typeof ClosingBody>
