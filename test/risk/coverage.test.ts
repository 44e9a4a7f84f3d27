import t from 'tap'
import { coverage, SEEDS } from '../support/coverage-study.ts'

t.test('the 90 % interval holds the true rate in 89 to 91 % of years, where rates are what the expert says they are like', (t) => {
  const { cases, within, below, above } = coverage(0)
  t.equal(cases, 94 * SEEDS)
  t.ok(within >= 0.89 && within <= 0.91, `${within} within`)
  t.ok(below > 0.04 && below < 0.06 && above > 0.04 && above < 0.06, `${below} below and ${above} above`)
  t.end()
})

t.test('an expert who is wrong by a band is not hidden: fewer truths lie within, on the side he is wrong to', (t) => {
  const [tooLow, tooHigh] = [coverage(-1), coverage(1)]
  t.ok(tooLow.within < 0.89 && tooLow.above > tooLow.below, JSON.stringify(tooLow))
  t.ok(tooHigh.within < 0.89 && tooHigh.below > tooHigh.above, JSON.stringify(tooHigh))
  t.end()
})
