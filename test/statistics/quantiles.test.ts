import t from 'tap'
import { betaQuantile, binomialAtMost, chiSquareQuantile, exp, ln, lnGamma, normalQuantile } from '../../src/statistics/quantiles.ts'

const close = (value: number, expected: number, relative = 1e-12): boolean => Math.abs(value - expected) <= relative * Math.abs(expected)

t.test('chi-square quantiles agree with an independent library, also with many degrees of freedom', (t) => {
  const cases: [probability: number, degrees: number, expected: number][] = [
    [0.025, 1, 0.0009820691171752555], [0.975, 1, 5.023886187314888],
    [0.025, 2, 0.05063561596857975], [0.975, 2, 7.377758908227871],
    [0.025, 30, 16.79077226556663], [0.975, 30, 46.97924224367115],
    [0.025, 1000, 914.257153799259], [0.975, 1000, 1089.5309127749135],
    [0.025, 1001, 915.2133312204413], [0.975, 1001, 1090.574735898763],
    [0.025, 2000, 1877.9460368153905], [0.975, 2000, 2125.8423024497756],
    [0.025, 10_000, 9724.718377389798], [0.975, 10_000, 10279.07017988759],
    [0.025, 1_000_000, 997230.0871432901], [0.975, 1_000_000, 1002773.701467926]
  ]
  for (const [probability, degrees, expected] of cases) {
    t.ok(close(chiSquareQuantile(probability, degrees), expected, 1e-11), `${probability} of ${degrees}`)
  }
  t.end()
})

t.test('the two ways to a chi-square quantile meet', (t) => {
  for (const probability of [0.001, 0.05, 0.5, 0.95, 0.999]) {
    const below = chiSquareQuantile(probability, 1000) - chiSquareQuantile(probability, 999.999)
    const across = chiSquareQuantile(probability, 1000.001) - chiSquareQuantile(probability, 1000)
    t.ok(Math.abs(across - below) < 2e-8, `no step at ${probability}`)
  }
  t.end()
})

t.test('the other distributions agree with an independent library', (t) => {
  t.ok(close(normalQuantile(0.95), 1.6448536269514722))
  t.ok(close(normalQuantile(0.975), 1.959963984540054))
  t.equal(normalQuantile(0.5), 0)
  t.ok(close(betaQuantile(0.025, 47, 4), 0.8345180533962271))
  t.ok(close(betaQuantile(0.975, 48, 3), 0.9874514121646659))
  t.ok(close(binomialAtMost(2, 4, 0.5), 0.6875))
  t.equal(binomialAtMost(4, 4, 0.5), 1)
  t.ok(close(ln(10), Math.LN10))
  t.ok(close(exp(1), Math.E))
  t.ok(close(lnGamma(11), Math.log(3628800)))
  t.end()
})

t.test('a question without an answer throws', (t) => {
  t.throws(() => normalQuantile(1.1), /not defined/)
  t.throws(() => chiSquareQuantile(-0.1, 2), /not defined/)
  t.throws(() => chiSquareQuantile(1.1, 2000), /not defined/)
  t.throws(() => chiSquareQuantile(0.5, -1), /not defined/)
  t.throws(() => betaQuantile(0.5, 0, 1), /not defined/)
  t.throws(() => binomialAtMost(1, 2, 1.5), /not defined/)
  t.throws(() => ln(-1), /not defined/)
  t.end()
})
