import t from 'tap'
import { RULE_SET } from '../../src/ai-act/shipped-rules.ts'
import { CASES, GIVEN_CASES, idsOf, judgedWhole, MORE_CASES } from '../support/ai-act.ts'

t.test('every worked case comes out with its class, its rules in order, its obligations and its questionnaire answers', (t) => {
  t.equal(GIVEN_CASES.length, 70)
  t.equal(new Set(idsOf(CASES)).size, CASES.length)
  for (const { id, name, answers, expected } of CASES) {
    const result = judgedWhole(answers)
    const { class: found, firedRules, decisiveRules, obligations, saq, requiresLegalReview } = result
    t.strictSame({
      class: found, firedRules: idsOf(firedRules), decisiveRules: idsOf(decisiveRules), legalRefs: decisiveRules.map(({ legalRef }) => legalRef),
      obligations: idsOf(obligations), saq: [...saq], requiresLegalReview
    }, expected, `${id} ${name}`)
    t.strictSame([result.possibleClasses, result.provisional, result.openQuestions, result.openObligations], [[expected.class], false, [], []], `${id} leaves nothing open`)
  }
  t.end()
})

t.test('every rule has a case that fires it and one that does not', (t) => {
  for (const { id } of RULE_SET.rules) {
    t.ok(CASES.some(({ expected }) => expected.firedRules.includes(id)), `${id} fires`)
    t.ok(CASES.some(({ expected }) => !expected.firedRules.includes(id)), `${id} does not fire`)
  }
  t.end()
})

t.test('every obligation has a case that owes it and one that does not', (t) => {
  for (const id of RULE_SET.obligations.keys()) {
    t.ok(CASES.some(({ expected }) => expected.obligations.includes(id)), `${id} is owed`)
    t.ok(CASES.some(({ expected }) => !expected.obligations.includes(id)), `${id} is not owed`)
  }
  t.end()
})

t.test('a case told beside another one differs from it in the rules that fire', (t) => {
  const byId = new Map(CASES.map((one) => [one.id, one]))
  const pairs = MORE_CASES.flatMap((one) => one.tags.filter((tag) => tag.startsWith('pair:')).map((tag) => [one, byId.get(tag.slice(5))] as const))
  t.ok(pairs.length > 20, `${pairs.length} pairs`)
  for (const [one, other] of pairs) t.notSame(one.expected.firedRules, other?.expected.firedRules, `${one.id} and ${other?.id ?? 'no case'}`)
  t.end()
})
