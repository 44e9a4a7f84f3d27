import { Type } from 'typebox'
import type { Static } from 'typebox'
import { closed, Day, Instant, orNull, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { pageOf } from '../../platform/http/pages.ts'
import { Evidence } from '../obligations/schemas.ts'
import { SAQ } from '../register/schemas.ts'
import { CONTROL_STATES, RATINGS, SEVERITIES } from './control.ts'
import { CONTROL_CATALOGUE } from './shipped-controls.ts'
import { WCO_THEMES } from './themes.ts'

/** What crosses the wire about controls. */

const ControlId = Text(20, 'Id of the control')
const Rating = Type.Enum(RATINGS, { description: 'not_applicable, with a reason; missing; designed: written; operating and effective, with proof' })
const State = Type.Enum(CONTROL_STATES, { description: 'unrated: nobody said; stale: the system changed materially since; overdue: to be looked at again; in_order: it works' })
const Applies = orNull(Type.Boolean({ description: 'Whether it applies' }), 'Whether it applies by the answers; null while open questions decide, and it counts as applying')
const Severity = Type.Enum(SEVERITIES, { description: 'How much its lack weighs' })
const Theme = Type.Enum([...CONTROL_CATALOGUE.themes], { description: 'Theme, after the WCO report of March 2025' })
const Texts = (maxLength: number, description: string) => Type.Array(Text(maxLength, 'One'), { maxItems: 20, description })

const ControlSchema = Type.Object({
  id: ControlId, theme: Theme, control: Text(500, 'What is to be so'), evidenceExpected: Texts(200, 'What shows it'), saq: SAQ, source: Text(300, 'Where it comes from'), iso42001: Texts(20, 'ISO/IEC 42001, Annex A'), nistAiRmf: Texts(30, 'NIST AI RMF 1.0'),
  cadence: Text(60, 'How often it is looked at'), everyMonths: orNull(Type.Integer({ minimum: 1, description: 'Months after which a rating is looked at again' })), onChange: Type.Boolean({ description: 'Whether a material change makes a rating stale' }),
  appliesWhen: Text(100, 'When it applies'), severityIfMissing: Severity
}, { $id: 'AiControl', ...closed, description: 'A control over AI systems' })
const CatalogueSchema = Type.Object({ release: Text(20, 'Release of the catalogue'), items: Type.Array(Type.Ref('AiControl'), { maxItems: 100, description: 'By id' }) }, { $id: 'AiControlCatalogue', ...closed, description: 'The controls that ship' })

const RatedSchema = Type.Object({
  control: ControlId, theme: Theme, text: Text(500, 'What is to be so'), severityIfMissing: Severity, applies: Applies, state: State, rating: orNull(Rating), reason: orNull(Words(2000, 'Why')), evidence: orNull(Evidence),
  version: orNull(Type.Integer({ minimum: 1, description: 'Version of the system that was looked at' })), ratedOn: orNull(Day('When it was looked at')), reviewOn: orNull(Day('Last day before it is to be looked at again')),
  ratedBy: orNull(Uuid('Pseudonym of who rated, as in the log')), recordedAt: orNull(Instant('When that was recorded'))
}, { $id: 'AiRatedControl', ...closed, description: 'A control as it stands for a system; not the class under the AI Act, which is another thing' })
const RatedListSchema = Type.Object({ items: Type.Array(Type.Ref('AiRatedControl'), { maxItems: 100, description: 'By id' }) }, { $id: 'AiRatedControlList', ...closed, description: 'The controls of a system' })

const ThemeSchema = Type.Object({
  theme: Type.Enum(WCO_THEMES, { description: 'Theme of the WCO report' }), applies: Type.Boolean({ description: 'Whether a control of it applies' }), answered: Type.Boolean({ description: 'No fact is missing, and every control that applies is in order' }),
  facts: Type.Array(Type.Object({ name: Text(60, 'What'), value: orNull(Text(20_000, 'What the register says'), 'What the register says; null: nothing yet') }, { ...closed, description: 'A fact' }), { maxItems: 20, description: 'What the register says about it' }),
  controls: Type.Array(Type.Object({ control: ControlId, applies: Applies, rating: orNull(Rating), state: State }, { ...closed, description: 'A control' }), { maxItems: 100, description: 'Controls of the theme' })
}, { ...closed, description: 'A theme, answered for a system' })
const ThemeListSchema = Type.Object({ items: Type.Array(ThemeSchema, { maxItems: 20, description: 'The themes' }) }, { $id: 'AiThemeList', ...closed, description: 'What the WCO report asks of AI in customs, answered for a system' })

const RatingSchema = Type.Object({
  revision: Type.Integer({ minimum: 1, description: 'Number of the rating, from 1, as in the ETag' }), rating: Rating, reason: orNull(Words(2000, 'Why')), evidence: orNull(Evidence), version: Type.Integer({ minimum: 1, description: 'Version of the system that was looked at' }),
  ratedOn: Day('When it was looked at'), ratedBy: Uuid('Pseudonym of who rated, as in the log'), recordedAt: Instant('When that was recorded')
}, { $id: 'AiControlRating', ...closed, description: 'A rating of a control' })

export const CONTROL_SCHEMAS = [ControlSchema, CatalogueSchema, RatedSchema, RatedListSchema, ThemeListSchema, RatingSchema, pageOf(Type.Ref('AiControlRating'), 'AiControlRatingPage', 'Ratings, last first')]
export const NewRatingBody = Type.Object({
  rating: Rating, reason: Type.Optional(Words(2000, 'Why')), evidence: Type.Optional(Evidence), ratedOn: Type.Optional(Day('When it was looked at; today if absent'))
}, { ...closed, description: 'A rating, whole; it takes the place of the one before' })
export const ControlParams = Type.Object({ id: Uuid('The system'), control: Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9-]{1,40}$', description: 'The control' }) }, closed)
export type NewRating = Static<typeof NewRatingBody>
