import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Day, Instant, Text } from '../../platform/http/fields.ts'
import { pageOf } from '../../platform/http/pages.ts'
import { MRN_PATTERN } from '../data-elements.ts'
import { OUTCOMES, PILLARS, SEVERITIES } from '../checks/check.ts'
import { MOST_REVIEWERS } from './run-scope.ts'

/** What crosses the wire about checks. */

const Uuid = (description: string) => Type.String({ format: 'uuid', maxLength: 36, description })
const Count = (description: string) => Type.Integer({ minimum: 0, description })
const Reason = Type.String({ minLength: 1, maxLength: 1000, pattern: '^\\s*\\S[\\s\\S]*$', description: 'Why, in words; kept in the history' })

const CHECK_ID = '^[A-Z]{2,4}-[0-9]{2}$'
export const CheckParams = Type.Object({ id: Type.String({ pattern: CHECK_ID, minLength: 5, maxLength: 7, description: 'Id of the check, for example CLA-01' }) }, { additionalProperties: false })

const Severity = Type.Enum(SEVERITIES, { description: 'error: likely wrong or duty-relevant; warning: needs a look; info: a hint' })
const SeverityOrNull = Type.Union([Type.Enum(SEVERITIES), Type.Null()], { description: 'How grave its hits are; null: as in the catalogue' })

const MoneySchema = Type.Object({
  amount: Type.String({ pattern: '^-?[0-9]+([.][0-9]+)?$', maxLength: 50, description: 'Decimal text' }),
  currency: Text(3, 'ISO 4217')
}, { additionalProperties: false })

const ValuesSchema = Type.Object({}, { additionalProperties: true, description: 'The data elements that made it fire, by name' })

export const CheckSettingSchema = Type.Object({
  revision: Type.Integer({ minimum: 0, description: '0: never set; grows by one with each setting' }),
  enabled: Type.Boolean({ description: 'Whether the check is asked' }),
  severity: SeverityOrNull,
  reason: Type.Union([Text(1000, 'Why it was set'), Type.Null()], { description: 'Null when never set' }),
  setAt: Type.Union([Instant('When'), Type.Null()], { description: 'Null when never set' }),
  setBy: Type.Union([Uuid('Pseudonym of who set it, as in the log'), Type.Null()], { description: 'Null when never set' })
}, { $id: 'CheckSetting', additionalProperties: false, description: 'How the operator set a check' })

export const CheckSchema = Type.Object({
  id: Text(7, 'Id, for example CLA-01'),
  version: Type.Integer({ minimum: 1, description: 'Version of the rule; results name it' }),
  pillar: Type.Enum(PILLARS, { description: 'What it is about' }),
  scope: Type.Enum(['header', 'item', 'cross'], { description: 'Asked per declaration, per goods item, or against other declarations' }),
  appliesTo: Type.Enum(['import', 'export', 'both'], { description: 'Direction' }),
  catalogueSeverity: Severity,
  setting: Type.Ref('CheckSetting'),
  failWhen: Text(2000, 'The condition under which it hits'),
  explanation: Text(2000, 'The same in words a declarant understands'),
  legalRef: Text(500, 'Legal source'),
  referenceData: Type.Array(Text(100, 'A list or register'), { maxItems: 50, description: 'Lists and registers that it needs' }),
  kpis: Type.Array(Text(100, 'A key figure'), { maxItems: 50, description: 'Key figures that it feeds' })
}, { $id: 'Check', additionalProperties: false, description: 'A check of the catalogue' })

export const CheckCatalogueSchema = Type.Object({
  release: Text(64, 'Names the rules and the lists that ship; stored with every result'),
  items: Type.Array(Type.Ref('Check'), { maxItems: 1000, description: 'All checks, in the order of the catalogue' })
}, { $id: 'CheckCatalogue', additionalProperties: false, description: 'The checks in force' })

export const CheckSettingHistorySchema = Type.Object({
  items: Type.Array(Type.Ref('CheckSetting'), { maxItems: 10000, description: 'All settings ever, newest first' })
}, { $id: 'CheckSettingHistory', additionalProperties: false, description: 'How a check was set over time' })

export const SetCheckBody = Type.Object({
  enabled: Type.Boolean({ description: 'Whether the check is asked' }),
  severity: SeverityOrNull,
  reason: Reason
}, { additionalProperties: false })
export type SetCheckBody = Static<typeof SetCheckBody>

export const OutcomeSchema = Type.Object({
  check: Text(7, 'Id of the check'),
  version: Type.Integer({ description: 'Version of the rule' }),
  itemNumber: Type.Union([Type.Integer(), Type.Null()], { description: 'Goods item (D.E. 11 03); null for the declaration as a whole' }),
  outcome: Type.Enum(OUTCOMES, { description: 'pass, hit, not_evaluable (it could not look), not_applicable' }),
  severity: Severity,
  pillar: Type.Enum(PILLARS, { description: 'What it is about' }),
  message: Type.Union([Text(4000, 'What is wrong'), Type.Null()], { description: 'For a hit' }),
  values: ValuesSchema,
  legalRef: Text(500, 'Legal source'),
  reason: Type.Union([Text(200, 'snake_case'), Type.Null()], { description: 'Why it could not look, or does not apply' }),
  atStake: Type.Union([MoneySchema, Type.Null()], { description: 'Duty at stake, where it can be computed' }),
  reviewAt: Type.Union([Day('Day'), Type.Null()], { description: 'From this day on time alone may change the answer' })
}, { $id: 'CheckOutcome', additionalProperties: false, description: 'What one check answered' })

export const EvaluationSchema = Type.Object({
  asOf: Day('The day on which it was judged'),
  lawDay: Day('The day whose law and code lists apply'),
  outcomes: Type.Array(Type.Ref('CheckOutcome'), { maxItems: 100_000, description: 'In the order of the catalogue, then of the items' })
}, { $id: 'Evaluation', additionalProperties: false, description: 'What the checks answered of a declaration that was not recorded' })

export const EvaluateQuery = Type.Object({
  asOf: Type.Optional(Day('Judge it as on that day; today if absent')),
  outcome: Type.Optional(Type.Enum(OUTCOMES, { description: 'Only answers of this kind; all if absent' }))
}, { additionalProperties: false })

export const DryRunBody = Type.Object({
  from: Day('First day on which declarations count'),
  to: Day('Last day; at most 366 days')
}, { additionalProperties: false })

const SampleSchema = Type.Object({
  declarationId: Uuid('The declaration'),
  mrn: Type.Union([Text(18, 'MRN'), Type.Null()], { description: 'Its MRN, once known' }),
  itemNumber: Type.Union([Type.Integer(), Type.Null()], { description: 'Goods item; null for the whole' }),
  message: Text(4000, 'What is wrong'),
  values: ValuesSchema
}, { additionalProperties: false })

export const DryRunSchema = Type.Object({
  check: Text(7, 'Id of the check'),
  version: Type.Integer({ description: 'Version of the rule' }),
  examined: Count('Declarations looked at'),
  complete: Type.Boolean({ description: 'False when the period holds more than one dry run looks at; take a shorter one' }),
  outcomes: Type.Object({ pass: Count('Declarations'), hit: Count('Declarations'), not_evaluable: Count('Declarations'), not_applicable: Count('Declarations') }, { additionalProperties: false, description: 'Declarations by outcome; of several items the one that needs attention most' }),
  notEvaluable: Type.Object({}, { additionalProperties: Type.Integer(), description: 'Declarations by the reason for which it could not look' }),
  wouldOpen: Count('Declarations that it hits now and did not when they were examined'),
  wouldCure: Count('Declarations that it hit when they were examined and does not now'),
  samples: Type.Array(SampleSchema, { maxItems: 20, description: 'The first hits' })
}, { $id: 'DryRun', additionalProperties: false, description: 'What a check would find over a period; nothing is written' })

const GraphicText = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f]+$', description })
export const RunScopeSchema = Type.Object({
  goodsRef: Type.Optional(GraphicText(64, 'Those with an item of these goods, by the material number that declarations carry')),
  authorisation: Type.Optional(GraphicText(70, 'Those that name an authorisation or document with this reference')),
  representative: Type.Optional(Type.String({ pattern: '^[A-Z]{2}[A-Za-z0-9]{1,15}$', minLength: 3, maxLength: 17, description: 'Those that this representative lodged; EORI number' })),
  mrns: Type.Optional(Type.Array(Type.String({ pattern: MRN_PATTERN, minLength: 18, maxLength: 18, description: 'Movement reference number' }), { minItems: 1, maxItems: 1000, description: 'Those with these MRNs' })),
  checks: Type.Optional(Type.Array(CheckParams.properties.id, { minItems: 1, maxItems: 100, description: 'Those to which one of these checks applied when they were examined: it hit, passed or could not look. It narrows declarations: all checks are asked of them' })),
  reviewers: Type.Optional(Type.Array(GraphicText(64, 'Pseudonym'), { minItems: 1, maxItems: MOST_REVIEWERS, description: 'Those with an item of which one of these people decided what an AI system proposed' }))
}, { $id: 'RunScope', additionalProperties: false, description: 'Which declarations of the period: all that is named must hold, and nothing named means every one' })

export const StartRunBody = Type.Object({
  from: Day('First day on which declarations count'), to: Day('Last day'), reason: Reason, only: Type.Optional(Type.Unsafe<Static<typeof RunScopeSchema>>(Type.Ref('RunScope')))
}, { additionalProperties: false })
export const RunParams = Type.Object({ id: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'Id of the run' }) }, { additionalProperties: false })
export const RunSchema = Type.Object({
  id: Uuid('Identifier'),
  from: Day('First day'),
  to: Day('Last day'),
  reason: Text(1000, 'Why'),
  only: Type.Ref('RunScope'),
  state: Type.Enum(['running', 'done'], { description: 'A run goes on where it was when a replica stopped' }),
  total: Count('Declarations in the period, or of these MRNs, when it was asked for'),
  done: Count('Declarations gone through so far'),
  examined: Count('Those of them that were examined again: all, or what `only` names'),
  opened: Count('Findings that it opened'),
  cured: Count('Open findings that it closed: cured, or withdrawn since the check is off or asks otherwise'),
  askedAt: Instant('When it was asked for'),
  finishedAt: Type.Union([Instant('When it ended'), Type.Null()], { description: 'Null while it runs' })
}, { $id: 'ExaminationRun', additionalProperties: false, description: 'All checks asked again over a period' })
export const RunPageSchema = pageOf(Type.Ref('ExaminationRun'), 'ExaminationRunPage', 'Runs, newest first')

export const CHECK_SCHEMAS = [CheckSettingSchema, CheckSchema, CheckCatalogueSchema, CheckSettingHistorySchema, OutcomeSchema, EvaluationSchema, DryRunSchema, RunScopeSchema, RunSchema, RunPageSchema]
