import t from 'tap'
import { suggestLikelihood } from '../../src/risk/suggestion.ts'
import type { IndicatorReading } from '../../src/risk/suggestion.ts'
import type { Rating } from '../../src/risk/method.ts'

type Level = IndicatorReading['level']
const readings = (...levels: Level[]): IndicatorReading[] => levels.map((level, index) => ({ indicator: `k${index}`, level }))

t.test('amber lets suspect at least 3, red at least 4, and missing data nothing', (t) => {
  const cases: [name: string, levels: Level[], stated: Rating | null, state: string, likelihood: Rating | null][] = [
    ['amber', ['green', 'amber'], 2, 'raise', 3],
    ['amber, and 3 is stated', ['amber'], 3, 'none', null],
    ['red', ['amber', 'red', null], 3, 'raise', 4],
    ['red, and 4 is stated', ['red'], 4, 'none', null],
    ['amber, and nothing stated yet', ['amber'], null, 'raise', 3],
    ['all green', ['green', 'green'], 1, 'none', null],
    ['green, and one without data', ['green', null], 1, 'none', null],
    ['no data at all', [null, null], 1, 'unknown', null],
    ['no indicator', [], 1, 'unknown', null]
  ]
  for (const [name, levels, stated, state, likelihood] of cases) {
    const found = suggestLikelihood(readings(...levels), stated)
    t.strictSame([found.state, found.likelihood], [state, likelihood], name)
  }
  t.end()
})

t.test('the readings behind a suggestion and those without data are named', (t) => {
  const found = suggestLikelihood(readings('green', 'amber', null, 'red'), 1)
  t.strictSame([found.because.map(({ indicator }) => indicator), found.unknown], [['k1', 'k3'], ['k2']])
  t.end()
})
