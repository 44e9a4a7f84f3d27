import t from 'tap'
import type { PersonCells } from '../../../src/training/reports/people-cells.ts'
import { expiringOf, gapsOf } from '../../../src/training/reports/gaps.ts'
import { cell, personWith, requirement, several } from './people.ts'

const TODAY = '2026-06-30'

t.test('gaps come by unit and topic, with who, how, and since when', (t) => {
  const people = [
    personWith('P1', 'B', [cell('value', 'missing', { since: '2026-07-01' }), cell('origin', 'expired', { since: TODAY, requirement: requirement('origin', { severity: 'critical' }) }), cell('excise', 'due')]),
    personWith('P2', 'B', [cell('value', 'too_low', { since: '2025-01-01' }), cell('origin', 'valid')]),
    personWith('P3', 'A', [cell('value', 'expiring')])
  ]
  t.match(gapsOf(people, TODAY, true), [
    { unit: 'B', topic: 'origin', severity: 'critical', figures: { people: 2, gaps: 1, expired: 1, tooLow: 0, missing: 0, arising: 0, oldestSince: TODAY }, gaps: [{ person: 'P1' }] },
    { unit: 'B', topic: 'value', severity: 'important', figures: { people: 2, gaps: 2, expired: 0, tooLow: 1, missing: 1, arising: 1, oldestSince: '2025-01-01' }, gaps: [{ person: 'P1' }, { person: 'P2' }] }
  ])
  t.equal(gapsOf(people, TODAY, true).length, 2)
  t.end()
})

t.test('where people may not be seen, units are put together within a topic, and topics required of few people with others', (t) => {
  const people = [...several(5, 'A', { origin: 'missing' }), ...several(4, 'B', { origin: 'missing', value: 'missing' }), ...several(1, 'C', { origin: 'valid', excise: 'expired' })]
  t.match(gapsOf(people, TODAY, false), [{ unit: 'A', topic: 'origin', figures: { people: 5, gaps: 5 } }, { unit: null, topic: 'origin', figures: { people: 5, gaps: 4 } }, { unit: null, topic: null, figures: { people: 5, gaps: 5, missing: 4, expired: 1 } }])
  t.match(gapsOf(people.slice(0, 9), TODAY, false), [{ unit: null, topic: null, figures: { people: 9, gaps: 13 } }], 'origin less nothing would tell of value')
  t.match(gapsOf(several(4, 'B', { origin: 'missing' }), TODAY, false), [{ unit: null, topic: null, severity: 'important', figures: null }])
  t.strictSame(gapsOf(several(4, 'B', { origin: 'valid' }), TODAY, false), [])
  t.end()
})

t.test('what ends comes first to end first, by unit and topic', (t) => {
  const people = [
    personWith('P1', 'A', [cell('origin', 'expiring', { validUntil: '2026-07-31' }), cell('value', 'valid', { validUntil: '2026-12-31' })]),
    personWith('P2', 'A', [cell('origin', 'expiring', { validUntil: '2026-07-31' })]),
    personWith('P3', 'B', [cell('origin', 'expiring', { validUntil: '2026-07-01' }), cell('value', 'expired')])
  ]
  t.match(expiringOf(people, true), [{ validUntil: '2026-07-01', unit: 'B', topic: 'origin', people: [{ person: 'P3' }] }, { validUntil: '2026-07-31', unit: 'A', topic: 'origin', people: [{ person: 'P1' }, { person: 'P2' }] }])
  t.equal(expiringOf(people, true).length, 2)
  t.end()
})

t.test('where people may not be seen, nothing says when what one of fewer than five people has shown ends', (t) => {
  const ending = (unit: string, count: number, topic: string, validUntil: string) => Array.from({ length: count }, (_, index) => personWith(`${unit}${index}`, unit, [cell(topic, index === 0 ? 'expiring' : 'valid', { validUntil })]))
  const shown = (people: PersonCells[]) => expiringOf(people, false).map(({ validUntil, unit, topic }) => ({ validUntil, unit, topic }))
  t.strictSame(shown(ending('A', 5, 'origin', '2026-07-31')), [{ validUntil: '2026-07-31', unit: 'A', topic: 'origin' }], 'one of five')
  t.strictSame(shown(ending('A', 4, 'origin', '2026-07-31')), [], 'one of four')
  t.strictSame(shown([...ending('A', 5, 'origin', '2026-07-31'), ...ending('B', 1, 'origin', '2026-07-01'), ...ending('C', 5, 'origin', '2026-08-31')]),
    [{ validUntil: '2026-07-01', unit: null, topic: 'origin' }, { validUntil: '2026-07-31', unit: null, topic: 'origin' }, { validUntil: '2026-08-31', unit: 'C', topic: 'origin' }], 'a unit of one person is put together with another')
  t.strictSame(shown([...ending('A', 5, 'origin', '2026-07-31'), ...ending('B', 2, 'value', '2026-07-01'), ...ending('C', 3, 'excise', '2026-08-31')]),
    [{ validUntil: '2026-07-01', unit: null, topic: null }, { validUntil: '2026-07-31', unit: 'A', topic: 'origin' }, { validUntil: '2026-08-31', unit: null, topic: null }], 'and so are topics required of few people')
  t.end()
})
