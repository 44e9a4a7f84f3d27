import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { onConnection, runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { beginEpoch } from '../../../src/platform/log/begin-epoch.ts'
import { dueCheckpoints, readHead } from '../../../src/platform/log/checkpoint-job.ts'
import { checkpointFile, loadCheckpointKey, readCheckpoints } from '../../../src/platform/log/checkpoints.ts'
import { systemPrincipal } from '../../../src/platform/log/followed-logs.ts'
import { verifyLog } from '../../../src/platform/log/verify.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

/** The log after a backup was restored: whoever had read beyond its end misses nothing of what happens from then on. */

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
await addOperator(db.operations, 'DE9876543', 'x')
const happen = async (count: number): Promise<void> => {
  await runOperatorTx(db.operations, systemPrincipal(operatorId, TEST_OPERATOR), async (tx) => { for (let index = 0; index < count; index++) tx.log('operator.tested', `test:${index}`, {}) }, () => new Date())
}
const begin = async (atLeast?: number) => await runOperatorTx(db.operations, systemPrincipal(operatorId, TEST_OPERATOR), async (tx) => await beginEpoch(tx, atLeast), () => new Date())
const verified = async (checkpoints: Parameters<typeof verifyLog>[2] = []) => await onConnection(db.operations, async (client) => await verifyLog(client, operatorId, checkpoints))

t.test('a reader who was beyond the end of the backup reads what happens after the restore', async (t) => {
  t.equal(await begin(), undefined, 'nothing has happened yet')
  await happen(3)
  const before = await readHead(db.operations, operatorId)
  t.strictSame(await begin(), { epoch: 2, after: '1:3' })
  await happen(1)
  const { items } = (await app.inject({ url: '/v1/events?after=1:9', headers: bearer() })).json<{ items: { epoch: number, seq: string, type: string, subject: string, data: unknown }[] }>()
  t.match(items, [{ epoch: 2, seq: '1', type: 'log.restored', subject: 'log:2', data: { afterEpoch: 1, afterSeq: '3', afterHash: before?.hash.toString('hex') } }, { epoch: 2, seq: '2' }])
  t.match(await verified(), { fault: null, events: 5, head: { epoch: 2, seq: '2' } })
})

t.test('no epoch comes twice, and its end is signed though its numbers are small', async (t) => {
  const folder = t.testdir()
  await happen(5)
  const look = dueCheckpoints(db.operations, folder)
  await look()
  t.strictSame(await begin(7), { epoch: 7, after: '2:7' }, 'of an epoch that is known elsewhere')
  await look()
  const signed = readCheckpoints(checkpointFile(folder), loadCheckpointKey(folder))
  t.match(signed, [{ epoch: 2, seq: '7' }, { epoch: 7, seq: '1' }])
  t.match(await verified(signed), { fault: null })
})

t.test('the command begins one of each operator that has a log, beyond those that were signed', async (t) => {
  const folder = t.testdir()
  const run = async (): Promise<string> => await new Promise((resolve) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../../src/cli.ts'), 'new-epoch'], { env: { ...process.env, DATABASE_URL: database.appUrl, DATA_DIR: folder, LOG_LEVEL: 'silent' } })
    let out = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { out += chunk.toString() })
    child.on('close', (code) => { resolve(`${String(code)} ${out}`) })
  })
  t.equal(await run(), `0 ${TEST_OPERATOR}: epoch 8 begins after 7:1\n`)
  t.ok(existsSync(checkpointFile(folder)))
  await onConnection(db.operations, async (client) => {
    await client.query(`begin; set local app.operator_id = '${operatorId}'`)
    await client.query('update aeo.log_heads h set epoch = 7 where h.operator_id = $1', [operatorId])
    await client.query('commit')
  })
  t.equal(await run(), `0 ${TEST_OPERATOR}: epoch 9 begins after 7:1\n`, 'though the database knows of 7 alone')
})
