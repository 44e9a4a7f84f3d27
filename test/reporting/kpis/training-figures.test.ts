import { randomUUID } from 'node:crypto'
import t from 'tap'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { AT, registersByHand } from './registers-by-hand.ts'

/** Competence as key figures, on both sides of each day that decides. */

const { insert, kpi, on } = await registersByHand(t)

async function position (code: string, unit: string, responsibilities: string[] = []): Promise<void> {
  await insert('positions', { id: randomUUID(), code })
  await insert('position_states', { code, valid_from: '2025-01-01', revision: 1, closed: false, recorded_at: AT, title: code, unit, responsibilities, circle: [], customs_percent: 100 })
}
const assign = async (person: string, code: string): Promise<void> => await insert('assignments', { id: randomUUID(), person, position: code, valid_from: '2026-01-01', valid_to: null, fte_percent: 100 })
const learn = async (person: string, topic: string, level: number, completedOn: string, more: Record<string, unknown> = {}): Promise<void> =>
  await insert('training_records', { id: randomUUID(), reference: randomUUID(), person, topic, level, completed_on: completedOn, result: 'passed', source: 'single', recorded_by: randomUUID(), recorded_at: AT, ...more })

const PEOPLE = ['P-1', 'P-2', 'P-3', 'P-4', 'P-5']
t.before(async () => {
  for (const code of ['A', 'B']) {
    await insert('units', { id: randomUUID(), code })
    await insert('unit_states', { code, valid_from: '2025-01-01', revision: 1, closed: false, recorded_at: AT, name: code, parent: null })
    await position(`CLERK-${code}`, code)
  }
  for (const pseudonym of [...PEOPLE, 'P-6']) await insert('people', { id: randomUUID(), pseudonym, employment_kind: 'employee' })
})

t.test('nobody of whom anything is required is no data, and no zero', async (t) => {
  for (const name of ['training_coverage_rate', 'training_overdue_count', 'competence_gap_count', 'ai_literacy_coverage', 'key_person_single_point_count', 'training_effect_delta']) t.equal(await on(name, '2026-06-30'), null, name)
})

t.test('coverage, topics past their last day and gaps follow the days', async (t) => {
  for (const person of PEOPLE) await assign(person, 'CLERK-A')
  await assign('P-6', 'CLERK-B')
  const requirement = { level: 2, grace_days: 31, legal_source: 'own', severity: 'important', valid_from: '2026-01-01', recorded_at: AT }
  for (const unit of ['A', 'B']) await insert('training_requirements', { id: randomUUID(), code: unit, unit, topic: 'origin', ...requirement })
  for (const person of PEOPLE) await learn(person, 'origin', 2, '2026-01-15', { ends_on: person === 'P-1' ? '2026-06-30' : null })
  await insert('training_requirements', { id: randomUUID(), code: 'AI', person: 'P-6', topic: 'ai_literacy', ...requirement })
  await learn('P-6', 'ai_literacy', 1, '2026-01-15')
  const figures: [name: string, day: string, value: number | null][] = [
    ['training_coverage_rate', '2025-12-31', null],
    ['training_coverage_rate', '2026-01-14', 0],
    ['training_coverage_rate', '2026-01-15', 100 * 5 / 6],
    ['training_coverage_rate', '2026-06-30', 100 * 5 / 6],
    ['training_coverage_rate', '2026-07-01', 100 * 4 / 6],
    ['training_overdue_count', '2026-06-30', 0],
    ['training_overdue_count', '2026-07-01', 1],
    ['competence_gap_count', '2026-01-31', 0],
    ['competence_gap_count', '2026-02-01', 2],
    ['competence_gap_count', '2026-07-01', 3],
    ['ai_literacy_coverage', '2026-06-30', 0]
  ]
  for (const [name, day, value] of figures) t.equal(await on(name, day), value, `${name} on ${day}`)
  await learn('P-6', 'ai_literacy', 2, '2026-07-02')
  t.equal(await on('ai_literacy_coverage', '2026-07-02'), 100)
})

t.test('a unit of one person has no figure of its own, and a month has that of its last day', async (t) => {
  const byUnit = await kpi('training_coverage_rate', '2026-01-01', '2026-07-01', 'unit')
  t.strictSame(byUnit.figures.map(({ key, value }) => [key, value]), [], 'nor has the other unit, which with the whole would tell it')
  const byMonth = await kpi('training_coverage_rate', '2026-06-01', '2026-07-01', 'month')
  t.strictSame(byMonth.figures.map(({ month, numerator, denominator }) => [month, numerator, denominator]), [['2026-06', '5', '6'], ['2026-07', '4', '6']])
})

t.test('a customs task without a trained deputy is counted until somebody is trained', async (t) => {
  await position('PROD', 'B', ['production'])
  await position('FIN', 'B', ['finance'])
  await assign('P-6', 'PROD')
  await insert('deputies', { id: randomUUID(), person: 'P-2', position: 'PROD', valid_from: '2026-01-01' })
  t.equal(await on('key_person_single_point_count', '2026-06-30'), 1, 'nobody holds FIN: a vacancy is counted elsewhere')
  for (const [topic, { level }] of SHIPPED_CATALOGUE.matrix.get('production') ?? []) await learn('P-2', topic, level, '2026-07-15')
  t.equal(await on('key_person_single_point_count', '2026-07-14'), 1)
  t.equal(await on('key_person_single_point_count', '2026-07-15'), 0)
})

t.test('needs are as old as on the day, those that are closed left out from their last day on', async (t) => {
  const need = async (openedOn: string, unit: string | null, closedOn: string | null = null): Promise<void> => await insert('training_needs', {
    id: randomUUID(), source: 'other', topic: 'origin', level: 2, unit, severity: 'important', opened_on: openedOn, due_on: '2026-12-31', state: closedOn === null ? 'open' : 'closed', closed_on: closedOn,
    closed_because: closedOn === null ? null : 'stated_reason', unit_people: 6, opened_by: randomUUID(), recorded_at: AT
  })
  t.equal(await on('training_need_open_days', '2026-06-30'), null)
  await need('2026-06-30', 'A')
  t.equal(await on('training_need_open_days', '2026-06-29'), null)
  t.equal(await on('training_need_open_days', '2026-06-30'), 0)
  await need('2026-06-20', null, '2026-07-10')
  await need('2026-05-31', 'B')
  t.equal(await on('training_need_open_days', '2026-07-09'), 19, 'the middle of 9, 19 and 39')
  t.equal(await on('training_need_open_days', '2026-07-10'), 25, 'the middle of 10 and 40')
  t.strictSame((await kpi('training_need_open_days', '2026-01-01', '2026-07-09', 'unit')).figures.map(({ key, value }) => [key, value]), [['A', 9], ['B', 39]])
})
