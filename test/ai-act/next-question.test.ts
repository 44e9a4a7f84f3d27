import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { nextQuestion } from '../../src/ai-act/next-question.ts'
import type { NextQuestion } from '../../src/ai-act/next-question.ts'
import type { Answers } from '../../src/ai-act/rule-set.ts'
import { CLASS_FUNCTION, RULE_SET } from '../../src/ai-act/shipped-rules.ts'
import { CASES, completed, GIVEN_CASES, judged, someQuestions, wholeAnswers, without } from '../support/ai-act.ts'

t.setTimeout(120_000)
const seen = new Map<string, NextQuestion | null>()
/** Cases begin alike, so what follows the same answers is asked once. */
function next (answers: Answers): NextQuestion | null {
  const key = JSON.stringify(answers)
  const known = seen.get(key)
  if (known !== undefined) return known
  const { next: found } = nextQuestion(RULE_SET, CLASS_FUNCTION, answers)
  seen.set(key, found)
  return found
}

/** Asks until nothing is left, or until the class stands. */
function asked (whole: Answers, until: 'class' | 'all'): { asked: string[], answers: Answers } {
  let answers: Answers = {}
  const order: string[] = []
  for (let one = next(answers); one !== null && (until === 'all' || one.purpose === 'class'); one = next(answers)) {
    assert.equal(answers[one.question.id], undefined, 'nothing is asked twice')
    order.push(one.question.id)
    answers = { ...answers, [one.question.id]: whole[one.question.id] }
  }
  return { asked: order, answers }
}

t.test('whoever is asked till the end has the very result of all answers, with fewer', (t) => {
  for (const { id, answers: stated } of CASES) {
    const whole = completed(stated)
    const { asked: order, answers } = asked(whole, 'all')
    // Roles that change nothing are not asked for, and so not shown.
    t.strictSame({ ...judged(answers), roles: [] }, { ...judged(whole), roles: [] }, id)
    t.ok(order.length < RULE_SET.questions.length, `${id}: ${order.length} questions`)
  }
  t.end()
})

t.test('the class is found with fewer questions than by asking in order what can still matter', (t) => {
  const inOrder = (whole: Answers): number => {
    let answers: Answers = {}
    for (let open = CLASS_FUNCTION.outlook(answers).open; open[0] !== undefined; open = CLASS_FUNCTION.outlook(answers).open) answers = { ...answers, [open[0].id]: whole[open[0].id] }
    return Object.keys(answers).length
  }
  const counts = GIVEN_CASES.map(({ answers, expected }) => ({ class: expected.class, ours: asked(completed(answers), 'class').asked.length, plain: inOrder(completed(answers)) }))
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [ours, plain] = [mean(counts.map((one) => one.ours)), mean(counts.map((one) => one.plain))]
  t.ok(ours < plain, `${ours.toFixed(1)} against ${plain.toFixed(1)} questions a case`)
  t.ok(Math.max(...counts.map((one) => one.ours)) <= 45)
  t.ok(mean(counts.filter((one) => one.class === 'out_of_scope').map((one) => one.ours)) < 10, 'out of scope is found at once')
  t.end()
})

t.test('questions that can come next', (t) => {
  const cases: [name: string, answers: Answers, question: string | null, purpose: string | null, about: string | null][] = [
    ['at the start: whether it is AI at all', {}, 's_ai_system', 'class', 'out_of_scope'],
    ['out of scope for certain: what is owed all the same', { s_ai_system: false }, 's_eu_nexus', 'obligations', null],
    ['nothing is left', completed({}), null, null, null],
    ['the follow-up of emotions', without(completed({ p_emotion: 'biometric' }), ['p_emotion_context', 'p_emotion_exception']), 'p_emotion_context', 'class', 'prohibited'],
    ['and its follow-up', without(completed({ p_emotion: 'biometric', p_emotion_context: 'workplace' }), ['p_emotion_exception']), 'p_emotion_exception', 'class', 'prohibited'],
    ['the limited tasks, once a use of Annex III stands', without(completed({ h_4a: true }), ['h_63_conditions', 'h_63_material_influence']), 'h_63_conditions', 'class', 'high_risk'],
    ['the roles, once the class stands', without(completed({}), ['r_roles', 'c_domains']), 'r_roles', 'obligations', null],
    ['the day, where it decides what is due', without(completed({ h_4a: true }), ['r_placed_on']), 'r_placed_on', 'obligations', null],
    ['not the day, where it decides nothing', without(completed({}), ['r_placed_on', 'r_company_size', 'g_systemic']), null, null, null]
  ]
  for (const [name, answers, question, purpose, about] of cases) {
    const found = next(answers)
    t.strictSame([found?.question.id ?? null, found?.purpose ?? null, found?.about ?? null], [question, purpose, about], name)
  }
  t.end()
})

/** A follow-up, and answers to what it follows that leave it without meaning. */
const FOLLOW_UPS: Readonly<Record<string, (answers: Answers) => boolean>> = {
  s_real_world_testing: ({ s_prerelease_rd: lead }) => lead !== true,
  p_distortion: ({ p_technique: one, p_vulnerability: other }) => (one === undefined || one === 'none') && (other === undefined || (other as string[]).length === 0),
  p_score_effect: ({ p_social_scoring: lead }) => lead !== true,
  p_crime_nature: ({ p_crime_target: lead }) => lead !== 'natural_person',
  p_crime_basis: ({ p_crime_nature: lead }) => lead !== 'criminal',
  p_emotion_context: ({ p_emotion: lead }) => lead !== 'biometric',
  p_emotion_exception: ({ p_emotion_context: lead }) => lead === undefined || lead === 'other',
  p_biocat_individual: ({ p_biocat: lead }) => lead !== 'listed_in_5_1_g',
  p_public_space: ({ p_biometric_id: lead }) => lead !== 'remote_realtime',
  p_intimate_route: ({ p_intimate: lead }) => lead === undefined || lead === 'none',
  h_safety: ({ h_product: lead }) => lead === undefined || lead === 'none',
  h_5b_fraud: ({ h_5b: lead }) => lead !== true,
  t_obvious: ({ t_interacts: lead }) => lead !== true,
  t_synth_exception: ({ t_synthetic: lead }) => lead !== 'text' && lead !== 'media',
  t_editorial_responsibility: ({ t_public_interest_text: lead }) => lead !== true,
  h_63_material_influence: ({ h_63_conditions: lead }) => lead === undefined || (lead as string[]).length === 0
}

t.test('no follow-up is asked for the class before what it follows gives it a meaning', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(wholeAnswers, (whole) => {
    let answers: Answers = {}
    for (let one = next(answers); one?.purpose === 'class'; one = next(answers)) {
      assert.ok(FOLLOW_UPS[one.question.id]?.(answers) !== true, `${one.question.id} after ${JSON.stringify(answers)}`)
      answers = { ...answers, [one.question.id]: whole[one.question.id] }
    }
  }), { numRuns: 60 }))
  t.end()
})

t.test('prospects tell what each answer leaves, and the question has the best of the worst', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(wholeAnswers, someQuestions, (whole, open) => {
    const answers = without(whole, open)
    const one = next(answers)
    if (one === null) return
    assert.ok(open.includes(one.question.id))
    for (const { answer, possibleClasses, openQuestions } of one.prospects) {
      const then = judged({ ...answers, [one.question.id]: answer })
      assert.deepEqual([possibleClasses, openQuestions], [then.possibleClasses, then.openQuestions.length])
    }
  }), { numRuns: 100 }))
  const start = next({})
  t.match(start?.prospects, [{ answer: true, openQuestions: 73 }, { answer: false, possibleClasses: ['out_of_scope'], openQuestions: 0 }])
  t.end()
})
