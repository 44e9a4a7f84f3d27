import t from 'tap'
import { decisionRate } from '../../src/ai-oversight/decisions.ts'
import { reviewGroups } from '../../src/ai-oversight/review-groups.ts'
import { OVERSIGHT_RULES as RULES } from '../../src/ai-oversight/rules.ts'
import { cutBy, Sums } from '../../src/ai-oversight/sums.ts'
import type { Count } from '../../src/ai-oversight/tally.ts'
import { countsOf, outcome, record, review } from './records.ts'

/** So many reviewers of a unit, with two decisions each. */
const unit = (name: string, reviewers: number): Count[] => countsOf(Array.from({ length: 2 * reviewers }, (_, index) =>
  record({ unit: name, madeOn: index % 2 === 0 ? '2026-03-01' : '2026-04-01', review: review({ reviewer: `${name}${index >> 1}` }) })))

t.test('units of fewer than five reviewers are put together, so none can be had by subtraction', (t) => {
  const counts = [...unit('A', 4), ...unit('B', 6), ...unit('C', 9), ...countsOf([record({ unit: 'D', review: null, use: 'unreviewed' })])]
  const groups = reviewGroups(counts, 'unit')
  t.strictSame(groups.map(({ key, merged }) => [key, merged]), [['C', []], [null, ['A', 'B']], ['D', []]])
  t.strictSame(groups.map((group) => decisionRate(new Sums(group.counts), 'accepted', RULES).n), [18, 20, 0])
  t.equal(groups.flatMap((group) => group.counts).length, counts.length, 'nothing is lost')
  t.end()
})

t.test('somebody who decided in several cells is one person', (t) => {
  const counts = ['A', 'B'].flatMap((name) => countsOf(['r1', 'r2', 'r3'].map((reviewer) => record({ unit: name, review: review({ reviewer }) }))))
  t.equal(new Sums(counts).reviewers, 3)
  const [group] = reviewGroups(counts, 'unit')
  t.match(group, { key: null, merged: ['A', 'B'] })
  t.equal(decisionRate(new Sums(group?.counts ?? []), 'accepted', RULES).because, 'too_few_people')
  t.end()
})

t.test('a day on which an outcome became known is no month', (t) => {
  const counts = [...unit('A', 5), ...countsOf([record({ outcomes: [outcome()] })])]
  t.strictSame(reviewGroups(counts, 'period').map(({ key, merged }) => [key, merged]), [['2026-03', []], ['2026-04', []]])
  t.end()
})

t.test('cuts are in order of their key and add up to the whole', (t) => {
  const counts = [...unit('B', 2), ...unit('A', 3)]
  const cuts = cutBy(counts, 'unit')
  t.strictSame(cuts.map(({ key }) => key), ['A', 'B'])
  t.equal(cuts.reduce((sum, cut) => sum + new Sums(cut.counts).count('decision'), 0), 10)
  t.strictSame([new Sums(counts).count('decision', 'accepted'), new Sums(counts).count('decision', 'rejected')], [10, 0])
  t.end()
})
