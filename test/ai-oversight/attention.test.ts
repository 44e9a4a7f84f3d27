import t from 'tap'
import { decisionTime, explanationUse, plantedDetection, rationaleRepetition, timeByConfidence } from '../../src/ai-oversight/attention.ts'
import type { DecisionTime } from '../../src/ai-oversight/attention.ts'
import type { Level } from '../../src/ai-oversight/measure.ts'
import { RATIONALE_BUCKETS, rationaleBucket } from '../../src/ai-oversight/rationale.ts'
import { OVERSIGHT_RULES as RULES, readingSeconds } from '../../src/ai-oversight/rules.ts'
import { Sums } from '../../src/ai-oversight/sums.ts'
import { TIME_ERROR } from '../../src/ai-oversight/tally.ts'
import { binOf as binWithin } from '../../src/statistics/log-bins.ts'
import { countsOf, near, record, review, sumsOf } from './records.ts'

const binOf = (value: number): number => binWithin(value, TIME_ERROR)

t.test('planted proposals that were caught, by those decided', (t) => {
  const found = plantedDetection(sumsOf({ planted: { overridden: 40, rejected: 5, accepted: 5 } }), RULES)
  t.ok(found.value === 0.9 && near(found.lower, 0.7864, 5e-5) && near(found.upper, 0.9565, 5e-5))
  const cases: [name: string, caught: number, missed: number, level: Level | null][] = [
    ['nine in ten', 45, 5, 'green'], ['less than nine in ten', 44, 6, 'amber'], ['surely less', 40, 10, 'red'], ['its interval reaches nine in ten', 41, 9, 'amber'], ['29', 0, 29, null], ['30', 0, 30, 'red']
  ]
  for (const [name, overridden, accepted, level] of cases) t.equal(plantedDetection(sumsOf({ planted: { overridden, accepted } }), RULES).level, level, name)
  t.equal(plantedDetection(sumsOf({}), RULES).because, 'no_planted_decisions')
  t.equal(plantedDetection(sumsOf({ planted: { accepted: 100 } }, 4), RULES).because, 'too_few_people')
  t.end()
})

t.test('decision times by quantile, in seconds', (t) => {
  const found = decisionTime(sumsOf({ seconds: { [binOf(10)]: 5, [binOf(40)]: 60, [binOf(90)]: 35 } }), RULES)
  t.ok(near(found.value, 40, 2) && near(found.lower, 40, 2) && near(found.upper, 40, 2), 'ranks 40 to 61 are all of 40 s')
  t.ok(near((found as DecisionTime).fast.value, 10, 0.5) && near((found as DecisionTime).fast.upper, 40, 2))
  t.match(found, { n: 100, level: null }, 'without a reference and a length there is no limit')
  t.match((found as DecisionTime).hasty, { value: null, because: 'no_times' })
  t.equal(decisionTime(sumsOf({}), RULES).because, 'no_times')
  t.equal(decisionTime(sumsOf({ seconds: { 5: 100 } }, 4), RULES).because, 'too_few_people')
  t.end()
})

t.test('decisions faster than a reference review, or than reading, are a signal', (t) => {
  const levelOf = (hasty: number, of: number, reading: number | null): Level | null =>
    decisionTime(sumsOf({ seconds: { 100: of }, hasty: { yes: hasty, no: of - hasty }, reading: reading === null ? {} : { [binOf(reading)]: of } }), RULES).level
  const cases: [name: string, level: Level | null, ...Parameters<typeof levelOf>][] = [
    ['one in ten', 'green', 10, 100, null], ['more than one in ten', 'amber', 11, 100, null], ['one in four', 'amber', 25, 100, null], ['more than one in four', 'red', 26, 100, null],
    ['29', null, 29, 29, null], ['30', 'red', 30, 30, null], ['more than twice the time to read', 'green', 0, 100, 2.2], ['less than twice', 'red', 0, 100, 1.8], ['29 of known length', null, 0, 29, 1]
  ]
  for (const [name, level, ...of] of cases) t.equal(levelOf(...of), level, name)
  const half = (fast: number, slow: number) => decisionTime(sumsOf({ seconds: { 100: 100 }, reading: { [binOf(1)]: fast, [binOf(9)]: slow } }), RULES) as DecisionTime
  t.equal(half(50, 50).level, 'red', 'half of them')
  t.equal(half(49, 51).level, 'green', 'less than half')
  t.ok(near(half(49, 51).byReading.value, 9, 0.45) && half(49, 51).byReading.n === 100)
  t.equal(readingSeconds(500, RULES), 120, '250 words a minute')
  t.end()
})

t.test('whoever looks takes longer where the system is less sure', (t) => {
  const found = timeByConfidence(sumsOf({ time_confidence: { '0/9': 4, '1/5': 3, '1/7': 2, '3/2': 5, '4/5': 1 } }), RULES)
  t.ok(near(found.value, -0.8863312783536974) && near(found.lower, -0.9687938054875307) && near(found.upper, -0.6272206201552667))
  t.match(found, { n: 15, lowData: true })
  t.match(timeByConfidence(sumsOf({ time_confidence: { '2/9': 4 } }), RULES), { value: null, because: 'nothing_to_tell_apart', n: 4 })
  t.equal(timeByConfidence(sumsOf({}), RULES).because, 'no_times')
  t.end()
})

t.test('explanations opened by those offered', (t) => {
  t.match(explanationUse(sumsOf({ explanation: { opened: 6, left: 4 } }), RULES), { value: 0.6, n: 10 })
  t.ok(near(explanationUse(sumsOf({ explanation: { opened: 6, left: 4 } }), RULES).lower, 0.3127, 5e-5))
  t.equal(explanationUse(sumsOf({}), RULES).because, 'no_explanations')
  t.end()
})

t.test('reasons are the same when their words are', (t) => {
  t.equal(rationaleBucket('Heading 8471: processing unit.'), rationaleBucket('  heading 8471 – PROCESSING   unit'))
  t.not(rationaleBucket('Heading 8471: processing unit.'), rationaleBucket('Heading 8473: part of a processing unit.'))
  t.equal(rationaleBucket(' … '), null)
  t.end()
})

t.test('how often two reasons are the same', (t) => {
  const repetition = (rationale: Record<string, number>) => rationaleRepetition(sumsOf({ rationale }), RULES)
  const beyondChance = (same: number): number => (same - 1 / RATIONALE_BUCKETS) / (1 - 1 / RATIONALE_BUCKETS)
  t.ok(near(repetition({ 1: 3, 2: 1 }).value, beyondChance(6 / 12)), '3 · 2 of 4 · 3 pairs')
  t.equal(repetition({ 7: 50 }).value, 1)
  t.equal(repetition({ 1: 1, 2: 1, 3: 1 }).value, 0)
  t.match(repetition({ 1: 1 }), { value: null, because: 'too_few_rationales', n: 1 })
  t.end()
})

t.test('a person never stands behind a figure, whatever the measure', (t) => {
  const sums = new Sums(countsOf(Array.from({ length: 300 }, (_, index) => record({ review: review({ reviewer: `r${index % 4}`, rationale: 3 }) }))))
  for (const measure of [plantedDetection, decisionTime, timeByConfidence, explanationUse, rationaleRepetition]) t.match(measure(sums, RULES), { value: null, n: null, because: 'too_few_people' }, measure.name)
  t.end()
})
