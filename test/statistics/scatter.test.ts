import t from 'tap'
import { dispersionOf, scatterOf, stretchesOf } from '../../src/statistics/scatter.ts'
import { randomOf } from '../../src/statistics/seeded-random.ts'

t.test('the scatter is that of Pearson against one rate for all that was at stake', (t) => {
  const cases: [name: string, events: number[], exposures: number[], chiSquare: number, degrees: number][] = [
    ['as many each', [2, 2, 2], [10, 10, 10], 0, 2],
    ['twice as many of twice as much', [2, 4], [10, 20], 0, 1],
    ['all in one of four', [8, 0, 0, 0], [5, 5, 5, 5], 24, 3],
    ['where nothing was at stake nothing is said', [8, 0, 1], [5, 5, 0], 8, 1],
    ['none', [0, 0], [5, 5], 0, 0],
    ['nothing at stake', [], [], 0, 0]
  ]
  for (const [name, events, exposures, chiSquare, degrees] of cases) t.strictSame(scatterOf(events, exposures), { chiSquare, degrees }, name)
  t.end()
})

t.test('days are cut into stretches of two weeks, the last one shorter', (t) => {
  t.strictSame(stretchesOf({ from: '2026-01-01', to: '2026-01-14' }), [{ from: '2026-01-01', to: '2026-01-14' }])
  t.strictSame(stretchesOf({ from: '2026-01-01', to: '2026-01-15' }), [{ from: '2026-01-01', to: '2026-01-14' }, { from: '2026-01-15', to: '2026-01-15' }])
  t.strictSame(stretchesOf({ from: '2026-01-02', to: '2026-01-01' }), [])
  t.end()
})

t.test('events that come one by one do not scatter further, those of clusters do by the size of a cluster', (t) => {
  const random = randomOf('scatter')
  const meanOf = (size: number): number => {
    let sum = 0
    for (let time = 0; time < 400; time++) {
      const counts = Array.from({ length: 13 }, () => 0)
      for (let cluster = 0; cluster < 60; cluster++) counts[random.below(13)]! += size
      sum += dispersionOf([scatterOf(counts, counts.map(() => 140))])
    }
    return sum / 400
  }
  t.ok(meanOf(1) < 1.3, 'never below 1, so a little above on average')
  t.ok(Math.abs(meanOf(5) - 5) < 0.5)
  t.equal(dispersionOf([]), 1)
  t.equal(dispersionOf([{ chiSquare: 3, degrees: 12 }]), 1)
  t.equal(dispersionOf([{ chiSquare: 30, degrees: 12 }, { chiSquare: 18, degrees: 12 }]), 2)
  t.end()
})
