import t from 'tap'
import { denominators } from '../../src/declarations/index.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { analyseSanctions } from '../../src/sanctions/operations/analyse-sanctions.ts'
import type { AnalysisDeps, AnalysisQuery } from '../../src/sanctions/operations/analyse-sanctions.ts'
import { testApp } from '../support/app.ts'
import { declaration } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'
import { recordNamed, sanction } from './sanctions.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal = { subject: 'x', eori: TEST_OPERATOR, operatorId, scopes: new Set(['sanctions:read']), expiresAt: 2e9 }
const DATES = ['2024-05-06', '2025-05-06', '2025-05-07', '2025-05-08']

t.before(async () => {
  for (const [index, acceptanceDate] of DATES.entries()) await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: declaration({ lrn: `F-${index}`, mrn: `2${acceptanceDate.slice(3, 4)}IT00000000000${index}00`, acceptanceDate, orgUnitId: index === 3 ? 'U-2' : 'U-1' }) })
  for (const declarations of [['25IT00000000000100'], ['25IT00000000000300']]) await app.inject({ method: 'POST', url: '/v1/sanctions', headers: bearer(), payload: sanction({ authorityReference: `F-${declarations[0]}`, declarations, infringementDates: [{ from: '2025-05-06' }] }) })
})

const asked: string[] = []
/** U-1 has two full-time equivalents, of which one came in 2025; U-3 has none of the work. */
const customsStaff: NonNullable<AnalysisDeps['customsStaff']> = async (_tx, days) => {
  asked.push(...days)
  return days.flatMap((day) => [{ day, unit: 'U-1', fte: day < '2025' ? 1 : 2, people: 5 }, { day, unit: 'U-3', fte: 0.5, people: 1 }])
}
const analyse = async (changes: Partial<AnalysisQuery>, staff: AnalysisDeps['customsStaff'] = customsStaff) => {
  asked.length = 0
  const rows = await analyseSanctions({ db, clock: () => new Date('2026-02-03T12:00:00Z'), denominators, customsStaff: staff }, principal, { from: '2025-01-01', to: '2025-12-31', groupBy: 'unit', by: 'facts', view: 'all', ...changes })
  return rows.map(({ key, fte, sanctionsPerFte, declarationsPerFte }) => [key, fte, sanctionsPerFte, declarationsPerFte])
}

t.test('units are set against their own staff of 1 July', async (t) => {
  t.strictSame(await analyse({}), [['U-1', 2, 0.5, 1], ['U-2', 0, null, null]])
  t.strictSame(asked, ['2025-07-01'])
})

t.test('a unit of fewer than five people has no figure of its own, so that none is one of a person', async (t) => {
  const staffed = (people: number): AnalysisDeps['customsStaff'] => async (_tx, days) => days.map((day) => ({ day, unit: 'U-1', fte: 2, people }))
  t.strictSame((await analyse({}, staffed(4)))[0], ['U-1', null, null, null])
  t.strictSame((await analyse({}, staffed(5)))[0], ['U-1', 2, 0.5, 1])
  t.strictSame(await analyse({ groupBy: 'all' }, staffed(4)), [[null, 2, 1, 1.5]], 'the whole has one')
})

t.test('years and the whole are set against all staff of their own middle', async (t) => {
  t.strictSame(await analyse({ groupBy: 'year', from: '2024-01-01' }), [['2024', 1.5, 0, 1 / 1.5], ['2025', 2.5, 0.8, 1.2]])
  t.strictSame(asked, ['2024-07-01', '2025-07-01'])
  t.strictSame(await analyse({ groupBy: 'all', to: '2025-01-31' }), [[null, 2.5, 0, 0]])
  t.strictSame(asked, ['2025-01-16'])
})

t.test('where nobody keeps staff, or it is not of the grouping, there is no figure rather than zero', async (t) => {
  t.strictSame(await analyse({}, async () => []), [['U-1', null, null, null], ['U-2', null, null, null]])
  t.strictSame(await analyse({ groupBy: 'pillar' }), [['classification', null, null, null]])
  t.strictSame(asked, [], 'and nobody is asked')
})

t.test('the organisation tells the staff: who holds a customs position on the day, each year anew', async (t) => {
  await recordNamed(app, { units: ['U-1'], people: ['P-1', 'P-2'] })
  const records: [string, object][] = [
    ['/positions', { code: 'SPEC', title: 'Specialist', unit: 'U-1', responsibilities: ['customs_specialist'], validFrom: '2015-01-01' }], ['/positions', { code: 'CLERK', title: 'Clerk', unit: 'U-1', validFrom: '2015-01-01' }],
    ['/assignments', { person: 'P-1', position: 'SPEC', validFrom: '2024-07-02', ftePercent: 80 }], ['/assignments', { person: 'P-2', position: 'CLERK', validFrom: '2015-01-01' }]
  ]
  for (const [url, payload] of records) t.equal((await app.inject({ method: 'POST', url: `/v1${url}`, headers: bearer(), payload })).statusCode, 201, url)
  const query = (groupBy: string) => `{ sanctionsAnalysis(from: "2024-01-01", to: "2025-12-31", groupBy: ${groupBy}) { key customsFte sanctionsPerFte } }`
  const rowsOf = async (groupBy: string): Promise<unknown> => (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: query(groupBy) } })).json<{ data: { sanctionsAnalysis: unknown } }>().data.sanctionsAnalysis
  t.strictSame(await rowsOf('year'), [{ key: '2024', customsFte: null, sanctionsPerFte: null }, { key: '2025', customsFte: 0.8, sanctionsPerFte: 2.5 }], 'not yet on 1 July 2024')
  t.strictSame(await rowsOf('unit'), [{ key: 'U-1', customsFte: null, sanctionsPerFte: null }, { key: 'U-2', customsFte: 0, sanctionsPerFte: null }], 'one person')
  await recordNamed(app, { people: ['P-3', 'P-4', 'P-5', 'P-6'] })
  for (const person of ['P-3', 'P-4', 'P-5', 'P-6']) t.equal((await app.inject({ method: 'POST', url: '/v1/assignments', headers: bearer(), payload: { person, position: 'SPEC', validFrom: '2024-07-02', ftePercent: 30 } })).statusCode, 201)
  t.strictSame(await rowsOf('unit'), [{ key: 'U-1', customsFte: 2, sanctionsPerFte: 0.5 }, { key: 'U-2', customsFte: 0, sanctionsPerFte: null }], 'five')
})

t.test('without the right nothing is read', async (t) => {
  const stranger = { ...principal, scopes: new Set(['findings:read']) }
  await t.rejects(async () => await analyseSanctions({ db, clock: () => new Date(), denominators }, stranger, { from: '2025-01-01', to: '2025-12-31', groupBy: 'all', by: 'facts', view: 'all' }), { message: /sanctions:read/ })
})
