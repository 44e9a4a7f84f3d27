import type { Recipe, Source } from '../definition.ts'
import { AI_DECISIONS, AI_EVALUATIONS, AI_REGISTER, AI_SUPPLIERS, AI_UNAPPROVED, AI_USES } from '../sources/ai-sources.ts'
import { DECLARED } from '../sources/declaration-sources.ts'

/** Key figures over AI systems and their oversight. Pure. */

const WHOLE_MONTHS = 'Outputs are counted by month, so each month that the period touches counts whole.'

/** @param errors of what AI proposed. */
export const aiRecipes = (errors: Source): readonly Recipe[] => [
  {
    name: 'ai_inventory_coverage', kind: 'ratio', interval: 'wilson',
    numerator: { source: AI_REGISTER, figures: ['complete'], words: 'AI systems in use whose class was settled, since their last material change and without contradiction to the register' },
    denominator: { source: AI_REGISTER, figures: ['known'], words: 'AI systems in use, and those that declarations of the twelve months name and the register does not know' }
  },
  {
    name: 'ai_human_review_rate', kind: 'ratio', interval: 'wilson', remark: `${WHOLE_MONTHS} That a declared proposal was reviewed is only known of what is in the log.`,
    numerator: { source: AI_USES, figures: ['reviewed'], words: 'outputs used after a competent person had decided' },
    denominator: { source: AI_USES, figures: ['used', 'notLogged'], words: 'outputs used, and items that name a system of which no output is logged' }
  },
  {
    name: 'ai_override_rate', kind: 'ratio', interval: 'wilson', remark: `${WHOLE_MONTHS} No value where fewer than five people decided. The query aiOversight cuts it so that nobody is shown.`,
    numerator: { source: AI_DECISIONS, figures: ['overridden'], words: 'proposals that the reviewer replaced by another value' },
    denominator: { source: AI_DECISIONS, figures: ['decided'], words: 'proposals decided, by five people or more' }
  },
  {
    name: 'ai_error_rate', kind: 'ratio', interval: 'none', remark: 'Reviewed is the share of the findings on such elements that people decided: errors are only known of these. The query aiProposers holds them against lines of people, with an interval.',
    numerator: { source: errors, figures: ['wrong'], words: 'elements of items that AI proposed and of which an error was confirmed' },
    denominator: { source: errors, figures: ['reviewed'], words: 'elements of items that AI proposed, in the share that was reviewed' }
  },
  {
    name: 'ai_unapproved_use_count', kind: 'count', interval: 'none', remark: `${WHOLE_MONTHS} Declarations count by day.`,
    numerator: { source: AI_UNAPPROVED, figures: ['systems'], words: 'AI systems that proposed on a day on which the register did not have them in use, or does not know' },
    denominator: { source: DECLARED, figures: ['declarations'], words: 'declarations, without what never took effect' }, dimensions: []
  },
  {
    name: 'ai_vendor_contract_gap_count', kind: 'count', interval: 'none',
    numerator: { source: AI_SUPPLIERS, figures: ['lacking'], words: 'providers of cloud AI without a clause on training, confidentiality, location, audit or exit' },
    denominator: { source: AI_SUPPLIERS, figures: ['suppliers'], words: 'providers of AI systems in use or suspended that run in a cloud' }
  },
  {
    name: 'ai_drift_days_since_eval', kind: 'measured', interval: 'none', remark: 'A system that was never evaluated counts from its first day in use.',
    numerator: { source: AI_EVALUATIONS, figures: ['days'], words: 'days since the last evaluation of the system that waits longest' },
    denominator: { source: AI_EVALUATIONS, figures: ['systems'], words: 'AI systems in use' }
  }
]
