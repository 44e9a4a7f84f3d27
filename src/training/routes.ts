import type { BulkSettings } from '../platform/bulk/settings.ts'
import type { App } from '../platform/http/route-config.ts'
import type { TrainingDeps } from './deps.ts'

/** Routes of each subject of training, one line each. */
export function trainingRoutes (_app: App, _deps: TrainingDeps, _bulk: BulkSettings): void {
}
