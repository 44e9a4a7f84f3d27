import t from 'tap'
import { guaranteeUseOn, lastOpenDay, utilisationPercent } from '../../src/authorisations/guarantee.ts'
import type { GuaranteeInUse } from '../../src/authorisations/guarantee.ts'
import { isOverdue, nextDueOf } from '../../src/authorisations/obligations.ts'
import { NO_SCOPE } from '../../src/authorisations/terms.ts'
import { limitPeriod, utilisationOf } from '../../src/authorisations/utilisation.ts'
import type { Use } from '../../src/authorisations/utilisation.ts'

const guarantee = (changes: Partial<GuaranteeInUse> = {}): GuaranteeInUse => ({ grn: null, referenceAmount: '1000', currency: 'EUR', openDays: null, dischargePeriodMonths: null, amounts: [], ...changes })

t.test('a debt counts as open for the stated days, else the period of discharge, else thirty days', (t) => {
  t.equal(lastOpenDay('2026-03-02', { openDays: 1, dischargePeriodMonths: 6 }), '2026-03-02')
  t.equal(lastOpenDay('2026-03-02', { openDays: null, dischargePeriodMonths: 6 }), '2026-09-01')
  t.equal(lastOpenDay('2026-03-02', { openDays: null, dischargePeriodMonths: null }), '2026-03-31')
  const amounts = [{ day: '2026-03-02', currency: 'EUR', amount: '250.50' }]
  for (const [day, open] of [['2026-03-01', '0'], ['2026-03-02', '250.5'], ['2026-03-31', '250.5'], ['2026-04-01', '0']] as const) t.equal(guaranteeUseOn(guarantee({ amounts }), day).openAmount, open, day)
  t.end()
})

t.test('the share of a guarantee is of its currency alone, and of all guarantees together', (t) => {
  const amounts = [{ day: '2026-03-02', currency: 'EUR', amount: '333.333' }, { day: '2026-03-03', currency: 'EUR', amount: '1' }]
  t.strictSame(guaranteeUseOn(guarantee({ amounts }), '2026-03-03'), { openAmount: '334.333', percent: '33.43', otherCurrencies: [] })
  const mixed = guarantee({ amounts: [...amounts, { day: '2026-03-03', currency: 'USD', amount: '1' }] })
  t.strictSame(guaranteeUseOn(mixed, '2026-03-02').percent, '33.33', 'before the other currency')
  t.strictSame(guaranteeUseOn(mixed, '2026-03-03'), { openAmount: '334.333', percent: null, otherCurrencies: ['USD'] })
  t.equal(guaranteeUseOn(guarantee({ amounts, referenceAmount: '0' }), '2026-03-03').percent, null)
  t.equal(utilisationPercent([], '2026-03-03'), undefined)
  t.equal(utilisationPercent([guarantee({ amounts: [{ day: '2026-03-03', currency: 'EUR', amount: '1000.01' }] })], '2026-03-03'), '100')
  t.equal(utilisationPercent([guarantee({ amounts: [{ day: '2026-03-03', currency: 'EUR', amount: '1000.1' }] })], '2026-03-03'), '100.01')
  t.equal(utilisationPercent([guarantee({ amounts }), guarantee()], '2026-03-02'), '16.67')
  t.equal(utilisationPercent([guarantee(), guarantee({ currency: 'SEK' })], '2026-03-02'), undefined)
  t.equal(utilisationPercent([mixed], '2026-03-03'), undefined)
  t.end()
})

const use = (day: string, quantity: string | null, unit = 'KGM', changes: Partial<Use> = {}): Use => ({ day, unit, declarations: 1, items: 2, quantity, amount: null, ...changes })

t.test('use is counted over the period, and each limit over its own days', (t) => {
  const scope = { ...NO_SCOPE, quantities: [{ quantity: '100', unit: 'KGM', period: 'month' as const }, { quantity: '100', unit: 'KGM', period: 'calendar_year' as const }, { quantity: '300', unit: 'KGM', period: 'validity' as const }] }
  const uses = [use('2025-12-31', '90'), use('2026-01-01', '60'), use('2026-02-28', '40.5'), use('2026-02-28', '7', 'LTR'), use('2026-03-01', '500')]
  const { declarations, items, quantities, limits } = utilisationOf(scope, '2025-06-01', { from: '2026-02-01', to: '2026-02-28' }, uses, [])
  t.strictSame([declarations, items], [2, 4])
  t.strictSame(quantities, [{ unit: 'KGM', quantity: '40.5' }, { unit: 'LTR', quantity: '7' }])
  t.strictSame(limits.map(({ from, used, percent, exceeded }) => [from, used, percent, exceeded]), [['2026-02-01', '40.5', '40.5', false], ['2026-01-01', '100.5', '100.5', true], ['2025-06-01', '190.5', '63.5', false]])
  t.strictSame(utilisationOf(scope, '2025-06-01', { from: '2026-01-01', to: '2026-02-28' }, [use('2026-01-01', '100')], []).limits[1]?.exceeded, false, 'all of it is not more')
  t.strictSame(limitPeriod({ period: 'calendar_year' }, '2026-02-10', '2026-03-01'), { from: '2026-02-10', to: '2026-03-01' }, 'not before it was valid')
  t.equal(utilisationOf(NO_SCOPE, '2026-01-01', { from: '2026-01-01', to: '2026-02-28' }, [use('2026-01-01', null)], []).quantities.length, 0)
  t.end()
})

t.test('what is due again is counted from the first day', (t) => {
  const monthly = { firstDue: '2026-01-31', periodMonths: 1, endedOn: null }
  t.strictSame([0, 1, 2, 12].map((done) => nextDueOf(monthly, done)), ['2026-01-31', '2026-02-28', '2026-03-31', '2027-01-31'])
  t.equal(nextDueOf({ ...monthly, endedOn: '2026-02-28' }, 1), '2026-02-28')
  t.equal(nextDueOf({ ...monthly, endedOn: '2026-02-27' }, 1), null)
  t.strictSame([0, 1].map((done) => nextDueOf({ firstDue: '2026-01-31', periodMonths: null, endedOn: null }, done)), ['2026-01-31', null])
  t.strictSame(['2026-01-30', '2026-01-31', '2026-02-01'].map((today) => isOverdue({ nextDue: '2026-01-31' }, today)), [false, false, true])
  t.equal(isOverdue({ nextDue: null }, '2026-01-31'), false)
  t.end()
})
