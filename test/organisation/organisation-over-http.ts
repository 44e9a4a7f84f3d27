import t from 'tap'
import pg from 'pg'
import { testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer } from '../support/tokens.ts'

/** The service over a fresh database, and how tests speak to it about the organisation. */
export async function organisationOverHttp () {
  const database = await testDatabase(t)
  const { app, db } = await testApp(t, database.appUrl)
  const superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  t.teardown(async () => { await superuser.end() })

  const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}) =>
    await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
  const get = async <T>(url: string): Promise<T> => (await call('GET', url)).json<T>()
  /** Fails the test run when the record is refused. */
  const record = async <T = { id: string }>(url: string, payload: object): Promise<T> => {
    const answer = await call('POST', url, payload)
    if (answer.statusCode !== 201) throw new Error(`${url} ${JSON.stringify(payload)}: ${answer.body}`)
    return answer.json<T>()
  }
  const change = async (url: string, payload: object) => await call('PATCH', url, payload, { 'if-match': String((await call('GET', url)).headers.etag) })
  const graph = async <T>(query: string): Promise<T> => {
    const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: T, errors?: unknown }>()
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
    return answer.data
  }
  return { app, db, superuser, call, get, record, change, graph }
}

export interface ShownChart { on: string, units: { code: string, parent: string | null, depth: number, positions: { code: string, vacant: boolean, holders: { pseudonym: string, ftePercent: number }[], deputies: string[] }[] }[] }
