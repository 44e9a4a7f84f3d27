import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Instant, orNull, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { pageOf, PageQuery } from '../../platform/http/pages.ts'
import { AREAS } from '../catalogue/areas.ts'
import { Area, closed, Eur } from '../register/schemas.ts'

/** What crosses the wire about appetites. */

const Score = Type.Integer({ minimum: 1, maximum: 25, description: 'Greatest acceptable score, likelihood level times impact level' })
const FIELDS = { acceptableScore: Score, appetiteEur: Eur('What the area\'s risks may be expected to cost in a year, each') }

export const NewAppetiteBody = Type.Object({ ...FIELDS, reason: Words(4000, 'Why, in the words of who decides it') }, { ...closed, description: 'What is acceptable from now on' })

const SetSchema = Type.Object({
  number: Type.Integer({ minimum: 1, description: 'Number, from 1' }), ...FIELDS, reason: Text(4000, 'Why'), setBy: Uuid('Pseudonym of who set it, as in the log'), recordedAt: Instant('When it was set')
}, { $id: 'SetRiskAppetite', ...closed, description: 'What was said to be acceptable' })
const AppetiteSchema = Type.Object({
  area: Area('Area'), set: orNull(Type.Ref('SetRiskAppetite'), 'What holds; null: nobody has set it. Then a score up to 5 is acceptable, up to 4 for criterion 39(a), and no risk can be judged by its cost')
}, { $id: 'RiskAppetite', ...closed, description: 'What is acceptable in an area' })
const AreasSchema = Type.Object({ items: Type.Array(Type.Ref('RiskAppetite'), { maxItems: AREAS.length, description: 'Every area' }) }, { $id: 'RiskAppetites', ...closed, description: 'What is acceptable in each area' })

export const APPETITE_SCHEMAS = [SetSchema, AppetiteSchema, AreasSchema, pageOf(Type.Ref('SetRiskAppetite'), 'RiskAppetiteHistoryPage', 'What was said to be acceptable, last first')]
export const AreaParams = Type.Object({ area: Area('The area') }, closed)
export const HistoryQuery = Type.Object({ ...PageQuery }, closed)
export type NewAppetite = Static<typeof NewAppetiteBody>
