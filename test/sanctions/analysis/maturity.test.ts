import fc from 'fast-check'
import t from 'tap'
import { addDays } from '../../../src/platform/calendar.ts'
import { lagDistribution, lagQuantile, maturityByDecision, maturityByFacts, shareTaken } from '../../../src/sanctions/analysis/maturity.ts'
import type { ObservedLag } from '../../../src/sanctions/analysis/maturity.ts'

const long = (...days: number[]): ObservedLag[] => days.map((lag) => ({ days: lag, limit: 10_000 }))

t.test('where every lag could have been seen, the distribution is that of the lags seen', (t) => {
  const distribution = lagDistribution(long(100, 200, 200, 300, 400))
  t.strictSame(distribution.steps.map(({ days }) => days), [100, 200, 300, 400])
  for (const [days, share] of [[99, 0], [100, 0.2], [199, 0.2], [200, 0.6], [300, 0.8], [399, 0.8], [400, 1], [5000, 1]] as const) t.ok(Math.abs(shareTaken(distribution, days) - share) < 1e-12, `${days}`)
  t.strictSame([0.2, 0.5, 0.7, 0.81, 1].map((share) => lagQuantile(distribution, share)), [100, 200, 300, 400, 400])
  t.end()
})

t.test('short lags of young facts do not hide that long ones are still to come', (t) => {
  // Two of old facts, one short and one long; three of young facts, for which a long one could not have been seen. Worked by hand:
  // F(100) = 1 − 1/2, since of those that could have been seen with 900 days there are two, and one of them has 900.
  const observed = [{ days: 100, limit: 1000 }, { days: 900, limit: 1000 }, ...[1, 2, 3].map(() => ({ days: 100, limit: 150 }))]
  const distribution = lagDistribution(observed)
  t.equal(shareTaken(distribution, 100), 0.5)
  t.equal(lagQuantile(distribution, 0.9), 900)
  t.equal(shareTaken(lagDistribution(long(100, 900, 100, 100, 100)), 100), 0.8, 'it would be 0.8 had all been seen')
  t.end()
})

t.test('a single early record does not wipe out the longer ones', (t) => {
  const distribution = lagDistribution([{ days: 10, limit: 20 }, { days: 50, limit: 60 }, { days: 90, limit: 100 }])
  t.ok(shareTaken(distribution, 10) > 0)
  t.equal(shareTaken(distribution, 90), 1)
  t.equal(lagQuantile(lagDistribution([]), 0.9), undefined)
  t.end()
})

t.test('the share grows with the days and ends with one', (t) => {
  const lag = fc.tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 2000 })).map(([days, more]) => ({ days, limit: days + more }))
  fc.assert(fc.property(fc.array(lag, { minLength: 1, maxLength: 40 }), (observed) => {
    const { steps } = lagDistribution(observed)
    return steps.at(-1)?.share === 1 && steps.every(({ share }, place) => share > 0 && share <= 1 && (place === 0 || share >= (steps[place - 1]?.share ?? 2)))
  }))
  t.end()
})

t.test('a period is mature from the day on which 90 % of the decisions on its last day should be there', (t) => {
  const distribution = lagDistribution(long(100, 110, 120, 130, 140, 150, 160, 170, 180, 400))
  t.equal(lagQuantile(distribution, 0.9), 180)
  const last = '2025-12-31'
  const matureOn = addDays(last, 180)
  t.match(maturityByFacts(last, addDays(matureOn, -1), distribution), { mature: false, matureOn, basis: 'own_lags', longLagDays: 180, lags: 10 })
  t.ok(Math.abs((maturityByFacts(last, addDays(matureOn, -1), distribution).expectedShare ?? 0) - 0.8) < 1e-9)
  t.match(maturityByFacts(last, matureOn, distribution), { mature: true, matureOn })
  t.match(maturityByFacts(last, '2025-06-01', distribution), { mature: false, expectedShare: 0 }, 'a period that is not over')
  t.end()
})

t.test('with fewer than five lags it is mature after the three years in which customs may notify a debt', (t) => {
  const four = lagDistribution(long(10, 20, 30, 40))
  t.match(maturityByFacts('2024-02-29', '2027-02-27', four), { mature: false, basis: 'statutory', matureOn: '2027-02-28', expectedShare: null, lags: 4 })
  t.match(maturityByFacts('2024-02-29', '2027-02-28', four), { mature: true, basis: 'statutory' })
  t.match(maturityByFacts('2024-02-29', '2027-02-27', lagDistribution(long(10, 20, 30, 40, 50))), { mature: true, basis: 'own_lags' }, 'five are enough')
  t.match(maturityByFacts('2024-02-29', '2027-02-27', lagDistribution([])), { basis: 'statutory', medianLagDays: null, longLagDays: null })
  t.end()
})

t.test('counted by the decision, a period is complete once it is over', (t) => {
  t.match(maturityByDecision('2025-12-31', '2025-12-31', lagDistribution([])), { mature: false, matureOn: '2026-01-01' })
  t.match(maturityByDecision('2025-12-31', '2026-01-01', lagDistribution([])), { mature: true })
  t.end()
})
