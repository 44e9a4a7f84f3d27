import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { type FrameEntry, keyOf } from '../../../src/findings/sampling/frame.ts'
import { type DrawReason, type DrawnEntry, type SamplingPlan, planReviewSample } from '../../../src/findings/sampling/plan.ts'
import { type ReviewProjection, type ReviewResult, projectReview } from '../../../src/findings/sampling/projection.ts'
import { decimal } from '../../../src/platform/decimal.ts'
import { wilson } from '../../../src/statistics/proportion.ts'
import { entry, frames } from './frames.ts'

const drawn = (declarationId: string, bookValue: string, ...reasons: DrawReason[]): DrawnEntry => ({ ...entry(declarationId, { bookValue }), reasons })
const found = ({ declarationId, itemNumber, bookValue }: FrameEntry, fields: Partial<ReviewResult> = {}): ReviewResult =>
  ({ declarationId, itemNumber, hasError: false, correctValue: bookValue, ...fields })

const planOf = (draw: readonly DrawnEntry[], fields: Partial<SamplingPlan> = {}): SamplingPlan => ({
  method: 'review-sampling/1', settings: { seed: 's', random: null, monetaryInterval: '26882' }, frameHash: '', frameSize: 1000, strata: null,
  monetary: { interval: '26882', start: '1', topValue: '32549', sampledValue: '2467451' }, draw, ...fields
})

/** Reviews a plan; entries that are not named were right. */
function reviewed (plan: SamplingPlan, wrong: Record<string, Partial<ReviewResult>>): ReviewProjection {
  const outcome = projectReview(plan, plan.draw.map((one) => found(one, wrong[one.declarationId])))
  if (outcome.outcome !== 'projected') throw new Error('Not evaluable')
  return outcome
}

function moneyOf ({ monetary }: ReviewProjection): NonNullable<ReviewProjection['monetary']> {
  if (monetary === null) throw new Error('No money')
  return monetary
}

t.test('the money of a textbook case', (t) => {
  // Declared 2,500,000 in all, one unit drawn out of each 26,882. Three sampled entries are wrong, by all of their value, by 0.4 and by
  // 0.15 of it; one that exceeds the interval is wrong by 2,500. By hand:
  // projected 26,882 × (1 + 0.4 + 3,284 ÷ 21,893) = 41,667.16; likely + 2,500 = 44,167.16
  // bound 150,090.78 (see stringer.test.ts) + 2,500 = 152,590.78
  const plan = planOf([
    drawn('a', '21893', 'monetary_unit'), drawn('b', '6705', 'monetary_unit'), drawn('c', '15000', 'monetary_unit', 'random'),
    drawn('d', '32549', 'top_stratum'), drawn('e', '8000', 'monetary_unit')
  ])
  const { monetary, random, errorHits } = reviewed(plan, {
    a: { correctValue: '18609' }, b: { correctValue: '4023' }, c: { correctValue: '0' }, d: { correctValue: '30049' }
  })
  t.strictSame(monetary?.overstated, { knownError: '2500', projectedError: '41667.16', likelyError: '44167.16', upperBound: '152590.78' })
  t.strictSame(monetary?.understated, { knownError: '0', projectedError: '0', likelyError: '0', upperBound: '80531.28' })
  t.equal(random, null)
  t.strictSame(errorHits, { reviewed: 0, errors: 0, rate: null })
  t.end()
})

t.test('each kind of entry counts where it belongs', (t) => {
  const plan = planOf([drawn('hit', '400', 'error_hit'), drawn('top', '30000', 'top_stratum'), drawn('unit', '100', 'monetary_unit'), drawn('random', '100', 'random')])
  const cases: [name: string, wrong: Record<string, Partial<ReviewResult>>, over: [known: string, projected: string], under: [known: string, projected: string]][] = [
    ['nothing wrong', {}, ['0', '0'], ['0', '0']],
    ['an error hit is known', { hit: { correctValue: '300' } }, ['100', '0'], ['0', '0']],
    ['so is the top stratum', { top: { correctValue: '29999.99' } }, ['0.01', '0'], ['0', '0']],
    ['a sampled one is projected', { unit: { correctValue: '50' } }, ['0', '13441'], ['0', '0']],
    ['a random one is not', { random: { correctValue: '50' } }, ['0', '0'], ['0', '0']],
    ['too low is apart from too high', { hit: { correctValue: '450' }, unit: { correctValue: '125' }, top: { correctValue: '29990' } }, ['10', '0'], ['50', '6720.5']],
    ['an error without value is none of money', { hit: { hasError: true }, unit: { hasError: true } }, ['0', '0'], ['0', '0']]
  ]
  for (const [name, wrong, over, under] of cases) {
    const { monetary } = reviewed(plan, wrong)
    t.strictSame([monetary?.overstated.knownError, monetary?.overstated.projectedError], over, `${name}: too high`)
    t.strictSame([monetary?.understated.knownError, monetary?.understated.projectedError], under, `${name}: too low`)
  }
  t.end()
})

t.test('there is no bound once an entry is wrong by more than its value', (t) => {
  const plan = planOf([drawn('a', '100', 'monetary_unit'), drawn('b', '100', 'top_stratum')])
  const cases: [correctValue: string, projected: string, bounded: boolean][] = [['200', '26882', true], ['200.01', '26884.69', false], ['1000', '241938', false]]
  for (const [correctValue, projected, bounded] of cases) {
    const { understated, overstated } = moneyOf(reviewed(plan, { a: { correctValue } }))
    t.equal(understated.projectedError, projected, correctValue)
    t.equal(understated.upperBound !== null, bounded, correctValue)
    t.not(overstated.upperBound, null)
  }
  t.equal(reviewed(plan, { b: { correctValue: '900' } }).monetary?.understated.upperBound, '81331.28', 'what is known needs no bound')
  t.end()
})

t.test('no more can be wrong than was sampled', (t) => {
  const plan = planOf([drawn('a', '100', 'monetary_unit')], { monetary: { interval: '1000', start: '50', topValue: '0', sampledValue: '180' } })
  t.equal(reviewed(plan, {}).monetary?.overstated.upperBound, '180')
  const { overstated } = moneyOf(reviewed(plan, { a: { correctValue: '0' } }))
  t.strictSame(overstated, { knownError: '0', projectedError: '180', likelyError: '180', upperBound: '180' })
  t.end()
})

t.test('error rates of the random sample, by stratum and by volume', (t) => {
  const draw = Array.from({ length: 60 }, (_, index) => ({ ...drawn(`d${index}`, '100', 'random'), stratum: index < 50 ? 'large' : 'small' }))
  const plan = planOf([...draw, drawn('hit', '1', 'error_hit'), drawn('clean hit', '1', 'error_hit')], {
    monetary: null, strata: [{ stratum: 'large', volume: 900, size: 50 }, { stratum: 'small', volume: 100, size: 10 }]
  })
  const { random, errorHits, monetary } = reviewed(plan, {
    d0: { hasError: true }, d1: { correctValue: '99' }, d2: { hasError: true, correctValue: '101' }, d50: { hasError: true }, hit: { hasError: true }
  })
  t.equal(monetary, null)
  t.strictSame(random?.strata.map(({ stratum, volume, reviewed, errors }) => [stratum, volume, reviewed, errors]), [['large', 900, 50, 3], ['small', 100, 10, 1]])
  t.strictSame(random?.strata.map(({ rate }) => rate), [wilson(3, 50), wilson(1, 10)])
  // 0.9 × 3/50 + 0.1 × 1/10 = 0.064, with as many trials as 1 ÷ (0.81/50 + 0.01/10) = 58.1395.
  t.ok(Math.abs((random?.rate?.share ?? 0) - 0.064) < 1e-12)
  t.equal(random?.rate?.upper.toFixed(9), wilson(0.064 / 0.0172, 1 / 0.0172)?.upper.toFixed(9))
  t.strictSame(errorHits, { reviewed: 2, errors: 1, rate: wilson(1, 2) })
  t.end()
})

t.test('strata drawn alike give the plain interval of their sum', (t) => {
  const draw = Array.from({ length: 40 }, (_, index) => ({ ...drawn(`d${index}`, '100', 'random'), stratum: index < 30 ? 'x' : 'y' }))
  const plan = planOf(draw, { strata: [{ stratum: 'x', volume: 300, size: 30 }, { stratum: 'y', volume: 100, size: 10 }] })
  const rate = reviewed(plan, { d3: { hasError: true }, d35: { hasError: true } }).random?.rate
  const plain = wilson(2, 40)
  t.strictSame([rate?.share, rate?.lower, rate?.upper].map((value) => value?.toFixed(9)), [plain?.share, plain?.lower, plain?.upper].map((value) => value?.toFixed(9)))
  t.equal(reviewed(planOf([], { strata: [] }), {}).random?.rate, null, 'without strata there is no rate')
  t.end()
})

t.test('nothing is projected until all is reviewed, and from nothing that was not drawn', (t) => {
  const plan = planOf([drawn('a', '1', 'error_hit'), drawn('b', '1', 'random'), drawn('c', '1', 'random')])
  const [a, b, c] = plan.draw.map((one) => found(one)) as [ReviewResult, ReviewResult, ReviewResult]
  t.strictSame(projectReview(plan, [b]), { outcome: 'not_evaluable', because: 'draw_not_reviewed', missing: 2 })
  t.equal(projectReview(plan, [c, a, b]).outcome, 'projected')
  t.throws(() => projectReview(plan, [a, b, c, a]), /two results/)
  t.throws(() => projectReview(plan, [a, b, { ...c, itemNumber: 2 }]), /not drawn/)
  t.end()
})

t.test('of any plan and results: known, likely and bound in this order, and rates within their intervals', (t) => {
  const correct = fc.array(fc.constantFrom('right', 'right', 'half', 'nothing', 'double'), { minLength: 80, maxLength: 80 })
  t.doesNotThrow(() => fc.assert(fc.property(frames, fc.string(), correct, (frame, seed, states) => {
    const plan = planReviewSample(frame, { seed, random: { size: 10, leastPerStratum: 2 }, monetaryInterval: '400' })
    const factors: Record<string, string> = { right: '1', half: '0.5', nothing: '0', double: '2' }
    const results = plan.draw.map((one, index) => found(one, { correctValue: decimal(one.bookValue).times(factors[states[index] ?? ''] ?? '1').toFixed() }))
    const projection = projectReview(plan, results) as ReviewProjection
    for (const money of Object.values(projection.monetary ?? {})) {
      assert.ok(decimal(money.knownError).lte(money.likelyError))
      assert.ok(decimal(money.likelyError).lte(money.upperBound ?? '-1'))
    }
    for (const { rate, reviewed, volume } of projection.random?.strata ?? []) {
      assert.ok(rate !== null && rate.lower <= rate.share && rate.share <= rate.upper && reviewed <= volume)
    }
    assert.deepEqual(projectReview(plan, results.toReversed()), projection)
  }), { numRuns: 100 }))
  t.end()
})

t.test('over all starts the projection is the error there is', (t) => {
  // 30, 60 and 90 are wrong by 6, 60 and 9; drawn from an interval of 100, each start is one cent.
  const frame = [entry('a', { bookValue: '30' }), entry('b', { bookValue: '60' }), entry('c', { bookValue: '90' }), entry('d', { bookValue: '20' })]
  const errors: Record<string, string> = { a: '6', b: '60', c: '9', d: '0' }
  const seeds = 4000
  let sum = 0
  for (let seed = 0; seed < seeds; seed++) {
    const plan = planReviewSample(frame, { seed: String(seed), random: null, monetaryInterval: '100' })
    const results = plan.draw.map((one) => found(one, { correctValue: decimal(one.bookValue).minus(errors[one.declarationId] ?? '0').toFixed() }))
    assert.equal(new Set(results.map(keyOf)).size, results.length)
    sum += Number((projectReview(plan, results) as ReviewProjection).monetary?.overstated.projectedError)
  }
  t.ok(Math.abs(sum / seeds - 75) < 3, `75 on average, ${sum / seeds}`)
  t.end()
})
