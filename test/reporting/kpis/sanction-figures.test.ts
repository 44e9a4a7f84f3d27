import t from 'tap'
import { v7 as uuidV7 } from 'uuid'
import { AT, registersByHand } from './registers-by-hand.ts'

/** Sanctions against declarations, duties and staff, on both sides of each day that decides. */

const { ask, insert, kpi, on, run, total } = await registersByHand(t)

const sanction = (factsTo: string, changes: Record<string, unknown> = {}): Promise<void> => insert('sanctions', {
  id: uuidV7(), authority: 'ADM', authority_reference: uuidV7(), member_state: 'IT', pillar: 'value', severity: 'minor', serious_crime: false, cause: 'other', detected_by: 'customs',
  facts_from: factsTo, facts_to: factsTo, decision_date: '2026-12-31', org_unit_id: '', ai: '', sites: [], procedures: [], brokers: [], goods: [], declaration_ids: [],
  appeal_status: 'none', appeal_since: '2026-12-31', content: '{}', recorded_at: AT, recorded_by: uuidV7(), changed_at: AT, ...changes
})

t.test('sanctions are counted against the declarations of the same days, by unit too', async (t) => {
  t.equal((await kpi('sanctions_per_1000_declarations', '2026-01-01', '2026-12-31')).value.outcome, 'no_data')
  // The example of customs.md 9: the company lodged 12,000, unit A 3,000 of them.
  await total('all', '2026-03-02', '', 12_000)
  await total('unit', '2026-03-02', 'A', 3_000)
  await total('unit', '2026-03-02', 'B', 9_000)
  t.match((await kpi('sanctions_per_1000_declarations', '2026-01-01', '2026-12-31')).value, { value: 0, numerator: '0', status: 'green', lowData: true }, 'none of 12,000 is a rate of zero')
  for (const unit of ['A', 'A', 'A', 'A', 'A', 'A', 'B', 'B', 'B']) await sanction('2026-05-05', { org_unit_id: unit })
  await sanction('2026-05-06', { org_unit_id: 'A', appeal_status: 'annulled' })
  await sanction('2025-12-31', { org_unit_id: 'A' })
  await sanction('2027-01-01', { org_unit_id: 'A', decision_date: '2027-06-01' })
  const { value, figures } = await kpi('sanctions_per_1000_declarations', '2026-01-01', '2026-12-31', 'unit')
  t.match(value, { value: 0.75, numerator: '9', denominator: '12000', status: 'green', lowData: false })
  t.match(figures, [{ key: 'A', value: 2, status: 'green', lowData: true }, { key: 'B', value: 3 / 9, lowData: false }], 'A is expected to have 2.25 of the nine: few data; at the limit it is green')
  t.match((await kpi('sanctions_per_1000_declarations', '2026-01-01', '2026-12-31', 'month')).figures.filter(({ outcome }) => outcome === 'measured'), [{ month: '2026-03', value: 0 }], 'a month without declarations has no rate')
  const byUnit = await kpi('sanctions_per_org_unit', '2026-01-01', '2026-12-31', 'unit')
  const [mean, deviation] = [(2 + 1 / 3) / 2, (2 - 1 / 3) / 2]
  t.match(byUnit.figures.map(({ key, status }) => [key, status]), [['A', 'green'], ['B', 'green']], 'of two units neither is beyond one deviation of their mean')
  t.ok(Math.abs((byUnit.figures[0]?.amberLimit ?? 0) - mean - deviation) < 1e-9)
})

t.test('sanctions weigh by severity, with the weights that the operator set', async (t) => {
  await sanction('2026-06-01', { severity: 'medium' })
  await sanction('2026-06-01', { severity: 'serious', pillar: 'origin' })
  t.equal((await kpi('sanctions_weighted_per_1000', '2026-01-01', '2026-12-31')).value.value, 1000 * (9 + 3 + 10) / 12_000)
  await insert('sanction_settings', { revision: 1, settings: JSON.stringify({ weights: { minor: 1, medium: 3, serious: 10 } }), reason: 'x', changed_at: AT, changed_by: uuidV7() },
    { revision: 2, settings: JSON.stringify({ weights: { minor: 0, medium: 1, serious: 100 } }), reason: 'x', changed_at: AT, changed_by: uuidV7() })
  t.equal((await kpi('sanctions_weighted_per_1000', '2026-01-01', '2026-12-31')).value.value, 1000 * 101 / 12_000)
})

t.test('a sanction counts under each procedure and broker; the operator itself is the key without a name, and what nobody knows is apart', async (t) => {
  await total('broker', '2024-03-02', '', 500)
  await total('broker', '2024-03-02', 'IT00000000001', 1500)
  await total('all', '2024-03-02', '', 2000)
  await sanction('2024-05-05', { brokers: ['self'] })
  await sanction('2024-05-05', { brokers: ['self', 'IT00000000001'] })
  await sanction('2024-05-05')
  t.match((await kpi('sanctions_per_1000_declarations', '2024-01-01', '2024-12-31', 'representative')).figures.map(({ key, value, numerator }) => [key, value, numerator]),
    [[null, 4, '2'], ['IT00000000001', 1000 / 1500, '1'], ['unknown', null, '1']])
})

t.test('the window of 36 months ends with the same date', async (t) => {
  await run('delete from aeo.sanctions')
  await total('all', '2023-06-01', '', 10)
  await sanction('2023-03-01', { severity: 'serious' })
  await sanction('2024-02-29', { severity: 'serious', pillar: 'origin' })
  for (const [day, serious] of [['2026-02-28', 2], ['2026-03-01', 2], ['2026-03-02', 1], ['2027-02-28', 1], ['2027-03-01', 0]] as const) t.equal(await on('serious_sanctions_36m', day), serious, day)
  t.match((await kpi('serious_sanctions_36m', '2026-02-01', '2026-03-31', 'month')).figures.map(({ month, value, status }) => [month, value, status]), [['2026-02', 2, 'red'], ['2026-03', 1, 'amber']], 'month by month as on its last day')
  t.equal(await on('repeated_sanctions_36m', '2026-03-01'), 0, 'two pillars with one each')
  await sanction('2026-02-01')
  t.equal(await on('repeated_sanctions_36m', '2026-03-01'), 1, 'two of one pillar')
  t.equal(await on('repeated_sanctions_36m', '2026-03-02'), 0, 'until the first leaves')
  await insert('finding_totals', { dimension: 'pillar', day: '2026-01-10', key: 'licences', severity: 'error', opened: 3, confirmed: 2, dismissed: 0, cured: 0 })
  t.equal(await on('repeated_sanctions_36m', '2026-03-02'), 0)
  await insert('finding_totals', { dimension: 'pillar', day: '2026-01-11', key: 'licences', severity: 'error', opened: 1, confirmed: 1, dismissed: 0, cured: 0 })
  t.equal(await on('repeated_sanctions_36m', '2026-03-02'), 1, 'three confirmed errors')
})

t.test('penalties and duties in euro are set against duties, not while some are in another currency', async (t) => {
  await run('delete from aeo.sanctions')
  await total('direction', '2022-03-02', 'import', 10, 1000, 'EUR')
  await total('import_vat', '2022-03-02', '', 10, 3000, 'EUR')
  await sanction('2022-05-05', { currency: 'EUR', amount_penalty: 8, amount_duty: 5, amount_penalty_eur: 8, amount_duty_eur: 5 })
  t.match((await kpi('sanction_amount_ratio', '2022-01-01', '2022-12-31')).value, { value: 0.2, numerator: '8', denominator: '4000', lower: null, status: 'amber' })
  t.match((await kpi('evaded_duty_ratio', '2022-01-01', '2022-12-31')).value, { value: 0.5, denominator: '1000', status: 'green' })
  await total('direction', '2022-03-03', 'import', 1, 10, 'DKK')
  t.match((await kpi('sanction_amount_ratio', '2022-01-01', '2022-12-31')).value, { value: null, outcome: 'no_data' })
})

t.test('sanctions are set against the customs staff of a year', async (t) => {
  await run('delete from aeo.sanctions')
  await insert('units', { id: uuidV7(), code: 'A' })
  await insert('people', { id: uuidV7(), pseudonym: 'P-1', employment_kind: 'employee' })
  await insert('positions', { id: uuidV7(), code: 'HEAD' })
  await insert('position_states', { code: 'HEAD', valid_from: '2020-01-01', revision: 1, closed: false, recorded_at: AT, title: 'x', unit: 'A', responsibilities: ['head_of_customs'], circle: [], customs_percent: 100 })
  await insert('assignments', { id: uuidV7(), person: 'P-1', position: 'HEAD', valid_from: '2020-01-01', valid_to: null, fte_percent: 80 })
  await sanction('2026-05-05')
  t.match((await kpi('sanctions_per_customs_fte', '2026-01-01', '2026-12-31')).value, { value: 1.25, numerator: '1', denominator: '0.8', status: 'red', lowData: true })
  t.match((await kpi('sanctions_per_customs_fte', '2026-01-01', '2026-12-30')).value, { value: 1.25, status: null }, 'the threshold is one of a year')
})

t.test('amounts of sanctions need their own right', async (t) => {
  const query = '{ kpis(names: ["sanction_amount_ratio"], from: "2026-01-01", to: "2026-12-31") { name } }'
  t.match(await ask(query, { scope: 'reporting:read' }), { errors: [{ extensions: { type: '/problems/forbidden', requiredScope: 'sanctions:amounts' } }] })
  t.match(await ask(query, { scope: 'reporting:read sanctions:amounts' }), { data: { kpis: [{ name: 'sanction_amount_ratio' }] } })
  const all = await ask('{ kpis(from: "2026-01-01", to: "2026-12-31") { name } }', { scope: 'reporting:read risks:read questionnaire:read' }) as { data: { kpis: { name: string }[] } }
  t.strictSame([all.data.kpis.length, all.data.kpis.some(({ name }) => ['sanction_amount_ratio', 'evaded_duty_ratio'].includes(name))], [87, false], 'among all, they are left out')
})
