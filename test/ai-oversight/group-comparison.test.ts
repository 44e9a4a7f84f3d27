import t from 'tap'
import { compareGroups } from '../../src/ai-oversight/group-comparison.ts'
import { reviewGroups } from '../../src/ai-oversight/review-groups.ts'
import type { ReviewGroup } from '../../src/ai-oversight/review-groups.ts'
import { OVERSIGHT_RULES as RULES } from '../../src/ai-oversight/rules.ts'
import type { Count, Counter } from '../../src/ai-oversight/tally.ts'
import { adjustedForManyCuts } from '../../src/statistics/many-cuts.ts'
import { near } from './records.ts'

const group = (key: string, bins: Partial<Record<Counter, Record<string, number>>>, reviewers = 5): ReviewGroup => ({
  key, merged: [], counts: Object.entries({ reviewer: Object.fromEntries(Array.from({ length: reviewers }, (_, index) => [`${key}${index}`, 1])), ...bins }).flatMap(([counter, counts]) =>
    Object.entries(counts).map(([bin, count]): Count => ({ system: 's', version: '1', pillar: 'classification', unit: key, period: '2026-03', counter: counter as Counter, bin, count })))
})

t.test('a unit that overrides unlike the others is found, corrected for their number', (t) => {
  const groups = [group('A', { decision: { accepted: 170, overridden: 30, open: 9 } }), group('B', { decision: { accepted: 90, overridden: 25, rejected: 5 } }), group('C', { decision: { accepted: 70, overridden: 30 } })]
  const found = compareGroups(groups, 'overridden', RULES)
  t.ok(near(found[0]?.compared?.difference, 30 / 200 - 55 / 220) && near(found[0]?.compared?.p, 0.010848887104829471))
  t.strictSame(found.map(({ adjustedP }) => adjustedP), adjustedForManyCuts(found.map(({ compared }) => compared?.p ?? 1)))
  t.match(found, [{ key: 'A', verdict: 'lower', version: 1, lowData: false, because: null }, { key: 'B', verdict: 'no_difference_shown' }, { key: 'C', verdict: 'higher' }])
  t.end()
})

t.test('planted proposals caught and hasty decisions are compared as well', (t) => {
  const groups = [group('A', { planted: { accepted: 30, overridden: 10 }, hasty: { yes: 40, no: 10 } }), group('B', { planted: { accepted: 2, overridden: 30, rejected: 8 }, hasty: { yes: 2, no: 60 } })]
  t.match(compareGroups(groups, 'planted_caught', RULES), [{ verdict: 'lower', compared: { difference: 0.25 - 0.95 } }, { verdict: 'higher' }])
  t.match(compareGroups(groups, 'hasty', RULES)[0], { verdict: 'higher' })
  t.match(compareGroups(groups, 'accepted', RULES), [{ compared: null, verdict: null, because: 'nothing_to_compare' }, { because: 'nothing_to_compare' }])
  t.end()
})

t.test('neither a group nor its others are fewer than five people', (t) => {
  const decision = { accepted: 100, overridden: 10 }
  t.match(compareGroups([group('A', { decision }, 4), group('B', { decision })], 'overridden', RULES), [{ compared: null, because: 'too_few_people' }, { compared: null, because: 'too_few_people' }])
  const together = reviewGroups([group('A', { decision }, 4), group('B', { decision }), group('C', { decision }, 6)].flatMap(({ counts }) => counts), 'unit')
  t.match(compareGroups(together, 'overridden', RULES), [{ key: 'C', because: null }, { key: null, merged: ['A', 'B'], because: null }])
  t.end()
})

t.test('fewer than 30 cases on a side are low data', (t) => {
  const of = (n: number) => compareGroups([group('A', { decision: { accepted: n } }), group('B', { decision: { accepted: 100 } })], 'accepted', RULES)[0]?.lowData
  t.equal(of(29), true)
  t.equal(of(30), false)
  t.end()
})
