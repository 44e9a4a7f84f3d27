import t from 'tap'
import { cellsOf, isGap } from '../../../src/training/competence/cells.ts'
import type { Cell } from '../../../src/training/competence/cells.ts'
import { requirementsOn } from '../../../src/training/competence/requirements.ts'
import type { Requirement } from '../../../src/training/competence/requirements.ts'
import type { Shown } from '../../../src/training/competence/shown.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { held, person, required, shown } from './facts.ts'

const since2024 = required({ since: '2024-01-01' }) // grace of 90 days: through 30 March
const CASES: [name: string, requirement: Requirement, records: Shown[], day: string, expected: Partial<Cell>][] = [
  ['valid without end', required(), [shown()], '2024-06-30', { state: 'valid', recordId: 'R1', heldLevel: 3, validUntil: null, since: null, dueOn: null }],
  ['ends on the day after those ahead', required(), [shown({ endsOn: '2024-08-30' })], '2024-06-30', { state: 'valid' }],
  ['ends on the last of the days ahead', required(), [shown({ endsOn: '2024-08-29' })], '2024-06-30', { state: 'expiring', validUntil: '2024-08-29' }],
  ['ends today', required(), [shown({ endsOn: '2024-06-30' })], '2024-06-30', { state: 'expiring' }],
  ['ended yesterday', required(), [shown({ endsOn: '2024-06-29' })], '2024-06-30', { state: 'expired', recordId: 'R1', validUntil: '2024-06-29', since: '2024-06-30' }],
  ['first day of grace', since2024, [], '2024-01-01', { state: 'due', dueOn: '2024-03-30', since: null }],
  ['last day of grace', since2024, [], '2024-03-30', { state: 'due', dueOn: '2024-03-30' }],
  ['first day after grace', since2024, [], '2024-03-31', { state: 'missing', since: '2024-03-31', dueOn: null }],
  ['no grace at all', required({ since: '2024-01-01', graceDays: 0 }), [], '2024-01-01', { state: 'missing', since: '2024-01-01' }],
  ['expired long before it was required, in grace', since2024, [shown({ completedOn: '2020-01-01', endsOn: '2021-01-01' })], '2024-03-30', { state: 'due', validUntil: '2021-01-01' }],
  ['expired long before it was required, after grace', since2024, [shown({ completedOn: '2020-01-01', endsOn: '2021-01-01' })], '2024-03-31', { state: 'expired', since: '2024-03-31' }],
  ['expires in grace', since2024, [shown({ endsOn: '2024-01-31' })], '2024-02-01', { state: 'due' }],
  ['expires after grace', since2024, [shown({ endsOn: '2024-05-31' })], '2024-06-30', { state: 'expired', since: '2024-06-01' }],
  ['a lower level', required(), [shown({ level: 2 })], '2024-06-30', { state: 'too_low', recordId: null, heldLevel: 2, since: '2020-03-31' }],
  ['a lower level, over', required(), [shown({ level: 2, endsOn: '2024-05-31' })], '2024-06-30', { state: 'missing', heldLevel: null }],
  ['a lower level, in grace', since2024, [shown({ level: 2 })], '2024-03-30', { state: 'due', heldLevel: 2 }],
  ['expired at the level, valid below', required(), [shown({ endsOn: '2024-05-31' }), shown({ recordId: 'R2', level: 2 })], '2024-06-30', { state: 'expired', recordId: 'R1', heldLevel: 2 }],
  ['refresher over', required({ refresherMonths: 12 }), [shown({ completedOn: '2024-02-29' })], '2025-03-01', { state: 'expired', since: '2025-03-01', validUntil: '2025-02-28' }],
  ['revoked from the start', required(), [shown({ endsOn: '2024-01-14' })], '2024-06-30', { state: 'missing', since: '2020-03-31' }],

  ['raised: the less is met, so there is grace for the more', required({ since: '2024-06-01', lesser: [{ level: 2, refresherMonths: null, since: '2020-01-01' }] }), [shown({ level: 2 })], '2024-06-30', { state: 'due', dueOn: '2024-08-29' }],
  ['raised: the less was not met either, which no raise excuses', required({ since: '2024-06-01', lesser: [{ level: 2, refresherMonths: null, since: '2020-01-01' }] }), [], '2024-06-30', { state: 'missing', since: '2020-03-31' }],
  ['raised: the less has grace left too', required({ since: '2024-06-01', lesser: [{ level: 2, refresherMonths: null, since: '2024-05-01' }] }), [], '2024-06-30', { state: 'due', dueOn: '2024-08-29' }],
  ['raised, and the grace is over: a gap since the less was not met', required({ since: '2024-01-01', lesser: [{ level: 2, refresherMonths: null, since: '2020-01-01' }] }), [], '2024-06-30', { state: 'missing', since: '2020-03-31' }],
  ['refresher shortened: the longer one expired already', required({ refresherMonths: 6, since: '2024-06-01', lesser: [{ level: 3, refresherMonths: 12, since: '2020-01-01' }] }), [shown({ completedOn: '2022-01-15' })], '2024-06-30', { state: 'expired', since: '2023-01-16' }]
]
for (const [name, requirement, records, day, expected] of CASES) {
  t.test(`cell: ${name}`, (t) => {
    const [cell, ...others] = cellsOf([requirement], records, day, 60)
    t.match(cell, { topic: 'origin', requirement, ...expected })
    t.strictSame(others, [])
    t.equal(isGap(cell as Cell), cell?.since !== null, 'a gap, and nothing else, has a first day')
    t.equal(cell?.state === 'due', cell?.dueOn !== null, 'what is due, and nothing else, has a last day of grace')
    t.end()
  })
}

t.test('what is shown without being required has a cell of its own, after the required ones', (t) => {
  const records = [shown({ topic: 'value', level: 1, endsOn: '2024-02-01' }), shown({ topic: 'excise', completedOn: '2024-07-01' }), shown({ topic: 'aeo_duties', endsOn: '2024-01-14' }), shown({ topic: 'licences' })]
  t.match(cellsOf([required()], records, '2024-06-30', 60), [
    { topic: 'origin', state: 'missing' },
    { topic: 'licences', state: 'not_required', requirement: null, recordId: 'R1', heldLevel: 3, since: null },
    { topic: 'value', state: 'not_required', heldLevel: null, validUntil: '2024-02-01' }
  ])
  t.equal(cellsOf([required()], records, '2024-06-30', 60).length, 3, 'not what comes later, nor what never showed anything')
  t.end()
})

t.test('nobody has lacked AI literacy for longer than since the grace after the duty began', (t) => {
  const specialist = person([held({ responsibilities: ['customs_specialist'], since: '2018-01-01' })])
  const cellOn = (day: string): Cell | undefined => cellsOf(requirementsOn(specialist, [], SHIPPED_CATALOGUE, day), [], day, 60).find(({ topic }) => topic === 'ai_literacy')
  t.equal(cellOn('2025-02-01'), undefined)
  t.match(cellOn('2025-02-02'), { state: 'due', dueOn: '2025-05-02' })
  t.match(cellOn('2026-06-30'), { state: 'missing', since: '2025-05-03' })
  t.end()
})
