import t from 'tap'
import { decisionRate, nearTotalAcceptance, overAcceptance, reviewCoverage } from '../../src/ai-oversight/decisions.ts'
import type { Level } from '../../src/ai-oversight/measure.ts'
import { OVERSIGHT_RULES as RULES } from '../../src/ai-oversight/rules.ts'
import { near, sumsOf } from './records.ts'

t.test('coverage is what was decided before its use, by what was used', (t) => {
  const found = reviewCoverage(sumsOf({ use: { reviewed: 90, reviewed_without_competence: 8, unreviewed_by_rule: 2 } }), RULES)
  t.match(found, { value: 0.98, n: 100, level: 'amber', unreviewed: 0, version: 1, because: null, lowData: false })
  t.match(found.competent, { value: 0.9, n: 100 })
  const cases: [name: string, use: Record<string, number>, level: Level | null][] = [
    ['all decided', { reviewed: 40 }, 'green'], ['all decided, of few', { reviewed: 1 }, 'green'], ['one let through by rule', { reviewed: 40, unreviewed_by_rule: 1 }, 'amber'],
    ['one by no rule', { reviewed: 4000, unreviewed: 1 }, 'red'], ['nothing used', {}, null]
  ]
  for (const [name, use, level] of cases) t.equal(reviewCoverage(sumsOf({ use }), RULES).level, level, name)
  t.match(reviewCoverage(sumsOf({}), RULES), { value: null, because: 'nothing_used', n: 0 })
  t.equal(reviewCoverage(sumsOf({ use: { reviewed: 3, unreviewed: 1 } }, 2), RULES).value, 0.75, 'it tells of outputs: two reviewers do not withhold it')
  t.end()
})

t.test('shares of decisions carry Wilson\'s interval', (t) => {
  const decision = { accepted: 45, overridden: 4, rejected: 1, open: 70 }
  const accepted = decisionRate(sumsOf({ decision }), 'accepted', RULES)
  t.ok(accepted.value === 0.9 && near(accepted.lower, 0.7864, 5e-5) && near(accepted.upper, 0.9565, 5e-5))
  t.equal(accepted.n, 50, 'what is open is no decision')
  t.match([decisionRate(sumsOf({ decision }), 'overridden', RULES).value, decisionRate(sumsOf({ decision }), 'rejected', RULES).value], [0.08, 0.02])
  t.match(decisionRate(sumsOf({ decision: { open: 3 } }, 0), 'overridden', RULES), { value: null, because: 'no_decisions', n: 0, lowData: true })
  t.equal(decisionRate(sumsOf({ decision: { overridden: 29 } }), 'overridden', RULES).lowData, true)
  t.equal(decisionRate(sumsOf({ decision: { overridden: 30 } }), 'overridden', RULES).lowData, false)
  t.end()
})

t.test('of fewer than five reviewers nothing is told of how they decide', (t) => {
  const decision = { accepted: 500, overridden: 1 }
  t.match(decisionRate(sumsOf({ decision }, 4), 'accepted', RULES), { value: null, lower: null, upper: null, n: null, level: null, because: 'too_few_people' })
  t.equal(decisionRate(sumsOf({ decision }, 5), 'accepted', RULES).n, 501)
  t.equal(nearTotalAcceptance(sumsOf({ decision }, 4), RULES).because, 'too_few_people')
  t.equal(overAcceptance(sumsOf({ decision }, 1), 'blind_sample', RULES).because, 'too_few_people')
  t.end()
})

t.test('accepting nearly all is a signal, and red only where planted proposals pass as well', (t) => {
  const seen = { accepted: 20, overridden: 80 }
  const missed = { accepted: 21, overridden: 79 }
  const cases: [name: string, accepted: number, others: number, planted: Record<string, number>, level: Level | null][] = [
    ['98 of 100', 98, 2, {}, 'green'], ['99 of 100', 99, 1, {}, 'amber'], ['99 of 99', 99, 0, {}, null],
    ['199 of 200 and planted ones missed', 199, 1, missed, 'amber'], ['all of 200 and one in five missed', 200, 0, seen, 'amber'], ['all of 200 and more missed', 200, 0, missed, 'red'],
    ['all of 199', 199, 0, missed, 'amber'], ['all of 200 and 29 planted', 200, 0, { accepted: 29 }, 'amber'], ['all of 200 and 30 planted', 200, 0, { accepted: 30 }, 'red'], ['none planted', 900, 0, {}, 'amber']
  ]
  for (const [name, accepted, overridden, planted, level] of cases) t.equal(nearTotalAcceptance(sumsOf({ decision: { accepted, overridden }, planted }), RULES).level, level, name)
  t.end()
})

t.test('accepting more than can be right, computed by hand', (t) => {
  const found = overAcceptance(sumsOf({ decision: { accepted: 198, overridden: 2 }, outcome: { 'blind_sample/accepted/r/r': 160, 'blind_sample/accepted/w/w': 38, 'blind_sample/overridden/w/r': 2 } }), 'blind_sample', RULES)
  t.match(found, { level: 'red', n: 200, accepted: 0.99, right: 0.8, lowData: false }, '0.9643 lies above 0.8495')
  t.ok(near(found.value, 0.19) && near(found.lower, 0.13417337183692996) && near(found.upper, 0.25128592579164266))
  t.end()
})

t.test('over-acceptance is red of enough decisions whose interval lies above that of the share right', (t) => {
  const levelOf = (accepted: number, all: number, right: number, outcomes: number): Level | null =>
    overAcceptance(sumsOf({ decision: { accepted, overridden: all - accepted }, outcome: { 'binding_ruling/accepted/r/r': right, 'binding_ruling/accepted/w/w': outcomes - right } }), 'binding_ruling', RULES).level
  const cases: [name: string, level: Level | null, ...Parameters<typeof levelOf>][] = [
    ['99 decisions are too few for red', 'amber', 99, 99, 40, 100], ['100 are enough', 'red', 100, 100, 40, 100], ['intervals touch', 'amber', 190, 200, 88, 100], ['at what is right', 'green', 160, 200, 80, 100],
    ['29 decisions', null, 29, 29, 40, 100], ['29 outcomes', null, 100, 100, 3, 29], ['30 outcomes', 'red', 100, 100, 3, 30]
  ]
  for (const [name, level, ...of] of cases) t.equal(levelOf(...of), level, name)
  t.equal(overAcceptance(sumsOf({ decision: { accepted: 9 } }), 'court', RULES).because, 'no_outcomes')
  t.equal(overAcceptance(sumsOf({ outcome: { 'court/none/r/-': 9 } }, 0), 'court', RULES).because, 'no_decisions')
  t.end()
})
