import t from 'tap'
import { cohensKappa, mcNemar, pairedDifference } from '../../src/statistics/paired.ts'

const near = (value: number | undefined, expected: number): boolean => value !== undefined && Math.abs(value - expected) <= 1e-9

t.test('only items on which two differ tell which is better', (t) => {
  t.ok(near(mcNemar(12, 4), 0.076812744140625))
  t.ok(near(mcNemar(4, 12), 0.076812744140625))
  t.equal(mcNemar(0, 0), 1)
  t.equal(mcNemar(3, 3), 1)
  const found = pairedDifference(12, 4, 200)
  t.ok(near(found?.difference, 0.04) && near(found?.lower, 0.00119469291820902) && near(found?.upper, 0.07880530708179098))
  t.match(pairedDifference(0, 0, 5), { difference: 0, lower: 0, upper: 0, p: 1 })
  t.match(pairedDifference(5, 0, 5), { difference: 1, upper: 1 })
  t.equal(pairedDifference(0, 0, 0), null)
  t.throws(() => pairedDifference(3, 3, 5), /pairs/)
  t.end()
})

t.test('agreement counts beyond what chance would give', (t) => {
  const found = cohensKappa(170, 200, [[100, 90], [100, 110]])
  t.ok(near(found?.kappa, 0.7) && near(found?.lower, 0.6010266702956295) && near(found?.upper, 0.7989733297043704))
  t.equal(cohensKappa(50, 100, [[50, 50], [50, 50]])?.kappa, 0, 'as much as chance')
  t.equal(cohensKappa(0, 0, []), null)
  t.equal(cohensKappa(10, 10, [[10, 10]]), null, 'one category alone')
  t.end()
})
