import t from 'tap'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

const database = await testDatabase(t)
let today = new Date('2026-03-10T12:00:00Z')
const { app } = await testApp(t, database.appUrl, {}, { clock: () => today })

type Method = 'GET' | 'POST' | 'PATCH'
const call = async (method: Method, url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
const graph = async (query: string, scope = '*') => (await app.inject({ method: 'POST', url: '/graphql', headers: bearer({ scope }), payload: { query } })).json<{ data: { informationDuties: { nodes: Record<string, unknown>[], pageInfo: object } }, errors?: unknown[] }>()

for (const [url, payload] of [
  ['/units', { code: 'CUS', name: 'x', validFrom: '2020-01-01' }], ['/units', { code: 'IMP', name: 'x', parent: 'CUS', validFrom: '2020-01-01' }], ['/units', { code: 'FIN', name: 'x', validFrom: '2020-01-01' }],
  ['/positions', { code: 'SPEC', title: 'x', unit: 'IMP', responsibilities: ['customs_specialist'], validFrom: '2020-01-01' }], ['/positions', { code: 'BOOK', title: 'x', unit: 'FIN', responsibilities: ['finance'], validFrom: '2020-01-01' }],
  ...Array.from({ length: 8 }, (_, index) => ['/people', { pseudonym: `P-${index}`, employmentKind: 'employee' }] as const),
  ...[0, 1, 2, 3, 4].map((index) => ['/assignments', { person: `P-${index}`, position: 'SPEC', validFrom: '2021-01-01', ftePercent: 50 }] as const),
  ['/assignments', { person: 'P-5', position: 'BOOK', validFrom: '2021-01-01', ftePercent: 50 }], ['/assignments', { person: 'P-6', position: 'SPEC', validFrom: '2026-03-20', ftePercent: 50 }]
] as const) {
  const answer = await call('POST', url, payload)
  if (answer.statusCode !== 201) throw new Error(answer.body)
}
await call('PATCH', '/people/P-0/contact', { subject: 'anna@login' })
const anna = (scope = 'training:acknowledge') => bearer({ subject: 'anna@login', scope })

const message = (changes: object = {}) => ({ kind: 'law_change', title: 'New code for headphones', text: 'From 1 April 8518 30 00 is split.', issuedOn: '2026-03-01', dueOn: '2026-03-31', audience: { units: ['CUS'] }, ...changes })
const issue = async (changes: object = {}): Promise<string> => (await call('POST', '/training/messages', message(changes))).json<{ id: string }>().id
const duties = async (id: string, query = '') => (await call('GET', `/training/messages/${id}/duties${query}`)).json<{ items: { person: string, state: string, dueOn: string }[] }>().items

t.test('a message is issued once under its key, read with its tag, and its event names no text', async (t) => {
  const key = { 'idempotency-key': 'm-1' }
  const first = await call('POST', '/training/messages', message({ audience: { people: ['P-0'] } }), key)
  t.match(first, { statusCode: 201, headers: { etag: '"1"', location: /^\/v1\/training\/messages\// } })
  t.equal((await call('POST', '/training/messages', message({ audience: { people: ['P-0'] } }), key)).body, first.body)
  t.equal((await call('POST', '/training/messages', message(), key)).statusCode, 422)
  const { id } = first.json<{ id: string }>()
  t.match((await call('GET', `/training/messages/${id}`)).json(), { id, text: 'From 1 April 8518 30 00 is split.', documentReference: null, audience: { all: false, units: [], people: ['P-0'] }, withdrawnOn: null })
  t.equal((await call('GET', `/training/messages/${id}`, undefined, { 'if-none-match': '"1"' })).statusCode, 304)
  t.match((await call('GET', `/training/messages/${id}`, undefined, bearer({ scope: 'training:read' }))).json(), { audience: { people: null } }, 'whom it names needs a right of its own')
  const events = (await call('GET', '/events?limit=1000')).json<{ items: { type: string, data: object }[] }>().items.filter(({ type }) => type.startsWith('training_message'))
  t.match(events, [{ type: 'training_message.issued', data: { kind: 'law_change', audience: { people: 1 } } }])
  t.notMatch(JSON.stringify(events), /headphones|split|P-0/)
})

t.test('a message that cannot be, or that names whom nobody knows, is refused with a pointer', async (t) => {
  const cases: [object, string][] = [
    [{ text: null }, '/text'], [{ documentReference: 'D-1' }, '/documentSha256'], [{ dueOn: '2026-02-01' }, '/dueOn'], [{ issuedOn: '2026-02-30' }, '/issuedOn'], [{ audience: {} }, '/audience'], [{ audience: { all: true, units: ['CUS'] } }, '/audience'],
    [{ audience: { units: ['CUS', 'NONE'] } }, '/audience/units/1'], [{ audience: { positions: ['NONE'] } }, '/audience/positions/0'], [{ audience: { responsibilities: ['wizard'] } }, '/audience/responsibilities/0'], [{ audience: { people: ['NONE'] } }, '/audience/people/0'],
    [{ colour: 'red' }, '/colour'], [{ audience: { all: true, colour: 'red' } }, '/audience/colour'], [{ title: ' ' }, '/title'], [{ kind: 'gossip' }, '/kind']
  ]
  for (const [changes, pointer] of cases) {
    const answer = await call('POST', '/training/messages', message(changes))
    t.equal(answer.statusCode, 400, pointer)
    t.match(answer.json(), { errors: [{ pointer }] })
  }
})

t.test('a person acknowledges by her own login, and only once', async (t) => {
  const id = await issue()
  t.match((await call('GET', '/training/messages/mine', undefined, anna())).json(), { items: [{ id, owed: true, dueOn: '2026-03-31', text: /8518/ }, { owed: true }] })
  const made = await call('POST', `/training/messages/${id}/acknowledge`, undefined, anna())
  t.equal(made.statusCode, 201, made.body)
  t.match(made.json(), { person: 'P-0', acknowledgedOn: '2026-03-10', means: 'self', evidence: null })
  t.match(await call('POST', `/training/messages/${id}/acknowledge`, undefined, anna()), { statusCode: 200, body: made.body })
  t.match((await call('POST', `/training/messages/${id}/acknowledge`)).json(), { status: 409, type: '/problems/training-login-unknown' }, 'a login that is nobody\'s')
  t.match((await call('GET', '/training/messages/mine')).json(), { status: 409, type: '/problems/training-login-unknown' })
  t.match((await call('GET', '/training/messages/mine', undefined, anna())).json<{ items: object[] }>().items[0], { id, owed: false, acknowledgedOn: '2026-03-10' })
  t.strictSame((await duties(id)).map(({ person, state }) => `${person} ${state}`), ['P-0 acknowledged', 'P-1 open', 'P-2 open', 'P-3 open', 'P-4 open'])
  const twice = await Promise.all([1, 2, 3, 4].map(async () => await call('POST', `/training/messages/${(await issue())}/acknowledge`, undefined, anna())))
  t.strictSame(twice.map(({ statusCode }) => statusCode), [201, 201, 201, 201])
  const other = await issue()
  const racing = await Promise.all([1, 2, 3, 4].map(async () => await call('POST', `/training/messages/${other}/acknowledge`, undefined, anna())))
  t.strictSame(racing.map(({ statusCode }) => statusCode).toSorted(), [200, 200, 200, 201], 'at once: one acknowledgement')
})

t.test('nobody acknowledges what is not in force', async (t) => {
  const [later, withdrawn] = [await issue({ issuedOn: '2026-03-11' }), await issue()]
  t.match((await call('POST', `/training/messages/${later}/acknowledge`, undefined, anna())).json(), { status: 409, type: '/problems/training-message-not-in-force' })
  t.equal((await call('PATCH', `/training/messages/${withdrawn}`, { withdrawnOn: '2026-03-10' }, { 'if-match': '"1"' })).statusCode, 200)
  t.match((await call('POST', `/training/messages/${withdrawn}/acknowledge`, undefined, anna())).json(), { status: 409, type: '/problems/training-message-not-in-force' })
})

t.test('an acknowledgement on paper is recorded with its evidence, and revoked when it was a mistake', async (t) => {
  const id = await issue()
  const url = `/training/messages/${id}/acknowledgements`
  const cases: [object, string][] = [[{ person: 'P-1', acknowledgedOn: '2026-02-28' }, '/acknowledgedOn'], [{ person: 'P-1', acknowledgedOn: '2026-03-11' }, '/acknowledgedOn'], [{ person: 'NONE', acknowledgedOn: '2026-03-10' }, '/person'], [{ person: 'P-1', acknowledgedOn: '2026-02-30' }, '/acknowledgedOn']]
  for (const [payload, pointer] of cases) t.match((await call('POST', url, payload)).json(), { status: 400, errors: [{ pointer }] })
  const made = await call('POST', url, { person: 'P-1', acknowledgedOn: '2026-03-01', evidence: 'Signed list, binder 7', evidenceSha256: 'a'.repeat(64) })
  t.equal(made.statusCode, 201, made.body)
  t.match((await call('POST', url, { person: 'P-1', acknowledgedOn: '2026-03-02' })).json(), { status: 409, type: '/problems/training-acknowledgement-exists' })
  const acknowledgement = made.json<{ id: string }>().id
  t.equal((await call('POST', `/training/acknowledgements/${acknowledgement}/revoke`, { reason: 'x' }, bearer({ scope: 'training:write' }))).statusCode, 403, 'who is not shown people is not shown whose it is')
  t.match((await call('POST', `/training/acknowledgements/${acknowledgement}/revoke`, { reason: 'Another Rossi' })).json(), { revokedOn: '2026-03-10', revocationReason: 'Another Rossi' })
  t.match((await call('POST', `/training/acknowledgements/${acknowledgement}/revoke`, { reason: 'x' })).json(), { status: 409, type: '/problems/training-acknowledgement-revoked' })
  const stateOn = async (day: string) => (await duties(id, `?on=${day}`)).find(({ person }) => person === 'P-1')?.state
  t.strictSame([await stateOn('2026-03-09'), await stateOn('2026-03-10')], ['acknowledged', 'open'], 'what was thought until today stays')
  t.equal((await call('POST', url, { person: 'P-1', acknowledgedOn: '2026-03-10' })).statusCode, 201, 'and it can be recorded anew')
  const listed = (await call('GET', `${url}?limit=1`)).json<{ items: object[], nextCursor: string }>()
  t.match(listed.items, [{ id: acknowledgement, evidence: 'Signed list, binder 7' }])
  t.match((await call('GET', `${url}?cursor=${listed.nextCursor}`)).json(), { items: [{ person: 'P-1', revokedOn: null }], nextCursor: null })
  const events = (await call('GET', '/events?limit=1000')).body
  t.match(events, /training_acknowledgement.revoked/)
  t.notMatch(events, /Rossi|binder/)
  t.notMatch((await call('GET', '/events?limit=1000', undefined, bearer({ scope: 'events:read training:read' }))).body, /training_acknowledgement/, 'who acknowledged needs the right to see people')
})

t.test('only when it is due and that it is withdrawn may change, by whoever saw its state', async (t) => {
  const id = await issue()
  t.equal((await call('PATCH', `/training/messages/${id}`, { dueOn: '2026-04-30' })).statusCode, 428)
  t.equal((await call('PATCH', `/training/messages/${id}`, {}, { 'if-match': '*' })).statusCode, 400, 'nothing is no change')
  const seen = async () => (await call('GET', '/events?limit=1000')).json<{ items: { subject: string }[] }>().items.filter(({ subject }) => subject === `training_message:${id}`).length
  const events = await seen()
  t.match(await call('PATCH', `/training/messages/${id}`, { dueOn: '2026-03-31', withdrawnOn: null }, { 'if-match': '"1"' }), { statusCode: 200, headers: { etag: '"1"' } })
  t.equal(await seen(), events, 'what stays as it is is no event')
  t.equal((await call('PATCH', `/training/messages/${id}`, { dueOn: '2026-04-30' }, { 'if-match': '"7"' })).statusCode, 412)
  t.match(await call('PATCH', `/training/messages/${id}`, { dueOn: '2026-04-30' }, { 'if-match': '"1"' }), { statusCode: 200, headers: { etag: '"2"' } })
  for (const [payload, pointer] of [[{ text: 'Other' }, '/text'], [{ dueOn: '2026-02-28' }, '/dueOn'], [{ withdrawnOn: '2026-02-28' }, '/withdrawnOn'], [{ dueOn: null }, '/dueOn']] as const) {
    t.match((await call('PATCH', `/training/messages/${id}`, payload, { 'if-match': '*' })).json(), { status: 400, errors: [{ pointer }] }, pointer)
  }
  t.match((await call('PATCH', `/training/messages/${id}`, { withdrawnOn: '2026-03-09' }, { 'if-match': '*' })).json(), { withdrawnOn: '2026-03-09', dueOn: '2026-04-30' })
  t.strictSame([(await duties(id, '?on=2026-03-08')).length, (await duties(id)).length], [5, 0])
  t.match((await call('PATCH', `/training/messages/${id}`, { withdrawnOn: null }, { 'if-match': '*' })).json(), { withdrawnOn: null })
  t.equal((await duties(id)).length, 5, 'it is owed again')
})

t.test('whoever joins later owes it too; filters and pages show what was asked for', async (t) => {
  const id = await issue()
  const joined = (await duties(id, '?on=2026-03-20')).at(-1)
  t.match(joined, { person: 'P-6', state: 'open', owedSince: '2026-03-20', dueOn: '2026-04-19' })
  t.strictSame((await duties(id, '?on=2026-04-01&state=open')).map(({ person }) => person), ['P-6'])
  t.equal((await duties(id, '?on=2026-04-01&state=overdue')).length, 5)
  const first = (await call('GET', `/training/messages/${id}/duties?limit=3`)).json<{ items: { person: string }[], nextCursor: string }>()
  const second = (await call('GET', `/training/messages/${id}/duties?limit=3&cursor=${first.nextCursor}`)).json<{ items: { person: string }[], nextCursor: null }>()
  t.strictSame([...first.items, ...second.items].map(({ person }) => person), ['P-0', 'P-1', 'P-2', 'P-3', 'P-4'])
  t.equal(second.nextCursor, null)
  await issue({ kind: 'audit_result', issuedOn: '2026-02-01', dueOn: '2026-02-10' })
  const list = async (query: string) => (await call('GET', `/training/messages?${query}`)).json<{ items: { kind: string, issuedOn: string }[], nextCursor: string | null }>()
  t.match((await list('kind=audit_result')).items, [{ kind: 'audit_result' }])
  t.strictSame((await list('from=2026-02-01&to=2026-02-28')).items.map(({ issuedOn }) => issuedOn), ['2026-02-01'])
  t.equal((await list('on=2026-02-15')).items.length, 1, 'in force on a day')
  const all: unknown[] = []
  let cursor = ''
  for (;;) {
    const page = await list(`limit=2${cursor}`)
    all.push(...page.items)
    if (page.nextCursor === null) break
    cursor = `&cursor=${page.nextCursor}`
  }
  t.strictSame(all, (await list('limit=1000')).items)
})

t.test('reminders name who owes what, first due first, and stop once it is acknowledged', async (t) => {
  today = new Date('2026-06-01T12:00:00Z')
  const id = await issue({ kind: 'system_change', issuedOn: '2026-06-01', dueOn: '2026-06-20', audience: { responsibilities: ['finance'] } })
  const reminders = async (query: string) => (await call('GET', `/training/messages/reminders?limit=1000&${query}`)).json<{ items: { message: string, person: string, dueOn: string, state: string }[] }>().items
  t.notOk((await reminders('dueWithinDays=18')).some(({ message: of }) => of === id), 'not yet due within so many days')
  t.match((await reminders('dueWithinDays=19')).find(({ message: of }) => of === id), { person: 'P-5', dueOn: '2026-06-20', state: 'open', title: 'New code for headphones' })
  const all = await reminders('dueWithinDays=19')
  t.strictSame(all.map(({ dueOn }) => dueOn), all.map(({ dueOn }) => dueOn).toSorted())
  const first = (await call('GET', '/training/messages/reminders?limit=2')).json<{ items: object[], nextCursor: string }>()
  t.strictSame([...first.items, ...(await call('GET', `/training/messages/reminders?limit=1000&cursor=${first.nextCursor}`)).json<{ items: object[] }>().items], await reminders(''))
  await call('POST', `/training/messages/${id}/acknowledgements`, { person: 'P-5', acknowledgedOn: '2026-06-01' })
  t.notOk((await reminders('dueWithinDays=19')).some(({ message: of }) => of === id))
  today = new Date('2026-03-10T12:00:00Z')
})

t.test('the graph counts who owes and who has acknowledged, and shows no group of fewer than five to whoever may not see people', async (t) => {
  const [large, small] = [await issue({ issuedOn: '2026-03-10', title: 'Large' }), await issue({ issuedOn: '2026-03-10', title: 'Small', audience: { units: ['FIN'] } })]
  await call('POST', `/training/messages/${large}/acknowledge`, undefined, anna())
  const query = (args: string, fields = '') => `{ informationDuties(first: 2, ${args}) { nodes { message title owed acknowledged open overdue share lower upper ${fields} } pageInfo { hasNextPage } } }`
  const narrow = await graph(query('on: "2026-03-10"'), 'training:read')
  t.match(narrow.data.informationDuties.nodes.find(({ message: id }) => id === large), { owed: 5, acknowledged: 1, open: 4, overdue: 0, share: 0.2, lower: Number, upper: Number })
  t.match(narrow.data.informationDuties.nodes.find(({ message: id }) => id === small), { owed: null, acknowledged: null, open: null, overdue: null, share: null, lower: null, upper: null })
  t.match((await graph(query('on: "2026-03-10"', 'people { person }'), 'training:read')).errors, [{ extensions: { type: '/problems/forbidden' } }])
  const wide = await graph(query('on: "2026-03-10"', 'people { person owedSince dueOn acknowledgedOn state }'), 'training:read training:personal')
  t.match(wide.data.informationDuties.nodes.find(({ message: id }) => id === small), { owed: 1, people: [{ person: 'P-5', state: 'open' }] })
  await call('POST', `/training/messages/${small}/acknowledgements`, { person: 'P-5', acknowledgedOn: '2026-03-10' })
  const open = async (scope: string) => (await graph(query('on: "2026-03-10", open: true'), scope)).data.informationDuties.nodes.map(({ title }) => title).toSorted()
  t.strictSame(await open('*'), ['Large'])
  t.strictSame(await open('training:read'), ['Large', 'Small'], 'that one of few has acknowledged is not told either')
})

t.test('another operator sees none of it and can do nothing to it', async (t) => {
  const id = await issue()
  const other = bearer({ operator: OTHER_OPERATOR })
  t.strictSame((await call('GET', '/training/messages', undefined, other)).json(), { items: [], nextCursor: null })
  for (const [method, url, payload] of [['GET', '', undefined], ['PATCH', '', { dueOn: '2026-04-01' }], ['GET', '/duties', undefined], ['GET', '/acknowledgements', undefined], ['POST', '/acknowledge', undefined], ['POST', '/acknowledgements', { person: 'P-1', acknowledgedOn: '2026-03-10' }]] as const) {
    t.equal((await call(method, `/training/messages/${id}${url}`, payload, { ...other, 'if-match': '*' })).statusCode, 404, `${method} ${url}`)
  }
  t.match((await call('POST', '/training/messages', message({ audience: { people: ['P-0'] } }), other)).json(), { status: 400, errors: [{ pointer: '/audience/people/0' }] })
})
