import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import type { Test } from 'tap'
import { Compile } from 'typebox/compile'
import { FollowedLogs } from '../../src/platform/log/followed-logs.ts'
import { addOperator, setOperatorStatus } from '../../src/platform/operators.ts'
import { createSealer } from '../../src/platform/sealing.ts'
import { createCourier } from '../../src/webhooks/courier.ts'
import type { Courier } from '../../src/webhooks/courier.ts'
import { expireDeliveries, expireDeliveriesOf } from '../../src/webhooks/expiry.ts'
import { followLogs } from '../../src/webhooks/follow-log.ts'
import { watchWebhooks } from '../../src/webhooks/watch.ts'
import { WebhookMessage } from '../../src/webhooks/schemas.ts'
import { WebhookSender } from '../../src/webhooks/sender.ts'
import type { SenderDeps } from '../../src/webhooks/sender.ts'
import { AREAS } from '../../src/risks/catalogue/areas.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { declaration } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { CERTIFICATE, isGenuine, startReceiver, status } from '../support/receiver.ts'
import type { Receiver } from '../support/receiver.ts'
import { DOCUMENT, KINDS, RiskAudits, SCOPE } from '../support/risk-audits.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR, TEST_SECRET } from '../support/tokens.ts'

const HOUR = 60 * 60_000
const DAY = 24 * HOUR
const database = await testDatabase(t)
/** Set ahead by tests, so that what takes days is over at once. */
let ahead = 0
const clock = (): Date => new Date(Date.now() + ahead)
const { app, db } = await testApp(t, database.appUrl, { webhookLoopback: true }, { clock })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const rules = { loopback: true }
const webhooks = { sealer: createSealer(TEST_SECRET, 'webhooks'), rules }
const courier = createCourier({ rules, ca: CERTIFICATE, resolve: async () => await Promise.resolve(['127.0.0.1']), totalMs: 2_000 })
const outcomes: string[] = []
const failures: unknown[] = []
const newSender = (changes: Partial<SenderDeps> = {}): WebhookSender => new WebhookSender({ db, clock, webhooks, courier, chance: () => 0, onAttempt: (outcome) => { outcomes.push(outcome) }, onFailure: (error) => { failures.push(error) }, ...changes })
const sender = newSender()

/** What a second of the service does, and what it began. */
async function tick (by = sender): Promise<void> {
  await followLogs({ db, clock })
  await by.look()
  await by.idle()
}

interface Wire { readonly id: string, readonly secret: string, readonly state: string, readonly disabledBecause: string | null, readonly failingSince: string | null, readonly followedTo: string | null, readonly revision: number }
interface Delivery { readonly id: string, readonly type: string, readonly seq: string | null, readonly state: string, readonly attempts: number, readonly status: number | null, readonly error: string | null, readonly nextAttemptAt: string | null }

async function request<T> (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object, scope = '*'): Promise<T> {
  const answer = await app.inject({ method, url: `/v1${path}`, headers: { ...bearer({ scope, issuedAt: Math.floor(Date.now() / 1000) }), 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`)
  return answer.json<T>()
}
const hook = async ({ port }: Receiver, eventTypes = ['unit.*'], scope = '*', host = 'hook.test'): Promise<Wire> => await request('POST', '/webhooks', { url: `https://${host}:${port}/`, eventTypes }, scope)
const read = async ({ id }: { readonly id: string }): Promise<Wire> => await request('GET', `/webhooks/${id}`)
const deliveries = async ({ id }: { readonly id: string }, state = ''): Promise<Delivery[]> => (await request<{ items: Delivery[] }>('GET', `/webhooks/${id}/deliveries?limit=1000${state === '' ? '' : `&state=${state}`}`)).items
const retire = async ({ id }: { readonly id: string }): Promise<void> => { await request('POST', `/webhooks/${id}/retire`) }
let units = 0
/** So many events of the kind unit. */
async function happen (count = 1): Promise<void> {
  for (let made = 0; made < count; made++) await request('POST', '/units', { code: `U-${++units}`, name: 'SECRET NAME', validFrom: '2020-01-01' })
}

t.test('an event is posted once, thin, signed, and marked as delivered', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  await happen()
  await tick()
  await tick()
  t.equal(receiver.received.length, 1)
  const [received] = receiver.received
  t.match(received, { headers: { 'content-type': 'application/json', 'user-agent': 'aeo-control webhooks' }, body: { type: 'unit.changed', operator: TEST_OPERATOR, epoch: 1 } })
  t.strictSame(Object.keys(received?.body ?? {}).toSorted(), Object.keys(WebhookMessage.properties).toSorted())
  t.ok(Compile(WebhookMessage).Check(received?.body), 'as the contract says')
  t.notMatch(received?.text, /SECRET/)
  t.ok(received !== undefined && isGenuine(received, made.secret))
  const { items: [event] } = await request<{ items: { type: string, subject: string }[] }>('GET', `/events?after=${Number(received?.body.seq) - 1}&limit=1`)
  t.match(event, { type: received?.body.type, subject: received?.body.subject }, 'the feed tells the rest')
  t.match(await deliveries(made), [{ id: received?.id, type: 'unit.changed', seq: received?.body.seq, state: 'delivered', attempts: 1, status: 204, error: null, nextAttemptAt: null }])
  await retire(made)
})

t.test('while a secret is changed both sign, and afterwards the new one alone', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  const rotated = await request<Wire & { previousSecretEndsAt: string }>('POST', `/webhooks/${made.id}/rotate-secret`, { overlapHours: 2 })
  const valid = async (): Promise<boolean[]> => {
    await happen()
    await tick()
    const last = receiver.received.at(-1)
    return [made, rotated].map(({ secret }) => last !== undefined && isGenuine(last, secret, clock().getTime()))
  }
  t.strictSame(await valid(), [true, true])
  ahead = 2 * HOUR - 60_000
  t.strictSame(await valid(), [true, true])
  ahead = 2 * HOUR + 1
  t.strictSame(await valid(), [false, true])
  ahead = 0
  const known = await request<Wire>('POST', `/webhooks/${made.id}/rotate-secret`, { overlapHours: 0 })
  await happen()
  await tick()
  const last = receiver.received.at(-1)
  t.ok(last !== undefined && isGenuine(last, known.secret) && !isGenuine(last, rotated.secret), 'one that has become known ends at once')
  await retire(made)
})

t.test('what fails is sent again under the same id and in the same bytes, until it is taken', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  receiver.answer(status(500))
  await happen()
  await tick()
  t.match(await deliveries(made), [{ state: 'pending', attempts: 1, status: 500, error: 'status' }])
  await tick()
  t.equal(receiver.received.length, 1, 'not before its pause is over')
  ahead = 6_000
  receiver.answer(status(200))
  await tick()
  ahead = 0
  t.equal(receiver.received.length, 2)
  t.equal(new Set(receiver.received.map(({ id, text }) => `${id} ${text}`)).size, 1)
  t.not(receiver.received[0]?.headers['webhook-timestamp'], receiver.received[1]?.headers['webhook-timestamp'])
  t.match(await deliveries(made), [{ state: 'delivered', attempts: 2, status: 200 }])
  await retire(made)
})

t.test('a replay tells of all events after one again, each under the id that it had; and of one delivery alone', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  await happen(4)
  await tick()
  const ids = receiver.received.map(({ id }) => id)
  t.equal(new Set(ids).size, 4)
  const second = receiver.received.toSorted((a, b) => Number(a.body.seq) - Number(b.body.seq))[1]
  const later = new Set(receiver.received.filter(({ body }) => Number(body.seq) > Number(second?.body.seq)).map(({ id }) => id))
  for (const after of [String(second?.body.seq), `1:${second?.body.seq ?? ''}`, second?.id ?? '']) {
    receiver.received.length = 0
    await request('POST', `/webhooks/${made.id}/replay`, { after })
    await tick()
    t.strictSame(new Set(receiver.received.map(({ id }) => id)), later, `after ${after}`)
  }
  receiver.received.length = 0
  await request('POST', `/webhooks/${made.id}/deliveries/${second?.id ?? ''}/replay`)
  await tick()
  t.strictSame(receiver.received.map(({ id }) => id), [second?.id])
  await superuser.query('delete from aeo.webhook_deliveries where webhook_id = $1', [made.id])
  receiver.received.length = 0
  await request('POST', `/webhooks/${made.id}/replay`, { after: second?.body.seq ?? '' })
  await tick()
  t.strictSame(new Set(receiver.received.map(({ id }) => id)), later, 'also once the deliveries are no longer kept')
  for (const [payload, type] of [[{ after: '999999999' }, 'webhook-nothing-to-replay'], [{ after: '018f0000-0000-7000-8000-000000000000' }, 'webhook-delivery-not-found']] as const) await t.rejects(request('POST', `/webhooks/${made.id}/replay`, payload), { message: new RegExp(type) })
  await retire(made)
})

t.test('a dead or slow receiver delays no other', async (t) => {
  const [dead, slow, good] = [await startReceiver(t), await startReceiver(t), await startReceiver(t)]
  dead.answer((_response, { socket }) => { socket.destroy() })
  slow.answer(() => { /* never */ })
  const made = [await hook(dead), await hook(slow), await hook(good)]
  await happen(10)
  await followLogs({ db, clock })
  const began = performance.now()
  await sender.look()
  while (good.received.length < 10 && performance.now() - began < 1_900) await pause(10)
  t.equal(good.received.length, 10, 'all of the one are through while another still waits for an answer')
  t.equal((await deliveries(made[2] ?? { id: '' }, 'delivered')).length > 0, true)
  t.ok(slow.received.length <= 4, `${slow.received.length} at once`)
  await sender.idle()
  t.ok((await read(made[0] ?? { id: '' })).failingSince !== null, 'it shows that it fails')
  for (const webhook of made) await retire(webhook)
})

for (const limits of [{ receivers: 1 }, { receiversOfOperator: 1 }]) {
  t.test(`where there is room for one at a time, one with much to be sent does not keep it: ${JSON.stringify(limits)}`, async (t) => {
    const [busy, quiet] = [await startReceiver(t), await startReceiver(t)]
    const first = await hook(busy)
    await happen(12)
    await followLogs({ db, clock })
    const second = await hook(quiet)
    await happen()
    await followLogs({ db, clock })
    const narrow = newSender({ limits })
    const order: string[] = []
    busy.answer((response) => { order.push('busy'); response.writeHead(204).end() })
    quiet.answer((response) => { order.push('quiet'); response.writeHead(204).end() })
    await narrow.look()
    for (let waited = 0; order.length < 14 && waited < 5_000; waited += 20) await pause(20)
    t.equal(order.length, 14, 'it looks again by itself')
    t.ok(order.indexOf('quiet') <= 4, order.join(' '))
    await narrow.stop()
    for (const webhook of [first, second]) await retire(webhook)
  })
}

t.test('of an operator who is suspended nothing more is sent, however much waits', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  receiver.answer((response) => { setTimeout(() => { response.writeHead(204).end() }, 40) })
  await happen(40)
  await followLogs({ db, clock })
  const brief = newSender({ limits: { workMs: 60 } })
  await brief.look()
  await setOperatorStatus(db.operations, TEST_OPERATOR, 'suspended')
  await brief.idle()
  await pause(300)
  await brief.idle()
  t.ok(receiver.received.length > 0 && receiver.received.length <= 12, `${receiver.received.length} of 40`)
  await setOperatorStatus(db.operations, TEST_OPERATOR, 'active')
  for (let waited = 0; receiver.received.length < 40 && waited < 5_000; waited += 50) {
    await brief.look()
    await pause(50)
  }
  await brief.stop()
  t.equal(new Set(receiver.received.map(({ id }) => id)).size, 40, 'nor is anything lost')
  await retire(made)
})

t.test('what waits for a receiver that failed is sent at once when the webhook leads to another one', async (t) => {
  const [dead, good] = [await startReceiver(t), await startReceiver(t)]
  const made = await hook(dead)
  dead.answer(status(500))
  await happen(3)
  for (const seconds of [0, 10, 60, 300]) {
    ahead = seconds * 1_000
    await tick()
  }
  t.ok((await read(made)).failingSince)
  t.match(await request('PATCH', `/webhooks/${made.id}`, { url: `https://hook.test:${good.port}/` }), { failingSince: null })
  await tick()
  ahead = 0
  t.equal(good.received.length, 3)
  t.equal((await read(made)).state, 'active')
  await retire(made)
})

/** A webhook whose receiver fails at the first message, and takes every other. */
async function poisoned (t: Test) {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  await happen(1)
  await followLogs({ db, clock })
  const [poison] = await deliveries(made)
  receiver.answer((response, _request, { id }) => { response.writeHead(id === poison?.id ? 500 : 204).end() })
  return { made, poison }
}

t.test('one event that a receiver cannot take stops no other', async (t) => {
  const { made, poison } = await poisoned(t)
  await tick()
  await happen(5)
  ahead = 6_000
  await tick()
  ahead = 0
  t.equal((await deliveries(made, 'delivered')).length, 5)
  t.match(await deliveries(made, 'pending'), [{ id: poison?.id, attempts: 2 }])
  for (const days of [1, 2, 3]) {
    await happen()
    ahead = days * DAY + HOUR
    await tick()
  }
  ahead = 0
  t.equal((await deliveries(made, 'delivered')).length, 8)
  t.match(await deliveries(made, 'given_up'), [{ id: poison?.id, error: 'status' }], 'after three days it is given up, and the webhook goes on')
  t.equal((await read(made)).state, 'active')
  await retire(made)
})

t.test('what a receiver refuses, however much of it, keeps nothing else back', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  await happen(30)
  await followLogs({ db, clock })
  const refused = new Set((await deliveries(made)).map(({ id }) => id))
  receiver.answer((response, _request, { id }) => { response.writeHead(refused.has(id) ? 422 : 204).end() })
  await happen(5)
  await tick()
  t.equal((await deliveries(made, 'delivered')).length, 5)
  t.match((await deliveries(made, 'pending')).map(({ attempts, status: code }) => [attempts, code]), Array.from({ length: 30 }, () => [1, 422]), 'it is tried again later')
  t.equal((await read(made)).failingSince, null)
  ahead = 6_000
  await tick()
  t.equal((await read(made)).failingSince, null, 'nor does that say that it fails')
  await happen()
  await tick()
  t.equal((await deliveries(made, 'delivered')).length, 6)
  ahead = 0
  await retire(made)
})

t.test('what failed before and fails again says nothing of a receiver that takes the rest', async (t) => {
  const { made, poison } = await poisoned(t)
  await happen(1)
  await tick()
  ahead = 10_000
  await tick()
  t.match(await deliveries(made, 'pending'), [{ id: poison?.id, attempts: 2 }])
  t.equal((await read(made)).failingSince, null)
  await happen(1)
  await tick()
  t.equal((await deliveries(made, 'delivered')).length, 2, 'at once')
  ahead = 0
  await retire(made)
})

t.test('a receiver that fails for three days is disabled for all to see, and goes on where it stopped once it is enabled', async (t) => {
  const [receiver, watching] = [await startReceiver(t), await startReceiver(t)]
  const made = await hook(receiver)
  const watcher = await hook(watching, ['webhook.disabled'])
  receiver.answer(status(503))
  await happen()
  await tick()
  const failing = await read(made)
  t.match(failing, { state: 'active' })
  t.ok(failing.failingSince)
  ahead = 3 * DAY - HOUR
  await tick()
  t.equal((await read(made)).state, 'active', 'not before')
  await happen()
  ahead = 3 * DAY + 60_000
  await tick()
  t.match(await read(made), { state: 'disabled', disabledBecause: 'failing', followedTo: /^1:/ })
  await tick()
  t.match(watching.received.map(({ body }) => body), [{ type: 'webhook.disabled', ids: { webhook: made.id } }], 'an event says so')
  const before = receiver.received.length
  await happen(2)
  ahead += DAY
  await tick()
  t.equal(receiver.received.length, before, 'nothing is sent')
  await t.rejects(request('PATCH', `/webhooks/${made.id}`, { active: true }), { message: /webhook-disabled/ })
  receiver.answer(status(204))
  t.match(await request('POST', `/webhooks/${made.id}/enable`, {}), { state: 'active', disabledBecause: null, failingSince: null })
  receiver.received.length = 0
  await tick()
  t.equal(receiver.received.length, 4, 'the two that waited and the two that were missed')
  ahead = 0
  await retire(made)
  await retire(watcher)
})

t.test('one that says it is gone is disabled at once, and what was missed may be skipped', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  receiver.answer(status(410))
  await happen()
  await tick()
  t.match(await read(made), { state: 'disabled', disabledBecause: 'gone' })
  await happen(3)
  receiver.answer(status(204))
  await request('POST', `/webhooks/${made.id}/test`)
  receiver.received.length = 0
  await tick()
  t.match(receiver.received.map(({ body }) => body), [{ type: 'webhook.test', seq: null, ids: { webhook: made.id } }], 'a test is sent nevertheless')
  t.ok(receiver.received.every((one) => isGenuine(one, made.secret)))
  await request('POST', `/webhooks/${made.id}/enable`, { missed: 'skip' })
  await happen()
  receiver.received.length = 0
  ahead = 6_000
  await tick()
  ahead = 0
  t.equal(receiver.received.length, 2, 'the one that waited, and the new one')
  await retire(made)
})

t.test('a test that fails is not tried again, and says nothing of the receiver', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  receiver.answer(status(410))
  await request('POST', `/webhooks/${made.id}/test`)
  await tick()
  t.match(await deliveries(made), [{ type: 'webhook.test', state: 'given_up', attempts: 1, status: 410 }])
  t.match(await read(made), { state: 'active', failingSince: null })
  await retire(made)
})

t.test('while it is paused nothing is sent, and it goes on where it stopped', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  await request('PATCH', `/webhooks/${made.id}`, { active: false })
  await happen(2)
  await tick()
  t.equal(receiver.received.length, 0)
  await request('PATCH', `/webhooks/${made.id}`, { active: true })
  await tick()
  t.equal(receiver.received.length, 2)
  await retire(made)
})

t.test('no event is sent that who made the webhook may not read, and none that it does not ask for any more', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver, ['*'], 'webhooks:write declarations:read')
  await request('POST', '/declarations', declaration({ lrn: 'HOOK-1', mrn: '26IT00000000000010' }))
  await happen()
  await tick()
  t.strictSame([...new Set(receiver.received.map(({ body }) => body.type.split('.')[0]))], ['declaration'])
  receiver.answer(status(500))
  await request('POST', '/declarations', declaration({ lrn: 'HOOK-2', mrn: '26IT00000000000028' }))
  await tick()
  await request('PATCH', `/webhooks/${made.id}`, { eventTypes: ['declaration.joined'] })
  t.ok((await deliveries(made, 'dropped')).length > 0)
  t.strictSame(await deliveries(made, 'pending'), [])
  await retire(made)
})

t.test('nobody leads to themselves by a replay what they may not read', async (t) => {
  const [first, second] = [await startReceiver(t), await startReceiver(t)]
  const made = await hook(first, ['unit.*', 'webhook.*'])
  await happen()
  await tick()
  const [delivery] = (await deliveries(made, 'delivered')).filter(({ type }) => type === 'unit.changed')
  const stranger = 'webhooks:write webhooks:read'
  await request('PATCH', `/webhooks/${made.id}`, { url: `https://hook.test:${second.port}/`, eventTypes: ['webhook.*'] }, stranger)
  await t.rejects(request('POST', `/webhooks/${made.id}/deliveries/${delivery?.id ?? ''}/replay`, undefined, stranger), { message: /webhook-nothing-to-replay/ })
  await t.rejects(request('POST', `/webhooks/${made.id}/deliveries/${delivery?.id ?? ''}/replay`), { message: /webhook-nothing-to-replay/ }, 'whoever asks: it would lead to the stranger')
  await request('POST', `/webhooks/${made.id}/replay`, { after: '0' }, stranger)
  await tick()
  t.ok(second.received.length > 0)
  t.ok(second.received.every(({ body }) => body.type.startsWith('webhook.')))
  await retire(made)
})

t.test('a notice of the result of an audit reaches whoever may read risks, and nobody else', async (t) => {
  const [risks, others] = [await startReceiver(t), await startReceiver(t)]
  const audits = new RiskAudits(app)
  const [told, untold] = [await hook(risks, ['risk_notice.*'], 'webhooks:write risks:read'), await hook(others, ['*'], 'webhooks:write organisation:read declarations:read')]
  await t.rejects(hook(others, ['risk_notice.*'], 'webhooks:write organisation:read'), { message: /risks:read/ })
  const since = { validFrom: '2020-01-01' }
  await request('POST', '/units', { code: 'MANAGEMENT', name: 'x', ...since })
  await request('POST', '/positions', { code: 'CEO', title: 'x', unit: 'MANAGEMENT', ...since })
  const { id } = await request<{ id: string }>('POST', '/risk-audits', { title: 'Audit of the year', scope: SCOPE })
  for (const kind of KINDS) await audits.done('PUT', `/risk-audits/${id}/inputs/${kind}`, DOCUMENT)
  for (const area of AREAS) await audits.done('PUT', `/risk-audits/${id}/left-out/${area}`, { reason: 'x' })
  await audits.close(id, 'identified', 'residual_determined', 'treated')
  await request('POST', `/risk-audits/${id}/recipients`, { positions: ['CEO'] })
  await request('POST', `/risk-audits/${id}/notices`, { acknowledgeBy: '2030-01-01' })
  await tick()
  t.strictSame(risks.received.map(({ body }) => body.type).toSorted(), ['risk_notice.recipient_added', 'risk_notice.sent'])
  t.match(risks.received.find(({ body }) => body.type === 'risk_notice.sent')?.body, { ids: { risk_audit: id } })
  t.ok(risks.received.every((received) => isGenuine(received, told.secret)))
  t.notOk(others.received.some(({ body }) => body.type.startsWith('risk')))
  for (const webhook of [told, untold]) await retire(webhook)
})

t.test('an endpoint of one operator is told of nothing of another', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver, ['*'])
  await app.inject({ method: 'POST', url: '/v1/units', headers: bearer({ operator: OTHER_OPERATOR }), payload: { code: 'OTHER', name: 'x', validFrom: '2020-01-01' } })
  await tick()
  t.ok(receiver.received.every(({ body }) => body['operator'] === TEST_OPERATOR))
  await retire(made)
})

t.test('of two services each sends once, and one queue is not worked by both', async (t) => {
  const receiver = await startReceiver(t)
  let atOnce = 0
  let most = 0
  receiver.answer((response) => {
    most = Math.max(most, ++atOnce)
    setTimeout(() => { atOnce--; response.writeHead(204).end() }, 5)
  })
  const made = await hook(receiver)
  await happen(40)
  const [one, two] = [newSender(), newSender()]
  await Promise.all([followLogs({ db, clock }), followLogs({ db, clock })])
  await followLogs({ db, clock })
  while ((await deliveries(made, 'pending')).length > 0) {
    await Promise.all([one.look(), two.look(), one.look()])
    await Promise.all([one.idle(), two.idle()])
  }
  t.equal(receiver.received.length, 40)
  t.equal(new Set(receiver.received.map(({ id }) => id)).size, 40)
  t.ok(most <= 4, `${most} at once`)
  await retire(made)
})

t.test('who dies between sending and writing it down leaves it to another, who sends it under the same id', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  await happen()
  await followLogs({ db, clock })
  // It sends, and is never heard of again.
  let sent: () => void = () => {}
  const received = new Promise<void>((resolve) => { sent = resolve })
  const dying: Courier = async (...words) => { await courier(...words); sent(); return await new Promise<never>(() => {}) }
  const dead = newSender({ courier: dying, limits: { leaseMs: 300 } })
  await dead.look()
  await received
  await sender.look()
  await sender.idle()
  t.equal(receiver.received.length, 1, 'the queue is leased to the other')
  await pause(350)
  await sender.look()
  await sender.idle()
  t.equal(receiver.received.length, 2)
  t.equal(new Set(receiver.received.map(({ id }) => id)).size, 1)
  t.match(await deliveries(made), [{ state: 'delivered', attempts: 2 }])
  await retire(made)
})

t.test('who comes too late does not take the turn back, nor undo what the other wrote', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  await happen()
  await followLogs({ db, clock })
  let release: () => void = () => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  let isFirst = true
  const late: Courier = async () => {
    if (isFirst) { isFirst = false; await released }
    return { status: 500, error: 'status' }
  }
  const slow = newSender({ courier: late, limits: { leaseMs: 200 } })
  await slow.look()
  await pause(300)
  await sender.look()
  await sender.idle()
  t.match(await deliveries(made), [{ state: 'delivered', attempts: 2 }])
  release()
  await slow.idle()
  t.match(await deliveries(made), [{ state: 'delivered', attempts: 2, status: 204 }])
  t.equal((await read(made)).failingSince, null)
  await retire(made)
})

t.test('a stop breaks off what is not answered, which counts for nothing and is sent again', async (t) => {
  const receiver = await startReceiver(t)
  receiver.answer(() => { /* never */ })
  const made = await hook(receiver)
  await happen()
  await followLogs({ db, clock })
  const patient = createCourier({ rules, ca: CERTIFICATE, resolve: async () => await Promise.resolve(['127.0.0.1']) })
  const stopped = newSender({ courier: patient, stopMs: 100 })
  await stopped.look()
  await stopped.stop()
  await stopped.look()
  t.match(await deliveries(made), [{ state: 'pending', error: 'stopped' }])
  t.equal((await read(made)).failingSince, null)
  receiver.answer(status(204))
  await tick()
  t.match(await deliveries(made), [{ state: 'delivered' }])
  await retire(made)
})

t.test('a secret that cannot be opened is a failure that shows, no signature of another, and held against no receiver', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  const misled = newSender({ webhooks: { rules, sealer: createSealer('another root of thirty-two bytes!', 'webhooks') } })
  await happen()
  for (const days of [0, 1, 2, 3, 4]) {
    ahead = days * DAY
    await tick(misled)
  }
  t.equal(receiver.received.length, 0)
  t.match(await deliveries(made), [{ state: 'pending', attempts: 5, error: 'secret_unreadable' }])
  t.match(await read(made), { state: 'active', failingSince: null })
  receiver.answer(status(500))
  ahead += HOUR
  await tick()
  t.match(await deliveries(made), [{ state: 'pending', error: 'status' }], 'its three days begin when it is sent')
  t.match(await read(made), { state: 'active' })
  receiver.answer(status(204))
  ahead += 9 * HOUR
  await tick()
  t.match(await deliveries(made), [{ state: 'delivered' }])
  ahead = 0
  await retire(made)
})

t.test('a clock that was ahead keeps no event back', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  receiver.answer(status(500))
  ahead = DAY
  await happen()
  await tick()
  ahead = 0
  receiver.answer(status(204))
  await happen()
  await tick()
  t.equal((await deliveries(made, 'delivered')).length, 2, 'nor what failed before')
  await retire(made)
})

t.test('of a full queue no more is made; the log keeps the rest, and the others go on', async (t) => {
  const [dead, good] = [await startReceiver(t), await startReceiver(t)]
  const [full, open] = [await hook(dead), await hook(good)]
  const fill = async (attempts: number, count: number): Promise<unknown> => await superuser.query(`insert into aeo.webhook_deliveries (operator_id, webhook_id, id, type, subject, epoch, seq, at, queued_at, due_at, attempts)
    select $1, $2, gen_random_uuid(), 'unit.changed', 'unit:x', 1, 1, now(), now(), now() + interval '1 hour', $3 from generate_series(1, $4)`, [operatorId, full.id, attempts, count])
  const empty = async (): Promise<unknown> => await superuser.query('delete from aeo.webhook_deliveries where webhook_id = $1', [full.id])
  await fill(0, 1000)
  await happen(3)
  await tick()
  t.equal(good.received.length, 3)
  t.equal((await deliveries(full, 'pending')).length, 1000)
  await empty()
  await tick()
  t.equal(dead.received.length, 3, 'nothing was missed')
  await empty()
  await fill(1, 9_999)
  await happen()
  await tick()
  t.equal(dead.received.length, 4, 'what was refused leaves room for what was not sent yet')
  await fill(1, 1)
  await happen()
  await tick()
  t.equal(dead.received.length, 4, 'as long as there is room at all')
  for (const webhook of [full, open]) await retire(webhook)
})

t.test('whoever runs the service sees what waits to be sent, since when nobody sends, and what is disabled', async (t) => {
  const [good, gone] = [await startReceiver(t), await startReceiver(t)]
  const [sent, ended] = [await hook(good), await hook(gone)]
  gone.answer(status(410))
  await superuser.query('delete from aeo.webhook_deliveries where state = \'pending\'')
  const before = await watchWebhooks(db.operations, clock())
  t.match(before, { waiting: 0, overdueSeconds: 0 })
  await happen(2)
  await followLogs({ db, clock })
  const due = await watchWebhooks(db.operations, new Date(clock().getTime() + 90_000))
  t.match(due, { active: before.active, waiting: 4 })
  t.ok(due.overdueSeconds >= 90 && due.overdueSeconds < 95, `${due.overdueSeconds} s`)
  await sender.look()
  await sender.idle()
  t.match(await watchWebhooks(db.operations, new Date(clock().getTime() + 90_000)), { active: before.active - 1, disabled: before.disabled + 1, waiting: 0, overdueSeconds: 0 }, 'what waits for a person is nothing that nobody sends')
  t.ok((await deliveries(ended, 'pending')).length > 0)
  await request('PATCH', `/webhooks/${sent.id}`, { active: false })
  t.equal((await watchWebhooks(db.operations, clock())).paused, before.paused + 1)
  await setOperatorStatus(db.operations, TEST_OPERATOR, 'suspended')
  t.ok((await watchWebhooks(db.operations, clock())).disabled < before.disabled + 1, 'nor are those of an operator who is suspended')
  await setOperatorStatus(db.operations, TEST_OPERATOR, 'active')
  for (const webhook of [sent, ended]) await retire(webhook)
})

t.test('a replay of years keeps no other operator waiting', async (t) => {
  const [mine, theirs] = [await startReceiver(t), await startReceiver(t)]
  const made = await hook(mine)
  const headers = bearer({ operator: OTHER_OPERATOR })
  await app.inject({ method: 'POST', url: '/v1/webhooks', headers, payload: { url: `https://hook.test:${theirs.port}/`, eventTypes: ['unit.*'] } })
  await followLogs({ db, clock })
  await request('POST', `/webhooks/${made.id}/replay`, { after: '0' })
  await app.inject({ method: 'POST', url: '/v1/units', headers, payload: { code: 'BESIDE', name: 'x', validFrom: '2020-01-01' } })
  const followed = new FollowedLogs()
  const bounds = { window: 10, steps: 1 }
  await followLogs({ db, clock }, followed, bounds)
  await sender.look()
  await sender.idle()
  t.equal(theirs.received.length, 1)
  const first = mine.received.length
  for (let turns = 0; turns < 100; turns++) await followLogs({ db, clock }, followed, bounds)
  await sender.look()
  await sender.idle()
  t.ok(first <= 10 && mine.received.length > 50, `${first} at first, ${mine.received.length} in all`)
  t.equal(new Set(mine.received.map(({ id }) => id)).size, mine.received.length)
  await retire(made)
})

t.test('deliveries that ended go after thirty days, those that wait do not, and a retired webhook with its last', async (t) => {
  const receiver = await startReceiver(t)
  const made = await hook(receiver)
  await happen()
  await tick()
  receiver.answer(status(500))
  await happen()
  await tick()
  await superuser.query('delete from aeo.webhook_deliveries where webhook_id <> $1', [made.id])
  t.equal(await expireDeliveries(db.operations, new Date(Date.now() + 30 * DAY - HOUR)), 0)
  await superuser.query(`insert into aeo.webhook_deliveries (operator_id, webhook_id, id, type, subject, epoch, seq, at, state, queued_at)
    select $1, $2, gen_random_uuid(), 'unit.changed', 'unit:x', 1, 1, now(), 'delivered', now() - interval '40 days' from generate_series(1, 25)`, [operatorId, made.id])
  t.equal(await expireDeliveriesOf(db.operations, operatorId, new Date(), 10), 25, 'in portions')
  t.equal(await expireDeliveries(db.operations, new Date(Date.now() + 30 * DAY + HOUR)), 1)
  t.match(await deliveries(made), [{ state: 'pending' }])
  await retire(made)
  await expireDeliveries(db.operations, new Date(Date.now() + 31 * DAY))
  await t.rejects(read(made), { message: /webhook-not-found/ })
})

t.test('following and sending take as many statements, whatever waits', async (t) => {
  const receiver = await startReceiver(t)
  const made = [await hook(receiver)]
  const measured = async (events: number): Promise<[following: number, turn: number]> => {
    await tick()
    await happen(events)
    const following = (await statementsOf(db, async () => { await followLogs({ db, clock }) })).length
    const seen = await statementsOf(db, async () => { await sender.look(); await sender.idle() })
    const turns = seen.filter((text) => text.startsWith('begin')).length
    return [following, seen.length / Math.max(turns, 1)]
  }
  const [few] = await measured(1)
  made.push(await hook(receiver), await hook(receiver))
  const [many, perTurn] = await measured(8)
  t.equal(many, few)
  t.ok(perTurn <= 10, `${perTurn} statements a turn`)
  for (const webhook of made) await retire(webhook)
})

t.test('every turn could be written down, and each attempt was counted by what came of it', (t) => {
  t.strictSame(failures, [])
  t.strictSame([...new Set(outcomes)].toSorted(), ['delivered', 'not_connected', 'secret_unreadable', 'status', 'stopped', 'timeout'])
  t.end()
})
