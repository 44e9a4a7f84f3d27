import t from 'tap'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer } from '../../support/tokens.ts'

/** Which course a need names, and which of its sessions. */

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-06-30T10:00:00Z') })
async function post <T = { id: string }> (url: string, payload: object, headers: Record<string, string> = {}): Promise<T> {
  const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers: { ...bearer(), ...headers }, payload })
  if (answer.statusCode >= 300) throw new Error(`${url} ${answer.body}`)
  return answer.json<T>()
}
interface Suggested { code: string, level: number, session: { code: string, startsOn: string, endsOn: string } | null }
const suggested = async (need: { id: string }): Promise<Suggested | null> =>
  (await app.inject({ url: `/v1/training/needs/${need.id}`, headers: bearer() })).json<{ suggestedCourse: Suggested | null }>().suggestedCourse
const wanted = async (topic: string, level: number, unit?: string): Promise<{ id: string }> =>
  await post('/training/needs', { source: 'other', topic, level, severity: 'advisable', reason: 'x', ...(unit === undefined ? {} : { unit }) })
const course = async (code: string, providerType: string, topics: Record<string, number>, { validFrom = '2020-01-01', hours = '4' } = {}): Promise<unknown> => await post('/training/courses', {
  code, title: code, kind: 'course', provider: 'x', providerType, version: { validFrom, hours, topics: Object.entries(topics).map(([topic, level]) => ({ topic, level })) }
})
const session = async (code: string, of: string, startsOn: string, more: object = {}): Promise<unknown> => await post('/training/sessions', { code, course: of, startsOn, ...more })

for (const code of ['U-1', 'U-2']) await post('/units', { code, name: code, validFrom: '2020-01-01' })

t.test('the course that teaches the fewest other topics comes first, then internal ones, then the nearest level', async (t) => {
  await course('BROAD', 'internal', { value: 2, origin: 2, excise: 2 })
  const need = await wanted('value', 2)
  t.match(await suggested(need), { code: 'BROAD' }, 'where there is no other')
  await course('NARROW', 'vendor', { value: 4 })
  t.match(await suggested(need), { code: 'NARROW' }, 'another provider, but nothing beside what is needed')
  await course('INNER', 'internal', { value: 4 }, { hours: '30' })
  t.match(await suggested(need), { code: 'INNER' }, 'of equals the internal one')
  await course('INNER-3', 'internal', { value: 3 }, { hours: '40' })
  t.match(await suggested(need), { code: 'INNER-3', level: 3 }, 'then the nearest level')
  await course('LOW', 'internal', { value: 1 })
  await course('LATER', 'internal', { value: 2 }, { validFrom: '2026-07-01' })
  t.match(await suggested(need), { code: 'INNER-3' }, 'neither one that does not reach the level nor one that is not in force')
})

t.test('the next planned session of it is named with its days', async (t) => {
  const [need, ofUnit, elsewhere] = [await wanted('value', 3), await wanted('value', 3, 'U-1'), await wanted('value', 3, 'U-2')]
  t.equal((await suggested(need))?.session, null)
  await session('PAST', 'INNER-3', '2026-06-29')
  await session('OFF', 'INNER-3', '2026-07-01', { state: 'cancelled' })
  await session('OTHER', 'BROAD', '2026-07-01')
  t.equal((await suggested(need))?.session, null, 'neither a past, a cancelled, nor one of another course')
  await session('S-1', 'INNER-3', '2026-09-01', { endsOn: '2026-09-02' })
  for (const each of [need, ofUnit, elsewhere]) t.strictSame((await suggested(each))?.session, { code: 'S-1', startsOn: '2026-09-01', endsOn: '2026-09-02' })
  await session('S-U1', 'INNER-3', '2026-08-01', { unit: 'U-1' })
  t.match((await suggested(ofUnit))?.session, { code: 'S-U1', startsOn: '2026-08-01' }, 'that of the unit itself')
  t.match((await suggested(elsewhere))?.session, { code: 'S-1' }, 'not that of another unit')
  t.match((await suggested(need))?.session, { code: 'S-1' }, 'a need of the whole company has none of a unit')
  await session('TODAY', 'INNER-3', '2026-06-30')
  t.match((await suggested(ofUnit))?.session, { code: 'TODAY' }, 'today is not too late')
})

t.test('a session of a version that no longer teaches the topic is not named', async (t) => {
  await course('TURNING', 'internal', { excise: 2 })
  await post('/training/courses/TURNING/versions', { validFrom: '2026-08-01', hours: '4', topics: [{ topic: 'origin', level: 2 }] })
  await session('T-OLD', 'TURNING', '2026-08-10')
  t.match(await suggested(await wanted('excise', 2)), { code: 'TURNING', session: null })
})

t.test('the graph says the same, of gaps too', async (t) => {
  await post('/positions', { code: 'FIN', title: 'x', unit: 'U-1', responsibilities: ['finance'], validFrom: '2020-01-01' })
  await post('/people', { pseudonym: 'p-1', employmentKind: 'employee' })
  await post('/assignments', { person: 'p-1', position: 'FIN', ftePercent: 100, validFrom: '2020-01-01' })
  const query = '{ trainingNeeds(first: 200, filter: { topic: "value" }) { nodes { source unit level suggestedCourse { code session { code startsOn endsOn } } } } }'
  const { data } = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query } })).json<{ data: { trainingNeeds: { nodes: { source: string }[] } } }>()
  t.match(data.trainingNeeds.nodes.find(({ source }) => source === 'gap'), { unit: 'U-1', level: 3, suggestedCourse: { code: 'INNER-3', session: { code: 'TODAY', startsOn: '2026-06-30', endsOn: '2026-06-30' } } })
  t.ok(data.trainingNeeds.nodes.some(({ source }) => source === 'other'))
})
