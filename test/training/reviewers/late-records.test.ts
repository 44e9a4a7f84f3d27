import pg from 'pg'
import t from 'tap'
import { positionOf } from '../../../src/declarations/index.ts'
import { lookAgain } from '../../../src/declarations/examination/examination-jobs.ts'
import { outcomeAt } from '../../../src/declarations/examination/outcome-letters.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

/** Proposals of AI systems are judged again by themselves when training of who decided them comes late, or turns out to be none. */

const database = await testDatabase(t)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const { app, db, examiner } = await testApp(t, database.appUrl)
const call = async (method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), 'if-match': '*', ...headers }, ...(payload === undefined ? {} : { payload }) })
async function record (url: string, payload: object): Promise<string> {
  const answer = await call('POST', url, payload)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<{ id: string }>().id
}
const settle = async (): Promise<void> => { await lookAgain({ db, examiner, clock: () => new Date() }) }

let serial = 0
async function decidedBy (reviewerId: string | undefined, acceptanceDate: string): Promise<string> {
  const aiAssisted = reviewerId === undefined ? {} : { aiAssisted: { classification: { systemId: 'AI-1', reviewerId } } }
  const answer = await call('POST', '/declarations', declaration({ lrn: `L-${++serial}`, acceptanceDate, items: [item(aiAssisted)] }))
  return answer.json<{ declarationId: string }>().declarationId
}
async function outcome (id: string): Promise<string | undefined> {
  const { rows: [row] } = await superuser.query<{ outcomes: string }>('select outcomes from aeo.examinations where declaration_id = $1 and counted', [id])
  return outcomeAt(row?.outcomes ?? '', positionOf('CLA-11') ?? -1)
}
interface Run { state: string, from: string, to: string, only: object, examined: number }
const runs = async (): Promise<Run[]> => (await call('GET', '/checks/runs')).json<{ items: Run[] }>().items
const trained = async (reference: string, person: string, completedOn: string, more: object = {}) => await record('/training/records', { reference, person, topic: 'classification', level: 2, completedOn, result: 'passed', ...more })


for (const pseudonym of ['P-1', 'P-2']) await record('/people', { pseudonym, employmentKind: 'employee' })
await trained('other', 'P-2', '2026-01-01', { topic: 'value' })

t.test('where no declaration carries a proposal, nothing is examined again', async (t) => {
  await decidedBy(undefined, '2026-03-02')
  await trained('early', 'P-2', '2026-01-02')
  t.strictSame(await runs(), [])
})

let [before, on, other] = ['', '', '']

t.test('a record that comes late cures what was decided since its day, and a second one waits with it', async (t) => {
  before = await decidedBy('P-1', '2026-03-01')
  on = await decidedBy('P-1', '2026-03-02')
  other = await decidedBy('P-2', '2026-03-02')
  t.strictSame([await outcome(before), await outcome(on), await outcome(other)], ['hit', 'hit', 'pass'])
  await trained('late', 'P-1', '2026-03-02')
  await trained('later', 'P-2', '2026-03-20')
  t.match(await runs(), [{ state: 'running', only: { checks: ['CLA-11'], reviewers: ['P-1', 'P-2'] } }], 'one run for both')
  await settle()
  t.strictSame([await outcome(before), await outcome(on), await outcome(other)], ['hit', 'pass', 'pass'])
  t.match(await runs(), [{ state: 'done', examined: 3 }])
})

t.test('a revocation opens what was decided from its day on', async (t) => {
  const { items } = (await call('GET', '/training/records?person=P-1')).json<{ items: { id: string, reference: string }[] }>()
  const late = items.find(({ reference }) => reference === 'late')
  t.equal((await call('POST', `/training/records/${late?.id ?? ''}/revoke`, { from: '2026-03-02', reason: 'Not passed after all' })).statusCode, 200)
  t.match(await runs(), [{ state: 'running', only: { reviewers: ['P-1'] } }, { state: 'done' }])
  await settle()
  t.strictSame([await outcome(on), await outcome(other)], ['hit', 'pass'])
})

t.test('a record of another topic judges nothing again', async (t) => {
  await trained('origin', 'P-1', '2026-03-02', { topic: 'origin' })
  t.notOk((await runs()).some(({ state }) => state === 'running'))
})

t.test('of very many people all proposals are looked at', async (t) => {
  const lines = Array.from({ length: 101 }, (_, index) => ({ pseudonym: `M-${index}`, employmentKind: 'employee' }))
  for (const line of lines) await record('/people', line)
  const file = lines.map(({ pseudonym }) => JSON.stringify({ reference: pseudonym, person: pseudonym, topic: 'classification', level: 1, completedOn: '2026-03-01', result: 'passed' })).join('\n')
  t.equal((await app.inject({ method: 'POST', url: '/v1/training/records/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: file })).statusCode, 200)
  t.strictSame((await runs()).find(({ state }) => state === 'running')?.only, { checks: ['CLA-11'] })
  await settle()
  t.match((await runs())[0], { state: 'done', examined: 3 })
})

t.test('what was decided up to 366 days after acceptance is looked at again, later decisions only by a run of one\'s own', async (t) => {
  await settle()
  await record('/people', { pseudonym: 'P-LATE', employmentKind: 'employee' })
  const decidedLate = async (lrn: string, acceptanceDate: string): Promise<string> => (await call('POST', '/declarations', declaration({
    lrn, acceptanceDate, items: [item({ aiAssisted: { classification: { systemId: 'AI-1', reviewerId: 'P-LATE', reviewedAt: '2025-03-03T08:00:00Z' } } })]
  }))).json<{ declarationId: string }>().declarationId
  const [tooLong, inTime] = [await decidedLate('LATE-367', '2024-03-01'), await decidedLate('LATE-366', '2024-03-02')]
  await trained('late-decision', 'P-LATE', '2025-03-03')
  t.equal((await runs())[0]?.from, '2024-03-02')
  await settle()
  t.strictSame([await outcome(tooLong), await outcome(inTime)], ['hit', 'pass'])
  await call('POST', '/checks/runs', { from: '2024-03-01', to: '2024-03-01', reason: 'Decided late', only: { checks: ['CLA-11'], reviewers: ['P-LATE'] } })
  await settle()
  t.equal(await outcome(tooLong), 'pass')
})
