import t from 'tap'
import { isYear, pointsOf, yearsBefore } from '../../../src/reporting/kpis/points.ts'

t.test('a period falls into calendar months, the first and the last cut to it', (t) => {
  t.strictSame(pointsOf('2026-01-15', '2026-03-02'), {
    whole: { from: '2026-01-15', to: '2026-03-02' },
    months: [{ month: '2026-01', from: '2026-01-15', to: '2026-01-31' }, { month: '2026-02', from: '2026-02-01', to: '2026-02-28' }, { month: '2026-03', from: '2026-03-01', to: '2026-03-02' }]
  })
  t.strictSame(pointsOf('2026-02-10', '2026-02-10').months, [{ month: '2026-02', from: '2026-02-10', to: '2026-02-10' }], 'one day')
  t.strictSame(pointsOf('2025-12-31', '2026-01-01').months.map(({ month }) => month), ['2025-12', '2026-01'], 'over the end of a year')
  t.equal(pointsOf('2024-02-01', '2024-02-29').months[0]?.to, '2024-02-29')
  t.end()
})

t.test('the same stretch of an earlier year follows the calendar', (t) => {
  const cases: [from: string, to: string, years: number, from: string, to: string][] = [
    ['2026-01-01', '2026-12-31', 1, '2025-01-01', '2025-12-31'], ['2024-02-01', '2024-02-29', 1, '2023-02-01', '2023-02-28'], ['2025-02-01', '2025-02-28', 1, '2024-02-01', '2024-02-29'],
    ['2024-02-15', '2024-03-14', 3, '2021-02-15', '2021-03-14'], ['2026-06-30', '2026-07-30', 2, '2024-06-30', '2024-07-30']
  ]
  for (const [from, to, years, earlierFrom, earlierTo] of cases) t.strictSame(yearsBefore({ from, to }, years), { from: earlierFrom, to: earlierTo }, `${from} to ${to}`)
  t.end()
})

t.test('a year is twelve months to the day', (t) => {
  const cases: [from: string, to: string, isYear: boolean][] = [
    ['2026-01-01', '2026-12-31', true], ['2026-01-01', '2026-12-30', false], ['2026-01-02', '2026-12-31', false], ['2025-12-01', '2026-11-30', true], ['2024-01-01', '2024-12-31', true],
    ['2024-03-01', '2025-02-28', true], ['2023-03-01', '2024-02-28', false], ['2023-03-01', '2024-02-29', true], ['2024-01-01', '2025-12-31', false]
  ]
  for (const [from, to, wanted] of cases) t.equal(isYear({ from, to }), wanted, `${from} to ${to}`)
  t.end()
})
