import t from 'tap'
import { drift } from '../../src/ai-oversight/drift.ts'
import { chapterOf, featuresOf } from '../../src/ai-oversight/features.ts'
import type { Level } from '../../src/ai-oversight/measure.ts'
import { OVERSIGHT_RULES as RULES } from '../../src/ai-oversight/rules.ts'
import type { Sums } from '../../src/ai-oversight/sums.ts'
import { near, sumsOf } from './records.ts'

const chapters = (a: number, b: number, c: number): Sums => sumsOf({ feature: { 'chapter/84': a, 'chapter/85': b, 'chapter/90': c } })

t.test('the index of each feature, computed by hand', (t) => {
  const [found] = drift(chapters(500, 300, 200), chapters(400, 300, 300), RULES)
  t.match(found, { feature: 'chapter', n: 1000, baseline: 1000, level: 'green', lowData: false, version: 1, because: null, degrees: 2 })
  t.ok(near(found?.value, 0.06286086594223739) && near(found?.lower, 0.015613252337887795) && near(found?.upper, 0.10210847954658697))
  t.end()
})

t.test('its colour takes a size, 30 records on either side, and more than chance', (t) => {
  const levelOf = (expected: readonly [number, number], actual: readonly [number, number]): Level | null =>
    drift(chapters(...expected, 0), chapters(...actual, 0), RULES)[0]?.level ?? null
  const cases: [name: string, level: Level | null, ...Parameters<typeof levelOf>][] = [
    ['0.098', 'green', [5000, 5000], [6550, 3450]], ['0.101', 'amber', [5000, 5000], [6580, 3420]], ['0.244', 'amber', [5000, 5000], [7380, 2620]], ['0.251', 'red', [5000, 5000], [7420, 2580]],
    ['29 now', null, [5000, 5000], [29, 0]], ['30 now', 'red', [5000, 5000], [30, 0]], ['29 before', null, [29, 0], [500, 500]],
    ['0.16 of few', 'green', [15, 15], [21, 9]], ['the same shares of many', 'amber', [1500, 1500], [2100, 900]]
  ]
  for (const [name, level, ...of] of cases) t.equal(levelOf(...of), level, name)
  t.end()
})

t.test('features are tested together, so one of many is not called out by chance', (t) => {
  const feature = (name: string, a: number, b: number): Record<string, number> => ({ [`${name}/x`]: a, [`${name}/y`]: b })
  const still = Object.assign({}, ...Array.from({ length: 19 }, (_, index) => feature(`f${index}`, 100, 100)))
  const found = drift(sumsOf({ feature: { ...still, ...feature('moved', 100, 100) } }), sumsOf({ feature: { ...still, ...feature('moved', 134, 66) } }), RULES)
  const moved = found.find((one) => one.feature === 'moved')
  t.ok(moved !== undefined && 'adjustedP' in moved && near(moved.adjustedP, moved.p * 20) && moved.p < 0.001 && moved.adjustedP > RULES.stability.chance)
  t.equal(moved?.level, 'green')
  t.equal(drift(sumsOf({ feature: feature('moved', 100, 100) }), sumsOf({ feature: feature('moved', 134, 66) }), RULES)[0]?.level, 'amber', 'by itself it is')
  t.end()
})

t.test('where a side is missing it says so', (t) => {
  t.match(drift(sumsOf({}), chapters(5, 5, 5), RULES), [{ feature: 'chapter', value: null, because: 'no_baseline', n: 15 }])
  t.match(drift(chapters(5, 5, 5), sumsOf({}), RULES), [{ feature: 'chapter', value: null, because: 'nothing_made', n: 0 }])
  t.strictSame(drift(sumsOf({}), sumsOf({}), RULES), [])
  t.end()
})

t.test('drift is that of the system: few reviewers do not withhold it', (t) => {
  const few = (a: number, b: number): Sums => sumsOf({ feature: { 'chapter/84': a, 'chapter/85': b } }, 1)
  t.type(drift(few(50, 50), few(50, 50), RULES)[0]?.value, 'number')
  t.end()
})

t.test('values that are not foreseen make no category of their own', (t) => {
  const watched = [{ name: 'language', categories: ['de', 'en'] }, { name: 'chapter', categories: ['84'] }]
  t.strictSame(featuresOf(watched, { language: 'xx', chapter: '84', more: 'y' }), { language: 'other', chapter: '84' })
  t.strictSame(featuresOf(watched, { language: null }), { language: 'none', chapter: 'none' })
  t.strictSame(['8471300000', '0101', '8', null, 'x4'].map(chapterOf), ['84', '01', 'none', 'none', 'none'])
  t.end()
})
