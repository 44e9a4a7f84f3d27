import type { Recipe } from '../definition.ts'
import { CLOSED_CHECK_FINDINGS } from '../sources/check-sources.ts'
import { CORRECTIVE_ACTIONS, OPEN_FINDINGS, REVIEWED_ITEMS } from '../sources/finding-sources.ts'

/** Key figures over what people reviewed and have to do. Pure. */

const REVIEWED = { source: REVIEWED_ITEMS, figures: ['reviewed'], words: 'items reviewed in samples' }
const OF_SAMPLES = 'Items drawn because an error stood against them are among the reviewed; what customs controlled without finding anything is not told by any message, so controls are left out.'

const errorRate = (name: string, pillar: string, words: string): Recipe => ({
  name, kind: 'ratio', interval: 'wilson', numerator: { source: REVIEWED_ITEMS, figures: [pillar], words }, denominator: REVIEWED, remark: OF_SAMPLES
})

export const FINDING_RECIPES: readonly Recipe[] = [
  errorRate('error_rate_classification', 'classification', 'reviewed items with a commodity-code error'),
  errorRate('error_rate_origin', 'origin', 'reviewed items with an error of origin or preference'),
  errorRate('error_rate_value', 'value', 'reviewed items with an error of the customs value'),
  errorRate('error_rate_procedure', 'procedures', 'reviewed items with an error of procedure or authorisation'),
  {
    name: 'broker_error_rate', kind: 'ratio', interval: 'wilson', dimensions: ['representative'], remark: OF_SAMPLES,
    numerator: { source: REVIEWED_ITEMS, figures: ['declarationsWithError'], words: 'reviewed declarations with an error' },
    denominator: { source: REVIEWED_ITEMS, figures: ['declarationsReviewed'], words: 'declarations reviewed in samples' }
  },
  {
    name: 'check_override_rate', kind: 'ratio', interval: 'wilson',
    numerator: { source: CLOSED_CHECK_FINDINGS, figures: ['dismissed'], words: 'findings of checks that people dismissed' },
    denominator: { source: CLOSED_CHECK_FINDINGS, figures: ['closed'], words: 'findings of checks confirmed, dismissed or cured by a later version' }
  },
  {
    name: 'open_finding_age_days', kind: 'measured', interval: 'none',
    numerator: { source: OPEN_FINDINGS, figures: ['medianAge'], words: 'median age in days' },
    denominator: { source: OPEN_FINDINGS, figures: ['openFindings'], words: 'findings of checks with severity error that are open now' },
    remark: 'Of the findings that are open now, as old as they were on the last day of the period.'
  },
  {
    name: 'audit_finding_overdue_count', kind: 'count', interval: 'none',
    numerator: { source: CORRECTIVE_ACTIONS, figures: ['overdue'], words: 'corrective actions past due and not implemented' },
    denominator: { source: CORRECTIVE_ACTIONS, figures: ['actions'], words: 'corrective actions opened until then' }
  }
]
