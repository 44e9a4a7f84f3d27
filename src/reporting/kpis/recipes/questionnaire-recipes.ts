import type { Recipe, Source } from '../definition.ts'

/** Key figures over the self-assessment questionnaire. Pure. */

export const questionnaireRecipes = (answers: Source): readonly Recipe[] => [
  {
    name: 'saq_answer_stale_count', kind: 'count', interval: 'none', needs: 'questionnaire:read',
    remark: 'Questions that nobody has answered are none of them; the query questionnaireProgress counts those.',
    numerator: { source: answers, figures: ['stale'], words: 'answers whose review has passed, or that something touched since somebody looked at them' },
    denominator: { source: answers, figures: ['answers'], words: 'answers' }
  }
]
