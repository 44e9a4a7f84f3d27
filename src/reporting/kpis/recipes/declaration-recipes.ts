import type { Recipe } from '../definition.ts'
import { DECLARED, QUALITY } from '../sources/declaration-sources.ts'

/** Key figures over declarations as such. Pure. */

export const DECLARATION_RECIPES: readonly Recipe[] = [
  {
    name: 'declarations_per_year', kind: 'count', interval: 'none',
    numerator: { source: DECLARED, figures: ['declarations'], words: 'declarations' }
  },
  {
    name: 'items_per_year', kind: 'count', interval: 'none',
    numerator: { source: DECLARED, figures: ['items'], words: 'goods items of declarations' }
  },
  {
    name: 'first_time_right_rate', kind: 'ratio', interval: 'wilson',
    numerator: { source: QUALITY, figures: ['rightFirstTime'], words: 'released declarations with nothing to set right' },
    denominator: { source: QUALITY, figures: ['released'], words: 'released declarations' }
  },
  {
    name: 'check_failure_rate', kind: 'ratio', interval: 'wilson', remark: 'As examined, whatever people decided of it since. An error of the declaration as a whole is of no item.',
    numerator: { source: QUALITY, figures: ['failingItems'], words: 'items that a check of severity error hit' },
    denominator: { source: DECLARED, figures: ['items'], words: 'goods items of declarations' }
  }
]
