import t from 'tap'
import pg from 'pg'
import { CAUSES as FINDING_CAUSES, PILLARS as FINDING_PILLARS } from '../../src/findings/model.ts'
import { loadReferenceList } from '../../src/declarations/index.ts'
import { CAUSES, PILLARS } from '../../src/sanctions/model.ts'
import { onConnection, withOperator } from '../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../src/platform/log/verify.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'
import { recordNamed, sanction } from './sanctions.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

await recordNamed(app, { units: ['U-STATED', 'U-2'], sites: ['S-9'], people: ['P-1', 'P-2'] })

interface Sanction { id: string, revision: number, [field: string]: unknown }
const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const NOTHING = '018f0000-0000-7000-8000-000000000000'
let numbers = 0
const record = async (changes: Record<string, unknown> = {}): Promise<Sanction> => {
  const answer = await call('POST', '/sanctions', sanction({ authorityReference: `R-${++numbers}`, ...changes }))
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<Sanction>()
}
const faults = async (changes: Record<string, unknown>): Promise<string[]> => {
  const answer = await call('POST', '/sanctions', sanction({ authorityReference: `R-${++numbers}`, ...changes }))
  return answer.statusCode === 400 ? answer.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer) : [`${answer.statusCode}`]
}
const push = async (changes: Record<string, unknown>): Promise<string> => (await call('POST', '/declarations', declaration(changes))).json<{ declarationId: string }>().declarationId
const logOf = async (id: string): Promise<{ type: string, data: Record<string, unknown> }[]> =>
  (await superuser.query<{ type: string, data: string }>('select type, data from aeo.operator_log where subject = $1 order by seq', [`sanction:${id}`])).rows.map(({ type, data }) => ({ type, data: JSON.parse(data) as Record<string, unknown> }))

t.test('causes and pillars are those of findings, so that both can be counted side by side', (t) => {
  t.strictSame(CAUSES, FINDING_CAUSES)
  t.strictSame(PILLARS, FINDING_PILLARS)
  t.end()
})

t.test('a decision is recorded with everything that is stated of it, read, and found by each filter', async (t) => {
  const stated = {
    severity: 'serious', pillar: 'origin', cause: 'ai', aiSystemIds: ['CLASSIFIER'], infringementDates: [{ from: '2024-02-01', to: '2024-02-29' }, { from: '2024-01-05' }], finalDate: '2025-10-01', amountDuty: '1200.50',
    amountPenalty: '300', currency: 'EUR', personIds: ['P-1'], detectedBy: 'own', disclosedAt: '2025-01-02', paidAt: '2025-11-01', appealDeadline: '2025-10-01', memberState: 'DE', orgUnitId: 'U-STATED',
    documents: [{ reference: 'archive/1', sha256: 'a'.repeat(64) }], declarations: ['24IT00000000000099'], items: [{ declaration: '24IT00000000000099', itemNumber: 3 }], sites: ['S-9'], brokers: ['self'], goods: ['G-9'], procedures: ['4000']
  }
  const made = await record(stated)
  const { appealDeadline: _inAppeal, ...shown } = stated
  t.match(made, { ...shown, infringementDates: [{ from: '2024-02-01', to: '2024-02-29' }, { from: '2024-01-05', to: '2024-01-05' }], factsFrom: '2024-01-05', factsTo: '2024-02-29', amountDutyEur: '1200.5', amountPenaltyEur: '300', eurMissing: null, ai: 'yes',
    seriousCrime: false, declarationIds: [], stated: ['orgUnitId', 'sites', 'procedures', 'brokers', 'goods'], appeal: { status: 'none', since: '2025-09-01', deadline: '2025-10-01' }, revision: 1 })
  t.strictSame((await call('GET', `/sanctions/${made.id}`)).json(), made)
  const listed = async (filter: string): Promise<boolean> => (await call('GET', `/sanctions?${filter}`)).json<{ items: Sanction[] }>().items.some(({ id }) => id === made.id)
  for (const filter of ['pillar=origin', 'severity=serious', 'cause=ai', 'memberState=DE', 'detectedBy=own', 'appealStatus=none', 'seriousCrime=false', 'unit=U-STATED', 'site=S-9', 'procedure=4000', 'broker=self', 'goods=G-9', 'ai=yes',
    'from=2024-02-29&to=2024-02-29', 'by=decision&from=2025-09-01&to=2025-09-01', `authorityReference=${String(made['authorityReference']).toLowerCase()}`, 'view=without_appealed', 'appealDeadlineTo=2025-10-01']) t.ok(await listed(filter), filter)
  for (const filter of ['pillar=value', 'severity=minor', 'cause=broker', 'memberState=IT', 'detectedBy=customs', 'appealStatus=lodged', 'seriousCrime=true', 'unit=', 'site=', 'procedure=4071', 'broker=DE1', 'goods=', 'ai=no', 'ai=',
    'to=2024-02-28', 'from=2024-03-01', 'by=decision&to=2025-08-31', 'appealDeadlineTo=2025-09-30', `declarationId=${NOTHING}`]) t.notOk(await listed(filter), filter)
  t.match(await logOf(made.id), [{ type: 'sanction.recorded', data: { severity: 'serious', pillar: 'origin', contentHash: /^[0-9a-f]{64}$/ } }])
  t.notMatch(JSON.stringify(await logOf(made.id)), /1200|P-1|clerical error/, 'no amount, no person, no words in the log')
})

t.test('what cannot be is refused with its place', async (t) => {
  t.strictSame(await faults({ infringementDates: [{ from: '2025-02-29' }] }), ['/infringementDates/0/from'])
  t.strictSame(await faults({ infringementDates: [{ from: '2025-03-02', to: '2025-03-01' }] }), ['/infringementDates/0/to'])
  t.strictSame(await faults({ infringementDates: [{ from: '2025-09-02' }] }), ['/infringementDates/0'], 'facts after the decision')
  t.strictSame(await faults({ infringementDates: [{ from: '2025-09-01' }] }), ['201'], 'facts on the day of the decision')
  t.strictSame(await faults({ decisionDate: '2099-01-01' }), ['/decisionDate'], 'still to come')
  t.strictSame(await faults({ infringementDates: [{ from: '2099-01-01' }], decisionDate: '2099-01-01' }), ['/infringementDates/0/from', '/decisionDate'], 'only what was sent is pointed at')
  t.strictSame(await faults({ infringementDates: [{ from: '2025-01-01', to: '2099-01-01' }] }), ['/infringementDates/0/to', '/infringementDates/0'])
  t.strictSame(await faults({ finalDate: '2025-08-31' }), ['/finalDate'])
  t.strictSame(await faults({ paidAt: '2025-08-31' }), ['/paidAt'], 'paid before the decision')
  t.strictSame(await faults({ paidAt: '2025-09-01' }), ['201'], 'paid on its day')
  t.strictSame(await faults({ appealDeadline: '2025-08-31' }), ['/appealDeadline'])
  t.strictSame(await faults({ amountPenalty: '1' }), ['/currency'])
  t.strictSame(await faults({ currency: 'EUR' }), ['/currency'])
  t.strictSame(await faults({ aiInvolved: false, cause: 'ai' }), ['/aiInvolved'])
  t.strictSame(await faults({ aiInvolved: false, aiSystemIds: ['X'] }), ['/aiSystemIds'])
  t.strictSame(await faults({ items: [{ declaration: '24IT00000000000001', itemNumber: 1 }] }), ['/items/0/declaration'])
  t.strictSame(await faults({ declarations: [NOTHING] }), ['/declarations/0'])
  t.strictSame(await faults({ findingIds: [NOTHING] }), ['/findingIds/0'])
  t.strictSame(await faults({ correctiveActionIds: [NOTHING] }), ['/correctiveActionIds/0'])
  t.strictSame(await faults({ orgUnitId: 'U-2', sites: ['S-9', 'S-NONE'], personIds: ['P-NONE'] }), ['/sites/1', '/personIds/0'])
  t.strictSame(await faults({ orgUnitId: 'U-NONE' }), ['/orgUnitId'])
  t.strictSame(await faults({ colour: 'red' }), ['/colour'])
  t.strictSame(await faults({ amountDuty: '-1', currency: 'EUR' }), ['/amountDuty'])
  t.strictSame(await faults({ authority: ' x' }), ['/authority'])
})

t.test('the authority is of a member state on the day of the decision, or of Northern Ireland, and its currency is one', async (t) => {
  const cases: [changes: Record<string, unknown>, expected: string][] = [
    [{ memberState: 'ZZ' }, '/memberState'], [{ memberState: 'EU' }, '/memberState'], [{ memberState: 'CH' }, '/memberState'], [{ memberState: 'XI' }, '201'], [{ memberState: 'FR' }, '201'],
    [{ memberState: 'GB', decisionDate: '2020-01-31', infringementDates: [{ from: '2019-01-01' }] }, '201'], [{ memberState: 'GB', decisionDate: '2020-02-01', infringementDates: [{ from: '2019-01-01' }] }, '/memberState'],
    [{ memberState: 'XI', decisionDate: '2020-12-31', infringementDates: [{ from: '2019-01-01' }] }, '/memberState'], [{ memberState: 'HR', decisionDate: '2013-06-30', infringementDates: [{ from: '2013-01-01' }] }, '/memberState'],
    [{ amountPenalty: '1', currency: 'ZZZ' }, '/currency'], [{ amountPenalty: '1', currency: 'SEK' }, '201']
  ]
  for (const [changes, expected] of cases) t.strictSame(await faults(changes), [expected], JSON.stringify(changes))
})

t.test('another severity needs a reason of its own', async (t) => {
  const made = await record()
  const change = async (body: object) => await call('PATCH', `/sanctions/${made.id}`, body, { 'if-match': '*' })
  for (const body of [{ severity: 'serious' }, { severity: 'serious', severityReason: made['severityReason'] }]) t.match((await change(body)).json(), { status: 400, errors: [{ pointer: '/severityReason' }] })
  t.match((await call('GET', `/sanctions/${made.id}`)).json(), made, 'nothing changed')
  t.equal((await change({ severity: 'minor', cause: 'training' })).statusCode, 200, 'the same one needs none')
  t.match((await change({ severity: 'serious', severityReason: 'It was meant.' })).json(), { severity: 'serious', severityReason: 'It was meant.' })
  t.match(await logOf(made.id), [{ type: 'sanction.recorded', data: { factsTo: '2025-03-03', decisionDate: '2025-09-01', on: '2025-09-01' } }, {}, { type: 'sanction.changed', data: { severity: 'serious', factsTo: '2025-03-03', decisionDate: '2025-09-01', on: '2025-09-01' } }], 'the log has the days, so that a duty to notify counts from them')
})

t.test('filters of days that do not exist are refused', async (t) => {
  for (const filter of ['from=2025-02-29', 'to=2025-02-29', 'appealDeadlineTo=2025-02-29', 'from=2025-02-02&to=2025-02-01']) t.equal((await call('GET', `/sanctions?${filter}`)).statusCode, 400, filter)
})

t.test('the same decision twice is refused by the authority\'s reference, of two at once as well', async (t) => {
  const body = sanction({ authorityReference: 'TWICE' })
  const both = await Promise.all(Array.from({ length: 8 }, async () => await call('POST', '/sanctions', body)))
  t.strictSame(both.map(({ statusCode }) => statusCode).toSorted(), [201, ...Array.from({ length: 7 }, () => 409)])
  t.match(both.find(({ statusCode }) => statusCode === 409)?.json(), { type: '/problems/sanction-exists', authorityReference: 'TWICE' })
  t.equal((await call('POST', '/sanctions', sanction({ authorityReference: 'twice', authority: 'AGENZIA delle dogane, Genova 1' }))).statusCode, 409, 'in other capitals too')
  t.equal((await call('POST', '/sanctions', sanction({ authorityReference: 'TWICE', authority: 'Hauptzollamt Hamburg' }))).statusCode, 201, 'another authority may have the same number')
  t.equal((await app.inject({ method: 'POST', url: '/v1/sanctions', headers: bearer({ operator: OTHER_OPERATOR }), payload: body })).statusCode, 201, 'and another operator the same decision')
  const other = await record()
  t.equal((await call('PATCH', `/sanctions/${other.id}`, { authorityReference: 'TWICE' }, { 'if-match': '*' })).statusCode, 409, 'nor does a change make it two')
})

t.test('a key sent again gives the first answer, and other content under it is refused', async (t) => {
  const body = sanction({ authorityReference: 'KEY-1' })
  const [first, again] = [await call('POST', '/sanctions', body, { 'idempotency-key': 'k' }), await call('POST', '/sanctions', body, { 'idempotency-key': 'k' })]
  t.equal(first.statusCode, 201)
  t.equal(again.body, first.body)
  t.equal((await call('POST', '/sanctions', sanction({ authorityReference: 'KEY-2' }), { 'idempotency-key': 'k' })).statusCode, 422)
})

t.test('where nobody states them, unit, site, procedure, broker, goods and AI are those of the declarations, and of the items named', async (t) => {
  const mrn = '25IT00000000000010'
  const id = await push({ lrn: 'S-1', mrn, orgUnitId: 'U-1', siteId: 'S-1', representative: { eori: 'DE123', status: '2' }, items: [
    item({ goodsRef: 'G-1' }), item({ itemNumber: 2, goodsRef: 'G-2', requestedProcedure: '51', aiAssisted: { classification: { systemId: 'CLASSIFIER' } } }), item({ itemNumber: 3, goodsRef: 'G-3' })
  ] })
  t.match(await record({ declarations: [mrn] }), { orgUnitId: 'U-1', sites: ['S-1'], procedures: ['4000', '5100'], brokers: ['DE123'], goods: ['G-1', 'G-2', 'G-3'], ai: 'yes', declarationIds: [id], stated: [] }, 'of all items')
  t.match(await record({ declarations: [id], items: [{ declaration: id, itemNumber: 1 }] }), { procedures: ['4000'], goods: ['G-1'], ai: 'no' }, 'of the item')
  t.match(await record({ declarations: [mrn], orgUnitId: 'U-2', goods: ['OTHER'], aiInvolved: false }), { orgUnitId: 'U-2', goods: ['OTHER'], procedures: ['4000', '5100'], ai: 'no', stated: ['orgUnitId', 'goods'] }, 'as stated')
  t.match(await record({ declarations: ['99ZZ00000000000000'] }), { orgUnitId: null, brokers: [], ai: null, declarationIds: [] }, 'an MRN from before is kept as stated')
  t.strictSame(await faults({ declarations: [mrn], items: [{ declaration: mrn, itemNumber: 4 }] }), ['/items/0/itemNumber'])
  const own = await push({ lrn: 'S-2', mrn: '25IT00000000000020', orgUnitId: 'U-2' })
  t.match(await record({ declarations: [mrn, own] }), { orgUnitId: null, brokers: ['DE123', 'self'] }, 'of two units it is of none')
  const changing = await record({ declarations: [own] })
  await push({ lrn: 'S-2', mrn: '25IT00000000000020', orgUnitId: 'U-2', siteId: 'S-NEW' })
  t.match((await call('GET', `/sanctions/${changing.id}`)).json(), { sites: [] }, 'kept with the record')
  t.match((await call('PATCH', `/sanctions/${changing.id}`, {}, { 'if-match': '*' })).json(), { sites: ['S-NEW'] }, 'and found anew by a change')
})

t.test('an amount is in euro by the rate of the day of the decision, and says so where there is none', async (t) => {
  t.match(await record({ amountPenalty: '100', currency: 'PLN' }), { amountPenalty: '100', amountPenaltyEur: null, amountDutyEur: null, unitsPerEuro: null, eurMissing: 'no_exchange_rate' })
  const principal = { subject: 'x', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 2e9 }
  const loaded = await withOperator(db, principal, 'checks:write', async (tx) => await loadReferenceList(tx, Buffer.from('currency,units_per_euro,from,until\nPLN,4.25,2025-08-01,2025-08-31\nPLN,4.2675,2025-09-01,2025-09-30\n'), 'test'))
  t.equal(loaded.outcome, 'loaded')
  t.match(await record({ amountPenalty: '100', amountDuty: '1', currency: 'PLN', decisionDate: '2025-08-31' }), { amountPenaltyEur: '23.53', amountDutyEur: '0.24', unitsPerEuro: '4.25', eurMissing: null })
  t.match(await record({ amountPenalty: '100', currency: 'PLN', decisionDate: '2025-09-01' }), { amountPenaltyEur: '23.43', unitsPerEuro: '4.2675' })
  t.match(await record({ amountPenalty: '100', currency: 'PLN', decisionDate: '2025-10-01' }), { amountPenaltyEur: null, eurMissing: 'no_exchange_rate' })
})

t.test('amounts are shown to those alone who have the right to them', async (t) => {
  const { id } = await record({ amountPenalty: '77.77', currency: 'EUR' })
  const narrow = bearer({ scope: 'sanctions:read sanctions:write' })
  for (const url of [`/sanctions/${id}`, '/sanctions?limit=1000', `/sanctions/${id}/revisions`]) {
    const answer = await app.inject({ url: `/v1${url}`, headers: narrow })
    t.equal(answer.statusCode, 200)
    t.notMatch(answer.body, /77\.77|amountPenalty/, url)
    t.match((await call('GET', url)).body, /77\.77/)
  }
  t.notMatch((await app.inject({ method: 'PATCH', url: `/v1/sanctions/${id}`, headers: { ...narrow, 'if-match': '*' }, payload: {} })).body, /77\.77/)
})

t.test('a change is a revision that names the state it is based on; absent stays and null clears', async (t) => {
  const made = await record({ amountPenalty: '5', currency: 'EUR', paidAt: '2025-10-10', personIds: ['P-1'] })
  t.equal((await call('PATCH', `/sanctions/${made.id}`, { severity: 'medium' })).statusCode, 428)
  t.equal((await call('PATCH', `/sanctions/${made.id}`, { severity: 'medium' }, { 'if-match': '"9"' })).statusCode, 412)
  t.equal((await call('PATCH', `/sanctions/${NOTHING}`, {}, { 'if-match': '*' })).statusCode, 404)
  const changed = await call('PATCH', `/sanctions/${made.id}`, { severity: 'medium', severityReason: 'It came again.', amountPenalty: '6', paidAt: null, personIds: ['P-2'], reason: 'Read again.' }, { 'if-match': '"1"' })
  t.match(changed.json(), { severity: 'medium', severityReason: 'It came again.', amountPenalty: '6', currency: 'EUR', paidAt: null, decisionDate: '2025-09-01', revision: 2 })
  t.equal(changed.headers.etag, '"2"')
  t.match((await call('PATCH', `/sanctions/${made.id}`, { amountPenalty: null }, { 'if-match': '"2"' })).json(), { errors: [{ pointer: '/currency' }] }, 'it is judged whole')
  const { items, nextCursor } = (await call('GET', `/sanctions/${made.id}/revisions?limit=1`)).json<{ items: unknown[], nextCursor: string }>()
  t.match(items, [{ revision: 1, kind: 'recorded', content: { severity: 'minor', amountPenalty: '5' }, words: null }])
  t.match((await call('GET', `/sanctions/${made.id}/revisions?cursor=${nextCursor}`)).json(), { items: [{ revision: 2, kind: 'changed', content: { severity: 'medium', amountPenalty: '6', severityReason: 'It came again.' }, words: 'Read again.' }], nextCursor: null })
  const [, event] = await logOf(made.id)
  t.match(event, { type: 'sanction.changed', data: { changed: { severity: { before: 'minor', after: 'medium' }, paidAt: { before: '2025-10-10', after: null } }, withheld: ['amountPenalty', 'personIds'], severityReasonChanged: true } })
  t.notMatch(JSON.stringify(event), /Read again|came again|P-2/)
  const both = await Promise.all(['value', 'origin'].map(async (pillar) => await call('PATCH', `/sanctions/${made.id}`, { pillar }, { 'if-match': '"2"' })))
  t.strictSame(both.map(({ statusCode }) => statusCode).toSorted(), [200, 412], 'of two changes one comes too late')
})

t.test('an appeal goes on step by step, with its deadlines, and an annulled decision stays', async (t) => {
  const made = await record({ amountPenalty: '100', currency: 'EUR', appealDeadline: '2025-10-01' })
  let revision = 1
  const step = async (body: object) => {
    const answer = await call('POST', `/sanctions/${made.id}/appeal`, body, { 'if-match': `"${revision}"` })
    if (answer.statusCode === 200) revision += 1
    return answer
  }
  t.equal((await call('POST', `/sanctions/${made.id}/appeal`, { status: 'lodged', on: '2025-09-10' })).statusCode, 428)
  t.match((await step({ status: 'pending', on: '2025-09-10' })).json(), { type: '/problems/sanction-appeal-state', because: /none is followed by lodged/ })
  t.match((await step({ status: 'lodged', on: '2025-10-02' })).json(), { because: /deadline passed/ })
  t.match((await step({ status: 'lodged', on: '2025-10-01', reference: 'RG 1/25', words: 'Wrong code.' })).json(), { appeal: { status: 'lodged', since: '2025-10-01', deadline: null, steps: [{ status: 'none' }, { status: 'lodged', reference: 'RG 1/25' }] } })
  t.match((await step({ status: 'reduced', on: '2025-11-01', amountPenalty: '101' })).json(), { errors: [{ pointer: '/amountPenalty', detail: 'is more than before' }] })
  t.match((await step({ status: 'reduced', on: '2025-11-01' })).json(), { errors: [{ pointer: '/amountPenalty', detail: 'is missing' }] })
  t.match((await step({ status: 'reduced', on: '2025-11-01', amountPenalty: '100' })).json(), { errors: [{ detail: 'is as before' }] })
  t.match((await step({ status: 'reduced', on: '2025-11-01', amountPenalty: '40', deadline: '2026-01-01' })).json(), { amountPenalty: '40', amountPenaltyEur: '40', appeal: { status: 'reduced', deadline: '2026-01-01' } })
  t.match((await step({ status: 'further_appeal', on: '2025-12-01' })).json(), { appeal: { status: 'further_appeal' } })
  const inView = async (view: string): Promise<boolean> => (await call('GET', `/sanctions?view=${view}&limit=1000`)).json<{ items: Sanction[] }>().items.some(({ id }) => id === made.id)
  t.strictSame([await inView('all'), await inView('without_annulled'), await inView('without_appealed')], [true, true, false])
  t.match((await step({ status: 'annulled', on: '2026-02-01' })).json(), { appeal: { status: 'annulled' }, amountPenalty: '40' })
  t.strictSame([await inView('all'), await inView('without_annulled'), await inView('without_appealed')], [true, false, false])
  t.match((await call('GET', `/sanctions/${made.id}/revisions`)).json<{ items: unknown[] }>().items, [{}, { kind: 'appeal_changed', words: 'Wrong code.' }, {}, {}, {}])
  t.match((await logOf(made.id)).slice(1), [{ type: 'sanction.appeal_changed', data: { before: 'none', after: 'lodged' } }, { data: { after: 'reduced', deadline: '2026-01-01' } }, {}, { data: { before: 'further_appeal', after: 'annulled' } }])
  t.equal((await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))).fault, null)
})

t.test('lists page by key through every sanction once, by either day', async (t) => {
  for (const by of ['facts', 'decision']) {
    const whole = (await call('GET', `/sanctions?limit=1000&by=${by}`)).json<{ items: Sanction[] }>().items.map(({ id }) => id)
    const paged: string[] = []
    for (let cursor = ''; ;) {
      const page = (await call('GET', `/sanctions?limit=3&by=${by}${cursor}`)).json<{ items: Sanction[], nextCursor: string | null }>()
      paged.push(...page.items.map(({ id }) => id))
      if (page.nextCursor === null) break
      cursor = `&cursor=${page.nextCursor}`
    }
    t.strictSame(paged, whole)
  }
  const { nextCursor } = (await call('GET', '/sanctions?limit=1&by=facts')).json<{ nextCursor: string }>()
  t.equal((await call('GET', `/sanctions?by=decision&cursor=${nextCursor}`)).statusCode, 400, 'a cursor of the one order is none of the other')
})

t.test('recording takes a constant number of statements, however much it links', async (t) => {
  const mrns = await Promise.all(Array.from({ length: 20 }, async (_, index) => {
    const mrn = `25IT000000000${String(100 + index)}10`
    await push({ lrn: `N-${index}`, mrn })
    return mrn
  }))
  const counts: number[] = []
  for (const declarations of [mrns.slice(0, 1), mrns]) counts.push((await statementsOf(db, async () => await record({ declarations, amountPenalty: '1', currency: 'USD' }))).length)
  t.equal(counts[0], counts[1])
  t.ok((counts[0] ?? 99) <= 9, String(counts))
})

t.test('the feed shows sanctions to those alone who may read them', async (t) => {
  const types = async (scope: string): Promise<Set<string>> => new Set((await app.inject({ url: '/v1/events?limit=1000', headers: bearer({ scope }) })).json<{ items: { type: string }[] }>().items.map(({ type }) => type.split('.')[0] ?? ''))
  t.ok((await types('events:read sanctions:read')).has('sanction'))
  t.notOk((await types('events:read findings:read')).has('sanction'))
})
