import { Type } from 'typebox'
import type { Static } from 'typebox'
import { BINDINGNESS } from '../../ai-act/rule-set.ts'
import { closed, Day, Instant, orNull, Reference, Sha256, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { Holder } from '../register/schemas.ts'
import { OBLIGATION_STATES } from './obligation.ts'

/** What crosses the wire about obligations. */

export const Evidence = Type.Object({ reference: Reference(200, 'Where the proof is kept'), sha256: Sha256('SHA-256 of it; 64 hexadecimal digits') }, { ...closed, description: 'Proof that is kept elsewhere' })
const State = Type.Enum(OBLIGATION_STATES, { description: 'open; fulfilled, with proof; not_applicable, with a reason' })
const Reason = Words(2000, 'Why, in words')
const Owner = Holder('Who sees to it')
const OwnDay = Day('The company\'s own day; the law\'s counts all the same where it is earlier')

export const ObligationDecisionBody = Type.Object({
  state: State, reason: Type.Optional(Reason), evidence: Type.Optional(Evidence), owner: Type.Optional(Owner), dueOn: Type.Optional(OwnDay)
}, { ...closed, description: 'What was made of an obligation, whole: what is absent is cleared' })

const ObligationSchema = Type.Object({
  obligation: Text(40, 'Id of the obligation'), owed: Type.Boolean({ description: 'Whether the assessment that holds brings it' }), owedSince: Day('First day on which an assessment brought it'), title: Text(300, 'What is owed'), legalRef: Text(500, 'Provision'),
  binding: Type.Enum(BINDINGNESS, { description: 'law or good practice' }), dueFrom: orNull(Day('First day on which the law asks it; null while it is deferred')), state: State, reason: orNull(Reason), evidence: orNull(Evidence), owner: orNull(Owner),
  statedDueOn: orNull(OwnDay), dueOn: orNull(Day('Last day for it: the earlier of the law\'s, or the day it came to be owed, and the company\'s own')), overdue: Type.Boolean({ description: 'Open after that day, of a system in use or suspended' }),
  decidedBy: orNull(Uuid('Pseudonym of who decided, as in the log')), decidedAt: orNull(Instant('When'))
}, { $id: 'AiObligation', ...closed, description: 'What is owed for a system, and what was made of it' })
const ListSchema = Type.Object({ items: Type.Array(Type.Ref('AiObligation'), { maxItems: 300, description: 'By id' }) }, { $id: 'AiObligationList', ...closed, description: 'What is owed for a system' })

export const OBLIGATION_SCHEMAS = [ObligationSchema, ListSchema]
export const ObligationParams = Type.Object({ id: Uuid('The system'), obligation: Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9-]{1,40}$', description: 'The obligation' }) }, closed)
export type ObligationDecision = Static<typeof ObligationDecisionBody>
