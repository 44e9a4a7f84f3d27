import t from 'tap'
import { AREAS } from '../../src/risks/catalogue/areas.ts'
import { aiOutput, decision } from '../support/ai-outputs.ts'
import { aiSystem, MINIMAL } from '../support/ai-systems.ts'
import { declaration } from '../support/facts.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { control, EVIDENCE, ownRisk, STATED, treatment } from '../support/risks.ts'
import { bearer } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)
const own = bearer()
const other = bearer({ operator: OTHER_OPERATOR })

const get = async (url: string, headers: Record<string, string>) => await app.inject({ url, headers })
const push = async (payload: object, headers: Record<string, string>) => await app.inject({ method: 'POST', url: '/v1/declarations', headers, payload })
const graph = async (query: string, headers: Record<string, string>) => (await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } })).json<{ data: Record<string, unknown> }>().data

/** What the one operator has, and the other must learn nothing of. */
const SECRET = 'ISOLATED'
const pushed = await Promise.all(Array.from({ length: 5 }, async (_, index) => (await push(declaration({ lrn: `${SECRET}-${index}`, mrn: `26IT0000000000${index}0${index}0`, sourceSystem: SECRET }), own)).json<{ declarationId: string }>()))
const ids = pushed.map(({ declarationId }) => declarationId)
const PERIOD = { from: '2026-01-01', to: '2026-12-31' }
const sampleOf = async (headers: Record<string, string>) => (await app.inject({ method: 'POST', url: '/v1/findings/samples', headers, payload: PERIOD })).json<{ id: string, frameSize: number }>()
const sample = await sampleOf(own)

const reconcile = async (headers: Record<string, string>) => await app.inject({
  method: 'POST', url: '/v1/declarations/reconciliation?from=2026-03-01&to=2026-03-31', headers: { ...headers, 'content-type': 'text/csv' }, payload: 'mrn,date\n26IT00000000000000,2026-03-02\n26IT00000000007770,2026-03-02\n'
})
const { id: reconciliation } = (await reconcile(own)).json<{ id: string }>()

const PENALTY = {
  authority: SECRET, authorityReference: SECRET, memberState: 'IT', legalBasis: SECRET, pillar: 'value', severity: 'serious', severityReason: SECRET, infringementDates: [{ from: '2026-03-03' }], decisionDate: '2026-09-01', cause: 'other',
  detectedBy: 'customs', declarations: [ids[0]]
}
const sanction = (await app.inject({ method: 'POST', url: '/v1/sanctions', headers: own, payload: PENALTY })).json<{ id: string }>()

const record = async (headers: Record<string, string>) => await app.inject({ method: 'POST', url: '/v1/authorisations', headers, payload: { type: 'AEOF', reference: SECRET, holderEori: 'IT01234567890', decisionDate: '2020-01-15' } })
const { id: authorisation } = (await record(own)).json<{ id: string }>()
const report = async (headers: Record<string, string>, authorisationIds?: string[]) => await app.inject({ method: 'POST', url: '/v1/notification-duties', headers, payload: { rule: 'merger', description: SECRET, occurredOn: '2026-01-01', ...(authorisationIds === undefined ? {} : { authorisationIds }) } })
const { id: duty } = (await report(own)).json<{ id: string }>()
const ownGoods = { goodsRef: SECRET, descriptions: [{ language: 'en', text: SECRET }] }
await app.inject({ method: 'POST', url: '/v1/goods', headers: own, payload: ownGoods })
await app.inject({ method: 'POST', url: '/v1/suppliers', headers: own, payload: { supplierRef: SECRET } })
await app.inject({ method: 'POST', url: '/v1/licences', headers: own, payload: { reference: SECRET, type: 'L001' } })
await app.inject({ method: 'POST', url: '/v1/supplier-declarations', headers: own, payload: { supplierRef: SECRET, documentReference: SECRET, kind: 'single', issuedOn: '2026-01-01', validFrom: '2026-01-01', goodsRefs: [SECRET] } })

t.test('a sanction of one operator is in no list, figure or window of another, and concerns no declaration of another', async (t) => {
  const { authorityReference, ...rest } = PENALTY
  const named = await app.inject({ method: 'POST', url: '/v1/sanctions', headers: other, payload: { ...rest, authorityReference } })
  t.match(named.json(), { status: 400, errors: [{ pointer: '/declarations/0' }] }, 'a declaration of the one is none of the other')
  const finding = (await app.inject({ method: 'POST', url: '/v1/findings', headers: own, payload: { pillar: 'value', severity: 'info', message: 'x' } })).json<{ id: string }>().id
  const grown = await app.inject({ method: 'POST', url: '/v1/sanctions', headers: other, payload: { ...rest, authorityReference, declarations: [], findingIds: [finding] } })
  t.match(grown.json(), { status: 400, errors: [{ pointer: '/findingIds/0' }] }, 'nor a finding')
  for (const [method, url, payload] of [['PATCH', '', {}], ['POST', '/appeal', { status: 'lodged', on: '2026-09-02' }]] as const) {
    t.equal((await app.inject({ method, url: `/v1/sanctions/${sanction.id}${url}`, headers: { ...other, 'if-match': '*' }, payload })).statusCode, 404)
  }
  t.strictSame((await get('/v1/sanctions', other)).json(), { items: [], nextCursor: null })
  t.match(await graph('{ sanctions { nodes { id } } sanctionsAnalysis(from: "2026-01-01", to: "2026-12-31", groupBy: all) { sanctions declarations } conductWindow(on: "2026-10-01") { infringements { sanctionId } } }', other),
    { sanctions: { nodes: [] }, sanctionsAnalysis: [{ sanctions: 0, declarations: 0 }], conductWindow: { infringements: [] } })
  t.match(await graph('{ sanctionsAnalysis(from: "2026-01-01", to: "2026-12-31", groupBy: all) { sanctions } }', own), { sanctionsAnalysis: [{ sanctions: 1 }] })
})

t.test('needs for training of one operator are known to no other', async (t) => {
  const post = async (url: string, payload: object, headers: Record<string, string>) => await app.inject({ method: 'POST', url: `/v1${url}`, headers, payload })
  await post('/units', { code: `${SECRET}-NEED`, name: SECRET, validFrom: '2020-01-01' }, own)
  await post('/positions', { code: `${SECRET}-NEED`, title: SECRET, unit: `${SECRET}-NEED`, validFrom: '2020-01-01' }, own)
  await post('/people', { pseudonym: `${SECRET}-NEED`, employmentKind: 'employee' }, own)
  const finding = (await post('/findings', { pillar: 'value', severity: 'warning', message: SECRET }, own)).json<{ id: string }>().id
  const NEED = { source: 'other', topic: 'origin', level: 2, unit: `${SECRET}-NEED`, people: [`${SECRET}-NEED`], ownerPosition: `${SECRET}-NEED`, severity: 'important', reason: SECRET, findingIds: [finding] }
  const { id } = (await post('/training/needs', NEED, own)).json<{ id: string }>()
  t.match((await post('/training/needs', NEED, other)).json(), { status: 400, errors: [{ pointer: '/unit' }, { pointer: '/ownerPosition' }, { pointer: '/people/0' }, { pointer: '/findingIds/0' }] }, 'nothing that it names is there')
  t.equal((await get(`/v1/training/needs/${id}`, own)).statusCode, 200)
  t.equal((await get(`/v1/training/needs/${id}`, other)).statusCode, 404)
  for (const [part, payload] of [['reopen', { reason: 'x' }], ['close', { reason: 'x' }], ['erase-words', undefined]] as const) {
    t.equal((await app.inject({ method: 'POST', url: `/v1/training/needs/${id}/${part}`, headers: { ...other, 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })).statusCode, 404, part)
  }
  t.strictSame((await get('/v1/training/needs', other)).json(), { items: [], nextCursor: null })
  t.strictSame((await post('/training/needs/derive', {}, other)).json(), { opened: 0, extended: 0, closed: 0, reopened: 0 })
  t.match(await graph('{ trainingNeeds { nodes { id } } }', other), { trainingNeeds: { nodes: { length: 0 } } })
})

t.test('topics and requirements of training of one operator are known to no other', async (t) => {
  const post = async (url: string, payload: object, headers: Record<string, string>) => await app.inject({ method: 'POST', url: `/v1${url}`, headers, payload })
  const REQUIRED = { code: SECRET, unit: `${SECRET}-TRAINED`, topic: SECRET, level: 2, legalSource: SECRET, validFrom: '2026-01-01' }
  await post('/units', { code: `${SECRET}-TRAINED`, name: SECRET, validFrom: '2020-01-01' }, own)
  t.equal((await post('/training/topics', { code: SECRET, name: SECRET, kind: 'subject' }, own)).statusCode, 201)
  const { id } = (await post('/training/requirements', REQUIRED, own)).json<{ id: string }>()
  t.match((await post('/training/requirements', REQUIRED, other)).json(), { status: 400, errors: [{ pointer: '/unit' }, { pointer: '/topic' }] }, 'neither unit nor topic is there')
  for (const url of [`/topics/${SECRET}`, `/requirements/${id}`]) {
    t.equal((await get(`/v1/training${url}`, other)).statusCode, 404, url)
    t.equal((await app.inject({ method: 'PATCH', url: `/v1/training${url}`, headers: { ...other, 'if-match': '*' }, payload: url.startsWith('/topics') ? { name: 'x' } : { level: 3 } })).statusCode, 404, url)
  }
  t.notOk((await get('/v1/training/topics', other)).body.includes(SECRET))
  t.strictSame((await get('/v1/training/requirements', other)).json(), { items: [], nextCursor: null })
  t.match(await graph('{ trainingTopics(first: 100) { nodes { code } } trainingRequirements(on: "2026-03-02") { nodes { position } } }', other), { trainingTopics: { nodes: { length: 17 } }, trainingRequirements: { nodes: { length: 0 } } })
})

t.test('lists, feeds, totals and single reads show one operator\'s own alone', async (t) => {
  t.equal((await get('/v1/declarations', own)).json<{ items: unknown[] }>().items.length, 5)
  for (const url of ['/v1/declarations', `/v1/declarations?sourceSystem=${SECRET}`, '/v1/declarations/unmatched', '/v1/events', '/v1/declarations?commodityCode=85', '/v1/declarations/reconciliations', '/v1/declarations/missing', '/v1/findings', '/v1/findings/samples',
    '/v1/goods', `/v1/goods?text=${SECRET}`, '/v1/suppliers', '/v1/supplier-declarations', `/v1/supplier-declarations?goodsRef=${SECRET}`, '/v1/licences', `/v1/licences?reference=${SECRET}`]) {
    const answer = await get(url, other)
    t.equal(answer.statusCode, 200, url)
    t.strictSame(answer.json<{ items: unknown[] }>().items, [])
  }
  t.strictSame(await graph('{ declarations(first: 10) { nodes { id } } }', other), { declarations: { nodes: [] } })
  t.strictSame(await graph('{ declarationTotals(from: "2000-01-01", to: "2050-01-01", groupBy: [source_system]) { key } }', other), { declarationTotals: [] })
  t.strictSame(await graph('{ completeness(from: "2000-01-01", to: "2050-01-01") { reconciled missingThere systems { declarations } } missingDeclarations { nodes { mrn } } }', other),
    { completeness: { reconciled: 0, missingThere: 0, systems: [] }, missingDeclarations: { nodes: [] } })
  t.strictSame(await graph(`{ good(ref: "${SECRET}") { id } goods { nodes { id } } suppliers { nodes { id } } goodsClassificationState { active preferentialSuppliers } }`, other),
    { good: null, goods: { nodes: [] }, suppliers: { nodes: [] }, goodsClassificationState: { active: 0, preferentialSuppliers: 0 } })
  t.match(await graph('{ operator { eori } }', other), { operator: { eori: OTHER_OPERATOR } })
})

t.test('a sample is drawn from one operator\'s declarations, and no other may read or review it', async (t) => {
  t.equal(sample.frameSize, 5)
  t.equal((await sampleOf(other)).frameSize, 0, 'nothing of the one is in the frame of the other')
  for (const part of ['', '/draw', '/frame', '/projection']) t.equal((await get(`/v1/findings/samples/${sample.id}${part}`, other)).statusCode, 404, part)
  const results = [{ declarationId: ids[0], itemNumber: 1, hasError: false }]
  t.equal((await app.inject({ method: 'POST', url: `/v1/findings/samples/${sample.id}/results`, headers: other, payload: { results } })).statusCode, 404)
  t.strictSame(await graph(`{ reviewSample(id: "${sample.id}") { sample { id } } }`, other), { reviewSample: null })
  t.match((await get(`/v1/findings/samples/${sample.id}`, own)).json(), { reviewed: 0 })
})

t.test('a cursor, an ETag or a number of another operator opens nothing', async (t) => {
  const { nextCursor } = (await get('/v1/declarations?limit=2', own)).json<{ nextCursor: string }>()
  t.strictSame((await get(`/v1/declarations?cursor=${nextCursor}`, other)).json(), { items: [], nextCursor: null })
  const { etag } = (await get(`/v1/declarations/${ids[0]}`, own)).headers
  const guess = await get(`/v1/declarations/${ids[0]}`, { ...other, 'if-none-match': String(etag) })
  t.equal(guess.statusCode, 404, 'not 304')
  t.equal((await get('/v1/events?after=2', other)).json<{ items: unknown[] }>().items.length, 0)
})

t.test('the same references, contents and keys of two operators never meet', async (t) => {
  const key = { 'idempotency-key': 'both' }
  const first = await push(declaration({ lrn: 'SAME', mrn: '26IT00000000009990' }), { ...own, ...key })
  const second = await push(declaration({ lrn: 'SAME', mrn: '26IT00000000009990' }), { ...other, ...key })
  t.strictSame([first.statusCode, second.statusCode], [201, 201])
  t.not(first.json<{ declarationId: string }>().declarationId, second.json<{ declarationId: string }>().declarationId)
  t.equal((await push(declaration({ lrn: 'SAME', mrn: '26IT00000000009990', incoterm: 'FOB' }), other)).json<{ version: number }>().version, 2)
  t.match((await get('/v1/declarations/26IT00000000009990', own)).json(), { versionCount: 1 }, 'a version of one is none of the other')
  t.match((await get('/v1/declarations/26IT00000000009990', other)).json(), { versionCount: 2 })
})

t.test('goods, suppliers and licences of the same reference are each operator\'s own', async (t) => {
  const record = async (url: string, payload: object, headers: Record<string, string>) => (await app.inject({ method: 'POST', url: `/v1${url}`, headers, payload })).statusCode
  for (const [headers, role] of [[own, 'imported'], [other, 'produced']] as const) {
    t.strictSame([await record('/goods', { goodsRef: 'TWIN', roles: [role] }, headers), await record('/suppliers', { supplierRef: 'TWIN' }, headers), await record('/licences', { reference: 'TWIN', type: 'L001' }, headers)], [201, 201, 201])
  }
  t.match((await get('/v1/goods/TWIN', own)).json(), { roles: ['imported'] })
  t.match((await get('/v1/goods/TWIN', other)).json(), { roles: ['produced'] })
})

t.test('the same extract of two operators is compared with each one\'s own', async (t) => {
  t.match((await reconcile(other)).json(), { replayed: false, missingHere: 2, matched: 0 })
  t.match((await reconcile(own)).json(), { matched: 1, missingHere: 1 })
  t.notMatch((await get('/v1/declarations/reconciliations', other)).body, reconciliation)
})

t.test('units, people and mandates of one operator are nothing to the other, by id, by code or as a reference', async (t) => {
  const since = { validFrom: '2020-01-01' }
  const record = async (url: string, payload: object, headers: Record<string, string>) => await app.inject({ method: 'POST', url: `/v1${url}`, headers, payload })
  const { id } = (await record('/units', { code: SECRET, name: SECRET, ...since }, own)).json<{ id: string }>()
  await record('/people', { pseudonym: SECRET, employmentKind: 'employee' }, own)
  await record('/positions', { code: SECRET, title: SECRET, unit: SECRET, responsibilities: ['finance'], ...since }, own)
  await record('/representatives', { eori: 'DE77', name: SECRET, kind: 'carrier' }, own)
  for (const name of [id, SECRET]) {
    t.equal((await get(`/v1/units/${name}`, own)).statusCode, 200)
    t.equal((await get(`/v1/units/${name}`, other)).statusCode, 404)
    t.equal((await app.inject({ method: 'PATCH', url: `/v1/units/${name}`, headers: { ...other, 'if-match': '*' }, payload: { name: 'x' } })).statusCode, 404)
  }
  for (const url of ['/v1/units', '/v1/positions', '/v1/people', '/v1/representatives', '/v1/units?on=2026-01-01']) t.strictSame((await get(url, other)).json<{ items: unknown[] }>().items, [], url)
  t.strictSame((await get('/v1/organisation/chart', other)).json<{ units: unknown[] }>().units, [])
  t.strictSame(await graph('{ orgChart { units { code } } units { nodes { code } } sites { nodes { code } } vacantCustomsPositions { code } keyPersonRisks { risk } }', other),
    { orgChart: { units: [] }, units: { nodes: [] }, sites: { nodes: [] }, vacantCustomsPositions: [], keyPersonRisks: [] })
  const references: [url: string, payload: object, pointers: string[]][] = [
    ['/units', { code: 'T', name: 'x', parent: SECRET, ...since }, ['/parent']],
    ['/sites', { code: 'T', name: 'x', address: 'x', country: 'IT', unit: SECRET, ...since }, ['/unit']],
    ['/positions', { code: 'T', title: 'x', unit: SECRET, ...since }, ['/unit']],
    ['/production-steps', { code: 'T', name: 'x', phase: 'design', ordinal: 1, units: [SECRET], ...since }, ['/units/0']],
    ['/assignments', { person: SECRET, position: SECRET, ...since }, ['/person', '/position']],
    ['/deputies', { person: SECRET, position: SECRET, ...since }, ['/person', '/position']],
    ['/mandates', { representative: 'DE77', representation: 'direct', ...since }, ['/representative']]
  ]
  for (const [url, payload, pointers] of references) t.strictSame((await record(url, payload, other)).json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer), pointers, url)
  for (const headers of [own, other]) t.equal((await record('/units', { code: 'SAME', name: 'x', ...since }, headers)).statusCode, 201, 'both may have the same code')
})

t.test('an id takes as long to be missing as to be another\'s', async (t) => {
  const missing = '018f0000-0000-7000-8000-000000000000'
  const median = async (id: string): Promise<number> => {
    const times: number[] = []
    for (let round = 0; round < 40; round++) {
      const began = performance.now()
      await get(`/v1/declarations/${id}`, other)
      times.push(performance.now() - began)
    }
    return times.toSorted((a, b) => a - b)[20] ?? 0
  }
  await median(missing)
  const [theirs, nothing] = [await median(ids[0] ?? ''), await median(missing)]
  t.ok(Math.max(theirs, nothing) < 5 * Math.min(theirs, nothing), `${theirs.toFixed(2)} ms and ${nothing.toFixed(2)} ms`)
})

t.test('no answer to another operator holds a word of it', async (t) => {
  const answers = await Promise.all([
    ...ids.flatMap((id) => ['', '/versions', '/messages', '/original', '/versions/1/original', '/difference?from=1&to=1'].map(async (part) => await get(`/v1/declarations/${id}${part}`, other))),
    ...['', '/entries'].map(async (part) => await get(`/v1/declarations/reconciliations/${reconciliation}${part}`, other)),
    ...['', '/revisions'].map(async (part) => await get(`/v1/sanctions/${sanction.id}${part}`, other)), get('/v1/sanctions', other),
    ...['/decisions', '/obligations', ''].map(async (part) => await get(`/v1/authorisations/${authorisation}${part}`, other)), get(`/v1/notification-duties/${duty}`, other), get('/v1/notification-duties', other),
    get('/v1/declarations?limit=1000', other), get('/v1/events?limit=1000', other)
  ])
  t.notMatch(answers.map(({ body, headers }) => body + JSON.stringify(headers)).join(), SECRET)
})

t.test('authorisations and duties are one operator\'s own, and no other\'s can be named', async (t) => {
  for (const url of ['/v1/authorisations', `/v1/authorisations?reference=${SECRET}`, '/v1/authorisations/obligations', '/v1/notification-duties']) t.strictSame((await get(url, other)).json(), { items: [], nextCursor: null }, url)
  for (const url of ['', '/decisions', '/impact', '/extensions', '/utilisation?from=2026-01-01&to=2026-12-31']) t.equal((await get(`/v1/authorisations/${authorisation}${url}`, other)).statusCode, 404, url)
  t.equal((await get(`/v1/notification-duties/${duty}`, other)).statusCode, 404)
  t.match((await report(other, [authorisation])).json(), { status: 400, errors: [{ pointer: '/authorisationIds/0' }] })
  t.equal((await record(other)).statusCode, 201, 'both may have the same reference')
  t.equal((await record(own)).statusCode, 409)
})

t.test('courses, sessions and records of training are one operator\'s own, by code, by id or as a reference', async (t) => {
  const record = async (url: string, payload: object, headers: Record<string, string>) => await app.inject({ method: 'POST', url: `/v1${url}`, headers, payload })
  const version = { validFrom: '2024-01-01', hours: '1', topics: [{ topic: 'origin', level: 1 }] }
  const course = { code: 'TRAINING', title: SECRET, kind: 'course', provider: SECRET, providerType: 'internal', version }
  await record('/people', { pseudonym: 'TRAINED', employmentKind: 'employee' }, own)
  t.equal((await record('/training/courses', course, own)).statusCode, 201)
  const session = (await record('/training/sessions', { code: 'TRAINING', course: 'TRAINING', startsOn: '2025-03-01' }, own)).json<{ id: string }>().id
  const trained = { reference: 'TRAINING', person: 'TRAINED', session: 'TRAINING', completedOn: '2025-03-01', result: 'attended' }
  const kept = (await record('/training/records', trained, own)).json<{ id: string }>().id
  for (const url of ['/training/courses/TRAINING', `/training/sessions/${session}`, `/training/records/${kept}`, `/training/records/${kept}/revisions`]) {
    t.equal((await get(`/v1${url}`, own)).statusCode, 200, url)
    t.equal((await get(`/v1${url}`, other)).statusCode, 404, url)
  }
  for (const url of ['/training/courses', '/training/sessions', '/training/records', '/training/records?person=TRAINED']) t.strictSame((await get(`/v1${url}`, other)).json<{ items: unknown[] }>().items, [], url)
  t.equal((await record(`/training/records/${kept}/revoke`, { from: '2025-03-01', reason: 'x' }, { ...other, 'if-match': '*' })).statusCode, 404)
  t.equal((await record('/training/courses/TRAINING/versions', { ...version, validFrom: '2025-01-01' }, other)).statusCode, 404)
  t.match((await record('/training/records', trained, other)).json(), { status: 400, errors: [{ pointer: '/person' }, { pointer: '/session' }] })
  t.match((await record('/training/sessions', { code: 'TRAINING', course: 'TRAINING', startsOn: '2025-03-01' }, other)).json(), { status: 400, errors: [{ pointer: '/course' }] })
  t.equal((await record('/training/courses', course, other)).statusCode, 201, 'both may have the same code')
})

t.test('AI systems are one operator\'s own, by id, by code or as a reference', async (t) => {
  const inventory = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1${url}`, headers: { ...headers, 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  await inventory('POST', '/people', own, { pseudonym: 'AI-PERSON', employmentKind: 'employee' })
  const owner = { kind: 'person', code: 'AI-PERSON' }
  const { id } = (await inventory('POST', '/ai-systems', own, aiSystem('AI-OWN', { owner, provider: SECRET }))).json<{ id: string }>()
  await inventory('POST', `/ai-systems/${id}/assessments`, own, { answers: MINIMAL })
  const wrong = { kind: 'data_disclosure', occurredOn: new Date().toISOString().slice(0, 10), description: SECRET }
  const incident = (await inventory('POST', `/ai-systems/${id}/incidents`, own, wrong)).json<{ id: string }>().id
  for (const [method, path, payload] of [['GET', ''], ['PUT', '/reports/data_protection', { state: 'not_owed', reason: 'x' }], ['POST', '/close', { rootCause: 'x', correctiveAction: 'x' }]] as const) t.equal((await inventory(method, `/ai-incidents/${incident}${path}`, other, payload)).statusCode, 404, `${method} incident ${path}`)
  t.strictSame((await inventory('GET', `/ai-incidents?systemId=${id}`, other)).json<{ items: unknown[] }>().items, [])
  for (const path of ['', '?on=2026-11-25', '/versions', '/status', '/assessments', '/assessments/1', '/obligations', '/obligations/OB-4-LITERACY', '/controls', '/controls/AIC-01', '/controls/AIC-01/ratings', '/evaluations', '/themes']) t.equal((await inventory('GET', `/ai-systems/${id}${path}`, other)).statusCode, 404, `GET ${path}`)
  for (const [method, path, payload] of [['PATCH', '', { name: 'x' }], ['POST', '/status', { status: 'retired', reason: 'x' }], ['POST', '/assessments', { answers: {} }], ['PUT', '/obligations/OB-4-LITERACY', { state: 'open' }], ['PUT', '/controls/AIC-01', { rating: 'missing' }], ['POST', '/incidents', wrong]] as const) {
    t.equal((await inventory(method, `/ai-systems/${id}${path}`, other, payload)).statusCode, 404, `${method} ${path}`)
  }
  t.match((await inventory('POST', '/ai-systems', other, aiSystem('AI-OWN', { owner }))).json(), { status: 400, errors: [{ pointer: '/owner/code' }] }, 'a person of the one is none of the other')
  await inventory('POST', '/people', other, { pseudonym: 'AI-PERSON', employmentKind: 'employee' })
  t.equal((await inventory('POST', '/ai-systems', other, aiSystem('AI-OWN', { owner }))).statusCode, 201, 'both may have the same code')
  t.strictSame((await inventory('GET', `/ai-systems?provider=${SECRET}`, other)).json<{ items: unknown[] }>().items, [])
  t.match((await inventory('POST', '/ai-systems/reassess', other, {})).json(), { reassessed: 0, remaining: 0 })
})

t.test('outputs of AI systems are one operator\'s own, by id, by filter, and by the system they name', async (t) => {
  const log = async (method: 'GET' | 'POST', url: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1/ai-outputs${url}`, headers, ...(payload === undefined ? {} : { payload }) })
  const sent = aiOutput('ISOLATED', { system: 'AI-OWN', declaration: { lrn: SECRET, declarant: 'DE1' } })
  const { id } = (await log('POST', '', own, sent)).json<{ id: string }>()
  t.equal((await log('GET', `/${id}`, other)).statusCode, 404)
  t.equal((await log('POST', `/${id}/erase-words`, other)).statusCode, 404)
  const seen = { ...other, 'if-match': '*' }
  for (const [path, payload] of [['decision', { ...decision(), reviewer: 'P-1' }], ['use', { usedAt: '2026-03-09T11:00:00Z' }], ['second-review', { value: 'x', reviewedAt: '2026-03-09T11:00:00Z', reviewer: 'P-1' }], ['outcomes', { source: 'court', value: 'x', knownOn: '2026-03-10' }]] as const) {
    t.equal((await log('POST', `/${id}/${path}`, seen, payload)).statusCode, 404, path)
  }
  t.equal((await log('GET', `/${id}/outcomes`, other)).statusCode, 404)
  const plans = async (method: 'GET' | 'POST', path: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1/ai-planted-checks${path}`, headers, ...(payload === undefined ? {} : { payload }) })
  const wrong = { system: 'AI-OWN', pillar: 'classification', from: '2026-03-09', to: '2026-03-09', proposals: [{ inputReference: SECRET, proposal: '8471300000', rightValue: '8471410000' }] }
  const plan = (await plans('POST', '', own, wrong)).json<{ id: string }>().id
  t.equal((await plans('GET', `/${plan}`, other)).statusCode, 404)
  t.equal((await plans('POST', `/${plan}/cancel`, seen)).statusCode, 404)
  t.match((await plans('GET', '', other)).json(), { items: [] })
  t.match((await plans('POST', '', other, { ...wrong, system: 'AI-OWN' })).json(), { status: 400, errors: [{ pointer: '/system' }] }, 'what one recorded is nothing to look like for the other')
  t.match((await app.inject({ url: '/v1/ai-reference-times', headers: other })).json(), { items: [] })
  for (const filter of ['', `?lrn=${SECRET}`, '?system=AI-OWN', '?state=open']) t.strictSame((await log('GET', filter, other)).json<{ items: unknown[] }>().items, [], filter)
  t.not((await log('POST', '', other, sent)).json<{ id: string }>().id, id, 'both may have the same reference, each of its own system')
})

t.test('risks and appetites are one operator\'s own, by id, by code or as a reference', async (t) => {
  const risks = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1${url}`, headers: { ...headers, 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  await risks('POST', '/people', own, { pseudonym: 'RISK-PERSON', employmentKind: 'employee' })
  const owner = { kind: 'person', code: 'RISK-PERSON' }
  const { id } = (await risks('POST', '/risks', own, ownRisk('RISK-OWN', { owner, title: SECRET, description: SECRET }))).json<{ id: string }>()
  await risks('POST', `/risks/${id}/inputs`, own, STATED)
  for (const ref of [id, 'RISK-OWN']) {
    for (const path of ['', '/inputs']) t.equal((await risks('GET', `/risks/${ref}${path}`, other)).statusCode, 404, `GET ${path}`)
    for (const [method, path, payload] of [['PATCH', '', { title: 'x' }], ['POST', '/inputs', STATED], ['POST', '/retire', { reason: 'x' }], ['POST', '/reinstate', undefined]] as const) t.equal((await risks(method, `/risks/${ref}${path}`, other, payload)).statusCode, 404, `${method} ${path}`)
  }
  t.match((await risks('POST', '/risks', other, ownRisk('RISK-OWN', { owner }))).json(), { status: 400, errors: [{ pointer: '/owner/code' }] }, 'a person of the one is none of the other')
  t.equal((await risks('POST', '/risks', other, ownRisk('RISK-OWN'))).statusCode, 201, 'both may have the same code')
  await risks('PUT', '/risk-appetites/value', own, { acceptableScore: 5, appetiteEur: 1000, reason: SECRET })
  t.strictSame((await risks('GET', '/risk-appetites/value', other)).json(), { area: 'value', set: null })
  t.strictSame((await risks('GET', '/risks?owner=RISK-PERSON', other)).json(), { items: [], nextCursor: null })
  t.notMatch((await risks('GET', '/risks', other)).body, SECRET)
})

t.test('assessments and settings of one operator are in no list and no report of another', async (t) => {
  const send = async (method: 'GET' | 'POST' | 'PUT', url: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1${url}`, headers: { ...headers, 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  await send('POST', '/risks', own, ownRisk('ASSESSED', { title: SECRET }))
  await send('POST', '/risks/ASSESSED/inputs', own, STATED)
  const { id } = (await send('POST', '/risk-assessments', own, { reason: SECRET })).json<{ id: string }>()
  await send('PUT', '/risk-settings', own, { windowMonths: 12, priorStrength: 1, years: 50_000, reason: SECRET })
  for (const path of ['', '/risks', '/risks/ASSESSED']) {
    t.equal((await send('GET', `/risk-assessments/${id}${path}`, own)).statusCode, 200, path)
    t.equal((await send('GET', `/risk-assessments/${id}${path}`, other)).statusCode, 404, path)
  }
  t.strictSame((await send('GET', '/risk-assessments', other)).json(), { items: [], nextCursor: null })
  t.match((await send('GET', '/risk-settings', other)).json(), { revision: 0, windowMonths: 36 })
  t.strictSame((await send('GET', '/risk-settings/revisions', other)).json(), { items: [], nextCursor: null })
  t.strictSame(await graph('{ riskAssessments { nodes { id } } riskCourse(risk: "ASSESSED") { code } riskMoves { code } topRisks { code } riskHeatMap { likelihood } riskPortfolio { assessment } }', other),
    { riskAssessments: { nodes: [] }, riskCourse: [], riskMoves: [], topRisks: [], riskHeatMap: [], riskPortfolio: null })
})

t.test('controls and their tests are one operator\'s own, and link to no other\'s risks', async (t) => {
  const controls = async (method: 'GET' | 'POST' | 'PATCH', url: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1${url}`, headers: { ...headers, 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  for (const headers of [own, other]) for (const pseudonym of ['CONTROL-OWNER', 'CONTROL-TESTER']) await controls('POST', '/people', headers, { pseudonym, employmentKind: 'employee' })
  await controls('POST', '/risks', own, ownRisk('CONTROLLED'))
  const added = control('CONTROL-OWN', { owner: { kind: 'person', code: 'CONTROL-OWNER' }, risks: ['CONTROLLED'], title: SECRET, inForceFrom: '2026-01-01' })
  const { id } = (await controls('POST', '/controls', own, added)).json<{ id: string }>()
  const tried = { testedOn: '2026-03-03', sampleFrom: '2026-02-01', sampleTo: '2026-02-28', sampleSize: 1, passed: 1, failed: 0, tester: 'CONTROL-TESTER', evidence: EVIDENCE }
  const test = (await controls('POST', `/controls/${id}/tests`, own, tried)).json<{ id: string }>().id
  t.match((await controls('POST', '/controls', other, added)).json(), { status: 400, errors: [{ pointer: '/risks/0' }] }, 'a risk of the one is none of the other')
  for (const ref of [id, 'CONTROL-OWN']) {
    for (const path of ['', '/designs', '/tests', `/tests/${test}`]) t.equal((await controls('GET', `/controls/${ref}${path}`, other)).statusCode, 404, `GET ${path}`)
    for (const [path, payload] of [['/design', { design: 'weak', reason: 'x' }], ['/retire', { reason: 'x' }], ['/tests', tried], [`/tests/${test}/withdraw`, { reason: 'x' }]] as const) t.equal((await controls('POST', `/controls/${ref}${path}`, other, payload)).statusCode, 404, path)
  }
  t.equal((await controls('POST', '/controls', other, { ...added, risks: [], title: 'x' })).statusCode, 201, 'both may have the same code')
  t.equal((await controls('GET', `/controls/CONTROL-OWN/tests/${test}`, other)).statusCode, 404, 'nor is a test found under one\'s own control')
  t.notMatch((await controls('GET', '/controls', other)).body, SECRET)
})

t.test('treatments are one operator\'s own, and touch no other\'s risks and become no other\'s controls', async (t) => {
  const treatments = async (method: 'GET' | 'POST' | 'PATCH', url: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1${url}`, headers: { ...headers, 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  for (const headers of [own, other]) await treatments('POST', '/people', headers, { pseudonym: 'TREATMENT-OWNER', employmentKind: 'employee' })
  const owner = { kind: 'person', code: 'TREATMENT-OWNER' }
  await treatments('POST', '/risks', own, ownRisk('TREATED-OWN'))
  await treatments('POST', '/risks', other, ownRisk('TREATED-OTHER'))
  await treatments('POST', '/controls', own, control('TREATED-CONTROL', { owner, inForceFrom: '2026-01-01' }))
  const added = treatment('TREATMENT-OWN', { owner, title: SECRET, effects: [{ risk: 'TREATED-OWN', share: 0.5 }] })
  const { id } = (await treatments('POST', '/risk-treatments', own, added)).json<{ id: string }>()
  t.match((await treatments('POST', '/risk-treatments', other, added)).json(), { status: 400, errors: [{ pointer: '/effects/0/risk' }] }, 'a risk of the one is none of the other')
  for (const ref of [id, 'TREATMENT-OWN']) {
    t.equal((await treatments('GET', `/risk-treatments/${ref}`, other)).statusCode, 404)
    for (const [method, path, payload] of [['PATCH', '', { title: 'x' }], ['POST', '/complete', { procedure: { reference: 'x' } }], ['POST', '/drop', { reason: 'x' }]] as const) t.equal((await treatments(method, `/risk-treatments/${ref}${path}`, other, payload)).statusCode, 404, path)
  }
  t.equal((await treatments('POST', '/risk-treatments', other, { ...added, title: 'x', effects: [{ risk: 'TREATED-OTHER', share: 0.5 }] })).statusCode, 201, 'both may have the same code')
  t.match((await treatments('POST', '/risk-treatments/TREATMENT-OWN/complete', other, { control: 'TREATED-CONTROL' })).json(), { status: 400, errors: [{ pointer: '/control' }] }, 'nor is a control of the one')
  t.notMatch((await treatments('GET', '/risk-treatments', other)).body, SECRET)
})

t.test('audits are one operator\'s own, with their stages, reasons and blockers', async (t) => {
  const audits = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1${url}`, headers: { ...headers, 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  await audits('POST', '/risks', own, ownRisk('AUDITED'))
  const { id } = (await audits('POST', '/risk-audits', own, { title: SECRET, scope: { from: '2026-01-01', to: '2026-12-31' } })).json<{ id: string }>()
  for (const kind of ['security_plan', 'threat_assessment', 'measures', 'internal_controls']) await audits('PUT', `/risk-audits/${id}/inputs/${kind}`, own, { absentBecause: SECRET })
  for (const area of AREAS) await audits('PUT', `/risk-audits/${id}/left-out/${area}`, own, { reason: SECRET })
  t.equal((await audits('POST', `/risk-audits/${id}/advance`, own, { stage: 'identified' })).statusCode, 200)
  for (const path of ['', '?version=1', '/blockers', '/stages/identified', '/stages/identified?version=1']) {
    t.equal((await audits('GET', `/risk-audits/${id}${path}`, own)).statusCode, 200, `GET ${path}`)
    t.equal((await audits('GET', `/risk-audits/${id}${path}`, other)).statusCode, 404, `GET ${path}`)
  }
  const writes: [method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, payload?: object][] = [
    ['PATCH', '', { title: 'x' }], ['PUT', '/inputs/measures', { absentBecause: 'x' }], ['PUT', '/left-out/value', { reason: 'x' }], ['DELETE', '/left-out/value'], ['PUT', '/not-evaluated/AUDITED', { reason: 'x' }],
    ['DELETE', '/not-evaluated/AUDITED'], ['POST', '/advance', { stage: 'residual_determined' }], ['POST', '/reopen', { reason: 'x' }]
  ]
  for (const [method, path, payload] of writes) t.equal((await audits(method, `/risk-audits/${id}${path}`, other, payload)).statusCode, 404, `${method} ${path}`)
  t.notMatch((await audits('GET', '/risk-audits', other)).body, SECRET)
  t.strictSame((await audits('GET', '/risk-audits', other)).json(), { items: [], nextCursor: null })
  const mine = (await audits('POST', '/risk-audits', other, { title: 'x', scope: { from: '2026-01-01', to: '2026-12-31' } })).json<{ id: string }>().id
  t.equal((await audits('PUT', `/risk-audits/${mine}/not-evaluated/AUDITED`, other, { reason: 'x' })).statusCode, 404, 'a risk of the one is none of the other')
})

t.test('each operator answers the questionnaire for itself', async (t) => {
  const call = async (method: 'GET' | 'POST' | 'PUT', path: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1/questionnaire${path}`, headers: { ...headers, 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  await app.inject({ method: 'POST', url: '/v1/units', headers: own, payload: { code: `${SECRET}-ASK`, name: 'x', validFrom: '2020-01-01' } })
  const answer = { text: SECRET, owner: { kind: 'unit', code: `${SECRET}-ASK` }, answeredOn: '2026-01-01' }
  t.equal((await call('PUT', '/4.4', own, answer)).statusCode, 200)
  for (const path of ['', '/4.4', '/4.4/revisions', '/export.json', '/export.csv']) {
    const seen = await call('GET', path, other)
    t.equal(seen.statusCode, 200, path)
    t.notMatch(seen.body, SECRET, path)
  }
  t.match((await call('PUT', '/4.4', other, answer)).json(), { status: 400, errors: [{ pointer: '/owner/code' }] }, 'a unit of the one is none of the other')
  t.equal((await call('POST', '/4.4/confirm', other, {})).statusCode, 409, 'nor is there anything to confirm')
  t.match((await call('POST', '/4.4/erase-words', other)).json(), { revision: 0, answer: null })
  t.match((await call('GET', '/4.4', own)).json(), { revision: 1, answer: { text: SECRET } }, 'and what the one said stays')
})

t.test('acceptances are one operator\'s own, and are of no other\'s risks and assessments', async (t) => {
  const call = async (method: 'GET' | 'POST', url: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1${url}`, headers: { ...headers, 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  for (const headers of [own, other]) await call('POST', '/people', headers, { pseudonym: 'ACCEPT-ASKER', employmentKind: 'employee' })
  for (const [headers, code] of [[own, 'ACCEPT-OWN'], [other, 'ACCEPT-OTHER']] as const) {
    await call('POST', '/risks', headers, ownRisk(code))
    await call('POST', `/risks/${code}/inputs`, headers, STATED)
  }
  const assessment = (await call('POST', '/risk-assessments', own, { reason: 'x' })).json<{ id: string }>().id
  const asked = { reason: SECRET, expiresOn: `${new Date().getUTCFullYear() + 1}-01-31`, requestedBy: 'ACCEPT-ASKER' }
  const { id } = (await call('POST', '/risk-acceptances', own, { ...asked, risk: 'ACCEPT-OWN' })).json<{ id: string }>()
  t.ok(id)
  t.match((await call('POST', '/risk-acceptances', other, { ...asked, risk: 'ACCEPT-OWN' })).json(), { status: 400, errors: [{ pointer: '/risk' }] })
  t.match((await call('POST', '/risk-acceptances', other, { ...asked, risk: 'ACCEPT-OTHER', assessment })).json(), { status: 400, errors: [{ pointer: '/assessment' }] })
  t.equal((await call('GET', `/risk-acceptances/${id}`, other)).statusCode, 404)
  for (const [verb, payload] of [['sign', { position: 'X', rank: 'x', signer: 'ACCEPT-ASKER' }], ['decline', { reason: 'x' }], ['revoke', { reason: 'x' }]] as const) t.equal((await call('POST', `/risk-acceptances/${id}/${verb}`, other, payload)).statusCode, 404, verb)
  t.strictSame((await call('GET', '/risk-acceptances?risk=ACCEPT-OWN', other)).json(), { items: [], nextCursor: null })
  t.equal((await call('GET', `/risks/plan?assessment=${assessment}`, other)).statusCode, 409, 'nor is a plan made over it')
  t.equal((await call('GET', `/risks/plan?assessment=${assessment}`, own)).statusCode, 200)
})

t.test('webhooks of one operator are in no list of another, and nobody else reads, changes or ends them', async (t) => {
  const hooks = async (method: 'GET' | 'POST' | 'PATCH', url: string, headers: Record<string, string>, payload?: object) => await app.inject({ method, url: `/v1/webhooks${url}`, headers: { ...headers, 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  const { id } = (await hooks('POST', '', own, { url: `https://example.com/${SECRET}`, eventTypes: ['unit.*'] })).json<{ id: string }>()
  const delivery = (await hooks('POST', `/${id}/test`, own)).json<{ id: string }>().id
  for (const path of ['', '/deliveries']) {
    t.equal((await hooks('GET', `/${id}${path}`, own)).statusCode, 200, path)
    t.equal((await hooks('GET', `/${id}${path}`, other)).statusCode, 404, path)
  }
  const verbs = [['PATCH', '', { active: false }], ['POST', '/rotate-secret', {}], ['POST', '/enable', {}], ['POST', '/replay', { after: '0' }], ['POST', '/test', undefined], ['POST', `/deliveries/${delivery}/replay`, undefined], ['POST', '/retire', undefined]] as const
  for (const [method, path, payload] of verbs) t.equal((await hooks(method, `/${id}${path}`, other, payload)).statusCode, 404, path)
  const theirs = (await hooks('POST', '', other, { url: 'https://example.com/', eventTypes: ['unit.*'] })).json<{ id: string }>().id
  t.equal((await hooks('POST', `/${theirs}/deliveries/${delivery}/replay`, other)).statusCode, 404, 'a delivery of the one is none of the other\'s webhook')
  t.match((await hooks('POST', `/${theirs}/replay`, other, { after: delivery })).json(), { status: 404 })
  t.notMatch((await hooks('GET', '', other)).body, SECRET)
  t.match((await hooks('GET', `/${id}`, own)).json(), { state: 'active', revision: 1 })
})
