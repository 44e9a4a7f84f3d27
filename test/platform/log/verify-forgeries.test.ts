import { createHash, randomInt } from 'node:crypto'
import type { ClientBase } from 'pg'
import t from 'tap'
import { withConnection } from '../../../src/platform/db/connection.ts'
import { onConnection, withOperator } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { dataHash, eventHash, genesisHash } from '../../../src/platform/log/chain.ts'
import type { Checkpoint } from '../../../src/platform/log/checkpoints.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import type { LogVerification } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testDatabase } from '../../support/postgres.ts'

const database = await testDatabase(t)
const db = openDatabase({ url: database.appUrl, poolSize: 2, reportPoolSize: 1 })
t.teardown(async () => { await db.close() })

const EVENTS = 6
let operators = 0

interface Log {
  readonly operatorId: string
  verify (checkpoints?: readonly Checkpoint[]): Promise<LogVerification>
  /** Runs statements as one who may do everything; $1 is the operator. */
  forge (...statements: string[]): Promise<void>
  checkpoint (): Promise<Checkpoint>
}

/** An operator with a log of six events, written in three transactions by two subjects. */
async function aLog (): Promise<Log> {
  const eori = `IT${String(++operators).padStart(11, '0')}`
  const { operatorId } = await addOperator(db.operations, eori, 'Test operator')
  const principal = { subject: 'erp', eori, operatorId, scopes: new Set(['*']), expiresAt: 0 }
  for (const first of [1, 3, 5]) {
    await withOperator(db, principal, 'declarations:write', async (tx) => {
      tx.log('declaration.recorded', `declaration:${first}`, { version: first, note: 'é "quoted" 😀' })
      tx.log('declaration.changed', `declaration:${first + 1}`, { version: first + 1 }, 'broker')
    }, () => new Date(Date.UTC(2026, 2, 2, 8, first, 0, first)))
  }
  const verify = (checkpoints: readonly Checkpoint[] = []): Promise<LogVerification> => onConnection(db.operations, (client) => verifyLog(client, operatorId, checkpoints))
  return {
    operatorId,
    verify,
    forge: (...statements) => asForger(async (client) => { for (const statement of statements) await client.query(statement, statement.includes('$1') ? [operatorId] : []) }),
    checkpoint: async () => {
      const { head } = await verify()
      if (head === null) throw new Error('The log has no end')
      return { operatorId, ...head, at: '2026-03-02T09:00:00.000Z' }
    }
  }
}

/** Triggers do not fire on this connection, and row-level security does not bind a superuser. */
async function asForger (work: (client: ClientBase) => Promise<void>): Promise<void> {
  await withConnection(database.superuserUrl, async (client) => {
    await client.query('set session_replication_role = replica')
    await work(client)
  })
}

/** Computes every hash of the log again, and moves the head, as a forger who knows the chain would. */
async function recompute (operatorId: string): Promise<void> {
  await asForger(async (client) => {
    const { rows } = await client.query('select epoch, seq, at, type, subject, actor, data, salt from aeo.operator_log where operator_id = $1 order by epoch, seq', [operatorId])
    let previous = genesisHash(operatorId, 1)
    for (const row of rows) {
      const covered = dataHash(row.salt, row.data)
      const hash = eventHash({ ...row, operatorId, at: row.at.toISOString(), dataHash: covered }, previous)
      await client.query('update aeo.operator_log set data_hash = $3, previous_hash = $4, hash = $5 where operator_id = $1 and seq = $2', [operatorId, row.seq, covered, previous, hash])
      await client.query('update aeo.log_heads set seq = $2, hash = $3 where operator_id = $1', [operatorId, row.seq, hash])
      previous = hash
    }
  })
}

const moveHead = 'update aeo.log_heads h set seq = l.seq, hash = l.hash from (select seq, hash from aeo.operator_log where operator_id = $1 order by seq desc limit 1) l where h.operator_id = $1'

t.test('a log as the service wrote it verifies', async (t) => {
  const log = await aLog()
  const { events, erased, fault, head } = await log.verify()
  t.strictSame({ events, erased, fault }, { events: EVENTS, erased: 0, fault: null })
  t.strictSame([head?.epoch, head?.seq], [1, String(EVENTS)])
  t.equal((await log.verify([await log.checkpoint()])).fault, null, 'also against a checkpoint')
})

t.test('an operator without events has a log without a fault', async (t) => {
  const { operatorId } = await addOperator(db.operations, 'IT99999999999', 'Test operator')
  t.strictSame(await onConnection(db.operations, (client) => verifyLog(client, operatorId)), { events: 0, erased: 0, fault: null, head: null })
})

t.test('the head in the database is that of an independent computation', async (t) => {
  const { operatorId, verify } = await aLog()
  await withConnection(database.superuserUrl, async (client) => {
    const { rows } = await client.query('select * from aeo.operator_log where operator_id = $1 order by seq', [operatorId])
    const sha256 = (...parts: (string | Buffer)[]): string => parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest('hex')
    const last = rows.reduce((previous: string, row) => sha256(JSON.stringify(['aeo-control log 1', operatorId, row.epoch, Number(row.seq), row.at.toISOString(),
      row.type, row.subject, row.actor, sha256(row.salt, row.data), previous])), sha256(JSON.stringify(['aeo-control log 1', operatorId, 1])))
    t.equal((await verify()).head?.hash, last)
  })
})

const forgeries: [name: string, statements: string[], seq: string, what: string][] = [
  ['changed data', ['update aeo.operator_log set data = replace(data, \'3\', \'9\') where operator_id = $1 and seq = 3'], '3', 'its data was changed'],
  ['a changed salt', ['update aeo.operator_log set salt = sha256(salt) where operator_id = $1 and seq = 3'], '3', 'its data was changed'],
  ['changed data whose hash was changed too', ['update aeo.operator_log set data = \'{}\', data_hash = sha256(salt || \'{}\'::bytea) where operator_id = $1 and seq = 3'], '3', 'it was changed'],
  ['a changed type', ['update aeo.operator_log set type = \'declaration.seen\' where operator_id = $1 and seq = 2'], '2', 'it was changed'],
  ['a changed subject', ['update aeo.operator_log set subject = \'declaration:9\' where operator_id = $1 and seq = 2'], '2', 'it was changed'],
  ['another millisecond', ['update aeo.operator_log set at = at + interval \'1 millisecond\' where operator_id = $1 and seq = 4'], '4', 'it was changed'],
  ['another actor', ['update aeo.operator_log l set actor = (select actor from aeo.operator_log where operator_id = $1 and seq = 1) where operator_id = $1 and seq = 2'], '2', 'it was changed'],
  ['a changed hash', ['update aeo.operator_log set hash = sha256(hash) where operator_id = $1 and seq = 2'], '2', 'it was changed'],
  ['a changed hash of the event before', ['update aeo.operator_log set previous_hash = sha256(hash) where operator_id = $1 and seq = 2'], '2', 'it does not follow the event before it'],
  ['two events that changed places', [
    'update aeo.operator_log set seq = -3 where operator_id = $1 and seq = 3', 'update aeo.operator_log set seq = 3 where operator_id = $1 and seq = 4', 'update aeo.operator_log set seq = 4 where operator_id = $1 and seq = -3'
  ], '3', 'it does not follow the event before it'],
  ['an event taken out', ['delete from aeo.operator_log where operator_id = $1 and seq = 3'], '4', 'the event before it is missing'],
  ['an event taken out and the gap closed', ['delete from aeo.operator_log where operator_id = $1 and seq = 3',
    ...[4, 5, 6].map((seq) => `update aeo.operator_log set seq = ${seq - 1} where operator_id = $1 and seq = ${seq}`)], '3', 'it does not follow the event before it'],
  ['the first event taken out', ['delete from aeo.operator_log where operator_id = $1 and seq = 1'], '2', 'the event before it is missing'],
  ['an event put in', [...[6, 5, 4].map((seq) => `update aeo.operator_log set seq = ${seq + 1} where operator_id = $1 and seq = ${seq}`),
    'insert into aeo.operator_log select operator_id, epoch, 4, at, type, subject, actor, data, salt, data_hash, hash, sha256(hash) from aeo.operator_log where operator_id = $1 and seq = 3'
  ], '4', 'it was changed'],
  ['an event put on at the end', ['insert into aeo.operator_log select operator_id, epoch, 7, at, type, subject, actor, data, salt, data_hash, hash, sha256(hash) from aeo.operator_log where operator_id = $1 and seq = 6'], '7', 'it was changed'],
  ['the tail cut', ['delete from aeo.operator_log where operator_id = $1 and seq > 4'], '4', 'the head of the chain is another event: the tail was cut'],
  ['all events taken out', ['delete from aeo.operator_log where operator_id = $1'], '0', 'the events before the head are missing'],
  ['the head taken out', ['delete from aeo.log_heads where operator_id = $1'], '6', 'the head of the chain is missing'],
  ['an event moved to another epoch', ['update aeo.operator_log set epoch = 2, seq = 1 where operator_id = $1 and seq = 6'], '1', 'it does not follow the event before it']
]
for (const [name, statements, seq, what] of forgeries) {
  t.test(`${name}: found, with its number`, async (t) => {
    const log = await aLog()
    await log.forge(...statements)
    const { fault } = await log.verify()
    t.strictSame([fault?.seq, fault?.what], [seq, what])
  })
}

t.test('a tail that was cut, with the head moved, is found only by a checkpoint', async (t) => {
  const log = await aLog()
  const checkpoint = await log.checkpoint()
  await log.forge('delete from aeo.operator_log where operator_id = $1 and seq > 4', moveHead)
  t.equal((await log.verify()).fault, null)
  t.strictSame((await log.verify([checkpoint])).fault, { epoch: 1, seq: '6', what: 'a checkpoint names this event, but it is not there: the tail was cut' })
})

t.test('a log that was emptied, with its head, is found only by a checkpoint', async (t) => {
  const log = await aLog()
  const checkpoint = await log.checkpoint()
  await log.forge('delete from aeo.operator_log where operator_id = $1', 'delete from aeo.log_heads where operator_id = $1')
  t.equal((await log.verify()).fault, null)
  t.match((await log.verify([checkpoint])).fault, { seq: '6', what: /the tail was cut/ })
})

t.test('a chain that was recomputed is found only by a checkpoint', async (t) => {
  const log = await aLog()
  const checkpoint = await log.checkpoint()
  await log.forge('update aeo.operator_log set data = \'{"version":9}\' where operator_id = $1 and seq = 2')
  await recompute(log.operatorId)
  const { events, fault } = await log.verify()
  t.strictSame({ events, fault }, { events: EVENTS, fault: null })
  t.strictSame((await log.verify([checkpoint])).fault, { epoch: 1, seq: '6', what: 'the hash is not that of the checkpoint: the chain was recomputed' })
})

t.test('a checkpoint of the recomputed chain beside the true one does not hide it', async (t) => {
  const log = await aLog()
  const honest = await log.checkpoint()
  await log.forge('update aeo.operator_log set data = \'{"version":9}\' where operator_id = $1 and seq = 2')
  await recompute(log.operatorId)
  const later = await log.checkpoint()
  for (const checkpoints of [[honest, later], [later, honest]]) t.match((await log.verify(checkpoints)).fault, { seq: '6', what: /recomputed/ })
})

/** How a column becomes bytes and bytes the column again. */
const asText = ['convert_to(%, \'UTF8\')', 'convert_from($1, \'UTF8\')'] as const
const asBytes = ['%', '$1'] as const
const COLUMNS: [name: string, ways: readonly [read: string, write: string]][] = [
  ['data', asText], ['type', asText], ['subject', asText], ['salt', asBytes], ['data_hash', asBytes], ['previous_hash', asBytes], ['hash', asBytes],
  ['actor', ['uuid_send(%)', 'encode($1, \'hex\')::uuid']]
]

t.test('one bit flipped anywhere in the log is found, or refused by the database itself', async (t) => {
  const log = await aLog()
  let found = 0
  for (const [name, [read, write]] of COLUMNS) {
    for (let round = 0; round < 25; round++) {
      const seq = 1 + randomInt(EVENTS)
      const where = `where operator_id = '${log.operatorId}' and seq = ${seq}`
      await asForger(async (client) => {
        const { rows: [row] } = await client.query(`select ${read.replace('%', name)} as bytes from aeo.operator_log ${where}`)
        const flipped = Buffer.from(row.bytes)
        const bit = randomInt(flipped.byteLength * 8)
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
        const store = (bytes: Buffer) => client.query(`update aeo.operator_log set ${name} = ${write.replace('$1', '$1::bytea')} ${where}`, [bytes])
        // Types of another shape and bytes that are no UTF-8 never get in.
        if (await store(flipped).then(() => false, () => true)) return
        const { fault } = await log.verify()
        if (fault?.seq === String(seq)) found++
        else t.fail(`bit ${bit} of ${name} of event ${seq}`)
        await store(row.bytes)
      })
    }
  }
  t.ok(found > 120, `${found} flips were found`)
  t.equal((await log.verify()).fault, null, 'and nothing is left of them')
})

t.test('a checkpoint shows nothing of what came after it', async (t) => {
  const log = await aLog()
  await log.forge('delete from aeo.operator_log where operator_id = $1 and seq > 4', moveHead)
  const early = await log.checkpoint()
  t.equal((await log.verify([early])).fault, null)
})

t.test('erased events are counted, and the chain still verifies', async (t) => {
  const log = await aLog()
  const checkpoint = await log.checkpoint()
  await withConnection(database.ownerUrl, async (client) => {
    await client.query(`set role aeo_owner; set app.operator_id = '${log.operatorId}'`)
    await client.query('update aeo.operator_log set data = null, salt = null where operator_id = $1 and seq in (2, 5)', [log.operatorId])
  })
  const { events, erased, fault } = await log.verify([checkpoint])
  t.strictSame({ events, erased, fault }, { events: EVENTS, erased: 2, fault: null })
})

t.test('nothing but erasing whole events is possible while the trigger stands, for the owner neither', async (t) => {
  const log = await aLog()
  const refused = (statement: string) => withConnection(database.ownerUrl, async (client) => {
    await client.query(`set role aeo_owner; set app.operator_id = '${log.operatorId}'`)
    await client.query(statement)
  })
  for (const statement of [
    'update aeo.operator_log set data = \'{}\'', 'update aeo.operator_log set data = null', 'update aeo.operator_log set data = null, salt = null, type = \'a.b\'',
    'update aeo.operator_log set data = null, salt = null, hash = data_hash', 'delete from aeo.operator_log', 'truncate aeo.operator_log'
  ]) await t.rejects(refused(statement), { message: 'the operator log is append-only' }, statement)
  t.equal((await log.verify()).fault, null)
})

t.test('the log of one operator says nothing about that of another', async (t) => {
  const [one, other] = [await aLog(), await aLog()]
  await one.forge('update aeo.operator_log set data = \'{}\' where operator_id = $1')
  t.match((await one.verify()).fault, { seq: '1', what: 'its data was changed' })
  t.equal((await other.verify()).fault, null)
})
