import type { Principal } from '../../../platform/access.ts'
import { runOperatorTx } from '../../../platform/db/operator-tx.ts'
import { decideOnce } from '../../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../../platform/idempotency/idempotency.ts'
import { FollowedLogs } from '../../../platform/log/followed-logs.ts'
import * as store from '../store.ts'
import type { NeedDeps } from './deps.ts'
import { deriveInTurn } from './derive-needs.ts'

/** When needs are derived: when somebody asks, and for every operator whose log moved. */

export function deriveNow (deps: NeedDeps, principal: Principal, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/training/needs/derive', idempotencyKey, input: {}, clock: deps.clock }, async (tx) => {
    await store.waitForTurn(tx)
    return { status: 200, headers: {}, body: JSON.stringify(await deriveInTurn(deps, tx)) }
  })
}

/** For every operator whose log moved; one replica at a time works for an operator. @returns how many needs were opened. @throws what failed, once all were tried. */
export async function deriveTrainingNeeds (deps: NeedDeps, followed = new FollowedLogs()): Promise<number> {
  let opened = 0
  await followed.each(deps.db.operations, async (principal) => {
    const derived = await runOperatorTx(deps.db.operations, principal, async (tx) => await store.takeTurn(tx) ? await deriveInTurn(deps, tx) : undefined, deps.clock)
    opened += derived?.opened ?? 0
    return derived !== undefined
  })
  return opened
}
