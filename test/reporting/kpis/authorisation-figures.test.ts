import t from 'tap'
import { v7 as uuidV7 } from 'uuid'
import { TEST_OPERATOR } from '../../support/tokens.ts'
import { AT, registersByHand } from './registers-by-hand.ts'

/** Authorisations, guarantees, duties and obligations, on both sides of each day that decides. */

const { insert, on } = await registersByHand(t)

async function authorisation (type: string, reference: string, status: string, from: string, to: string | null, validTo: string | null, guarantee: object | null = null): Promise<string> {
  const id = uuidV7()
  await insert('authorisations', { id, type, reference, holder_eori: TEST_OPERATOR, recorded_at: AT, recorded_by: uuidV7() })
  await insert('authorisation_periods', { authorisation_id: id, from_day: from, to_day: to, status, valid_to: validTo, terms: JSON.stringify({ scope: { guarantee } }) })
  return id
}

t.test('an authorisation that ends within 90 days is counted unless its renewal is under way', async (t) => {
  t.equal(await on('authorisation_expiring_count', '2026-05-01'), null, 'none is kept')
  await authorisation('CWP', 'IT-CWP-1', 'granted', '2021-01-01', '2026-06-30', '2026-06-30')
  for (const [day, count] of [['2026-03-31', 0], ['2026-04-01', 1], ['2026-06-30', 1]] as const) t.equal(await on('authorisation_expiring_count', day), count, day)
  t.equal(await on('authorisation_expiring_count', '2026-07-01'), null, 'then nothing is in force')
  await authorisation('IPO', 'IT-IPO-1', 'applied', '2026-05-01', null, null)
  t.equal(await on('authorisation_expiring_count', '2026-05-01'), 1, 'an application of another type')
  await authorisation('CWP', 'IT-CWP-2', 'applied', '2026-05-15', null, null)
  t.equal(await on('authorisation_expiring_count', '2026-05-14'), 1)
  t.equal(await on('authorisation_expiring_count', '2026-05-15'), 0, 'from its application on')
})

t.test('duties to notify and obligations are overdue from the day after', async (t) => {
  const duty = (changes: Record<string, unknown>): Promise<void> =>
    insert('notification_duties', { id: uuidV7(), rule_id: 'r', rules_release: '1', occurred_on: '2026-03-01', detected_on: '2026-03-01', due_on: '2026-03-16', opened_at: AT, ...changes })
  await duty({})
  for (const [day, count] of [['2026-03-16', 0], ['2026-03-17', 1]] as const) t.equal(await on('authorisation_event_overdue_count', day), count, day)
  await duty({ state: 'not_needed', decided_at: '2026-03-20T10:00:00Z', words: 'x' })
  await duty({ state: 'notified', decided_at: '2026-03-02T10:00:00Z', words: 'x', channel: 'portal', sent_at: '2026-03-25T10:00:00Z', sent_reference: 'x' })
  for (const [day, count] of [['2026-03-19', 3], ['2026-03-20', 2], ['2026-03-24', 2], ['2026-03-25', 1]] as const) t.equal(await on('authorisation_event_overdue_count', day), count, `${day}, as it was then`)
  const owner = await authorisation('EIR', 'IT-EIR-1', 'granted', '2021-01-01', null, null)
  t.equal(await on('authorisation_condition_overdue_count', '2026-05-01'), null)
  await insert('authorisation_obligations', { id: uuidV7(), authorisation_id: owner, kind: 'report', description: 'x', first_due: '2026-05-01', next_due: '2026-05-01', recorded_at: AT, recorded_by: uuidV7() })
  await insert('authorisation_obligations', { id: uuidV7(), authorisation_id: owner, kind: 'report', description: 'x', first_due: '2026-05-01', next_due: null, recorded_at: AT, recorded_by: uuidV7() })
  for (const [day, count] of [['2026-05-01', 0], ['2026-05-02', 1]] as const) t.equal(await on('authorisation_condition_overdue_count', day), count, day)
})

t.test('guarantees are used by what declarations burden them with, while all of it is in one currency', async (t) => {
  t.equal(await on('guarantee_utilisation', '2030-05-01'), null, 'no guarantee')
  await authorisation('CGU', 'IT-CGU-1', 'granted', '2030-01-01', null, null, { grn: 'GRN-1', referenceAmount: '1000', currency: 'EUR' })
  await authorisation('CGU', 'IT-CGU-2', 'granted', '2030-06-01', null, null, { grn: null, referenceAmount: '1000', currency: 'EUR' })
  const use = (reference: string, day: string, currency: string, amount: number, ended = 0): Promise<void> =>
    insert('reference_use', { kind: 'guarantee', reference, day, type: '1', unit: '', currency, declarations: 1, items: 1, quantity: 0, amount, ended: 0, ended_amount: ended })
  await use('GRN-1', '2030-02-01', 'EUR', 900)
  await use('GRN-1', '2030-03-01', 'EUR', 0, 100)
  await use('GRN-2', '2030-02-01', 'EUR', 999)
  for (const [day, percent] of [['2030-01-31', 0], ['2030-02-01', 90], ['2030-02-28', 90], ['2030-03-01', 80], ['2030-05-31', 80], ['2030-06-01', 40]] as const) t.equal(await on('guarantee_utilisation', day), percent, day)
  await use('GRN-1', '2030-07-01', 'CHF', 5)
  t.equal(await on('guarantee_utilisation', '2030-07-01'), null, 'a burden in francs')
  await use('GRN-1', '2030-08-01', 'CHF', 0, 5)
  t.equal(await on('guarantee_utilisation', '2030-08-01'), 40, 'once it has ended')
  await authorisation('CGU', 'IT-CGU-4', 'granted', '2031-01-01', '2031-12-31', null, { grn: 'GRN-4', referenceAmount: '2000', currency: 'EUR', paymentDays: 10 })
  await use('GRN-4', '2031-02-01', 'EUR', 400)
  await use('GRN-4', '2031-03-01', 'EUR', 0, 400)
  for (const [day, percent] of [['2031-03-01', 30], ['2031-03-10', 30], ['2031-03-11', 20]] as const) t.equal(await on('guarantee_utilisation', day), percent, `${day}: a debt counts until its payment`)
  await authorisation('CGU', 'IT-CGU-3', 'granted', '2030-09-01', null, null, { grn: 'GRN-3', referenceAmount: '1000', currency: 'CHF' })
  t.equal(await on('guarantee_utilisation', '2030-09-01'), null, 'guarantees in two currencies')
})
