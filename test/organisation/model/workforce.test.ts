import t from 'tap'
import type { Assignment } from '../../../src/organisation/model/assignments.ts'
import type { State } from '../../../src/organisation/model/dated.ts'
import type { PositionValues, Responsibility } from '../../../src/organisation/model/positions.ts'
import { workforceOf } from '../../../src/organisation/model/workforce.ts'
import type { UnitValues } from '../../../src/organisation/model/unit-tree.ts'

const FIRST = '2020-01-01'
const unit = (parent: string | null, validFrom = FIRST): State<UnitValues> => ({ validFrom, closed: false, values: { name: 'x', parent } })
const position = (of: string, responsibilities: Responsibility[], validFrom = FIRST, closed = false): State<PositionValues> =>
  ({ validFrom, closed, values: { title: '', unit: of, responsibilities, circle: [], customsPercent: 100 } })
const holds = (code: string, validFrom = FIRST, validTo: string | null = null, ftePercent = 100, person = 'P1'): Assignment => ({ person, position: code, ftePercent, validFrom, validTo })

const UNITS = { ALL: [unit(null)], CUS: [unit('ALL')], IMP: [unit('CUS'), unit('ALL', '2025-01-01')], LOG: [unit('ALL')] }
const POSITIONS = {
  SPEC: [position('IMP', ['customs_specialist'])], HEAD: [position('CUS', ['head_of_customs', 'customs_specialist'])], STORE: [position('LOG', ['logistics'])],
  MOVED: [position('IMP', ['finance']), position('LOG', ['logistics', 'finance'], '2024-03-01'), position('LOG', [], '2024-09-01', true)]
}
const people = (assignments: Assignment[], day: string) => workforceOf({ units: new Map(Object.entries(UNITS)), positions: new Map(Object.entries(POSITIONS)), assignments, deputies: [] }).on(day)

t.test('a person stands in the unit of the main assignment, and under all units above those of the positions', (t) => {
  const held = [holds('SPEC', FIRST, null, 40), holds('STORE', FIRST, null, 60)]
  t.match(people(held, '2024-02-29'), [{ person: 'P1', unit: 'LOG', units: ['IMP', 'CUS', 'ALL', 'LOG'], positions: [{ code: 'SPEC', unitPath: ['IMP', 'CUS', 'ALL'] }, { code: 'STORE', unitPath: ['LOG', 'ALL'] }] }])
  t.match(people(held, '2025-01-01'), [{ units: ['IMP', 'ALL', 'LOG'] }], 'as the tree is on the day')
  t.strictSame(people([holds('SPEC', FIRST, '2024-02-29')], '2024-03-01'), [], 'nobody is left on the day after the last')
  t.equal(people([holds('SPEC', FIRST, '2024-02-29')], '2024-02-29').length, 1)
  t.strictSame(people([holds('SPEC', '2024-03-01')], '2024-02-29'), [])
  t.end()
})

t.test('a position that exists no more makes nobody part of the workforce', (t) => {
  t.equal(people([holds('MOVED')], '2024-08-31').length, 1)
  t.strictSame(people([holds('MOVED')], '2024-09-01'), [])
  t.match(people([holds('MOVED', FIRST, null, 100), holds('STORE', FIRST, null, 0)], '2024-09-01'), [{ unit: 'LOG', positions: [{ code: 'STORE' }] }])
  t.end()
})

const SINCE: [name: string, held: Assignment[], since: string, ...earlier: string[]][] = [
  ['one assignment', [holds('SPEC', '2023-05-01')], '2023-05-01'],
  ['two that follow each other', [holds('SPEC', '2022-01-01', '2022-12-31', 50), holds('SPEC', '2023-01-01')], '2022-01-01'],
  ['two that overlap', [holds('SPEC', '2022-01-01', '2023-06-30', 50), holds('SPEC', '2023-01-01', null, 50)], '2022-01-01'],
  ['two with a day between', [holds('SPEC', '2022-01-01', '2022-12-30'), holds('SPEC', '2023-01-01')], '2023-01-01', 'SPEC 2022-01-01 2022-12-30'],
  ['another position before', [holds('HEAD', '2022-01-01', '2022-12-31'), holds('SPEC', '2023-01-01')], '2023-01-01', 'HEAD 2022-01-01 2022-12-31'],
  ['another position in between', [holds('SPEC', '2022-01-01', '2022-06-30'), holds('STORE', '2022-07-01', '2022-12-31'), holds('SPEC', '2023-01-01')], '2023-01-01', 'SPEC 2022-01-01 2022-06-30', 'STORE 2022-07-01 2022-12-31'],
  ['one within another', [holds('SPEC', '2021-01-01', null, 50), holds('SPEC', '2022-01-01', '2022-06-30', 50)], '2021-01-01']
]
for (const [name, held, since, ...earlier] of SINCE) {
  t.test(`since when: ${name}`, (t) => {
    const [person] = people(held, '2024-02-29')
    t.equal(person?.positions.find(({ code }) => code === 'SPEC')?.since, since)
    t.strictSame(person?.earlier.map(({ code, from, to }) => `${code} ${from} ${to}`), earlier)
    t.end()
  })
}

t.test('a position that moves and takes on another responsibility is another from that day on', (t) => {
  t.match(people([holds('MOVED', '2021-01-01')], '2024-02-29'), [{ positions: [{ since: '2021-01-01', unitPath: ['IMP', 'CUS', 'ALL'], responsibilities: ['finance'] }], earlier: [] }])
  t.match(people([holds('MOVED', '2021-01-01')], '2024-03-01'), [{
    unit: 'LOG', positions: [{ since: '2024-03-01', unitPath: ['LOG', 'ALL'], responsibilities: ['logistics', 'finance'] }],
    earlier: [{ code: 'MOVED', unit: 'IMP', unitPath: ['IMP', 'CUS', 'ALL'], responsibilities: ['finance'], from: '2021-01-01', to: '2024-02-29' }]
  }])
  t.match(people([holds('SPEC', '2021-01-01')], '2025-01-01'), [{ positions: [{ since: '2025-01-01', unitPath: ['IMP', 'ALL'] }], earlier: [{ unitPath: ['IMP', 'CUS', 'ALL'], to: '2024-12-31' }] }], 'as is one whose unit moves in the tree')
  t.end()
})

t.test('people come in the order of pseudonyms, and deputies by position', (t) => {
  const records = { units: new Map(Object.entries(UNITS)), positions: new Map(Object.entries(POSITIONS)), assignments: [holds('SPEC', FIRST, null, 100, 'P2'), holds('SPEC', FIRST, null, 100, 'P1')],
    deputies: [{ person: 'P9', position: 'SPEC', validFrom: FIRST, validTo: '2024-02-29' }, { person: 'P8', position: 'SPEC', validFrom: FIRST, validTo: null }, { person: 'P8', position: 'MOVED', validFrom: FIRST, validTo: null }] }
  const workforce = workforceOf(records)
  t.strictSame(workforce.on('2024-02-29').map(({ person }) => person), ['P1', 'P2'])
  t.strictSame([...workforce.deputiesOn('2024-02-29')], [['SPEC', ['P8', 'P9']], ['MOVED', ['P8']]])
  t.strictSame([...workforce.deputiesOn('2024-09-01')], [['SPEC', ['P8']]])
  t.strictSame(workforce.unitsOn('2024-02-29').map(({ code }) => code), ['ALL', 'CUS', 'IMP', 'LOG'])
  t.end()
})

t.test('positions that exist on the day come by code, vacant ones too', (t) => {
  const { positionsOn } = workforceOf({ units: new Map(Object.entries(UNITS)), positions: new Map(Object.entries(POSITIONS)), assignments: [], deputies: [] })
  t.strictSame(positionsOn('2024-08-31').map(({ code, unitPath }) => [code, unitPath]), [['HEAD', ['CUS', 'ALL']], ['MOVED', ['LOG', 'ALL']], ['SPEC', ['IMP', 'CUS', 'ALL']], ['STORE', ['LOG', 'ALL']]])
  t.strictSame(positionsOn('2024-09-01').map(({ code }) => code), ['HEAD', 'SPEC', 'STORE'], 'without the one that was given up')
  t.strictSame(positionsOn('2019-12-31'), [])
  t.end()
})

t.test('who held a position, or one in or under a unit, from a day on, is told with those who left since', (t) => {
  const assignments = [holds('SPEC', FIRST, '2024-02-29', 100, 'P1'), holds('HEAD', '2024-01-01', null, 100, 'P2'), holds('STORE', FIRST, null, 100, 'P3')]
  const { heldSince } = workforceOf({ units: new Map(Object.entries(UNITS)), positions: new Map(Object.entries(POSITIONS)), assignments, deputies: [] })
  t.strictSame(heldSince({ position: 'SPEC' }, '2024-02-29'), ['P1'])
  t.strictSame(heldSince({ position: 'SPEC' }, '2024-03-01'), [], 'nobody from the day after')
  t.strictSame(heldSince({ unit: 'CUS' }, '2024-02-29'), ['P1', 'P2'], 'a unit stands for those below it')
  t.strictSame(heldSince({ unit: 'ALL' }, '2024-03-01'), ['P2', 'P3'])
  t.strictSame(heldSince({ unit: 'NONE' }, FIRST), [])
  t.end()
})
