import t from 'tap'
import { decisionTime, plantedDetection, timeByConfidence } from '../../src/ai-oversight/attention.ts'
import { brierScore, expectedCalibrationError } from '../../src/ai-oversight/calibration.ts'
import { decisionRate, nearTotalAcceptance, overAcceptance } from '../../src/ai-oversight/decisions.ts'
import { drift } from '../../src/ai-oversight/drift.ts'
import { errorWatch } from '../../src/ai-oversight/error-watch.ts'
import type { Measure } from '../../src/ai-oversight/measure.ts'
import { overReliance, proposalAccuracy } from '../../src/ai-oversight/outcomes.ts'
import { compareProposers } from '../../src/ai-oversight/proposers.ts'
import type { OversightRecord } from '../../src/ai-oversight/record.ts'
import { OVERSIGHT_RULES as RULES } from '../../src/ai-oversight/rules.ts'
import { Sums } from '../../src/ai-oversight/sums.ts'
import type { Count } from '../../src/ai-oversight/tally.ts'
import { indexByWeight, randomOf } from '../../src/statistics/seeded-random.ts'
import type { SeededRandom } from '../../src/statistics/seeded-random.ts'
import type { DayCount } from '../../src/statistics/sequential.ts'
import { countsOf, outcome, planted, record, review } from './records.ts'

/** Known truth, 200 times over from a fixed seed: what is wrong is found, and what is in order is not called out more often than promised. */
const TIMES = 200
const repeated = <Found>(seed: string, once: (random: SeededRandom) => Found): Found[] => Array.from({ length: TIMES }, (_, index) => once(randomOf(`${seed} ${index}`)))
const count = <Found>(found: readonly Found[], is: (one: Found) => boolean): number => found.filter(is).length
const isRed = ({ level }: Measure): boolean => level === 'red'
const isColoured = ({ level }: Measure): boolean => level === 'amber' || level === 'red'
const holds = ({ lower, upper }: Measure, truth: number): boolean => lower !== null && upper !== null && lower <= truth && truth <= upper

interface Team {
  /** Chance to accept a right and a wrong proposal. */
  readonly acceptsRight: number
  readonly acceptsWrong: number
  readonly seconds: (random: SeededRandom, confidence: number) => number
}

/** A minute or so, longer where the system is less sure; reference reviews take 20 s at least. */
const ATTENTIVE: Team = { acceptsRight: 0.97, acceptsWrong: 0.05, seconds: (random, confidence) => 60 * Math.exp(0.5 * random.normal() + 1.5 * (0.8 - confidence)) }
const STAMPING: Team = { acceptsRight: 0.999, acceptsWrong: 0.998, seconds: (random) => 4 * Math.exp(0.5 * random.normal()) }

/** Confidence from 0.6 to 1; calibrated unless it says more than there is. */
const drawn = (random: SeededRandom, boast = 0): { confidence: number, proposalRight: boolean } => {
  const confidence = 0.6 + 0.4 * random.uniform()
  return { confidence, proposalRight: random.uniform() < confidence - boast }
}

function reviewed (random: SeededRandom, team: Team): Sums {
  const decided = (confidence: number, isRight: boolean) => review({
    reviewer: `r${random.below(6)}`, seconds: team.seconds(random, confidence), referenceSeconds: 20, readingSeconds: 12,
    decision: random.uniform() < (isRight ? team.acceptsRight : team.acceptsWrong) ? 'accepted' : 'overridden'
  })
  const proposals = Array.from({ length: 1000 }, (_, index): OversightRecord => {
    const { confidence, proposalRight } = drawn(random)
    const made = decided(confidence, proposalRight)
    return record({ confidence, review: made, outcomes: index % 4 === 0 ? [outcome({ proposalRight, finalRight: made.decision === 'accepted' ? proposalRight : null })] : [] })
  })
  return new Sums(countsOf([...proposals, ...Array.from({ length: 60 }, () => planted(null, { review: decided(0.8, false) }))]))
}

t.test('a team that rubber-stamps is found, one that looks is not accused', (t) => {
  const signals = (sums: Sums) => ({
    nearTotal: nearTotalAcceptance(sums, RULES), overAcceptance: overAcceptance(sums, 'blind_sample', RULES), time: decisionTime(sums, RULES), planted: plantedDetection(sums, RULES),
    reliance: overReliance(sums, 'blind_sample', RULES), link: timeByConfidence(sums, RULES), accepted: decisionRate(sums, 'accepted', RULES), accuracy: proposalAccuracy(sums, 'blind_sample', RULES)
  })
  const stamping = repeated('stamping', (random) => signals(reviewed(random, STAMPING)))
  const attentive = repeated('attentive', (random) => signals(reviewed(random, ATTENTIVE)))
  for (const name of ['nearTotal', 'overAcceptance', 'time', 'planted'] as const) {
    const found = count(stamping, (one) => isRed(one[name]))
    t.ok(found >= 0.95 * TIMES, `${name} is red of ${found} in ${TIMES} that stamp`)
    const accused = count(attentive, (one) => isRed(one[name]))
    t.ok(accused <= 0.01 * TIMES, `${name} is red of ${accused} in ${TIMES} that look`)
  }
  t.ok(count(attentive, (one) => isColoured(one.nearTotal) || isColoured(one.time)) === 0)
  t.ok(count(attentive, (one) => isColoured(one.planted)) <= 0.1 * TIMES, 'one in 20 missed: the amber limit is one in ten')
  t.ok(count(attentive, (one) => isColoured(one.overAcceptance)) <= 0.15 * TIMES)
  t.ok(count(attentive, ({ link }) => (link.upper ?? 0) < 0) === TIMES, 'whoever looks takes longer where the system is less sure')
  t.ok(Math.abs(count(stamping, ({ link }) => holds(link, 0)) - 0.95 * TIMES) <= 10, 'whoever stamps does not')
  t.ok(count(attentive, ({ accepted }) => holds(accepted, 0.8 * 0.97 + 0.2 * 0.05)) >= 0.91 * TIMES && count(attentive, ({ accuracy }) => holds(accuracy, 0.8)) >= 0.91 * TIMES, 'intervals hold the truth')
  t.ok(count(attentive, ({ reliance }) => holds(reliance, 0.05)) >= 0.91 * TIMES)
  t.end()
})

t.test('a calibrated system is not called out, one that boasts is', (t) => {
  const scored = (random: SeededRandom, boast: number, n: number) => {
    const sums = new Sums(countsOf(Array.from({ length: n }, () => {
      const { confidence, proposalRight } = drawn(random, boast)
      return record({ confidence, outcomes: [outcome({ proposalRight, finalRight: null })] })
    })))
    return { brier: brierScore(sums, 'blind_sample', RULES), ece: expectedCalibrationError(sums, 'blind_sample', RULES) }
  }
  const calibrated = repeated('calibrated', (random) => scored(random, 0, 600))
  const boasting = repeated('boasting', (random) => scored(random, 0.15, 600))
  const called = count(calibrated, ({ ece }) => isColoured(ece))
  t.ok(called <= 6, `${called} in ${TIMES}: about one in a hundred is promised`)
  t.ok(count(calibrated, ({ ece }) => (ece.value ?? 0) > RULES.calibration.amberAbove) > 6, 'by its size alone chance would call out more')
  t.ok(count(boasting, ({ ece }) => isRed(ece)) >= 0.95 * TIMES)
  // Mean of p (1 − p) over 0.6 to 1.
  const spread = (0.4 * 0.8 - (1 - 0.6 ** 3) / 3) / 0.4
  t.ok(count(calibrated, ({ brier }) => holds(brier, spread)) >= 0.91 * TIMES)
  t.ok(count(calibrated, ({ ece }) => holds(ece, 0)) >= 0.95 * TIMES && count(boasting, ({ ece }) => holds(ece, 0.15)) >= 0.95 * TIMES)
  t.end()
})

t.test('a drift of what is proposed is found, and small samples of the same goods are none', (t) => {
  const chapters = ['39', '73', '84', '85', '87', '90', '94']
  const sample = (random: SeededRandom, weights: readonly number[], n: number): Sums =>
    new Sums(countsOf(Array.from({ length: n }, () => record({ features: { chapter: chapters[indexByWeight(random, weights)] ?? '' }, confidence: 0.7 + 0.3 * random.uniform() }))))
  const before = [10, 15, 30, 20, 10, 10, 5]
  const after = [4, 6, 15, 35, 10, 20, 10]
  for (const n of [40, 400]) {
    const still = repeated(`still ${n}`, (random) => drift(sample(random, before, 400), sample(random, before, n), RULES))
    const called = count(still, (features) => features.some(isColoured))
    t.ok(called <= 6, `${called} in ${TIMES} of ${n}`)
    if (n === 40) t.ok(count(still, (features) => features.some(({ value }) => (value ?? 0) >= RULES.stability.amberFrom)) > 0.25 * TIMES, 'by its size alone chance would call out many')
  }
  const moved = repeated('moved', (random) => drift(sample(random, before, 400), sample(random, after, 400), RULES))
  t.ok(count(moved, (features) => features.some((one) => one.feature === 'chapter' && isColoured(one))) >= 0.99 * TIMES)
  t.ok(count(moved, (features) => features.some((one) => one.feature === 'confidence' && isColoured(one))) <= 6, 'and only where it is')
  t.end()
})

t.test('a rising error rate gives an alarm soon, and one in order hardly ever', (t) => {
  const days = (random: SeededRandom, number: number, rate: number, from = 0): DayCount[] => Array.from({ length: number }, (_, index) => {
    const n = 1 + random.below(12)
    const wrong = Array.from({ length: n }, () => random.uniform()).filter((one) => one < rate).length
    return { day: new Date(Date.UTC(2026, 0, 1 + from + index)).toISOString().slice(0, 10), wrong, right: n - wrong }
  })
  const inOrder = repeated('in order', (random) => errorWatch(days(random, 100, 0.05), RULES))
  const alarms = count(inOrder, ({ alarmOn }) => alarmOn !== null)
  t.ok(alarms <= 20 + 3 * Math.sqrt(18), `${alarms} in ${TIMES} runs of 100 days: at most one in ten is promised`)
  const risen = repeated('risen', (random) => errorWatch([...days(random, 60, 0.05), ...days(random, 140, 0.12, 60)], RULES))
  t.ok(count(risen, ({ alarmOn }) => alarmOn !== null) >= 0.97 * TIMES)
  const risenOn = new Date(Date.UTC(2026, 0, 61)).toISOString().slice(0, 10)
  const soon = new Date(Date.UTC(2026, 0, 61 + 45)).toISOString().slice(0, 10)
  t.ok(count(risen, ({ alarmOn }) => alarmOn !== null && alarmOn <= soon) >= 0.7 * TIMES, 'mostly within 45 days: about 200 outcomes at six or seven a day')
  t.ok(count(risen, ({ alarmOn }) => alarmOn !== null && alarmOn < risenOn) <= 0.06 * TIMES, 'not before it rose')
  t.end()
})

t.test('no difference between AI and people is hardly ever called one, though many units are looked at', (t) => {
  const units = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
  const counts = (random: SeededRandom, ofAi: (unit: string) => number): Count[] => units.flatMap((unit) => (['ai', 'human'] as const).flatMap((proposer) => {
    const rate = proposer === 'ai' ? ofAi(unit) : 0.05
    const wrong = Array.from({ length: 400 }, () => random.uniform()).filter((one) => one < rate).length
    const cell = { system: proposer === 'ai' ? 's' : '', version: '', pillar: 'classification', unit, period: '2026-03' }
    return [
      ...Object.entries({ lines: 400, wrong, raised: wrong, decided: wrong }).map(([name, number]): Count => ({ ...cell, counter: 'line', bin: `${proposer}/${name}`, count: number })),
      ...Array.from({ length: 5 }, (_, index): Count => ({ ...cell, counter: 'handler', bin: `${proposer}/${unit}${index}`, count: 80 }))
    ]
  }))
  const compared = (random: SeededRandom, ofAi: (unit: string) => number) => compareProposers(counts(random, ofAi), { version: false, unit: true }, RULES)
  const same = repeated('same', (random) => compared(random, () => 0.05))
  const called = count(same, (cuts) => cuts.some(({ verdict }) => verdict !== 'no_difference_shown'))
  t.ok(called <= 10 + 3 * Math.sqrt(9.5), `${called} in ${TIMES}`)
  t.ok(count(same, (cuts) => cuts.some(({ compared: ratio }) => (ratio?.p ?? 1) < 0.05)) > 30, 'uncorrected, many would')
  const worse = repeated('worse', (random) => compared(random, (unit) => unit === 'C' ? 0.15 : 0.05))
  t.ok(count(worse, (cuts) => cuts.find(({ units: of }) => of?.[0] === 'C')?.verdict === 'ai_more') >= 0.95 * TIMES)
  t.ok(count(worse, (cuts) => { const ratio = cuts.find(({ units: of }) => of?.[0] === 'C')?.compared; return ratio != null && ratio.lower <= 3 && (ratio.upper ?? 9) >= 3 }) >= 0.93 * TIMES, 'its interval holds the true ratio')
  t.end()
})
