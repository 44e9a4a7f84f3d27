import type { App } from '../platform/http/server.ts'
import type { RiskDeps } from './deps.ts'

/** Routes under /v1 of risks, a line for each subject. */
export function riskRoutes (_app: App, _deps: RiskDeps): void {
}
