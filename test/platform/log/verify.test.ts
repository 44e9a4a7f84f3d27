import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { onConnection, withOperator } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { eventHash } from '../../../src/platform/log/chain.ts'
import { isSignedBy, loadCheckpointKey, signCheckpoint } from '../../../src/platform/log/checkpoints.ts'
import type { Checkpoint } from '../../../src/platform/log/checkpoints.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testDatabase } from '../../support/postgres.ts'

const database = await testDatabase(t)
const db = openDatabase({ url: database.appUrl, poolSize: 2, reportPoolSize: 1 })
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => {
  await superuser.end()
  await db.close()
})
const { operatorId } = await addOperator(db.operations, 'IT01234567890', 'x')
const principal = { subject: 'erp', eori: 'IT01234567890', operatorId, scopes: new Set(['*']), expiresAt: 4e9 }
for (let index = 0; index < 10; index++) {
  await withOperator(db, principal, 'operator:read', async (tx) => { tx.log('operator.tested', `test:${index}`, { index, text: 'ü "quoted"' }) })
}
const verify = async (checkpoints: Checkpoint[] = []) => await onConnection(db.operations, async (client) => await verifyLog(client, operatorId, checkpoints))
const { head } = await verify()
const anchor: Checkpoint = { operatorId, epoch: 1, seq: head?.seq ?? '', hash: head?.hash ?? '', at: '2026-03-01T00:00:00.000Z' }

t.test('a long log is verified in one snapshot, also where that takes longer than a request may', async (t) => {
  const client = new pg.Client(database.appUrl)
  await client.connect()
  await client.query("set transaction_timeout = '200ms'")
  const query = client.query.bind(client) as (...words: unknown[]) => Promise<unknown>
  client.query = (async (...words: unknown[]) => {
    if (/from aeo\.operator_log/.test(String(words[0]))) await sleep(400)
    return await query(...words)
  }) as typeof client.query
  t.match(await verifyLog(client, operatorId), { fault: null })
  await client.end()
})

/** Does what only someone with the server's own rights can, looks, and puts everything back. */
async function tampered (statements: string[], checkpoints: Checkpoint[] = []): Promise<Awaited<ReturnType<typeof verify>>> {
  await superuser.query('create table aeo.kept as table aeo.operator_log; create table aeo.kept_heads as table aeo.log_heads; alter table aeo.operator_log disable trigger all')
  for (const statement of statements) await superuser.query(statement)
  const result = await verify(checkpoints)
  await superuser.query('truncate aeo.operator_log; insert into aeo.operator_log table aeo.kept; truncate aeo.log_heads; insert into aeo.log_heads table aeo.kept_heads; drop table aeo.kept, aeo.kept_heads; alter table aeo.operator_log enable trigger all')
  return result
}

t.test('a whole chain verifies, and its end is the head', async (t) => {
  t.match(await verify([anchor]), { events: 10, erased: 0, fault: null, head: { epoch: 1, seq: '10' } })
})

t.test('a change of any column, a gap, a swap and an event put in are found where they are', async (t) => {
  for (const change of ["data = '{}'", "salt = '\\x00'", "type = 'operator.other'", "subject = 'test:x'", "at = at + interval '1 ms'", 'actor = gen_random_uuid()', "data_hash = '\\x00'", "previous_hash = '\\x00'", "hash = '\\x00'"]) {
    t.match((await tampered([`update aeo.operator_log set ${change} where seq = 5`])).fault, { seq: '5' }, change)
  }
  t.match((await tampered(['delete from aeo.operator_log where seq = 5'])).fault, { seq: '6' })
  t.ok((await tampered(['update aeo.operator_log set seq = 104 where seq = 4', 'update aeo.operator_log set seq = 4 where seq = 5', 'update aeo.operator_log set seq = 5 where seq = 104'])).fault)
  t.ok((await tampered(['update aeo.operator_log set seq = seq + 100 where seq > 5', 'insert into aeo.operator_log select operator_id, epoch, 6, at, type, subject, actor, data, salt, data_hash, previous_hash, hash from aeo.operator_log where seq = 5', 'update aeo.operator_log set seq = seq - 99 where seq > 100'])).fault)
})

t.test('erased data leaves the chain verifiable, and says so', async (t) => {
  t.match(await tampered(['update aeo.operator_log set data = null, salt = null where seq in (3, 4)']), { fault: null, erased: 2, events: 10 })
})

t.test('a cut tail whose head was moved too, and a chain recomputed, pass without a checkpoint and fail with one', async (t) => {
  const cut = ['delete from aeo.operator_log where seq > 7', 'update aeo.log_heads h set seq = 7, hash = l.hash from aeo.operator_log l where l.seq = 7']
  t.ok((await tampered(cut.slice(0, 1))).fault, 'a tail cut alone does not fit the head')
  t.equal((await tampered(cut)).fault, null)
  t.match((await tampered(cut, [anchor])).fault, { seq: '10' })
  const { rows: [last] } = await superuser.query<{ at: Date, actor: string, data_hash: Buffer, previous_hash: Buffer }>('select at, actor, data_hash, previous_hash from aeo.operator_log where seq = 10')
  if (last === undefined) throw new Error('No event 10')
  const forged = eventHash({ operatorId, epoch: 1, seq: '10', at: last.at.toISOString(), type: 'operator.forged', subject: 'test:9', actor: last.actor, dataHash: last.data_hash }, last.previous_hash).toString('hex')
  const recompute = [`update aeo.operator_log set type = 'operator.forged', hash = '\\x${forged}' where seq = 10`, `update aeo.log_heads set hash = '\\x${forged}'`]
  t.equal((await tampered(recompute)).fault, null)
  t.match((await tampered(recompute, [anchor])).fault, { seq: '10' })
})

t.test('the log refuses every change but erasure, to its owner as well', async (t) => {
  const owner = new pg.Client(database.superuserUrl)
  await owner.connect()
  await owner.query('begin')
  await owner.query('set role aeo_owner')
  await owner.query(`set local app.operator_id = '${operatorId}'`)
  await t.rejects(owner.query("update aeo.operator_log set type = 'operator.x' where operator_id = $1", [operatorId]), /append-only/)
  await owner.query('rollback')
  await owner.end()
  await t.rejects(superuser.query('delete from aeo.operator_log'), /append-only/)
  await t.rejects(superuser.query('truncate aeo.operator_log'), /append-only/)
})

t.test('a checkpoint is signed with a key that is not in the database', (t) => {
  const key = loadCheckpointKey(t.testdir())
  const signed = signCheckpoint(key, anchor)
  t.ok(isSignedBy(key, signed))
  t.notOk(isSignedBy(key, { ...signed, seq: '9' }))
  t.notOk(isSignedBy(loadCheckpointKey(t.testdir({ other: {} })), signed))
  t.end()
})
