import { hasScope } from '../platform/access.ts'
import type { Principal } from '../platform/access.ts'
import type { Delivery } from './delivery-store.ts'
import { scopeOfType } from './event-selection.ts'
import type { Webhook } from './webhook-store.ts'

/** Webhooks and deliveries as they are shown. Pure. */

const instant = (at: Date | null): string | null => at?.toISOString() ?? null

/** Without its secret, which is shown once, by `withSecret`. */
export const webhookToWire = ({ id, url, description, eventTypes, scopes, state, disabledBecause, stateSince, failingSince, previousSecretEndsAt, epoch, seq, revision, createdAt }: Webhook) => ({
  id, url, description, eventTypes, scopes, state, disabledBecause, stateSince: stateSince.toISOString(), failingSince: instant(failingSince), previousSecretEndsAt: instant(previousSecretEndsAt),
  // Of one that is active it moves all the time.
  followedTo: state === 'active' ? null : `${epoch}:${seq}`, revision, createdAt: createdAt.toISOString()
})

/** What an event is about is shown to whoever may read events of its kind. */
export function deliveryToWire (principal: Principal, { id, type, subject, epoch, seq, at, state, attempts, queuedAt, lastAttemptAt, dueAt, status, error }: Delivery) {
  const scope = scopeOfType(type)
  const isShown = scope !== undefined && hasScope(principal, scope)
  return {
    id, type: isShown ? type : null, subject: isShown ? subject : null, epoch, seq, at: at.toISOString(), state, attempts, queuedAt: queuedAt.toISOString(), lastAttemptAt: instant(lastAttemptAt),
    nextAttemptAt: instant(dueAt), status, error
  }
}
