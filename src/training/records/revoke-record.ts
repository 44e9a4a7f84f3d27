import type { Principal } from '../../platform/access.ts'
import { requireScope } from '../../platform/access.ts'
import { isDay } from '../../platform/calendar.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { changeWithin } from '../../platform/keeping/keep-records.ts'
import { toWire } from '../../platform/keeping/record-kind.ts'
import type { Content } from '../../platform/keeping/record-kind.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { TrainingDeps } from '../deps.ts'
import { recordDeps } from '../kept-kinds.ts'
import { recordRevoked } from '../problems.ts'
import { TRAINING_RECORD } from './training-record.ts'

export interface Revocation { readonly from: string, readonly reason: string }

/**
 * The content from then on. A revocation can be found to be of an earlier day, never of a later one: what showed nothing does not come back.
 *
 * @throws training-record-revoked from that day on, or an earlier one; invalid-request for a day before that of completion.
 */
export function revoked (content: Content, { from, reason }: Revocation): Content {
  const since = content['revokedFrom']
  if (typeof since === 'string' && since <= from) throw recordRevoked(`It is revoked from ${since} on.`)
  if (from < String(content['completedOn'])) {
    throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/from', detail: `is before ${String(content['completedOn'])}, the day of completion`, hint: 'Give that day for a record that never showed anything' }] })
  }
  return { ...content, revokedFrom: from, revocationReason: reason }
}

/** Nothing is erased: the record stays, and shows nothing from the day on. @throws training-record-not-found, training-record-revoked; whatever `demand` throws for another revision. */
export function revokeRecord (deps: TrainingDeps, principal: Principal, id: string, input: Revocation, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  requireScope(principal, TRAINING_RECORD.scopes.read)
  if (!isDay(input.from)) throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/from', detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }] })
  return decideOnce({ db: deps.db, principal, scope: TRAINING_RECORD.scopes.write, route: 'POST /v1/training/records/{id}/revoke', idempotencyKey, input: { id, ...input }, clock: deps.clock }, async (tx) => {
    const record = await changeWithin(tx, recordDeps(deps), TRAINING_RECORD, id, demand, (content) => revoked(content, input))
    return { status: 200, headers: { etag: `"${record.revision}"` }, body: JSON.stringify(toWire(TRAINING_RECORD, record)) }
  })
}
