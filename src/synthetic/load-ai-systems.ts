import { lifeOf } from './ai/lives.ts'
import type { LifeStep, StepKind } from './ai/lives.ts'
import { SYSTEMS } from './ai/systems.ts'
import type { SystemSeed } from './ai/systems.ts'
import { addCounts, JSON_TYPE, loadRecord, NOTHING_LOADED, readPage, refused } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import { dayAfter, firstDay } from './seasons.ts'
import type { Service } from './service.ts'
import type { Trader } from './trader.ts'

/** Registers the AI systems and takes each through its life: before any output or declaration names one. */
export async function loadAiSystems (service: Service, { until }: Trader): Promise<LoadCount> {
  let count = NOTHING_LOADED
  for (const seed of SYSTEMS) count = addCounts(count, await loadSystem(service, seed, until))
  return count
}

async function loadSystem (service: Service, { code, registered, content }: SystemSeed, until: string): Promise<LoadCount> {
  const { id, created } = await loadRecord(service, { path: PATH, payload: { code, validFrom: dayAfter(firstDay(until), registered), ...content }, listed: `${PATH}?limit=100`, same: ['code'] })
  const steps = lifeOf(code, until)
  const taken = created ? new Map<StepKind, number>() : await stepsTaken(service, `${PATH}/${id}`)
  let count: LoadCount = created ? { created: 1, there: 0 } : { created: 0, there: 1 }
  for (const step of steps) {
    const before = taken.get(step.kind) ?? 0
    if (before > 0) taken.set(step.kind, before - 1)
    else await take(service, `${PATH}/${id}`, step)
    count = addCounts(count, before > 0 ? { created: 0, there: 1 } : { created: 1, there: 0 })
  }
  return count
}
const PATH = '/v1/ai-systems'

type Listed = Readonly<Record<string, unknown>>
/** Where steps of a kind are listed, and which entries are such steps: the first version and the first status come with the system. */
const LISTS: Readonly<Record<StepKind, { readonly path: string, readonly isStep: (entry: Listed) => boolean }>> = {
  change: { path: 'versions?limit=100', isStep: ({ version }) => version !== 1 },
  assessment: { path: 'assessments?limit=100', isStep: () => true },
  status: { path: 'status?limit=100', isStep: ({ number }) => number !== 1 },
  evaluation: { path: 'evaluations?limit=100', isStep: () => true },
  obligation: { path: 'obligations', isStep: ({ decidedAt }) => decidedAt !== null },
  control: { path: 'controls', isStep: ({ rating }) => rating !== null }
}

/** Steps of a kind are taken in their order, so their number tells which are there. */
async function stepsTaken (service: Service, system: string): Promise<Map<StepKind, number>> {
  const taken = new Map<StepKind, number>()
  for (const [kind, { path, isStep }] of Object.entries(LISTS)) {
    const { items } = await readPage<{ items: readonly Listed[] }>(service, `${system}/${path}`)
    taken.set(kind as StepKind, items.filter(isStep).length)
  }
  return taken
}

async function take (service: Service, system: string, { method, path, payload, byAnother }: LifeStep): Promise<void> {
  const target = path === '' ? system : `${system}/${path}`
  const answer = await service.request({ method, path: target, body: JSON.stringify(payload), mediaType: JSON_TYPE, ifMatch: '*', byAnother })
  if (answer.status >= 300) throw refused(target, answer)
}
