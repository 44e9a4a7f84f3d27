import type { BulkSettings } from '../../platform/bulk/settings.ts'
import type { App } from '../../platform/http/route-config.ts'
import { recordRoutes } from '../../platform/keeping/record-routes.ts'
import type { TrainingDeps } from '../deps.ts'
import { namedThings } from '../kept-kinds.ts'
import { reviewersConcerned } from '../reviewers/reviewers-concerned.ts'
import { REQUIREMENT_DOOR } from './training-requirement.ts'

export function requirementRoutes (app: App, deps: TrainingDeps, bulk: BulkSettings): void {
  const { db, clock, holds } = deps
  recordRoutes(app, { db, clock, bulk, holds, named: namedThings(deps), settle: async (tx, changes) => { await deps.demandsChanged(tx, await reviewersConcerned(tx, deps, changes)) } }, REQUIREMENT_DOOR)
}
