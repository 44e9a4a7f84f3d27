import t from 'tap'
import { RULE_SET } from '../../../src/ai-act/shipped-rules.ts'
import { answersUnder, differenceOf } from '../../../src/ai-systems/assessments/rerun.ts'
import type { Compared } from '../../../src/ai-systems/assessments/rerun.ts'

t.test('answers that rules do not take are set aside, and taken again by rules that do', (t) => {
  const without = { ...RULE_SET, questions: RULE_SET.questions.filter(({ id }) => id !== 'c_cloud').map((question) => question.id === 'r_actor' ? { ...question, options: ['x', 'y'] } : question) }
  const stated = { s_ai_system: true, c_cloud: 'none', r_actor: String(RULE_SET.questions.find(({ id }) => id === 'r_actor')?.options[0]), r_placed_on: null, gone: undefined }
  const first = answersUnder(without, stated)
  t.strictSame(first, { answers: { s_ai_system: true, r_placed_on: null }, notTaken: { c_cloud: 'none', r_actor: stated.r_actor } })
  t.strictSame(answersUnder(RULE_SET, { ...first.notTaken, ...first.answers }), { answers: { c_cloud: 'none', r_actor: stated.r_actor, s_ai_system: true, r_placed_on: null }, notTaken: {} })
  t.strictSame(answersUnder(RULE_SET, { s_ai_system: 'yes', unheard: true }), { answers: {}, notTaken: { s_ai_system: 'yes', unheard: true } })
  t.end()
})

const result: Compared = { class: 'minimal', possibleClasses: ['minimal'], provisional: false, openQuestions: [], requiresLegalReview: false, firedRules: ['A', 'B'], obligations: [{ id: 'O', dueFrom: '2026-01-01' }, { id: 'P', dueFrom: null }] }
const CASES: [name: string, changes: Partial<Compared>, expected: Record<string, unknown>][] = [
  ['nothing', {}, { changed: false, classChanged: false, rulesAdded: [], rulesRemoved: [], obligationsAdded: [], obligationsRemoved: [], obligationsMoved: [] }],
  ['the class', { class: 'high_risk', possibleClasses: ['high_risk'] }, { changed: true, classChanged: true, classBefore: 'minimal', classAfter: 'high_risk' }],
  ['that the class is settled', { provisional: true, possibleClasses: ['high_risk', 'minimal'], openQuestions: ['q'] }, { changed: true, classChanged: true }],
  ['a rule for another', { firedRules: ['B', 'C'] }, { changed: true, classChanged: false, rulesAdded: ['C'], rulesRemoved: ['A'] }],
  ['an obligation more', { obligations: [...result.obligations, { id: 'Q', dueFrom: null }] }, { changed: true, obligationsAdded: ['Q'], obligationsMoved: [] }],
  ['an obligation less', { obligations: [{ id: 'O', dueFrom: '2026-01-01' }] }, { changed: true, obligationsRemoved: ['P'] }],
  ['a day', { obligations: [{ id: 'O', dueFrom: '2027-01-01' }, { id: 'P', dueFrom: null }] }, { changed: true, obligationsMoved: ['O'] }],
  ['a day that is put off', { obligations: [{ id: 'O', dueFrom: null }, { id: 'P', dueFrom: null }] }, { changed: true, obligationsMoved: ['O'] }],
  ['that a lawyer is needed', { requiresLegalReview: true }, { changed: true, classChanged: false }],
  ['an open question', { openQuestions: ['q'] }, { changed: true, classChanged: false }]
]
for (const [name, changes, expected] of CASES) {
  t.test(`other rules change ${name}`, (t) => {
    t.match(differenceOf(result, { ...result, ...changes }), expected)
    t.end()
  })
}
