import type { BulkSettings } from '../platform/bulk/settings.ts'
import type { App } from '../platform/http/route-config.ts'
import { calendarLinkRoutes } from './calendar/link-routes.ts'
import { courseRoutes } from './courses/routes.ts'
import type { TrainingDeps } from './deps.ts'
import { messageRoutes } from './messages/message-routes.ts'
import { needRoutes } from './needs/routes.ts'
import { trainingRecordRoutes } from './records/routes.ts'
import { xapiRoutes } from './records/xapi/routes.ts'
import { requirementRoutes } from './requirements/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { topicRoutes } from './topics/routes.ts'

/** Routes of each subject of training, one line each. */
export function trainingRoutes (app: App, deps: TrainingDeps, bulk: BulkSettings): void {
  topicRoutes(app, deps)
  requirementRoutes(app, deps, bulk)
  courseRoutes(app, deps)
  sessionRoutes(app, deps, bulk)
  trainingRecordRoutes(app, deps, bulk)
  xapiRoutes(app, deps)
  messageRoutes(app, deps)
  needRoutes(app, deps)
  calendarLinkRoutes(app, deps)
}
