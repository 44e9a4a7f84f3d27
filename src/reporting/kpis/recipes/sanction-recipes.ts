import type { Recipe } from '../definition.ts'
import { DECLARED } from '../sources/declaration-sources.ts'
import type { StaffSources } from '../sources/organisation-sources.ts'
import { FEW_PEOPLE, fullTimeEquivalents } from './organisation-recipes.ts'
import { DUTIES_IN_EURO, SANCTIONS, SANCTION_WINDOW } from '../sources/sanction-sources.ts'

/** Key figures over sanctions: against declarations, duties and staff (customs.md 9). Pure. */

const SANCTIONS_COUNTED = { source: SANCTIONS, figures: ['sanctions'], words: 'sanctions by the last day of their facts, without those annulled' }
const DECLARATIONS = { source: DECLARED, figures: ['declarations'], words: 'declarations, without what never took effect' }
const IN_WINDOW = { source: SANCTION_WINDOW, figures: ['declarations'], words: 'declarations of the same 36 months' }
const YOUNG = 'Sanctions come years after the facts: a young period has not all of its own yet.'
const IN_EURO = 'In euro: no data while duties of the period are in another currency.'

export const sanctionRecipes = (sources: StaffSources): readonly Recipe[] => [
  { name: 'sanctions_per_1000_declarations', kind: 'ratio', interval: 'garwood', numerator: SANCTIONS_COUNTED, denominator: DECLARATIONS, remark: YOUNG },
  {
    name: 'sanctions_weighted_per_1000', kind: 'ratio', interval: 'none', denominator: DECLARATIONS,
    numerator: { source: SANCTIONS, figures: ['weight'], words: 'weights of those sanctions, by severity, as the operator set them' }, remark: YOUNG
  },
  {
    name: 'sanctions_per_org_unit', kind: 'ratio', interval: 'garwood', numerator: SANCTIONS_COUNTED, denominator: DECLARATIONS, dimensions: ['unit'],
    remark: 'Ask it by unit: the value of all is the rate of the company.'
  },
  {
    name: 'serious_sanctions_36m', kind: 'count', interval: 'none', denominator: IN_WINDOW,
    numerator: { source: SANCTION_WINDOW, figures: ['serious'], words: 'serious sanctions with facts in the 36 months' }
  },
  {
    name: 'repeated_sanctions_36m', kind: 'count', interval: 'none', denominator: IN_WINDOW,
    numerator: { source: SANCTION_WINDOW, figures: ['repeated'], words: 'pillars with two sanctions, or three findings confirmed as errors, in the 36 months' }
  },
  {
    name: 'sanction_amount_ratio', kind: 'ratio', interval: 'none', needs: 'sanctions:amounts', remark: IN_EURO,
    numerator: { source: SANCTIONS, figures: ['penaltyEur'], words: 'penalties in euro, of sanctions with facts in the period' },
    denominator: { source: DUTIES_IN_EURO, figures: ['dutiesAndVat'], words: 'customs duties and import VAT in euro' }
  },
  {
    name: 'evaded_duty_ratio', kind: 'ratio', interval: 'none', needs: 'sanctions:amounts', remark: `Of controls that ended in a sanction. ${IN_EURO}`,
    numerator: { source: SANCTIONS, figures: ['dutyEur'], words: 'duties in euro that sanctions say were assessed anew' },
    denominator: { source: DUTIES_IN_EURO, figures: ['duties'], words: 'customs duties in euro' }
  },
  { name: 'sanctions_per_customs_fte', kind: 'ratio', interval: 'garwood', numerator: SANCTIONS_COUNTED, denominator: fullTimeEquivalents(sources), yearly: true, remark: FEW_PEOPLE }
]
