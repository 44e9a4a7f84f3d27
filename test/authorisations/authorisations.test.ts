import t from 'tap'
import pg from 'pg'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

interface Authorisation { id: string, status: string | null, effectiveTo: string | null }
const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
let counter = 0
const ipo = (changes: object = {}) => ({ type: 'IPO', reference: `ITIPO${++counter}`, holderEori: TEST_OPERATOR, decisionDate: '2026-03-02', terms: { issuingOffice: 'IT279100', scope: { goodsCodes: ['8518'], procedures: ['51'] } }, ...changes })
async function record (changes: object = {}): Promise<string> {
  const answer = await call('POST', '/authorisations', ipo(changes))
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<Authorisation>().id
}
const decide = async (id: string, payload: object, headers: Record<string, string> = { 'if-match': '*' }) => await call('POST', `/authorisations/${id}/decisions`, payload, headers)
const statusOn = async (id: string, day: string) => (await call('GET', `/authorisations/${id}?on=${day}`)).json<Authorisation>().status

t.test('an authorisation is recorded with its end by rule, and found by every filter', async (t) => {
  const recorded = await call('POST', '/authorisations', ipo({ reference: 'ITIPO-A' }))
  t.equal(recorded.statusCode, 201, recorded.body)
  const { id } = recorded.json<Authorisation>()
  t.equal(recorded.headers.location, `/v1/authorisations/${id}`)
  t.match(recorded.json(), { type: 'IPO', status: 'granted', effectiveFrom: '2026-03-02', effectiveTo: '2031-03-01', effectiveToProposed: true, scope: { goodsCodes: ['8518'], sites: [] }, issuingOffice: 'IT279100' })
  for (const filter of ['type=IPO', 'reference=ITIPO-A', 'status=granted', 'on=2031-02-01&expiringWithin=28', 'on=2031-03-01&expiringWithin=0', 'on=2031-03-02&status=expired']) {
    t.match((await call('GET', `/authorisations?${filter}`)).json(), { items: [{ id }] }, filter)
  }
  for (const filter of ['type=OPO', 'reference=x', 'status=suspended', 'on=2031-02-01&expiringWithin=27', 'on=2031-03-02&expiringWithin=10']) t.strictSame((await call('GET', `/authorisations?${filter}`)).json(), { items: [], nextCursor: null }, filter)
  t.match((await call('GET', '/authorisations?on=2026-02-30')).json(), { status: 400, errors: [{ pointer: '/on' }] })
  t.match((await call('POST', '/authorisations', ipo({ reference: 'ITIPO-A' }))).json(), { type: '/problems/authorisation-exists', errors: [{ pointer: '/reference' }] })
  t.match((await call('POST', '/authorisations', ipo({ terms: { effectiveTo: null } }))).json(), { effectiveTo: null, effectiveToProposed: false }, 'no end, as stated')
})

t.test('what cannot be is refused with a pointer', async (t) => {
  for (const [changes, pointer] of [
    [{ terms: { effectiveTo: '2026-03-01' } }, '/terms/effectiveTo'], [{ decisionDate: '2026-02-30' }, '/decisionDate'], [{ decisionDate: '2099-01-01' }, '/decisionDate'],
    [{ decisionDate: undefined }, '/decisionDate'], [{ decisionDate: undefined, appliedOn: '2099-01-01' }, '/appliedOn'], [{ appliedOn: '2026-03-03' }, '/decisionDate'], [{ type: 'XYZ' }, '/type'],
    [{ holderEori: 'x' }, '/holderEori'], [{ colour: 'red' }, '/colour'], [{ terms: { scope: { goodsCodes: ['85x'] } } }, '/terms/scope/goodsCodes/0'], [{ effectiveFrom: '2026-13-01' }, '/effectiveFrom']
  ] as const) {
    const answer = await call('POST', '/authorisations', ipo(changes))
    t.equal(answer.statusCode, 400, JSON.stringify(changes))
    t.match(answer.json(), { errors: [{ pointer }] }, JSON.stringify(changes))
  }
})

t.test('what held on a past day is asked by that day, on both sides of each decision', async (t) => {
  const id = await record({ appliedOn: '2025-12-01' })
  t.equal((await decide(id, { kind: 'suspended', decisionDate: '2026-04-30', effectiveFrom: '2026-05-04', effectiveTo: '2026-06-03' })).statusCode, 200)
  await decide(id, { kind: 'amended', decisionDate: '2026-07-01', terms: { scope: { goodsCodes: ['8518', '8519'] } } })
  t.match((await decide(id, { kind: 'revoked', decisionDate: '2026-09-01', effectiveFrom: '2026-09-15', forFailure: true })).json(), { status: 'revoked', barredUntil: '2027-08-31' })
  for (const [day, status] of [['2025-11-30', null], ['2025-12-01', 'applied'], ['2026-03-01', 'applied'], ['2026-03-02', 'granted'], ['2026-05-03', 'granted'], ['2026-05-04', 'suspended'],
    ['2026-06-03', 'suspended'], ['2026-06-04', 'granted'], ['2026-06-30', 'granted'], ['2026-07-01', 'amended'], ['2026-09-14', 'amended'], ['2026-09-15', 'revoked']] as const) {
    t.equal(await statusOn(id, day), status, day)
  }
  t.match((await call('GET', `/authorisations/${id}?on=2026-06-30`)).json(), { scope: { goodsCodes: ['8518'] } })
  t.match((await call('GET', `/authorisations/${id}?on=2026-07-01`)).json(), { scope: { goodsCodes: ['8518', '8519'], procedures: ['51'] } })
  t.match((await decide(id, { kind: 'amended', decisionDate: '2026-10-01' })).json(), { type: '/problems/authorisation-state', because: 'revoked' })
  await decide(id, { kind: 'annulled', decisionDate: '2026-11-02' })
  t.equal(await statusOn(id, '2026-03-02'), 'annulled', 'from its beginning')
  t.equal(await statusOn(id, '2026-03-01'), 'applied')
})

t.test('a correction of the past is a further record, and both stay on file', async (t) => {
  const id = await record()
  await decide(id, { kind: 'suspended', decisionDate: '2026-05-04', words: 'For want of a stock record.' })
  await decide(id, { kind: 'suspended', decisionDate: '2026-05-04', effectiveTo: '2026-05-10', replaces: 2 })
  t.equal(await statusOn(id, '2026-05-11'), 'granted')
  await decide(id, { kind: 'recorded_in_error', decisionDate: '2026-06-01', replaces: 3 })
  t.equal(await statusOn(id, '2026-05-05'), 'granted')
  await decide(id, { kind: 'granted', decisionDate: '2026-03-02', effectiveFrom: '2026-03-09', replaces: 1 })
  t.equal(await statusOn(id, '2026-03-08'), null)
  t.match((await call('GET', `/authorisations/${id}`)).json(), { effectiveFrom: '2026-03-09', effectiveTo: '2031-03-08', effectiveToProposed: true, scope: { goodsCodes: ['8518'] } }, 'terms stay, the proposed end moves along')
  t.match((await call('GET', `/authorisations/${id}/decisions`)).json(), { items: [{ number: 1 }, { number: 2, words: /stock/ }, { number: 3, replaces: 2 }, { kind: 'recorded_in_error' }, { number: 5, replaces: 1 }] })
  t.match((await decide(id, { kind: 'amended', decisionDate: '2026-06-01', replaces: 1 })).json(), { errors: [{ pointer: '/replaces' }] })
})

t.test('a decision names the state it is based on, takes effect once, and moves what declarations are judged by', async (t) => {
  const id = await record()
  const suspension = { kind: 'suspended', decisionDate: '2026-05-04' }
  t.equal((await decide(id, suspension, {})).statusCode, 428)
  t.equal((await decide(id, suspension, { 'if-match': '"99"' })).statusCode, 412)
  const version = async () => Number((await superuser.query<{ version: string }>('select version from aeo.examination_heads')).rows[0]?.version)
  const before = await version()
  const key = { 'if-match': '*', 'idempotency-key': 'suspend' }
  const [first, again] = [await decide(id, suspension, key), await decide(id, suspension, key)]
  t.equal(first.statusCode, 200)
  t.equal(again.body, first.body)
  t.equal(await version(), before + 1)
  t.equal((await decide(id, { ...suspension, decisionDate: '2026-05-05' }, key)).statusCode, 422)
  const changed = await call('PATCH', `/authorisations/${id}`, { legalEntityId: 'LE-1' }, { 'if-match': String(first.headers.etag) })
  t.match(changed.json(), { legalEntityId: 'LE-1', holderEori: TEST_OPERATOR })
  t.match((await call('PATCH', `/authorisations/${id}`, { legalEntityId: null }, { 'if-match': '*' })).json(), { legalEntityId: null })
  const { rows } = await superuser.query<{ type: string, data: string }>('select type, data from aeo.operator_log where subject = $1 order by seq', [`authorisation:${id}`])
  t.strictSame(rows.map(({ type }) => type), ['authorisation.granted', 'authorisation.suspended', 'authorisation.changed', 'authorisation.changed'])
})

t.test('lists go on where the page before ended', async (t) => {
  const all = (await call('GET', '/authorisations?limit=1000')).json<{ items: Authorisation[] }>().items.map(({ id }) => id)
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: Authorisation[], nextCursor: string | null } = (await call('GET', `/authorisations?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)).json()
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  t.strictSame(seen, all)
})

t.test('the catalogue names the document codes and the rule of validity', async (t) => {
  const { items } = (await call('GET', '/authorisations/types')).json<{ items: { type: string, documentCodes: string[], validityMonths: number | null }[] }>()
  for (const [type, codes, months] of [['CWP', ['C517'], null], ['TEA', ['C516'], 60], ['OPO', ['C019'], 60], ['BTI', ['C626'], 36], ['EUS', ['N990', 'C990'], 60], ['excise_tax_warehouse', [], null]] as const) {
    t.match(items.find((item) => item.type === type), { documentCodes: codes, validityMonths: months }, type)
  }
})
