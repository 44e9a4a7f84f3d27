import t from 'tap'
import { denominators } from '../../src/declarations/index.ts'
import type { Denominator, DenominatorQuery } from '../../src/declarations/index.ts'
import type { Principal } from '../../src/platform/access.ts'
import { withOperatorReadOnly } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'reader', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }

const duty = (payable: string, currency = 'EUR') => [{ type: 'A00', payable, currency }]
const declarations = [
  declaration({ lrn: 'D-1', orgUnitId: 'U-1', siteId: 'S-1', lodgementOffice: 'IT277100', acceptanceDate: '2026-03-02', items: [item({ goodsRef: 'G-1', statisticalValue: '100.50', taxes: duty('1.5') })] }),
  declaration({
    lrn: 'D-2', orgUnitId: 'U-1', representative: { eori: 'DE123', status: '2' }, lodgementOffice: 'DE004600', acceptanceDate: '2026-03-31', items: [
      item({ goodsRef: 'G-1', statisticalValue: '10', aiAssisted: { origin: { systemId: 'AI-1' } } }),
      item({ itemNumber: 2, goodsRef: 'G-1', statisticalValue: '7', statisticalValueCurrency: 'USD', taxes: duty('2', 'CHF') }),
      item({ itemNumber: 3, goodsRef: 'G-2', statisticalValue: undefined })
    ]
  }),
  declaration({ lrn: 'D-3', acceptanceDate: '2026-04-01', items: [item()] })
]
for (const payload of declarations) {
  const { statusCode, body } = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload })
  if (statusCode !== 201) throw new Error(body)
}

const MARCH = { from: '2026-03-01', to: '2026-03-31' }
const SPRING = { from: '2026-03-01', to: '2026-04-30' }
const read = async (query: DenominatorQuery): Promise<Denominator[]> => await withOperatorReadOnly(db, principal, 'declarations:read', async (tx) => await denominators(tx, query))
const ask = async (words: string) => (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: `{ declarationTotals(${words}) { key month currency declarations items statisticalValue duties } }` } }))
  .json<{ data: { declarationTotals: Record<string, unknown>[] } | null, errors?: { extensions: Record<string, unknown> }[] }>()

t.test('denominators count each declaration of a unit once, and sum by currency', async (t) => {
  t.strictSame(await read({ ...SPRING, by: 'unit', months: false }), [
    { key: '', month: null, declarations: 1, items: 1, statisticalValue: { EUR: '4200' }, duties: {} },
    { key: 'U-1', month: null, declarations: 2, items: 4, statisticalValue: { EUR: '110.5', USD: '7' }, duties: { CHF: '2', EUR: '1.5' } }
  ])
  t.strictSame((await read({ ...SPRING, by: 'all', months: true })).map(({ key, month, declarations: count, items }) => [key, month, count, items]), [['', '2026-03', 2, 4], ['', '2026-04', 1, 1]])
})

const keys: [by: DenominatorQuery['by'], wanted: [key: string, declarations: number][]][] = [
  ['all', [['', 3]]], ['site', [['', 2], ['S-1', 1]]], ['broker', [['', 2], ['DE123', 1]]], ['member_state', [['', 1], ['DE', 1], ['IT', 1]]], ['ai', [['no', 2], ['yes', 1]]],
  ['goods', [['', 1], ['G-1', 2], ['G-2', 1]]], ['direction', [['import', 3]]], ['procedure', [['4000', 3]]], ['source_system', [['erp', 3]]]
]
t.test('what was rejected, cancelled or never lodged is in no denominator, and in totals by status', async (t) => {
  const january = { from: '2026-01-01', to: '2026-01-31' }
  const statuses = ['draft', 'rejected', 'cancelled', 'expired', 'invalidated', 'released']
  for (const status of statuses) {
    const payload = declaration({ lrn: `S-${status}`, status, orgUnitId: 'U-3', acceptanceDate: '2026-01-07', items: [item({ taxes: duty('3') }), item({ itemNumber: 2, statisticalValueCurrency: 'USD' })] })
    t.equal((await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload })).statusCode, 201, status)
  }
  t.strictSame(await read({ ...january, by: 'unit', months: false }), [{ key: 'U-3', month: null, declarations: 2, items: 4, statisticalValue: { EUR: '8400', USD: '8400' }, duties: { EUR: '6' } }])
  t.strictSame((await read({ ...january, by: 'all', months: false })).map(({ declarations: count, items }) => [count, items]), [[2, 4]])
  t.strictSame((await read({ ...january, by: 'status', months: false })).map(({ key }) => key), ['invalidated', 'released'])
  const { data } = await ask('from: "2026-01-01", to: "2026-01-31", groupBy: [status]')
  t.strictSame(data?.declarationTotals.filter(({ currency }) => currency === 'EUR').map(({ key, declarations: count }) => `${String(key)} ${String(count)}`), statuses.toSorted().map((status) => `${status} 1`))
})

t.test('denominators are there by every dimension', async (t) => {
  for (const [by, wanted] of keys) t.strictSame((await read({ ...SPRING, by, months: false })).map(({ key, declarations: count }) => [key, count]), wanted, by)
})

t.test('denominators take one statement, and one operator\'s alone are seen', async (t) => {
  const statements = await statementsOf(db, async () => await read({ ...SPRING, by: 'goods', months: true }))
  t.equal(statements.length, 3, 'with begin and commit')
  const { operatorId: other } = await addOperator(db.operations, 'DE98765432109', 'x')
  t.strictSame(await withOperatorReadOnly(db, { ...principal, operatorId: other }, 'declarations:read', async (tx) => await denominators(tx, { ...SPRING, by: 'unit', months: false })), [])
})

t.test('any period counts what its days do, months or not', async (t) => {
  const days = ['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-30', '2026-03-31', '2026-04-01', '2026-04-30', '2026-05-01']
  const acceptedOn = ['2026-03-02', '2026-03-31', '2026-04-01']
  for (const [index, from] of days.entries()) {
    for (const to of days.slice(index)) {
      const counted = acceptedOn.filter((day) => day >= from && day <= to).length
      for (const by of ['unit', 'broker', 'procedure', 'all'] as const) {
        t.equal((await read({ from, to, by, months: true })).reduce((sum, { declarations: count }) => sum + count, 0), counted, `${by} ${from} ${to}`)
      }
    }
  }
})

t.test('goods are kept by month: a part of one is refused at the day that is wrong', async (t) => {
  for (const [period, pointers] of [
    [{ from: '2026-03-02', to: '2026-03-31' }, ['/from']], [{ from: '2026-03-01', to: '2026-03-30' }, ['/to']], [{ from: '2026-03-31', to: '2026-04-01' }, ['/from', '/to']],
    [{ from: '2024-02-01', to: '2024-02-28' }, ['/to']]
  ] as const) {
    await t.rejects(read({ ...period, by: 'goods', months: false }), JSON.stringify(period))
    const { errors: [error] = [] } = await ask(`from: "${period.from}", to: "${period.to}", groupBy: [goods]`)
    t.match(error, { extensions: { type: '/problems/invalid-request', errors: pointers.map((pointer) => ({ pointer, hint: /kept by month: \d{4}-\d{2}-\d{2}$/ })) } })
  }
  for (const period of [{ from: '2024-02-01', to: '2024-02-29' }, { from: '2025-02-01', to: '2025-02-28' }, MARCH]) await t.resolves(read({ ...period, by: 'goods', months: false }), period.to)
  await t.rejects(read({ from: '2026-02-30', to: '2026-03-31', by: 'unit', months: false }), 'an impossible day')
  await t.rejects(read({ from: '2026-03-02', to: '2026-03-01', by: 'unit', months: false }), 'an end before the beginning')
})

t.test('totals are asked by the structure of the operator, null where nothing was stated', async (t) => {
  const { data } = await ask('from: "2026-03-01", to: "2026-04-30", groupBy: [unit, month]')
  t.strictSame(data?.declarationTotals.filter(({ currency }) => currency === 'EUR'), [
    { key: 'U-1', month: '2026-03', currency: 'EUR', declarations: 2, items: 2, statisticalValue: '110.5', duties: '1.5' },
    { key: null, month: '2026-04', currency: 'EUR', declarations: 1, items: 1, statisticalValue: '4200', duties: '0' }
  ])
  t.strictSame(data?.declarationTotals.map(({ currency }) => currency).toSorted(), ['CHF', 'EUR', 'EUR', 'USD', null], 'no row of several currencies is shown')
  for (const group of ['all', 'site', 'broker', 'member_state', 'ai', 'goods']) t.ok((await ask(`from: "2026-03-01", to: "2026-04-30", groupBy: [${group}]`)).data?.declarationTotals.length, group)
})

t.test('totals of some keys alone are asked by name', async (t) => {
  const keysOf = async (list: string): Promise<unknown> => (await ask(`from: "2026-03-01", to: "2026-04-30", groupBy: [goods], keys: ${list}`)).data?.declarationTotals.map(({ key }) => key)
  t.strictSame(new Set(await keysOf('["G-1", "G-9"]') as string[]), new Set(['G-1']))
  t.strictSame(await keysOf('[""]'), [null])
  t.strictSame(await keysOf('[]'), [])
  const many = { query: 'query ($keys: [String!]) { declarationTotals(from: "2026-03-01", to: "2026-04-30", groupBy: [goods], keys: $keys) { key } }', variables: { keys: Array.from({ length: 1_001 }, (_, index) => `G-${index}`) } }
  t.match((await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: many })).json(), { errors: [{ extensions: { errors: [{ pointer: '/keys' }] } }] })
})
