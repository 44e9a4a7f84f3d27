import fc from 'fast-check'
import t from 'tap'
import { LEAST_PEOPLE, peopleIn, withoutFew } from '../../src/statistics/few-people.ts'
import type { Group } from '../../src/statistics/few-people.ts'

const group = (key: string, count: number): Group<{ person: string }> => ({ key, merged: [], members: Array.from({ length: count }, (_, index) => ({ person: `${key}${index}` })) })

const CASES: [name: string, sizes: Record<string, number>, shown: [key: string | null, people: number, ...merged: string[]][]][] = [
  ['five people are enough', { A: 5, B: 6 }, [['A', 5], ['B', 6]]],
  ['four are put together with the smallest other group, since they could be had by subtraction', { A: 4, B: 6, C: 9 }, [['C', 9], [null, 10, 'A', 'B']]],
  ['small groups that are five together need no other', { A: 4, B: 9, C: 1 }, [['B', 9], [null, 5, 'A', 'C']]],
  ['small groups that are four together need one', { A: 3, B: 9, C: 1 }, [[null, 13, 'A', 'B', 'C']]],
  ['where all are fewer than five they stay one group', { A: 3, B: 1 }, [[null, 4, 'A', 'B']]],
  ['nobody is no group', {}, []]
]
for (const [name, sizes, shown] of CASES) {
  t.test(name, (t) => {
    t.strictSame(withoutFew(Object.entries(sizes).map(([key, count]) => group(key, count))).map(({ key, merged, members }) => [key, peopleIn(members), ...merged]), shown)
    t.end()
  })
}

t.test('a person in two groups counts once when they are put together', (t) => {
  const twice = [group('A', 4), { key: 'B', merged: [], members: group('A', 4).members }, group('C', 7)]
  t.strictSame(withoutFew(twice).map(({ merged, members }) => [peopleIn(members), ...merged]), [[11, 'A', 'B', 'C']])
  t.end()
})

t.test('no group of fewer than five is left beside others, and nobody is lost', (t) => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }), (sizes) => {
    const groups = sizes.map((count, index) => group(`K${index}-`, count))
    const shown = withoutFew(groups)
    return (shown.length === 1 || shown.every(({ members }) => peopleIn(members) >= LEAST_PEOPLE)) &&
      shown.reduce((sum, { members }) => sum + members.length, 0) === groups.reduce((sum, { members }) => sum + members.length, 0)
  }))
  t.end()
})
