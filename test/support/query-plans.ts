import pg from 'pg'
import { beginStatement } from '../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { OTHER_OPERATOR, testApp } from './app.ts'
import { testDatabase } from './postgres.ts'
import { TEST_OPERATOR } from './tokens.ts'

type Ask = (tx: OperatorTx) => Promise<unknown>

export interface QueryPlans {
  readonly operatorId: string
  readonly superuser: pg.Client
  /** What PostgreSQL would do for each statement of the function, in their order: as the service's own role, under row-level security. Nothing is read, so each statement answers no row. */
  plansOf (ask: Ask, scope?: string): Promise<string[]>
  /** All of them as one text. */
  planOf (ask: Ask): Promise<string>
}

/**
 * The plans of statements among the rows of two companies.
 * @param rows statements that add more rows to the operator `$1` than any company has, so that the plan is one of size.
 */
export async function queryPlans (t: Parameters<typeof testApp>[0], rows: readonly string[]): Promise<QueryPlans> {
  const database = await testDatabase(t)
  const { db } = await testApp(t, database.appUrl)
  const superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  t.teardown(async () => { await superuser.end() })
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  const { operatorId: other } = await addOperator(db.operations, OTHER_OPERATOR, 'x')
  for (const owner of [operatorId, other]) for (const text of rows) await superuser.query(text, [owner])
  await superuser.query('analyze')

  async function plansOf (ask: Ask, scope = '*'): Promise<string[]> {
    const client = await db.operations.connect()
    const plans: string[] = []
    const explain = async (text: string, values: unknown[]): Promise<never[]> => {
      plans.push((await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values)).rows.map((row) => row['QUERY PLAN']).join('\n'))
      return []
    }
    try {
      await client.query(beginStatement(operatorId))
      await ask({ operatorId, at: new Date('2026-01-20'), principal: { scopes: new Set([scope]) }, query: explain } as unknown as OperatorTx)
      await client.query('rollback')
    } finally {
      client.release()
    }
    return plans
  }
  return { operatorId, superuser, plansOf, planOf: async (ask) => (await plansOf(ask)).join('\n') }
}
