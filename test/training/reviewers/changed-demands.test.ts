import pg from 'pg'
import t from 'tap'
import { positionOf } from '../../../src/declarations/index.ts'
import { lookAgain } from '../../../src/declarations/examination/examination-jobs.ts'
import { outcomeAt } from '../../../src/declarations/examination/outcome-letters.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

/** Proposals of AI systems are judged again by themselves when other competence is asked of those who decided them. */

const database = await testDatabase(t)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const { app, db, examiner } = await testApp(t, database.appUrl)
const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
async function record (url: string, payload: object): Promise<string> {
  const answer = await call('POST', url, payload)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<{ id: string }>().id
}
const settle = async (): Promise<void> => { await lookAgain({ db, examiner, clock: () => new Date() }) }
async function outcomeOf (id: string): Promise<string | undefined> {
  const { rows: [row] } = await superuser.query<{ outcomes: string }>('select outcomes from aeo.examinations where declaration_id = $1 and counted', [id])
  return outcomeAt(row?.outcomes ?? '', positionOf('CLA-11') ?? -1)
}
const running = async () => (await call('GET', '/checks/runs')).json<{ items: { state: string, only: object }[] }>().items.filter(({ state }) => state === 'running').map(({ only }) => only)
const requirement = (code: string, changes: object) => ({ code, topic: 'classification', level: 3, legalSource: 'Instruction 7', validFrom: '2026-01-01', ...changes })

const SINCE = { validFrom: '2020-01-01' }
for (const [url, body] of [
  ['/units', { code: 'CUS', name: 'x', ...SINCE }], ['/units', { code: 'IMP', name: 'x', parent: 'CUS', ...SINCE }], ['/positions', { code: 'CLERK', title: 'x', unit: 'IMP', ...SINCE }],
  ['/people', { pseudonym: 'P-1', employmentKind: 'employee' }], ['/people', { pseudonym: 'P-2', employmentKind: 'employee' }], ['/assignments', { person: 'P-1', position: 'CLERK', validFrom: '2021-01-01', validTo: '2026-05-31', ftePercent: 100 }],
  ['/training/records', { reference: 'level-2', person: 'P-1', topic: 'classification', level: 2, completedOn: '2026-02-01', result: 'passed' }]
] as const) await record(url, body)
const decided = (await call('POST', '/declarations', declaration({ lrn: 'D-1', acceptanceDate: '2026-03-02', items: [item({ aiAssisted: { classification: { systemId: 'AI-1', reviewerId: 'P-1' } } })] }))).json<{ declarationId: string }>().declarationId

t.test('a requirement of the unit above that asks for more opens what its people decided, of those too who left since', async (t) => {
  t.equal(await outcomeOf(decided), 'pass')
  await record('/training/requirements', requirement('ABOVE', { unit: 'CUS' }))
  t.strictSame(await running(), [{ checks: ['CLA-11'], reviewers: ['P-1'] }])
  await settle()
  t.equal(await outcomeOf(decided), 'hit')
})

t.test('one of the person that asks for less cures it', async (t) => {
  const id = await record('/training/requirements', requirement('OF-P1', { person: 'P-1', level: 2 }))
  await settle()
  t.equal(await outcomeOf(decided), 'pass')
  await call('PATCH', `/training/requirements/${id}`, { validTo: '2026-03-01' })
  await settle()
  t.equal(await outcomeOf(decided), 'hit', 'and not for longer than it holds')
})

t.test('what asks nothing of a reviewer judges nothing again', async (t) => {
  for (const [code, changes] of [['OTHER-TOPIC', { unit: 'CUS', topic: 'value' }], ['AFTER', { position: 'CLERK', validFrom: '2026-06-01' }]] as const) {
    await record('/training/requirements', requirement(code, changes))
    t.strictSame(await running(), [], code)
  }
})
