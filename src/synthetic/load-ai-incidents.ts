import { incidentsOf } from './ai/incidents.ts'
import type { Incident } from './ai/incidents.ts'
import { addCounts, JSON_TYPE, NOTHING_LOADED, readPage, refused } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import type { Members } from './perimeter/perimeter-record.ts'
import type { Service, ServiceRequest } from './service.ts'
import type { Trader } from './trader.ts'

/** Records what went wrong with AI systems, what was reported and what was found. What is there already is left as it is. */
export async function loadAiIncidents (service: Service, { until }: Trader): Promise<LoadCount> {
  const { items: systems } = await readPage<{ items: readonly { id: string, code: string }[] }>(service, '/v1/ai-systems?limit=100')
  const { items: known } = await readPage<{ items: readonly Kept[] }>(service, '/v1/ai-incidents?limit=100')
  let count = NOTHING_LOADED
  for (const incident of incidentsOf(until)) {
    const there = known.find(({ system, kind, occurredOn }) => system === incident.system && kind === incident.payload.kind && occurredOn === incident.payload.occurredOn)
    const system = systems.find(({ code }) => code === incident.system)?.id ?? ''
    const kept = there ?? await send(service, { method: 'POST', path: `/v1/ai-systems/${system}/incidents` }, incident.payload)
    count = addCounts(addCounts(count, counted(there === undefined)), await follow(service, incident, kept))
  }
  return count
}

interface Kept { readonly id: string, readonly system: string, readonly kind: string, readonly occurredOn: string, readonly state: string, readonly reports: readonly { readonly recipient: string, readonly state: string }[] }

const counted = (isNew: boolean): LoadCount => isNew ? { created: 1, there: 0 } : { created: 0, there: 1 }

async function follow (service: Service, { reports, closing }: Incident, { id, state, reports: owed }: Kept): Promise<LoadCount> {
  let count = NOTHING_LOADED
  for (const [recipient, report] of Object.entries(reports)) {
    const isOpen = owed.some((one) => one.recipient === recipient && one.state === 'open')
    if (isOpen) await send(service, { method: 'PUT', path: `/v1/ai-incidents/${id}/reports/${recipient}` }, report)
    count = addCounts(count, counted(isOpen))
  }
  if (closing === undefined) return count
  if (state === 'open') await send(service, { method: 'POST', path: `/v1/ai-incidents/${id}/close` }, closing)
  return addCounts(count, counted(state === 'open'))
}

async function send (service: Service, { method, path }: Pick<ServiceRequest, 'method' | 'path'>, payload: Members): Promise<Kept> {
  const answer = await service.request({ method, path, body: JSON.stringify(payload), mediaType: JSON_TYPE, ifMatch: '*' })
  if (answer.status >= 300) throw refused(path, answer)
  return JSON.parse(answer.body) as Kept
}
