import t from 'tap'
import { hoursBy } from '../../../src/training/reports/hours.ts'
import type { TrainedHours } from '../../../src/training/reports/hours.ts'

const trained = (person: string, day: string, hours: string, key: string | null = null, records = 1): TrainedHours => ({ person, day, key, hours, records })
const ROWS = [trained('P1', '2026-01-31', '0.1', 'origin'), trained('P1', '2026-02-01', '0.2', 'value', 2), trained('P2', '2026-02-01', '7.5', 'origin'), trained('P3', '2026-02-01', '1', null)]
/** P1 has moved in between; P3 belongs nowhere. */
const PLACED = ROWS.map((row) => ({ ...row, key: row.person === 'P3' ? null : row.person === 'P1' && row.day < '2026-02-01' ? 'A' : 'B' }))

t.test('hours count for the unit of the person on the day of completion', (t) => {
  t.strictSame(hoursBy(PLACED, 'unit', true), [
    { key: 'A', merged: [], figures: { people: 1, records: 1, hours: '0.1' } },
    { key: 'B', merged: [], figures: { people: 2, records: 3, hours: '7.7' } },
    { key: null, merged: [], figures: { people: 1, records: 1, hours: '1' } }
  ])
  t.end()
})

t.test('hours add up without loss, by whatever they are counted', (t) => {
  t.match(hoursBy(ROWS, 'all', true), [{ key: 'all', figures: { people: 3, records: 5, hours: '8.8' } }])
  t.match(hoursBy(ROWS, 'month', true), [{ key: '2026-01', figures: { hours: '0.1' } }, { key: '2026-02', figures: { people: 3, hours: '8.7' } }])
  t.match(hoursBy(ROWS, 'topic', true), [{ key: 'origin', figures: { hours: '7.6' } }, { key: 'value', figures: { hours: '0.2' } }, { key: null, figures: { hours: '1' } }])
  t.end()
})

t.test('where people may not be seen, hours of fewer than five are put together', (t) => {
  const many = Array.from({ length: 5 }, (_, index) => trained(`Q${index}`, '2026-02-01', '2', 'B'))
  t.strictSame(hoursBy(PLACED, 'unit', false), [{ key: null, merged: ['A', 'B'], figures: null }])
  t.strictSame(hoursBy([...PLACED, ...many], 'unit', false), [{ key: null, merged: ['A', 'B'], figures: { people: 8, records: 10, hours: '18.8' } }])
  t.end()
})
