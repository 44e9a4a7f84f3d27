import t from 'tap'
import { casesOf, spanFaults } from '../../../src/risks/controls/automatic-test.ts'

const SPANS: [from: string, to: string, by: 'day' | 'month', pointers: string[]][] = [
  ['2026-03-05', '2026-03-05', 'day', []], ['2026-03-05', '2026-03-04', 'day', ['/to']], ['2026-03-01', '2026-03-31', 'month', []], ['2026-02-01', '2026-02-28', 'month', []], ['2024-02-01', '2024-02-28', 'month', ['/to']],
  ['2026-03-02', '2026-03-31', 'month', ['/from']], ['2026-03-01', '2026-04-29', 'month', ['/to']], ['2026-01-01', '2026-12-31', 'month', []], ['2026-03-31', '2026-03-01', 'month', ['/to']]
]
for (const [from, to, by, pointers] of SPANS) {
  t.test(`${from} to ${to} counted by ${by} has ${pointers.length} faults`, (t) => {
    t.strictSame(spanFaults({ from, to }, by).map(({ pointer }) => pointer), pointers)
    t.end()
  })
}

t.test('what could not be judged is looked at, and neither passed nor failed; of nothing judged there is no test', (t) => {
  t.strictSame(casesOf({ passed: 8, failed: 1, unjudged: 2 }), { sampleSize: 11, passed: 8, failed: 1 })
  t.strictSame(casesOf({ passed: 0, failed: 1 }), { sampleSize: 1, passed: 0, failed: 1 })
  t.equal(casesOf({ passed: 0, failed: 0, unjudged: 3 }), undefined)
  t.end()
})
