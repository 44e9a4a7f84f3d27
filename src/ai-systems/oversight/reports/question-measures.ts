import type { OversightRules } from '../../../ai-oversight/rules.ts'
import type { Count } from '../../../ai-oversight/tally.ts'
import { oversightReport, standsAlone } from './oversight-report.ts'
import RULES from './question-measures.json' with { type: 'json' }
import type { ShownMeasure } from './shown-measure.ts'

/** What the measures say for the questions of the self-assessment questionnaire, by versioned data (ai.md 3). Pure. */

interface Wanted { readonly pillars: readonly string[] | null, readonly measures: readonly string[] }
const QUESTIONS: Readonly<Record<string, Wanted>> = RULES.questions

/** Months that answers look back on, the present one among them. */
export const QUESTION_MONTHS = RULES.months

/** The months that are read, which are the same for all who ask. */
const ALL_READ = { from: '0000-00', to: '9999-12' }

/** Of the outputs of the question's pillars, or of all; nothing for a question that no measure says anything of, and where nothing was recorded. */
export function measuresOfQuestion (question: string, counts: readonly Count[], rules: OversightRules): ShownMeasure[] {
  const wanted = QUESTIONS[question]
  if (wanted === undefined) return []
  const own = counts.filter(({ pillar }) => wanted.pillars?.includes(pillar) ?? true)
  const reviewers = counts.filter(({ counter }) => counter === 'reviewer')
  const tellsOfPeople = wanted.pillars?.every((pillar) => standsAlone(reviewers, { pillar })) ?? true
  const { groups, decisionGroups } = oversightReport(own, { by: null, tellsOfPeople, reviewers: own, besides: [counts.filter((count) => !own.includes(count))], span: ALL_READ, rules })
  return [...groups, ...decisionGroups].flatMap(({ measures }) => measures.filter(({ name }) => wanted.measures.includes(name)))
}
