import t from 'tap'
import { runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { FollowedLogs, systemPrincipal } from '../../../src/platform/log/followed-logs.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testDatabase } from '../../support/postgres.ts'

const database = await testDatabase(t)
const db = openDatabase({ url: database.appUrl, poolSize: 2, reportPoolSize: 1 })
t.teardown(async () => { await db.close() })

const EORIS = ['DE1', 'FR1', 'IT1']
const ids = new Map(await Promise.all(EORIS.map(async (eori): Promise<[string, string]> => [eori, (await addOperator(db.operations, eori, 'x')).operatorId])))
const happen = async (eori: string): Promise<void> => {
  await runOperatorTx(db.operations, systemPrincipal(ids.get(eori) ?? '', eori), async (tx) => { tx.log('test.happened', 'test:1', {}) }, () => new Date())
}
for (const eori of ['DE1', 'IT1']) await happen(eori)

/** @param left those whose log another replica is at. @param failing those whose log cannot be followed. */
async function visited (followed: FollowedLogs, left: readonly string[] = [], failing: readonly string[] = []): Promise<string[]> {
  const seen: string[] = []
  await followed.each(db.operations, async ({ eori, operatorId }) => {
    t.equal(operatorId, ids.get(eori))
    seen.push(eori)
    if (failing.includes(eori)) throw new Error(eori)
    return !left.includes(eori)
  }).catch((error: unknown) => { seen.push((error as Error).message) })
  return seen
}

t.test('a log that has not moved since it was followed to its end is not asked about again', async (t) => {
  const followed = new FollowedLogs()
  t.strictSame(await visited(followed), ['DE1', 'IT1'], 'of an operator without an event there is nothing to follow')
  t.strictSame(await visited(followed), [])
  await happen('IT1')
  await happen('FR1')
  t.strictSame(await visited(followed), ['FR1', 'IT1'])
  t.strictSame(await visited(new FollowedLogs()), EORIS, 'each follower, and each process, begins anew')
})

t.test('a log that another replica is at, or that failed, is asked about again, and holds up no other', async (t) => {
  const followed = new FollowedLogs()
  t.strictSame(await visited(followed, ['DE1'], ['FR1']), ['DE1', 'FR1', 'IT1', 'The logs of 1 operators could not be followed'])
  t.strictSame(await visited(followed), ['DE1', 'FR1'])
  t.strictSame(await visited(followed), [])
})
