import { addCounts, JSON_TYPE, NOTHING_LOADED, readPage, refused, sendRecord } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import type { Members } from './perimeter/perimeter-record.ts'
import { APPETITES } from './risks/appetites.ts'
import { contentOf, countedDays, testsOf } from './risks/control-tests.ts'
import { CONTROLS } from './risks/controls.ts'
import type { ControlSeed } from './risks/controls.ts'
import { ownerOf, verdictOn } from './risks/stated-risks.ts'
import type { ProposedRisk } from './risks/stated-risks.ts'
import type { Service, ServiceAnswer } from './service.ts'
import type { Trader } from './trader.ts'

/** Loads what people say of risks and do against them: once findings are decided, since controls are tested by them. */

interface RegisteredRisk extends ProposedRisk { readonly state: string, readonly owner: object | null }
interface KnownControl { readonly code: string }
interface KnownTest { readonly way: string, readonly testedOn: string }

const counted = (created: boolean): LoadCount => created ? { created: 1, there: 0 } : { created: 0, there: 1 }

/** The catalogue's risks with owners and what was said of each, and what the board takes on. */
export async function loadRegister (service: Service, { until }: Trader): Promise<LoadCount> {
  const { taken } = JSON.parse((await send(service, 'POST', '/v1/risks/proposals', {})).body) as { taken: readonly string[] }
  const { items } = await readPage<{ items: readonly RegisteredRisk[] }>(service, '/v1/risks?limit=1000')
  let count: LoadCount = { created: taken.length, there: items.length - taken.length }
  for (const risk of items) count = addCounts(count, await loadRisk(service, risk, until))
  return addCounts(count, await loadAppetites(service))
}

async function loadRisk (service: Service, risk: RegisteredRisk, until: string): Promise<LoadCount> {
  const path = `/v1/risks/${risk.code}`
  if (risk.owner === null) await send(service, 'PATCH', path, { owner: ownerOf(risk) })
  const verdict = verdictOn(risk, until)
  if (verdict === undefined) return counted(risk.owner === null)
  if (risk.state === 'proposed') await send(service, 'POST', `${path}/${verdict.step}`, verdict.payload)
  return addCounts(counted(risk.owner === null), counted(risk.state === 'proposed'))
}

async function loadAppetites (service: Service): Promise<LoadCount> {
  const { items } = await readPage<{ items: readonly { area: string, set: object | null }[] }>(service, '/v1/risk-appetites')
  let count = NOTHING_LOADED
  for (const { area, ...appetite } of APPETITES) {
    const isSet = items.some((one) => one.area === area && one.set !== null)
    if (!isSet) await send(service, 'PUT', `/v1/risk-appetites/${area}`, appetite)
    count = addCounts(count, counted(!isSet))
  }
  return count
}

/** Controls with their ratings, links and tests. */
export async function loadControls (service: Service, trader: Trader): Promise<LoadCount> {
  const { items } = await readPage<{ items: readonly KnownControl[] }>(service, '/v1/controls?limit=1000')
  let count = NOTHING_LOADED
  for (const seed of CONTROLS) {
    const isThere = items.some(({ code }) => code === seed.code)
    if (!isThere) await sendRecord(service, { path: '/v1/controls', payload: contentOf(seed, trader) })
    count = addCounts(addCounts(count, counted(!isThere)), await loadTests(service, seed, trader, isThere))
  }
  return count
}

async function loadTests (service: Service, seed: ControlSeed, trader: Trader, isThere: boolean): Promise<LoadCount> {
  const path = `/v1/controls/${seed.code}/tests`
  const known = isThere ? (await readPage<{ items: readonly KnownTest[] }>(service, `${path}?limit=1000`)).items : []
  let count = NOTHING_LOADED
  for (const test of testsOf(seed, trader)) {
    const isKnown = known.some(({ way, testedOn }) => way === 'manual' && testedOn === test['testedOn'])
    if (!isKnown) await sendRecord(service, { path, payload: test })
    count = addCounts(count, counted(!isKnown))
  }
  if (seed.counted === undefined) return count
  if (known.some(({ way }) => way === 'automatic')) return addCounts(count, counted(false))
  return addCounts(count, await runTest(service, `${path}/run`, trader))
}

/** In a small year there may be no case to judge, or too few people to tell of. */
async function runTest (service: Service, path: string, trader: Trader): Promise<LoadCount> {
  const answer = await service.request({ method: 'POST', path, body: JSON.stringify(countedDays(trader)), mediaType: JSON_TYPE })
  if (answer.status === 409 && (JSON.parse(answer.body) as { because?: string }).because === 'nothing_judged') return NOTHING_LOADED
  if (answer.status >= 300) throw refused(path, answer)
  return counted(true)
}

async function send (service: Service, method: 'POST' | 'PUT' | 'PATCH', path: string, payload: Members): Promise<ServiceAnswer> {
  const answer = await service.request({ method, path, body: JSON.stringify(payload), mediaType: JSON_TYPE, ifMatch: '*' })
  if (answer.status >= 300) throw refused(path, answer)
  return answer
}
