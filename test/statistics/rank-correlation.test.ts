import t from 'tap'
import { rankCorrelation } from '../../src/statistics/rank-correlation.ts'

const near = (value: number | null | undefined, expected: number): boolean => value != null && Math.abs(value - expected) <= 1e-12

t.test('grouped ranks agree with an independent library', (t) => {
  const found = rankCorrelation([{ x: 0, y: 9, count: 4 }, { x: 1, y: 5, count: 3 }, { x: 1, y: 7, count: 2 }, { x: 3, y: 2, count: 5 }, { x: 4, y: 5, count: 1 }])
  t.ok(near(found?.rho, -0.8863312783536974) && near(found?.lower, -0.9687938054875307) && near(found?.upper, -0.6272206201552667))
  t.end()
})

t.test('what is in order goes along fully, and one group with nothing', (t) => {
  const rising = [0, 1, 2, 3].map((place) => ({ x: place, y: place * 10, count: 2 }))
  t.ok(near(rankCorrelation(rising)?.rho, 1))
  t.ok(near(rankCorrelation(rising.map(({ x, y, count }) => ({ x: -x, y, count })))?.rho, -1))
  t.equal(rankCorrelation([{ x: 1, y: 2, count: 4 }, { x: 1, y: 3, count: 4 }]), null)
  t.equal(rankCorrelation([]), null)
  t.match(rankCorrelation([{ x: 1, y: 1, count: 1 }, { x: 2, y: 3, count: 1 }, { x: 3, y: 2, count: 1 }]), { rho: 0.5, lower: null, upper: null }, 'three are too few for an interval')
  t.type(rankCorrelation([{ x: 1, y: 1, count: 1 }, { x: 2, y: 3, count: 2 }, { x: 3, y: 2, count: 1 }])?.lower, 'number', 'four are enough')
  t.end()
})
