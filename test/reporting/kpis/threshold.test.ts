import t from 'tap'
import { limitsFor, parseThreshold, statusOf } from '../../../src/reporting/kpis/threshold.ts'
import type { Status, Threshold } from '../../../src/reporting/kpis/threshold.ts'
import type { Better } from '../../../src/reporting/kpis/definition.ts'

t.test('every form of the catalogue is understood, and what is none is refused', (t) => {
  const cases: [text: string | null, threshold: Threshold][] = [
    [null, { kind: 'none' }], ['info', { kind: 'none' }], ['2 / 5', { kind: 'limits', amber: 2, red: 5 }], ['0.1 / 0.5', { kind: 'limits', amber: 0.1, red: 0.5 }],
    ['0 / +0.5', { kind: 'limits', amber: 0, red: 0.5 }], ['97 / 94', { kind: 'limits', amber: 97, red: 94 }], ['<1 or >20', { kind: 'band', low: 1, high: 20 }],
    ['mean+1σ / mean+2σ', { kind: 'spread', amber: 1, red: 2 }], ['own mean ×1.5 / ×2', { kind: 'own_mean', years: 3, amber: 1.5, red: 2 }],
    ['own 3-year mean +25 % / +50 %', { kind: 'own_mean', years: 3, amber: 1.25, red: 1.5 }]
  ]
  for (const [text, threshold] of cases) t.strictSame(parseThreshold(text), threshold, String(text))
  for (const text of ['', '2', '2 / ', 'two / five', '2 / 5 / 8', '2/5']) t.throws(() => parseThreshold(text), /is no threshold/, text)
  t.end()
})

const cases: [text: string, better: Better, earlier: number[], peers: number[], colours: [value: number, status: Status | null][]][] = [
  ['2 / 5', 'lower', [], [], [[0, 'green'], [2, 'green'], [2.001, 'amber'], [5, 'amber'], [5.001, 'red']]],
  ['0 / 1', 'lower', [], [], [[0, 'green'], [1, 'amber'], [2, 'red']]],
  ['0 / +0.5', 'lower', [], [], [[-1, 'green'], [0, 'green'], [0.01, 'amber'], [0.5, 'amber'], [0.51, 'red']]],
  ['97 / 94', 'higher', [], [], [[100, 'green'], [97, 'green'], [96.99, 'amber'], [94, 'amber'], [93.99, 'red']]],
  ['100 / 90', 'higher', [], [], [[100, 'green'], [99.9, 'amber'], [90, 'amber'], [89.9, 'red']]],
  ['<1 or >20', 'info', [], [], [[0.99, 'amber'], [1, 'green'], [20, 'green'], [20.01, 'amber']]],
  ['own mean ×1.5 / ×2', 'info', [10, 20, 30], [], [[30, 'green'], [30.01, 'amber'], [40, 'amber'], [40.01, 'red']]],
  ['own 3-year mean +25 % / +50 %', 'info', [100], [], [[125, 'green'], [125.01, 'amber'], [150, 'amber'], [150.01, 'red']]],
  ['own mean ×1.5 / ×2', 'info', [], [], [[1e9, null]]],
  ['mean+1σ / mean+2σ', 'lower', [], [2, 4, 4, 4, 5, 5, 7, 9], [[7, 'green'], [7.01, 'amber'], [9, 'amber'], [9.01, 'red']]],
  ['mean+1σ / mean+2σ', 'lower', [], [3], [[3, null]]],
  ['info', 'higher', [], [], [[0, null], [100, null]]]
]

t.test('a value on a limit has the better colour, one beyond it the worse', (t) => {
  for (const [text, better, earlier, peers, colours] of cases) {
    const limits = limitsFor(parseThreshold(text), earlier, peers)
    for (const [value, status] of colours) t.equal(statusOf(value, limits, better), status, `${value} of ${text}`)
  }
  t.end()
})
