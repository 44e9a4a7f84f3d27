import t from 'tap'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)

const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}) =>
  await app.inject({ method, url: `/v1/training/topics${url}`, headers: { ...bearer(), ...headers }, ...(payload === undefined ? {} : { payload }) })
interface Topic { code: string, number: string | null, own: boolean, roles: { responsibility: string, level: number }[], pillars: string[] }
interface Page { items: Topic[], nextCursor: string | null }

t.test('the catalogue ships with what the matrix asks of each role', async (t) => {
  const { items, nextCursor } = (await call('GET', '')).json<Page>()
  t.strictSame(items.map(({ number }) => number), Array.from({ length: 17 }, (_, index) => `T${index + 1}`))
  t.equal(nextCursor, null)
  t.match(items.find(({ code }) => code === 'duties_trade_defence'), {
    number: 'T5', kind: 'subject', refresherMonths: 24, legalSource: 'UCC 39(d); UCC-IA 27', own: false, pillars: ['duties', 'trade_defence'],
    roles: [{ responsibility: 'head_of_customs', level: 3, onlyForPillarReviewed: false, aiUse: false }]
  })
  t.strictSame(items.find(({ code }) => code === 'duties_trade_defence')?.roles.filter(({ responsibility }) => ['sales_export', 'logistics'].includes(responsibility)), [], 'what is not asked of a role does not stand there')
  t.match((await call('GET', '/ai_literacy')).json(), { requiredFrom: '2025-02-02', requiredFromSource: 'AI Act Art. 113(a)' })
  t.match((await call('GET', '/origin')).json(), { requiredFrom: null, requiredFromSource: null })
  t.match((await call('GET', '/ai_literacy')).json<Topic>().roles.find(({ responsibility }) => responsibility === 'ai_reviewer'), { level: 3, aiUse: true })
})

t.test('an own topic is recorded once, found beside the catalogue, and changed', async (t) => {
  const topic = { code: 'SOP 12/returns', name: 'Returned goods', kind: 'procedure', refresherMonths: 24 }
  const answer = await call('POST', '', topic, { 'idempotency-key': 'topic-1' })
  t.match(answer, { statusCode: 201, headers: { etag: '"1"', location: '/v1/training/topics/SOP%2012%2Freturns' } })
  t.match(answer.json(), { ...topic, number: null, legalSource: null, requiredFrom: null, requiredFromSource: null, own: true, roles: [], pillars: [] })
  t.equal((await call('POST', '', topic, { 'idempotency-key': 'topic-1' })).body, answer.body, 'the same key is the same answer')
  t.match((await call('POST', '', topic)).json(), { type: '/problems/training-topic-exists', status: 409, code: topic.code })
  t.match((await call('POST', '', { ...topic, code: 'origin' })).json(), { type: '/problems/training-topic-exists' }, 'a code of the catalogue is taken')

  const url = '/SOP%2012%2Freturns'
  t.match(await call('GET', url), { statusCode: 200, headers: { etag: '"1"' } })
  t.equal((await call('GET', url, undefined, { 'if-none-match': '"1"' })).statusCode, 304)
  t.equal((await call('PATCH', url, { name: 'Returns' })).statusCode, 428)
  t.equal((await call('PATCH', url, { name: 'Returns' }, { 'if-match': '"2"' })).statusCode, 412)
  t.match(await call('PATCH', url, { name: 'Returns', refresherMonths: null }, { 'if-match': '"1"' }), { statusCode: 200, headers: { etag: '"2"' } })
  t.match((await call('PATCH', url, { name: 'Returns' }, { 'if-match': '"2"' })).headers, { etag: '"2"' }, 'what changes nothing is no change')
  t.match((await call('GET', url)).json(), { name: 'Returns', refresherMonths: null })

  const { items } = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).json<{ items: { type: string, data: object }[] }>()
  t.match(items.filter(({ type }) => type.startsWith('training_topic.')), [
    { type: 'training_topic.recorded', data: { revision: 1, after: { code: topic.code, refresherMonths: 24 } } },
    { type: 'training_topic.changed', data: { revision: 2, fields: ['name', 'refresherMonths'], before: { refresherMonths: 24 }, after: { refresherMonths: null } } }
  ])
  t.notMatch(JSON.stringify(items), /Return/, 'words stand in no event')
})

t.test('topics of the catalogue stay as they are', async (t) => {
  t.match((await call('PATCH', '/origin', { refresherMonths: 36 }, { 'if-match': '*' })).json(), { type: '/problems/training-topic-shipped', status: 409, hint: /requirements/ })
  t.equal((await call('PATCH', '/astrology', { refresherMonths: 36 }, { 'if-match': '*' })).statusCode, 404)
  t.equal((await call('GET', '/astrology')).statusCode, 404)
  const etag = String((await call('GET', '/origin')).headers.etag)
  t.equal((await call('GET', '/origin', undefined, { 'if-none-match': etag })).statusCode, 304)
})

t.test('what is no topic is refused by its field', async (t) => {
  const topic = { code: 'x', name: 'x', kind: 'subject' }
  for (const [change, pointer] of [[{ kind: 'course' }, '/kind'], [{ refresherMonths: 0 }, '/refresherMonths'], [{ refresherMonths: 121 }, '/refresherMonths'], [{ name: ' ' }, '/name'], [{ code: 'é' }, '/code'], [{ level: 2 }, '/level']] as const) {
    t.match((await call('POST', '', { ...topic, ...change })).json(), { status: 400, errors: [{ pointer }] }, JSON.stringify(change))
  }
})

t.test('pages follow each other without repeating or leaving out a topic', async (t) => {
  for (const code of ['b_topic', 'a_topic']) await call('POST', '', { code, name: code, kind: 'subject' })
  const codes: string[] = []
  let cursor: string | null = null
  do {
    const page: Page = (await call('GET', `?limit=4${cursor === null ? '' : `&cursor=${cursor}`}`)).json<Page>()
    codes.push(...page.items.map(({ code }) => code))
    cursor = page.nextCursor
  } while (cursor !== null)
  t.equal(codes.length, 20)
  t.strictSame(codes.slice(-3), ['SOP 12/returns', 'a_topic', 'b_topic'])
  const graph = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: '{ trainingTopics(first: 100) { nodes { code number own roles { responsibility level } pillars } } }' } })).json<{ data: { trainingTopics: { nodes: Topic[] } } }>()
  t.strictSame(graph.data.trainingTopics.nodes.map(({ code }) => code), codes, 'the graph says the same')
})

t.test('a page holds at most 250 topics, read in order and once', async (t) => {
  const own = Array.from({ length: 240 }, (_, index) => `z_topic_${String(index).padStart(3, '0')}`)
  for (const code of own) await call('POST', '', { code, name: code, kind: 'subject' })
  const first = (await call('GET', '?limit=1000')).json<{ items: { code: string }[], nextCursor: string | null }>()
  const second = (await call('GET', `?limit=1000&cursor=${first.nextCursor}`)).json<{ items: { code: string }[], nextCursor: string | null }>()
  t.strictSame([first.items.length, second.items.length, second.nextCursor], [250, 10, null])
  t.strictSame([...first.items, ...second.items].slice(20).map(({ code }) => code), own)
})
