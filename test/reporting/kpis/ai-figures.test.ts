import { randomUUID } from 'node:crypto'
import t from 'tap'
import { TALLY_VERSION } from '../../../src/ai-oversight/tally.ts'
import { AT, registersByHand } from './registers-by-hand.ts'

/** AI systems and their oversight as key figures, on both sides of each day that decides. */

const { insert, kpi, on, run, total } = await registersByHand(t)
const YEAR = ['2026-01-01', '2026-12-31'] as const

interface Registered { readonly deployment?: string, readonly provider?: string, readonly contractClauses?: readonly string[] }

/** In use from 1 February 2026, assessed on 15 January. */
async function system (code: string, { deployment = 'own', provider = 'Own', contractClauses = [] }: Registered = {}, assessment: Record<string, unknown> = {}): Promise<string> {
  const id = randomUUID()
  const by = randomUUID()
  await insert('ai_systems', { id, code, status_on: '2026-01-01', valid_from: '2026-01-01', provider, recorded_at: AT })
  await insert('ai_system_versions', { system_id: id, version: 1, valid_from: '2026-01-01', material: true, fields: [], questions: [], content: JSON.stringify({ deployment, provider, contractClauses }), recorded_by: by, recorded_at: AT })
  await insert('ai_system_statuses', { system_id: id, number: 1, status: 'proposed', valid_from: '2026-01-01', reason: 'x', decided_by: by, recorded_at: AT }, { system_id: id, number: 2, status: 'in_use', valid_from: '2026-02-01', reason: 'x', decided_by: by, recorded_at: AT })
  await insert('ai_assessments', {
    system_id: id, number: 1, version: 1, origin: 'stated', answers: '{}', answers_not_taken: '{}', as_of: '2026-01-15', rule_set_version: '1', class: 'minimal', provisional: false, requires_legal_review: false,
    contradictions: '[]', result: '{}', answered_by: by, assessed_by: by, recorded_at: '2026-01-15T10:00:00Z', ...assessment
  })
  return id
}
/** Items of the day that name a system. */
const named = async (name: string, day: string, items = 1): Promise<void> => await total('ai_proposed', day, JSON.stringify(['U', 'origin', name, '1']), items)
const oversight = async (period: string, counter: string, bins: object, unit = 'U'): Promise<void> =>
  await insert('ai_oversight_totals', { tally_version: TALLY_VERSION, period, system: 'A', version: '1', pillar: 'origin', unit, counter, bins: JSON.stringify(bins) })

t.test('nothing recorded is no data, and no zero', async (t) => {
  for (const name of ['ai_inventory_coverage', 'ai_human_review_rate', 'ai_override_rate', 'ai_error_rate', 'ai_unapproved_use_count', 'ai_vendor_contract_gap_count', 'ai_drift_days_since_eval']) t.equal((await kpi(name, ...YEAR)).value.outcome, 'no_data', name)
})

t.test('the inventory covers what is in use, and what declarations name', async (t) => {
  const good = await system('A')
  await system('B', {}, { provisional: true })
  t.equal(await on('ai_inventory_coverage', '2026-01-31'), null, 'none in use yet')
  t.equal(await on('ai_inventory_coverage', '2026-02-01'), 50)
  await run(`update aeo.ai_assessments set provisional = false, recorded_at = '2026-03-10T10:00:00Z' where provisional`)
  t.equal(await on('ai_inventory_coverage', '2026-03-09'), 50)
  t.equal(await on('ai_inventory_coverage', '2026-03-10'), 100)
  await named('A', '2026-04-02')
  await named(good, '2026-04-02')
  await named('STRANGER', '2026-04-02')
  t.equal((await on('ai_inventory_coverage', '2026-04-30'))?.toFixed(4), '66.6667', 'a name that the register does not know')
  t.equal(await on('ai_inventory_coverage', '2027-04-30'), 100, 'after twelve months it is not looked for any more')
  await insert('ai_system_versions', { system_id: good, version: 2, valid_from: '2026-05-01', material: true, fields: [], questions: [], content: '{"contractClauses": []}', recorded_by: good, recorded_at: AT })
  t.equal((await on('ai_inventory_coverage', '2026-05-01'))?.toFixed(4), '33.3333', 'a material change since')
})

t.test('use without approval counts each system once, by the days of declarations and the months of outputs', async (t) => {
  await total('all', '2026-01-20', '', 10)
  t.equal((await kpi('ai_unapproved_use_count', '2026-01-01', '2026-01-31')).value.value, 0, 'nobody named any')
  await named('B', '2026-01-31')
  await named('B', '2026-01-30')
  t.equal((await kpi('ai_unapproved_use_count', '2026-01-01', '2026-01-31')).value.value, 1)
  await total('all', '2026-02-20', '', 10)
  await named('B', '2026-02-01')
  t.equal((await kpi('ai_unapproved_use_count', '2026-02-01', '2026-02-28')).value.value, 0, 'in use from that day on')
  await oversight('2026-02', 'unapproved', { made: 3 })
  t.equal((await kpi('ai_unapproved_use_count', '2026-02-01', '2026-02-28')).value.value, 1)
  t.match((await kpi('ai_unapproved_use_count', ...YEAR)).value, { value: 3, status: 'red' }, 'B, A and the stranger')
})

t.test('review and override follow the log, and few people are not told of', async (t) => {
  await oversight('2026-06', 'use', { reviewed: 90, reviewed_without_competence: 5, unreviewed: 5 })
  await oversight('2026-06', 'use', { reviewed: 100 }, 'V')
  const review = await kpi('ai_human_review_rate', '2026-06-01', '2026-06-30', 'unit')
  t.match(review.value, { value: 95, numerator: '190', denominator: '200', status: 'amber' })
  t.strictSame(review.figures.map(({ key, value }) => [key, value]), [['U', 90], ['V', 100]])
  await oversight('2026-06', 'item', { logged: 10, not_logged: 50 }, 'V')
  t.match((await kpi('ai_human_review_rate', '2026-06-01', '2026-06-30')).value, { value: 76, denominator: '250', status: 'red' }, 'what was declared and never logged was not seen to be reviewed')
  await oversight('2026-06', 'decision', { accepted: 70, overridden: 30, open: 50 })
  await oversight('2026-06', 'reviewer', { p1: 1, p2: 1, p3: 1, p4: 9 })
  t.equal((await kpi('ai_override_rate', '2026-06-01', '2026-06-30')).value.value, null, 'four people')
  await oversight('2026-06', 'reviewer', { p4: 1, p5: 1 }, 'V')
  t.match((await kpi('ai_override_rate', '2026-06-01', '2026-06-30')).value, { value: 30, denominator: '100', status: 'amber' })
  t.equal((await kpi('ai_override_rate', '2026-07-01', '2026-07-31')).value.value, null)
})

t.test('errors of what AI proposed are those that doubt it, in the share that was reviewed', async (t) => {
  await named('A', '2026-08-03', 200)
  const finding = async (check: string | null, over: Record<string, unknown> = {}): Promise<void> => await insert('findings', {
    id: randomUUID(), source: check === null ? 'person' : 'check', check_id: check, pillar: 'origin', severity: 'error', message: 'x', values: '{}', counted_on: '2026-08-03', opened_at: AT, state: 'confirmed', decision: 'confirmed', decided_at: AT,
    decided_by: randomUUID(), declaration_id: randomUUID(), item_number: 1, proposed_by: '["A","1"]', ...over
  })
  await finding('ORI-01')
  await finding(null)
  await finding('ORI-09')
  await finding('ORI-01', { proposed_by: null })
  const found = async (check: string, opened: number, confirmed: number): Promise<void> =>
    await insert('finding_totals', { dimension: 'ai_proposed', day: '2026-08-03', key: JSON.stringify(['U', 'origin', 'A', '1', check]), severity: 'error', opened, confirmed, dismissed: 0, cured: 0 })
  await found('ORI-01', 3, 1)
  await found('person', 1, 1)
  await found('ORI-09', 100, 1)
  t.match((await kpi('ai_error_rate', '2026-08-01', '2026-08-31')).value, { value: 2, numerator: '2', denominator: '100', status: 'amber' }, 'of 200 elements half was reviewed')
})

t.test('a supplier of cloud AI lacks a clause, or the longest wait for an evaluation', async (t) => {
  const all = ['no_training', 'confidentiality', 'location', 'audit', 'exit']
  await system('C', { deployment: 'cloud', provider: 'Whole', contractClauses: [...all, 'ip'] })
  const lacking = await system('D', { deployment: 'hybrid', provider: 'Lacking', contractClauses: all.slice(1) })
  t.equal(await on('ai_vendor_contract_gap_count', '2026-01-31'), null, 'none in use yet')
  t.match((await kpi('ai_vendor_contract_gap_count', ...YEAR)).value, { value: 1, denominator: '2', status: 'amber' })
  t.equal(await on('ai_drift_days_since_eval', '2026-02-11'), 10, 'from the first day in use')
  await insert('ai_evaluations', { id: randomUUID(), system_id: lacking, version: 1, evaluated_on: '2026-03-01', pillar: 'origin', sample_size: 10, errors: 0, compared_with: 'x', evidence_reference: 'x', evidence_sha256: 'a', recorded_by: lacking, recorded_at: AT })
  await run(`insert into aeo.ai_evaluations select operator_id, gen_random_uuid(), s.id, 1, '2026-03-05', 'origin', 10, 0, 'x', 'x', 'a', s.id, now() from aeo.ai_systems s where s.code <> 'D'`)
  t.equal(await on('ai_drift_days_since_eval', '2026-03-11'), 10, 'the one that waits longest')
})
