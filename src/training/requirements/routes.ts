import type { BulkSettings } from '../../platform/bulk/settings.ts'
import type { App } from '../../platform/http/route-config.ts'
import { recordRoutes } from '../../platform/keeping/record-routes.ts'
import type { TrainingDeps } from '../deps.ts'
import { TOPIC } from '../topics/known-topics.ts'
import { REQUIREMENT_DOOR } from './training-requirement.ts'

export function requirementRoutes (app: App, deps: TrainingDeps, bulk: BulkSettings): void {
  const named = {
    unit: { known: deps.knownUnits, detail: 'is no unit of yours', hint: 'Give the code of a unit that is recorded under /v1/units' },
    position: { known: deps.knownPositions, detail: 'is no position of yours', hint: 'Give the code of a position that is recorded under /v1/positions' },
    person: { known: deps.knownPeople, detail: 'is no person of yours', hint: 'Give the pseudonym of a person who is recorded under /v1/people' },
    topic: TOPIC
  }
  recordRoutes(app, { db: deps.db, clock: deps.clock, bulk, holds: deps.holds, named, settle: async () => { /* what is required is asked, never kept */ } }, REQUIREMENT_DOOR)
}
