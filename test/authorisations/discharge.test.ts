import pg from 'pg'
import t from 'tap'
import { lookAgain } from '../../src/declarations/index.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

/** Entries for inward processing, judged by the period of the authorisation and by its extensions. */

const database = await testDatabase(t)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
let today = '2026-11-25'
const clock = () => new Date(`${today}T10:00:00Z`)
const { app, db, examiner } = await testApp(t, database.appUrl, {}, { clock })

const headers = bearer()
const post = async (url: string, payload: object): Promise<{ id: string, declarationId: string }> => {
  const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers, payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return answer.json()
}
const entry = async (mrn: string): Promise<string> => (await post('/declarations', declaration({ lrn: mrn, mrn, status: 'released', items: [item({ requestedProcedure: '51' })] }))).declarationId
const lateness = async (id: string): Promise<string[]> => (await superuser.query<{ of: string }>(
  'select concat_ws(\' \', state, closed_because) as of from aeo.findings where declaration_id = $1 and check_id = \'PRO-11\' order by opened_at', [id])).rows.map(({ of }) => of)
const looksAgain = async (): Promise<number> => await lookAgain({ db, examiner, clock })

const [first, second] = ['26IT000000000ABCR6', '26IT000000000ABDR7'] as const
t.test('an entry is late the day after its period, and an extension that is recorded later cures it', async (t) => {
  const { id } = await post('/authorisations', { holderEori: TEST_OPERATOR, type: 'IPO', reference: 'ITIPO1', decisionDate: '2026-01-02', terms: { scope: { procedures: ['51'], dischargePeriodMonths: 9 } } })
  const [extended, other] = [await entry(first), await entry(second)]
  today = '2026-12-02'
  await looksAgain()
  t.strictSame([await lateness(extended), await lateness(other)], [[], []], 'nine months after the second of March it is in time')
  today = '2026-12-03'
  await looksAgain()
  t.strictSame([await lateness(extended), await lateness(other)], [['open'], ['open']])
  await post(`/authorisations/${id}/extensions`, { mrn: first, dischargeBy: '2027-03-31', decisionDate: '2026-12-03' })
  t.equal(await looksAgain(), 1, 'the entry of the extension alone is examined again')
  t.strictSame([await lateness(extended), await lateness(other)], [['closed cured'], ['open']])
  today = '2027-04-01'
  await looksAgain()
  t.strictSame(await lateness(extended), ['closed cured', 'open'], 'and is late when that is over too')
})
