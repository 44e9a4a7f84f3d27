import { Type } from 'typebox'
import type { Static } from 'typebox'
import { DECISIONS, USES } from '../../../ai-oversight/record.ts'
import { closed, Day, Instant, Mrn, orNull, Reference, Sha256, Text, Uuid, Words } from '../../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../../platform/http/pages.ts'
import { PILLARS } from '../../register/pillars.ts'
import { COMPETENCES } from './kept-output.ts'

/** What crosses the wire about outputs. */

/** A bar separates the parts of the version that measures are told by. */
const VersionText = (description: string) => Type.String({ minLength: 1, maxLength: 100, pattern: '^[!-{}~]([ -{}~]*[!-{}~])?$', description: `${description}; printable ASCII without |` })
export const Moment = (description: string) => Type.String({
  minLength: 20, maxLength: 35, pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$', description: `${description}; RFC 3339 with offset, kept to the millisecond`
})
const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description: `${description}, 0 to 1, written without an exponent` })
export const Value = (description: string) => Words(200, description)
export const Person = (description: string) => Reference(64, description)
const o = Type.Optional

export const DECISION_FIELDS = {
  decision: Type.Enum(DECISIONS, { description: 'accepted: the proposal is the value; overridden: another value is; rejected: there is no value yet, the case goes on to somebody else' }),
  finalValue: o(Value('Value in use; of an override it is needed, of an acceptance it is the proposal, of a rejection there is none')),
  rationaleCode: o(Reference(60, 'Kind of reason; needed for overrides, rejections, and for accepting a proposal of low confidence')),
  rationale: o(Words(2000, 'Reason in words; needed where the code is. Never a name of a person; it can be erased')),
  reviewer: Person('Pseudonym of the person who decided, as under /v1/people'),
  shownAt: Moment('When the reviewer saw the proposal'),
  explanationOpenedAt: o(Moment('When the explanation was opened; absent when it was not')),
  decidedAt: Moment('When it was decided'),
  activeSeconds: o(Type.Number({ minimum: 0, maximum: 86_400, description: 'Seconds that the reviewer was at it, where the screen knows; from showing to deciding if absent' })),
  blindValue: o(Value('The reviewer\'s own value, given before the proposal was shown'))
}
export const EmbeddedDecision = Type.Object(DECISION_FIELDS, { ...closed, description: 'What a person decided about it. It can also follow later, on /decision' })

const AlternativeSchema = Type.Object({ value: Value('Another value that the system considered'), score: Type.Number({ description: 'What the system scored it' }) }, { ...closed, description: 'An alternative' })
export const Alternatives = (description: string) => Type.Array(AlternativeSchema, { maxItems: 20, description })

const OUTPUT_FIELDS = {
  reference: Reference(100, 'Your reference of the output, once for each system; the same content again is a replay'),
  modelVersion: VersionText('Version of the model'),
  promptVersion: o(VersionText('Version of the prompt or of the instructions')),
  nomenclatureVersion: o(VersionText('Version of the nomenclature or of the rules that it worked by')),
  dataVersion: o(VersionText('Version of the data that it was trained on or looks things up in')),
  pillar: Type.Enum(PILLARS, { description: 'Customs pillar of the proposal' }),
  processStep: o(Reference(100, 'Step of your process')),
  unit: o(Reference(64, 'Code of the unit that works with it, as under /v1/units')),
  madeAt: Moment('When the system made it'),
  inputReference: Reference(200, 'What went in, as you find it again: a reference, never the content'),
  declaration: o(Type.Object({
    mrn: o(Mrn('MRN of the declaration')), lrn: o(Reference(22, 'LRN of the declaration, where there is no MRN yet; with the declarant')), declarant: o(Reference(17, 'EORI of the declarant, with the LRN'))
  }, { ...closed, description: 'The declaration that it is for: by mrn, or by lrn and declarant' })),
  itemNumber: o(Type.Integer({ minimum: 1, maximum: 99_999, description: 'Number of the item in the declaration' })),
  goodsRef: o(Words(64, 'Material number of the goods, as under /v1/goods')),
  proposal: Value('What is proposed: the code, the country (ISO 3166), the amount, the result'),
  alternatives: o(Alternatives('Other values, best first')),
  confidence: o(Share('Confidence that the system states; absent where it gives none')),
  explanation: o(Words(4000, 'Why, in the system\'s words; it can be erased')),
  evidenceRefs: o(Type.Array(Reference(200, 'Reference'), { maxItems: 20, description: 'Rulings, notes and sources that the system names' })),
  shownWords: o(Type.Integer({ minimum: 0, maximum: 100_000, description: 'How many words a reviewer is shown: the time to read them is compared with the time taken' }))
}

export const NewOutputSchema = Type.Object({
  system: Reference(64, 'Code or id of the AI system, as under /v1/ai-systems'), ...OUTPUT_FIELDS,
  decision: o(EmbeddedDecision), usedAt: o(Moment('When it was used, such as sent to customs; it can also follow later, on /use'))
}, { ...closed, $id: 'NewAiOutput', description: 'One output of an AI system' })
export type NewOutput = Static<typeof NewOutputSchema>

const nullable = <T extends ReturnType<typeof Text>>(schema: T) => orNull(schema)
const DecisionOut = Type.Object({
  decision: DECISION_FIELDS.decision, finalValue: nullable(Value('Value in use; null of a rejection')), rationaleCode: nullable(Text(60, 'Kind of reason')),
  rationale: nullable(Words(2000, 'Reason in words; null where none was given or it is erased')), reviewer: nullable(Text(64, 'Pseudonym of who decided; null without the scope ai:personal')),
  competence: Type.Enum(COMPETENCES, { description: 'Of the reviewer in the pillar on the day of the decision; unknown: no training is kept, or the pillar has no topic' }),
  shownAt: orNull(Instant('When the reviewer saw the proposal')), explanationOpenedAt: orNull(Instant('When the explanation was opened; null: it was not')), decidedAt: Instant('When it was decided'),
  seconds: orNull(Type.Number({ description: 'Time taken, in seconds; null without the scope ai:personal, and where it is not known' })),
  blindValue: nullable(Value('The reviewer\'s own value, given before the proposal was shown')),
  source: Type.Enum(['log', 'declaration'], { description: 'log: it was sent with or for the output; declaration: it stands in the item that carries the proposal' })
}, { ...closed, description: 'What a person decided about it' })

export const OutputSchema = Type.Object({
  id: Uuid('Identifier'), system: Text(64, 'Code of the system'), systemId: Uuid('Id of the system'), reference: Text(100, 'The sender\'s reference'),
  version: Text(500, 'All that makes proposals change: model|prompt|nomenclature|data, without bars at the end'), modelVersion: Text(100, 'Version of the model'), promptVersion: nullable(Text(100, 'Version of the prompt')),
  nomenclatureVersion: nullable(Text(100, 'Version of the nomenclature')), dataVersion: nullable(Text(100, 'Version of the data')), pillar: OUTPUT_FIELDS.pillar, processStep: nullable(Text(100, 'Step of the process')),
  unit: nullable(Text(64, 'Code of the unit')), madeAt: Instant('When the system made it'), approved: Type.Boolean({ description: 'Whether the system was in use on that day, as the register had it when the output came' }),
  inputReference: Text(200, 'What went in'), declaration: orNull(Type.Object({ mrn: nullable(Text(18, 'MRN')), lrn: nullable(Text(22, 'LRN')), declarant: nullable(Text(17, 'EORI of the declarant')) }, closed), 'The declaration that it is for; null: none'),
  itemNumber: orNull(Type.Integer({ description: 'Number of the item' })), goodsRef: nullable(Text(64, 'Material number of the goods')), proposal: Text(200, 'What is proposed'),
  alternatives: orNull(Type.Array(AlternativeSchema, { maxItems: 20 }), 'Other values; null where none were sent, or they are erased'), confidence: orNull(Type.Number({ description: 'Confidence, 0 to 1' })),
  explanation: nullable(Text(4000, 'Why; null where none was sent or it is erased')), explained: Type.Boolean({ description: 'Whether an explanation was offered' }),
  evidenceRefs: orNull(Type.Array(Text(200, 'Reference'), { maxItems: 20 }), 'What the system names; null where nothing was sent, or it is erased'), shownWords: orNull(Type.Integer({ description: 'Words that a reviewer is shown' })),
  planted: Type.Optional(Type.Boolean({ description: 'Whether it is a wrong proposal, planted to see whether it is caught; shown with the scope ai:write alone' })),
  decision: orNull(DecisionOut, 'What a person decided; null: nobody did yet'), usedAt: orNull(Instant('When it was used')),
  use: Type.Enum(USES, { description: 'How it had been looked at when it was used: before, by somebody with the competence asked for or without; not, under a rule of the register or outside any' }),
  wordsErasedAt: orNull(Instant('When its words were erased; null: they were not')), contentSha256: Sha256('Hash of what was sent'), recordedBy: Uuid('Pseudonym of who recorded it, as in the log'), recordedAt: Instant('When it was recorded')
}, { ...closed, $id: 'AiOutput', description: 'One output of an AI system, with what became of it' })

export const OUTPUT_SCHEMAS = [NewOutputSchema, OutputSchema, pageOf(Type.Ref('AiOutput'), 'AiOutputPage', 'Outputs, made last first')]

export const STATES = ['open', 'unreviewed', 'unapproved', 'planted'] as const
export const OutputQuery = Type.Object({
  ...LargePageQuery,
  system: o(Reference(64, 'Code of the system')), from: o(Day('First UTC day on which it was made')), to: o(Day('Last UTC day on which it was made')),
  mrn: o(Mrn('Of a declaration')), lrn: o(Reference(22, 'Of a declaration')), goodsRef: o(Words(64, 'Of goods')), reference: o(Reference(100, 'The sender\'s reference; with the system')),
  state: o(Type.Enum(STATES, { description: 'open: nobody decided; unreviewed: used without a decision, or after one by somebody without the competence; unapproved: of a system that was not in use; planted: with the scope ai:write alone' }))
}, closed)
export type OutputFilter = Static<typeof OutputQuery>
