import type { Recipe } from '../definition.ts'
import { DECLARED } from '../sources/declaration-sources.ts'
import { CUSTOMS_POSITIONS, CUSTOMS_STAFF, MANDATES } from '../sources/organisation-sources.ts'

/** Key figures over the staff, and over who acts for the operator. Pure. */

export const FTE = { source: CUSTOMS_STAFF, figures: ['fte'], words: 'customs full-time equivalents in the middle of the period' }

export const ORGANISATION_RECIPES: readonly Recipe[] = [
  {
    name: 'declarations_per_customs_fte', kind: 'ratio', interval: 'none', denominator: FTE,
    numerator: { source: DECLARED, figures: ['declarations'], words: 'declarations accepted' }
  },
  {
    name: 'org_vacancy_customs_count', kind: 'count', interval: 'none',
    numerator: { source: CUSTOMS_POSITIONS, figures: ['vacant'], words: 'positions with a customs responsibility that nobody holds' },
    denominator: { source: CUSTOMS_POSITIONS, figures: ['positions'], words: 'positions with a customs responsibility' }
  },
  {
    name: 'broker_mandate_missing_count', kind: 'count', interval: 'none', remark: 'By day alone: whether a mandate covers the procedure or the site, check PRO-13 tells of each declaration.',
    numerator: { source: MANDATES, figures: ['withoutMandate'], words: 'representatives without a mandate on a day on which they lodged' },
    denominator: { source: MANDATES, figures: ['used'], words: 'representatives that lodged' }
  }
]
