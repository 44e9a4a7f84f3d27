import type { Quantity, Recipe } from '../definition.ts'
import { DECLARED } from '../sources/declaration-sources.ts'
import { MANDATES } from '../sources/organisation-sources.ts'
import type { StaffSources } from '../sources/organisation-sources.ts'

/** Key figures over the staff, and over who acts for the operator. Pure. */

export const fullTimeEquivalents = ({ staff }: StaffSources): Quantity => ({ source: staff, figures: ['fte'], words: 'customs full-time equivalents in the middle of the period' })

export const FEW_PEOPLE = 'A unit with fewer than five people in customs work has no figure of its own, so that none is one of a person.'

export const organisationRecipes = (sources: StaffSources): readonly Recipe[] => [
  {
    name: 'declarations_per_customs_fte', kind: 'ratio', interval: 'none', denominator: fullTimeEquivalents(sources), remark: FEW_PEOPLE,
    numerator: { source: DECLARED, figures: ['declarations'], words: 'declarations, without what never took effect' }
  },
  {
    name: 'org_vacancy_customs_count', kind: 'count', interval: 'none',
    numerator: { source: sources.positions, figures: ['vacant'], words: 'positions with a customs responsibility that nobody holds' },
    denominator: { source: sources.positions, figures: ['positions'], words: 'positions with a customs responsibility' }
  },
  {
    name: 'broker_mandate_missing_count', kind: 'count', interval: 'none', remark: 'By day alone: whether a mandate covers the procedure or the site, check PRO-13 tells of each declaration.',
    numerator: { source: MANDATES, figures: ['withoutMandate'], words: 'representatives without a mandate on a day on which they lodged' },
    denominator: { source: MANDATES, figures: ['used'], words: 'representatives that lodged' }
  }
]
