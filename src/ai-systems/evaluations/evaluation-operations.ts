import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { AiSystemDeps } from '../deps.ts'
import { invalid, systemNotFound } from '../problems.ts'
import { NO_SYSTEM, refuseDay } from '../register/system-operations.ts'
import * as systems from '../register/system-store.ts'
import * as store from './evaluation-store.ts'
import type { KeptEvaluation } from './evaluation-store.ts'
import type { NewEvaluation } from './schemas.ts'
import { evaluationToWire } from './wire.ts'

/** Recording and reading how right systems were when they were tried. */

/** @throws ai-system-not-found; invalid-request for more errors than outputs, and for a day that is to come or on which there was no system. */
export function recordEvaluation ({ db, clock }: AiSystemDeps, principal: Principal, id: string, input: NewEvaluation, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'ai:write', route: 'POST /v1/ai-systems/{id}/evaluations', idempotencyKey, input: { id, ...input }, clock }, async (tx) => {
    const system = await systems.lockSystem(tx, id)
    if (system === undefined) throw systemNotFound(NO_SYSTEM)
    const { evaluatedOn, pillar, sampleSize, errors, comparedWith, evidence } = input
    refuseDay(evaluatedOn, undefined, utcDay(tx.at), '/evaluatedOn')
    if (errors > sampleSize) throw invalid([{ pointer: '/errors', detail: 'are more than sampleSize', hint: 'Count the wrong ones among those that were compared' }])
    const version = await store.versionOn(tx, id, evaluatedOn)
    if (version === undefined) throw invalid([{ pointer: '/evaluatedOn', detail: 'is before the first day of the system', hint: 'Give a day from then on' }])
    const kept: KeptEvaluation = {
      id: uuidV7(), version, evaluatedOn, pillar, sampleSize, errors, comparedWith, evidenceReference: evidence.reference, evidenceSha256: evidence.sha256, recordedBy: await resolveActor(tx.query, tx.operatorId, principal.subject), recordedAt: tx.at
    }
    await store.insertEvaluation(tx, id, kept)
    tx.log('ai_system.evaluated', `ai_system:${id}`, { system: system.code, evaluation: kept.id, on: evaluatedOn, version, pillar, sampleSize, errors, evidenceSha256: evidence.sha256 })
    return { status: 201, headers: {}, body: JSON.stringify(evaluationToWire(kept)) }
  })
}

export interface EvaluationPage { readonly pillar?: string | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** Last day first. @throws ai-system-not-found. */
export function listEvaluations ({ db }: Pick<AiSystemDeps, 'db'>, principal: Principal, id: string, { pillar, limit = DEFAULT_PAGE, cursor }: EvaluationPage): Promise<{ items: KeptEvaluation[], nextCursor: string | null }> {
  const [day, after] = cursor === undefined ? [] : openCursor('AI evaluations', cursor, [DAY_KEY, UUID_KEY])
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => {
    if (await systems.findSystem(tx, id) === undefined) throw systemNotFound(NO_SYSTEM)
    const rows = await store.listEvaluations(tx, id, pillar, limit + 1, day === undefined || after === undefined ? undefined : { day, id: after })
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor('AI evaluations', [last.evaluatedOn, last.id]) : null }
  })
}
