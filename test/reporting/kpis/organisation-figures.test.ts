import t from 'tap'
import { v7 as uuidV7 } from 'uuid'
import { AT, registersByHand } from './registers-by-hand.ts'
import type { Figure } from './registers-by-hand.ts'

/** Staff, positions and mandates, on both sides of each day that decides. */

const { insert, kpi, on, run, total } = await registersByHand(t)

async function position (code: string, unit: string, customsPercent: number, responsibilities: string[] = ['customs_specialist']): Promise<void> {
  await insert('positions', { id: uuidV7(), code })
  await insert('position_states', { code, valid_from: '2026-01-01', revision: 1, closed: false, recorded_at: AT, title: code, unit, responsibilities, circle: [], customs_percent: customsPercent })
}
const CLERKS = ['C-1', 'C-2', 'C-3', 'C-4', 'C-5']
const assignment = (person: string, code: string, from: string, to: string | null, percent: number): Promise<void> =>
  insert('assignments', { id: uuidV7(), person, position: code, valid_from: from, valid_to: to, fte_percent: percent })

t.test('customs staff is counted in the middle of the period, by the share of customs work', async (t) => {
  await total('all', '2026-03-02', '', 12_000)
  await total('unit', '2026-03-02', 'A', 3_000)
  await total('unit', '2026-03-02', 'B', 9_000)
  for (const code of ['A', 'B']) await insert('units', { id: uuidV7(), code })
  for (const pseudonym of ['P-1', 'P-3', ...CLERKS]) await insert('people', { id: uuidV7(), pseudonym, employment_kind: 'employee' })
  await position('HEAD', 'A', 100)
  await position('CLERK', 'B', 50)
  await position('COOK', 'B', 0, [])
  await position('BOARD', 'A', 100, ['board_member'])
  t.equal((await kpi('declarations_per_customs_fte', '2026-01-01', '2026-12-31')).value.outcome, 'no_data', 'nobody there')
  await assignment('P-1', 'HEAD', '2026-01-01', '2026-07-01', 100)
  for (const clerk of CLERKS) await assignment(clerk, 'CLERK', '2026-07-01', null, 16)
  await assignment('P-3', 'COOK', '2026-01-01', null, 50)
  await assignment('P-3', 'BOARD', '2026-01-01', null, 50)
  const { value, figures } = await kpi('declarations_per_customs_fte', '2026-01-01', '2026-12-31', 'unit')
  t.match(value, { value: 12_000 / 1.4, denominator: '1.4' }, 'on 1 July both are there')
  t.match(figures.map(({ key, value: own }) => [key, own]), [['A', null], ['B', 9_000 / 0.4]], 'a unit of one person has no figure of its own')
  t.equal((await kpi('declarations_per_customs_fte', '2026-01-02', '2027-01-01')).value.denominator, '0.4', 'a day later the head has left')
})

t.test('the workload is held against that of the years before', async (t) => {
  t.equal((await kpi('declarations_per_customs_fte', '2026-01-01', '2026-12-31')).value.status, null, 'there are none')
  await run('insert into aeo.position_states select operator_id, code, valid_from - 4000, 1, closed, recorded_at, title, unit, responsibilities, circle, customs_percent from aeo.position_states')
  await run('update aeo.assignments set valid_from = valid_from - 4000')
  for (const [day, declarations] of [['2025-03-02', 9_600], ['2024-03-02', 2_000], ['2023-03-02', 10]] as const) await total('all', day, '', declarations)
  // 2024 had 2,000, 2023 had 10: the mean is 3,870, and 12,000 of 2026 far above it.
  const { status, amberLimit } = (await kpi('declarations_per_customs_fte', '2026-01-01', '2026-12-31')).value
  t.equal(status, 'red')
  t.equal(amberLimit?.toFixed(6), (1.25 * (9_600 + 2_000 + 10) / 3 / 1.4).toFixed(6))
})

t.test('a customs position that nobody holds is vacant, as on each day', async (t) => {
  t.equal(await on('org_vacancy_customs_count', '2026-07-01'), 0)
  t.match((await kpi('org_vacancy_customs_count', '2026-01-01', '2026-07-02', 'unit')).figures.map(({ key, value, status }) => [key, value, status]), [['A', 1, 'green'], ['B', 0, 'green']])
  await run('insert into aeo.position_states select operator_id, code, \'2026-09-01\', 1, true, recorded_at, title, unit, responsibilities, circle, customs_percent from aeo.position_states where code = \'HEAD\' and valid_from = \'2026-01-01\'')
  t.equal(await on('org_vacancy_customs_count', '2026-08-31'), 1)
  t.equal(await on('org_vacancy_customs_count', '2026-09-01'), 0, 'a position that is closed is not vacant')
})

t.test('a representative without a mandate on a day on which it lodged is counted once', async (t) => {
  await total('broker', '2024-03-02', '', 500)
  await total('broker', '2024-03-02', 'IT00000000001', 1500)
  const missing = async (): Promise<Figure> => (await kpi('broker_mandate_missing_count', '2024-01-01', '2024-12-31')).value
  t.match(await missing(), { outcome: 'no_data' }, 'no representatives are kept')
  await insert('representatives', { id: uuidV7(), eori: 'IT00000000001', name: 'x', kind: 'customs_representative' })
  t.match(await missing(), { value: 1, denominator: '1', status: 'amber' })
  const mandate = (from: string, to: string | null, revoked: string | null = null): Promise<void> =>
    insert('mandates', { id: uuidV7(), representative: 'IT00000000001', representation: 'direct', valid_from: from, valid_to: to, procedures: [], directions: [], sites: [], revoked_on: revoked, revocation_reason: revoked === null ? null : 'x' })
  await mandate('2024-03-03', null)
  t.match(await missing(), { value: 1 }, 'the mandate begins a day late')
  await mandate('2024-01-01', '2024-03-31', '2024-03-02')
  t.match(await missing(), { value: 1 }, 'revoked with that day')
  await mandate('2024-01-01', '2024-03-02')
  t.match(await missing(), { value: 0, status: 'green' })
})

t.test('a unit of five people in customs work has a figure of its own, one of four has none', async (t) => {
  const ofB = async (): Promise<unknown> => (await kpi('declarations_per_customs_fte', '2026-01-01', '2026-12-31', 'unit')).figures.find(({ key }) => key === 'B')?.outcome
  t.equal(await ofB(), 'measured')
  await run('delete from aeo.assignments where person = \'C-5\'')
  t.equal(await ofB(), 'no_data')
})
