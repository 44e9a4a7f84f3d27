import type { BulkSettings } from '../../platform/bulk/settings.ts'
import type { App } from '../../platform/http/route-config.ts'
import { recordRoutes } from '../../platform/keeping/record-routes.ts'
import type { TrainingDeps } from '../deps.ts'
import { requirementDeps } from '../kept-kinds.ts'
import { REQUIREMENT_DOOR } from './training-requirement.ts'

export function requirementRoutes (app: App, deps: TrainingDeps, bulk: BulkSettings): void {
  recordRoutes(app, { ...requirementDeps(deps), bulk }, REQUIREMENT_DOOR)
}
