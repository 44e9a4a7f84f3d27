import fc from 'fast-check'
import t from 'tap'
import { monthBlocks, monthsLeftOut } from '../../src/ai-oversight/month-blocks.ts'
import type { Count } from '../../src/ai-oversight/tally.ts'

const MONTHS = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06']
const by = (period: string, ...people: readonly string[]): Count[] => people.map((bin) => ({ system: 's', version: '1', pillar: 'origin', unit: 'U', period, counter: 'reviewer', bin, count: 1 }))

t.test('a month of five people stands by itself, and others go together until five people decided in them', (t) => {
  const reviewers = [...by('2026-05', 'f'), ...by('2026-03', 'a', 'b', 'c', 'd', 'e'), ...by('2026-01', 'a', 'b', 'c', 'd', 'e'), ...by('2026-02', 'a', 'b', 'c', 'd'), ...by('2026-04', 'a', 'e')]
  t.strictSame(monthBlocks([reviewers], 5), [{ months: ['2026-01'], isClosed: true }, { months: ['2026-03'], isClosed: true }, { months: ['2026-02', '2026-04'], isClosed: true }, { months: ['2026-05'], isClosed: false }])
  t.strictSame(monthsLeftOut(monthBlocks([reviewers], 5), { from: '2026-01', to: '2026-03' }), ['2026-02'], 'its block goes on after the period')
  t.strictSame(monthBlocks([[]], 5), [])
  t.strictSame(monthBlocks([reviewers, by('2026-01', 'x')], 5), [{ months: ['2026-03'], isClosed: true }, { months: ['2026-01', '2026-02', '2026-04', '2026-05'], isClosed: false }], 'of each group that decided in them')
  t.end()
})

t.test('whatever two periods, what one tells beside the other is of five people or of nobody', (t) => {
  const period = fc.tuple(fc.constantFrom(...MONTHS), fc.constantFrom(...MONTHS)).map((ends) => ends.toSorted()).map(([from = '', to = '']) => ({ from, to }))
  const anyGroups = fc.array(fc.tuple(fc.constantFrom(...MONTHS), fc.constantFrom(...'abcdefgh'), fc.constantFrom(0, 1)), { maxLength: 60 }).map((all) => [0, 1].map((group) => all.flatMap(([month, person, of]) => of === group ? by(month, person) : [])))
  fc.assert(fc.property(anyGroups, period, period, (groups, one, other) => {
    const blocks = monthBlocks(groups, 5)
    const toldIn = (span: typeof one): Set<string> => new Set(MONTHS.filter((month) => span.from <= month && month <= span.to && !monthsLeftOut(blocks, span).includes(month)))
    const [told, toldOther] = [toldIn(one), toldIn(other)]
    return groups.every((group) => {
      const people = new Set(group.filter((count) => told.has(count.period) && !toldOther.has(count.period)).map(({ bin }) => bin))
      return people.size === 0 || people.size >= 5
    })
  }))
  t.end()
})
