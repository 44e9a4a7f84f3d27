import t from 'tap'
import pg from 'pg'
import { runOperatorTx } from '../../src/platform/db/operator-tx.ts'
import { systemPrincipal } from '../../src/platform/log/followed-logs.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { messageId } from '../../src/webhooks/message.ts'
import { queue } from '../../src/webhooks/delivery-store.ts'
import { createWebhook, rotateSecret } from '../../src/webhooks/webhook-operations.ts'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const lines: string[] = []
const { app, db } = await testApp(t, database.appUrl, { logLevel: 'trace' }, { logDestination: { write: (line: string) => { lines.push(line) } } })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

interface Wire { readonly id: string, readonly secret?: string | null, readonly state: string, readonly scopes: string[], readonly eventTypes: string[], readonly revision: number, readonly [member: string]: unknown }

const HOOK = { url: 'https://erp.example.com/hook', eventTypes: ['declaration.*'] }
async function send (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object, headers: Record<string, string> = {}) {
  return await app.inject({ method, url: `/v1/webhooks${path}`, headers: { ...bearer(), 'if-match': '*', ...headers }, ...(payload === undefined ? {} : { payload }) })
}
const make = async (content: object = HOOK, headers: Record<string, string> = {}): Promise<Wire> => (await send('POST', '', content, headers)).json<Wire>()
const retire = async ({ id }: { readonly id: string }): Promise<void> => { await send('POST', `/${id}/retire`) }

t.test('the secret is shown once, and stands nowhere in the database', async (t) => {
  const key = { 'idempotency-key': 'made' }
  const first = await send('POST', '', HOOK, key)
  t.equal(first.statusCode, 201)
  const made = first.json<Wire>()
  t.match(made.secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  t.match(first.headers, { location: `/v1/webhooks/${made.id}`, etag: '"1"' })
  t.match(made, { ...HOOK, description: null, state: 'active', disabledBecause: null, failingSince: null, previousSecretEndsAt: null, followedTo: null })
  const again = await send('POST', '', HOOK, key)
  t.strictSame(again.json(), { ...made, secret: null }, 'not even to whoever sends the request again')
  for (const path of [`/${made.id}`, '', `/${made.id}/deliveries`]) t.notMatch((await send('GET', path)).body, 'secret"')
  const bytes = Buffer.from(String(made.secret).slice(6), 'base64')
  const { rows } = await superuser.query<{ row: string }>(`select w::text as row from aeo.webhooks w union all select a::text from aeo.idempotency_answers a union all select l::text from aeo.operator_log l`)
  for (const form of [made.secret, bytes.toString('hex'), bytes.toString('base64')]) t.notOk(rows.some(({ row }) => row.includes(String(form))))
  for (const authorization of [`Bearer ${String(made.secret)}`, `Bearer ${bytes.toString('base64url')}`]) t.equal((await send('GET', '', undefined, { authorization })).statusCode, 401, 'it opens no other door')
  await retire(made)
})

t.test('a URL that leads inside, or is none of https, is refused at its place', async (t) => {
  for (const url of ['http://example.com/', 'https://127.0.0.1/', 'https://2130706433/', 'https://localhost/', 'https://a:b@example.com/', 'https://[::ffff:7f00:1]/', 'https://example.com/#a', 'x']) {
    t.match((await send('POST', '', { ...HOOK, url })).json(), { status: 400, errors: [{ pointer: '/url', hint: /https address/ }] }, url)
  }
  const made = await make()
  t.match((await send('PATCH', `/${made.id}`, { url: 'https://10.0.0.1/' })).json(), { status: 400, errors: [{ pointer: '/url' }] })
  await retire(made)
})

t.test('what it asks for must exist, and be readable for who makes it', async (t) => {
  t.match((await send('POST', '', { ...HOOK, eventTypes: ['declaration.*', 'declarations.*'] })).json(), { status: 400, errors: [{ pointer: '/eventTypes/1', hint: /declaration, / }] })
  t.match((await send('POST', '', { ...HOOK, eventTypes: ['declaration.recieved'] })).json(), { status: 400, errors: [{ pointer: '/eventTypes/0', detail: 'There is no such event.', hint: /declaration\.recorded/ }] })
  for (const eventTypes of [[], ['declaration'], ['*.recorded'], ['Declaration.*'], ['declaration.*', 'declaration.*'], 'declaration.*', [1]]) t.equal((await send('POST', '', { ...HOOK, eventTypes })).statusCode, 400, JSON.stringify(eventTypes))
  const narrow = bearer({ scope: 'webhooks:write webhooks:read declarations:read risks:read' })
  t.match((await send('POST', '', { ...HOOK, eventTypes: ['declaration.*', 'sanction.recorded'] }, narrow)).json(), { status: 403, requiredScope: 'sanctions:read', errors: [{ pointer: '/eventTypes/1' }] })
  t.equal((await send('POST', '', { ...HOOK, eventTypes: ['*'] }, bearer({ scope: 'webhooks:write' }))).statusCode, 403, 'who may read nothing is told of nothing')
  const made = await make({ ...HOOK, eventTypes: ['*'] }, narrow)
  t.strictSame(made.scopes, ['declarations:read', 'risks:read', 'webhooks:read'], 'it keeps the rights of who made it')
  await retire(made)
})

t.test('who changes where it leads must be able to read what it is told of, and nobody widens what another may read', async (t) => {
  const made = await make({ ...HOOK, eventTypes: ['declaration.*', 'risk.*'] }, bearer({ scope: 'webhooks:write declarations:read risks:read' }))
  const stranger = bearer({ scope: 'webhooks:write declarations:read', subject: 'other' })
  t.match((await send('PATCH', `/${made.id}`, { url: 'https://elsewhere.example.com/' }, stranger)).json(), { status: 403, requiredScope: 'risks:read' }, 'it would lead to the stranger what the stranger may not read')
  t.match((await send('PATCH', `/${made.id}`, { eventTypes: ['sanction.*'] })).json(), { status: 403, requiredScope: 'sanctions:read', hint: 'Make a webhook of your own' }, 'who made it could not read that')
  t.equal((await send('PATCH', `/${made.id}`, { description: 'ERP' }, stranger)).statusCode, 200)
  const narrowed = (await send('PATCH', `/${made.id}`, { url: 'https://elsewhere.example.com/', eventTypes: ['declaration.recorded'] }, stranger)).json<Wire>()
  t.match(narrowed, { url: 'https://elsewhere.example.com/', eventTypes: ['declaration.recorded'], scopes: ['declarations:read'] })
  t.match((await send('PATCH', `/${made.id}`, { eventTypes: ['risk.*'] })).json(), { status: 403, requiredScope: 'risks:read' }, 'from then on nobody reads more by it')
  await retire(made)
})

t.test('what a webhook asked for before may stay when something else is changed', async (t) => {
  const made = await make()
  await superuser.query('update aeo.webhooks set event_types = $2 where id = $1', [made.id, ['declaration.known_to_an_earlier_release']])
  t.equal((await send('PATCH', `/${made.id}`, { url: 'https://elsewhere.example.com/' })).statusCode, 200)
  t.match((await send('PATCH', `/${made.id}`, { eventTypes: ['declaration.recieved'] })).json(), { status: 400, errors: [{ pointer: '/eventTypes/0' }] })
  await retire(made)
})

t.test('a change names the state that it saw, and an absent field stays', async (t) => {
  const made = await make({ ...HOOK, description: 'ERP' })
  t.equal((await app.inject({ method: 'PATCH', url: `/v1/webhooks/${made.id}`, headers: bearer(), payload: {} })).statusCode, 428)
  t.equal((await send('PATCH', `/${made.id}`, { active: false }, { 'if-match': '"7"' })).statusCode, 412)
  for (const verb of ['rotate-secret', 'enable', 'retire']) {
    t.equal((await app.inject({ method: 'POST', url: `/v1/webhooks/${made.id}/${verb}`, headers: bearer(), ...(verb === 'retire' ? {} : { payload: {} }) })).statusCode, 428, verb)
    t.equal((await send('POST', `/${made.id}/${verb}`, verb === 'retire' ? undefined : {}, { 'if-match': '"7"' })).statusCode, 412, verb)
  }
  const paused = await send('PATCH', `/${made.id}`, { active: false }, { 'if-match': '"1"' })
  t.match(paused.json(), { state: 'paused', description: 'ERP', url: HOOK.url })
  t.match(paused.json<{ followedTo: string }>().followedTo, /^1:[0-9]+$/)
  t.match((await send('PATCH', `/${made.id}`, { active: true, description: null })).json(), { state: 'active', description: null, followedTo: null })
  const read = await send('GET', `/${made.id}`)
  t.equal((await send('GET', `/${made.id}`, undefined, { 'if-none-match': String(read.headers.etag) })).statusCode, 304)
  t.equal((await send('PATCH', `/${made.id}`, { secret: 'x' })).statusCode, 400, 'an unknown field is refused')
  await retire(made)
})

t.test('a retired webhook has no secret and no words any more, and nothing can be done with it', async (t) => {
  const made = await make({ ...HOOK, description: 'WORDS-OF-RETIRED' }, { 'idempotency-key': 'retired' })
  const ended = await send('POST', `/${made.id}/retire`)
  t.match(ended.json(), { state: 'retired', description: null })
  t.strictSame((await send('POST', `/${made.id}/retire`)).json(), ended.json(), 'again changes nothing')
  for (const [path, body] of [['rotate-secret', {}], ['enable', {}], ['test', undefined], ['replay', { after: '0' }], [`deliveries/${made.id}/replay`, undefined]] as const) t.match((await send('POST', `/${made.id}/${path}`, body)).json(), { status: 409, type: '/problems/webhook-retired' }, path)
  t.equal((await send('PATCH', `/${made.id}`, { active: true })).statusCode, 409)
  const { rows: [kept] } = await superuser.query<{ secret: unknown, answers: string }>(`select w.secret, (select count(*) from aeo.idempotency_answers a where a.body like '%WORDS-OF-RETIRED%') as answers from aeo.webhooks w where w.id = $1`, [made.id])
  t.match(kept, { secret: null, answers: '0' })
})

t.test('lists are in pages, by state, and name no other operator\'s', async (t) => {
  const made = [await make(), await make(), await make()]
  await send('PATCH', `/${made[0]?.id ?? ''}`, { active: false })
  const page = (await send('GET', '?limit=2&state=active')).json<{ items: Wire[], nextCursor: string | null }>()
  t.strictSame(page.items.map(({ id }) => id), [made[2]?.id, made[1]?.id], 'made last first')
  t.strictSame((await send('GET', '?state=paused')).json<{ items: Wire[] }>().items.map(({ id }) => id), [made[0]?.id])
  const rest = (await send('GET', '?limit=2')).json<{ nextCursor: string }>()
  t.equal((await send('GET', `?limit=2&cursor=${rest.nextCursor}`)).json<{ items: Wire[] }>().items[0]?.id, made[0]?.id)
  for (const query of ['?cursor=x', '?state=x', '?limit=0', '?order=x']) t.equal((await send('GET', query)).statusCode, 400, query)
  for (const webhook of made) await retire(webhook)
})

t.test('there are at most twenty, however many are made at once, and retired ones do not count', async (t) => {
  const answers = await Promise.all(Array.from({ length: 25 }, async () => await send('POST', '', HOOK)))
  t.equal(answers.filter(({ statusCode }) => statusCode === 201).length, 20)
  t.match(answers.find(({ statusCode }) => statusCode !== 201)?.json(), { status: 409, type: '/problems/webhook-limit' })
  const made = answers.filter(({ statusCode }) => statusCode === 201).map((answer) => answer.json<Wire>())
  await Promise.all(made.map(retire))
  await retire(await make())
})

t.test('deliveries are listed by state; what an event is about is shown to whoever may read it', async (t) => {
  const made = await make()
  const at = new Date()
  await runOperatorTx(db.operations, systemPrincipal(operatorId, TEST_OPERATOR), async (tx) => {
    await queue(tx, ['1', '2', '3'].map((seq) => ({ webhook: made.id, id: messageId(operatorId, 1, seq), type: 'declaration.recorded', subject: `declaration:${seq}`, epoch: 1, seq, at })))
  }, () => at)
  const path = `/${made.id}/deliveries`
  const { items, nextCursor } = (await send('GET', `${path}?limit=2`)).json<{ items: { type: string | null }[], nextCursor: string }>()
  t.match(items, [{ type: 'declaration.recorded', subject: /declaration:/, state: 'pending', attempts: 0, status: null, error: null, lastAttemptAt: null }, {}])
  t.equal((await send('GET', `${path}?limit=2&cursor=${nextCursor}`)).json<{ items: unknown[] }>().items.length, 1)
  t.equal((await send('GET', `${path}?state=given_up`)).json<{ items: unknown[] }>().items.length, 0)
  t.match((await send('GET', path, undefined, bearer({ scope: 'webhooks:read' }))).json(), { items: [{ type: null, subject: null, epoch: 1 }, {}, {}] })
  await retire(made)
  t.equal((await send('GET', `${path}?state=dropped`)).json<{ items: unknown[] }>().items.length, 3, 'what waited is not sent')
})

t.test('only so many tests wait, so that they keep no event from being sent', async (t) => {
  const made = await make()
  for (let sent = 0; sent < 10; sent++) t.equal((await send('POST', `/${made.id}/test`)).statusCode, 202)
  t.match((await send('POST', `/${made.id}/test`)).json(), { status: 409, type: '/problems/webhook-tests-wait' })
  const { rows: [test] } = await superuser.query<{ id: string }>(`update aeo.webhook_deliveries d set state = 'delivered', due_at = null where d.id = (select n.id from aeo.webhook_deliveries n where n.webhook_id = $1 limit 1) returning d.id`, [made.id])
  t.equal((await send('POST', `/${made.id}/deliveries/${test?.id ?? ''}/replay`)).statusCode, 202)
  await superuser.query(`update aeo.webhook_deliveries d set state = 'delivered', due_at = null where d.id = $1`, [test?.id])
  t.equal((await send('POST', `/${made.id}/test`)).statusCode, 202)
  t.match((await send('POST', `/${made.id}/deliveries/${test?.id ?? ''}/replay`)).json(), { status: 409, type: '/problems/webhook-tests-wait' })
  await retire(made)
})

t.test('where there is no key, none is made and no secret given', async (t) => {
  const principal = { ...systemPrincipal(operatorId, TEST_OPERATOR), scopes: new Set(['*']) }
  const deps = { db, clock: () => new Date(), webhooks: { sealer: undefined, rules: { loopback: false } } }
  await t.rejects(createWebhook(deps, principal, HOOK, undefined), /no key to seal/)
  const made = await make()
  await t.rejects(rotateSecret(deps, principal, made.id, {}, undefined, () => {}), /no key to seal/)
  await retire(made)
})

t.test('each request makes as many statements, whatever there is', async (t) => {
  const made = [await make()]
  const count = async (work: () => Promise<unknown>): Promise<number> => (await statementsOf(db, work)).length
  const asked = async (): Promise<number[]> => {
    const id = made[0]?.id ?? ''
    return [
      await count(async () => await send('GET', '')), await count(async () => await send('GET', `/${id}`)), await count(async () => await send('GET', `/${id}/deliveries`)), await count(async () => await send('POST', `/${id}/test`)),
      await count(async () => await send('POST', `/${id}/rotate-secret`, {})), await count(async () => await send('PATCH', `/${id}`, { description: String(Math.random()) }))
    ]
  }
  const few = await asked()
  for (let more = 0; more < 8; more++) made.push(await make())
  t.strictSame(await asked(), few)
  for (const webhook of made) await retire(webhook)
})

t.test('the log of the process says who changed a secret, and holds no URL, no words and no secret', async (t) => {
  const made = await make({ url: 'https://example.com/CANARY-PATH?token=CANARY-QUERY', eventTypes: ['unit.*'], description: 'CANARY-WORDS' })
  lines.length = 0
  const { secret } = (await send('POST', `/${made.id}/rotate-secret`, {})).json<Wire>()
  await send('PATCH', `/${made.id}`, { url: 'https://example.com/CANARY-OTHER' })
  await send('POST', '', { url: 'https://127.0.0.1/CANARY-REFUSED', eventTypes: ['unit.*'] })
  t.match(lines.map((line) => JSON.parse(line) as object).find((line) => 'securityEvent' in line), { securityEvent: 'webhook_secret_rotated', operator: TEST_OPERATOR, sub: 'erp', webhook: made.id })
  for (const canary of ['CANARY', String(secret), String(made.secret)]) t.notOk(lines.some((line) => line.includes(canary)), canary)
  const { rows } = await superuser.query<{ data: string }>('select l.data from aeo.operator_log l where l.subject = $1', [`webhook:${made.id}`])
  t.ok(rows.length >= 3)
  t.notMatch(rows.map(({ data }) => data).join(), /CANARY/, 'nor does the log of the operator')
  await retire(made)
})
