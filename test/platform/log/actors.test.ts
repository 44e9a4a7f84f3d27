import t from 'tap'
import { runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { forgetSubject, knownActor, rememberActor, resolveActor } from '../../../src/platform/log/actors.ts'
import { systemPrincipal } from '../../../src/platform/log/followed-logs.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testDatabase } from '../../support/postgres.ts'

/** Pseudonyms of whoever acts, in the log. */

const database = await testDatabase(t)
const db = openDatabase({ url: database.appUrl, poolSize: 12, reportPoolSize: 1 })
t.teardown(async () => { await db.close() })
const { operatorId } = await addOperator(db.operations, 'IT1', 'x')
const inTx = async <T>(work: (tx: OperatorTx) => Promise<T>): Promise<T> => await runOperatorTx(db.operations, systemPrincipal(operatorId, 'IT1'), work, () => new Date())
const actorOf = async (subject: string): Promise<string> => await inTx(async (tx) => await resolveActor(tx.query, operatorId, subject))

t.test('many first acts of a subject at once have one pseudonym, those of others have others', async (t) => {
  const made = await Promise.all(Array.from({ length: 10 }, async () => await actorOf('first')))
  t.equal(new Set(made).size, 1)
  t.equal(await actorOf('first'), made[0])
  t.not(await actorOf('second'), made[0])
})

t.test('an act that goes on holds up no other of the same subject', async (t) => {
  const actor = await actorOf('busy')
  await inTx(async (tx) => {
    await resolveActor(tx.query, operatorId, 'busy')
    t.equal(await inTx(async (other) => {
      await other.query('set local lock_timeout = 200')
      return await resolveActor(other.query, operatorId, 'busy')
    }), actor, 'while the first has not committed')
  })
})

t.test('who is erased by another process acts under the former pseudonym for a minute at most', async (t) => {
  const actor = await actorOf('gone')
  rememberActor(operatorId, 'gone', actor, 1_000)
  t.equal(knownActor(operatorId, 'gone', 60_999), actor)
  t.equal(knownActor(operatorId, 'gone', 61_000), undefined)
  await inTx(async (tx) => { await forgetSubject(tx.query, operatorId, 'gone') })
  t.equal(knownActor(operatorId, 'gone', 1_000), undefined, 'in this one at once')
  t.not(await actorOf('gone'), actor)
})
