import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Country, Currency, Day, Instant, orNull, Reference, Sha256, Text, Uuid, Words } from '../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../platform/http/pages.ts'
import { APPEAL_STATUSES } from './appeal.ts'
import { CAUSES, DETECTED_BY, PILLARS, SEVERITIES, VIEWS } from './model.ts'

/** What crosses the wire about sanctions. */

/** Texts that are compared: no space at either end, nothing that does not print. */
const NAME = '^[^\\s\\p{C}]$|^[^\\s\\p{C}][^\\p{C}\\u2028\\u2029]*[^\\s\\p{C}]$'
const MONEY = '^[0-9]{1,16}(\\.[0-9]{1,6})?$'

const Name = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: NAME, description })
const Amount = (description: string) => Type.String({ pattern: MONEY, maxLength: 24, description: `${description}; decimal text` })
const listOf = <T extends TSchema>(schema: T, maxItems: number, description: string) => Type.Array(schema, { maxItems, uniqueItems: true, description })
const closed = { additionalProperties: false } as const

const FactsPeriod = Type.Object({ from: Day('First day of the facts'), to: Type.Optional(Day('Last day; that of from if absent')) }, closed)
const SanctionedItem = Type.Object({ declaration: Reference(36, 'As in declarations'), itemNumber: Type.Integer({ minimum: 1, maximum: 99999, description: 'Goods item (D.E. 11 03)' }) }, closed)
const SanctionDocument = Type.Object({
  reference: Name(200, 'Where it is kept, or its number'), sha256: Sha256('SHA-256 of its bytes, hexadecimal')
}, closed)
const Key = (description: string) => listOf(Name(64, description), 1000, description)

/** Required when it is recorded. */
const REQUIRED = {
  authority: Name(200, 'Authority that decided'),
  authorityReference: Reference(64, 'Number of its decision; recorded once per authority'),
  memberState: Country('Member state of the authority on the day of the decision, ISO 3166; or XI'),
  legalBasis: Name(500, 'Rule that was infringed, and the one that penalises it'),
  pillar: Type.Enum(PILLARS, { description: 'What the infringement is about' }),
  severity: Type.Enum(SEVERITIES, { description: 'minor, medium or serious (customs.md 5.1)' }),
  severityReason: Words(2000, 'Why it is of this severity, anew when that changes; kept apart from the log, so that it can be erased'),
  infringementDates: Type.Array(FactsPeriod, { minItems: 1, maxItems: 100, description: 'Days or periods of the facts; it is counted on the last day' }),
  decisionDate: Day('Day of the decision'),
  cause: Type.Enum(CAUSES, { description: 'Root cause, as of findings' }),
  detectedBy: Type.Enum(DETECTED_BY, { description: 'own: the operator found it first; customs' })
}

/** Lists may be left out; the others may also be cleared. */
const LISTS = {
  declarations: listOf(Reference(36, 'MRN or id of a declaration'), 1000, 'Declarations concerned. An MRN of none that stands here is kept as stated, and linked once it comes'),
  items: listOf(SanctionedItem, 1000, 'Items concerned; of a declaration without one, all'),
  personIds: listOf(Reference(64, 'Pseudonym'), 100, 'People involved, by pseudonym'),
  aiSystemIds: listOf(Reference(64, 'AI system'), 20, 'AI systems involved'),
  findingIds: listOf(Uuid('A finding'), 1000, 'Findings it grew from'),
  correctiveActionIds: listOf(Uuid('A corrective action'), 100, 'Corrective actions taken'),
  documents: listOf(SanctionDocument, 100, 'Documents by reference and hash')
}

const CLEARABLE = {
  finalDate: Day('Day from which it can no longer be appealed'),
  amountDuty: Amount('Duty claimed'),
  amountPenalty: Amount('Penalty'),
  currency: Currency('Currency of the amounts, ISO 4217'),
  orgUnitId: Reference(64, 'Unit it is counted under; if absent, that of the declarations where they have but one'),
  aiInvolved: Type.Boolean({ description: 'Whether an AI system took part; if absent, as the cause, the AI systems and the items tell' }),
  disclosedAt: Day('Day on which the operator itself told customs'),
  paidAt: Day('Day of payment'),
  appealDeadline: Day('Last day for the next step of the appeal, at first to lodge it'),
  sites: Key('Sites; if absent, those of the declarations'),
  procedures: Key('Procedures (requested and previous); if absent, those of the items'),
  brokers: Key('Representatives by EORI, or self; if absent, those of the declarations'),
  goods: Key('Goods by reference; if absent, those of the items')
}

const SERIOUS_CRIME = Type.Boolean({ description: 'A serious criminal offence in business (IA 24(1)(b)), for which no window of years ends' })

type Fields = Record<string, TSchema>
type Optional<T extends Fields> = { [K in keyof T]: ReturnType<typeof Type.Optional<T[K]>> }
const optional = <T extends Fields>(fields: T) => Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, Type.Optional(schema)])) as Optional<T>
type Clearable<T extends Fields> = { [K in keyof T]: ReturnType<typeof Type.Optional<ReturnType<typeof orNull<T[K]>>>> }
const clearable = <T extends Fields>(fields: T) => Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, Type.Optional(orNull(schema, `${String((schema as { description?: string }).description)}; null clears it`))])) as Clearable<T>

export const NewSanctionBody = Type.Object({ ...REQUIRED, seriousCrime: Type.Optional(SERIOUS_CRIME), ...optional(LISTS), ...optional(CLEARABLE) }, closed)
export type NewSanctionBody = Static<typeof NewSanctionBody>
export const ChangeSanctionBody = Type.Object({ ...optional(REQUIRED), seriousCrime: Type.Optional(SERIOUS_CRIME), ...optional(LISTS), ...clearable(CLEARABLE), reason: Type.Optional(Words(2000, 'Why it is changed; kept apart from the log')) }, closed)
export type ChangeSanctionBody = Static<typeof ChangeSanctionBody>

export const AppealBody = Type.Object({
  status: Type.Enum(APPEAL_STATUSES.filter((status) => status !== 'none'), { description: 'State that the appeal is in from that day on' }),
  on: Day('Day of the step'),
  deadline: Type.Optional(Day('Last day for what comes next')),
  lateAdmitted: Type.Optional(Type.Boolean({ description: 'It was taken although the deadline had passed' })),
  reference: Type.Optional(Reference(64, 'Number of the case')),
  amountDuty: Type.Optional(Amount('Duty after a reduction')),
  amountPenalty: Type.Optional(Amount('Penalty after a reduction')),
  words: Type.Optional(Words(4000, 'What was said; kept apart from the log, so that it can be erased'))
}, closed)
export type AppealBody = Static<typeof AppealBody>

const AppealStepSchema = Type.Object({
  status: Type.Enum(APPEAL_STATUSES, { description: 'State' }), on: Day('Since when'), deadline: orNull(Day('Last day'), 'Last day for what comes next'),
  lateAdmitted: Type.Boolean({ description: 'Taken although the deadline had passed' }), reference: orNull(Text(64, 'Number'), 'Number of the case')
}, closed)

/** Without the right to amounts, they are absent. */
const MONEY_SHOWN = {
  amountDuty: Type.Optional(orNull(Amount('Duty'), 'Duty claimed; absent without the scope sanctions:amounts')),
  amountPenalty: Type.Optional(orNull(Amount('Penalty'), 'Penalty; absent without the scope sanctions:amounts'))
}
const Shown = (description: string) => Type.Array(Text(200, 'Key'), { maxItems: 1000, description })

const STATED = {
  authority: Text(200, 'Authority that decided'), authorityReference: Text(64, 'Number of its decision'), memberState: Text(2, 'Member state of the authority'), legalBasis: Text(500, 'Rule that was infringed'),
  pillar: REQUIRED.pillar, severity: REQUIRED.severity, severityReason: orNull(Text(2000, 'Reason'), 'Why it is of this severity; null once erased'), seriousCrime: SERIOUS_CRIME,
  infringementDates: Type.Array(Type.Object({ from: Day('First day'), to: Day('Last day') }, closed), { maxItems: 100, description: 'Days or periods of the facts' }),
  decisionDate: REQUIRED.decisionDate, finalDate: orNull(Day('Day'), 'Day from which it can no longer be appealed'),
  ...MONEY_SHOWN, currency: orNull(Text(3, 'ISO 4217'), 'Currency of the amounts'),
  declarations: Shown('Declarations concerned, as they were named'), items: Type.Array(SanctionedItem, { maxItems: 1000, description: 'Items concerned' }),
  personIds: Shown('People involved, by pseudonym'), cause: REQUIRED.cause, aiInvolved: orNull(Type.Boolean(), 'As stated; null where it follows from the rest'), aiSystemIds: Shown('AI systems involved'),
  detectedBy: REQUIRED.detectedBy, disclosedAt: orNull(Day('Day'), 'Day on which the operator itself told customs'), findingIds: Shown('Findings it grew from'),
  correctiveActionIds: Shown('Corrective actions taken'), paidAt: orNull(Day('Day'), 'Day of payment'), documents: Type.Array(SanctionDocument, { maxItems: 100, description: 'Documents by reference and hash' })
}

export const SanctionSchema = Type.Object({
  id: Uuid('Identifier'),
  ...STATED,
  factsFrom: Day('First day of the facts'),
  factsTo: Day('Last day of the facts, on which it is counted'),
  amountDutyEur: Type.Optional(orNull(Amount('Euro'), 'Duty in euro by the rate of the day of the decision; null without an amount or a rate')),
  amountPenaltyEur: Type.Optional(orNull(Amount('Euro'), 'Penalty in euro, alike')),
  unitsPerEuro: orNull(Text(30, 'Rate'), 'Rate that was used: units of the currency for one euro'),
  eurMissing: orNull(Type.Enum(['no_exchange_rate']), 'Why there is an amount but none in euro: no rate of that currency and day was loaded'),
  orgUnitId: orNull(Text(64, 'Unit'), 'Unit it is counted under; null for none'),
  ai: orNull(Type.Enum(['yes', 'no']), 'Whether AI was involved, as it is counted; null where nothing tells'),
  sites: Shown('Sites it is counted under'), procedures: Shown('Procedures'), brokers: Shown('Representatives; self for the operator'), goods: Shown('Goods'),
  stated: Type.Array(Type.Enum(['orgUnitId', 'sites', 'procedures', 'brokers', 'goods']), { maxItems: 5, description: 'Which of these a person stated; the others follow from the declarations' }),
  declarationIds: Shown('Those of the declarations that stand here'),
  unlinked: Shown('MRNs named of which no declaration stands here; one that comes later is linked by itself, within seconds'),
  appeal: Type.Object({
    status: Type.Enum(APPEAL_STATUSES, { description: 'State now' }), since: Day('Since when'), deadline: orNull(Day('Last day'), 'Last day for what comes next'),
    steps: Type.Array(AppealStepSchema, { maxItems: 100, description: 'States over time, the first one first' })
  }, { ...closed, description: 'The appeal; an annulled decision stays, and counts only where all are asked for' }),
  revision: Type.Integer({ description: 'From 1' }),
  recordedAt: Instant('When it was recorded'), recordedBy: Text(36, 'Pseudonym of who recorded it, as in the log'), changedAt: Instant('When it was changed last')
}, { $id: 'Sanction', additionalProperties: false, description: 'A penalty that customs imposed on the operator: one decision of an authority' })
export const SanctionPageSchema = pageOf(Type.Ref('Sanction'), 'SanctionPage', 'Sanctions, newest day first')

const keysStated = Object.fromEntries((['orgUnitId', 'sites', 'procedures', 'brokers', 'goods'] as const).map((name) => [name, orNull(name === 'orgUnitId' ? Text(64, 'Unit') : Shown('Keys'), 'As stated; null where nobody did')]))
const RevisionSchema = Type.Object({
  revision: Type.Integer({ description: 'From 1' }), kind: Type.Enum(['recorded', 'changed', 'appeal_changed', 'derived', 'words_erased'], { description: 'What was done; derived: nothing by a person, but what follows from the declarations is new, and what was stated as before' }),
  content: Type.Object({ ...STATED, ...keysStated, appeal: Type.Array(AppealStepSchema, { maxItems: 100, description: 'States of the appeal over time' }) }, { ...closed, description: 'Everything as it was stated' }),
  words: orNull(Text(4000, 'Words'), 'Why; null where nothing was said, or once erased'), changedAt: Instant('When'), changedBy: Text(36, 'Pseudonym of who did it, as in the log')
}, { $id: 'SanctionRevision', additionalProperties: false, description: 'A sanction as it stood after a change' })
const RevisionPageSchema = pageOf(Type.Ref('SanctionRevision'), 'SanctionRevisionPage', 'Every state of a sanction, oldest first')

export const SanctionParams = Type.Object({ id: Uuid('Id of the sanction') }, closed)
export const RevisionQuery = Type.Object(LargePageQuery, closed)

const KeyFilter = (description: string) => Type.Optional(Type.String({ maxLength: 64, description: `${description}; empty for those without` }))
export const SanctionQuery = Type.Object({
  ...LargePageQuery,
  by: Type.Optional(Type.Enum(['facts', 'decision'], { description: 'Which day from and to are about: the last one of the facts (if absent), or that of the decision' })),
  from: Type.Optional(Day('First day')),
  to: Type.Optional(Day('Last day')),
  view: Type.Optional(Type.Enum(VIEWS, { description: 'without_appealed: neither annulled nor under appeal; without_annulled; all, if absent' })),
  pillar: Type.Optional(REQUIRED.pillar), severity: Type.Optional(REQUIRED.severity), cause: Type.Optional(REQUIRED.cause), memberState: Type.Optional(Type.String({ maxLength: 2, description: 'Member state of the authority' })),
  detectedBy: Type.Optional(REQUIRED.detectedBy), appealStatus: Type.Optional(Type.Enum(APPEAL_STATUSES, { description: 'State of the appeal' })), seriousCrime: Type.Optional(SERIOUS_CRIME),
  appealDeadlineTo: Type.Optional(Day('Only those whose next step in the appeal must come by that day')),
  unit: KeyFilter('Unit'), site: KeyFilter('Site'), procedure: KeyFilter('Procedure'), broker: KeyFilter('EORI of the representative, or self'), goods: KeyFilter('Goods'),
  ai: Type.Optional(Type.Enum(['yes', 'no', ''], { description: 'AI involved; empty where nothing tells' })),
  declarationId: Type.Optional(Uuid('A declaration it concerns')),
  authority: Type.Optional(Type.String({ maxLength: 200, description: 'Authority' })), authorityReference: Type.Optional(Type.String({ maxLength: 64, description: 'Number of the decision' }))
}, closed)

const Weight = (severity: string) => Type.Number({ minimum: 0, maximum: 1000, description: `Weight of a ${severity} sanction` })
const ThresholdSchema = (description: string) => Type.Object({
  amber: Type.Number({ minimum: 0, maximum: 1e6, description: 'Above it: needs a look' }), red: Type.Number({ minimum: 0, maximum: 1e6, description: 'Above it: needs action' })
}, { ...closed, description })
const SETTINGS = {
  weights: Type.Object({ minor: Weight('minor'), medium: Weight('medium'), serious: Weight('serious') }, { ...closed, description: 'Weights of severities in weighted rates' }),
  thresholds: Type.Object({
    serious: ThresholdSchema('Sanctions classed serious in the window of 36 months'), repeated: ThresholdSchema('Infringements repeated after a corrective action'),
    recurring_types: ThresholdSchema('Types with two or more sanctions in the window'),
    minor_per_1000: ThresholdSchema('Minor sanctions per 1,000 declarations'), weighted_per_1000: ThresholdSchema('All sanctions weighted per 1,000 declarations')
  }, { ...closed, description: 'Internal thresholds: neither EU law nor the Guidelines fix a number' })
}
export const SettingsBody = Type.Object({ ...SETTINGS, reason: Words(2000, 'Why') }, closed)
const SettingsSchema = Type.Object({
  ...SETTINGS, source: Type.Enum(['internal_default', 'operator'], { description: 'Whether these are the internal defaults of this system, or the operator\'s own' }), revision: Type.Integer({ description: '0 while the defaults hold' }),
  reason: orNull(Text(2000, 'Reason'), 'Why they were set'), changedAt: orNull(Instant('When'), 'When they were set'), changedBy: orNull(Text(36, 'Pseudonym'), 'Who set them, as in the log')
}, { $id: 'SanctionSettings', additionalProperties: false, description: 'Weights and internal thresholds of sanctions' })

export const SANCTION_SCHEMAS = [SettingsSchema, SanctionSchema, SanctionPageSchema, RevisionSchema, RevisionPageSchema]
