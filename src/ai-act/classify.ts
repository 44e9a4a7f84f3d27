import type { ClassFunction } from './class-function.ts'
import { Judgement } from './judgement.ts'
import { obligationsOf } from './obligations.ts'
import type { OpenObligation, OwedObligation } from './obligations.ts'
import type { AiActClass, Answers, Rule, RuleSet } from './rule-set.ts'

/** What the AI Act makes of a system, by answers about it (ai.md 2). Nothing that is unanswered is assumed. */

/** Why a result may have to be looked at again although its answers stay. */
export const CAUTIONS = ['before_this_law', 'draft_guidelines'] as const
/** before_this_law: the law was another on that day; draft_guidelines: a rule that fires rests on guidelines that may change. */
export type Caution = typeof CAUTIONS[number]

export interface FiredRule extends Rule {
  /** Whether its provision applies on the day. */
  readonly applies: boolean
}

export interface Classification {
  /** Null while the answers leave it open. */
  readonly class: AiActClass | null
  /** Every class that some way of answering the open questions leads to, in the order of precedence. */
  readonly possibleClasses: readonly AiActClass[]
  /** Whether an open question could still change the class. */
  readonly provisional: boolean
  /** Ids of the questions on which the class still depends. */
  readonly openQuestions: readonly string[]
  /** In the order of the file; those that fire however the open questions are answered. */
  readonly firedRules: readonly FiredRule[]
  /** Of these, the ones that make the class. */
  readonly decisiveRules: readonly FiredRule[]
  /** First day on which one of the deciding provisions applies; null where one always does, or nothing is decided. */
  readonly appliesFrom: string | null
  /** Roles of the company: those it states, and those that the law gives it beside. */
  readonly roles: readonly string[]
  readonly obligations: readonly OwedObligation[]
  /** Owed or not, by questions that are open. */
  readonly openObligations: readonly OpenObligation[]
  readonly requiresLegalReview: boolean
  readonly saq: readonly string[]
  readonly cautions: readonly Caution[]
  readonly ruleSetVersion: string
  readonly asOf: string
}

/**
 * Classifies by a set of rules and its class function.
 *
 * The class is the first of precedence of which a rule fires for certain, unless the answers leave but one possible, and unless they rule
 * that one out already; then there is none yet.
 * @param asOf day by which provisions apply and obligations are due; the class itself ignores days.
 */
export function classify (set: RuleSet, classes: ClassFunction, answers: Answers, asOf: string): Classification {
  const judgement = new Judgement(set, answers)
  const { possible, open } = classes.outlook(answers)
  const fired = set.rules.filter(({ id }) => judgement.fires(id) === true).map((rule) => ({ ...rule, applies: rule.appliesFrom === null || rule.appliesFrom <= asOf }))
  const settled = possible.length === 1 ? possible[0] as AiActClass : possible.find((name) => fired.some((rule) => rule.class === name)) ?? null
  const decisive = settled === null ? [] : fired.filter((rule) => rule.class === settled)
  return {
    class: settled, possibleClasses: possible, provisional: possible.length > 1, openQuestions: open.map(({ id }) => id),
    firedRules: fired, decisiveRules: decisive, appliesFrom: firstDay(decisive),
    ...obligationsOf(judgement, { possible, open }, asOf),
    requiresLegalReview: fired.some((rule) => rule.requiresLegalReview), saq: [...new Set(fired.flatMap(({ saq }) => saq))].toSorted(),
    cautions: [...asOf < set.lawFrom ? ['before_this_law' as const] : [], ...fired.some(({ basis }) => basis === 'draft_guidelines') ? ['draft_guidelines' as const] : []],
    ruleSetVersion: set.version, asOf
  }
}

/** Null where one has no day of its own: it applies on any. */
function firstDay (rules: readonly Rule[]): string | null {
  const days = rules.map(({ appliesFrom }) => appliesFrom)
  return days.includes(null) ? null : days.toSorted()[0] ?? null
}
