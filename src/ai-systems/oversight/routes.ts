import type { BulkSettings } from '../../platform/bulk/settings.ts'
import type { App } from '../../platform/http/server.ts'
import type { OversightDeps } from '../deps.ts'
import { decisionRoutes } from './decisions/routes.ts'
import { joinRoutes } from './joins/routes.ts'
import { plantedRoutes } from './planted/routes.ts'
import { outputRoutes } from './outputs/routes.ts'

/** The log of what AI systems put out, of what people decided about it, and of what turned out to be right. */
export function oversightRoutes (app: App, deps: OversightDeps, bulk: BulkSettings): void {
  outputRoutes(app, deps, bulk)
  decisionRoutes(app, deps, bulk)
  plantedRoutes(app, deps)
  joinRoutes(app, deps)
}
