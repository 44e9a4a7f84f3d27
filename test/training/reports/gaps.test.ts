import t from 'tap'
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

t.test('where people may not be seen, what ends is told of places with at least five people', (t) => {
  const ending = (count: number, unit: string, topic = 'origin') => several(count, unit, { [topic]: 'expiring' }).map(({ person, cells }) => ({ person, cells: cells.map((one) => ({ ...one, validUntil: '2026-07-31' })) }))
  const rows = (...people: Parameters<typeof expiringOf>[0][number][]) => expiringOf(people, false).map(({ unit, topic, people: who }) => [unit, topic, who.length])
  t.strictSame(rows(...ending(5, 'A'), ...ending(4, 'B'), ...several(1, 'C', { origin: 'valid' })), [['A', 'origin', 5], [null, 'origin', 4]])
  t.strictSame(rows(...ending(6, 'A'), ...ending(5, 'B'), ...ending(1, 'C')), [['A', 'origin', 6], [null, 'origin', 6]], 'C by subtraction')
  t.strictSame(rows(...ending(4, 'A')), [])
  t.strictSame(rows(...ending(6, 'A'), ...ending(4, 'B', 'excise')), [[null, null, 10]])
  t.end()
})
