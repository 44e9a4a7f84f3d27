import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Day, Instant, orNull, Reference, Sha256, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { AREAS } from '../catalogue/areas.ts'
import { PILLARS } from '../catalogue/evidence-mapping.ts'
import { Area, closed, Code, listed, Ref, someOf } from '../register/schemas.ts'
import { BLOCKED_BECAUSE } from './gates.ts'
import { AUDIT_STAGES, CLOSED_STAGES, CONSIDERED_KINDS } from './stages.ts'

/** What crosses the wire about audits. */

const Stage = (description: string) => Type.Enum(AUDIT_STAGES, { description })
const ClosedStage = (description: string) => Type.Enum(CLOSED_STAGES, { description })
const Version = (description: string) => Type.Integer({ minimum: 1, maximum: 1_000_000, description })

const SCOPE = {
  sites: listed(Reference(64, 'Code of a site'), 200, 'Sites; empty: all'), procedures: listed(Type.String({ minLength: 2, maxLength: 2, pattern: '^[0-9A-Z]{2}$', description: 'Requested procedure, EUCDM 11 09' }), 50, 'Requested procedures; empty: all'),
  pillars: someOf(PILLARS, 'Customs pillar', 'Customs pillars; empty: all'), from: Day('First day that it is about'), to: Day('Last day that it is about; evidence is counted back from it, or from the day of the stage if that is earlier')
}
const StatedScope = Type.Object({ ...SCOPE, sites: Type.Optional(SCOPE.sites), procedures: Type.Optional(SCOPE.procedures), pillars: Type.Optional(SCOPE.pillars) }, { ...closed, description: 'What is looked at; given whole' })
const ScopeSchema = Type.Object(SCOPE, { ...closed, description: 'What is looked at' })
const Title = Words(200, 'Title')

export const NewAuditBody = Type.Object({ title: Title, scope: StatedScope }, { ...closed, description: 'An audit that begins' })
export const AuditPatchBody = Type.Object({ title: Type.Optional(Title), scope: Type.Optional(StatedScope) }, { ...closed, minProperties: 1, description: 'What changes' })
const DOCUMENT = { title: Words(200, 'Title of the document'), reference: Reference(300, 'Where it is kept'), sha256: Sha256('SHA-256 of the document'), datedOn: Day('Day of the document, never one to come') }
export const ConsideredBody = Type.Object({
  title: Type.Optional(DOCUMENT.title), reference: Type.Optional(DOCUMENT.reference), sha256: Type.Optional(DOCUMENT.sha256), datedOn: Type.Optional(DOCUMENT.datedOn), absentBecause: Type.Optional(Words(2000, 'Why there is none'))
}, { ...closed, minProperties: 1, description: 'The document with all its members, or the reason why there is none' })
export const AuditReasonBody = Type.Object({ reason: Words(2000, 'Why, in the words of who decides it') }, { ...closed, description: 'The reason' })
export const AdvanceBody = Type.Object({ stage: ClosedStage('The stage to close: the one after that which was closed last') }, { ...closed, description: 'Which stage is closed' })

const STATED = { statedBy: Uuid('Pseudonym of who stated it, as in the log'), statedAt: Instant('When it was stated') }
const ConsideredSchema = Type.Object({
  kind: Type.Enum(CONSIDERED_KINDS, { description: 'What it is' }), title: orNull(DOCUMENT.title), reference: orNull(DOCUMENT.reference), sha256: orNull(DOCUMENT.sha256), datedOn: orNull(DOCUMENT.datedOn),
  absentBecause: orNull(Text(2000, 'Why there is none; null: there is')), ...STATED
}, { $id: 'RiskAuditConsidered', ...closed, description: 'What stage 1 takes into account beside the register' })
const StageSchema = Type.Object({
  stage: ClosedStage('The stage'), sha256: Sha256('SHA-256 of its frozen text, as under /stages/{stage}'), methodVersion: Type.Integer({ minimum: 1, description: 'Version of the risk method' }), seed: Text(200, 'Seed of the simulated years'),
  closedBy: Uuid('Pseudonym of who closed it, as in the log'), closedAt: Instant('When it was closed')
}, { $id: 'RiskAuditStage', ...closed, description: 'A closed stage' })

const AuditSchema = Type.Object({
  id: Uuid('Identifier'), title: Title, version: Version('The version that is shown'), currentVersion: Version('The version that is worked on'), stage: Stage('The stage that was closed last; draft: none was'),
  nextStage: orNull(ClosedStage('Stage'), 'The stage that can be closed next; null: none'), scope: ScopeSchema, seed: Text(200, 'Seed of the simulated years of all its stages'),
  reopenedBecause: orNull(Text(2000, 'Why it was opened again; null: it is the first version')), openedBy: Uuid('Pseudonym of who opened it, as in the log'), openedAt: Instant('When the version was opened'),
  considered: Type.Array(Type.Ref('RiskAuditConsidered'), { maxItems: CONSIDERED_KINDS.length, description: 'What stage 1 takes into account' }),
  leftOut: Type.Array(Type.Object({ area: Area('Area'), reason: Text(2000, 'Why'), ...STATED }, { ...closed, description: 'An area' }), { maxItems: AREAS.length, description: 'Areas whose risks are in no figure of it' }),
  notEvaluated: Type.Array(Type.Object({ risk: Code('Code of the risk'), reason: Text(2000, 'Why'), ...STATED }, { ...closed, description: 'A risk' }), { maxItems: 1000, description: 'Risks whose controls are not evaluated' }),
  stages: Type.Array(Type.Ref('RiskAuditStage'), { maxItems: CLOSED_STAGES.length, description: 'Closed stages, in their order' }), recordedAt: Instant('When it was begun')
}, { $id: 'RiskAudit', ...closed, description: 'A risk audit in one of its versions' })

const BlockerSchema = Type.Object({
  stage: ClosedStage('The stage that it keeps from being closed'), because: Type.Enum(BLOCKED_BECAUSE, { description: 'What is missing' }),
  subject: orNull(Text(100, 'Kind of document, area, code of the risk or control, or position'), 'What is missing something; null: the audit itself'), risk: orNull(Text(100, 'Code of the risk'), 'The risk that it is about; null: none'),
  detail: Text(1000, 'In plain words'), hint: Text(500, 'What to do'), href: Text(300, 'Where')
}, { $id: 'RiskAuditBlocker', ...closed, description: 'What is missing before a stage can be closed' })
const BlockersSchema = Type.Object({
  stage: orNull(ClosedStage('Stage'), 'The stage that can be closed next; null: all are'), blockers: Type.Array(Type.Ref('RiskAuditBlocker'), { maxItems: 100_000, description: 'All that is missing; empty: it can be closed' })
}, { $id: 'RiskAuditBlockers', ...closed, description: 'What is missing before the next stage can be closed' })

const SnapshotSchema = Type.Object({
  schema: Type.Integer({ minimum: 1, description: 'Form of the text: in 2 words of people are references, in 1 they stand there themselves' }),
  audit: Type.Object({ id: Uuid('Identifier'), title: Text(200, 'Title'), version: Version('Version'), reopenedBecause: orNull(Text(2000, 'Why it was opened again')) }, { ...closed, description: 'Which audit' }),
  stage: ClosedStage('The stage'), seed: Text(200, 'Seed of the simulated years'), readAt: Instant('When what it rests on was read'),
  inputs: Type.Object({}, { additionalProperties: true, description: 'All that it rests on: of stages 1 and 2 statements, controls, evidence and exposure of every risk; of stage 3 the figures of stage 2, treatments, acceptances and what the report shows beside them; of stage 4 the recipients; of the last the follow-ups' }),
  result: Type.Object({}, { additionalProperties: true, description: 'All that came of it; made again of the inputs, it is the same to the byte' })
}, { $id: 'RiskAuditSnapshot', ...closed, description: 'A closed stage as it was frozen: canonical JSON (RFC 8785), whose SHA-256 is the hash of the stage' })

const StageWordsSchema = Type.Object({
  items: Type.Array(Type.Object({
    pointer: Text(500, 'JSON Pointer into the frozen text'), reference: Text(70, 'What stands there: `words:` and the SHA-256 of salt and words'), salt: orNull(Text(64, 'Hexadecimal'), 'What was hashed before the words; null once they are erased'),
    words: orNull(Text(4000, 'What was said'), 'What was said; null: it was erased')
  }, { ...closed, description: 'Words of people, and where they belong' }), { maxItems: 100_000, description: 'In the order of the text; none of a text of form 1, in which words stand themselves' })
}, { $id: 'RiskAuditStageWords', ...closed, description: 'What people said in a closed stage' })

export const AUDIT_SCHEMAS = [ConsideredSchema, StageSchema, AuditSchema, BlockerSchema, BlockersSchema, SnapshotSchema, StageWordsSchema, pageOf(Type.Ref('RiskAudit'), 'RiskAuditPage', 'Audits, the last opened first, each in the version that is worked on')]

const id = Uuid('Identifier of the audit')
export const AuditParams = Type.Object({ id }, closed)
export const ConsideredParams = Type.Object({ id, kind: Type.Enum(CONSIDERED_KINDS, { description: 'Kind of document' }) }, closed)
export const LeftOutParams = Type.Object({ id, area: Area('The area') }, closed)
export const NotEvaluatedParams = Type.Object({ id, ref: Ref('Id or code of the risk') }, closed)
export const StageParams = Type.Object({ id, stage: ClosedStage('The stage') }, closed)
export const VersionQuery = Type.Object({ version: Type.Optional(Version('Version; the one that is worked on if absent')) }, closed)
export const AuditQuerySchema = Type.Object({ ...LargePageQuery, stage: Type.Optional(Stage('Audits whose current version is at this stage')) }, closed)

export type NewAudit = Static<typeof NewAuditBody>
export type AuditPatch = Static<typeof AuditPatchBody>
export type StatedAuditScope = Static<typeof StatedScope>
export type ConsideredDocument = Static<typeof ConsideredBody>
