import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { type FrameEntry, keyOf } from '../../../src/findings/sampling/frame.ts'
import { type DrawReason, type SamplingPlan, type SamplingSettings, planReviewSample } from '../../../src/findings/sampling/plan.ts'
import { decimal } from '../../../src/platform/decimal.ts'
import { randomOf, shuffled } from '../../../src/statistics/seeded-random.ts'
import { entry, frames } from './frames.ts'

const settings: SamplingSettings = { seed: '2026-Q1', random: { size: 12, leastPerStratum: 2 }, monetaryInterval: '300' }
const keysFor = (plan: SamplingPlan, reason: DrawReason): string[] =>
  plan.draw.filter(({ reasons }) => reasons.includes(reason)).map(keyOf)

const hundred: FrameEntry[] = Array.from({ length: 100 }, (_, index) => entry(`d${String(index).padStart(3, '0')}`, {
  stratum: index < 80 ? 'importer/large' : 'importer/small', bookValue: String(10 * (index + 1)), hasErrorHit: index % 25 === 0
}))

t.test('a plan names its frame, its settings and how it came about', (t) => {
  const plan = planReviewSample(hundred, settings)
  t.match(plan.frameHash, /^[0-9a-f]{64}$/)
  t.equal(plan.frameSize, 100)
  t.equal(plan.method, 'review-sampling/1')
  t.strictSame(plan.settings, settings)
  t.strictSame(plan.strata, [{ stratum: 'importer/large', volume: 76, size: 8 }, { stratum: 'importer/small', volume: 20, size: 4 }])
  t.strictSame(keysFor(plan, 'error_hit'), ['d000', 'd025', 'd050', 'd075'].map((declarationId) => keyOf({ declarationId, itemNumber: 1 })))
  t.equal(keysFor(plan, 'top_stratum').length, 69, 'from 300 to 1000, without two error hits')
  t.equal(keysFor(plan, 'random').length, 12)
  t.end()
})

t.test('a draw stays what it is, on every machine and in every release with this method version', (t) => {
  const plan = planReviewSample(hundred.slice(0, 30), { ...settings, random: { size: 5, leastPerStratum: 1 } })
  t.equal(plan.frameHash, '55ea258edd3096731f9e3b1e305ec62c0510d08772eaf972de2aaea25afc88a9')
  t.strictSame(plan.monetary, { interval: '300', start: '130.22', topValue: '300', sampledValue: '4080' })
  t.strictSame(plan.draw.map(({ declarationId, reasons }) => [declarationId, ...reasons].join(' ')), [
    'd000 error_hit', 'd004 monetary_unit', 'd005 random', 'd006 random', 'd008 random monetary_unit', 'd011 monetary_unit', 'd012 random',
    'd013 monetary_unit', 'd015 random monetary_unit', 'd017 monetary_unit', 'd019 monetary_unit', 'd020 monetary_unit', 'd022 monetary_unit',
    'd023 monetary_unit', 'd024 monetary_unit', 'd025 error_hit', 'd026 monetary_unit', 'd027 monetary_unit', 'd028 monetary_unit', 'd029 top_stratum'
  ])
  t.end()
})

t.test('either sample can be left out, and does not move the other', (t) => {
  const both = planReviewSample(hundred, settings)
  const random = planReviewSample(hundred, { ...settings, monetaryInterval: null })
  const monetary = planReviewSample(hundred, { ...settings, random: null })
  t.equal(random.monetary, null)
  t.equal(monetary.strata, null)
  t.strictSame(keysFor(random, 'random'), keysFor(both, 'random'))
  t.strictSame(keysFor(monetary, 'monetary_unit'), keysFor(both, 'monetary_unit'))
  t.strictSame(monetary.monetary, both.monetary)
  t.strictSame(planReviewSample(hundred, { seed: '', random: null, monetaryInterval: null }).draw.map(({ reasons }) => reasons), Array(4).fill(['error_hit']))
  t.end()
})

t.test('an entry in both samples is drawn once, for both reasons', (t) => {
  const plan = planReviewSample([entry('a', { bookValue: '500' })], settings)
  t.strictSame(plan.draw.map(({ reasons }) => reasons), [['random', 'top_stratum']])
  t.end()
})

t.test('an empty frame has an empty draw', (t) => {
  const plan = planReviewSample([], settings)
  t.strictSame([plan.draw, plan.strata, plan.monetary?.sampledValue], [[], [], '0'])
  t.end()
})

t.test('settings out of range are refused', (t) => {
  for (const random of [{ size: -1, leastPerStratum: 1 }, { size: 1.5, leastPerStratum: 1 }, { size: 5, leastPerStratum: 0 }, { size: 5, leastPerStratum: 0.5 }]) {
    t.throws(() => planReviewSample(hundred, { ...settings, random }), /entr/, JSON.stringify(random))
  }
  t.throws(() => planReviewSample(hundred, { ...settings, monetaryInterval: '0' }), /interval/)
  t.throws(() => planReviewSample([...hundred, ...hundred.slice(0, 1)], settings), /twice/)
  t.end()
})

t.test('the same frame in any order gives the same plan, and is left as it was', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(frames, fc.string(), (frame, seed) => {
    const before = structuredClone(frame)
    const plan = planReviewSample(frame, { ...settings, seed })
    assert.deepEqual(frame, before)
    assert.deepEqual(planReviewSample(shuffled(randomOf(`${seed} mixed`), frame), { ...settings, seed }), plan)
  }), { numRuns: 100 }))
  t.end()
})

t.test('what must be reviewed is, and nothing is drawn without a reason or twice', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(frames, fc.string(), (frame, seed) => {
    const plan = planReviewSample(frame, { ...settings, seed })
    const reasons = new Map(plan.draw.map((drawn) => [keyOf(drawn), drawn.reasons]))
    assert.equal(reasons.size, plan.draw.length)
    for (const one of frame) {
      const given = reasons.get(keyOf(one)) ?? []
      if (one.hasErrorHit) assert.deepEqual(given, ['error_hit'])
      else assert.equal(given.includes('top_stratum'), decimal(one.bookValue).gte('300'))
    }
    assert.ok(plan.draw.every((drawn) => drawn.reasons.length > 0))
    for (const { stratum, volume, size } of plan.strata ?? []) {
      assert.equal(volume, frame.filter((one) => one.stratum === stratum && !one.hasErrorHit).length)
      assert.equal(size, plan.draw.filter((one) => one.stratum === stratum && one.reasons.includes('random')).length)
    }
  }), { numRuns: 150 }))
  t.end()
})

t.test('other seeds draw others, and in the long run all equally often', (t) => {
  const frame = Array.from({ length: 10 }, (_, index) => entry(`d${index}`))
  const drawn = new Map<string, number>()
  for (let seed = 0; seed < 3000; seed++) {
    const plan = planReviewSample(frame, { seed: String(seed), random: { size: 3, leastPerStratum: 1 }, monetaryInterval: null })
    for (const { declarationId } of plan.draw) drawn.set(declarationId, (drawn.get(declarationId) ?? 0) + 1)
  }
  t.equal(drawn.size, 10)
  for (const [declarationId, count] of drawn) t.ok(Math.abs(count - 900) < 110, `${declarationId}: ${count}`)
  t.end()
})
