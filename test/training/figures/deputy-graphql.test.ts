import t from 'tap'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { organisationOverHttp } from '../../organisation/organisation-over-http.ts'
import { bearer } from '../../support/tokens.ts'

const { app, record, graph } = await organisationOverHttp()

await record('/units', { code: 'CUS', name: 'x', validFrom: '2020-01-01' })
await record('/positions', { code: 'HEAD', title: 'x', unit: 'CUS', responsibilities: ['head_of_customs'], validFrom: '2020-01-01' })
for (const pseudonym of ['P-1', 'P-2', 'P-3']) await record('/people', { pseudonym, employmentKind: 'employee' })
await record('/assignments', { person: 'P-1', position: 'HEAD', validFrom: '2021-01-01', ftePercent: 100 })
for (const person of ['P-2', 'P-3']) await record('/deputies', { person, position: 'HEAD', validFrom: '2021-01-01' })
/** All that the matrix asks of the head, as far as standing in asks for it. */
const topics = [...SHIPPED_CATALOGUE.matrix.get('head_of_customs') ?? []].map(([topic, { level }]) => ({ topic, level: Math.min(level, 2) }))
await record('/training/courses', { code: 'LEAD', title: 'x', kind: 'course', provider: 'x', providerType: 'internal', version: { validFrom: '2020-01-01', hours: '8', topics } })
await record('/training/records', { reference: 'r-2', person: 'P-2', course: 'LEAD', completedOn: '2025-03-02', result: 'passed' })

const QUERY = '{ a: keyPersonRisks(on: "2026-03-02") { responsibility deputies trainedDeputies } b: keyPersonRisks(on: "2026-03-03") { trainedDeputies } }'

t.test('a deputy counts as trained through the last day of what was learnt, each risk as of its own day', async (t) => {
  t.strictSame(await graph(QUERY), { a: [{ responsibility: 'head_of_customs', deputies: ['P-2', 'P-3'], trainedDeputies: ['P-2'] }], b: [{ trainedDeputies: [] }] })
})

t.test('who is trained is not shown without the scope for people', async (t) => {
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer({ scope: 'organisation:read training:read' }), payload: { query: QUERY } })
  t.match(answer.json(), { data: { a: [{ deputies: ['P-2', 'P-3'], trainedDeputies: null }], b: [{ trainedDeputies: null }] } })
})
