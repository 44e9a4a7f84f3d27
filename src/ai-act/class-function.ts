import { answerSpace } from './answer-space.ts'
import type { AnswerSpace } from './answer-space.ts'
import { meaningOf } from './condition.ts'
import type { Condition } from './condition.ts'
import { Diagrams } from './decision-diagram.ts'
import type { Node } from './decision-diagram.ts'
import type { AiActClass, Answers, Question, Rule, RuleSet } from './rule-set.ts'

/** The class as a function of the answers, known for all of them at once: what is still possible is exact, not guessed at. */
export interface ClassFunction {
  readonly outlook: (answers: Answers) => ClassOutlook
}

export interface ClassOutlook {
  /** Classes that some way of answering the open questions leads to, in the order of precedence. */
  readonly possible: readonly AiActClass[]
  /** Unanswered questions on which the class still depends, in their order. */
  readonly open: readonly Question[]
}

/** @throws Error when some complete set of answers would be of no class. */
export function classFunction (set: RuleSet): ClassFunction {
  const space = answerSpace(set.questions, comparedDays(set))
  const diagrams = new Diagrams()
  const none = set.precedence.length
  const diagram = diagrams.finished(classOf(set, firingOf(set, space, diagrams), diagrams, none))
  if (diagram.outlook(() => undefined).leaves.includes(none)) throw new Error('Some answers are of no class: the rules leave a gap')
  return {
    outlook: (answers) => {
      const values = space.valuesOf(answers)
      const { leaves, variables } = diagram.outlook((variable) => values[variable])
      return { possible: leaves.map((leaf) => set.precedence[leaf] as AiActClass), open: [...new Set(variables.map(space.questionOf))] }
    }
  }
}

/** The first class of precedence of which a rule fires. */
function classOf (set: RuleSet, firing: (rule: Rule) => Node, diagrams: Diagrams, none: number): Node {
  return set.precedence.reduceRight((rest, name, index) => {
    return diagrams.ifElse(diagrams.or(set.rules.filter((rule) => rule.class === name).map(firing)), diagrams.leaf(index), rest)
  }, diagrams.leaf(none))
}

/** When a rule fires. Built for the rules that the class hangs on alone, directly or through others. */
function firingOf (set: RuleSet, space: AnswerSpace, diagrams: Diagrams): (rule: Rule) => Node {
  const built = new Map<string, Node>()
  const build = (rule: Rule): Node => {
    const before = set.rules.slice(0, set.rules.indexOf(rule))
    return meaningOf<Node>(rule.when, {
      all: (parts) => diagrams.and(parts),
      any: (parts) => diagrams.or(parts),
      not: (part) => diagrams.not(part),
      rule: (id) => firing(before.find((one) => one.id === id) as Rule),
      anyClass: (classes) => diagrams.or(before.filter((one) => one.class !== null && classes.includes(one.class)).map(firing)),
      test: (test) => diagrams.or(space.truthOf(test).map(({ variable, values }) => diagrams.choice(variable, values.map((holds) => holds ? diagrams.TRUE : diagrams.FALSE))))
    })
  }
  const firing = (rule: Rule): Node => {
    const node = built.get(rule.id) ?? build(rule)
    built.set(rule.id, node)
    return node
  }
  return firing
}

/** By question of type date: the days that rules compare it with, ascending. */
function comparedDays (set: RuleSet): Map<string, string[]> {
  const days = new Map<string, string[]>()
  const note = (condition: Condition): void => {
    switch (condition.kind) {
      case 'all': case 'any': condition.parts.forEach(note); break
      case 'not': note(condition.part); break
      case 'test': if (condition.operator === 'before') days.set(condition.question.id, [...new Set([...days.get(condition.question.id) ?? [], condition.value as string])].toSorted())
    }
  }
  for (const { when } of set.rules) note(when)
  return days
}
