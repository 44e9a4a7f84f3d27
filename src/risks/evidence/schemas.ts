import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Instant, orNull, Text, Uuid, Words } from '../../platform/http/fields.ts'
import { pageOf, PageQuery } from '../../platform/http/pages.ts'
import { closed } from '../register/schemas.ts'
import { PRIOR_STRENGTHS, WINDOW_MONTHS, YEARS } from './settings.ts'

/** What crosses the wire about settings of the risk method. */

export const SETTING_FIELDS = {
  windowMonths: Type.Integer({ minimum: WINDOW_MONTHS[0], maximum: WINDOW_MONTHS[1], description: 'Evidence counts for so many months back' }),
  priorStrength: Type.Number({ minimum: PRIOR_STRENGTHS[0], maximum: PRIOR_STRENGTHS[1], description: 'a0 of the risk method: events that the expert\'s judgement weighs' }),
  years: Type.Integer({ minimum: YEARS[0], maximum: YEARS[1], description: 'Years that are simulated for each risk' })
}

export const NewSettingsBody = Type.Object({ ...SETTING_FIELDS, reason: Words(4000, 'Why, in the words of who decides it') }, { ...closed, description: 'What holds for every assessment from now on' })
const SettingsSchema = Type.Object({
  revision: Type.Integer({ minimum: 0, description: 'Number of the state; 0 while the defaults hold' }), ...SETTING_FIELDS, reason: orNull(Text(4000, 'Why'), 'Why; null for the defaults'),
  setBy: orNull(Uuid('Pseudonym'), 'Pseudonym of who set it, as in the log; null for the defaults'), recordedAt: orNull(Instant('When'), 'When it was set; null for the defaults')
}, { $id: 'RiskSettings', ...closed, description: 'What the operator set of the risk method (risk-method.md 1)' })

export const SETTINGS_SCHEMAS = [SettingsSchema, pageOf(Type.Ref('RiskSettings'), 'RiskSettingsPage', 'Settings, last first')]
export const SettingsQuery = Type.Object({ ...PageQuery }, closed)
export type NewSettings = Static<typeof NewSettingsBody>
