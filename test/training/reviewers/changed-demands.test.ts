import pg from 'pg'
import t from 'tap'
import { positionOf } from '../../../src/declarations/index.ts'
import { lookAgain } from '../../../src/declarations/examination/examination-jobs.ts'
import { outcomeAt } from '../../../src/declarations/examination/outcome-letters.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { statementsOf } from '../../support/statements.ts'
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

t.test('what is asked by another place of work judges again, from the day of the move', async (t) => {
  const unit = async (url: string, changes: object): Promise<unknown> => (await call('PATCH', url, changes)).json()
  const [clerk, imp] = (await Promise.all([call('GET', '/positions'), call('GET', '/units')])).map((answer) => answer.json<{ items: { id: string, code: string }[] }>().items.find(({ code }) => code === 'CLERK' || code === 'IMP')?.id ?? '')
  await record('/units', { code: 'LAB', name: 'x', ...SINCE })
  t.strictSame(await running(), [], 'a unit nobody works in asks of nobody')
  await unit(`/positions/${clerk}`, { validFrom: '2026-02-15', unit: 'LAB' })
  t.strictSame(await running(), [{ checks: ['CLA-11'], reviewers: ['P-1'] }], 'the position belongs to another unit')
  await settle()
  t.equal(await outcomeOf(decided), 'pass', 'of which nothing above asks more')
  await unit(`/positions/${clerk}`, { validFrom: '2026-02-20', responsibilities: ['customs_specialist'] })
  await settle()
  t.equal(await outcomeOf(decided), 'hit', 'level 3 of the matrix, by its responsibilities')
  await unit(`/positions/${clerk}`, { validFrom: '2026-02-21', responsibilities: [], unit: 'IMP' })
  await settle()
  t.equal(await outcomeOf(decided), 'hit', 'back under the unit that asks for level 3')
  await unit(`/units/${imp}`, { validFrom: '2026-02-22', parent: null })
  t.strictSame(await running(), [{ checks: ['CLA-11'], reviewers: ['P-1'] }], 'its unit stands under another one')
  await settle()
  t.equal(await outcomeOf(decided), 'pass')
  await unit(`/units/${imp}`, { validFrom: '2026-02-22', parent: 'CUS' })
  await settle()
  t.equal(await outcomeOf(decided), 'hit')
})

t.test('what is asked by another assignment judges again', async (t) => {
  const { items } = (await call('GET', '/assignments?person=P-1')).json<{ items: { id: string }[] }>()
  await call('PATCH', `/assignments/${items[0]?.id ?? ''}`, { validTo: '2026-03-01' })
  t.strictSame(await running(), [{ checks: ['CLA-11'], reviewers: ['P-1'] }])
  await settle()
  t.equal(await outcomeOf(decided), 'pass', 'whoever left the day before comes under no requirement of the place')
  await record('/assignments', { person: 'P-1', position: 'CLERK', validFrom: '2026-03-02', validTo: '2026-05-31', ftePercent: 100 })
  await settle()
  t.equal(await outcomeOf(decided), 'hit')
})

t.test('a move that changes nothing of what was asked by then judges nothing again', async (t) => {
  const { items } = (await call('GET', '/assignments?person=P-1')).json<{ items: { id: string, validFrom: string }[] }>()
  const last = items.find(({ validFrom }) => validFrom === '2026-03-02')?.id ?? ''
  const [position] = (await call('GET', '/positions')).json<{ items: { id: string }[] }>().items
  for (const [url, changes] of [[`/assignments/${last}`, { ftePercent: 50 }], [`/positions/${position?.id ?? ''}`, { title: 'Clerk' }], [`/positions/${position?.id ?? ''}`, { validFrom: '2099-01-01', responsibilities: ['finance'] }]] as const) {
    t.equal((await call('PATCH', url, changes)).statusCode, 200)
    t.strictSame(await running(), [], JSON.stringify(changes))
  }
  await record('/people', { pseudonym: 'P-3', employmentKind: 'employee' })
  await record('/assignments', { person: 'P-3', position: 'CLERK', validFrom: '2099-02-01', ftePercent: 100 })
  t.strictSame(await running(), [])
})

t.test('what asks nothing of a reviewer judges nothing again', async (t) => {
  for (const [code, changes] of [['OTHER-TOPIC', { unit: 'CUS', topic: 'value' }], ['AFTER', { position: 'CLERK', validFrom: '2026-06-01' }]] as const) {
    await record('/training/requirements', requirement(code, changes))
    t.strictSame(await running(), [], code)
  }
})

t.test('a change of organisation takes the same number of statements, however many people it moves', async (t) => {
  const [unit] = (await call('GET', '/units')).json<{ items: { id: string, code: string }[] }>().items.filter(({ code }) => code === 'IMP')
  const counts: number[] = []
  for (const [parent, more] of [[null, 0], ['CUS', 0], [null, 12], ['CUS', 0]] as const) {
    for (let index = 0; index < more; index++) {
      await record('/people', { pseudonym: `M-${index}`, employmentKind: 'employee' })
      await record('/assignments', { person: `M-${index}`, position: 'CLERK', ...SINCE, ftePercent: 100 })
    }
    await settle()
    counts.push((await statementsOf(db, async () => await call('PATCH', `/units/${unit?.id ?? ''}`, { validFrom: '2026-02-22', parent }))).length)
    t.equal((await running()).length, 1)
  }
  t.equal(counts[2], counts[0])
  t.equal(counts[3], counts[1])
})
