import t from 'tap'
import { bandOf, impactLevel, likelihoodLevel, moneyBand, scoreOf, upperEdge } from '../../src/risk/levels.ts'
import { RATINGS } from '../../src/risk/method.ts'

const justBelow = (value: number): number => value * (1 - Number.EPSILON)

t.test('each likelihood and each money band begins at its edge', (t) => {
  for (const [index, edge] of [0.2, 0.5, 2, 8].entries()) t.strictSame([likelihoodLevel(justBelow(edge)), likelihoodLevel(edge)], [index + 1, index + 2], `${edge} a year`)
  for (const [index, edge] of [1_000, 10_000, 100_000, 1_000_000].entries()) t.strictSame([moneyBand(justBelow(edge)), moneyBand(edge)], [index + 1, index + 2], `${edge} EUR`)
  t.strictSame(RATINGS.map(upperEdge), [0.2, 0.5, 2, 8, Number.POSITIVE_INFINITY])
  t.end()
})

t.test('the impact is the higher of consequence and money', (t) => {
  t.strictSame([impactLevel(1, 500), impactLevel(3, 500), impactLevel(3, 5e6)], [1, 3, 5])
  t.end()
})

t.test('a score is low to 5, medium to 12, high above', (t) => {
  t.strictSame([5, 6, 12, 15].map(bandOf), ['low', 'medium', 'medium', 'high'])
  t.equal(scoreOf(5, 5), 25)
  t.end()
})
