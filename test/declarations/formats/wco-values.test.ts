import t from 'tap'
import { readCount, readDay, readDecimal, readInstantText, readText, Unfit } from '../../../src/declarations/formats/wco-values.ts'
import type { ReadText } from '../../../src/declarations/formats/wco-values.ts'

const unfit = 'unfit'
function check (t: Tap, read: ReadText, cases: readonly (readonly [text: string, value: string | number])[]): void {
  for (const [text, expected] of cases) {
    const value = read(text)
    t.equal(value instanceof Unfit ? unfit : value, expected, text)
  }
}
type Tap = Pick<typeof t, 'equal'>

t.test('decimals get one canonical text', async (t) => {
  check(t, readDecimal, [
    ['0', '0'], ['-0', '0'], ['-0.00', '0'], ['+1', '1'], ['007.50', '7.5'], ['.5', '0.5'], ['5.', '5'], ['-12.340', '-12.34'],
    ['1234567890123456.123456', '1234567890123456.123456'], ['0000000000000000001', '1'], ['1.1234560', '1.123456'],
    ['12345678901234567', unfit], ['1.1234567', unfit], ['12,5', unfit], ['1e5', unfit], ['NaN', unfit], ['Infinity', unfit],
    ['١٢', unfit], ['1 000', unfit], ['--1', unfit], ['.', unfit], ['1'.repeat(100_000), unfit]
  ])
})

t.test('counts are whole numbers within bounds', async (t) => {
  check(t, readCount(1, 999), [['1', 1], ['999', 999], ['012', 12], ['5.0', 5], ['0', unfit], ['1000', unfit], ['1.5', unfit], ['-1', unfit], ['', unfit]])
})

t.test('a declared day is kept as written, in its own offset, even if it does not exist', async (t) => {
  check(t, readDay, [
    ['20250731143931+01', '2025-07-31'], ['20250731003000+14', '2025-07-31'], ['20250731', '2025-07-31'], ['20250230', '2025-02-30'],
    ['Wed Nov 13 00:00:00 UTC 2019', unfit], ['2025-07-31', unfit], ['202507', unfit]
  ])
})

t.test('an instant needs a time, a zone and a day that exists', async (t) => {
  check(t, readInstantText, [
    ['20250731143931+01', '2025-07-31T14:39:31+01:00'], ['20191113080000Z', '2019-11-13T08:00:00Z'], ['20191113080000-0330', '2019-11-13T08:00:00-03:30'],
    ['20191113080000', unfit], ['20191113', unfit], ['20250230080000Z', unfit], ['20191113080060Z', unfit], ['Wed Nov 13 00:00:00 UTC 2019', unfit]
  ])
  const unread = readInstantText('never')
  t.equal(unread instanceof Unfit && unread.leaveOut, true, 'it is left out, not refused')
})

t.test('lengths are counted in characters', async (t) => {
  check(t, readText(3, undefined), [['abc', 'abc'], ['😀😀😀', '😀😀😀'], ['abcd', unfit]])
  check(t, readText(3, '^[A-Z]+$'), [['AB', 'AB'], ['ab', unfit]])
})
