import t from 'tap'
import { beyondFullTime, mainAssignment } from '../../../src/organisation/model/assignments.ts'

const share = (validFrom: string, validTo: string | null, ftePercent: number) => ({ validFrom, validTo, ftePercent })

const SUMS: [name: string, assignments: ReturnType<typeof share>[], beyond: { day: string, percent: number } | undefined][] = [
  ['none', [], undefined],
  ['full time', [share('2024-01-01', null, 100)], undefined],
  ['two halves', [share('2024-01-01', null, 50), share('2024-01-01', null, 50)], undefined],
  ['a half and a little more', [share('2024-01-01', null, 50), share('2024-06-01', null, 51)], { day: '2024-06-01', percent: 101 }],
  ['one after the other', [share('2024-01-01', '2024-02-29', 100), share('2024-03-01', null, 100)], undefined],
  ['one day together', [share('2024-01-01', '2024-02-29', 100), share('2024-02-29', null, 100)], { day: '2024-02-29', percent: 200 }],
  ['full time and a function without time', [share('2024-01-01', null, 100), share('2024-01-01', null, 0)], undefined],
  ['three that meet only later', [share('2024-01-01', '2024-12-31', 40), share('2024-06-01', '2025-06-30', 40), share('2024-12-31', null, 40)], { day: '2024-12-31', percent: 120 }],
  ['an earlier one given later', [share('2025-01-01', null, 60), share('2024-01-01', '2025-01-01', 60)], { day: '2025-01-01', percent: 120 }]
]
for (const [name, assignments, beyond] of SUMS) {
  t.test(`shares of ${name} ${beyond === undefined ? 'are within full time' : `go beyond it on ${beyond.day}`}`, (t) => {
    t.strictSame(beyondFullTime(assignments), beyond)
    t.end()
  })
}

t.test('a person belongs where most of the time goes, of equals where longest, then by the position\'s code', (t) => {
  const at = (position: string, validFrom: string, ftePercent: number) => ({ person: 'P', position, ...share(validFrom, null, ftePercent) })
  t.equal(mainAssignment([at('A', '2024-01-01', 40), at('B', '2024-01-01', 60)], '2024-01-01')?.position, 'B')
  t.equal(mainAssignment([at('A', '2024-02-01', 50), at('B', '2024-01-01', 50)], '2024-02-01')?.position, 'B')
  t.equal(mainAssignment([at('B', '2024-01-01', 50), at('A', '2024-01-01', 50)], '2024-02-01')?.position, 'A')
  t.equal(mainAssignment([at('A', '2024-01-01', 40), at('B', '2024-02-01', 60)], '2024-01-31')?.position, 'A', 'what begins tomorrow does not count today')
  t.equal(mainAssignment([at('A', '2024-01-01', 40)], '2023-12-31'), undefined)
  t.end()
})
