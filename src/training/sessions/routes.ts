import type { BulkSettings } from '../../platform/bulk/settings.ts'
import type { App } from '../../platform/http/route-config.ts'
import { recordRoutes } from '../../platform/keeping/record-routes.ts'
import type { RecordDoor } from '../../platform/keeping/record-routes.ts'
import type { TrainingDeps } from '../deps.ts'
import { sessionDeps } from '../kept-kinds.ts'
import { TRAINING_SESSION } from './training-session.ts'

export const TRAINING_SESSION_DOOR: RecordDoor = {
  kind: TRAINING_SESSION,
  tags: ['training'],
  words: {
    component: 'TrainingSession', components: 'TrainingSessions', one: 'The session', many: 'Sessions', summaryOfOne: 'a session of a course',
    description: 'A version of a course, held or to be held on some days, for a unit or for all. Who completed it stands in training records.'
  },
  filters: ['code', 'course', 'unit'],
  reference: ['code']
}

export function sessionRoutes (app: App, deps: TrainingDeps, bulk: BulkSettings): void {
  recordRoutes(app, { ...sessionDeps(deps), bulk }, TRAINING_SESSION_DOOR)
}
