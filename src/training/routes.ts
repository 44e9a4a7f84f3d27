import type { BulkSettings } from '../platform/bulk/settings.ts'
import type { App } from '../platform/http/route-config.ts'
import type { TrainingDeps } from './deps.ts'
import { requirementRoutes } from './requirements/routes.ts'
import { topicRoutes } from './topics/routes.ts'

/** Routes of each subject of training, one line each. */
export function trainingRoutes (app: App, deps: TrainingDeps, bulk: BulkSettings): void {
  topicRoutes(app, deps)
  requirementRoutes(app, deps, bulk)
}
