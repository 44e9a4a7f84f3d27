import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Day, Instant, OneOf, orNull, Reference, Text, Uuid, UUID_PATTERN, Words } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { AREAS, CRITERIA } from '../catalogue/areas.ts'
import { AI_DECISIONS, CAUSES, FINDING_SOURCES, PILLARS, SEVERITIES } from '../catalogue/evidence-mapping.ts'
import { EXPOSURE_BASES } from '../catalogue/statement.ts'
import { HOLDER_KINDS, ORIGINS, STATES } from './risk.ts'

/** What crosses the wire about risks. */

export const closed = { additionalProperties: false } as const
const CODE_PATTERN = '^[A-Z0-9]{1,16}(-[A-Z0-9]{1,16}){0,3}$'
export const someOf = <Value extends string>(values: readonly Value[], of: string, description: string) => Type.Array(Type.Enum([...values], { description: of }), { maxItems: values.length, uniqueItems: true, description })
export const listed = <T extends TSchema>(schema: T, maxItems: number, description: string) => Type.Array(schema, { maxItems, uniqueItems: true, description })

export const Code = (description: string) => Type.String({ minLength: 1, maxLength: 64, pattern: CODE_PATTERN, description: `${description}: capitals and digits, in up to four groups joined by hyphens` })
export const Ref = (description: string) => Type.String({ minLength: 1, maxLength: 67, pattern: `${UUID_PATTERN}|${CODE_PATTERN}`, description })
export const Area = (description: string) => Type.Enum(AREAS, { description })
export const Band = (description: string) => Type.Integer({ minimum: 1, maximum: 5, description: `${description}, 1 to 5` })
const MOST_EUR = 100_000_000_000
export const Eur = (description: string) => Type.Integer({ minimum: 1, maximum: MOST_EUR, description: `${description}, whole EUR` })
export const Holder = (description: string) => Type.Object({
  kind: Type.Enum(HOLDER_KINDS, { description: 'A person by pseudonym, or a position by code' }), code: Reference(64, 'Pseudonym of the person, or code of the position')
}, { ...closed, description })

const Pillars = (description: string) => someOf(PILLARS, 'Customs pillar', description)
const Causes = (description: string) => someOf(CAUSES, 'Root cause', description)
const entries = <T extends TSchema>(schema: T, description: string) => Type.Array(schema, { maxItems: 50, description })
const optional = <T extends Record<string, TSchema>>(fields: T): { [K in keyof T]: ReturnType<typeof Type.Optional<T[K]>> } =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, Type.Optional(schema)])) as { [K in keyof T]: ReturnType<typeof Type.Optional<T[K]>> }

const FINDING_ENTRY = {
  checks: listed(Reference(20, 'Id of a check, as under /v1/checks'), 100, 'Raised by one of these checks'), pillars: Pillars('Of one of these pillars'), causes: Causes('With one of these root causes'),
  sources: someOf(FINDING_SOURCES, 'Who raised it', 'Raised by one of these')
}
const SANCTION_ENTRY = { pillars: Pillars('About one of these pillars'), causes: Causes('With one of these root causes'), severities: someOf(SEVERITIES, 'Severity', 'Of one of these severities') }
const AI_ERROR_ENTRY = { pillars: Pillars('Of one of these pillars'), decisions: someOf(AI_DECISIONS, 'What became of the proposal', 'none: nobody decided on it; accepted: a person took it; overridden: a person put something wrong in its place') }
const ENTRY = { ...closed, description: 'Everything stated must hold; an empty list, or one left out, states nothing' }
const MAPPING = 'Which confirmed findings, sanctions and AI errors are evidence of it. Of the entries of a kind one is enough; a kind without entries is no evidence'

const StatedMappingSchema = Type.Object({
  findings: Type.Optional(entries(Type.Object(optional(FINDING_ENTRY), { ...ENTRY, minProperties: 1 }), 'Confirmed findings')),
  sanctions: Type.Optional(entries(Type.Object(optional(SANCTION_ENTRY), { ...ENTRY, minProperties: 1 }), 'Sanctions')),
  aiErrors: Type.Optional(entries(Type.Object(optional(AI_ERROR_ENTRY), { ...ENTRY, minProperties: 1 }), 'Proposals of AI systems that went out and were wrong'))
}, { $id: 'StatedRiskEvidence', ...closed, description: MAPPING })
const MappingSchema = Type.Object({
  findings: entries(Type.Object(FINDING_ENTRY, ENTRY), 'Confirmed findings'), sanctions: entries(Type.Object(SANCTION_ENTRY, ENTRY), 'Sanctions'), aiErrors: entries(Type.Object(AI_ERROR_ENTRY, ENTRY), 'Proposals of AI systems that went out and were wrong')
}, { $id: 'RiskEvidence', ...closed, description: MAPPING })

const STATEMENT = {
  likelihood: Band('Likelihood before controls: about 0.1, 0.3, 1, 4, 16 events a year'), lossLow: Eur('Loss of one event, lower end of its 90 % interval'), lossHigh: Eur('Loss of one event, upper end of its 90 % interval'),
  consequence: Band('Consequence for the authorisation; 5 is its revocation'),
  exposureBasis: Type.Enum(EXPOSURE_BASES, { description: 'What the frequency is counted against; people and authorisations by the year' })
}
const Reason = Words(4000, 'Why, in the words of who states it')

export const NewInputBody = Type.Object({
  ...optional(STATEMENT), evidence: Type.Optional(Type.Ref('StatedRiskEvidence')), reason: Reason, statedOn: Type.Optional(Day('When it was stated, as in a workshop; today if absent, never a day to come'))
}, { ...closed, description: 'What is left out stays as it was stated last, or as the catalogue proposes: a reason alone confirms it' })

const MOST_CONFIRMED = 1_000
const StatedOn = Day('When it was stated, as in a workshop; today if absent, never a day to come')
export const ConfirmRisksBody = Type.Object({
  reason: Reason, statedOn: Type.Optional(StatedOn),
  confirm: Type.Array(Type.Object({
    risk: Ref('Id or code of a risk that nobody has stated yet'),
    input: Type.Optional(Type.Object({ ...optional(STATEMENT), evidence: Type.Optional(Type.Ref('StatedRiskEvidence')), reason: Type.Optional(Reason), statedOn: Type.Optional(StatedOn) }, { ...closed, description: 'What is to hold instead of what is proposed, and a reason or day of its own; all that is left out is as proposed' }))
  }, { ...closed, description: 'A risk' }), { minItems: 1, maxItems: MOST_CONFIRMED, description: 'The risks, each once' })
}, { ...closed, description: 'Risks whose proposals are confirmed, or changed, with one reason and day for all that have none of their own' })
const ConfirmedSchema = Type.Object({ confirmed: Type.Array(Code('Code'), { maxItems: MOST_CONFIRMED, description: 'In the order of codes' }) }, { $id: 'ConfirmedRisks', ...closed, description: 'The risks that have figures from now on' })

const InputSchema = Type.Object({
  number: Type.Integer({ minimum: 1, description: 'Number of the statement, from 1' }), ...STATEMENT, evidence: Type.Ref('RiskEvidence'),
  confirmsVersion: orNull(Type.Integer({ minimum: 1, description: 'Version' }), 'Version of the catalogue\'s defaults that it agrees with; null: something else was stated'),
  reason: Text(4000, 'Why'), statedOn: Day('When it was stated'), statedBy: Uuid('Pseudonym of who stated it, as in the log'), recordedAt: Instant('When it was recorded')
}, { $id: 'RiskInput', ...closed, description: 'What a person stated of a risk: all that its figures rest on but controls and evidence' })

const ProposalSchema = Type.Object({
  defaultsVersion: Type.Integer({ minimum: 1, description: 'Version of the defaults' }), ...STATEMENT, evidence: Type.Ref('RiskEvidence'), reason: Text(2000, 'Why it is proposed')
}, { $id: 'RiskProposal', ...closed, description: 'What the catalogue proposes. No figure rests on it until a person has confirmed or changed it' })

const FIELDS = {
  title: Words(200, 'Title'), description: Words(4000, 'What goes wrong'), typicalCauses: listed(Words(200, 'A cause'), 20, 'What typically causes it'),
  indicators: listed(Reference(60, 'Name of a key figure'), 20, 'Key figures that hint at it'), exampleControls: listed(Words(200, 'A control'), 20, 'What could be done against it'),
  questions: listed(Type.String({ minLength: 1, maxLength: 10, pattern: '^(AI|[1-6])(\\.[0-9]{1,2}){1,2}$', description: 'Number of the question' }), 20, 'Questions of the self-assessment questionnaire (SAQ) that it touches'),
  owner: Holder('Who answers for it')
}
const SCOPE = {
  sites: listed(Reference(64, 'Code of a site'), 200, 'Sites; empty: all'), procedures: listed(Type.String({ minLength: 2, maxLength: 2, pattern: '^[0-9A-Z]{2}$', description: 'Requested procedure, EUCDM 11 09' }), 50, 'Requested procedures; empty: all'),
  pillars: Pillars('Customs pillars; empty: all')
}
const [From, To] = [Day('First day'), Day('Last day')]
const StatedScope = Type.Object({ ...optional(SCOPE), from: Type.Optional(orNull(From)), to: Type.Optional(orNull(To)) }, { ...closed, description: 'What it covers; given whole' })
const ScopeSchema = Type.Object({ ...SCOPE, from: orNull(From, 'First day; null: from the beginning'), to: orNull(To, 'Last day; null: open') }, { ...closed, description: 'What it covers' })

export const NewRiskBody = Type.Object({
  code: Code('Code of the risk; it never changes'), area: Area('Area that it is looked at in'), criterion: Type.Enum(CRITERIA, { description: 'Criterion of UCC Art. 39 that it endangers: (a) compliance to (e) security' }), title: FIELDS.title, description: FIELDS.description,
  ...optional({ typicalCauses: FIELDS.typicalCauses, indicators: FIELDS.indicators, exampleControls: FIELDS.exampleControls, questions: FIELDS.questions, owner: FIELDS.owner }), scope: Type.Optional(StatedScope)
}, { ...closed, description: 'A risk of the company\'s own; it has figures once its inputs are stated' })

const Criterion = (description: string) => Type.Enum(CRITERIA, { description })
export const RiskPatchBody = Type.Object({
  area: Type.Optional(Area('Area that it is looked at in, of a risk of the company\'s own')), criterion: Type.Optional(Criterion('Criterion of UCC Art. 39 that it endangers, of a risk of the company\'s own')),
  ...optional({ title: FIELDS.title, description: FIELDS.description, typicalCauses: FIELDS.typicalCauses, indicators: FIELDS.indicators, exampleControls: FIELDS.exampleControls, questions: FIELDS.questions }),
  owner: Type.Optional(orNull(FIELDS.owner)), scope: Type.Optional(StatedScope)
}, { ...closed, minProperties: 1, description: 'What changes; null clears. Lists and the scope are given whole' })

export const ReasonBody = Type.Object({ reason: Words(2000, 'Why') }, { ...closed, description: 'The reason' })
export const TakeProposalsBody = Type.Object({ areas: Type.Optional(Type.Array(Area('Area'), { minItems: 1, maxItems: AREAS.length, uniqueItems: true, description: 'Only risks of these areas; all if absent' })) }, { ...closed, description: 'What to take over from the catalogue' })

const RiskSchema = Type.Object({
  id: Uuid('Identifier'), code: Code('Code'), origin: Type.Enum(ORIGINS, { description: 'Taken over from the catalogue, or the company\'s own' }),
  state: Type.Enum(STATES, { description: 'proposed: nobody has stated its inputs, so it has no figures; stated; retired: none of this company\'s' }),
  area: Area('Area that it is looked at in'), criterion: OneOf(CRITERIA, 'Criterion of UCC Art. 39 that it endangers: (a) compliance to (e) security'), ...FIELDS, owner: orNull(FIELDS.owner), scope: ScopeSchema,
  proposal: orNull(Type.Ref('RiskProposal'), 'What the catalogue proposes; null: the company\'s own'), input: orNull(Type.Ref('RiskInput'), 'The statement that holds; null: none yet'),
  retiredBecause: orNull(Text(2000, 'Why it is none of this company\'s; null: it is')), recordedAt: Instant('When it came into the register')
}, { $id: 'Risk', ...closed, description: 'A risk of the register' })

const TakenSchema = Type.Object({
  defaultsVersion: Type.Integer({ minimum: 1, description: 'Version of the defaults' }), taken: Type.Array(Code('Code'), { maxItems: 1000, description: 'Risks that came into the register' }),
  renewed: Type.Array(Code('Code'), { maxItems: 1000, description: 'Risks that were in it with the proposal of an earlier version; what people stated stays' })
}, { $id: 'TakenRiskProposals', ...closed, description: 'What was taken over' })

const CatalogueRiskSchema = Type.Object({
  code: Code('Code'), area: Area('Area'), criterion: OneOf(CRITERIA, 'Criterion of UCC Art. 39'), title: FIELDS.title, description: FIELDS.description, typicalCauses: FIELDS.typicalCauses, indicators: FIELDS.indicators,
  exampleControls: FIELDS.exampleControls, questions: FIELDS.questions, proposal: Type.Ref('RiskProposal')
}, { $id: 'CatalogueRisk', ...closed, description: 'A risk of the catalogue with what is proposed for its inputs' })
const CatalogueSchema = Type.Object({
  defaultsVersion: Type.Integer({ minimum: 1, description: 'Version of the defaults' }), items: Type.Array(Type.Ref('CatalogueRisk'), { maxItems: 1000, description: 'The risks' }),
  unmappedChecks: Type.Array(Type.Object({ check: Text(20, 'Id of the check'), reason: Text(500, 'Why') }, { ...closed, description: 'A check' }), { maxItems: 200, description: 'Checks that are evidence of no risk' })
}, { $id: 'RiskCatalogue', ...closed, description: 'The risks that ship' })

export const REGISTER_SCHEMAS = [
  StatedMappingSchema, MappingSchema, InputSchema, ProposalSchema, RiskSchema, TakenSchema, ConfirmedSchema, CatalogueRiskSchema, CatalogueSchema, pageOf(Type.Ref('Risk'), 'RiskPage', 'Risks, in the order of their codes'),
  pageOf(Type.Ref('RiskInput'), 'RiskInputPage', 'Statements, last first')
]

export const RiskParams = Type.Object({ ref: Ref('Id or code of the risk') }, closed)
export const InputQuery = Type.Object({ ...LargePageQuery }, closed)
export const RiskQuerySchema = Type.Object({
  ...LargePageQuery, area: Type.Optional(Area('Area')), criterion: Type.Optional(Type.Enum(CRITERIA, { description: 'Criterion of UCC Art. 39' })), state: Type.Optional(Type.Enum(STATES, { description: 'State' })),
  owner: Type.Optional(Reference(64, 'Pseudonym of the person, or code of the position, that answers for it'))
}, closed)

export type NewRisk = Static<typeof NewRiskBody>
export type RiskPatch = Static<typeof RiskPatchBody>
export type NewInput = Static<typeof NewInputBody>
export type ConfirmRisks = Static<typeof ConfirmRisksBody>
export type TakeProposals = Static<typeof TakeProposalsBody>
