import type { Principal, Scope } from '../access.ts'
import { withOperator, withOperatorReadOnly } from '../db/operator-tx.ts'
import type { OperatorTx } from '../db/operator-tx.ts'
import type { Database } from '../db/pool.ts'
import { canonicalJson } from '../log/canonical-json.ts'
import { claimKeys, idempotentRequest, storeAnswers } from './idempotency.ts'
import type { StoredAnswer } from './idempotency.ts'

/** A change that is made once, however often it is sent: the answer is stored with it under the `Idempotency-Key`, if one came. */

export interface DecisionRequest {
  readonly db: Database
  readonly principal: Principal
  readonly scope: Scope
  /** Method and path of the route, for example `POST /v1/findings`; never changed, since answers live for 30 days. */
  readonly route: string
  readonly idempotencyKey: string | string[] | undefined
  /** What was asked for; another one under the same key is refused. */
  readonly input: unknown
  readonly clock?: () => Date
}

/** @throws idempotency-in-progress, idempotency-key-reused; whatever the work throws, and then nothing is stored. */
export async function decideOnce ({ db, principal, scope, route, idempotencyKey, input, clock }: DecisionRequest, work: (tx: OperatorTx) => Promise<StoredAnswer>): Promise<StoredAnswer> {
  const request = idempotentRequest(idempotencyKey, route, principal.subject, Buffer.from(canonicalJson(input)))
  return await withOperator(db, principal, scope, async (tx) => {
    if (request === undefined) return await work(tx)
    const [claim] = await claimKeys(tx, [request])
    if (claim?.state === 'refused') throw claim.problem
    if (claim?.state === 'answered') return claim.answer
    const answer = await work(tx)
    await storeAnswers(tx, [{ request, answer }])
    return answer
  }, clock)
}

/**
 * The answer that was decided before, if there is one. For work that takes long before its transaction: whoever sends it again has the
 * answer at once. It decides nothing: the transaction of the change asks again.
 *
 * @throws idempotency-in-progress, idempotency-key-reused.
 */
export async function decidedBefore ({ db, principal, scope, route, idempotencyKey, input }: DecisionRequest): Promise<StoredAnswer | undefined> {
  const request = idempotentRequest(idempotencyKey, route, principal.subject, Buffer.from(canonicalJson(input)))
  if (request === undefined) return undefined
  const [claim] = await withOperatorReadOnly(db, principal, scope, async (tx) => await claimKeys(tx, [request]))
  if (claim?.state === 'refused') throw claim.problem
  return claim?.state === 'answered' ? claim.answer : undefined
}
