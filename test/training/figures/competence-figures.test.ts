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

t.test('a unit of fewer than five people has no figure of its own', (t) => {
  const people = (count: number, unit: string | null): CellsOfPerson[] => Array.from({ length: count }, (_, index) => person(`${unit}-${index}`, [cell('origin', 'valid')], unit))
  t.strictSame(competenceFigures([...people(5, 'IMP'), ...people(4, 'EXP'), ...people(6, null), person('X', [cell('origin', 'not_required')], 'EXP')]).map(({ unit, figures }) => [unit, figures.people]), [[null, 15], ['IMP', 5]])
  t.end()
})

t.test('no unit nor its AI literacy has a figure by which that of few people could be had', (t) => {
  const people = (count: number, unit: string, topic = 'origin'): CellsOfPerson[] => Array.from({ length: count }, (_, index) => person(`${unit}-${topic}-${index}`, [cell(topic, 'valid')], unit))
  const shown = (...all: CellsOfPerson[]) => competenceFigures(all).map(({ unit, figures }) => [unit, figures.people, figures.aiPeople])
  t.strictSame(shown(...people(9, 'IMP'), ...people(6, 'EXP'), ...people(4, 'LOG')), [[null, 19, 0], ['IMP', 9, 0]], 'EXP would tell of LOG')
  t.strictSame(shown(...people(5, 'IMP'), ...people(4, 'LOG')), [[null, 9, 0]])
  t.strictSame(shown(...people(6, 'IMP', 'ai_literacy'), ...people(6, 'EXP'), ...people(1, 'EXP2', 'ai_literacy'), ...people(4, 'EXP2')), [[null, 17, 7], ['EXP', 6, 0], ['EXP2', 5, 0], ['IMP', 6, 0]], 'IMP would tell of the one of EXP2')
  t.strictSame(shown(...people(6, 'IMP', 'ai_literacy'), ...people(5, 'EXP', 'ai_literacy'), ...people(7, 'LOG')), [[null, 18, 11], ['EXP', 5, 5], ['IMP', 6, 6], ['LOG', 7, 0]])
  t.end()
})
