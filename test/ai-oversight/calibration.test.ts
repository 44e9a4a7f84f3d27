import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { brierScore, calibrationError, confidenceBins, equalMassBins, equalWidthBins, expectedCalibrationError } from '../../src/ai-oversight/calibration.ts'
import type { Brier, CalibrationError, ConfidenceBin } from '../../src/ai-oversight/calibration.ts'
import type { Level } from '../../src/ai-oversight/measure.ts'
import { OVERSIGHT_RULES as RULES } from '../../src/ai-oversight/rules.ts'
import { Sums } from '../../src/ai-oversight/sums.ts'
import { countsOf, near, outcome, record, review, sumsOf } from './records.ts'

const P = [0.95, 0.9, 0.9, 0.8, 0.7, 0.6, 0.6, 0.55, 0.3, 0.2]
const Y = [1, 1, 0, 1, 1, 0, 1, 0, 0, 0]
const sumsFrom = (p: readonly number[], y: readonly number[]): Sums => new Sums(countsOf(p.map((confidence, index) =>
  record({ confidence, review: review(), outcomes: [outcome({ proposalRight: y[index] === 1, finalRight: y[index] === 1 })] }))))

t.test('Brier score and its split, computed by hand', (t) => {
  const found = brierScore(sumsFrom(P, Y), 'blind_sample', RULES) as Brier
  t.ok(near(found.value, 0.1905) && near(found.lower, 0.04390700975542863) && near(found.upper, 0.3370929902445714))
  t.ok(near(found.reliability, 0.0905) && near(found.resolution, 0.15) && near(found.uncertainty, 0.25))
  t.match(found, { n: 10, lowData: true, version: 1, because: null })
  t.match(brierScore(sumsOf({}), 'blind_sample', RULES), { value: null, because: 'no_confidence', n: 0 })
  t.equal(brierScore(sumsFrom(P, Y), 'court', RULES).because, 'no_confidence', 'another source')
  t.end()
})

t.test('calibration error over bins of equal width, computed by hand', (t) => {
  const bins = equalWidthBins(confidenceBins(sumsFrom(P, Y), 'blind_sample'), 5)
  t.strictSame(bins.map(({ n, right }) => [n, right]), [[2, 0], [1, 0], [3, 2], [4, 3]], 'a bin ends before its upper end, and the empty one is left out')
  t.ok(near(calibrationError(bins), 0.17))
  t.end()
})

t.test('the split adds up to the score, whatever was seen', (t) => {
  const seen = fc.array(fc.record({ p: fc.integer({ min: 0, max: 100 }), y: fc.integer({ min: 0, max: 1 }) }), { minLength: 1, maxLength: 60 })
  t.doesNotThrow(() => fc.assert(fc.property(seen, (cases) => {
    const sums = sumsFrom(cases.map(({ p }) => p / 100), cases.map(({ y }) => y))
    const found = brierScore(sums, 'blind_sample', RULES) as Brier
    assert.ok(near(found.value, found.reliability - found.resolution + found.uncertainty))
    assert.ok(near(found.value, cases.reduce((sum, { p, y }) => sum + (p / 100 - y) ** 2, 0) / cases.length))
  }), { numRuns: 100 }))
  t.end()
})

t.test('counting confidence to the percent moves the scores by little', (t) => {
  const cases = fc.array(fc.record({ p: fc.double({ min: 0, max: 1, noNaN: true }), y: fc.integer({ min: 0, max: 1 }) }), { minLength: 1, maxLength: 60 })
  t.doesNotThrow(() => fc.assert(fc.property(cases, (seen) => {
    const exact = seen.reduce((sum, { p, y }) => sum + (p - y) ** 2, 0) / seen.length
    const counted = (brierScore(sumsFrom(seen.map(({ p }) => p), seen.map(({ y }) => y)), 'blind_sample', RULES) as Brier).value ?? 0
    assert.ok(Math.abs(exact - counted) <= 0.0101, 'twice half a percent at the very most')
  }), { numRuns: 100 }))
  t.end()
})

const bin = (percent: number, n: number, right = n): ConfidenceBin => ({ confidence: percent / 100, n, right })

t.test('bins of equal mass keep proposals of the same confidence together and leave none too small', (t) => {
  const sizes = (bins: readonly ConfidenceBin[]): number[] => equalMassBins(bins, RULES.calibration).map(({ n }) => n)
  t.strictSame(sizes([bin(50, 49), bin(60, 49)]), [98], '49 are too few for a bin, and the last may not be smaller')
  t.strictSame(sizes([bin(50, 50), bin(60, 50)]), [50, 50])
  t.strictSame(sizes([bin(50, 50), bin(60, 49)]), [99])
  t.strictSame(sizes([bin(50, 30), bin(60, 30), bin(70, 50)]), [60, 50])
  t.strictSame(sizes([bin(99, 5000)]), [5000])
  t.equal(sizes(Array.from({ length: 100 }, (_, percent) => bin(percent, 100))).length, 10, 'ten at most')
  t.strictSame(sizes([]), [])
  t.end()
})

const errorOf = (bins: readonly ConfidenceBin[]): CalibrationError => expectedCalibrationError(sumsOf({
  confidence_outcome: Object.fromEntries(bins.flatMap(({ confidence, n, right }) => [[`blind_sample/${Math.round(confidence * 100)}/r`, right], [`blind_sample/${Math.round(confidence * 100)}/w`, n - right]]))
}), 'blind_sample', RULES) as CalibrationError

t.test('the expected calibration error, computed by hand', (t) => {
  const found = errorOf([bin(90, 400, 320), bin(60, 200, 140)])
  t.ok(near(found.value, (400 * 0.1 + 200 * 0.1) / 600), 'both are off by ten per cent')
  t.ok(near(found.ofChance, Math.sqrt(2 / Math.PI) * (400 * Math.sqrt(0.09 / 400) + 200 * Math.sqrt(0.24 / 200)) / 600))
  t.ok(near(found.p, Math.exp(-(0.095 ** 2 * 400 / 0.09 + 0.095 ** 2 * 200 / 0.24) / 2), 1e-15), 'chi-square of two bins, each off by 9.5 % beyond rounding')
  t.ok(near(found.lower, 0.04913518306292858) && near(found.upper, 0.13367279400980717))
  t.end()
})

t.test('its colour takes 500 outcomes, a size, and more than chance', (t) => {
  const cases: [name: string, bins: readonly ConfidenceBin[], level: Level | null][] = [
    ['499 outcomes', [bin(90, 499, 300)], null], ['500 outcomes', [bin(90, 500, 300)], 'red'],
    ['off by ten per cent', [bin(90, 1000, 800)], 'amber'], ['by more', [bin(90, 1000, 799)], 'red'],
    ['off by five per cent', [bin(90, 1000, 850)], 'green'], ['by more than five', [bin(90, 1000, 849)], 'amber'],
    ['as much as chance makes', [50, 52, 54, 56, 58, 60, 62, 64, 66, 68].map((percent, index) => bin(percent, 50, Math.round(percent / 2) + (index % 2 === 0 ? 3 : -3))), 'green']
  ]
  for (const [name, bins, level] of cases) t.equal(errorOf(bins).level, level, name)
  t.ok((errorOf(cases.at(-1)?.[1] ?? []).value ?? 0) > RULES.calibration.amberAbove, 'the last is off by more than five per cent')
  t.match(expectedCalibrationError(sumsOf({}), 'court', RULES), { value: null, because: 'no_confidence' })
  t.end()
})

t.test('a system that is quite certain may err once in 200', (t) => {
  t.ok(errorOf([bin(100, 1000, 995)]).p > 0.9)
  t.ok(errorOf([bin(100, 1000, 970)]).p < 1e-6)
  t.equal(errorOf([bin(100, 1_000_000)]).p, 1)
  t.equal(errorOf([bin(90, 1_000_000, 904_000)]).p, 1, 'what says 0.904 is counted as 0.90')
  t.ok(errorOf([bin(90, 1_000_000, 907_000)]).p < 1e-6)
  t.equal(errorOf([bin(0, 1000, 0)]).p, 1)
  t.end()
})
