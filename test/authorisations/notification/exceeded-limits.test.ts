import t from 'tap'
import { followLogs, watchLimits } from '../../../src/authorisations/index.ts'
import { exceededLimits } from '../../../src/authorisations/notification/exceeded-limits.ts'
import type { UsedAuthorisation } from '../../../src/authorisations/operations/utilisation.ts'
import { authorisationDeps } from '../../../src/features.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
let now = '2026-11-25T10:00:00Z'
const clock = () => new Date(now)
const { app, db } = await testApp(t, database.appUrl, {}, { clock })
await addOperator(db.operations, TEST_OPERATOR, 'x')
const deps = authorisationDeps({ db, clock })

const post = async (url: string, payload: object) => {
  const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers: bearer(), payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return answer.json<{ id: string }>()
}
const authorised = async (type: string, reference: string, scope: object): Promise<string> => (await post('/authorisations', { type, reference, holderEori: TEST_OPERATOR, decisionDate: '2020-01-15', terms: { effectiveTo: '2030-01-01', scope } })).id
const ipo = await authorised('IPO', 'ITIPO1', { quantities: [{ quantity: '50', unit: 'KGM', period: 'calendar_year' }] })
await authorised('IPO', 'ITIPO2', { quantities: [{ quantity: '50', unit: 'KGM', period: 'calendar_year' }] })
const cgu = await authorised('CGU', 'ITCGU1', { guarantee: { grn: '26IT0000000000001', referenceAmount: '1000', currency: 'EUR', paymentDays: null } })
let pushed = 0
const placed = async (netMass: string, header: object = {}) => await post('/declarations', declaration({
  lrn: `X-${++pushed}`, acceptanceDate: '2026-11-24', authorisations: [{ type: 'IPO', reference: 'ITIPO1', holder: TEST_OPERATOR }], items: [item({ requestedProcedure: '51', netMass })], ...header
}))
const duties = async () => {
  await followLogs({ db, clock })
  const { items } = (await app.inject({ url: '/v1/notification-duties?limit=100', headers: bearer() })).json<{ items: { rule: string, subject: string, authorisationIds: string[], occurredOn: string }[] }>()
  return items.filter(({ rule }) => rule.endsWith('_exceeded')).map(({ rule, authorisationIds, occurredOn }) => [rule, authorisationIds, occurredOn]).toSorted()
}

t.test('a quantity beyond the limit opens a duty for that authorisation, once in its period', async (t) => {
  await placed('20')
  await placed('30')
  t.equal(await watchLimits(deps), 0, 'all of it is not more')
  await placed('0.5')
  t.strictSame((await Promise.all([watchLimits(deps), watchLimits(deps)])).toSorted(), [0, 1], 'two replicas find it once')
  t.strictSame(await duties(), [['quantity_exceeded', [ipo], '2026-11-25']])
  await placed('9')
  t.equal(await watchLimits(deps), 0)
  now = '2027-01-02T10:00:00Z'
  t.equal(await watchLimits(deps), 0, 'another year, and nothing used')
  await placed('51', { acceptanceDate: '2027-01-02' })
  t.equal(await watchLimits(deps), 1)
})

t.test('debts beyond the reference amount open a duty, once a month', async (t) => {
  const guaranteed = async (amount: string) => await post('/declarations', declaration({ lrn: `G-${++pushed}`, acceptanceDate: '2027-01-02', items: [item({})], guarantees: [{ type: '1', grn: '26IT0000000000001', amount, currency: 'EUR' }] }))
  await guaranteed('1000')
  t.equal(await watchLimits(deps), 0)
  await guaranteed('0.01')
  t.equal(await watchLimits(deps), 1)
  t.match((await duties())[0], ['guarantee_exceeded', [cgu], '2027-01-02'])
  t.equal(await watchLimits(deps), 0)
  now = '2027-02-01T10:00:00Z'
  t.equal(await watchLimits(deps), 1, 'another month')
})

t.test('what is not known is not exceeded', (t) => {
  const used = (changes: object): UsedAuthorisation => ({
    authorisation: { id: 'a', type: 'IPO' }, utilisation: { limits: [{ quantity: '5', unit: 'KGM', period: 'month', used: null, exceeded: null }], guarantee: null, ...changes }
  } as unknown as UsedAuthorisation)
  t.strictSame(exceededLimits(used({}), '2026-11-25'), [])
  t.strictSame(exceededLimits(used({ guarantee: { referenceAmount: '5', currency: 'EUR', openAmount: '6', percent: null } }), '2026-11-25'), [], 'amounts in another currency')
  t.equal(exceededLimits(used({ guarantee: { referenceAmount: '5', currency: 'EUR', openAmount: '6', percent: '120' } }), '2026-11-25').length, 1)
  t.end()
})
