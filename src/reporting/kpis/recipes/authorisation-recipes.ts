import type { Recipe } from '../definition.ts'
import { AUTHORISATIONS, GUARANTEES, NOTIFICATION_DUTIES, OBLIGATIONS } from '../sources/authorisation-sources.ts'

/** Key figures over authorisations and what they oblige to. Pure. */

export const AUTHORISATION_RECIPES: readonly Recipe[] = [
  {
    name: 'guarantee_utilisation', kind: 'ratio', interval: 'none', remark: 'No data while amounts or guarantees are in several currencies.',
    numerator: { source: GUARANTEES, figures: ['open'], words: 'amounts that declarations burden the guarantees with' },
    denominator: { source: GUARANTEES, figures: ['guaranteed'], words: 'reference amounts of the guarantees in force' }
  },
  {
    name: 'authorisation_expiring_count', kind: 'count', interval: 'none',
    numerator: { source: AUTHORISATIONS, figures: ['expiring'], words: 'authorisations that end within 90 days, without an application or a later grant of the same type' },
    denominator: { source: AUTHORISATIONS, figures: ['inForce'], words: 'authorisations in force or suspended' }
  },
  {
    name: 'authorisation_event_overdue_count', kind: 'count', interval: 'none',
    numerator: { source: NOTIFICATION_DUTIES, figures: ['overdue'], words: 'duties to notify past their last day, neither met nor found not needed by then' },
    denominator: { source: NOTIFICATION_DUTIES, figures: ['authorisations'], words: 'authorisations in force or suspended' }
  },
  {
    name: 'authorisation_condition_overdue_count', kind: 'count', interval: 'none', remark: 'Of what is not done today.',
    numerator: { source: OBLIGATIONS, figures: ['overdue'], words: 'obligations past due' },
    denominator: { source: OBLIGATIONS, figures: ['obligations'], words: 'obligations' }
  }
]
