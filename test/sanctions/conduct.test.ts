import t from 'tap'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer } from '../support/tokens.ts'
import { sanction } from './sanctions.ts'

const database = await testDatabase(t)
const { app } = await testApp(t, database.appUrl)

const call = async (method: 'GET' | 'POST' | 'PATCH' | 'PUT', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
async function graph<T> (query: string, variables: object = {}): Promise<T> {
  const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query, variables } })).json<{ data: T, errors?: unknown }>()
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}
let numbers = 0
const record = async (from: string, changes: Record<string, unknown> = {}): Promise<string> => {
  const answer = await call('POST', '/sanctions', sanction({ authorityReference: `C-${++numbers}`, infringementDates: [{ from }], decisionDate: '2025-11-01', ...changes }))
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json<{ id: string }>().id
}

interface Conduct {
  windowFrom: string, infringements: { sanctionId: string, leavesOn: string | null, recurrence: string, inWindow: boolean }[], recurringTypes: object[], minor: { sanctions: number, declarations: number }
  measures: { measure: string, value: number | null, level: string | null, amberAbove: number, red: { state: string, day: string | null } | null }[], thresholdsFrom: string, records: { query: string, variables: string }
}
const window = async (on: string): Promise<Conduct> => (await graph<{ conductWindow: Conduct }>(`{ conductWindow(on: "${on}") { windowFrom infringements { sanctionId leavesOn recurrence inWindow decidedLater } recurringTypes { pillar sanctions }
  minor { sanctions declarations items ratePer1000 { value low high } } measures { measure value level amberAbove redAbove amber { state day earliest latest perYear } red { state day earliest latest } } thresholdsFrom records { query variables } } }`)).conductWindow

/** A confirmed finding with a corrective action that is in place since the day. */
async function correctiveAction (implementedOn: string): Promise<string> {
  const pushed = await call('POST', '/declarations', declaration({ lrn: 'C-1', acceptanceDate: '2024-05-06', items: [item({ taric2: undefined })] }))
  const { items: [finding] } = (await call('GET', `/findings?declarationId=${pushed.json<{ declarationId: string }>().declarationId}`)).json<{ items: { id: string }[] }>()
  await call('POST', `/findings/${finding?.id}/review`, { decision: 'confirmed', words: 'x', cause: 'training' }, { 'if-match': '*' })
  const { id } = (await call('POST', '/findings/actions', { kind: 'training', description: 'x', owner: 'x', dueOn: '2024-06-01', findingIds: [finding?.id] })).json<{ id: string }>()
  const done = await call('POST', `/findings/actions/${id}/implement`, { implementedOn }, { 'if-match': '*' })
  if (done.statusCode !== 200) throw new Error(done.body)
  return id
}

t.test('the window shows serious, repeated and criminal infringements with the day on which each leaves', async (t) => {
  const action = await correctiveAction('2024-07-01')
  const serious = await record('2023-12-15', { severity: 'serious', pillar: 'origin' })
  const crime = await record('2015-02-02', { severity: 'serious', pillar: 'duties', seriousCrime: true })
  const first = await record('2024-02-29', { pillar: 'value', correctiveActionIds: [action] })
  const again = await record('2024-07-01', { pillar: 'value' })
  const repeated = await record('2024-07-02', { pillar: 'value' })
  const annulled = await record('2024-08-01', { severity: 'serious', pillar: 'licences' })
  for (const status of ['lodged', 'annulled']) t.equal((await call('POST', `/sanctions/${annulled}/appeal`, { status, on: '2025-11-10' }, { 'if-match': '*' })).statusCode, 200)
  const conduct = await window('2025-12-01')
  t.strictSame(conduct.infringements.map(({ sanctionId, leavesOn, recurrence }) => [sanctionId, leavesOn, recurrence]), [[serious, '2026-12-16', 'first'], [repeated, '2027-07-03', 'repeated'], [crime, null, 'first']])
  t.match(conduct, { windowFrom: '2022-12-01', recurringTypes: [{ pillar: 'value', sanctions: 3 }], minor: { sanctions: 3, declarations: 1 }, thresholdsFrom: 'internal_default' })
  t.match(conduct.measures, [{ measure: 'serious', value: 1, level: 'amber', amberAbove: 0, red: { state: 'not_at_present_rate' } }, { measure: 'repeated', value: 1, level: 'amber' }, { measure: 'recurring_types', value: 1, level: 'green' }, { measure: 'minor_per_1000', value: 3000, level: 'red' }, { measure: 'weighted_per_1000', value: 13000, red: null }])
  t.strictSame((await window('2026-12-16')).infringements.map(({ sanctionId }) => sanctionId), [repeated, crime], 'gone on the day')
  t.ok((await window('2026-12-15')).infringements.some(({ sanctionId }) => sanctionId === serious), 'and there on the day before')
  t.match((await window('2027-02-28')).recurringTypes, [{ pillar: 'value', sanctions: 3 }])
  t.match((await window('2027-03-01')).recurringTypes, [{ pillar: 'value', sanctions: 2 }], 'what happened on a leap day leaves with February')
  t.equal((await window('2027-03-01')).infringements.some(({ sanctionId }) => sanctionId === repeated), false, 'and what it made repeated is so no longer')
  const listed = await graph<{ sanctions: { nodes: { id: string }[] } }>(conduct.records.query, JSON.parse(conduct.records.variables) as object)
  t.strictSame(listed.sanctions.nodes.map(({ id }) => id).toSorted(), [serious, first, again, repeated].toSorted(), 'its records are those of the window')
})

t.test('weights and thresholds are internal defaults until the operator sets its own, and every state is kept', async (t) => {
  const defaults = await call('GET', '/sanctions/settings')
  t.match(defaults.json(), { source: 'internal_default', revision: 0, weights: { minor: 1, medium: 3, serious: 10 }, thresholds: { serious: { amber: 0, red: 1 }, repeated: { amber: 0, red: 1 }, recurring_types: { amber: 1, red: 2 } }, reason: null })
  t.equal(defaults.headers.etag, '"0"')
  const { weights, thresholds } = defaults.json<{ weights: Record<string, number>, thresholds: Record<string, { amber: number, red: number }> }>()
  const body = { weights: { ...weights, minor: 2 }, thresholds: { ...thresholds, serious: { amber: 1, red: 4 } }, reason: 'Agreed with the board.' }
  t.equal((await call('PUT', '/sanctions/settings', body)).statusCode, 428)
  t.equal((await call('PUT', '/sanctions/settings', body, { 'if-match': '"1"' })).statusCode, 412)
  t.match((await call('PUT', '/sanctions/settings', { ...body, thresholds: { ...thresholds, serious: { amber: 2, red: 1 } } }, { 'if-match': '"0"' })).json(), { errors: [{ pointer: '/thresholds/serious/red' }] })
  for (const [heavy, pointer] of [[{ minor: 50 }, '/weights/medium'], [{ minor: 4, medium: 3 }, '/weights/medium'], [{ medium: 11 }, '/weights/serious']] as [Record<string, number>, string][]) {
    t.match((await call('PUT', '/sanctions/settings', { ...body, weights: { ...weights, ...heavy } }, { 'if-match': '"0"' })).json<{ errors: { pointer: string }[] }>().errors.at(-1), { pointer })
  }
  const both = await Promise.all([1, 2].map(async () => await call('PUT', '/sanctions/settings', body, { 'if-match': '"0"' })))
  t.equal(both.filter(({ statusCode }) => statusCode === 200).length, 1, 'of two changes one comes too late')
  t.ok(both.every(({ statusCode }) => [200, 409, 412].includes(statusCode)))
  t.match((await call('GET', '/sanctions/settings')).json(), { source: 'operator', revision: 1, weights: { minor: 2 }, thresholds: { serious: { amber: 1, red: 4 } }, reason: 'Agreed with the board.' })
  const conduct = await window('2025-12-01')
  t.match(conduct, { thresholdsFrom: 'operator', measures: [{ measure: 'serious', level: 'green', amberAbove: 1 }, {}, {}, {}, { value: 16000 }] })
  t.match(await graph('{ sanctionsAnalysis(from: "2024-01-01", to: "2024-12-31", groupBy: all) { weightedPer1000 } }'), { sanctionsAnalysis: [{ weightedPer1000: 6000 }] })
})

t.test('a day that does not exist is refused, and without a day it is today', async (t) => {
  const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: '{ conductWindow(on: "2025-02-29") { on } }' } })).json<{ errors?: unknown[] }>()
  t.ok(answer.errors)
  t.strictSame(await graph('{ conductWindow { on } }'), { conductWindow: { on: new Date().toISOString().slice(0, 10) } })
})
