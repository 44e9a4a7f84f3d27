import type { App } from '../platform/http/server.ts'
import { acceptanceRoutes } from './acceptances/routes.ts'
import { appetiteRoutes } from './appetite/routes.ts'
import { assessRoutes } from './assess/routes.ts'
import { assessmentRoutes } from './assessments/routes.ts'
import { auditRoutes } from './audits/routes.ts'
import { auditSources } from './audits/sources.ts'
import { controlRoutes } from './controls/routes.ts'
import type { RiskDeps } from './deps.ts'
import { riskSettingRoutes } from './evidence/routes.ts'
import { followUpRoutes } from './follow-ups/routes.ts'
import { reportLinkRoutes } from './links/link-routes.ts'
import { noticeRoutes } from './notices/routes.ts'
import { registerRoutes } from './register/routes.ts'
import { reportRoutes } from './report/routes.ts'
import { planRoutes } from './treatments/plan-routes.ts'
import { treatmentRoutes } from './treatments/routes.ts'
import { wordRoutes } from './words/routes.ts'

/** Routes under /v1 of risks, a line for each subject. */
export function riskRoutes (app: App, deps: RiskDeps): void {
  assessRoutes(app, deps)
  registerRoutes(app, deps)
  appetiteRoutes(app, deps)
  controlRoutes(app, deps)
  riskSettingRoutes(app, deps)
  assessmentRoutes(app, deps)
  noticeRoutes(app, deps)
  reportRoutes(app, deps)
  reportLinkRoutes(app, deps)
  followUpRoutes(app, deps)
  planRoutes(app, deps)
  treatmentRoutes(app, deps)
  acceptanceRoutes(app, deps)
  auditRoutes(app, deps, auditSources(deps))
  wordRoutes(app, deps)
}
