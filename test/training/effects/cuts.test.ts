import t from 'tap'
import { cutsOf } from '../../../src/training/effects/cuts.ts'
import type { CutOptions, HeldTraining, NeedOfRate, Staff } from '../../../src/training/effects/cuts.ts'

const held = (over: Partial<HeldTraining> = {}): HeldTraining =>
  ({ id: 'S1', course: 'C1', version: 1, session: 'S1', from: '2026-03-10', to: '2026-03-11', topics: ['classification'], completions: [{ person: 'p1', on: '2026-03-11' }, { person: 'p2', on: '2026-03-11' }], ...over })
const need = (over: Partial<NeedOfRate> = {}): NeedOfRate =>
  ({ id: 'N1', topic: 'classification', unit: 'A', pillar: 'classification', openedOn: '2026-03-01', closedOn: null, evidenceFrom: '2025-09-01', pastFrom: null, ...over })
const staffOf = (unitOf: Staff['unitOf'], sizes: Record<string, number>): Staff => ({ unitOf, peopleIn: (unit) => sizes[unit] ?? 0 })
const options = (over: Partial<CutOptions> = {}): CutOptions =>
  ({ staff: staffOf(() => 'A', { A: 8 }), pillarsOf: (topic) => topic === 'declarations' ? ['declarations', 'identifiers'] : [topic], needs: [], today: '2027-01-01', leastPeople: 5, rules: { windowDays: 182, leastTrainedShare: 0.2 }, most: 100, ...over })
const cut = (training: HeldTraining, over: Partial<CutOptions> = {}, all = [training]) => cutsOf([training], all, options(over)).cuts[0]

t.test('the windows end on the day before the first and begin on the day after the last day of a training', (t) => {
  const found = cut(held())
  t.strictSame(found?.before, { from: '2025-09-09', to: '2026-03-09' }, '182 days')
  t.strictSame(found?.after, { from: '2026-03-12', to: '2026-09-09' }, '182 days')
  t.end()
})

t.test('the window after ends today, and there is none before a day after it has begun', (t) => {
  t.strictSame(cut(held(), { today: '2026-09-08' })?.after, { from: '2026-03-12', to: '2026-09-08' })
  t.strictSame(cut(held(), { today: '2026-03-12' })?.after, { from: '2026-03-12', to: '2026-03-12' })
  t.equal(cut(held(), { today: '2026-03-11' })?.after, null)
  t.end()
})

t.test('people count in the unit that they worked in on the day of completion', (t) => {
  const unitOf = (person: string, day: string): string | undefined => person === 'p3' ? undefined : person === 'p2' && day < '2026-03-11' ? 'B' : 'A'
  const training = held({ completions: [{ person: 'p1', on: '2026-03-11' }, { person: 'p2', on: '2026-03-10' }, { person: 'p3', on: '2026-03-11' }] })
  const { cuts } = cutsOf([training], [training], options({ staff: staffOf(unitOf, { A: 5, B: 5 }) }))
  t.strictSame(cuts.map(({ units, people, trained }) => ({ units, people, trained })), [{ units: ['A'], people: 5, trained: 1 }, { units: ['B'], people: 5, trained: 1 }])
  t.end()
})

t.test('each pillar that the topics cover is looked at, once', (t) => {
  const training = held({ topics: ['declarations', 'declarations', 'value'] })
  t.strictSame(cutsOf([training], [training], options()).cuts.map(({ pillar }) => pillar), ['declarations', 'identifiers', 'value'])
  t.end()
})

t.test('units of fewer than five people are taken together, and withheld when that is still fewer', (t) => {
  const unitOf = (person: string): string => person === 'p1' ? 'A' : 'B'
  const groups = (sizes: Record<string, number>, leastPeople = 5) => {
    const { cuts, withheld } = cutsOf([held()], [held()], options({ staff: staffOf(unitOf, sizes), leastPeople }))
    return { groups: cuts.map(({ units }) => units), withheld }
  }
  t.strictSame(groups({ A: 5, B: 5 }), { groups: [['A'], ['B']], withheld: 0 })
  t.strictSame(groups({ A: 4, B: 1 }), { groups: [['A', 'B']], withheld: 0 })
  t.strictSame(groups({ A: 5, B: 4 }), { groups: [['A']], withheld: 1 }, 'one small unit is never told by what is left')
  t.strictSame(groups({ A: 3, B: 1 }), { groups: [], withheld: 1 })
  t.strictSame(groups({ A: 2, B: 1 }, 2), { groups: [['A']], withheld: 1 }, 'whoever may see people sees no figure of one person')
  t.end()
})

t.test('where there are more cuts than asked for, they are counted and none is made', (t) => {
  const { cuts, number } = cutsOf([held()], [held()], options({ most: 0 }))
  t.strictSame([cuts, number], [[], 1])
  t.end()
})

t.test('a unit of which fewer than one of five took part is not looked at', (t) => {
  const counts = (people: number) => {
    const { cuts, tooFewTrained } = cutsOf([held()], [held()], options({ staff: staffOf(() => 'A', { A: people }) }))
    return [cuts.length, tooFewTrained]
  }
  t.strictSame(counts(10), [1, 0], 'two of ten')
  t.strictSame(counts(11), [0, 1], 'two of eleven')
  t.end()
})

t.test('a training that a high rate led to is compared with days that it was not chosen by', (t) => {
  t.strictSame(cut(held(), { needs: [need()] })?.before, { from: '2025-03-03', to: '2025-08-31' }, 'the days before those of the evidence')
  t.strictSame(cut(held(), { needs: [need({ pastFrom: '2024-09-01' })] })?.before, { from: '2024-09-01', to: '2026-03-09' }, 'chosen against its own past: both together')
  t.strictSame(cut(held(), { needs: [need(), need({ id: 'N2', evidenceFrom: '2025-08-01' }), need()] })?.needs, ['N1', 'N2'], 'each once, whatever number of rates it rests on')
  t.end()
})

t.test('only needs of the unit, topic and pillar that were open when it began led to a training', (t) => {
  const cases: [name: string, need: NeedOfRate, led: boolean][] = [
    ['opened on its first day', need({ openedOn: '2026-03-10' }), true],
    ['opened on the day after', need({ openedOn: '2026-03-11' }), false],
    ['closed on its first day', need({ closedOn: '2026-03-10' }), true],
    ['closed on the day before', need({ closedOn: '2026-03-09' }), false],
    ['of another unit', need({ unit: 'B' }), false],
    ['its rate was seen from the day before on', need({ evidenceFrom: '2026-03-09' }), true],
    ['its rate was seen only since', need({ evidenceFrom: '2026-03-10' }), false],
    ['of another topic', need({ topic: 'value' }), false],
    ['of another pillar', need({ pillar: 'value' }), false]
  ]
  for (const [name, opened, led] of cases) t.equal(cut(held(), { needs: [opened] })?.needs.length, led ? 1 : 0, name)
  t.end()
})

t.test('another training of the unit and pillar counts where its days touch a window', (t) => {
  const cases: [name: string, other: HeldTraining, counts: boolean][] = [
    ['on the first day before', held({ id: 'S2', from: '2025-09-08', to: '2025-09-09' }), true],
    ['the day before that', held({ id: 'S2', from: '2025-09-08', to: '2025-09-08' }), false],
    ['on the last day after', held({ id: 'S2', from: '2026-09-09', to: '2026-09-12' }), true],
    ['the day after that', held({ id: 'S2', from: '2026-09-10', to: '2026-09-12' }), false],
    ['on the same days', held({ id: 'S2' }), true],
    ['of another pillar', held({ id: 'S2', topics: ['value'] }), false],
    ['of another unit', held({ id: 'S2', completions: [{ person: 'q', on: '2026-03-11' }] }), false]
  ]
  const staff = staffOf((person) => person === 'q' ? 'B' : 'A', { A: 8, B: 8 })
  for (const [name, other, counts] of cases) t.strictSame(cut(held(), { staff }, [held(), other])?.others, counts ? ['S2'] : [], name)
  t.end()
})
