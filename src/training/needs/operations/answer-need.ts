import { hasScope } from '../../../platform/access.ts'
import type { Principal } from '../../../platform/access.ts'
import { utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import type { StoredAnswer } from '../../../platform/idempotency/idempotency.ts'
import { needToWire } from '../wire.ts'
import type { Showing } from '../wire.ts'
import { wholeNeed } from './read-needs.ts'

export const showingOf = (principal: Principal): Showing => ({ people: hasScope(principal, 'training:personal') })

/** The need as it is now, for whoever changed it. */
export async function answerNeed (tx: OperatorTx, id: string, status = 200): Promise<StoredAnswer> {
  const whole = await wholeNeed(tx, id)
  const headers = { etag: `"${whole.need.revision}"`, ...(status === 201 ? { location: `/v1/training/needs/${id}` } : {}) }
  return { status, headers, body: JSON.stringify(needToWire(whole, utcDay(tx.at), showingOf(tx.principal))) }
}
