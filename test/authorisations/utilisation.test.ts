import t from 'tap'
import { guaranteeUseOn, utilisationPercent } from '../../src/authorisations/guarantee.ts'
import type { GuaranteeInUse } from '../../src/authorisations/guarantee.ts'
import { isOverdue, nextDueOf } from '../../src/authorisations/obligations.ts'
import { NO_SCOPE } from '../../src/authorisations/terms.ts'
import { limitPeriod, utilisationOf } from '../../src/authorisations/utilisation.ts'
import type { Use } from '../../src/authorisations/utilisation.ts'

const guarantee = (changes: Partial<GuaranteeInUse> = {}): GuaranteeInUse => ({ referenceAmount: '1000', currency: 'EUR', paymentDays: null, movements: [], ...changes })
const movement = (day: string, amount: string, ended = '0', currency = 'EUR') => ({ day, currency, amount, ended })

t.test('a debt counts from its day until goods are released or discharged, or for so many days longer', (t) => {
  const movements = [movement('2026-03-02', '250.50'), movement('2026-03-10', '0', '250.5'), movement('2026-03-10', '100')]
  for (const [day, open] of [['2026-03-01', '0'], ['2026-03-02', '250.5'], ['2026-03-09', '250.5'], ['2026-03-10', '100']] as const) t.equal(guaranteeUseOn(guarantee({ movements }), day).openAmount, open, day)
  for (const [day, open] of [['2026-03-10', '350.5'], ['2026-04-08', '350.5'], ['2026-04-09', '100']] as const) t.equal(guaranteeUseOn(guarantee({ movements, paymentDays: 30 }), day).openAmount, open, `${day} with thirty days to pay`)
  t.end()
})

t.test('the share of a guarantee is of its currency alone, and of all guarantees together', (t) => {
  const movements = [movement('2026-03-02', '333.333'), movement('2026-03-03', '1')]
  t.strictSame(guaranteeUseOn(guarantee({ movements }), '2026-03-03'), { openAmount: '334.333', percent: '33.43', otherCurrencies: [] })
  const mixed = guarantee({ movements: [...movements, movement('2026-03-03', '1', '0', 'USD')] })
  t.strictSame(guaranteeUseOn(mixed, '2026-03-02').percent, '33.33', 'before the other currency')
  t.strictSame(guaranteeUseOn(mixed, '2026-03-03'), { openAmount: '334.333', percent: null, otherCurrencies: ['USD'] })
  t.equal(guaranteeUseOn(guarantee({ movements: [movement('2026-03-02', '1', '1', 'USD')] }), '2026-03-03').percent, '0', 'nothing is open of the other currency')
  t.equal(guaranteeUseOn(guarantee({ movements, referenceAmount: '0' }), '2026-03-03').percent, null)
  t.equal(utilisationPercent([], '2026-03-03'), undefined)
  t.equal(utilisationPercent([guarantee({ movements: [movement('2026-03-03', '1000')] })], '2026-03-03'), '100')
  t.equal(utilisationPercent([guarantee({ movements: [movement('2026-03-03', '1000.1')] })], '2026-03-03'), '100.01')
  t.equal(utilisationPercent([guarantee({ movements }), guarantee()], '2026-03-02'), '16.67')
  t.equal(utilisationPercent([guarantee(), guarantee({ currency: 'SEK' })], '2026-03-02'), undefined)
  t.equal(utilisationPercent([mixed], '2026-03-03'), undefined)
  t.end()
})

const use = (quantity: Use['quantity']): Use => ({ declarations: 1, items: 2, quantity })

t.test('use is counted over the period, and each limit over its own days', (t) => {
  const scope = { ...NO_SCOPE, quantities: (['month', 'calendar_year', 'validity'] as const).map((period) => ({ quantity: '100', unit: 'KGM', period })) }
  const known = { inPeriod: [use({ KGM: '40.5', LTR: '7' }), use({ KGM: '1' })], byLimit: new Map([['month', [use({ KGM: '100' })]], ['calendar_year', [use({ KGM: '60' }), use({ KGM: '40.5' })]], ['validity', [use({ LTR: '900' })]]] as const), guarantee: [] }
  const { declarations, items, quantities, limits, guarantee: none } = utilisationOf(scope, '2025-06-01', '2026-02-28', known)
  t.strictSame([declarations, items, none], [2, 4, null])
  t.strictSame(quantities, [{ unit: 'KGM', quantity: '41.5' }, { unit: 'LTR', quantity: '7' }])
  t.strictSame(limits.map(({ from, used, percent, exceeded }) => [from, used, percent, exceeded]), [['2026-02-01', '100', '100', false], ['2026-01-01', '100.5', '100.5', true], ['2025-06-01', null, null, null]], 'all of it is not more; what is stated in another unit says nothing')
  t.equal(utilisationOf({ ...NO_SCOPE, quantities: [{ quantity: '0', unit: 'KGM', period: 'month' }] }, null, '2026-02-28', known).limits[0]?.percent, null)
  t.strictSame(limitPeriod({ period: 'calendar_year' }, '2026-03-01'), { from: '2026-01-01', to: '2026-03-01' })
  t.end()
})

t.test('a limit says how far it is used only where that is known', (t) => {
  const scope = { ...NO_SCOPE, quantities: [{ quantity: '50', unit: 'KGM', period: 'validity' as const }] }
  const limitOf = (...uses: Use[]) => {
    const { used, percent, exceeded, unmeasuredItems } = utilisationOf(scope, null, '2026-02-28', { inPeriod: [], byLimit: new Map([['validity', uses]]), guarantee: [] }).limits[0] ?? {}
    return [used, percent, exceeded, unmeasuredItems]
  }
  t.strictSame(limitOf(), ['0', '0', false, 0], 'never used')
  t.strictSame(limitOf(use({})), ['0', '0', false, 0], 'goods were discharged alone')
  t.strictSame(limitOf({ ...use({}), unmeasured: 2 }), [null, null, null, 2])
  t.strictSame(limitOf({ ...use({ KGM: '60' }), unmeasured: 2 }), ['60', '120', true, 2])
  t.strictSame(limitOf(use({ NAR: '3' })), [null, null, null, 0])
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
