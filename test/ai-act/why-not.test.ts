import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { CLASSES } from '../../src/ai-act/rule-set.ts'
import type { AiActClass, Answers } from '../../src/ai-act/rule-set.ts'
import { CLASS_FUNCTION, RULE_SET } from '../../src/ai-act/shipped-rules.ts'
import { whyNot } from '../../src/ai-act/why-not.ts'
import type { WhyNot, WhyNotRule } from '../../src/ai-act/why-not.ts'
import { completed, idsOf, judged, someQuestions, wholeAnswers, without } from '../support/ai-act.ts'

const explained = (answers: Answers, name: AiActClass): WhyNot => whyNot(RULE_SET, CLASS_FUNCTION, answers, name)
const ruleOf = (answers: Answers, name: AiActClass, rule: string): WhyNotRule | undefined => explained(answers, name).rules.find((one) => one.rule.id === rule)

t.test('why a class does not hold', (t) => {
  const cases: [name: string, answers: Answers, asked: AiActClass, holds: boolean | null, because: string, preceding: string[]][] = [
    ['it does', completed({ h_4a: true }), 'high_risk', true, 'holds', []],
    ['none of its rules can fire', completed({}), 'high_risk', false, 'no_rule_fires', []],
    ['a class that goes before holds', completed({ h_4a: true, t_interacts: true }), 'transparency', false, 'outranked', ['R-A3-4A']],
    ['a rule of it may fire, and could not help', { s_ai_system: false }, 'transparency', false, 'outranked', ['R-OUT-01']],
    ['minimal, of a system with duties', completed({ t_interacts: true }), 'minimal', false, 'no_rule_fires', ['R-50-1']],
    ['questions are open', without(completed({ h_4a: true, h_63_conditions: ['preparatory'] }), ['r_profiling']), 'high_risk', null, 'open', []],
    ['found, and not final', without(completed({ h_4a: true }), ['p_face_scraping']), 'high_risk', null, 'open', []]
  ]
  for (const [name, answers, asked, holds, because, preceding] of cases) {
    const answer = explained(answers, asked)
    t.strictSame([answer.class, answer.holds, answer.because, answer.preceding.map(({ id }) => id)], [asked, holds, because, preceding], name)
    t.strictSame(idsOf(answer.rules.map(({ rule }) => rule)).toSorted(), idsOf(RULE_SET.rules.filter((rule) => rule.class === asked)).toSorted(), 'every rule of the class')
  }
  t.end()
})

t.test('the nearest rule comes first, with what it lacks', (t) => {
  const [first] = explained(completed({ p_emotion: 'biometric', p_emotion_context: 'workplace', p_emotion_exception: true }), 'prohibited').rules
  t.equal(first?.rule.id, 'R-5-1-E', 'one answer away, as that of the exception, and before it in the file')
  const near = explained(completed({ p_emotion: 'biometric', p_emotion_context: 'workplace', p_emotion_exception: true }), 'prohibited').rules.find(({ rule }) => rule.id === 'R-5-1-F')
  t.strictSame(near?.unmet.map(({ question, asked, answer, openQuestions, alternative }) => ({ question, asked, answer, openQuestions, alternative })), [{ question: 'p_emotion_exception', asked: 'false', answer: true, openQuestions: [], alternative: false }])
  const undecided = explained(without(completed({ p_emotion: 'biometric' }), ['p_emotion_context']), 'prohibited').rules[0]
  t.strictSame([undecided?.rule.id, undecided?.fires, undecided?.unmet.map(({ question, openQuestions }) => [question, openQuestions])], ['R-5-1-F', null, [['p_emotion_context', ['p_emotion_context']]]], 'what is open is nearer than what is answered otherwise')
  t.end()
})

t.test('each form of condition says what it asks', (t) => {
  const derogated = completed({ h_4a: true, h_63_conditions: ['preparatory'] })
  t.match(ruleOf(derogated, 'high_risk', 'R-A3-4A')?.unmet, [{ about: 'rule', rules: ['D-6-3'], asked: 'D-6-3 does not apply', openQuestions: [], text: /limited task/ }])
  t.match(ruleOf(completed({ h_4a: true, t_interacts: true }), 'minimal', 'R-MIN')?.unmet, [{ about: 'classes', rules: ['R-A3-4A', 'R-50-1'], asked: 'no rule of out_of_scope, prohibited, high_risk, transparency applies', openQuestions: [] }])
  t.match(ruleOf(completed({ t_synthetic: 'text', t_synth_exception: 'source_code' }), 'transparency', 'R-50-2')?.unmet, [{ question: 't_synth_exception', asked: 'none', answer: 'source_code' }])
  t.match(ruleOf(completed({ p_vulnerability: [], p_distortion: true, p_significant_harm: true }), 'prohibited', 'R-5-1-B')?.unmet, [{ question: 'p_vulnerability', asked: 'any', answer: [] }])
  t.match(ruleOf(completed({ p_technique: 'none', p_distortion: true, p_significant_harm: true }), 'prohibited', 'R-5-1-A')?.unmet, [{ question: 'p_technique', asked: 'other than none' }])
  t.match(ruleOf(completed({ h_6d: true }), 'high_risk', 'R-A3-6D')?.unmet, [{ question: 'r_actor', asked: 'one of law_enforcement_authority, on_behalf_of_authority', answer: 'private_own_account', alternative: false }])
  const scanned = ruleOf(completed({ p_intimate: 'ncii', p_intimate_route: 'foreseeable_without_safeguards' }), 'prohibited', 'R-5-1-BA')?.unmet
  t.match(scanned, [{ question: 'p_intimate_route', alternative: true }, { question: 'r_roles', asked: 'with provider', answer: ['deployer'], alternative: true }], 'of several one would do')
  t.match(ruleOf(without(completed({ h_4a: true, h_63_conditions: ['preparatory'] }), ['r_profiling']), 'high_risk', 'R-A3-4A')?.unmet, [{ rules: ['D-6-3'], openQuestions: ['r_profiling'] }], 'a rule that is open, by which questions')
  t.strictSame(ruleOf(completed({ h_4a: true }), 'high_risk', 'R-A3-4A')?.unmet, [], 'a rule that fires lacks nothing')
  t.end()
})

t.test('what is said of a class agrees with the classification, and every rule that does not fire says why', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(wholeAnswers, someQuestions, fc.constantFrom(...CLASSES), (whole, open, name) => {
    const answers = without(whole, open)
    const [result, answer] = [judged(answers), explained(answers, name)]
    assert.equal(answer.holds, result.possibleClasses.includes(name) ? result.provisional ? null : true : false)
    if (answer.holds === true) assert.equal(result.class, name)
    for (const { rule, fires, unmet } of answer.rules) {
      assert.equal(fires === true, idsOf(result.firedRules).includes(rule.id))
      assert.equal(unmet.length === 0, fires === true, rule.id)
      if (fires === false) assert.ok(unmet.some((one) => one.openQuestions.length === 0), `${rule.id} is kept back by an answer`)
      for (const one of unmet) if (one.question !== null) assert.deepEqual(one.openQuestions, answers[one.question] === undefined ? [one.question] : [])
    }
  }), { numRuns: 200 }))
  t.end()
})
