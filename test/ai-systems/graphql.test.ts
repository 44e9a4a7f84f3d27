import t from 'tap'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { Inventory, MINIMAL } from '../support/ai-systems.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
let now = new Date('2026-11-20T10:00:00Z')
const { app } = await testApp(t, appUrl, {}, { clock: () => now })
const inventory = new Inventory(app)
await inventory.prepare()
const PROOF = { reference: 'DMS-1', sha256: 'a'.repeat(64) }

const graph = async (query: string, operator?: string) => {
  const { data, errors } = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer({ scope: 'ai:read', ...(operator === undefined ? {} : { operator }) }), payload: { query } })).json<{ data: Record<string, unknown>, errors?: unknown }>()
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data
}
const nodesOf = async <Node>(query: string): Promise<Node[]> => (Object.values(await graph(query))[0] as { nodes: Node[] }).nodes

// Two that suggest codes, one of them in use; one of a broker, in use, for origin and value; one of HR that nobody assessed; one retired.
const used = await inventory.inUse('A-USED')
const idle = await inventory.register('B-IDLE', { provider: 'Other' })
await inventory.assess(idle, { s_ai_system: true })
await inventory.call('POST', '/representatives', { eori: 'DE12345', name: 'Broker', kind: 'customs_representative' })
const broker = await inventory.inUse('C-BROKER', { pillars: ['origin', 'value'], processSteps: ['origin'], operatedBy: 'representative', representative: 'DE12345' }, { ...MINIMAL, c_domains: ['origin'] })
await inventory.register('D-HR', { pillars: [], processSteps: ['hr'] })
const retired = await inventory.inUse('E-GONE')
await inventory.step(retired, 'retired')

t.test('systems are read with what was found, by any of their filters', async (t) => {
  const codes = async (filter: string, more = '') => (await nodesOf<{ code: string }>(`{ aiSystems(${more} filter: { ${filter} }) { nodes { code } } }`)).map(({ code }) => code)
  t.match(await nodesOf('{ aiSystems(first: 1) { nodes { code status autonomy operatedBy representative reviewMode models { name version } assessment { number class ruleSetVersion } attention questions } } }'),
    [{ code: 'A-USED', status: 'in_use', autonomy: 'suggest', reviewMode: 'full', models: [{ name: 'codewise-lm', version: '3.1' }], assessment: { number: 1, class: 'minimal' }, attention: [], questions: ['1.3.2', '3.7', '3.8'] }])
  t.strictSame(await codes('class: minimal'), ['A-USED', 'C-BROKER', 'E-GONE'])
  t.strictSame(await codes('pillar: value'), ['C-BROKER'])
  t.strictSame(await codes('status: in_use, pillar: classification'), ['A-USED'])
  t.strictSame(await codes('provider: "Other"'), ['B-IDLE'])
  t.strictSame(await codes('status: in_use', 'on: "2026-11-19"'), [])
  const { aiSystems: first } = await graph('{ aiSystems(first: 2) { nodes { code } pageInfo { hasNextPage endCursor } } }') as { aiSystems: { pageInfo: { hasNextPage: boolean, endCursor: string } } }
  t.strictSame((await nodesOf<{ code: string }>(`{ aiSystems(first: 2, after: "${first.pageInfo.endCursor}") { nodes { code } } }`)).map(({ code }) => code), ['C-BROKER', 'D-HR'])
})

t.test('the inventory is counted by class, pillar, status and provider, and as it was', async (t) => {
  const counts = async (by: string, on = '') => ((await graph(`{ aiInventory(by: ${by}${on}) { key systems inUse } }`))['aiInventory'] as { key: string | null, systems: number, inUse: number }[]).map(({ key, systems, inUse }) => [key, systems, inUse])
  t.strictSame(await counts('class'), [['minimal', 3, 2], [null, 2, 0]])
  t.strictSame(await counts('pillar'), [['classification', 3, 1], ['origin', 1, 1], ['value', 1, 1], [null, 1, 0]], 'under each of its pillars')
  t.strictSame(await counts('status'), [['in_use', 2, 2], ['proposed', 2, 0], ['retired', 1, 0]])
  t.strictSame(await counts('provider'), [['Codewise', 4, 2], ['Other', 1, 0]])
  now = new Date('2026-11-22T10:00:00Z')
  await inventory.step(used, 'suspended')
  t.strictSame(await counts('status'), [['in_use', 1, 1], ['proposed', 2, 0], ['retired', 1, 0], ['suspended', 1, 0]])
  t.strictSame(await counts('status', ', on: "2026-11-21"'), [['in_use', 2, 2], ['proposed', 2, 0], ['retired', 1, 0]])
  t.strictSame(await counts('status', ', on: "2026-11-19"'), [])
})

t.test('what is due is listed the earliest day first, and what is late by itself', async (t) => {
  interface Due { system: string, obligation: string, dueOn: string, overdue: boolean, owner: string | null }
  const due = async (of: string): Promise<Due[]> => await nodesOf<Due>(`{ aiObligations(${of}) { nodes { system obligation dueOn overdue owner } } }`)
  now = new Date('2026-11-20T10:00:00Z')
  t.strictSame(await due('overdue: true'), [], 'on the day they came to be owed')
  now = new Date('2026-11-21T10:00:00Z')
  const late = await due('overdue: true')
  t.strictSame([...new Set(late.map(({ system }) => system))].toSorted(), ['A-USED', 'C-BROKER'], 'of what is in use or suspended, and not of what is retired')
  await inventory.call('PUT', `/ai-systems/${broker}/obligations/OB-4-LITERACY`, { state: 'fulfilled', evidence: PROOF })
  await inventory.call('PUT', `/ai-systems/${broker}/obligations/OB-5-SCREEN`, { state: 'open', dueOn: '2026-11-01', owner: { kind: 'position', code: 'AI-OWNER' } })
  const left = await due('overdue: true')
  t.equal(left.length, late.length - 1)
  t.match(left[0], { system: 'C-BROKER', obligation: 'OB-5-SCREEN', dueOn: '2026-11-01', overdue: true, owner: 'AI-OWNER' })
  t.strictSame((await due('dueTo: "2026-11-10"')).map(({ obligation }) => obligation), ['OB-5-SCREEN'])
  t.ok((await due('system: "A-USED"')).every(({ system }) => system === 'A-USED'))
  const { aiObligations: first } = await graph('{ aiObligations(first: 1) { pageInfo { endCursor } } }') as { aiObligations: { pageInfo: { endCursor: string } } }
  t.strictSame(await due(`first: 100, after: "${first.pageInfo.endCursor}"`), (await due('first: 100')).slice(1))
})

t.test('controls that lack are listed by system and control, until they are in order', async (t) => {
  interface Gap { system: string, control: string, state: string, severity: string }
  const gaps = async (of: string): Promise<Gap[]> => await nodesOf<Gap>(`{ aiControlGaps(${of}) { nodes { system control state severity } } }`)
  const before = await gaps('first: 100, system: "A-USED"')
  t.match(before[0], { system: 'A-USED', control: 'AIC-01', state: 'unrated', severity: 'high' })
  await inventory.call('PUT', `/ai-systems/${used}/controls/AIC-01`, { rating: 'operating', evidence: PROOF })
  await inventory.call('PUT', `/ai-systems/${used}/controls/AIC-02`, { rating: 'designed' })
  const after = await gaps('first: 100, system: "A-USED"')
  t.equal(after.length, before.length - 1)
  t.match(after[0], { control: 'AIC-02', state: 'designed' })
  t.ok((await gaps('first: 200, severity: medium')).every(({ severity }) => severity === 'medium'))
  t.notOk((await gaps('first: 200')).some(({ system }) => system === 'E-GONE'), 'of what is retired none')
  const { aiControlGaps: first } = await graph('{ aiControlGaps(first: 30) { pageInfo { endCursor } } }') as { aiControlGaps: { pageInfo: { endCursor: string } } }
  t.strictSame((await gaps(`first: 10, after: "${first.pageInfo.endCursor}"`)), (await gaps('first: 40')).slice(30))
})

t.test('each question of the questionnaire says which AI it must mention, and how far controls support it', async (t) => {
  const effects = (await graph('{ aiQuestionnaire { question title systems applicable working coverage weakest { system control state } } }'))['aiQuestionnaire'] as { question: string, systems: string[], working: number, coverage: number | null }[]
  t.strictSame(effects.map(({ question }) => question), ['1.3.2', '1.3.3', '1.3.4', '1.3.5', '3.5.1', '3.5.4', '3.7', '3.8'])
  t.strictSame(effects.map(({ systems }) => systems.join(' ')), ['A-USED', '', 'C-BROKER', '', 'C-BROKER', '', 'A-USED C-BROKER', 'A-USED C-BROKER'])
  t.match(effects[0], { title: 'Tariff classification', weakest: { system: 'A-USED', state: 'unrated' } })
  t.match(effects[1], { applicable: 0, coverage: null, weakest: null })
  t.match(effects[6], { working: 1 }, 'AIC-01 of A-USED')
})

t.test('another operator has none of it', async (t) => {
  t.match(await graph('{ aiSystems(first: 1) { nodes { id } } aiInventory(by: pillar) { key } aiObligations(first: 1) { nodes { system } } aiControlGaps(first: 1) { nodes { system } } }', OTHER_OPERATOR),
    { aiSystems: { nodes: [] }, aiInventory: [], aiObligations: { nodes: [] }, aiControlGaps: { nodes: [] } })
})
