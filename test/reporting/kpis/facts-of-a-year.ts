import pg from 'pg'
import { addOperator } from '../../../src/platform/operators.ts'
import { Examiner } from '../../../src/declarations/index.ts'
import { loadTraderLists } from '../../../src/synthetic/load-lists.ts'
import { loadYear } from '../../../src/synthetic/load-year.ts'
import { traderListTexts } from '../../../src/synthetic/trader-lists.ts'
import { DEFAULT_SETTING } from '../../../src/synthetic/trader-setting.ts'
import { testApp } from '../../support/app.ts'
import type { TestApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'
import type { DeclarationStatus } from '../../../src/declarations/data-elements.ts'
import type { YearDeclaration } from '../../../src/synthetic/year.ts'
import { yearOf } from '../../synthetic/support.ts'

/** A synthetic year behind the real service, with what people decided of it, and the raw rows beside it. */

/** Every kind of end, units and sites among them, some without. */
const STATUSES: readonly (DeclarationStatus | undefined)[] = [undefined, 'released', 'amended', 'invalidated', 'rejected', 'under_control', 'seized', 'post_release_amended', 'draft', 'completed', 'cancelled']

function * varied (year: Iterable<YearDeclaration>): Generator<YearDeclaration> {
  let index = 0
  for (const { content, planted } of year) {
    index++
    const status = STATUSES[index % STATUSES.length]
    const items = content.items.map((item, place) => ({ ...item, ...(index + place) % 7 === 0 ? { valuationMethod: '3' } : {}, ...(index + place) % 5 === 0 ? { valuationIndicators: '1000' } : {} }))
    const { acceptanceDate, ...undated } = content
    yield {
      planted,
      content: {
        ...undated, items, ...index % 17 === 0 || acceptanceDate === undefined ? {} : { acceptanceDate }, ...status === undefined ? {} : { status },
        ...index % 4 === 0 ? {} : { orgUnitId: `U-${index % 4}` }, ...index % 3 === 0 ? {} : { siteId: `S-${index % 3}` }
      }
    }
  }
}

/** The third part of them goes on: a later version, with what a sender says then. */
function * laterOn (year: Iterable<YearDeclaration>): Generator<YearDeclaration> {
  let index = 0
  for (const { content, planted } of year) if (index++ % 3 === 0) yield { planted, content: { ...content, status: index % 2 === 0 ? 'released' : 'completed', ...index % 5 === 0 ? { grossMassTotal: '123456' } : {} } }
}

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
  const clock = (): Date => new Date()
  const deps = { db, principal, clock, examiner: new Examiner({ db, clock, registers: {} }) }
  await loadTraderLists(db, principal, traderListTexts(DEFAULT_SETTING.until).values(), clock)
  await loadYear(deps, varied(yearOf(declarations)))
  await loadYear(deps, laterOn(varied(yearOf(declarations))))
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
