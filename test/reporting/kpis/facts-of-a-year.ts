import pg from 'pg'
import { addOperator } from '../../../src/platform/operators.ts'
import { loadYear } from '../../../src/synthetic/load-year.ts'
import { DEFAULT_SETTING } from '../../../src/synthetic/trader-setting.ts'
import { testApp } from '../../support/app.ts'
import type { TestApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'
import { yearOf } from '../../synthetic/support.ts'

/** A synthetic year behind the real service, with what people decided of it, and the raw rows beside it. */

type Test = Parameters<typeof testDatabase>[0] & Parameters<typeof testApp>[0]

export interface FactsOfAYear extends TestApp {
  readonly operatorId: string
  readonly raw: <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>
  readonly post: (url: string, payload: object) => Promise<Record<string, unknown>>
  readonly ask: (query: string, claims?: Parameters<typeof bearer>[0]) => Promise<{ data: Record<string, unknown>, errors?: { extensions: Record<string, unknown> }[] }>
}

export async function factsOfAYear (t: Test, declarations: number): Promise<FactsOfAYear> {
  const database = await testDatabase(t)
  const running = await testApp(t, database.appUrl)
  const { app, db } = running
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  const superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  t.teardown(async () => { await superuser.end() })
  const principal = { subject: 'erp', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
  await loadYear({ db, principal, clock: () => new Date() }, DEFAULT_SETTING, yearOf(declarations))
  return {
    ...running, operatorId,
    raw: async <Row>(text: string, values: readonly unknown[] = []) => (await superuser.query(text, [...values])).rows as Row[],
    post: async (url, payload) => {
      const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers: { ...bearer(), 'if-match': '*' }, payload })
      if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`)
      return answer.json<Record<string, unknown>>()
    },
    ask: async (query, claims) => (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(claims), payload: { query } })).json()
  }
}
