import t from 'tap'
import { addDays, utcDay } from '../../src/platform/calendar.ts'
import { testApp } from '../support/app.ts'
import type { Called } from '../support/ai-systems.ts'
import { testDatabase } from '../support/postgres.ts'
import { AskedQuestionnaire } from '../support/questionnaire.ts'
import { bearer } from '../support/tokens.ts'

/**
 * A year of changes at random, told early, late, corrected and taken back, against what the chart and the registers themselves say: where they
 * say of the day somebody looked, or of today, something else than whoever looked was told, the answer does not stand.
 */

let now = new Date('2026-01-10T10:00:00Z')
const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl, {}, { clock: () => now })
const asked = new AskedQuestionnaire(app)
await asked.prepare()
const call = async (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object): Promise<Called> =>
  await app.inject({ method, url: `/v1${path}`, headers: { ...bearer(), 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
await call('POST', '/representatives', { eori: 'DE9', name: 'x', kind: 'other' })

/** The same numbers for the same seed. */
let state = 7
const below = (most: number): number => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
  return Math.floor(state / 65_536) % most
}
const pick = <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0]
const about = (before: number, after: number): string => addDays(utcDay(now), below(before + after + 1) - before)

const made = new Map<string, string[]>()
const create = async (path: string, payload: object): Promise<Called> => {
  const answer = await call('POST', path, payload)
  if (answer.statusCode === 201) made.set(path, [...made.get(path) ?? [], answer.json<{ id: string }>().id])
  return answer
}
/** One of those that were made; nothing happens while there is none. */
const change = async (path: string, payload: object): Promise<Called | undefined> => {
  const [first, ...rest] = made.get(path) ?? []
  return first === undefined ? undefined : await call('PATCH', `${path}/${pick([first, ...rest])}`, payload)
}

let step = 0
const happens = (): Promise<Called | undefined> => pick<() => Promise<Called | undefined>>([
  async () => await create('/assignments', { person: pick(['P-HEAD', 'P-OTHER']), position: pick(['HEAD', 'CLERK']), ftePercent: 0, validFrom: about(40, 20), ...below(2) === 0 ? {} : { validTo: about(0, 60) } }),
  async () => await change('/assignments', pick<object>([{ validTo: null }, { validTo: about(20, 40) }, { validFrom: about(30, 10) }, { ftePercent: below(3) }])),
  async () => await call('PATCH', `/positions/${pick(['HEAD', 'CLERK'])}`, { responsibilities: pick([[], ['head_of_customs'], ['security_officer'], ['classification_owner', 'head_of_customs']]), validFrom: about(10, 20) }),
  async () => await create('/software', { code: `S${step}`, name: 'x', kind: 'erp', hosting: 'cloud', validFrom: about(40, 20) }),
  async () => await change('/software', pick<object>([{ validTo: null }, { validTo: about(20, 40) }, { validFrom: about(30, 10) }, { hosting: pick(['cloud', 'own_premises']) }])),
  async () => await create('/mandates', { representative: 'DE9', representation: 'direct', validFrom: about(40, 20), ...below(2) === 0 ? {} : { validTo: about(0, 60) } }),
  async () => await change('/mandates', pick<object>([{ validTo: about(10, 50) }, { validTo: null }, { revokedOn: about(10, 30) }, { revokedOn: null }, { procedures: [pick(['40', '51'])] }])),
  async () => await create('/organisation/legal-entities', { eori: `FR${step}`, name: 'x', relation: 'subsidiary', validFrom: about(30, 0) }),
  async () => await change('/organisation/legal-entities', { validTo: pick<string | null>([null, about(5, 0)]) }),
  async () => await create('/sites', { code: `L${step}`, name: 'x', address: 'x', country: 'IT', validFrom: about(40, 20) }),
  async () => await change('/sites', { closed: below(2) === 0, validFrom: about(10, 10) })
])()

interface Chart { readonly units: readonly { readonly positions: readonly { readonly code: string, readonly responsibilities: readonly string[], readonly holders: readonly { readonly pseudonym: string }[] }[] }[] }
interface Listed { readonly id: string, readonly hosting?: string, readonly procedures?: readonly string[] }

/** What the registers say of a day, by the question that speaks of it. */
async function saidOf (on: string): Promise<Map<string, string>> {
  const positions = (await call('GET', `/organisation/chart?on=${on}`)).json<Chart>().units.flatMap((unit) => unit.positions)
  const holders = (of: string): string => positions.flatMap(({ code, responsibilities, holders }) => responsibilities.includes(of) ? holders.map(({ pseudonym }) => `${code} ${pseudonym}`) : []).toSorted().join()
  const listed = async (path: string): Promise<string> =>
    (await call('GET', `${path}?on=${on}&limit=1000`)).json<{ items: Listed[] }>().items.map(({ id, hosting = '', procedures = [] }) => `${id} ${hosting} ${procedures.join(' ')}`).toSorted().join()
  return new Map([['1.1.3', holders('head_of_customs')], ['6.1.1', holders('security_officer')], ['1.3.2', holders('classification_owner')],
    ['3.2.1', await listed('/software')], ['1.3.1', await listed('/mandates')], ['1.1.1', await listed('/organisation/legal-entities')], ['1.1.5', await listed('/sites')]])
}

t.test('no answer stands that speaks of what the registers no longer say', { timeout: 120_000 }, async (t) => {
  const seen = new Map<string, { readonly on: string, readonly said: string | undefined }>()
  const look = async (question: string): Promise<void> => { seen.set(question, { on: utcDay(now), said: (await saidOf(utcDay(now))).get(question) }) }
  for (const question of (await saidOf(utcDay(now))).keys()) {
    await asked.answer(question)
    await look(question)
  }
  let needed = 0
  for (step = 1; step <= 150; step++) {
    now = new Date(now.getTime() + pick([1000, 72_000, 3_600_000, 86_400_000, 2 * 86_400_000]))
    await happens()
    const stale = new Set((await asked.list('?state=stale')).items.map(({ id }) => id))
    const days = new Map<string, Map<string, string>>()
    for (const day of new Set([utcDay(now), ...[...seen.values()].map(({ on }) => on)])) days.set(day, await saidOf(day))
    const wrong = [...seen].filter(([question, { on, said }]) => [on, utcDay(now)].some((day) => days.get(day)?.get(question) !== said)).map(([question]) => question)
    needed += wrong.length
    t.strictSame(wrong.filter((question) => !stale.has(question)), [], `step ${step}, ${now.toISOString()}`)
    for (const question of stale) {
      if (below(6) > 0) continue
      await asked.confirm(question)
      await look(question)
    }
  }
  t.ok(needed > 100, 'much was said anew')
})
