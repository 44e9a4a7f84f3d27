import t from 'tap'
import type { Cell, CellState } from '../../../src/training/competence/cells.ts'
import { competenceFigures } from '../../../src/training/figures/competence-figures.ts'
import type { CellsOfPerson } from '../../../src/training/figures/competence-figures.ts'
import { required } from '../competence/facts.ts'

const cell = (topic: string, state: CellState, over: Parameters<typeof required>[0] = {}): Cell =>
  ({ topic, state, requirement: state === 'not_required' ? null : required({ topic, ...over }), recordId: null, heldLevel: null, validUntil: null, since: null, dueOn: null })
const person = (name: string, cells: readonly Cell[], unit: string | null = 'IMP'): CellsOfPerson => ({ person: name, unit, cells })
const ofAll = (...people: CellsOfPerson[]) => competenceFigures(people).find(({ unit }) => unit === null)?.figures

t.test('a person is covered by knowing all that is required', (t) => {
  const cases: [name: string, cells: Cell[], people: number, covered: number][] = [
    ['all valid', [cell('origin', 'valid'), cell('value', 'valid')], 1, 1],
    ['one ends soon', [cell('origin', 'valid'), cell('value', 'expiring')], 1, 1],
    ['one has time left to be learnt', [cell('origin', 'valid'), cell('value', 'due')], 1, 0],
    ['one expired', [cell('origin', 'valid'), cell('value', 'expired')], 1, 0],
    ['one too low', [cell('origin', 'too_low')], 1, 0],
    ['one missing', [cell('origin', 'missing')], 1, 0],
    ['known beyond what is required', [cell('origin', 'valid'), cell('value', 'not_required')], 1, 1]
  ]
  for (const [name, cells, people, covered] of cases) t.match(ofAll(person('P1', cells)), { people, covered }, name)
  t.equal(ofAll(person('P1', [cell('value', 'not_required')])), undefined, 'nothing is required of anybody: no data, and no zero')
  t.end()
})

t.test('overdue is what was shown once, and a gap of a role counts once for all who bear it', (t) => {
  t.match(ofAll(
    person('P1', [cell('origin', 'expired'), cell('value', 'missing')]),
    person('P2', [cell('origin', 'too_low'), cell('value', 'due')]),
    person('P3', [cell('origin', 'missing', { of: 'finance' }), cell('value', 'valid')]),
    person('P4', [cell('origin', 'missing', { basis: 'unit', of: 'finance' })])
  ), { required: 7, overdue: 1, gaps: 4 })
  t.end()
})

t.test('AI literacy is counted among those of whom it is required', (t) => {
  t.match(ofAll(person('P1', [cell('ai_literacy', 'valid')]), person('P2', [cell('ai_literacy', 'due'), cell('origin', 'valid')]), person('P3', [cell('origin', 'valid'), cell('ai_literacy', 'not_required')])), { aiPeople: 2, aiCovered: 1 })
  t.end()
})

const people = (count: number, unit: string | null, topic = 'origin'): CellsOfPerson[] => Array.from({ length: count }, (_, index) => person(`${unit}-${topic}-${index}`, [cell(topic, 'valid')], unit))

t.test('a unit of fewer than five people has no figure of its own, nor one that the others and the whole would tell it by', (t) => {
  const shown = (...groups: CellsOfPerson[][]) => competenceFigures(groups.flat()).map(({ unit, figures }) => [unit, figures.people])
  t.strictSame(shown(people(5, 'IMP'), people(6, 'EXP')), [[null, 11], ['EXP', 6], ['IMP', 5]])
  t.strictSame(shown(people(6, 'IMP'), people(4, 'EXP'), people(9, 'LOG')), [[null, 19], ['LOG', 9]], 'the whole less LOG is ten people')
  t.strictSame(shown(people(6, 'IMP'), people(4, 'EXP'), people(1, 'LAB')), [[null, 11], ['IMP', 6]], 'the small ones together are five')
  t.strictSame(shown(people(6, 'IMP'), people(5, 'EXP'), people(2, null)), [[null, 13], ['IMP', 6]], 'two people of no unit would be what is left')
  t.strictSame(shown(people(6, 'IMP'), people(5, null)), [[null, 11], ['IMP', 6]])
  t.strictSame(shown(people(5, 'IMP'), [person('X', [cell('origin', 'not_required')], 'EXP')]), [[null, 5], ['IMP', 5]], 'whoever must know nothing is not counted')
  t.strictSame(shown(people(3, 'IMP')), [[null, 3]])
  t.end()
})

t.test('AI literacy that is required of few of a unit has no figure there, though the unit has others', (t) => {
  const shown = (...groups: CellsOfPerson[][]) => competenceFigures(groups.flat()).map(({ unit, figures }) => [unit, figures.people, figures.aiPeople])
  t.strictSame(shown(people(5, 'IMP'), people(1, 'IMP', 'ai_literacy'), people(5, 'EXP', 'ai_literacy')), [[null, 11, 6], ['EXP', 5, undefined], ['IMP', 6, undefined]], 'EXP less the whole would be the one of IMP')
  t.strictSame(shown(people(5, 'IMP', 'ai_literacy'), people(5, 'EXP', 'ai_literacy'), people(5, 'LOG')), [[null, 15, 10], ['EXP', 5, 5], ['IMP', 5, 5], ['LOG', 5, 0]])
  t.end()
})
