import t from 'tap'
import pg from 'pg'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl, superuserUrl } = await testDatabase(t)
const superuser = new pg.Client(superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const { app } = await testApp(t, appUrl)

type Method = 'GET' | 'POST' | 'PATCH'
const ask = async (method: Method, url: string, payload?: object | string, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const call = async (method: Method, url: string, payload?: object | string, headers: Record<string, string> = {}) => await ask(method, `/training/requirements${url}`, payload, headers)
const graph = async <T>(query: string, headers = bearer()): Promise<T> => (await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } })).json<{ data: T }>().data
const WITHOUT_PEOPLE = bearer({ scope: 'training:read training:write events:read' })

const SINCE = { validFrom: '2020-01-01' }
for (const [url, body] of [
  ['/units', { code: 'CUS', name: 'x', ...SINCE }], ['/units', { code: 'IMP', name: 'x', parent: 'CUS', ...SINCE }], ['/units', { code: 'LOG', name: 'x', ...SINCE }],
  ['/positions', { code: 'SPEC', title: 'x', unit: 'IMP', responsibilities: ['customs_specialist'], ...SINCE }], ['/positions', { code: 'STORE', title: 'x', unit: 'LOG', responsibilities: ['logistics'], ...SINCE }],
  ['/people', { pseudonym: 'P-1', employmentKind: 'employee' }]
] as const) if ((await ask('POST', url, body)).statusCode !== 201) throw new Error(url)

const requirement = (changes: object = {}) => ({ code: 'R-1', unit: 'CUS', topic: 'origin', level: 4, legalSource: 'Instruction 7', validFrom: '2026-01-01', ...changes })

t.test('a requirement is recorded once, with what it leaves open filled in, and changed', async (t) => {
  const answer = await call('POST', '', requirement(), { 'idempotency-key': 'r-1' })
  t.match(answer, { statusCode: 201, headers: { etag: '"1"' } })
  const { id } = answer.json<{ id: string }>()
  t.match(answer.json(), { unit: 'CUS', position: null, person: null, refresherMonths: null, graceDays: 90, severity: 'important', reason: null, validTo: null })
  t.equal((await call('POST', '', requirement(), { 'idempotency-key': 'r-1' })).body, answer.body)
  t.match((await call('POST', '', requirement())).json(), { type: '/problems/training-requirement-exists', status: 409, id })
  t.equal((await call('PATCH', `/${id}`, { level: 3 })).statusCode, 428)
  t.match(await call('PATCH', `/${id}`, { level: 3, graceDays: null }, { 'if-match': '"1"' }), { statusCode: 200, headers: { etag: '"2"' } })
  t.match((await call('GET', `/${id}/revisions`)).json(), { items: [{ revision: 1, content: { level: 4 } }] })
  t.match((await call('PATCH', `/${id}`, { position: 'SPEC' }, { 'if-match': '*' })).json(), { status: 400, errors: [{ pointer: '/position' }] })
  t.match((await call('PATCH', `/${id}`, { code: 'R-2' }, { 'if-match': '*' })).json(), { status: 400, errors: [{ pointer: '/code' }] })
})

const REFUSED: [name: string, change: object, pointer: string][] = [
  ['of nobody', { unit: undefined }, ''],
  ['of a unit and a position', { position: 'SPEC' }, '/position'],
  ['of a unit that is not there', { unit: 'NONE' }, '/unit'],
  ['of a position that is not there', { unit: undefined, position: 'NONE' }, '/position'],
  ['of a person who is not there', { unit: undefined, person: 'P-9' }, '/person'],
  ['on a topic that is not there', { topic: 'astrology' }, '/topic'],
  ['of level 0 without a reason', { level: 0 }, '/reason'],
  ['of a level beyond experts', { level: 5 }, '/level'],
  ['without a legal source', { legalSource: undefined }, '/legalSource'],
  ['with a refresher of no months', { refresherMonths: 0 }, '/refresherMonths'],
  ['with more than two years of grace', { graceDays: 731 }, '/graceDays'],
  ['that ends before it begins', { validTo: '2025-12-31' }, '/validTo'],
  ['from a day that does not exist', { validFrom: '2026-02-29' }, '/validFrom'],
  ['with a field of somebody else', { mandatory: true }, '/mandatory']
]
for (const [name, change, pointer] of REFUSED) {
  t.test(`refused: a requirement ${name}`, async (t) => {
    t.match((await call('POST', '', requirement({ code: 'R-X', ...change }))).json(), { status: 400, errors: [{ pointer }] })
  })
}

t.test('what may stand: one day, level 0 with its reason, an own topic', async (t) => {
  await ask('POST', '/training/topics', { code: 'sop_returns', name: 'Returns', kind: 'procedure' })
  for (const [code, change] of [['ONE-DAY', { unit: 'LOG', validTo: '2026-01-01' }], ['ZERO', { unit: 'LOG', topic: 'excise', level: 0, reason: 'No excise goods are stored there' }], ['SOP', { unit: 'LOG', topic: 'sop_returns', level: 1 }]] as const) {
    t.equal((await call('POST', '', requirement({ code, ...change }))).statusCode, 201, code)
  }
})

t.test('a file of requirements is taken line by line', async (t) => {
  const lines = [requirement({ code: 'F-1', unit: 'LOG', topic: 'value' }), requirement({ code: 'F-2', unit: 'NONE' }), requirement({ code: 'F-3', unit: 'LOG', topic: 'value', level: 0 }), requirement({ code: 'F-1', unit: 'LOG', topic: 'value' })]
  const verdicts = (await call('POST', '/bulk', lines.map((line) => JSON.stringify(line)).join('\n'), { 'content-type': 'application/x-ndjson' })).body.trim().split('\n').map((line) => JSON.parse(line) as object)
  t.match(verdicts, [{ outcome: 'created', reference: 'F-1' }, { problem: { errors: [{ pointer: '/unit' }] } }, { problem: { errors: [{ pointer: '/reason' }] } }, { outcome: 'replayed' }])
  const csv = 'code,position,topic,level,legalSource,validFrom\nC-1,STORE,licences,2,Instruction 8,2026-01-01\n'
  t.match((await call('POST', '/bulk', csv, { 'content-type': 'text/csv' })).body.trim().split('\n').map((line) => JSON.parse(line) as object), [{ outcome: 'created', reference: 'C-1' }])
})

t.test('lists are asked by unit, position, topic and code', async (t) => {
  const codes = async (query: string): Promise<string[]> => (await call('GET', query)).json<{ items: { code: string }[] }>().items.map(({ code }) => code).toSorted()
  t.strictSame(await codes('?unit=CUS'), ['R-1'])
  t.strictSame(await codes('?position=STORE'), ['C-1'])
  t.strictSame(await codes('?topic=value&unit=LOG'), ['F-1'])
  t.strictSame(await codes('?code=SOP'), ['SOP'])
})

t.test('a requirement of one person does not exist for whoever may not know of people', async (t) => {
  const reason = 'CANARY parental leave'
  const { id } = (await call('POST', '', requirement({ code: 'OF-P1', unit: undefined, person: 'P-1', level: 0, reason }))).json<{ id: string }>()
  await call('PATCH', `/${id}`, { level: 1 }, { 'if-match': '*' })
  t.match((await call('GET', '?person=P-1')).json(), { items: [{ id, person: 'P-1', reason }] })
  t.strictSame((await call('GET', '?person=P-1', undefined, WITHOUT_PEOPLE)).json<{ items: unknown[] }>().items, [])
  t.notOk((await call('GET', '?limit=1000', undefined, WITHOUT_PEOPLE)).body.includes('P-1'))
  t.match((await call('GET', '?limit=1000', undefined, WITHOUT_PEOPLE)).json(), { items: { length: 6 } }, 'the others are there')
  for (const url of [`/${id}`, `/${id}/revisions`]) t.equal((await call('GET', url, undefined, WITHOUT_PEOPLE)).statusCode, 404, url)
  t.equal((await call('PATCH', `/${id}`, { level: 2 }, { ...WITHOUT_PEOPLE, 'if-match': '*' })).statusCode, 404)
  const overwriting = JSON.stringify(requirement({ code: 'OF-P1', level: 4 }))
  t.match((await call('POST', '/bulk', overwriting, { ...WITHOUT_PEOPLE, 'content-type': 'application/x-ndjson' })).body.trim().split('\n').map((line) => JSON.parse(line) as object), [{ problem: { type: '/problems/training-requirement-exists' } }], 'nor is it overwritten')
  t.match((await call('GET', `/${id}`)).json(), { level: 1 })
  t.strictSame((await call('POST', '', requirement({ code: 'OF-P1', level: 4 }), WITHOUT_PEOPLE)).json<{ id?: string }>().id, undefined, 'nor is it said which it is')
  for (const change of [{ person: null, unit: 'LOG' }]) t.match((await call('PATCH', `/${id}`, change, { 'if-match': '*' })).json(), { status: 409, type: '/problems/training-requirement-person-fixed', errors: [{ pointer: '/person' }] }, 'what its history says of the person does not become that of others')
  const events = await ask('GET', '/events?limit=1000')
  t.ok(events.body.includes('training_requirement.changed'))
  t.notOk(events.body.includes('CANARY'), 'no event holds the reason')
  t.notOk((await ask('GET', '/events?limit=1000', undefined, WITHOUT_PEOPLE)).body.includes('P-1'), 'nor whom it concerns')
})

interface Asked { trainingRequirements: { nodes: { position: string, unit: string, topic: string, level: number, basis: string, of: string, requirement: string | null }[], pageInfo: { endCursor: string | null, hasNextPage: boolean } } }
const NODE = '{ nodes { position unit topic level refresherMonths graceDays legalSource severity basis of requirement onlyForPillarReviewed } pageInfo { endCursor hasNextPage } }'

t.test('what a requirement said of one person does not exist in its history either for whoever may not know of people', async (t) => {
  const { id } = (await call('POST', '', requirement({ code: 'WAS-OF-P1', topic: 'excise' }))).json<{ id: string }>()
  for (const level of [3, 2]) await call('PATCH', `/${id}`, { level }, { 'if-match': '*' })
  // As kept before a requirement stayed with its person.
  await superuser.query(`update aeo.record_revisions v set content = v.content || '{"unit": null, "person": "P-1", "reason": "CANARY ill"}' where v.record_id = $1 and v.revision = 2`, [id])
  t.match((await call('GET', `/${id}/revisions`)).json(), { items: [{ revision: 2, content: { person: 'P-1' } }, { revision: 1 }] })
  t.match((await call('GET', `/${id}/revisions`, undefined, WITHOUT_PEOPLE)).json(), { items: { length: 1, 0: { revision: 1 } }, nextCursor: null })
  t.match((await call('GET', `/${id}/revisions?limit=1`, undefined, WITHOUT_PEOPLE)).json(), { items: { length: 0 }, nextCursor: /./ }, 'and the page goes on behind it')
})

t.test('positions, units and topics that are none are said to be none, and not to ask nothing', async (t) => {
  for (const name of ['unit', 'position', 'topic']) {
    const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: `{ trainingRequirements(on: "2026-03-02", ${name}: "NONE") { nodes { topic } } }` } })
    t.match(answer.json(), { errors: [{ extensions: { type: '/problems/invalid-request', errors: [{ pointer: `/${name}` }] } }] }, name)
  }
})

t.test('what positions ask on a day: own requirements before the matrix, nobody named', async (t) => {
  const of = async (args: string, headers = bearer()): Promise<Asked['trainingRequirements']['nodes']> => (await graph<Asked>(`{ trainingRequirements(${args}) ${NODE} }`, headers)).trainingRequirements.nodes
  t.match(await of('on: "2026-03-02", topic: "origin"', WITHOUT_PEOPLE), [
    { position: 'SPEC', unit: 'IMP', level: 3, refresherMonths: 12, legalSource: 'Instruction 7', basis: 'unit', of: 'CUS', requirement: 'R-1' },
    { position: 'STORE', unit: 'LOG', level: 1, legalSource: 'UCC 39(d); UCC-IA 27', severity: 'important', basis: 'role', of: 'logistics', requirement: null }
  ])
  t.match(await of('on: "2025-12-31", topic: "origin", position: "SPEC"'), [{ basis: 'role', level: 3 }], 'the day before it began')
  t.match(await of('on: "2026-01-01", topic: "origin", unit: "LOG"'), [{ requirement: 'ONE-DAY', level: 4 }], 'on its only day')
  t.match(await of('on: "2026-03-02", topic: "excise", unit: "LOG"'), [{ requirement: 'ZERO', level: 0 }], 'that none is asked is shown')
  t.match(await of('on: "2026-03-02", topic: "sop_returns"'), [{ position: 'STORE', requirement: 'SOP' }])
  t.strictSame((await of('on: "2026-03-02", unit: "CUS"')).map(({ position }) => position).filter((position) => position !== 'SPEC'), [], 'a unit stands for those below it')
  t.strictSame(await of('on: "2019-12-31"'), [])
})

t.test('pages of what positions ask follow each other', async (t) => {
  const whole = (await graph<Asked>(`{ trainingRequirements(on: "2026-03-02", first: 1000) ${NODE} }`)).trainingRequirements.nodes
  const pages: unknown[] = []
  let after: string | null = null
  do {
    const { trainingRequirements: page }: Asked = await graph<Asked>(`{ trainingRequirements(on: "2026-03-02", first: 7${after === null ? '' : `, after: "${after}"`}) ${NODE} }`)
    pages.push(...page.nodes)
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  } while (after !== null)
  t.ok(whole.length > 20)
  t.strictSame(pages, whole)
})
