import { existsSync } from 'node:fs'
import t from 'tap'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { dueCheckpoints, readHead } from '../../../src/platform/log/checkpoint-job.ts'
import { checkpointFile, loadCheckpointKey, readCheckpoints } from '../../../src/platform/log/checkpoints.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testDatabase } from '../../support/postgres.ts'

const { appUrl } = await testDatabase(t)
const db = openDatabase({ url: appUrl, poolSize: 2, reportPoolSize: 1 })
t.teardown(async () => { await db.close() })
const { operatorId } = await addOperator(db.operations, 'IT01234567890', 'x')
const principal = { subject: 'erp', eori: 'IT01234567890', operatorId, scopes: new Set(['*']), expiresAt: 4e9 }

const log = async (count: number): Promise<void> => await withOperator(db, principal, 'declarations:write', async (tx) => {
  for (let index = 0; index < count; index++) tx.log('operator.tested', `test:${index}`, {})
})

t.test('a checkpoint is due daily if anything happened, and after a thousand events', async (t) => {
  const folder = t.testdir()
  let now = 0
  const look = dueCheckpoints(db.operations, folder, () => now)
  const seqs = (): string[] => existsSync(checkpointFile(folder)) ? readCheckpoints(checkpointFile(folder), loadCheckpointKey(folder)).map(({ seq }) => seq) : []
  const hours = (count: number): number => count * 60 * 60_000
  await look()
  t.strictSame(seqs(), [], 'a log without events has no end to sign')
  t.equal(await readHead(db.operations, operatorId), undefined)
  await log(1)
  await look()
  t.strictSame(seqs(), ['1'], 'the first one soon')
  await log(998)
  await look()
  t.strictSame(seqs(), ['1'], 'neither a day nor a thousand events')
  await log(2)
  await look()
  t.strictSame(seqs(), ['1', '1001'], 'a thousand events')
  now = hours(25)
  await look()
  t.strictSame(seqs(), ['1', '1001'], 'a day on which nothing happened')
  await log(1)
  await look()
  t.strictSame(seqs(), ['1', '1001', '1002'], 'a day')
  now += hours(24) - 1
  await log(1)
  await look()
  t.equal(seqs().length, 3, 'nearly a day')
  now += 1
  await look()
  t.equal(seqs().at(-1), '1003')
})

t.test('what is signed is the end of the chain', async (t) => {
  const folder = t.testdir()
  await dueCheckpoints(db.operations, folder)()
  const head = await readHead(db.operations, operatorId)
  t.match(readCheckpoints(checkpointFile(folder), loadCheckpointKey(folder)), [{ operatorId, epoch: 1, seq: head?.seq, hash: head?.hash.toString('hex') }])
})
