import type { Recipe } from '../definition.ts'
import { RISK_FIGURES } from '../sources/risk-sources.ts'

/** Key figures over risks. Pure. */

export const RISK_RECIPES: readonly Recipe[] = [
  {
    name: 'risk_above_appetite_count', kind: 'count', interval: 'none', needs: 'risks:read',
    remark: 'By the score, as the formula says, each risk in its last assessment. Risks that were never assessed count nowhere; the query riskMoves shows those whose expected cost is more than the appetite.',
    numerator: { source: RISK_FIGURES, figures: ['above'], words: 'risks whose residual score exceeded the acceptable one in their last assessment' },
    denominator: { source: RISK_FIGURES, figures: ['assessed'], words: 'risks that were assessed' }
  }
]
