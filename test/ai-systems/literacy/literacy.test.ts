import t from 'tap'
import { testApp } from '../../support/app.ts'
import { Inventory } from '../../support/ai-systems.ts'
import { testDatabase } from '../../support/postgres.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer } from '../../support/tokens.ts'

/** Who works with AI must be taught (AI Act Art. 4), from the register of systems to the matrix, the gaps and the key figure. */

t.setTimeout(120_000)
const { appUrl } = await testDatabase(t)
let today = '2026-03-01'
const clock = () => new Date(`${today}T10:00:00Z`)
const { app, db } = await testApp(t, appUrl, {}, { clock })
const inventory = new Inventory(app)
await inventory.prepare()
const record = async (path: string, payload: object) => {
  const answer = await inventory.call('POST', path, payload)
  if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`)
  return answer.json<{ id: string }>()
}
const graph = async <T>(query: string): Promise<T> => {
  const answer = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: T, errors?: unknown }>()
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}

await record('/units', { code: 'IMPORT', name: 'Import', parent: 'CUSTOMS', validFrom: '2020-01-01' })
await record('/units', { code: 'SALES', name: 'Sales', validFrom: '2020-01-01' })
for (const [code, unit] of [['CLERK', 'IMPORT'], ['SELLER', 'SALES']]) await record('/positions', { code, title: 'x', unit, validFrom: '2020-01-01' })
const people: [string, string][] = [['P-HEAD', 'AI-OWNER'], ['P-1', 'CLERK'], ['P-2', 'CLERK'], ['P-3', 'CLERK'], ['P-4', 'CLERK'], ['P-5', 'CLERK'], ['P-SELLER', 'SELLER'], ['P-DEPUTY', 'SELLER']]
for (const [pseudonym, position] of people) {
  await record('/people', { pseudonym, employmentKind: 'employee' })
  await record('/assignments', { person: pseudonym, position, validFrom: '2021-01-01', ftePercent: 100 })
}

interface Matrix { trainingMatrix: { nodes: { person: string, cells: { topic: string, state: string, level: number | null, basis: string | null, of: string | null, requiredSince: string | null, dueOn: string | null }[] }[] } }
const matrixOn = async (on: string) => Object.fromEntries((await graph<Matrix>(`{ trainingMatrix(on: "${on}", topic: "ai_literacy", first: 100) { nodes { person cells { topic state level basis of requiredSince dueOn } } } }`)).trainingMatrix.nodes
  .flatMap(({ person, cells }) => cells.map((cell) => [person, cell] as const)))
const needs = async () => (await inventory.call('GET', '/training/needs?source=new_ai_system&limit=100')).json<{ items: { id: string, topic: string, level: number, state: string, references: string[], reason: string, dueOn: string }[] }>().items

let tariff = ''
t.test('nobody owes anything for a system that is not in use yet', async (t) => {
  tariff = await inventory.register('TARIFF', { deputy: { kind: 'person', code: 'P-DEPUTY' }, users: { units: ['IMPORT'], positions: [] } })
  await inventory.assess(tariff)
  await inventory.step(tariff, 'assessed')
  t.strictSame(await matrixOn(today), {})
  t.strictSame(await needs(), [])
})

t.test('once it is in use, those of its units and positions owe AI literacy, and who answers for it more, with days to learn', async (t) => {
  t.equal((await inventory.step(tariff, 'in_use')).statusCode, 200)
  const matrix = await matrixOn(today)
  t.strictSame(Object.keys(matrix).toSorted(), ['P-1', 'P-2', 'P-3', 'P-4', 'P-5', 'P-DEPUTY', 'P-HEAD'])
  t.match(matrix['P-1'], { state: 'due', level: 2, basis: 'ai_use', of: 'TARIFF', requiredSince: '2026-03-01', dueOn: '2026-05-29' })
  t.match(matrix['P-HEAD'], { level: 3, basis: 'ai_use' })
  t.match(matrix['P-DEPUTY'], { level: 3, basis: 'ai_use' })
  t.match((await matrixOn('2026-05-30'))['P-1'], { state: 'missing' }, 'and then it is a gap')
  t.strictSame(await matrixOn('2026-02-28'), {}, 'of the day before nothing is asked')
  const asked = await graph<{ trainingRequirements: { nodes: unknown[] } }>('{ trainingRequirements(on: "2026-03-01", topic: "ai_literacy") { nodes { position level basis of requirement } } }')
  t.strictSame(asked.trainingRequirements.nodes, [{ position: 'AI-OWNER', level: 3, basis: 'ai_use', of: 'TARIFF', requirement: null }, { position: 'CLERK', level: 2, basis: 'ai_use', of: 'TARIFF', requirement: null }])
})

t.test('it opens a need for them, which names no one of them in the log', async (t) => {
  const [need, ...more] = await needs()
  t.strictSame(more, [])
  t.match(need, { topic: 'ai_literacy', level: 3, state: 'open', references: ['TARIFF'], reason: 'AI system TARIFF comes into use', dueOn: '2026-04-30' })
  t.match((await inventory.call('GET', `/training/needs/${need?.id ?? ''}`)).json(), { people: { length: 7 } })
  const events = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer({ scope: 'events:read training:read' }) })).json<{ items: { type: string, data: unknown }[] }>().items.filter(({ type }) => type === 'training_need.opened')
  t.match(events, [{ data: { source: 'new_ai_system', topic: 'ai_literacy' } }])
  t.notMatch(JSON.stringify(events), /P-/)
})

t.test('a material change asks it of them again; what is not material, and what comes back, does not', async (t) => {
  await inventory.call('PATCH', `/ai-systems/${tariff}`, { name: 'Another name' })
  await inventory.step(tariff, 'suspended')
  t.equal((await needs()).length, 1)
  await inventory.call('PATCH', `/ai-systems/${tariff}`, { models: [{ name: 'codewise-lm', version: '4' }], users: { units: ['IMPORT'], positions: ['SELLER'] } })
  t.equal((await needs()).length, 1, 'while one is open, whoever is new joins it')
  t.match((await inventory.call('GET', `/training/needs/${(await needs())[0]?.id ?? ''}`)).json(), { people: { length: 8 } })
  const id = (await needs())[0]?.id ?? ''
  const revision = String((await inventory.call('GET', `/training/needs/${id}`)).headers['etag'])
  t.equal((await inventory.call('POST', `/training/needs/${id}/close`, { reason: 'Told at the meeting' }, undefined, { 'if-match': revision })).statusCode, 200)
  await inventory.call('PATCH', `/ai-systems/${tariff}`, { models: [{ name: 'codewise-lm', version: '5' }] })
  t.match((await needs()).map(({ state, reason }) => [state, reason]).toSorted(), [['closed', 'AI system TARIFF comes into use'], ['open', 'AI system TARIFF has changed materially']])
})

t.test('coverage and the key figure count them, and what they show closes gap and need', async (t) => {
  const figure = async () => (await graph<{ kpis: unknown[] }>('{ kpis(names: ["ai_literacy_coverage"], from: "2026-03-01", to: "2026-03-01") { value { value numerator denominator } } }')).kpis
  t.match(await figure(), [{ value: { numerator: '0', denominator: '8' } }])
  for (const [person] of people) await record('/training/records', { reference: `R-${person}`, person, topic: 'ai_literacy', level: 3, completedOn: today, result: 'passed', provider: 'x', providerType: 'internal' })
  t.match(await figure(), [{ value: { numerator: '8', denominator: '8' } }])
  t.match((await matrixOn(today))['P-1'], { state: 'valid' })
  t.match((await needs()).map(({ state }) => state), ['closed', 'closed'])
})

t.test('however many systems there are, a report costs as many statements, and so does putting one in use', async (t) => {
  const report = async () => await statementsOf(db, async () => await matrixOn(today))
  const few = await report()
  const putInUse = async (code: string) => {
    const id = await inventory.register(code, { users: { units: ['IMPORT', 'SALES'], positions: ['CLERK'] } })
    await inventory.assess(id)
    await inventory.step(id, 'assessed')
    return await statementsOf(db, async () => await inventory.step(id, 'in_use'))
  }
  const first = await putInUse('MORE-1')
  for (let n = 2; n < 12; n++) await putInUse(`MORE-${n}`)
  t.equal((await report()).length, few.length)
  t.equal((await putInUse('MORE-12')).length, first.length)
})

t.test('a retired system asks for nothing from its last day on', async (t) => {
  today = '2026-03-10'
  for (const { id } of (await inventory.call('GET', '/ai-systems?limit=100')).json<{ items: { id: string }[] }>().items) await inventory.step(id, 'retired')
  t.match((await matrixOn('2026-03-10'))['P-1'], { state: 'not_required' })
  t.match((await matrixOn('2026-03-09'))['P-1'], { state: 'valid', basis: 'ai_use' })
})
