import pg from 'pg'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

/** The real service over registers whose rows a test writes itself, so that it knows what each day must say. */

export interface Figure {
  key: string | null, month: string | null, value: number | null, numerator: string | null, denominator: string | null, lower: number | null
  status: string | null, lowData: boolean, outcome: string, amberLimit: number | null
}
export interface Answer { value: Figure, figures: Figure[] }
const FIGURE = '{ key month value numerator denominator lower status lowData outcome amberLimit }'

export const AT = '2020-01-01T00:00:00Z'

type Test = Parameters<typeof testDatabase>[0] & Parameters<typeof testApp>[0]

export interface RegistersByHand {
  /** As superuser, whatever the table. */
  readonly run: (text: string) => Promise<void>
  readonly insert: (table: string, ...rows: Record<string, unknown>[]) => Promise<void>
  /** Adds to the totals of declarations, of the day and of its month. */
  readonly total: (dimension: string, day: string, key: string, declarations: number, duties?: number, currency?: string) => Promise<void>
  readonly kpi: (name: string, from: string, to: string, by?: string) => Promise<Answer>
  readonly ask: (query: string, claims?: Parameters<typeof bearer>[0]) => Promise<unknown>
  /** The value as on a day. */
  readonly on: (name: string, day: string) => Promise<number | null>
}

export async function registersByHand (t: Test): Promise<RegistersByHand> {
  const database = await testDatabase(t)
  const { app, db } = await testApp(t, database.appUrl)
  const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
  const superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  t.teardown(async () => { await superuser.end() })
  const insert = async (table: string, ...rows: Record<string, unknown>[]): Promise<void> => {
    for (const row of rows) {
      const columns = ['operator_id', ...Object.keys(row)]
      await superuser.query(`insert into aeo.${table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`, [operatorId, ...Object.values(row)])
    }
  }
  const kpi = async (name: string, from: string, to: string, by = ''): Promise<Answer> => {
    const query = `{ kpis(names: ["${name}"], from: "${from}", to: "${to}", by: [${by}]) { value ${FIGURE} figures ${FIGURE} } }`
    const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })
    const { data, errors } = answer.json<{ data: { kpis: Answer[] } | null, errors?: unknown }>()
    const found = data?.kpis[0]
    if (found === undefined) throw new Error(JSON.stringify(errors))
    return found
  }
  return {
    ask: async (query, claims) => (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(claims), payload: { query } })).json(),
    insert,
    kpi,
    run: async (text) => { await superuser.query(text) },
    total: async (dimension, day, key, declarations, duties = 0, currency = '') => {
      for (const [name, on] of [[dimension, day], [`${dimension}_month`, `${day.slice(0, 7)}-01`]]) {
        await superuser.query(`insert into aeo.declaration_totals as t (operator_id, dimension, day, key, currency, declarations, items, statistical_value, duties) values ($1, $2, $3, $4, $5, $6, $6, 0, $7)
          on conflict (operator_id, dimension, day, key, currency) do update set declarations = t.declarations + excluded.declarations, duties = t.duties + excluded.duties`,
        [operatorId, name, on, key, currency, declarations, duties])
      }
    },
    on: async (name, day) => (await kpi(name, `${day.slice(0, 4)}-01-01`, day)).value.value
  }
}
