import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Judgement } from '../../src/ai-act/judgement.ts'
import { nextQuestion } from '../../src/ai-act/next-question.ts'
import type { Answer, Answers, Question } from '../../src/ai-act/rule-set.ts'
import { CLASS_FUNCTION, RULE_SET } from '../../src/ai-act/shipped-rules.ts'
import { whyNot } from '../../src/ai-act/why-not.ts'
import { CASES, completed, idsOf, judged, someQuestions, wholeAnswers, without } from '../support/ai-act.ts'

/** What is said while questions are open must stay true however they are answered. */

t.setTimeout(120_000)
const subset = <Value>(part: readonly Value[], whole: readonly Value[]): boolean => part.every((one) => whole.includes(one))

t.test('no answers: no class, all five possible, nothing fires, nothing is owed', (t) => {
  const nothing = judged({})
  t.equal(nothing.class, null)
  t.strictSame(nothing.possibleClasses, RULE_SET.precedence)
  t.strictSame([nothing.provisional, nothing.firedRules, nothing.decisiveRules, nothing.obligations, nothing.saq, nothing.roles], [true, [], [], [], [], []])
  t.strictSame(idsOf(nothing.openObligations), [...RULE_SET.obligations.keys()].toSorted())
  t.end()
})

t.test('a complete set of answers has exactly one class, that of the first rule by precedence, and leaves nothing open', (t) => {
  const seen = new Set<string>()
  t.doesNotThrow(() => fc.assert(fc.property(wholeAnswers, (answers) => {
    const result = judged(answers)
    assert.deepEqual(result.possibleClasses, [result.class])
    assert.deepEqual([result.provisional, result.openQuestions, result.openObligations, result.obligations.flatMap(({ openQuestions }) => openQuestions)], [false, [], [], []])
    const judgement = new Judgement(RULE_SET, answers)
    assert.equal(RULE_SET.precedence.find((name) => RULE_SET.rules.some((rule) => rule.class === name && judgement.fires(rule.id) === true)), result.class)
    seen.add(String(result.class))
  }), { numRuns: 500 }))
  t.equal(seen.size, 5, 'all five classes were met')
  t.end()
})

t.test('every completion\'s class lies in possibleClasses; what is certain stays, and what is excluded never comes', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(wholeAnswers, someQuestions, (whole, open) => {
    const [part, result] = [judged(without(whole, open)), judged(whole)]
    assert.ok(part.possibleClasses.includes(result.class as never))
    if (part.class !== null && !part.provisional) assert.equal(part.class, result.class)
    assert.ok(subset(idsOf(part.firedRules), idsOf(result.firedRules)), 'rules that fire stay')
    assert.ok(subset(part.saq, result.saq))
    assert.ok(subset(part.roles, result.roles))
    assert.ok(!part.requiresLegalReview || result.requiresLegalReview)
    const owed = idsOf(result.obligations)
    assert.ok(subset(idsOf(part.obligations), owed), 'obligations that are owed stay')
    assert.ok(subset(owed, [...idsOf(part.obligations), ...idsOf(part.openObligations)]), 'none comes that was not open')
  }), { numRuns: 1000 }))
  t.end()
})

/** Kinds of systems whose obligations have days that differ. */
const withDays = fc.tuple(wholeAnswers, fc.subarray<Answers>([{ h_product: 'section_a', h_safety: true, h_third_party_ca: true }, { h_4a: true }, { p_intimate: 'both', p_intimate_route: 'used_for_it' }, { p_face_scraping: true }, { t_synthetic: 'text' }]))
  .map(([whole, kinds]): Answers => Object.assign({}, whole, ...kinds) as Answers)

t.test('an obligation\'s day never comes earlier than it was shown, nor moves without an open question', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(withDays, someQuestions, (whole, open) => {
    const later = new Map(judged(whole).obligations.map((one) => [one.id, one]))
    for (const { id, dueFrom, openQuestions } of judged(without(whole, open)).obligations) {
      const found = later.get(id)
      assert.ok(found !== undefined)
      assert.ok(subset(openQuestions, open))
      if (openQuestions.length === 0) assert.equal(found.dueFrom, dueFrom, id)
      else assert.ok(found.dueFrom === null || (dueFrom !== null && found.dueFrom >= dueFrom), id)
    }
  }), { numRuns: 1000 }))
  t.end()
})

t.test('one more answer never widens what is possible, opens no closed question, and changes the class only if its question was open', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(wholeAnswers, someQuestions, fc.nat(), (whole, open, at) => {
    const answered = open[at % Math.max(1, open.length)]
    if (answered === undefined) return
    const less = judged(without(whole, open))
    const more = judged(without(whole, open.filter((id) => id !== answered)))
    assert.ok(subset(more.possibleClasses, less.possibleClasses))
    assert.ok(subset(more.openQuestions, less.openQuestions))
    assert.ok(subset(idsOf(more.openObligations), idsOf(less.openObligations)))
    if (!less.openQuestions.includes(answered)) assert.deepEqual([more.class, more.possibleClasses], [less.class, less.possibleClasses])
  }), { numRuns: 1000 }))
  t.end()
})

type Outlook = ReturnType<typeof CLASS_FUNCTION.outlook>

function choicesOf ({ type, options }: Question): Answer[] {
  switch (type) {
    case 'boolean': return [true, false]
    case 'enum': return [...options]
    case 'multi': return [[], ...options.map((option) => [option])]
    case 'date': return [null, '2000-01-01']
  }
}

/** Answers open questions, but the one left out, so that what is asked of the outlook stays true. */
function answeredWhile (holds: (outlook: Outlook) => boolean, answers: Answers, leftOut?: string): Answers {
  const open = CLASS_FUNCTION.outlook(answers).open.find(({ id }) => id !== leftOut)
  if (open === undefined) return answers
  const choice = choicesOf(open).find((one) => holds(CLASS_FUNCTION.outlook({ ...answers, [open.id]: one })))
  assert.notEqual(choice, undefined, `some answer to ${open.id} keeps it`)
  return answeredWhile(holds, { ...answers, [open.id]: choice }, leftOut)
}

t.test('possibleClasses is exact: for each of them there is a way of answering that ends in it', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(wholeAnswers, someQuestions, (whole, open) => {
    const answers = without(whole, open)
    for (const name of judged(answers).possibleClasses) assert.equal(judged(completed(answeredWhile(({ possible }) => possible.includes(name), answers))).class, name)
  }), { numRuns: 100 }))
  t.end()
})

t.test('openQuestions is exact: with the others answered, each can still decide; and once all are answered, the class stands', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(wholeAnswers, someQuestions, (whole, open) => {
    const part = without(whole, open)
    const { openQuestions } = judged(part)
    assert.ok(subset(openQuestions, open))
    assert.equal(judged({ ...part, ...Object.fromEntries(openQuestions.map((id) => [id, whole[id]])) }).possibleClasses.length, 1)
    const question = RULE_SET.questions.find(({ id }) => id === openQuestions[whole['s_oss'] === true ? 0 : openQuestions.length - 1])
    if (question === undefined) return
    const alone = answeredWhile((outlook) => outlook.open.includes(question), part, question.id)
    const ends = new Set(choicesOf(question).map((choice) => CLASS_FUNCTION.outlook({ ...alone, [question.id]: choice }).possible.join()))
    assert.ok(ends.size > 1, question.id)
  }), { numRuns: 150 }))
  t.end()
})

t.test('the same answers, in whatever order they are stated, give the same bytes', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(wholeAnswers, someQuestions, (whole, open) => {
    const answers = without(whole, open)
    const reversed = Object.fromEntries(Object.entries(answers).toReversed())
    assert.equal(JSON.stringify(judged(reversed)), JSON.stringify(judged(answers)))
  }), { numRuns: 200 }))
  t.end()
})

t.test('an answer that is none, or is none any more, says nothing: it counts as open', (t) => {
  const whole = completed({})
  for (const none of [{ s_oss: 'yes' }, { r_actor: 'judge' }, { r_roles: 'provider' }, { r_roles: ['provider', 'provider'] }, { r_placed_on: '2026-02-30' }, { s_oss: null }, { gone: true }] as Answers[]) {
    t.strictSame(judged({ ...whole, ...none }), judged(without(whole, Object.keys(none))), JSON.stringify(none))
    t.strictSame(nextQuestion(RULE_SET, CLASS_FUNCTION, { ...whole, ...none }), nextQuestion(RULE_SET, CLASS_FUNCTION, without(whole, Object.keys(none))))
    t.strictSame(whyNot(RULE_SET, CLASS_FUNCTION, { ...whole, ...none }, 'high_risk'), whyNot(RULE_SET, CLASS_FUNCTION, without(whole, Object.keys(none)), 'high_risk'))
  }
  t.end()
})

t.test('a class that is found but not final names what could still change it', (t) => {
  const cases: [name: string, answers: Answers, found: string | null, possible: string[], open: string[]][] = [
    ['chat, with nothing else asked', { t_interacts: true, t_obvious: false, t_le_authorised: false }, 'transparency', ['out_of_scope', 'prohibited', 'high_risk', 'transparency'], []],
    ['a whole set but the exception at work', without(completed({ p_emotion: 'biometric', p_emotion_context: 'workplace' }), ['p_emotion_exception']), 'high_risk', ['prohibited', 'high_risk'], ['p_emotion_exception']],
    ['a whole set but the obviousness', without(completed({ t_interacts: true }), ['t_obvious']), null, ['transparency', 'minimal'], ['t_obvious']],
    ['a whole set but the place of testing', without(completed({ s_prerelease_rd: true }), ['s_real_world_testing']), null, ['out_of_scope', 'minimal'], ['s_real_world_testing']],
    ['a whole set but the capacity', without(completed({ h_6d: true }), ['r_actor']), null, ['high_risk', 'minimal'], ['r_actor']],
    ['a whole set but profiling', without(completed({ h_4a: true, h_63_conditions: ['preparatory'] }), ['r_profiling']), null, ['high_risk', 'minimal'], ['r_profiling']],
    ['a follow-up without its lead leaves nothing open', without(completed({}), ['p_crime_supports_human', 'h_63_conditions', 't_obvious', 'h_5b_fraud', 'p_emotion_context']), 'minimal', ['minimal'], []],
    ['what the class does not ask leaves nothing open', without(completed({}), ['c_domains', 'g_uses', 'r_placed_on', 'd_special_categories', 'r_company_size']), 'minimal', ['minimal'], []],
    ['a prohibited practice, open whether in scope', { p_face_scraping: true }, 'prohibited', ['out_of_scope', 'prohibited'], []],
    ['no AI system, whatever else', { s_ai_system: false }, 'out_of_scope', ['out_of_scope'], []]
  ]
  for (const [name, answers, found, possible, open] of cases) {
    const result = judged(answers)
    t.strictSame([result.class, result.possibleClasses, result.provisional], [found, possible, possible.length > 1], name)
    if (open.length > 0 || possible.length === 1) t.strictSame(result.openQuestions, open, name)
  }
  t.end()
})

t.test('no answer is assumed: a case without one of its decisive answers is not what it was', (t) => {
  for (const { id, answers, expected } of CASES.filter(({ expected }) => expected.class === 'prohibited')) {
    for (const question of Object.keys(answers)) {
      const whole = completed(answers)
      const { possibleClasses, openQuestions } = judged(without(whole, [question]))
      const changing = RULE_SET.questions.find((one) => one.id === question)
      const differs = judged({ ...whole, [question]: changing?.prefill }).class !== expected.class
      if (differs) t.ok(possibleClasses.length > 1 && openQuestions.includes(question), `${id} without ${question}`)
    }
  }
  t.end()
})
