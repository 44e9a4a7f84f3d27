import pg from 'pg'
import t from 'tap'
import { lookAgain } from '../../../src/declarations/examination/examination-jobs.ts'
import { upTo } from '../../../src/declarations/examination/run-scope.ts'
import type { PassedRow } from '../../../src/declarations/examination/run-scope.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const { app, db, examiner } = await testApp(t, database.appUrl)
await addOperator(db.operations, TEST_OPERATOR, 'x')
const clock = () => new Date()

const push = async (payload: object): Promise<string> => (await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload })).json<{ declarationId: string }>().declarationId
const start = async (only?: object, period: object = { from: '2026-03-01', to: '2026-03-31' }) =>
  await app.inject({ method: 'POST', url: '/v1/checks/runs', headers: bearer(), payload: { ...period, reason: 'A register changed', ...(only === undefined ? {} : { only }) } })

const MRN = '26IT000000000ABCR6'
const ids = new Map<string, string>()
for (const [name, changes] of Object.entries({
  goods: { items: [item(), item({ itemNumber: 2, goodsRef: 'G-1' })] },
  likeGoods: { items: [item({ goodsRef: 'G-10' })] },
  authorised: { authorisations: [{ type: 'IPO', reference: 'ITIPO"1', holder: 'IT01234567890' }] },
  documented: { items: [item({ documents: [{ type: 'C601', reference: 'ITIPO"1' }] })] },
  represented: { representative: { eori: 'IT999', status: '2' } },
  numbered: { mrn: MRN },
  processed: { items: [item({ requestedProcedure: '51', goodsRef: 'G-1' })] },
  reviewed: { items: [item(), item({ itemNumber: 2, aiAssisted: { classification: { systemId: 'AI-1', reviewerId: 'P-1', reviewedAt: '2026-03-01T09:00:00Z' } } })] },
  otherwise: { items: [item({ aiAssisted: { classification: { systemId: 'AI-1', reviewerId: 'P-10', reviewedAt: '2026-03-01T09:00:00Z' } } })] },
  april: { acceptanceDate: '2026-04-01', items: [item({ goodsRef: 'G-1' })] }
})) ids.set(name, await push(declaration({ lrn: name, ...changes })))

/** Names of the declarations that the run examined. */
async function examinedBy (only?: object): Promise<string[]> {
  await superuser.query('update aeo.examinations set examined_at = \'2000-01-01\'')
  const answer = await start(only)
  if (answer.statusCode !== 202) throw new Error(answer.body)
  await lookAgain({ db, examiner, clock })
  const { rows } = await superuser.query<{ id: string }>('select declaration_id as id from aeo.examinations where examined_at > \'2000-01-01\'')
  const found = [...ids].filter(([, id]) => rows.some((row) => row.id === id)).map(([name]) => name)
  const run = (await app.inject({ url: answer.headers.location ?? '', headers: bearer() })).json<{ state: string, done: number, examined: number, total: number, only: object }>()
  t.strictSame(run, { ...run, state: 'done', done: run.total, examined: found.length, only: only ?? {} }, 'the run says what it went through and what it examined')
  return found
}

const cases: [name: string, only: object | undefined, wanted: string[]][] = [
  ['nothing narrowed', undefined, ['goods', 'likeGoods', 'authorised', 'documented', 'represented', 'numbered', 'processed', 'reviewed', 'otherwise']],
  ['an empty narrowing', {}, ['goods', 'likeGoods', 'authorised', 'documented', 'represented', 'numbered', 'processed', 'reviewed', 'otherwise']],
  ['goods of any item, and none that begin alike', { goodsRef: 'G-1' }, ['goods', 'processed']],
  ['an authorisation, at the header or as a document', { authorisation: 'ITIPO"1' }, ['authorised', 'documented']],
  ['a representative', { representative: 'IT999' }, ['represented']],
  ['MRNs', { mrns: [MRN] }, ['numbered']],
  ['checks that applied', { checks: ['PRO-02'] }, ['processed']],
  ['somebody who decided a proposal of any item, and nobody named alike', { reviewers: ['P-1', 'P-2'] }, ['reviewed']],
  ['several at once must all hold', { goodsRef: 'G-1', checks: ['PRO-02'] }, ['processed']]
]
for (const [name, only, wanted] of cases) t.test(`a run looks at ${name}`, async (t) => { t.strictSame(await examinedBy(only), wanted) })

t.test('a check that was off, or that the release did not know, may have applied', async (t) => {
  await superuser.query('update aeo.examinations set outcomes = overlay(outcomes placing \'-\' from 1) where declaration_id = $1', [ids.get('goods')])
  await superuser.query('update aeo.examinations set release = \'another\' where declaration_id = $1', [ids.get('represented')])
  t.strictSame(await examinedBy({ checks: ['ID-01'] }), ['goods', 'represented', 'numbered'])
})

t.test('what cannot be is refused', async (t) => {
  t.equal((await start({ checks: ['ZZZ-99'] })).statusCode, 404)
  for (const only of [{ goods: 'G-1' }, { goodsRef: '' }, { goodsRef: 'a\u0000b' }, { mrns: [] }, { mrns: ['x'] }, { representative: 'acme' }, { checks: [] }]) t.equal((await start(only)).statusCode, 400, JSON.stringify(only))
  t.match((await start({ goodsRef: '%', representative: 'IT998', mrns: [MRN, '26IT000000000ABDR7'] })).json(), { errors: [{ pointer: '/only/goodsRef' }, { pointer: '/only/representative' }, { pointer: '/only/mrns/1' }] }, 'names that no declaration has')
})

t.test('a step takes as many statements for a hundred as for one, and goes through what nothing touches without examining it', async (t) => {
  for (let index = 0; index < 30; index++) await push(declaration({ lrn: `many-${index}`, items: [item({ goodsRef: 'MANY' })] }))
  await push(declaration({ lrn: 'none', acceptanceDate: '2026-04-01', items: [item({ goodsRef: 'NONE' })] }))
  await push(declaration({ lrn: 'one', items: [item({ goodsRef: 'ONE' })] }))
  const run = async (only: object): Promise<number> => {
    await start(only)
    return (await statementsOf(db, async () => { await lookAgain({ db, examiner, clock }) })).length
  }
  await run({ goodsRef: 'MANY' })
  const [many, one, none] = [await run({ goodsRef: 'MANY' }), await run({ goodsRef: 'ONE' }), await run({ goodsRef: 'NONE' })]
  t.equal(many, one)
  t.ok(none < one)
})

t.test('a step ends with the last that it may examine', (t) => {
  const rows = [...'.x.xx.'].map((sign, index): PassedRow => ({ id: String(index), counted_on: '2026-03-02', touched: sign === 'x' }))
  const step = (atMost: number, isAll = true) => { const { rows: taken, isLast } = upTo(rows, atMost, isAll); return [taken.length, isLast] }
  t.strictSame([step(1), step(2), step(3), step(4), step(3, false)], [[3, false], [4, false], [6, true], [6, true], [6, false]])
  t.end()
})
