import type { Classification } from '../ai-act/classify.ts'
import type { Progress } from '../ai-act/next-question.ts'
import type { Question, RuleSet } from '../ai-act/rule-set.ts'
import { summaryOf } from '../ai-act/summary.ts'
import type { WhyNot } from '../ai-act/why-not.ts'

/** What the AI Act makes of a system, as it crosses the wire. */

export function classificationToWire (result: Classification) {
  const decisive = new Set(result.decisiveRules.map(({ id }) => id))
  const { firedRules, decisiveRules: _decisive, ...rest } = result
  return {
    ...rest,
    summary: summaryOf(result),
    firedRules: firedRules.map(({ id }) => id),
    rationale: firedRules.map(({ id, effect, class: name, rationale, legalRef, basis, appliesFrom, applies, requiresLegalReview }) =>
      ({ rule: id, effect, class: name, decisive: decisive.has(id), text: rationale, legalRef, basis, appliesFrom, applies, requiresLegalReview }))
  }
}

const questionToWire = ({ index: _index, ...question }: Question) => question

export const questionnaireToWire = ({ version, asOfLaw, lawFrom, sources, amendments, questions }: RuleSet) =>
  ({ ruleSetVersion: version, asOfLaw, lawFrom, sources, amendments, items: questions.map(questionToWire) })

export const progressToWire = ({ next, ...progress }: Progress, ruleSetVersion: string) =>
  ({ ...progress, next: next === null ? null : { ...next, question: questionToWire(next.question) }, ruleSetVersion })

export const whyNotToWire = ({ preceding, rules, ...answer }: WhyNot, ruleSetVersion: string) => ({
  ...answer, preceding: preceding.map(({ id }) => id), ruleSetVersion,
  rules: rules.map(({ rule: { id, rationale, legalRef }, fires, unmet }) => ({ rule: id, text: rationale, legalRef, fires, unmet }))
})
