import t from 'tap'
import { workChangedByAssignment, workChangedByPosition, workChangedByUnit } from '../../../src/organisation/model/work-change.ts'
import type { Assigned, WorkChange } from '../../../src/organisation/model/work-change.ts'

const assigned = (over: Partial<Assigned> = {}): Assigned => ({ person: 'P', position: 'A', validFrom: '2026-01-01', validTo: null, ...over })
const of = (from: string, ...people: string[]): WorkChange[] => people.map((person) => ({ of: { person }, from }))

const ASSIGNMENTS: [name: string, before: Assigned | undefined, after: Assigned, expected: WorkChange[]][] = [
  ['new', undefined, assigned(), of('2026-01-01', 'P')],
  ['the same', assigned(), assigned(), []],
  ['begins later', assigned(), assigned({ validFrom: '2026-02-01' }), of('2026-01-01', 'P')],
  ['begins earlier', assigned(), assigned({ validFrom: '2025-12-01' }), of('2025-12-01', 'P')],
  ['another position', assigned(), assigned({ position: 'B' }), of('2026-01-01', 'P')],
  ['another person', assigned(), assigned({ person: 'Q' }), of('2026-01-01', 'P', 'Q')],
  ['ended', assigned(), assigned({ validTo: '2026-05-31' }), of('2026-06-01', 'P')],
  ['open again', assigned({ validTo: '2026-05-31' }), assigned(), of('2026-06-01', 'P')],
  ['ended earlier', assigned({ validTo: '2026-05-31' }), assigned({ validTo: '2026-04-30' }), of('2026-05-01', 'P')],
  ['ended later', assigned({ validTo: '2026-05-31' }), assigned({ validTo: '2026-06-30' }), of('2026-06-01', 'P')]
]
for (const [name, before, after, expected] of ASSIGNMENTS) {
  t.test(`whose work an assignment changes: ${name}`, (t) => {
    t.strictSame(workChangedByAssignment(before, after), expected)
    t.end()
  })
}

const state = <Values>(values: Values, closed = false) => ({ validFrom: '2026-01-01', closed, values })
const position = { title: 'x', unit: 'U', responsibilities: ['finance' as const], circle: [], customsPercent: 100 }

t.test('whose work a position changes: of its holders, when its unit or responsibilities change or it is given up', (t) => {
  const changed = (after: object, closed = false): WorkChange[] => workChangedByPosition({ code: 'A', on: '2026-03-01', before: state(position), after: state({ ...position, ...after }, closed) })
  const holders: WorkChange[] = [{ of: { position: 'A' }, from: '2026-03-01' }]
  t.strictSame(changed({ unit: 'V' }), holders)
  t.strictSame(changed({ responsibilities: [] }), holders)
  t.strictSame(changed({}, true), holders)
  t.strictSame(changed({ title: 'y', circle: ['in_charge'], customsPercent: 50 }), [])
  t.strictSame(workChangedByPosition({ code: 'A', on: '2026-03-01', before: undefined, after: state(position) }), [], 'nobody holds a new one')
  t.end()
})

t.test('whose work a unit changes: of all in or under it, when it stands elsewhere or is given up', (t) => {
  const changed = (parent: string | null, name = 'x', closed = false): WorkChange[] => workChangedByUnit({ code: 'U', on: '2026-03-01', before: state({ name: 'x', parent: 'ALL' }), after: state({ name, parent }, closed) })
  const there: WorkChange[] = [{ of: { unit: 'U' }, from: '2026-03-01' }]
  t.strictSame(changed(null), there)
  t.strictSame(changed('ALL', 'x', true), there)
  t.strictSame(changed('ALL', 'y'), [])
  t.strictSame(workChangedByUnit({ code: 'U', on: '2026-03-01', before: undefined, after: state({ name: 'x', parent: 'ALL' }) }), [])
  t.end()
})
