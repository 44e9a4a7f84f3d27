import t from 'tap'
import type { Assignment, Deputy } from '../../../src/organisation/model/assignments.ts'
import { chartOn, customsStaffOf, keyPersonRisks, positionsOn, vacantCustomsPositions } from '../../../src/organisation/model/chart.ts'
import type { PositionValues, Responsibility } from '../../../src/organisation/model/positions.ts'
import type { State } from '../../../src/organisation/model/dated.ts'

const FIRST = '2020-01-01'
const DAY = '2024-02-29'
const position = (responsibilities: Responsibility[], changes: Partial<PositionValues> = {}): State<PositionValues>[] =>
  [{ validFrom: FIRST, closed: false, values: { title: '', unit: 'CUS', responsibilities, circle: [], customsPercent: 100, ...changes } }]
const holds = (person: string, code: string, ftePercent = 100): Assignment => ({ person, position: code, ftePercent, validFrom: FIRST, validTo: null })
const stands = (person: string, code: string, validTo: string | null = null): Deputy => ({ person, position: code, validFrom: FIRST, validTo })
const shown = (positions: Record<string, State<PositionValues>[]>, assignments: Assignment[], deputies: Deputy[] = [], day = DAY) =>
  positionsOn({ positions: new Map(Object.entries(positions)), assignments, deputies }, day)

type Risk = ReturnType<typeof keyPersonRisks>[number]['risk']
const SPEC = position(['customs_specialist'])
const RISKS: [name: string, positions: Parameters<typeof shown>, risk: Risk | undefined][] = [
  ['nobody holds', [{ S: SPEC }, []], 'no_holder'],
  ['nobody holds and one stands in for', [{ S: SPEC }, [], [stands('P2', 'S')]], 'no_holder'],
  ['one holds alone', [{ S: SPEC }, [holds('P1', 'S')]], 'single_holder_no_deputy'],
  ['one holds and stands in for himself', [{ S: SPEC }, [holds('P1', 'S')], [stands('P1', 'S')]], 'single_holder_no_deputy'],
  ['one holds and another stands in for', [{ S: SPEC }, [holds('P1', 'S')], [stands('P2', 'S')]], 'single_holder'],
  ['one holds in two positions', [{ S: SPEC, T: SPEC }, [holds('P1', 'S', 50), holds('P1', 'T', 50)]], 'single_holder_no_deputy'],
  ['two hold and nobody stands in for', [{ S: SPEC, T: SPEC }, [holds('P1', 'S'), holds('P2', 'T')]], 'no_deputy'],
  ['two hold and one of them stands in for', [{ S: SPEC, T: SPEC }, [holds('P1', 'S'), holds('P2', 'T')], [stands('P1', 'T')]], undefined],
  ['somebody stood in for until the day before', [{ S: SPEC }, [holds('P1', 'S')], [stands('P2', 'S', '2024-02-28')]], 'single_holder_no_deputy'],
  ['somebody stands in for until the day', [{ S: SPEC }, [holds('P1', 'S')], [stands('P2', 'S', DAY)]], 'single_holder']
]
for (const [name, args, risk] of RISKS) {
  t.test(`a responsibility that ${name} is ${risk ?? 'at no risk'}`, (t) => {
    t.equal(keyPersonRisks(shown(...args)).find(({ responsibility }) => responsibility === 'customs_specialist')?.risk, risk)
    t.end()
  })
}

t.test('the deputy head of customs stands in for the head', (t) => {
  const positions = { HEAD: position(['head_of_customs']), DEP: position(['deputy_head_of_customs']) }
  t.match(keyPersonRisks(shown(positions, [holds('P1', 'HEAD'), holds('P2', 'DEP')])), [{ responsibility: 'head_of_customs', risk: 'single_holder', deputies: ['P2'] }, { responsibility: 'deputy_head_of_customs', risk: 'single_holder_no_deputy' }])
  t.match(keyPersonRisks(shown(positions, [holds('P1', 'HEAD', 50), holds('P1', 'DEP', 50)])), [{ risk: 'single_holder_no_deputy', deputies: [] }], 'unless both are one person')
  t.strictSame(keyPersonRisks(shown({ X: position([]), M: position(['management']) }, [])), [], 'what no position bears is not asked for, nor is management')
  t.end()
})

t.test('vacant are positions with a customs responsibility that nobody holds on the day', (t) => {
  const positions = { A: position(['finance']), B: position([]), C: position(['production']), D: position(['management', 'board_member']) }
  t.strictSame(vacantCustomsPositions(shown(positions, [{ ...holds('P1', 'A'), validTo: '2024-02-28' }, { ...holds('P2', 'C'), validFrom: DAY }])).map(({ code }) => code), ['A'])
  t.end()
})

t.test('customs staff are the shares of holders, as far as their position is customs work', (t) => {
  const positions = { A: position(['customs_specialist']), B: position(['finance'], { unit: 'FIN', customsPercent: 25 }), C: position([], { unit: 'X' }), D: position(['logistics']), E: position(['management']), F: position(['management', 'customs_specialist'], { customsPercent: 10 }) }
  t.strictSame(customsStaffOf(shown(positions, [holds('P1', 'A'), holds('P2', 'A', 40), holds('P3', 'B', 50), holds('P4', 'C'), holds('P5', 'D', 0), holds('P6', 'E'), holds('P7', 'F')])), [{ unit: 'CUS', fte: 1.5, people: 3 }, { unit: 'FIN', fte: 0.125, people: 1 }])
  t.strictSame(customsStaffOf(shown({ A: SPEC, B: SPEC }, [holds('P1', 'A', 50), holds('P1', 'B', 50), holds('P2', 'B', 0)])), [{ unit: 'CUS', fte: 1, people: 1 }], 'a person once, and without a share not at all')
  t.end()
})

t.test('a chart shows each position in the unit that it has on the day', (t) => {
  const unit = [{ validFrom: FIRST, closed: false, values: { name: '', parent: null } }]
  const moved = [...position(['logistics']), { validFrom: DAY, closed: false, values: { title: '', unit: 'LOG', responsibilities: [], circle: [], customsPercent: 100 } }]
  const organisation = { units: new Map([['CUS', unit], ['LOG', unit]]), positions: new Map([['M', moved]]), assignments: [holds('P1', 'M')], deputies: [] }
  const at = (day: string) => chartOn(organisation, day).map(({ code, positions }) => [code, ...positions.map((each) => each.code)].join(' '))
  t.strictSame(at('2024-02-28'), ['CUS M', 'LOG'])
  t.strictSame(at(DAY), ['CUS', 'LOG M'])
  t.end()
})
