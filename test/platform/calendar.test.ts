import fc from 'fast-check'
import t from 'tap'
import { addDays, addMonths, addWorkingDays, dayAfter, dayBefore, dayNumber, dayOf, daysBetween, firstOfMonth, isDay, lastOfMonth, readInstant, utcDay } from '../../src/platform/calendar.ts'

const days: [text: string, exists: boolean][] = [
  ['1900-01-01', true], ['2100-12-31', true], ['1899-12-31', false], ['2101-01-01', false],
  ['2024-02-29', true], ['2000-02-29', true], ['2023-02-29', false], ['1900-02-29', false], ['2100-02-29', false], ['2024-02-30', false],
  ['2026-04-30', true], ['2026-04-31', false], ['2026-12-31', true], ['2026-12-32', false], ['2026-00-10', false], ['2026-13-01', false], ['2026-01-00', false],
  ['2026-1-1', false], ['20260101', false], ['', false], [' 2026-01-01', false], ['2026-01-01\n', false], ['2026-01-01T00:00:00Z', false], ['٢٠٢٦-٠١-٠١', false]
]
for (const [text, exists] of days) t.equal(isDay(text), exists, `${JSON.stringify(text)} is ${exists ? 'a' : 'no'} day`)

const instants: [text: string, utc: string | undefined][] = [
  ['2026-03-31T09:30:00Z', '2026-03-31T09:30:00.000Z'],
  ['2026-03-31T00:30:00+01:00', '2026-03-30T23:30:00.000Z'],
  ['2026-03-31T23:30:00-14:00', '2026-04-01T13:30:00.000Z'],
  ['2026-03-31T23:59:59.999Z', '2026-03-31T23:59:59.999Z'],
  ['2026-03-31T23:59:59.9999Z', '2026-03-31T23:59:59.999Z'],
  ['2026-03-31T09:30:00.123456789Z', '2026-03-31T09:30:00.123Z'],
  ['2026-03-31T09:30:00-00:00', '2026-03-31T09:30:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['2026-02-29T00:00:00Z', undefined], ['2026-02-30T00:00:00Z', undefined], ['2026-04-31T00:00:00+02:00', undefined],
  ['2026-03-31T24:00:00Z', undefined], ['2026-03-31T09:60:00Z', undefined], ['2026-06-30T23:59:60Z', undefined],
  ['2026-03-31T09:30:00+14:59', '2026-03-30T18:31:00.000Z'], ['2026-03-31T09:30:00+15:00', undefined], ['2026-03-31T09:30:00+01:60', undefined],
  ['2026-03-31T09:30:00', undefined], ['2026-03-31', undefined], ['2026-03-31T09:30Z', undefined], ['2026-03-31 09:30:00Z', undefined],
  ['2026-03-31T09:30:00.Z', undefined], ['2026-03-31T09:30:00.1234567890Z', undefined], ['2026-03-31T09:30:00+0100', undefined],
  ['2026-03-31T09:30:00Z\n', undefined], ['', undefined]
]
for (const [text, utc] of instants) t.equal(readInstant(text)?.toISOString(), utc, `${JSON.stringify(text)} is ${utc ?? 'no instant'}`)

t.equal(utcDay(new Date('2026-03-31T00:30:00+01:00')), '2026-03-30', 'the day of an instant is that of UTC')

t.test('days are added over the ends of months and years, up to the end of the calendar', (t) => {
  const cases: [day: string, days: number, expected: string][] = [
    ['2026-02-28', 1, '2026-03-01'], ['2024-02-28', 1, '2024-02-29'], ['2026-01-01', -1, '2025-12-31'], ['2026-06-15', 0, '2026-06-15'], ['2100-12-31', 1, '2101-01-01'],
    ['2026-03-28', 2, '2026-03-30'], ['9999-12-31', 1, '9999-12-31']
  ]
  for (const [day, days, expected] of cases) t.equal(addDays(day, days), expected, `${day} ${days}`)
  t.strictSame([dayBefore('2024-03-01'), dayAfter('2023-12-31'), dayOf(dayNumber('2024-02-29') + 1), daysBetween('2026-03-02', '2026-03-01'), daysBetween('2024-02-28', '2024-03-01')], ['2024-02-29', '2024-01-01', '2024-03-01', -1, 2])
  t.end()
})

t.test('months are added by the calendar, and end with the month where it has no such day', (t) => {
  const cases: [day: string, months: number, expected: string][] = [
    ['2024-01-31', 1, '2024-02-29'], ['2023-01-31', 1, '2023-02-28'], ['2024-02-29', 12, '2025-02-28'], ['2024-02-29', 48, '2028-02-29'], ['2024-03-31', -1, '2024-02-29'],
    ['2024-01-15', -1, '2023-12-15'], ['2023-12-01', 1, '2024-01-01'], ['2024-06-15', 0, '2024-06-15'], ['2024-01-01', -12, '2023-01-01'], ['2026-12-15', 2, '2027-02-15'], ['9999-12-31', 1, '9999-12-31']
  ]
  for (const [day, months, expected] of cases) t.equal(addMonths(day, months), expected, `${day} ${months}`)
  fc.assert(fc.property(fc.integer({ min: -25_567, max: 47_846 }), fc.integer({ min: -240, max: 240 }), (number, months) => {
    const from = new Date(number * 86_400_000)
    const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0))
    return addMonths(dayOf(number), months) === utcDay(new Date(Math.min(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), from.getUTCDate()), last.getTime())))
  }), { numRuns: 1000 })
  t.equal(addMonths('9999-12-15', 1), '9999-12-31', 'the calendar ends')
  t.strictSame(['2024-02-01', '2023-02-10', '2023-12-31'].map(lastOfMonth), ['2024-02-29', '2023-02-28', '2023-12-31'])
  t.equal(firstOfMonth('2024-02-29'), '2024-02-01')
  t.end()
})

t.test('working days leave weekends out and begin on the day after', (t) => {
  const cases: [day: string, count: number, expected: string][] = [
    ['2026-11-25', 0, '2026-11-25'], ['2026-11-25', 1, '2026-11-26'], ['2026-11-27', 1, '2026-11-30'], ['2026-11-28', 1, '2026-11-30'], ['2026-11-29', 1, '2026-11-30'], ['2026-11-25', 10, '2026-12-09']
  ]
  for (const [day, count, expected] of cases) t.equal(addWorkingDays(day, count), expected, `${day} ${count}`)
  t.end()
})

t.test('days are added within a month and across months and years as the platform counts them', (t) => {
  const wrong: string[] = []
  for (let start = Date.UTC(2023, 11, 1); start < Date.UTC(2025, 2, 15); start += 86_400_000) {
    for (let days = -40; days <= 40; days++) {
      const [day, expected] = [start, start + days * 86_400_000].map((time) => new Date(time).toISOString().slice(0, 10))
      if (addDays(day ?? '', days) !== expected) wrong.push(`${day} ${days}`)
    }
  }
  t.strictSame(wrong, [])
  t.end()
})
