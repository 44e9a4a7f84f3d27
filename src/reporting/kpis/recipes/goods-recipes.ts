import type { Recipe } from '../definition.ts'
import { CLASSIFIED_GOODS, LICENCES, PREFERENTIAL_SUPPLIERS } from '../sources/goods-sources.ts'

/** Key figures over goods, suppliers and licences. Pure. */

const ACTIVE = { source: CLASSIFIED_GOODS, figures: ['active'], words: 'active goods' }

export const GOODS_RECIPES: readonly Recipe[] = [
  {
    name: 'goods_without_classification_rate', kind: 'ratio', interval: 'wilson', denominator: ACTIVE,
    numerator: { source: CLASSIFIED_GOODS, figures: ['withoutCode'], words: 'active goods without an approved code of as many digits as their directions ask for' }
  },
  {
    name: 'classification_stale_rate', kind: 'ratio', interval: 'wilson', denominator: ACTIVE,
    numerator: { source: CLASSIFIED_GOODS, figures: ['stale'], words: 'active goods whose code nobody reviewed in time' }
  },
  {
    name: 'classification_change_rate', kind: 'ratio', interval: 'wilson', denominator: ACTIVE, period: 'period', remark: 'Goods whose code changes twice in a calendar year count once, at the first change.',
    numerator: { source: CLASSIFIED_GOODS, figures: ['codeChanged'], words: 'goods whose code changed in the period other than by renumbering' }
  },
  {
    name: 'supplier_declaration_coverage', kind: 'ratio', interval: 'wilson',
    numerator: { source: PREFERENTIAL_SUPPLIERS, figures: ['covered'], words: 'such suppliers with a declaration that is evidence on the day' },
    denominator: { source: PREFERENTIAL_SUPPLIERS, figures: ['suppliers'], words: 'suppliers of goods exported with a preferential origin' }
  },
  {
    name: 'licence_balance_breach_count', kind: 'count', interval: 'none',
    numerator: { source: LICENCES, figures: ['exceeded'], words: 'licences to which more was attributed than authorised' },
    denominator: { source: LICENCES, figures: ['licences'], words: 'licences with a quantity or value' }
  }
]
