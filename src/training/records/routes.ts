import { Type } from 'typebox'
import type { BulkSettings } from '../../platform/bulk/settings.ts'
import { requiredMatch } from '../../platform/http/conditional.ts'
import { Day, Words } from '../../platform/http/fields.ts'
import type { App } from '../../platform/http/route-config.ts'
import { KeyAndMatch, send, withEtag } from '../../platform/http/route-parts.ts'
import { problems } from '../../platform/http/schemas.ts'
import { idOf, recordRoutes } from '../../platform/keeping/record-routes.ts'
import type { RecordDoor } from '../../platform/keeping/record-routes.ts'
import type { TrainingDeps } from '../deps.ts'
import { recordDeps } from '../kept-kinds.ts'
import { revokeRecord } from './revoke-record.ts'
import { TRAINING_RECORD } from './training-record.ts'

export const TRAINING_RECORD_DOOR: RecordDoor = {
  kind: TRAINING_RECORD,
  tags: ['training'],
  words: {
    component: 'TrainingRecord', components: 'TrainingRecords', one: 'The training record', many: 'Training records', summaryOfOne: 'a training record',
    description: 'That a person, by pseudonym, completed a version of a course, or showed a topic at a level; with its evidence by reference and hash. Reading one, and changing one, needs the scope training:personal.'
  },
  filters: ['reference', 'person', 'course', 'session', 'topic'],
  reference: ['reference']
}

const RevokeBody = Type.Object({
  from: Day('First day on which it shows nothing any more; that of completion: it never did'),
  reason: Words(500, 'Why; it goes with the person')
}, { additionalProperties: false, description: 'Since when a record shows nothing, and why' })

export function trainingRecordRoutes (app: App, deps: TrainingDeps, bulk: BulkSettings): void {
  recordRoutes(app, { ...recordDeps(deps), bulk }, TRAINING_RECORD_DOOR)

  app.post('/training/records/:id/revoke', {
    config: { scope: TRAINING_RECORD.scopes.write },
    schema: {
      operationId: 'revokeTrainingRecord', summary: 'Revoke a training record', description: 'It stays, and shows nothing from the day on; what rests on it is settled again. Needs the scope training:personal as well. It is moved to an earlier day only, and not taken back: what was completed after all is recorded under another reference.', tags: ['training'],
      params: idOf(TRAINING_RECORD_DOOR), headers: KeyAndMatch, body: RevokeBody,
      response: { 200: withEtag('TrainingRecord', 'The training record as it is now'), ...problems(400, 404, 409, 412, 422, 428) }
    }
  }, async (request, reply) => await send(reply, await revokeRecord(deps, request.principal, request.params.id, request.body, request.headers['idempotency-key'], requiredMatch(request))))
}
