import fc from 'fast-check'
import t from 'tap'
import { addDays, dayNumber, dayOf } from '../../../src/platform/calendar.ts'
import { bucketBefore, bucketsOf, middleOf, periodBefore } from '../../../src/sanctions/analysis/periods.ts'
import { isInWindow, leavesOn, windowStart } from '../../../src/sanctions/analysis/window.ts'

const anyDay = fc.integer({ min: dayNumber('1990-01-01'), max: dayNumber('2090-12-31') }).map(dayOf)

t.test('a period is compared with as many months where it is of whole months, else with as many days', (t) => {
  const cases: [from: string, to: string, before: [string, string]][] = [
    ['2025-01-01', '2025-12-31', ['2024-01-01', '2024-12-31']], ['2024-01-01', '2024-12-31', ['2023-01-01', '2023-12-31']], ['2024-03-01', '2024-03-31', ['2024-02-01', '2024-02-29']],
    ['2025-01-01', '2025-03-31', ['2024-10-01', '2024-12-31']], ['2025-01-01', '2025-03-30', ['2024-10-04', '2024-12-31']], ['2025-01-02', '2025-01-02', ['2025-01-01', '2025-01-01']]
  ]
  for (const [from, to, before] of cases) t.strictSame(periodBefore({ from, to }), { from: before[0], to: before[1] }, `${from} ${to}`)
  t.end()
})

t.test('the period before ends the day before, and is as long in days or in months', (t) => {
  fc.assert(fc.property(anyDay, fc.integer({ min: 0, max: 2000 }), (from, length) => {
    const period = { from, to: addDays(from, length) }
    const before = periodBefore(period)
    t.equal(addDays(before.to, 1), from)
    return before.from <= before.to
  }), { numRuns: 200 })
  t.end()
})

t.test('staff is counted on 1 July of a year, else on the day halfway', (t) => {
  t.strictSame([['2025-01-01', '2025-12-31'], ['2024-01-01', '2024-12-31'], ['2025-01-01', '2025-01-31'], ['2025-01-01', '2025-01-30'], ['2025-05-05', '2025-05-05'], ['2024-01-01', '2025-12-31']].map(([from = '', to = '']) => middleOf({ from, to })),
    ['2025-07-01', '2024-07-01', '2025-01-16', '2025-01-15', '2025-05-05', '2024-12-31'])
  t.end()
})

t.test('years and months of a period come in order, cut at its ends, and leave nothing out', (t) => {
  t.strictSame(bucketsOf('year', { from: '2023-06-15', to: '2025-02-01' }), [
    { key: '2023', from: '2023-06-15', to: '2023-12-31' }, { key: '2024', from: '2024-01-01', to: '2024-12-31' }, { key: '2025', from: '2025-01-01', to: '2025-02-01' }])
  t.strictSame(bucketsOf('month', { from: '2024-02-29', to: '2024-02-29' }), [{ key: '2024-02', from: '2024-02-29', to: '2024-02-29' }])
  t.strictSame(bucketBefore('year', '2024-06-01'), { key: '2023', from: '2023-01-01', to: '2023-12-31' })
  t.strictSame(bucketBefore('month', '2024-03-31'), { key: '2024-02', from: '2024-02-01', to: '2024-02-29' })
  fc.assert(fc.property(anyDay, fc.integer({ min: 0, max: 1500 }), fc.constantFrom('year' as const, 'month' as const), (from, length, bucket) => {
    const buckets = bucketsOf(bucket, { from, to: addDays(from, length) })
    const days = buckets.reduce((total, part) => total + dayNumber(part.to) - dayNumber(part.from) + 1, 0)
    return days === length + 1 && buckets.every((part, place) => place === 0 || part.from === addDays(buckets[place - 1]?.to ?? '', 1))
  }))
  t.end()
})

t.test('facts are in the window of 36 months through the same date, on both sides of it and over leap days', (t) => {
  const cases: [facts: string, on: string, inWindow: boolean][] = [
    ['2023-03-01', '2026-03-01', true], ['2023-03-01', '2026-03-02', false], ['2023-03-01', '2023-03-01', true], ['2023-03-01', '2023-02-28', false],
    ['2024-02-29', '2027-02-28', true], ['2024-02-29', '2027-03-01', false], ['2021-02-28', '2024-02-28', true], ['2021-02-28', '2024-02-29', false],
    ['2021-03-01', '2024-02-29', true], ['2025-12-31', '2028-12-31', true], ['2025-12-31', '2029-01-01', false], ['2023-08-31', '2026-08-31', true]
  ]
  for (const [facts, on, inWindow] of cases) t.equal(isInWindow(facts, on), inWindow, `${facts} on ${on}`)
  t.strictSame(['2023-03-01', '2024-02-29', '2021-02-28'].map(leavesOn), ['2026-03-02', '2027-03-01', '2024-02-29'])
  t.strictSame(['2026-03-01', '2024-02-29', '2027-02-28', '2027-03-01'].map(windowStart), ['2023-03-01', '2021-03-01', '2024-02-28', '2024-03-01'])
  t.end()
})

t.test('the start of the window is its first day, whatever day it is looked at', (t) => {
  fc.assert(fc.property(anyDay, (on) => isInWindow(windowStart(on), on) && !isInWindow(addDays(windowStart(on), -1), on)))
  fc.assert(fc.property(anyDay, (facts) => isInWindow(facts, addDays(leavesOn(facts), -1)) && !isInWindow(facts, leavesOn(facts))))
  t.end()
})
