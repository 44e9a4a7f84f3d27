import t from 'tap'
import { withOperator } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { expireAnswers, KEPT_DAYS } from '../../../src/platform/idempotency/expiry.ts'
import { storeAnswers } from '../../../src/platform/idempotency/idempotency.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testDatabase } from '../../support/postgres.ts'

const { appUrl } = await testDatabase(t)
const db = openDatabase({ url: appUrl, poolSize: 2, reportPoolSize: 1 })
t.teardown(async () => { await db.close() })

const principals = await Promise.all(['IT01234567890', 'DE98765432109'].map(async (eori) =>
  ({ subject: 'erp', eori, operatorId: (await addOperator(db.operations, eori, 'x')).operatorId, scopes: new Set(['*']), expiresAt: 4e9 })))
const now = new Date('2026-05-01T00:00:00Z')
const daysAgo = (days: number, ms = 0): Date => new Date(now.getTime() - days * 24 * 60 * 60_000 + ms)

t.test('answers go after thirty days, of every operator, and not a millisecond before', async (t) => {
  for (const principal of principals) {
    for (const [key, at] of [['old', daysAgo(KEPT_DAYS, -1)], ['last', daysAgo(KEPT_DAYS)], ['new', daysAgo(0)]] as const) {
      await withOperator(db, principal, 'declarations:write', async (tx) => {
        await storeAnswers(tx, [{ request: { route: 'r', key, subject: 'erp', fingerprint: Buffer.alloc(32) }, answer: { status: 201, headers: {}, body: '{}' } }])
      }, () => at)
    }
  }
  t.equal(await expireAnswers(db.operations, now), 2)
  for (const principal of principals) {
    const rows = await withOperator(db, principal, 'declarations:write', async (tx) => await tx.query<{ key: string }>('select a.key from aeo.idempotency_answers a order by 1'))
    t.strictSame(rows, [{ key: 'last' }, { key: 'new' }])
  }
  t.equal(await expireAnswers(db.operations, now), 0, 'nothing is left to do')
})
