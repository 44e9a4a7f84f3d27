import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { chanceOfAtLeast, eventRate, expectedEvents, upperEvents } from '../../src/statistics/poisson-rate.ts'

const close = (value: number, expected: number, relative = 1e-9): boolean => Math.abs(value - expected) <= relative * Math.abs(expected)
const rounded = (value: number | undefined): string | undefined => value?.toFixed(4)

t.test('the worked rates of the risk method', (t) => {
  const cases: [events: number, exposure: number, rate: string, lower: string, upper: string, lowData: boolean][] = [
    [3, 12_000, '0.2500', '0.0516', '0.7306', false],
    [0, 850, '0.0000', '0.0000', '4.3399', true],
    [17, 40_211, '0.4228', '0.2463', '0.6769', false]
  ]
  for (const [events, exposure, ...expected] of cases) {
    const rate = eventRate(events, exposure)
    t.strictSame([rounded(rate?.perThousand), rounded(rate?.lower), rounded(rate?.upper), rate?.lowData], expected, `${events} in ${exposure}`)
  }
  t.end()
})

t.test('few data is flagged by what was to be expected', (t) => {
  const cases: [events: number, expected: number | undefined, lowData: boolean][] = [
    [2, undefined, true], [3, undefined, false], [0, 3, false], [0, 2.999, true], [9, 2.25, true]
  ]
  for (const [events, expected, lowData] of cases) t.equal(eventRate(events, 100, expected)?.lowData, lowData, `${events}, ${expected} expected`)
  t.end()
})

t.test('no exposure is no data, and a count is a whole number', (t) => {
  t.equal(eventRate(0, 0), null)
  t.equal(eventRate(3, 0), null)
  for (const events of [-1, 0.5, Number.NaN, Infinity]) t.throws(() => eventRate(events, 100), /no count/, String(events))
  for (const exposure of [-1, Number.NaN, Infinity]) t.throws(() => eventRate(1, exposure), /exposure/, String(exposure))
  for (const expected of [-1, Number.NaN, Infinity]) t.throws(() => chanceOfAtLeast(1, expected), /expected/, String(expected))
  t.end()
})

t.test('exact intervals agree with an independent library', (t) => {
  const cases: [events: number, lower: number, upper: number][] = [
    [0, 0, 3.6888794541139354], [1, 0.025317807984289876, 5.571643390938898], [10, 4.7953886961324335, 18.39035604201778],
    [100, 81.36399125092314, 121.62679379242638], [5000, 4862.359188694899, 5140.5489485350045]
  ]
  for (const [events, lower, upper] of cases) {
    const interval = expectedEvents(events)
    t.ok(close(interval.lower, lower) && close(interval.upper, upper), `${events} events`)
  }
  t.strictSame([0, 1, 2, 3].map((events) => rounded(upperEvents(events))), ['2.9957', '4.7439', '6.2958', '7.7537'])
  t.end()
})

t.test('the interval holds the true rate at least 95 times in 100, whatever the rate', (t) => {
  for (const rate of [0.05, 0.5, 1, 2.3, 3, 7.7, 20, 60]) {
    let covered = 0
    let chance = Math.exp(-rate)
    for (let events = 0; events < 200; events++) {
      const { lower, upper } = expectedEvents(events)
      if (lower <= rate && rate <= upper) covered += chance
      chance *= rate / (events + 1)
    }
    t.ok(covered >= 0.95 && covered < 1 + 1e-9, `covers ${rate} with ${covered}`)
  }
  t.end()
})

t.test('an end of the interval is the rate that makes the count one in forty', (t) => {
  for (const events of [1, 2, 9, 40, 400, 900]) {
    const { lower, upper } = expectedEvents(events)
    t.ok(close(chanceOfAtLeast(events, lower), 0.025, 1e-7), `lower of ${events}`)
    t.ok(close(1 - chanceOfAtLeast(events + 1, upper), 0.025, 1e-7), `upper of ${events}`)
  }
  t.end()
})

t.test('the signal of a unit: the chance of at least its sanctions at the rate of the company', (t) => {
  t.equal(rounded(chanceOfAtLeast(6, 2.25)), '0.0274')
  t.equal(rounded(chanceOfAtLeast(5, 2.25)), '0.0780')
  t.equal(chanceOfAtLeast(0, 2.25), 1)
  t.equal(chanceOfAtLeast(0, 0), 1)
  t.equal(chanceOfAtLeast(1, 0), 0)
  t.ok(close(chanceOfAtLeast(1, 2), 1 - Math.exp(-2)))
  t.ok(close(chanceOfAtLeast(40_259, 40_760.48652640436), 0.993625604764212))
  t.ok(close(chanceOfAtLeast(20_622, 20_063.76700217556), 4.415839111682062e-05))
  t.end()
})

t.test('the chance falls with the count and rises with what is expected', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.integer({ min: 0, max: 500 }), fc.double({ min: 0.01, max: 500, noNaN: true }), (events, expected) => {
    const chance = chanceOfAtLeast(events, expected)
    assert.ok(chance >= 0 && chance <= 1)
    assert.ok(chanceOfAtLeast(events + 1, expected) <= chance + 1e-12)
    assert.ok(chanceOfAtLeast(events, expected * 1.1) >= chance - 1e-12)
  }), { numRuns: 300 }))
  t.end()
})
