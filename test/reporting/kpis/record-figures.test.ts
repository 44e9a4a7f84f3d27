import t from 'tap'
import { v7 as uuidV7 } from 'uuid'
import { AT, registersByHand } from './registers-by-hand.ts'

/** Documents and evidence, on both sides of each day that decides. */

const { insert, kpi, on } = await registersByHand(t)

t.test('declarations with all their documents archived are a share of those that must archive any', async (t) => {
  await insert('document_totals', { day: '2026-03-02', declarations: 205, complete: 203, without_requirement: 5 })
  await insert('document_totals', { day: '2026-02-02', declarations: 5, complete: 5, without_requirement: 5 })
  t.match((await kpi('record_completeness_rate', '2026-01-01', '2026-12-31')).value, { value: 99, numerator: '198', denominator: '200', status: 'green', lowData: true })
  t.match((await kpi('record_completeness_rate', '2026-01-01', '2026-03-31', 'month')).figures.map(({ outcome }) => outcome), ['no_data', 'no_data', 'measured'])
})

t.test('evidence tells the age of tests, incidents and what failed', async (t) => {
  const evidence = (criterion: string, kind: string, issuedOn: string, outcome = 'passed', changes: Record<string, unknown> = {}): Promise<void> => insert('criteria_evidence', {
    id: uuidV7(), reference: uuidV7(), criterion, kind, outcome, issued_on: issuedOn, valid_from: issuedOn, sha256: 'a'.repeat(64), archive: 'x', locator: 'x', recorded_at: AT, ...changes
  })
  t.equal(await on('backup_test_age_days', '2026-05-01'), null)
  await evidence('security', 'backup_test', '2026-01-01')
  await evidence('security', 'backup_test', '2026-04-30', 'failed')
  t.match((await kpi('backup_test_age_days', '2026-01-01', '2026-06-30')).value, { value: 180, status: 'green' })
  t.match((await kpi('backup_test_age_days', '2026-01-01', '2026-07-01')).value, { value: 181, status: 'amber' })
  t.equal(await on('pentest_age_days', '2026-05-01'), null, 'another test is none')
  await evidence('security', 'incident_report', '2025-05-01', 'noted')
  for (const [day, count] of [['2026-04-30', 1], ['2026-05-01', 0]] as const) t.equal(await on('security_incidents_12m', day), count, day)
  await evidence('financial_solvency', 'insolvency_check', '2026-02-01', 'failed')
  await evidence('financial_solvency', 'insolvency_check', '2026-03-01')
  for (const [day, count] of [['2026-01-31', null], ['2026-02-28', 1], ['2026-03-01', 0]] as const) t.equal(await on('solvency_flag_count', day), count, day)
  const supplier = (reference: string, checkedOn: string | null): Promise<void> => insert('suppliers', { supplier_ref: reference, id: uuidV7(), identity_checked_on: checkedOn, record: '{}', recorded_at: AT, changed_at: AT })
  await supplier('S-1', null)
  await supplier('S-2', '2025-05-01')
  for (const [day, count] of [['2026-04-30', 1], ['2026-05-01', 2]] as const) t.equal(await on('partner_unverified_count', day), count, day)
  await evidence('security', 'partner_check', '2026-04-01', 'passed', { partner: 'S-1', ends_on: '2026-06-30' })
  for (const [day, count] of [['2026-06-30', 1], ['2026-07-01', 2]] as const) t.equal(await on('partner_unverified_count', day), count, day)
})
