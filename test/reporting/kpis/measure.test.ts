import t from 'tap'
import { measure } from '../../../src/reporting/kpis/measure.ts'
import type { Measure } from '../../../src/reporting/kpis/measure.ts'

const share: Measure = { kind: 'ratio', unit: 'percent', better: 'higher', interval: 'wilson' }
const errors: Measure = { ...share, better: 'lower' }
const rate: Measure = { kind: 'ratio', unit: 'per_mille', better: 'lower', interval: 'garwood' }
const count: Measure = { kind: 'count', unit: 'count', better: 'lower', interval: 'none' }
const age: Measure = { kind: 'measured', unit: 'days', better: 'lower', interval: 'none' }

t.test('a ratio without a denominator is no data, and never zero', (t) => {
  const nothing = { value: null, lower: null, upper: null, lowData: false }
  for (const kind of [share, errors, rate, { ...share, interval: 'none' as const }]) {
    t.strictSame(measure(kind, 0, 0), nothing)
    t.strictSame(measure(kind, undefined, undefined), nothing)
    t.strictSame(measure(kind, 3, undefined), nothing)
  }
  t.equal(measure(errors, undefined, 10).value, 0, 'nothing found among ten is a zero')
  t.end()
})

t.test('a count is no data where nothing was looked at, and zero where something was', (t) => {
  const cases: [words: string, numerator: number | undefined, looked: number | undefined | null, value: number | null][] = [
    ['of a source with nothing', undefined, null, null], ['plain', 7, null, 7], ['plain zero', 0, null, 0], ['looked at none', 0, 0, null], ['looked nowhere', 5, undefined, null],
    ['found nothing', undefined, 12, 0], ['found some', 5, 12, 5]
  ]
  for (const [words, numerator, looked, value] of cases) t.equal(measure(count, numerator, looked).value, value, words)
  t.end()
})

t.test('what a source worked out is taken as it is, of something', (t) => {
  t.equal(measure(age, 12.5, 4).value, 12.5)
  t.equal(measure(age, 12.5, 0).value, null)
  t.equal(measure(age, undefined, 4).value, null)
  t.end()
})

const isClose = (found: number | null, wanted: number): boolean => found !== null && Math.abs(found - wanted) < 0.00005

t.test('the worked intervals of the risk method are met', (t) => {
  for (const [events, exposure, value, lower, upper] of [[3, 12_000, 0.25, 0.0516, 0.7306], [0, 850, 0, 0, 4.3399], [17, 40_211, 0.4228, 0.2463, 0.6769]] as const) {
    const found = measure(rate, events, exposure)
    t.ok(isClose(found.value, value) && isClose(found.lower, lower) && isClose(found.upper, upper), `${events} in ${exposure}`)
  }
  const wilson = measure(share, 47, 50)
  t.ok(wilson.value === 94 && isClose((wilson.lower ?? 0) / 100, 0.8378) && isClose((wilson.upper ?? 0) / 100, 0.9794), '47 of 50, in per cent')
  const perFte = measure({ ...rate, unit: 'ratio' }, 3, 12)
  t.ok(isClose(perFte.value, 0.25) && isClose((perFte.lower ?? 0), 0.0516), 'a ratio of events to full-time equivalents has the interval of its scale')
  t.end()
})

t.test('fewer than three expected events are flagged', (t) => {
  t.strictSame([measure(rate, 2, 1000).lowData, measure(rate, 3, 1000).lowData], [true, false])
  t.strictSame([measure(errors, 2, 1000).lowData, measure(errors, 3, 1000).lowData], [true, false])
  t.strictSame([measure(share, 998, 1000).lowData, measure(share, 997, 1000).lowData], [true, false], 'of a share that should be high, the failures are the events')
  t.strictSame([measure(rate, 0, 1000, 0.00299).lowData, measure(rate, 0, 1000, 0.003).lowData], [true, false], 'of a part, what the whole company lets expect')
  t.equal(measure(count, 1, null).lowData, false, 'a count is what it is')
  t.end()
})

t.test('parts that overtake their whole have no interval, and do not fail', (t) => {
  t.strictSame(measure(errors, 12, 10), { value: 120, lower: null, upper: null, lowData: false })
  t.strictSame(measure(errors, -1, 10), { value: -10, lower: null, upper: null, lowData: true })
  t.strictSame(measure(rate, 1.5, 10).lower, null)
  t.end()
})
