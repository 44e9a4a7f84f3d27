import type { ClassFunction } from './class-function.ts'
import type { Condition, Test } from './condition.ts'
import { Judgement } from './judgement.ts'
import type { AiActClass, Answer, Answers, Rule, RuleSet } from './rule-set.ts'

/** Why a class does not hold: what each of its rules asks and the answers do not give. */

export const REASONS = ['holds', 'open', 'outranked', 'no_rule_fires'] as const
/** open: unanswered questions decide; outranked: a rule of it fires or may, and a class that goes before holds all the same; no_rule_fires: none of its rules can. */
export type Reason = typeof REASONS[number]

/** One thing that a rule asks, and does not get. */
export interface Unmet {
  readonly about: 'question' | 'rule' | 'classes'
  /** Id of the question; null when another rule or a class is asked about. */
  readonly question: string | null
  /** Rules asked about; of classes, those of them that fire. */
  readonly rules: readonly string[]
  /** The question, or what the rule asked about says. */
  readonly text: string
  /** What would have to be the case, in words. */
  readonly asked: string
  /** Null when the question is open, or none is asked. */
  readonly answer: Answer
  /** Unanswered questions that decide it; none where an answer says otherwise. */
  readonly openQuestions: readonly string[]
  /** Whether it is one of several of which one would do. */
  readonly alternative: boolean
}

export interface WhyNotRule {
  readonly rule: Rule
  /** Null while unanswered questions decide. */
  readonly fires: boolean | null
  readonly unmet: readonly Unmet[]
}

export interface WhyNot {
  readonly class: AiActClass
  /** Null while unanswered questions decide. */
  readonly holds: boolean | null
  readonly because: Reason
  /** Rules that fire, of classes that go before by precedence. */
  readonly preceding: readonly Rule[]
  /** Every rule of the class, the nearest to firing first. */
  readonly rules: readonly WhyNotRule[]
}

export function whyNot (set: RuleSet, classes: ClassFunction, answers: Answers, name: AiActClass): WhyNot {
  const judgement = new Judgement(set, answers)
  const { possible } = classes.outlook(answers)
  const holds = !possible.includes(name) ? false : possible.length === 1 ? true : null
  const place = set.precedence.indexOf(name)
  const rules = set.rules.filter((rule) => rule.class === name).map((rule) => explained(rule, judgement))
  return {
    class: name, holds,
    because: holds === true ? 'holds' : holds === null ? 'open' : rules.every(({ fires }) => fires === false) ? 'no_rule_fires' : 'outranked',
    preceding: set.rules.filter((rule) => rule.class !== null && set.precedence.indexOf(rule.class) < place && judgement.fires(rule.id) === true),
    rules: rules.toSorted((a, b) => distance(a) - distance(b))
  }
}

function explained (rule: Rule, judgement: Judgement): WhyNotRule {
  return { rule, fires: judgement.fires(rule.id) ?? null, unmet: unmetIn(rule.when, true, false, judgement) }
}

/** Answers that would have to be others, before those that are missing; of alternatives one would do. */
function distance ({ unmet }: WhyNotRule): number {
  const certain = unmet.filter(({ alternative }) => !alternative)
  const contrary = certain.filter(isContrary).length + (unmet.some((one) => one.alternative && isContrary(one)) ? 1 : 0)
  return contrary * 1000 + certain.length
}

const isContrary = ({ openQuestions }: Unmet): boolean => openQuestions.length === 0

/** @param wanted truth value that the rule needs of the condition. */
function unmetIn (condition: Condition, wanted: boolean, alternative: boolean, judgement: Judgement): Unmet[] {
  const truth = judgement.of(condition)
  if (truth === wanted) return []
  const openQuestions = judgement.openIn(condition).map(({ id }) => id)
  switch (condition.kind) {
    case 'all': case 'any': {
      const oneWouldDo = (condition.kind === 'any') === wanted
      return condition.parts.flatMap((part) => unmetIn(part, wanted, alternative || (oneWouldDo && condition.parts.length > 1), judgement))
    }
    case 'not': return unmetIn(condition.part, !wanted, alternative, judgement)
    case 'rule': {
      const { id, rationale } = judgement.ruleNamed(condition.rule)
      return [{ about: 'rule', question: null, rules: [id], text: rationale, asked: `${id} ${wanted ? 'applies' : 'does not apply'}`, answer: null, openQuestions, alternative }]
    }
    case 'anyClass': {
      const fired = judgement.set.rules.filter((rule) => rule.class !== null && condition.classes.includes(rule.class) && judgement.fires(rule.id) === true)
      const asked = `${wanted ? 'some rule' : 'no rule'} of ${condition.classes.join(', ')} applies`
      return [{ about: 'classes', question: null, rules: fired.map(({ id }) => id), text: fired.map(({ rationale }) => rationale).join(' '), asked, answer: null, openQuestions, alternative }]
    }
    case 'test': return [{ about: 'question', question: condition.question.id, rules: [], text: condition.question.text, asked: wordsOf(condition, wanted), answer: judgement.answers[condition.question.id] ?? null, openQuestions, alternative }]
  }
}

function wordsOf ({ operator, value }: Test, wanted: boolean): string {
  const named = Array.isArray(value) ? value.join(', ') : String(value)
  const not = wanted ? '' : 'not '
  switch (operator) {
    case 'eq': return `${not}${named}`
    case 'ne': return `${wanted ? 'other than ' : ''}${named}`
    case 'in': return `${wanted ? 'one' : 'none'} of ${named}`
    case 'has': return `${wanted ? 'with' : 'without'} ${named}`
    case 'hasAny': return `${wanted ? 'some' : 'none'} of ${named}`
    case 'nonEmpty': return wanted ? 'any' : 'none'
    case 'before': return `${not}before ${named}`
  }
}
