import t from 'tap'
import pg from 'pg'
import { rebuildGoodsStates, shippedLapse } from '../../src/goods/index.ts'
import { verifyLog } from '../../src/platform/log/verify.ts'
import { onConnection } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const clock = (): Date => new Date('2026-06-15T10:00:00Z')
const { app, db } = await testApp(t, database.appUrl, {}, { clock })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

interface Decision { id: string, code: string, status: string, validTo: string | null }
interface Goods { id: string, goodsRef: string, codeDecisions: Decision[], origins: Decision[], onDay: { status: string, importCode: Decision | null } }

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object | string, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const graph = async <T>(query: string): Promise<T> => {
  const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: T, errors?: unknown }>()
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}
const CODE = { direction: 'import', code: '8518300090', validFrom: '2026-01-01', decidedBy: 'P-1', decidedOn: '2025-12-01' }
const APPROVED = { ...CODE, approvedBy: 'P-2', approvedOn: '2025-12-02' }
const created = async (goodsRef: string, members: object = {}): Promise<Goods> => {
  const answer = await call('POST', '/goods', { goodsRef, roles: ['imported'], activeFrom: '2025-01-01', ...members })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}
const read = async (ref: string, on?: string): Promise<Goods> => (await call('GET', `/goods/${encodeURIComponent(ref)}${on === undefined ? '' : `?on=${on}`}`)).json()
const etagOf = async (path: string): Promise<string> => String((await call('GET', path)).headers.etag)
/** Decides with another login than the one that records. */
const decide = async (ref: string, id: string, verb: string, body: object, headers: Record<string, string> = {}) => await call('POST', `/goods/${ref}/decisions/${id}/${verb}`, body, { 'if-match': await etagOf(`/goods/${ref}`), ...bearer({ subject: 'boss' }), ...headers })

t.test('goods are recorded once, read by their reference, and changed by whoever saw their state', async (t) => {
  const answer = await call('POST', '/goods', { goodsRef: 'G 1/a', roles: ['imported'], descriptions: [{ language: 'en', text: 'Headphones' }] })
  t.equal(answer.statusCode, 201)
  t.equal(answer.headers.location, '/v1/goods/G%201%2Fa')
  t.match((await call('GET', String(answer.headers.location).slice(3))).json(), { goodsRef: 'G 1/a', activeFrom: '2026-06-15', onDay: { status: 'draft', description: 'Headphones', active: true } })
  t.match((await call('POST', '/goods', { goodsRef: 'G 1/a' })).json(), { status: 409, type: '/problems/goods-exist' })
  t.equal((await call('PATCH', '/goods/G%201%2Fa', { roles: ['produced'] })).statusCode, 428)
  t.equal((await call('PATCH', '/goods/G%201%2Fa', { roles: ['produced'] }, { 'if-match': '"9"' })).statusCode, 412)
  t.match((await call('PATCH', '/goods/G%201%2Fa', { roles: ['produced'], retiredOn: '2026-12-31' }, { 'if-match': '"1"' })).json(), { roles: ['produced'], retiredOn: '2026-12-31' })
  t.match((await call('PATCH', '/goods/G%201%2Fa', { retiredOn: null }, { 'if-match': '"2"' })).json(), { retiredOn: null, descriptions: [{ text: 'Headphones' }] }, 'null clears, absent stays')
  t.match((await call('PATCH', '/goods/G%201%2Fa', { retiredOn: '2026-02-30' }, { 'if-match': '"3"' })).json(), { status: 400, errors: [{ pointer: '/retiredOn' }] })
  t.equal((await call('GET', '/goods/none')).statusCode, 404)
  t.equal((await call('GET', '/goods/G%201%2Fa?on=2026-02-30')).statusCode, 400)
  t.match((await call('POST', '/goods', { goodsRef: 'X', operatorId: 'x' })).json(), { status: 400, errors: [{ pointer: '/operatorId' }] })
})

t.test('a code decision is a draft until another person approves it, and then ends the one before', async (t) => {
  await created('G-2', { codeDecisions: [APPROVED] })
  const decided = await call('POST', '/goods/G-2/code-decisions', { ...CODE, code: '8518300020', validFrom: '2026-05-01', decidedOn: '2026-04-01', why: 'The customer returned it as a headset.', ai: { systemId: 'AI-1', confidence: 0.91 } }, { 'idempotency-key': 'code-1' })
  t.equal(decided.statusCode, 201)
  const draft = decided.json<Goods>().codeDecisions[1]
  t.match(draft, { status: 'draft', code: '8518300020', ai: { systemId: 'AI-1' } } as object)
  t.equal((await call('POST', '/goods/G-2/code-decisions', { ...CODE, code: '8518300020', validFrom: '2026-05-01', decidedOn: '2026-04-01', why: 'The customer returned it as a headset.', ai: { systemId: 'AI-1', confidence: 0.91 } }, { 'idempotency-key': 'code-1' })).body, decided.body)
  t.equal((await read('G-2')).onDay.importCode?.code, '8518300090')
  const id = draft?.id ?? ''
  t.match((await decide('G-2', id, 'approve', { by: 'P-1' })).json(), { type: '/problems/goods-decision-state', because: 'is approved by the person who decided it' })
  t.equal((await app.inject({ method: 'POST', url: `/v1/goods/G-2/decisions/${id}/approve`, headers: { ...bearer({ scope: 'goods:write goods:read' }), 'if-match': '*' }, payload: { by: 'P-2' } })).statusCode, 403)
  t.equal((await call('POST', `/goods/G-2/decisions/${id}/approve`, { by: 'P-2' })).statusCode, 428)
  const approved = await decide('G-2', id, 'approve', { by: 'P-2' })
  t.match(approved.json(), { codeDecisions: [{ code: '8518300090', validTo: '2026-04-30' }, { status: 'approved', approvedBy: 'P-2', approvedOn: '2026-06-15' }], changes: [{ on: '2026-05-01', from: '8518300090', to: '8518300020', approved: true }] })
  t.equal((await read('G-2', '2026-04-30')).onDay.importCode?.code, '8518300090')
  t.equal((await read('G-2', '2026-05-01')).onDay.importCode?.code, '8518300020')
  t.equal((await decide('G-2', id, 'approve', { by: 'P-3' })).statusCode, 409)
  t.match((await decide('G-2', id, 'review', { by: 'P-4', nextOn: '2027-01-01' })).json(), { codeDecisions: [{}, { reviewedBy: 'P-4', reviewedOn: '2026-06-15', reviewOn: '2027-01-01' }] })
  t.match((await decide('G-2', id, 'block', { from: '2026-04-30' })).json(), { status: 409, because: /does not hold/ })
  t.match((await decide('G-2', id, 'block', { from: '2026-06-15' })).json(), { onDay: { status: 'blocked', importCode: null } })
  t.equal((await read('G-2', '2026-06-14')).onDay.status, 'approved')
  t.equal((await decide('G-2', '018f0000-0000-7000-8000-000000000000', 'approve', { by: 'P-2' })).statusCode, 404)
})

t.test('a decision that was refused holds never, and an overlap names the decision that stands', async (t) => {
  await created('G-3', { codeDecisions: [{ ...APPROVED, validTo: '2026-12-31' }] })
  const { codeDecisions: [, draft] } = (await call('POST', '/goods/G-3/code-decisions', { ...CODE, code: '8518210000', validFrom: '2026-06-01' })).json<Goods>()
  t.match((await decide('G-3', draft?.id ?? '', 'approve', { by: 'P-2' })).json(), { status: 409, because: /overlaps one of 2026-01-01 to 2026-12-31/, hint: /PATCH .* validTo 2026-05-31/ })
  t.match((await decide('G-3', draft?.id ?? '', 'refuse', { by: 'P-2' })).json(), { codeDecisions: [{}, { status: 'refused' }] })
  t.equal((await read('G-3', '2026-06-15')).onDay.importCode?.code, '8518300090')
})

t.test('origins are decided and approved alike, and assessments are kept by day', async (t) => {
  await created('G-4')
  const origin = { kind: 'non_preferential', country: 'CN', validFrom: '2026-01-01', decidedBy: 'P-1' }
  const { origins: [draft] } = (await call('POST', '/goods/G-4/origins', origin)).json<Goods>()
  t.match((await decide('G-4', draft?.id ?? '', 'approve', { by: 'P-2' })).json(), { onDay: { origin: { country: 'CN' } } })
  t.match((await decide('G-4', draft?.id ?? '', 'review', { by: 'P-2' })).json(), { status: 409, because: /not on a commodity code/ })
  t.match((await call('POST', '/goods/G-4/assessments', { dualUse: { assessedOn: '2026-03-01', listed: true, entry: '5A002' } })).json(), { onDay: { dualUse: { listed: true, entry: '5A002' } } })
  t.match((await call('POST', '/goods/G-4/assessments', { excise: { status: 'not_excisable', validFrom: '2026-01-01' } })).json(), { onDay: { excise: 'not_excisable' } })
  t.match((await call('POST', '/goods/G-4/assessments', { exemption: { code: 'Y901', validFrom: '2026-01-01', validTo: '2026-06-14' } })).json(), { onDay: { exemptions: [] } })
  t.match((await call('GET', '/goods/G-4?on=2026-06-14')).json(), { onDay: { exemptions: ['Y901'] } })
  t.equal((await call('POST', '/goods/G-4/assessments', {})).statusCode, 400)
  t.match((await call('POST', '/goods/G-4/rulings', { reference: 'DEBTI1/26', code: '8518300090', validFrom: '2026-01-01', validTo: '2028-12-31' })).json(), { onDay: { ruling: { reference: 'DEBTI1/26', usableUntil: '2028-12-31' } } })
  t.match((await call('POST', '/goods/G-4/rulings', { reference: 'DEBTI2/26', code: '8518300090', validFrom: '2026-01-01', extendedUseUntil: '2026-07-01' })).json(), { status: 422, errors: [{ pointer: '/rulings/1/extendedUseUntil' }] })
})

t.test('goods are listed by every filter, as they were on a day', async (t) => {
  await created('L-1', { codeDecisions: [{ ...APPROVED, code: '6203423100', reviewOn: '2026-09-30' }], descriptions: [{ language: 'en', text: 'Trousers of denim', validFrom: '2025-01-01' }] })
  await created('L-2', { roles: ['exported'] })
  const refs = async (query: string): Promise<string[]> => (await call('GET', `/goods?text=L-&${query}`)).json<{ items: Goods[] }>().items.map(({ goodsRef }) => goodsRef)
  t.strictSame(await refs(''), ['L-1', 'L-2'])
  t.strictSame(await refs('role=exported'), ['L-2'])
  t.strictSame(await refs('status=approved'), ['L-1'])
  t.strictSame(await refs('status=draft'), ['L-2'])
  t.strictSame(await refs('status=draft&on=2025-12-31'), ['L-1', 'L-2'])
  t.strictSame(await refs('status=approved&on=2026-01-01'), ['L-1'])
  t.strictSame(await refs('on=2024-12-31&status=draft'), [], 'before they were active')
  t.strictSame(await refs('withoutCode=true'), ['L-2'])
  t.strictSame(await refs('withoutCode=false'), ['L-1'])
  t.strictSame(await refs('code=6203'), ['L-1'])
  t.strictSame(await refs('code=6204'), [])
  t.strictSame(await refs('reviewDueBy=2026-09-30'), [])
  t.strictSame(await refs('reviewDueBy=2026-10-01'), ['L-1'])
  t.strictSame((await call('GET', '/goods?text=TROUSERS')).json<{ items: Goods[] }>().items.map(({ goodsRef }) => goodsRef), ['L-1'])
  const page = (await call('GET', '/goods?text=L-&limit=1')).json<{ items: Goods[], nextCursor: string }>()
  t.equal(page.items.length, 1)
  t.strictSame((await call('GET', `/goods?text=L-&limit=1&cursor=${page.nextCursor}`)).json(), { items: [(await read('L-2'))], nextCursor: null })
  t.equal((await call('GET', '/goods?reviewDueBy=2026-02-30')).statusCode, 400)
})

t.test('a supplier\'s declaration is recorded as it stands, and is evidence as long as the law lets it', async (t) => {
  const body = { supplierRef: 'S-1', documentReference: 'LTSD 2024/1', kind: 'long_term', agreement: 'EU-JP', originCountry: 'IT', issuedOn: '2024-01-01', validFrom: '2024-01-01', validTo: '2026-12-31', goodsRefs: ['G-1', 'G-2'] }
  const answer = await call('POST', '/supplier-declarations', body)
  t.match(answer.json(), { evidenceUntil: '2025-12-31', validTo: '2026-12-31', warnings: ['longer_than_lawful'] })
  t.equal((await call('POST', '/supplier-declarations', body)).statusCode, 409)
  const { id } = answer.json<{ id: string }>()
  const listed = async (query: string): Promise<number> => (await call('GET', `/supplier-declarations?${query}`)).json<{ items: unknown[] }>().items.length
  t.strictSame([await listed('goodsRef=G-1'), await listed('goodsRef=G-9'), await listed('supplierRef=S-1&on=2025-12-31'), await listed('supplierRef=S-1&on=2026-01-01')], [1, 0, 1, 0])
  t.match((await call('PATCH', `/supplier-declarations/${id}`, { goodsRefs: ['G-9'], validTo: '2025-06-30' }, { 'if-match': '"1"' })).json(), { evidenceUntil: '2025-06-30', warnings: [] })
  t.strictSame([await listed('goodsRef=G-1'), await listed('goodsRef=G-9')], [0, 1])
  t.equal((await call('PATCH', `/supplier-declarations/${id}`, { supplierRef: 'S-2' }, { 'if-match': '*' })).statusCode, 400, 'what names it does not change')
  t.equal((await call('GET', `/supplier-declarations/${id}`)).statusCode, 200)
})

t.test('suppliers and licences are recorded, changed and listed', async (t) => {
  t.equal((await call('POST', '/suppliers', { supplierRef: 'S-1', eori: 'IT123', terms: [{ validFrom: '2026-01-01', country: 'VN' }], priceAdjustments: [{ from: '2025-01-01', until: '2025-12-31' }] })).statusCode, 201)
  t.match((await call('PATCH', '/suppliers/S-1', { identityCheckedOn: '2026-06-01', terms: [{ validFrom: '2026-06-01', country: 'VN', related: true }], priceAdjustments: [{ from: '2025-01-01', until: '2025-12-31', correctionReference: '26IT00000000000010' }] }, { 'if-match': '"1"' })).json(),
    { terms: [{ validTo: '2026-05-31' }, { related: true }], priceAdjustments: [{ correctionReference: '26IT00000000000010' }], onDay: { related: true, country: 'VN' } })
  t.match((await call('GET', '/suppliers/S-1?on=2026-05-31')).json(), { onDay: { related: false } })
  t.equal((await call('GET', '/suppliers?checkedBefore=2026-06-01')).json<{ items: unknown[] }>().items.length, 0)
  t.equal((await call('GET', '/suppliers?checkedBefore=2026-06-02')).json<{ items: unknown[] }>().items.length, 1)
  t.equal((await call('GET', '/suppliers?text=S-')).json<{ items: unknown[] }>().items.length, 1)
  const licence = await call('POST', '/licences', { reference: 'DE-AGRIM-1', type: 'L001', validUntil: '2026-12-31', authorisedQuantity: '1000', unit: 'KGM', attributedBefore: '250.5' })
  t.match(licence.json(), { attributed: '250.5', balance: '749.5' })
  const { id } = licence.json<{ id: string }>()
  t.match((await call('PATCH', `/licences/${id}`, { authorisedValue: '5' }, { 'if-match': '"1"' })).json(), { errors: [{ pointer: '/authorisedValue' }, { pointer: '/currency' }] })
  t.match((await call('PATCH', `/licences/${id}`, { authorisedQuantity: '200' }, { 'if-match': '"1"' })).json(), { balance: '-50.5' })
  t.equal((await call('GET', '/licences?type=L001&endsBefore=2027-01-01&reference=DE-AGRIM-1')).json<{ items: unknown[] }>().items.length, 1)
  t.equal((await call('GET', `/licences/${id}`)).statusCode, 200)
})

t.test('what a decision touches is counted from what was declared in its period', async (t) => {
  const { codeDecisions: [decision] } = await created('I-1', { codeDecisions: [{ ...APPROVED, validTo: '2026-03-31' }] })
  await call('POST', '/declarations', declaration({ lrn: 'I-1', items: [item({ goodsRef: 'I-1' }), item({ itemNumber: 2, goodsRef: 'I-1' })] }))
  await call('POST', '/declarations', declaration({ lrn: 'I-2', acceptanceDate: '2026-04-01', items: [item({ goodsRef: 'I-1' })] }))
  const impact = async (query: string) => (await call('GET', `/goods/I-1/impact${query}`)).json<{ run: { href: string, body: object } | null }>()
  const touched = await impact(`?decision=${decision?.id}`)
  t.match(touched, { from: '2026-01-01', to: '2026-03-31', items: 2, months: [{ month: '2026-03', items: 2 }], run: { method: 'POST', href: '/v1/checks/runs', body: { from: '2026-01-01', to: '2026-03-31', only: { goodsRef: 'I-1' } } } })
  t.equal((await app.inject({ method: 'POST', url: touched.run?.href ?? '', headers: bearer(), payload: { ...touched.run?.body, reason: 'The code changed' } })).statusCode, 202, 'the run can be started as it stands')
  t.match(await impact(''), { run: { body: { from: '2025-01-01', to: '2026-06-15' } } }, 'up to today')
  const { codeDecisions: [, later] } = (await call('POST', '/goods/I-1/code-decisions', { ...CODE, validFrom: '2026-06-16' })).json<Goods>()
  t.equal((await impact(`?decision=${later?.id}`)).run, null, 'nothing was declared yet')
  const listed = async (): Promise<(string | null)[]> => {
    const { records } = (await call('GET', `/goods/I-1/impact?decision=${decision?.id}`)).json<{ records: string }>()
    return (await app.inject({ url: records, headers: bearer() })).json<{ items: { lrn: string | null }[] }>().items.map(({ lrn }) => lrn)
  }
  t.strictSame(await listed(), ['I-1'], 'its records are the declarations of these goods in its days')
  await call('POST', '/declarations', declaration({ lrn: 'I-1', items: [item({ goodsRef: 'I-1-B' })] }))
  t.strictSame(await listed(), [], 'as they are declared now')
  t.equal((await call('GET', '/goods/I-1/impact?decision=018f0000-0000-7000-8000-000000000000')).statusCode, 404)
})

t.test('whoever sends no object, broken text or an address that cannot be read is told what to send', async (t) => {
  const sent = async (payload: string) => (await call('POST', '/goods', payload, { 'content-type': 'application/json' })).json<object>()
  for (const payload of ['', '{"goodsRef":', '[]', '"x"', 'null', '7']) t.match(await sent(payload), { status: 400, errors: [{ pointer: '', hint: /^Send / }] }, payload)
  t.match((await call('GET', '/goods/%ff')).json(), { status: 400, hint: /Percent-encode/ })
  t.match((await call('GET', '/goods/none')).json(), { status: 404, hint: /list/ })
  t.match((await call('PATCH', '/goods/G-2', { roles: [] })).json(), { status: 428, hint: /If-Match/ })
})

t.test('a change of what is in force says in the feed which run is called for', async (t) => {
  const { id, codeDecisions: [draft] } = await created('I-9', { codeDecisions: [{ ...CODE, validTo: '2026-05-31' }] })
  await decide('I-9', draft?.id ?? '', 'approve', { by: 'P-2' })
  await call('PATCH', '/goods/I-9', { retiredOn: '2027-01-01' }, { 'if-match': '*' })
  const { rows } = await superuser.query<{ data: string }>('select data from aeo.operator_log where operator_id = $1 and subject = $2 order by seq', [operatorId, `goods:${id}`])
  t.match(rows.map(({ data }) => (JSON.parse(data) as { runCalledFor?: object }).runCalledFor), [undefined, { from: '2026-01-01', to: '2026-05-31', only: { goodsRef: 'I-9' } }, undefined])
})

t.test('a code that the nomenclature of its first day does not know is recorded, with a warning', async (t) => {
  const unknown = { ...CODE, code: '9999999999' }
  const answer = await created('W-1', { codeDecisions: [unknown, { ...CODE, direction: 'export', code: '85183000' }, { ...unknown, validFrom: '2020-01-01' }] })
  t.match(answer, { warnings: [{ decision: answer.codeDecisions[0]?.id, warning: 'code_not_in_nomenclature' }] })
  t.equal((answer as unknown as { warnings: unknown[] }).warnings.length, 1, 'days without an edition are not judged')
  t.match(await graph('{ good(ref: "W-1") { warnings { decision warning } } }'), { good: { warnings: [{ warning: 'code_not_in_nomenclature' }] } })
})

t.test('what cannot be is refused of countries, confidences and preferences', async (t) => {
  const origin = { kind: 'non_preferential', country: 'CN', validFrom: '2026-01-01', decidedBy: 'P-1' }
  const refused = async (members: object) => { const { status, errors } = (await call('POST', '/goods', { goodsRef: 'N-1', ...members })).json<{ status: number, errors?: { pointer: string }[] }>(); return [status, errors?.[0]?.pointer] }
  t.strictSame(await refused({ origins: [{ ...origin, country: 'ZZ' }] }), [422, '/origins/0/country'])
  t.strictSame(await refused({ origins: [{ ...origin, kind: 'preferential' }] }), [422, '/origins/0/agreement'])
  for (const confidence of ['0.5', 7, -0.1, 1.01]) t.strictSame(await refused({ codeDecisions: [{ ...CODE, ai: { systemId: 'AI', confidence } }] }), [400, '/codeDecisions/0/ai/confidence'], String(confidence))
  await created('N-1', { origins: [{ ...origin, kind: 'preferential', agreement: 'EU-JP', country: 'EU' }], codeDecisions: [{ ...CODE, ai: { systemId: 'AI', confidence: 1 } }] })
  t.match((await call('POST', '/suppliers', { supplierRef: 'N-1', terms: [{ validFrom: '2026-01-01', country: 'ZZ' }] })).json(), { status: 422, errors: [{ pointer: '/terms/0/country' }] })
  t.match((await call('POST', '/goods/N-1/code-decisions', { ...CODE, code: '8518300020' })).json(), { status: 422, errors: [{ detail: /second draft/ }] })
  t.equal((await call('POST', '/goods/N-1/code-decisions', { ...CODE, code: '85183000', direction: 'export' })).statusCode, 201, 'the other direction is another decision')
})

t.test('of two who change the same goods at once one comes too late, and of many who record them one does', async (t) => {
  await created('R-1')
  const etag = await etagOf('/goods/R-1')
  const both = await Promise.all(['produced', 'exported'].map(async (role) => await call('PATCH', '/goods/R-1', { roles: [role] }, { 'if-match': etag })))
  t.strictSame(both.map(({ statusCode }) => statusCode).toSorted(), [200, 412])
  const many = await Promise.all(Array.from({ length: 8 }, async () => await call('POST', '/goods', { goodsRef: 'R-2' })))
  t.strictSame(many.map(({ statusCode }) => statusCode).toSorted(), [201, ...Array.from({ length: 7 }, () => 409)])
  await created('R-3')
  await Promise.all(['8518300090', '8518300020', '8518210000', '8518220000'].map(async (code, index) => await call('POST', '/goods/R-3/code-decisions', { ...APPROVED, code, validFrom: `2026-0${index + 1}-01` })))
  const held = (await read('R-3')).codeDecisions.filter(({ status }) => status === 'approved')
  t.ok(held.length > 0)
  t.equal(new Set(held.map(({ validTo }) => validTo)).size, held.length, 'no two of them are open')
})

t.test('the graph shows goods on a day with their declarations and suppliers, and how well they are classified', async (t) => {
  await created('Q-1', { roles: ['exported'], sources: [{ supplierRef: 'S-1', validFrom: '2025-01-01' }], origins: [{ kind: 'preferential', agreement: 'EU-JP', country: 'IT', evidence: 'supplier_declaration', validFrom: '2025-01-01', decidedBy: 'P-1', decidedOn: '2025-01-01', approvedBy: 'P-2', approvedOn: '2025-01-02' }] })
  const state = async (on: string) => (await graph<{ goodsClassificationState: Record<string, number> }>(`{ goodsClassificationState(on: "${on}") { active withoutCode stale changedThisYear preferentialSuppliers suppliersCovered supplierDeclarationCoverage } }`)).goodsClassificationState
  t.match(await state('2026-06-15'), { preferentialSuppliers: 1, suppliersCovered: 0, supplierDeclarationCoverage: 0 })
  await call('POST', '/supplier-declarations', { supplierRef: 'S-1', documentReference: 'LTSD 2026', kind: 'long_term', issuedOn: '2026-01-01', validFrom: '2026-01-01', validTo: '2027-12-31', goodsRefs: ['Q-1'] })
  t.match(await state('2026-06-15'), { preferentialSuppliers: 1, suppliersCovered: 1, supplierDeclarationCoverage: 1 })
  t.match(await graph('{ good(ref: "Q-1", on: "2026-05-31") { onDay { preferentialOrigins { country agreement } sources { supplier { country related } } } supplierDeclarations { documentReference warnings } } none: good(ref: "none") { id } }'),
    { good: { onDay: { preferentialOrigins: [{ country: 'IT' }], sources: [{ supplier: { country: 'VN', related: false } }] }, supplierDeclarations: [{ documentReference: 'LTSD 2026', warnings: [] }] }, none: null })
  t.match(await graph('{ goods(first: 1, filter: { text: "Q-", withoutCode: true }) { nodes { goodsRef onDay { status importCode { code } } } pageInfo { hasNextPage } } suppliers { nodes { supplierRef priceAdjustments { correctionReference } } } }'),
    { goods: { nodes: [{ goodsRef: 'Q-1', onDay: { status: 'draft' } }] }, suppliers: { nodes: [{ supplierRef: 'S-1' }] } })
})

t.test('counts are those of the records themselves, on every day that matters', async (t) => {
  for (const on of ['2024-12-31', '2025-01-01', '2025-12-31', '2026-01-01', '2026-05-01', '2026-06-15', '2026-10-01', '2028-12-31']) {
    const { rows: [row] } = await superuser.query<Record<string, string>>(`select count(*) filter (where s.measure = 'active') as active, count(*) filter (where s.measure = 'without_code') as without, count(*) filter (where s.measure = 'stale') as stale
      from aeo.goods_spans s where s.operator_id = $1 and s.from_day <= $2::date and (s.until_day is null or s.until_day > $2::date)`, [operatorId, on])
    const { goodsClassificationState: state } = await graph<{ goodsClassificationState: { active: number, withoutCode: number, stale: number } }>(`{ goodsClassificationState(on: "${on}") { active withoutCode stale } }`)
    t.strictSame([String(state.active), String(state.withoutCode), String(state.stale)], [row?.['active'], row?.['without'], row?.['stale']], on)
  }
})

t.test('states and counts can be derived again, and what was spoilt is found and set right', async (t) => {
  const rebuild = async (repair: boolean) => await onConnection(db.operations, async (client) => await rebuildGoodsStates(client, operatorId, shippedLapse, repair))
  t.strictSame(await rebuild(false), [])
  await superuser.query('delete from aeo.goods_spans where operator_id = $1 and goods_ref = \'G-2\'', [operatorId])
  await superuser.query('update aeo.goods_counts set delta = delta + 1 where operator_id = $1 and measure = \'active\'', [operatorId])
  t.match(await rebuild(false), [{ table: 'goods_spans', rows: 1 }, { table: 'goods_counts' }])
  await rebuild(true)
  t.strictSame(await rebuild(false), [])
})

t.test('the log tells what changed, without words of people, and verifies', async (t) => {
  const { rows } = await superuser.query<{ type: string, data: string }>('select type, data from aeo.operator_log where operator_id = $1 and type like \'goods.%\'', [operatorId])
  t.ok(rows.some(({ type }) => type === 'goods.recorded') && rows.some(({ type }) => type === 'goods.changed'))
  t.notMatch(rows.map(({ data }) => data).join(), /customer returned|Headphones/)
  t.equal((await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))).fault, null)
})
