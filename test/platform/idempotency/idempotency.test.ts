import t from 'tap'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { claimKeys, idempotentRequest, storeAnswers } from '../../../src/platform/idempotency/idempotency.ts'
import type { Claim, IdempotentRequest } from '../../../src/platform/idempotency/idempotency.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testDatabase } from '../../support/postgres.ts'

const { appUrl } = await testDatabase(t)
const db = openDatabase({ url: appUrl, poolSize: 6, reportPoolSize: 1 })
t.teardown(async () => { await db.close() })

const principalOf = async (eori: string) => ({ subject: 'erp', eori, operatorId: (await addOperator(db.operations, eori, 'x')).operatorId, scopes: new Set(['*']), expiresAt: 4e9 })
const own = await principalOf('IT01234567890')
const other = await principalOf('DE98765432109')

function request (key: string, changes: { route?: string, subject?: string, body?: string } = {}): IdempotentRequest {
  const made = idempotentRequest(key, changes.route ?? 'POST /v1/declarations', changes.subject ?? 'erp', Buffer.from(changes.body ?? '{}'))
  if (made === undefined) throw new Error('No request')
  return made
}
const inTx = async <T>(work: (tx: OperatorTx) => Promise<T>, principal = own): Promise<T> => await withOperator(db, principal, 'declarations:write', work)
const claim = async (tx: OperatorTx, one: IdempotentRequest): Promise<Claim | undefined> => (await claimKeys(tx, [one]))[0]
const ANSWER = { status: 201, headers: { location: '/v1/declarations/1' }, body: '{"é":"\\u0000"}' }
const answered = async (one: IdempotentRequest, principal = own): Promise<void> => {
  await inTx(async (tx) => {
    t.strictSame(await claim(tx, one), { state: 'first' })
    await storeAnswers(tx, [{ request: one, answer: ANSWER }])
  }, principal)
}

t.test('the first answer is given again, byte for byte, to the same body alone', async (t) => {
  await answered(request('first'))
  t.strictSame(await inTx(async (tx) => await claim(tx, request('first'))), { state: 'answered', answer: ANSWER })
  t.match(await inTx(async (tx) => await claim(tx, request('first', { body: '{ }' }))), { state: 'refused', problem: { status: 422, type: '/problems/idempotency-key-reused' } })
})

t.test('another operator, subject, route or key is another entry', async (t) => {
  await answered(request('scope'))
  await answered(request('scope'), other)
  await answered(request('scope', { subject: 'broker' }))
  await answered(request('scope', { route: 'POST /v1/findings' }))
  await answered(request('Scope'))
  t.strictSame(await inTx(async (tx) => await claim(tx, request('scope', { subject: 'erp"', route: 'x' }))), { state: 'first' })
})

t.test('a twin of one that still runs is refused at once, and gets the answer once it has committed', async (t) => {
  await inTx(async (tx) => {
    t.strictSame(await claim(tx, request('twin')), { state: 'first' })
    const began = performance.now()
    t.match(await inTx(async (twin) => await claim(twin, request('twin'))), { state: 'refused', problem: { status: 409, type: '/problems/idempotency-in-progress', headers: { 'retry-after': '1' } } })
    t.ok(performance.now() - began < 1000, 'it does not wait')
    t.strictSame(await inTx(async (twin) => await claim(twin, request('twin')), other), { state: 'first' }, 'another operator is no twin')
    await storeAnswers(tx, [{ request: request('twin'), answer: ANSWER }])
  })
  t.match(await inTx(async (tx) => await claim(tx, request('twin'))), { state: 'answered' })
})

t.test('what was rolled back decided nothing: the key is free', async (t) => {
  await t.rejects(inTx(async (tx) => {
    await claim(tx, request('undone'))
    await storeAnswers(tx, [{ request: request('undone'), answer: ANSWER }])
    throw new Error('undone')
  }), { message: 'undone' })
  await answered(request('undone'))
})

t.test('keys of a batch are claimed together; of two alike the first counts', async (t) => {
  await answered(request('known'))
  const claims = await inTx(async (tx) => await claimKeys(tx, [request('new'), request('known'), request('new'), request('known', { body: 'other' })]))
  t.strictSame(claims.map(({ state }) => state), ['first', 'answered', 'refused', 'refused'])
  t.strictSame(await inTx(async (tx) => await claimKeys(tx, [])), [])
})

t.test('a key is 1 to 255 printable ASCII characters', (t) => {
  for (const key of ['a', '!~', 'x'.repeat(255)]) t.equal(idempotentRequest(key, 'r', 's', Buffer.alloc(0))?.key, key)
  for (const key of ['', ' ', 'a b', 'ü', 'x'.repeat(256), 'a\n', ['a', 'b']]) t.throws(() => idempotentRequest(key, 'r', 's', Buffer.alloc(0)), { name: 'Problem', status: 400 })
  t.equal(idempotentRequest(undefined, 'r', 's', Buffer.alloc(0)), undefined, 'no header, no key')
  t.end()
})
