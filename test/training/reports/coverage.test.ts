import t from 'tap'
import { coverageOf, figuresOf, gapsIn } from '../../../src/training/reports/coverage.ts'
import { cell, personWith, several } from './people.ts'

t.test('coverage counts cells and people: due is neither met nor a gap, and what is not required counts nowhere', (t) => {
  const people = [
    personWith('P1', 'A', [cell('origin', 'valid'), cell('value', 'expiring'), cell('excise', 'not_required')]),
    personWith('P2', 'A', [cell('origin', 'due'), cell('value', 'expired')]),
    personWith('P3', 'A', [cell('origin', 'too_low'), cell('value', 'missing')]),
    personWith('P4', 'A', [cell('excise', 'not_required')])
  ]
  const [row] = coverageOf(people, 'all', true)
  t.match(row, { key: 'all', figures: { people: 3, coveredPeople: 1, required: 6, met: 2, expiring: 1, due: 1, expired: 1, tooLow: 1, missing: 1 } })
  t.equal(row?.figures === null || row?.figures === undefined ? 0 : gapsIn(row.figures), 3)
  t.end()
})

t.test('shares have their Wilson interval', (t) => {
  const figures = coverageOf([...several(47, 'A', { origin: 'valid' }), ...several(3, 'B', { origin: 'missing' })], 'all', true)[0]?.figures
  t.match([figures?.share, figures?.peopleShare].map((share) => [share?.share, share?.lower.toFixed(4), share?.upper.toFixed(4)]), [[0.94, '0.8378', '0.9794'], [0.94, '0.8378', '0.9794']])
  t.equal(figuresOf([], true)?.share, null, 'of nothing there is none')
  t.end()
})

t.test('a person counts under each position and responsibility, and once in each', (t) => {
  const both = personWith('P1', 'A', [cell('origin', 'missing')], ['finance', 'logistics'])
  const twice = { ...both, person: { ...both.person, positions: [...both.person.positions, { ...both.person.positions[0]!, code: 'A-2', responsibilities: ['finance'] }] } }
  t.match(coverageOf([twice], 'position', true), [{ key: 'A-1', figures: { people: 1, required: 1 } }, { key: 'A-2', figures: { people: 1, required: 1 } }])
  t.match(coverageOf([twice], 'responsibility', true), [{ key: 'finance', figures: { people: 1, required: 1, missing: 1 } }, { key: 'logistics', figures: { required: 1 } }])
  t.match(coverageOf([twice], 'unit', true), [{ key: 'A', figures: { required: 1 } }])
  t.match(coverageOf([twice], 'topic', true), [{ key: 'origin', figures: { required: 1 } }])
  t.end()
})

t.test('where people may not be seen, no figure is of fewer than five, by whatever it is counted', (t) => {
  const people = [...several(6, 'A', { origin: 'valid', value: 'missing' }), ...several(2, 'B', { origin: 'missing' }), ...several(3, 'C', { origin: 'valid' })]
  t.match(coverageOf(people, 'unit', false), [{ key: 'A', figures: { people: 6, missing: 6 } }, { key: null, merged: ['B', 'C'], figures: { people: 5, missing: 2 } }])
  t.match(coverageOf(people, 'unit', true), [{ key: 'A' }, { key: 'B', merged: [], figures: { people: 2, missing: 2 } }, { key: 'C' }])
  t.strictSame(coverageOf(several(4, 'A', { origin: 'missing' }), 'all', false), [{ key: null, merged: ['all'], figures: null }])
  t.match(coverageOf(several(5, 'A', { origin: 'missing' }), 'all', false), [{ key: 'all', figures: { people: 5 } }])
  t.end()
})

t.test('positions are put together within their unit, since its figures less those of the others would tell of them', (t) => {
  const at = (position: string, people: ReturnType<typeof several>) => people.map((entry) => ({ ...entry, person: { ...entry.person, person: `${position}${entry.person.person}`, positions: entry.person.positions.map((held) => ({ ...held, code: position })) } }))
  const people = [...at('A1', several(6, 'A', { origin: 'valid' })), ...at('A2', several(2, 'A', { origin: 'missing' })), ...at('B1', several(5, 'B', { origin: 'valid' })), ...at('C1', several(4, 'C', { origin: 'valid' })), ...at('D1', several(3, 'D', { origin: 'valid' }))]
  t.match(coverageOf(people, 'position', false), [{ key: null, merged: ['A1', 'A2'], figures: { people: 8 } }, { key: 'B1', figures: { people: 5 } }, { key: null, merged: ['C1', 'D1'], figures: { people: 7 } }])
  t.end()
})
