import t from 'tap'
import { suggestionsOf } from '../../../src/risks/report/read-suggestions.ts'
import { ownersOf, sanctionsOf, titleOfOwner, yearsBefore } from '../../../src/risks/report/report-context.ts'

t.test('the last three years are whole months, the last with the month of the day', (t) => {
  const cases: [string, [string, string][]][] = [
    ['2026-11-10', [['2023-12-01', '2024-11-30'], ['2024-12-01', '2025-11-30'], ['2025-12-01', '2026-11-30']]],
    ['2024-02-29', [['2021-03-01', '2022-02-28'], ['2022-03-01', '2023-02-28'], ['2023-03-01', '2024-02-29']]],
    ['2026-01-01', [['2023-02-01', '2024-01-31'], ['2024-02-01', '2025-01-31'], ['2025-02-01', '2026-01-31']]]
  ]
  for (const [on, expected] of cases) t.strictSame(yearsBefore(on), expected.map(([from, to]) => ({ from, to })), on)
  t.end()
})

t.test('sanctions stand against the declarations of the same months, and years without either are no data', (t) => {
  const periods = yearsBefore('2026-11-10')
  const declared = [{ month: '2024-12', declarations: 600 }, { month: '2025-11', declarations: 400 }, { month: '2025-12', declarations: 2000 }]
  const found = sanctionsOf(periods, [0, 2, 8], declared)
  t.match(found.periods, [{ label: 'the year to November 2025', sanctions: 2, declarations: 1000, per1000: 2, lowData: true }, { label: 'the year to November 2026', sanctions: 8, declarations: 2000, per1000: 4, lowData: false }])
  t.equal(found.periods.length, 2, 'the first year has nothing')
  t.match(found.comparison, { ratio: 2 })
  t.match(sanctionsOf(periods, [0, 0, 1], []).periods, [{ sanctions: 1, declarations: 0, per1000: null, lower: null, lowData: true }], 'a sanction without declarations is no rate')
  t.equal(sanctionsOf(periods, [0, 0, 1], []).comparison, null)
  t.strictSame(sanctionsOf(periods, [0, 0, 0], []), { periods: [], comparison: null }, 'nothing at all')
  t.equal(sanctionsOf(periods, [0, 0, 3], declared).comparison, null, 'against a year without a sanction there is no ratio')
  t.end()
})

t.test('a risk is answered for by a position, and a person is shown by hers', (t) => {
  const positions = [{ code: 'A', title: 'Head of A', holders: ['P-1'] }, { code: 'B', title: 'Head of B', holders: ['P-1', 'P-2'] }]
  t.strictSame(ownersOf([
    { risk: 'R-1', owner: { kind: 'position', code: 'B' } }, { risk: 'R-2', owner: { kind: 'person', code: 'P-1' } }, { risk: 'R-3', owner: { kind: 'person', code: 'P-2' } },
    { risk: 'R-4', owner: { kind: 'person', code: 'P-9' } }, { risk: 'R-5', owner: { kind: 'position', code: 'P-1' } }
  ], positions), { 'R-1': 'Head of B', 'R-2': 'Head of A', 'R-3': 'Head of B' })
  t.end()
})

t.test('a duty is its owner\'s, or of whoever heads customs where none is recorded', (t) => {
  const positions = [{ code: 'A', title: 'Clerk', holders: ['P-1'], headOfCustoms: false }, { code: 'B', title: 'Head of customs', holders: [], headOfCustoms: true }]
  t.equal(titleOfOwner('head_of_customs', positions), 'Head of customs')
  t.equal(titleOfOwner('head_of_customs', positions.slice(0, 1)), null)
  t.equal(titleOfOwner({ kind: 'position', code: 'A' }, positions), 'Clerk')
  t.equal(titleOfOwner({ kind: 'person', code: 'P-1' }, positions), 'Clerk')
  t.equal(titleOfOwner({ kind: 'person', code: 'P-2' }, positions), null)
  t.end()
})

t.test('what is amber or red comes with the likelihood that it suggests beyond the stated one, then what has no data', (t) => {
  const risk = { code: 'R', title: 'x', likelihood: null, state: 'none' as const }
  const because = [{ indicator: 'late', level: 'amber' as const }, { indicator: 'wrong', level: 'red' as const }]
  const cases: [stated: 1 | 2 | 3 | 4 | 5 | null, amber: number | null, red: number | null][] = [[null, 3, 4], [2, 3, 4], [3, null, 4], [4, null, null], [5, null, null]]
  for (const [stated, amber, red] of cases) {
    t.strictSame(suggestionsOf([{ ...risk, stated, because, unknown: ['dark'] }]), { R: [{ indicator: 'late', state: 'amber', atLeast: amber }, { indicator: 'wrong', state: 'red', atLeast: red }, { indicator: 'dark', state: 'unknown', atLeast: null }] }, String(stated))
  }
  t.strictSame(suggestionsOf([{ ...risk, stated: 1, because: [], unknown: [] }]), {}, 'nothing speaks')
  t.end()
})
