import type { BulkSettings } from '../platform/bulk/settings.ts'
import type { App } from '../platform/http/route-config.ts'
import type { TrainingDeps } from './deps.ts'
import { messageRoutes } from './messages/message-routes.ts'

/** Routes of each subject of training, one line each. */
export function trainingRoutes (app: App, deps: TrainingDeps, _bulk: BulkSettings): void {
  messageRoutes(app, deps)
}
