import { RULE_SET } from '../../ai-act/shipped-rules.ts'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { AiSystemDeps } from '../deps.ts'
import { statusRefused, systemNotFound } from '../problems.ts'
import type { KeptSystem } from './kept-system.ts'
import { refusalOf, WHY } from './life-cycle.ts'
import type { Status } from './life-cycle.ts'
import type { NewStatus } from './schemas.ts'
import { NO_SYSTEM, refuseDay } from './system-operations.ts'
import * as store from './system-store.ts'
import { mattersForCustoms, questionsOf } from './system.ts'
import { systemToWire } from './wire.ts'

/** Steps in the life of a system. */

/** @throws ai-system-not-found, ai-system-status-refused with `because`; invalid-request; whatever `demand` throws for another revision. */
export function changeStatus ({ db, clock, literacyNeeded }: AiSystemDeps, principal: Principal, id: string, input: NewStatus, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'ai:write', route: 'POST /v1/ai-systems/{id}/status', idempotencyKey, input: { id, ...input }, clock }, async (tx) => {
    const system = await store.lockSystem(tx, id)
    if (system === undefined) throw systemNotFound(NO_SYSTEM)
    demand(system.revision)
    const { status: to, reason, on = utcDay(tx.at), legalReview } = input
    refuseDay(on, system.statusOn, utcDay(tx.at), '/on')
    const by = await resolveActor(tx.query, tx.operatorId, principal.subject)
    const because = refusalOf(system, { to, by, hasLegalReview: legalReview !== undefined })
    if (because !== undefined) throw statusRefused(`${WHY[because]} It stays ${system.status.replaceAll('_', ' ')}.`, { because, systemStatus: system.status })
    await takeSteps(tx, [{ system, step: { to, on, reason, by, legalReview } }])
    if (isIntroduced(system, to)) await literacyNeeded(tx, { system: system.code, because: 'introduced' })
    const after = await store.findSystem(tx, id)
    if (after === undefined) throw new Error('A system was written and is not there')
    return { status: 200, headers: { etag: `"${after.revision}"` }, body: JSON.stringify(systemToWire(after)) }
  })
}

export interface TakenStep {
  readonly to: Status
  readonly on: string
  readonly reason: string
  /** Pseudonym of who decides. */
  readonly by: string
  readonly legalReview?: { readonly reference: string, readonly sha256: string } | undefined
}

/** Steps with their events. What one is called says what customs is told of: the first use of what matters for customs. */
export async function takeSteps (tx: OperatorTx, steps: readonly { readonly system: KeptSystem, readonly step: TakenStep }[]): Promise<void> {
  await store.addStatuses(tx, steps.map(({ system, step: { to, on, reason, by, legalReview } }) => ({
    systemId: system.id, status: to, validFrom: on, reason, legalReviewReference: legalReview?.reference ?? null, legalReviewSha256: legalReview?.sha256 ?? null, decidedBy: by, introduces: isIntroduced(system, to)
  })))
  for (const { system, step: { to, on } } of steps) {
    tx.log(eventOf(system, to), `ai_system:${system.id}`, {
      system: system.code, on, before: system.status, after: to, version: system.version, class: system.assessment?.class ?? null, assessment: system.assessment?.number ?? null, questions: questionsOf(RULE_SET, system.content)
    })
  }
}

const isIntroduced = ({ introducedOn }: KeptSystem, to: Status): boolean => to === 'in_use' && introducedOn === null

function eventOf ({ introducedOn, content }: KeptSystem, to: Status): string {
  if (to !== 'in_use') return to === 'suspended' || to === 'retired' ? `ai_system.${to}` : 'ai_system.status_changed'
  if (introducedOn !== null) return 'ai_system.resumed'
  return mattersForCustoms(RULE_SET, content) ? 'ai_system.introduced' : 'ai_system.put_in_use'
}
