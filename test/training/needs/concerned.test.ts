import t from 'tap'
import type { Cell } from '../../../src/training/competence/cells.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import type { PersonOnDay, Requirement } from '../../../src/training/competence/requirements.ts'
import type { Shown } from '../../../src/training/competence/shown.ts'
import { concernedBy, rolesOf } from '../../../src/training/needs/concerned.ts'
import { gapNeeds } from '../../../src/training/needs/gaps.ts'
import { NEED_RULES } from '../../../src/training/needs/rules.ts'
import { answeredBy, isStillAnswered } from '../../../src/training/needs/settle.ts'
import { mayShowFigures } from '../../../src/training/needs/wire.ts'
import { cell, personWith, several } from '../reports/people.ts'

const person = (name: string, ...units: string[]): PersonOnDay => ({ person: name, unit: units[0] ?? null, units, positions: [], earlier: [] })
const requirement = (topic: string, level: number, severity: Requirement['severity'] = 'important'): Requirement =>
  ({ topic, level, refresherMonths: 12, graceDays: 90, legalSource: 'x', severity, basis: 'role', of: 'customs_specialist', requirementId: null, onlyForPillarReviewed: false, since: '2020-01-01', lesser: [] })

t.test('a need concerns those in or under the unit of whom the topic is required, at the level that most must reach', (t) => {
  const people = [person('p-1', 'U-1', 'U-0'), person('p-2', 'U-1', 'U-0'), person('p-3', 'U-2', 'U-0'), person('p-4', 'U-1', 'U-0'), person('p-5', 'U-1', 'U-0')]
  const levels: Record<string, number> = { 'p-1': 3, 'p-2': 4, 'p-3': 4, 'p-5': 3 }
  const requirementsOf = (each: PersonOnDay): Requirement[] => levels[each.person] === undefined ? [requirement('value', 2)] : [requirement('origin', levels[each.person] ?? 0)]
  const concerned = (unit: string, topic = 'origin') => concernedBy(people, unit, topic, requirementsOf, SHIPPED_CATALOGUE)
  t.strictSame(concerned('U-1'), { level: 3, people: [{ person: 'p-1', level: 3 }, { person: 'p-2', level: 3 }, { person: 'p-5', level: 3 }] })
  t.strictSame(concerned('U-0'), { level: 4, people: [{ person: 'p-1', level: 3 }, { person: 'p-2', level: 4 }, { person: 'p-3', level: 4 }, { person: 'p-5', level: 3 }] }, 'of as many the higher, and nobody more than is asked of him')
  t.equal(concerned('').people.length, 4, 'the whole company')
  t.strictSame(concerned('U-9'), { level: SHIPPED_CATALOGUE.reviewLevel, people: [] })
  t.strictSame(concerned('U-2', 'excise'), { level: SHIPPED_CATALOGUE.reviewLevel, people: [] }, 'required of nobody')
  t.end()
})

t.test('roles with few findings or few holders are counted together', (t) => {
  const handled = (count: number, ...roles: string[]) => Array.from({ length: count }, (_, index) => ({ person: `p-${index}`, roles }))
  const holders = (role: string): number => role === 'head_of_customs' ? 1 : role === 'logistics' ? 4 : 5
  const cases: [words: string, counted: ReturnType<typeof handled>, shown: unknown][] = [
    ['five of five holders', handled(5, 'finance'), [{ role: 'finance', findings: 5 }]], ['four findings', handled(4, 'finance'), [{ role: null, findings: 4 }]],
    ['one holder', handled(9, 'head_of_customs'), [{ role: null, findings: 9 }]], ['four holders', handled(9, 'logistics'), [{ role: null, findings: 9 }]],
    ['a person with two roles counts under both, and is not among the rest', handled(6, 'finance', 'head_of_customs'), [{ role: 'finance', findings: 6 }]],
    ['the most first, the rest last', [...handled(5, 'finance'), ...handled(7, 'purchasing'), ...handled(1, 'logistics')], [{ role: 'purchasing', findings: 7 }, { role: 'finance', findings: 5 }, { role: null, findings: 1 }]],
    ['nobody', [], []]
  ]
  for (const [words, counted, shown] of cases) t.strictSame(rolesOf(NEED_RULES, counted, holders), shown, words)
  t.end()
})

const TODAY = '2026-06-30'
const shown = (changes: Partial<Shown> = {}): Shown => ({ recordId: 'r-1', person: 'p-1', topic: 'origin', level: 2, completedOn: '2026-06-01', endsOn: null, ...changes })

t.test('a need is answered once everybody still there has shown the topic at the level since it was opened', (t) => {
  const cases: [words: string, records: Shown[], answered: boolean][] = [
    ['on the day of opening', [shown({ completedOn: '2026-05-01' })], true], ['the day before', [shown({ completedOn: '2026-04-30' })], false], ['today', [shown({ completedOn: TODAY })], true], ['tomorrow', [shown({ completedOn: '2026-07-01' })], false],
    ['another topic', [shown({ topic: 'value' })], false], ['a lower level', [shown({ level: 1 })], false], ['a higher level', [shown({ level: 3 })], true],
    ['ends today', [shown({ endsOn: TODAY })], true], ['ended yesterday', [shown({ endsOn: '2026-06-29' })], false], ['revoked from the start', [shown({ endsOn: '2026-05-31' })], false], ['none', [], false]
  ]
  const need = { topic: 'origin', openedOn: '2026-05-01', people: [{ person: 'p-1', level: 2 }] }
  for (const [words, records, answered] of cases) t.equal(answeredBy(need, () => true, () => records, TODAY) !== undefined, answered, words)
  t.strictSame(answeredBy(need, () => true, () => [shown({ recordId: 'r-2', completedOn: '2026-06-02' }), shown()], TODAY), [{ person: 'p-1', recordId: 'r-1' }], 'by the first that does')
  t.end()
})

t.test('whoever has left need not show it, and of an empty unit nobody has', (t) => {
  const need = { topic: 'origin', openedOn: '2026-05-01', people: [{ person: 'p-1', level: 2 }, { person: 'p-2', level: 2 }] }
  const shownBy = (person: string): Shown[] => person === 'p-1' ? [shown()] : []
  t.equal(answeredBy(need, () => true, shownBy, TODAY), undefined)
  t.strictSame(answeredBy(need, (person) => person === 'p-1', shownBy, TODAY), [{ person: 'p-1', recordId: 'r-1' }])
  t.equal(answeredBy(need, () => false, shownBy, TODAY), undefined)
  t.equal(answeredBy({ ...need, people: [] }, () => true, shownBy, TODAY), undefined)
  t.end()
})

t.test('a need that records closed keeps its answer until a record is revoked or shows something else', (t) => {
  const need = { topic: 'origin', openedOn: '2026-05-01', people: [{ person: 'p-1', level: 2 }, { person: 'p-2', level: 2 }] }
  const both = (person: string): Shown[] => [shown({ person, recordId: `r-${person}` })]
  const cases: [words: string, isThere: (person: string) => boolean, shownBy: (person: string) => Shown[], revoked: string[], answered: boolean][] = [
    ['as it was', () => true, both, [], true], ['ended since', () => true, (person) => both(person).map((one) => ({ ...one, endsOn: '2026-06-02' })), [], true],
    ['one revoked', () => true, both, ['r-p-2'], false], ['revoked of who left', (person) => person === 'p-1', both, ['r-p-2'], true],
    ['revoked, and shown by another', () => true, (person) => [...both(person), shown({ person, recordId: `s-${person}` })], ['r-p-2'], true],
    ['of another topic now', () => true, (person) => both(person).map((one) => ({ ...one, topic: 'value' })), [], false], ['of a lower level now', () => true, (person) => both(person).map((one) => ({ ...one, level: 1 })), [], false],
    ['of a day before now', () => true, (person) => both(person).map((one) => ({ ...one, completedOn: '2026-04-30' })), [], false], ['nobody there', () => false, () => [], [], true]
  ]
  for (const [words, isThere, shownBy, revoked, answered] of cases) t.equal(isStillAnswered(need, isThere, shownBy, (id) => revoked.includes(id)), answered, words)
  t.end()
})

t.test('figures of one to four people are shown to who may see people alone; of nobody there is nothing to hide', (t) => {
  for (const [size, shownToAll] of [[0, true], [1, false], [4, false], [5, true]] as const) {
    t.equal(mayShowFigures(size, { people: false }), shownToAll, `${size}`)
    t.equal(mayShowFigures(size, { people: true }), true, `${size} with the right`)
  }
  t.end()
})

const cellAt = (topic: string, state: Cell['state'], level: number, since: string | null = null, severity: Requirement['severity'] = 'important'): Cell => cell(topic, state, { since, ...state === 'not_required' ? {} : { requirement: requirement(topic, level, severity) } })

t.test('gaps are needs by unit and topic, since the first of them', (t) => {
  const needs = gapNeeds([
    personWith('p-2', 'U-1', [cellAt('origin', 'missing', 2, '2026-03-01'), cellAt('value', 'valid', 2), cellAt('excise', 'not_required', 0)]),
    personWith('p-1', 'U-1', [cellAt('origin', 'expired', 3, '2026-02-01', 'critical'), cellAt('value', 'due', 2)]),
    personWith('p-3', 'U-1', [cellAt('origin', 'expiring', 4)]),
    personWith('p-4', 'U-0', [cellAt('origin', 'too_low', 1, '2026-04-01', 'advisable')])
  ], true)
  t.strictSame(needs, [
    { unit: 'U-0', topic: 'origin', level: 1, severity: 'advisable', since: '2026-04-01', people: ['p-4'], required: 1 },
    { unit: 'U-1', topic: 'origin', level: 3, severity: 'critical', since: '2026-02-01', people: ['p-1', 'p-2'], required: 3 }
  ])
  t.end()
})

t.test('whoever may not see people has gaps of small units together, of so many units that the others tell nothing of them, and none of a topic of few people', (t) => {
  const shown = (...people: Parameters<typeof gapNeeds>[0][number][]) => gapNeeds(people, false).map(({ unit, topic, people: lacking, required }) => [unit, topic, lacking.length, required])
  t.strictSame(shown(...several(5, 'U-1', { origin: 'missing' }), ...several(4, 'U-2', { origin: 'missing' }), ...several(1, 'U-3', { origin: 'valid' })), [['', 'origin', 4, 5], ['U-1', 'origin', 5, 5]])
  t.strictSame(shown(...several(6, 'U-0', { origin: 'missing' }), ...several(5, 'U-1', { origin: 'missing' }), ...several(1, 'U-3', { origin: 'expired' })), [['', 'origin', 6, 6], ['U-0', 'origin', 6, 6]], 'the one of U-3 by subtraction')
  t.strictSame(shown(...several(4, 'U-1', { origin: 'missing' })), [])
  t.strictSame(shown(...several(6, 'U-1', { origin: 'missing', value: 'missing', excise: 'valid' }), ...several(4, 'U-2', { duties: 'missing' })).map(([, topic]) => topic), ['value'], 'one more goes with what is asked of few')
  t.end()
})
