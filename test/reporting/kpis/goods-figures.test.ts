import t from 'tap'
import { v7 as uuidV7 } from 'uuid'
import { AT, registersByHand } from './registers-by-hand.ts'

/** Goods, suppliers and licences, on both sides of each day that decides. */

const { insert, on } = await registersByHand(t)

t.test('goods are counted by the state of their classification on the day', async (t) => {
  t.equal(await on('goods_without_classification_rate', '2026-05-01'), null)
  const count = (measure: string, day: string, delta: number): Promise<void> => insert('goods_counts', { measure, day, delta })
  await count('active', '2026-01-01', 50)
  await count('active', '2026-06-01', 50)
  await count('without_code', '2026-01-01', 2)
  await count('without_code', '2026-03-01', -1)
  await count('stale', '2026-04-01', 5)
  await count('code_changed', '2025-12-31', 7)
  await count('code_changed', '2026-01-01', 3)
  for (const [day, rate] of [['2026-02-28', 4], ['2026-03-01', 2], ['2026-05-31', 2], ['2026-06-01', 1]] as const) t.equal(await on('goods_without_classification_rate', day), rate, day)
  for (const [day, rate] of [['2026-03-31', 0], ['2026-04-01', 10]] as const) t.equal(await on('classification_stale_rate', day), rate, day)
  t.equal(await on('classification_change_rate', '2026-12-31'), 3, 'those of the period, against the goods at its end')
})

t.test('suppliers of goods exported with a preference are covered by a declaration that is evidence', async (t) => {
  t.equal(await on('supplier_declaration_coverage', '2026-05-01'), null)
  const span = (supplier: string, goods: string, from: string, until: string | null): Promise<void> =>
    insert('goods_spans', { measure: 'preferential_export', value: supplier, goods_ref: goods, from_day: from, until_day: until })
  await span('S-1', 'G-1', '2026-01-01', null)
  await span('S-1', 'G-2', '2026-01-01', null)
  await span('S-2', 'G-3', '2026-01-01', '2026-06-01')
  await insert('supplier_declarations', { supplier_ref: 'S-1', document_reference: 'D-1', id: uuidV7(), valid_from: '2026-03-01', evidence_until: '2026-12-30', record: '{}', recorded_at: AT, changed_at: AT })
  for (const [day, rate] of [['2026-02-28', 0], ['2026-03-01', 50], ['2026-05-31', 50], ['2026-06-01', 100], ['2026-12-30', 100], ['2026-12-31', 0]] as const) t.equal(await on('supplier_declaration_coverage', day), rate, day)
})

t.test('a licence is breached when more is attributed than authorised, in its own unit', async (t) => {
  const licence = (reference: string, record: object): Promise<void> => insert('licences', { reference, id: uuidV7(), licence_type: 'L001', record: JSON.stringify(record), recorded_at: AT, changed_at: AT })
  await licence('L-1', { validFrom: null, authorisedQuantity: '100', unit: 'KGM', authorisedValue: null, currency: null, attributedBefore: '40' })
  await licence('L-2', { validFrom: null, authorisedQuantity: null, unit: null, authorisedValue: '1000', currency: 'EUR', attributedBefore: '0' })
  const use = (reference: string, day: string, unit: string, currency: string, quantity: number, amount: number): Promise<void> =>
    insert('reference_use', { kind: 'document', reference, day, type: 'L001', unit, currency, declarations: 1, items: 1, quantity, amount, ended: 0, ended_amount: 0 })
  await use('L-1', '2026-02-01', 'KGM', '', 60, 0)
  await use('L-1', '2026-02-01', 'NAR', '', 999, 0)
  await use('L-2', '2026-02-01', '', 'EUR', 0, 1000)
  t.equal(await on('licence_balance_breach_count', '2026-12-31'), 0, 'used up, and no more')
  await use('L-1', '2026-02-02', 'KGM', '', 0.001, 0)
  await use('L-2', '2026-02-03', '', 'EUR', 0, 0.01)
  for (const [day, count] of [['2026-02-01', 0], ['2026-02-02', 1], ['2026-02-03', 2]] as const) t.equal(await on('licence_balance_breach_count', day), count, day)
})
