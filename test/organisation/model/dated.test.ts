import t from 'tap'
import { dayAfter, dayBefore } from '../../../src/platform/calendar.ts'
import { danglingOn, holdsOn, missingDay, periodsOf, stateOn, valuesOn, withState } from '../../../src/organisation/model/dated.ts'
import type { State } from '../../../src/organisation/model/dated.ts'

const state = (validFrom: string, values: string, closed = false): State<string> => ({ validFrom, closed, values })
const STATES = [state('2020-01-01', 'a'), state('2024-02-29', 'b'), state('2025-01-01', 'b', true), state('2026-01-01', 'c')]

const ON: [day: string, values: string | undefined][] = [
  ['2019-12-31', undefined], ['2020-01-01', 'a'], ['2024-02-28', 'a'], ['2024-02-29', 'b'], ['2024-12-31', 'b'], ['2025-01-01', undefined], ['2025-12-31', undefined], ['2026-01-01', 'c'], ['2100-12-31', 'c']
]
for (const [day, values] of ON) {
  t.test(`on ${day} it is ${values ?? 'not there'}`, (t) => {
    t.equal(valuesOn(STATES, day), values)
    t.end()
  })
}

t.test('a state ends on the day before the next, also across a leap day and the end of a year', (t) => {
  t.strictSame(periodsOf(STATES).map(({ validFrom, validTo }) => [validFrom, validTo]), [['2020-01-01', '2024-02-28'], ['2024-02-29', '2024-12-31'], ['2025-01-01', '2025-12-31'], ['2026-01-01', null]])
  t.equal(dayBefore('2024-03-01'), '2024-02-29')
  t.equal(dayBefore('2023-03-01'), '2023-02-28')
  t.equal(dayAfter('2024-02-28'), '2024-02-29')
  t.equal(dayAfter('2023-12-31'), '2024-01-01')
  t.end()
})

t.test('a state is put in its place, and one of the same day gives way', (t) => {
  const more = withState(withState(STATES, state('2022-01-01', 'x')), state('2020-01-01', 'y'))
  t.strictSame(more.map(({ validFrom, values }) => `${validFrom} ${values}`), ['2020-01-01 y', '2022-01-01 x', '2024-02-29 b', '2025-01-01 b', '2026-01-01 c'])
  t.equal(stateOn(STATES, '2022-01-01')?.values, 'a', 'what was given is not changed')
  t.end()
})

const MISSING: [name: string, from: string, to: string | null, day: string | undefined][] = [
  ['before it begins', '2019-12-31', '2020-06-01', '2019-12-31'], ['from its first day', '2020-01-01', '2024-12-31', undefined], ['to the day of its closing', '2020-01-01', '2025-01-01', '2025-01-01'],
  ['without an end', '2020-01-01', null, '2025-01-01'], ['from its reopening', '2026-01-01', null, undefined], ['within the gap', '2025-06-01', '2025-06-01', '2025-06-01'], ['of one day', '2024-12-31', '2024-12-31', undefined]
]
for (const [name, validFrom, validTo, day] of MISSING) {
  t.test(`a period ${name} misses it ${day === undefined ? 'never' : `on ${day}`}`, (t) => {
    t.equal(missingDay(STATES, { validFrom, validTo }), day)
    t.end()
  })
}

t.test('both ends of a period belong to it', (t) => {
  const period = { validFrom: '2024-02-29', validTo: '2025-02-28' }
  t.strictSame(['2024-02-28', '2024-02-29', '2025-02-28', '2025-03-01'].map((day) => holdsOn(period, day)), [false, true, true, false])
  t.ok(holdsOn({ validFrom: '2024-02-29', validTo: null }, '2100-01-01'))
  t.end()
})

t.test('what names something that does not exist on a later day is found on that day', (t) => {
  const children = new Map([['k', [state('2020-01-01', 'p'), state('2025-06-01', 'q')]]])
  const parent = (closing: string) => new Map([['p', [state('2020-01-01', ''), state(closing, '', true)]], ['q', [state('2020-01-01', '')]]])
  const named = (values: string): string => values
  t.strictSame(danglingOn(children, parent('2025-05-31'), '2020-01-01', named), { day: '2025-05-31', from: 'k', to: 'p' })
  t.equal(danglingOn(children, parent('2025-06-01'), '2020-01-01', named), undefined, 'it has moved away on that day')
  t.equal(danglingOn(children, parent('2025-05-31'), '2025-06-01', named), undefined, 'only days from the given one on are judged')
  t.strictSame(danglingOn(children, new Map(), '2021-01-01', named), { day: '2021-01-01', from: 'k', to: 'p' })
  t.end()
})
