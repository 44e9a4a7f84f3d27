import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { addTallies, changeOf, COUNTERS, Tally, takenBack, tallyOf, TIME_ERROR } from '../../src/ai-oversight/tally.ts'
import type { Count } from '../../src/ai-oversight/tally.ts'
import { binOf as binWithin } from '../../src/statistics/log-bins.ts'
import { randomOf, shuffled } from '../../src/statistics/seeded-random.ts'
import { anyRecord, countsOf, line, outcome, planted, record, review } from './records.ts'

const binOf = (value: number): number => binWithin(value, TIME_ERROR)

const namesOf = (counts: readonly Count[]): string[] => counts.map(({ period, counter, bin, count }) => `${period} ${counter} ${bin} ${count}`)
const has = (counts: readonly Count[], name: string): boolean => namesOf(counts).includes(name)

t.test('a record counts under each of its counters', (t) => {
  const full = record({
    review: review({ decision: 'overridden', seconds: 40, rationale: 17 }), secondReview: { first: '84', second: '85' },
    outcomes: [outcome({ source: 'binding_ruling', proposalRight: false, finalRight: true, blindRight: true, digits: 7 })]
  })
  t.strictSame(namesOf(tallyOf(full)), [
    '2026-03 blind binding_ruling/r/w/r 1', '2026-03 confidence_outcome binding_ruling/90/w 1', '2026-03 decision overridden 1', '2026-03 digits binding_ruling/6 1',
    '2026-03 explanation opened 1', '2026-03 feature chapter/84 1', '2026-03 feature confidence/9 1', '2026-03 hasty no 1', '2026-03 outcome binding_ruling/overridden/w/r 1',
    '2026-03 rationale 17 1', `2026-03 reading ${binOf(4)} 1`, '2026-03 reviewer r1 1', '2026-03 second_review different 1', '2026-03 second_review_chosen 1/84 1',
    '2026-03 second_review_chosen 2/85 1', `2026-03 seconds ${binOf(40)} 1`, '2026-03 time_confidence 5/9 1', '2026-03 use reviewed 1', '2026-05-04 outcome_day binding_ruling/w 1'
  ])
  t.match(tallyOf(full)[0], { system: 'classifier-1', version: '4.2', pillar: 'classification', unit: 'IMP' })
  t.end()
})

t.test('what is not known is not counted', (t) => {
  const bare = record({ confidence: null, features: {}, use: 'not_used', review: null })
  t.strictSame(namesOf(tallyOf(bare)), ['2026-03 decision open 1', '2026-03 feature confidence/none 1'])
  t.strictSame(namesOf(tallyOf({ ...bare, review: review({ seconds: null, explanationOpened: null }) })), ['2026-03 decision accepted 1', '2026-03 feature confidence/none 1', '2026-03 reviewer r1 1'])
  t.end()
})

t.test('an output of a system that was not in use counts, and as that as well', (t) => {
  const bare = record({ approved: false, confidence: null, features: {}, use: 'not_used', review: null })
  t.strictSame(namesOf(tallyOf(bare)), ['2026-03 decision open 1', '2026-03 feature confidence/none 1', '2026-03 unapproved made 1'])
  t.end()
})

t.test('a planted proposal counts as that alone', (t) => {
  t.strictSame(namesOf(tallyOf(planted('rejected'))), ['2026-03 planted rejected 1', '2026-03 reviewer r1 1'])
  t.strictSame(tallyOf(planted(null)), [])
  t.end()
})

t.test('bins end where they should', (t) => {
  const withSeconds = (seconds: number, over = {}): Count[] => tallyOf(record({ review: review({ seconds, ...over }) }))
  t.ok(has(withSeconds(11.99), '2026-03 hasty yes 1') && has(withSeconds(12), '2026-03 hasty no 1'), 'as fast as the reference is not too fast')
  t.ok(has(withSeconds(0), `2026-03 seconds ${binOf(0.1)} 1`) && has(withSeconds(1e9), `2026-03 seconds ${binOf(86_400)} 1`), 'a tenth of a second, a day')
  t.ok(has(withSeconds(31.9), '2026-03 time_confidence 4/9 1') && has(withSeconds(32), '2026-03 time_confidence 5/9 1'), 'doublings of the time')
  t.notOk(namesOf(withSeconds(5, { readingSeconds: 0 })).some((name) => name.includes('reading')), 'nothing to read')
  const withConfidence = (confidence: number): Count[] => tallyOf(record({ confidence, outcomes: [outcome()] }))
  for (const [confidence, percent, tenth] of [[0, 0, 0], [0.094, 9, 0], [0.095, 10, 1], [0.1, 10, 1], [0.29, 29, 2], [0.994, 99, 9], [0.995, 100, 9], [1, 100, 9]] as const) {
    t.ok(has(withConfidence(confidence), `2026-03 confidence_outcome blind_sample/${percent}/r 1`) && has(withConfidence(confidence), `2026-03 feature confidence/${tenth} 1`), String(confidence))
  }
  const withDigits = (digits: number): Count[] => tallyOf(record({ outcomes: [outcome({ digits })] }))
  for (const [digits, level] of [[0, 0], [1, 0], [2, 2], [5, 4], [6, 6], [9, 8], [10, 10]] as const) t.ok(has(withDigits(digits), `2026-03 digits blind_sample/${level} 1`), String(digits))
  t.end()
})

t.test('a line counts for whoever proposed it', (t) => {
  t.strictSame(namesOf(countsOf([], [line(), line({ handler: null, raised: 2, decided: 1, wrong: true }), line({ proposedBy: 'ai', system: 's', version: '1' })])), [
    '2026-03 handler human/h1 1', '2026-03 line human/decided 1', '2026-03 line human/lines 2', '2026-03 line human/raised 2', '2026-03 line human/wrong 1',
    '2026-03 handler ai/h1 1', '2026-03 line ai/lines 1'
  ])
  const tally = new Tally()
  tally.countLine(line({ wrong: true, raised: 1 }))
  tally.countLine(line({ wrong: true, raised: 1 }), -1)
  t.strictSame(tally.counts(), [])
  t.end()
})

t.test('what cannot be is not counted', (t) => {
  const cases: [name: string, wrong: Parameters<typeof tallyOf>[0]][] = [
    ['a confidence above one', record({ confidence: 1.01 })], ['one below zero', record({ confidence: -0.01 })], ['one that is no number', record({ confidence: Number.NaN })],
    ['a planted proposal in use', record({ planted: true })], ['one with an outcome', planted('accepted', { outcomes: [outcome()] })],
    ['a reviewed use without a decision', record({ review: null })], ['two outcomes of one source', record({ outcomes: [outcome(), outcome()] })],
    ['an accepted wrong proposal that is right in use', record({ outcomes: [outcome({ proposalRight: false })] })],
    ['a time below zero', record({ review: review({ seconds: -1 }) })], ['a feature in the place of the confidence', record({ features: { confidence: '9' } })]
  ]
  for (const [name, wrong] of cases) t.throws(() => tallyOf(wrong), Error, name)
  t.end()
})

const records = fc.array(anyRecord, { maxLength: 30 })
const tallied = (given: Parameters<typeof countsOf>[0]): Count[] => countsOf(given)

t.test('order and batches do not matter', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(records, fc.string(), fc.nat(30), (given, seed, cut) => {
    const all = tallied(given)
    assert.deepEqual(tallied(shuffled(randomOf(seed), given)), all)
    assert.deepEqual(addTallies(tallied(given.slice(0, cut)), tallied(given.slice(cut))), all)
    assert.deepEqual(addTallies(...shuffled(randomOf(seed), given.map(tallyOf))), all)
  }), { numRuns: 150 }))
  t.end()
})

t.test('a record that changes is taken back as it was and added as it is', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(records, anyRecord, anyRecord, (others, before, after) => {
    const kept = tallied([...others, before])
    assert.deepEqual(addTallies(kept, takenBack(tallyOf(before)), tallyOf(after)), tallied([...others, after]))
    assert.deepEqual(addTallies(kept, changeOf(before, after)), tallied([...others, after]))
    assert.deepEqual(addTallies(kept, takenBack(kept)), [])
  }), { numRuns: 150 }))
  t.end()
})

t.test('an outcome that becomes known later changes what it is about and nothing else', (t) => {
  t.strictSame(namesOf(changeOf(record(), record({ outcomes: [outcome()] }))), [
    '2026-03 confidence_outcome blind_sample/90/r 1', '2026-03 outcome blind_sample/accepted/r/r 1', '2026-05-04 outcome_day blind_sample/r 1'
  ])
  t.strictSame(changeOf(record(), record()), [])
  t.end()
})

t.test('totals do not grow with the records', (t) => {
  const random = randomOf('size')
  const drawn = (n: number): Count[] => countsOf(Array.from({ length: n }, () => record({
    confidence: random.uniform(), features: { chapter: String(10 + random.below(88)) },
    review: review({ decision: random.pick(['accepted', 'overridden', 'rejected']), reviewer: `r${random.below(20)}`, seconds: random.exponential() * 60, rationale: random.below(1024) }),
    outcomes: [outcome({ proposalRight: true, finalRight: null, digits: random.below(11) })]
  })))
  const [small, large] = [drawn(10_000).length, drawn(40_000).length]
  t.ok(large < small * 1.15, `${small}, then ${large}`)
  t.ok(large < 3200, 'all bins of these counters are fewer')
  t.end()
})

t.test('each counter is used', (t) => {
  const full = record({ review: review({ rationale: 1 }), secondReview: { first: 'a', second: 'b' }, outcomes: [outcome({ blindRight: true, digits: 2 })] })
  const used = new Set(countsOf([full, planted('accepted'), record({ approved: false })], [line()]).map(({ counter }) => counter))
  t.strictSame(COUNTERS.filter((counter) => !used.has(counter)), ['item'], 'items of declarations are counted where they are joined to outputs')
  t.end()
})
