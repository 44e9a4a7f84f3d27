import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../platform/access.ts'
import { withOperatorReadOnly } from '../platform/db/operator-tx.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, INSTANT_KEY, openCursor, sealCursor, UUID_KEY } from '../platform/http/pages.ts'
import { decideOnce } from '../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../platform/idempotency/idempotency.ts'
import { position } from '../platform/log/event-feed.ts'
import * as store from './delivery-store.ts'
import type { Delivery } from './delivery-store.ts'
import { READ, WRITE } from './deps.ts'
import type { WebhookDeps } from './deps.ts'
import { isSelected } from './event-selection.ts'
import { TEST_TYPE } from './message.ts'
import { nothingToReplay, webhookDeliveryNotFound, webhookTestsWait } from './problems.ts'
import { found, heldWebhook } from './webhook-operations.ts'
import { moveBack, wake, wakeForTest } from './webhook-store.ts'
import type { Position } from './webhook-store.ts'
import { deliveryToWire, webhookToWire } from './wire.ts'

/** Deliveries of a webhook: what became of them, sending them again, and a test. */

type Key = string | string[] | undefined
const ROUTE = 'POST /v1/webhooks/{id}'
const NO_DELIVERY = 'No delivery of this webhook has this id.'
const anyState = (): void => { /* it adds, and changes nothing that anybody saw */ }
/** They are sent one after the other, and what waits keeps events from being queued. */
const MOST_TESTS = 10

/** A message that is no event, sent once, also where the webhook is paused or disabled. @throws webhook-not-found, webhook-retired, webhook-tests-wait. */
export function testWebhook ({ db, clock }: WebhookDeps, principal: Principal, webhook: string, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: `${ROUTE}/test`, idempotencyKey, input: { webhook }, clock }, async (tx) => {
    await heldWebhook(tx, webhook, anyState)
    await refuseTooManyTests(tx, webhook)
    const id = uuidV7()
    await store.queue(tx, [{ webhook, id, type: TEST_TYPE, subject: `webhook:${webhook}`, epoch: null, seq: null, at: tx.at }])
    await wakeForTest(tx, webhook)
    tx.log('webhook.tested', `webhook:${webhook}`, { delivery: id })
    return accepted(principal, await foundDelivery(tx, webhook, id))
  })
}

async function refuseTooManyTests (tx: OperatorTx, webhook: string): Promise<void> {
  if (await store.countWaitingTests(tx, webhook, MOST_TESTS) >= MOST_TESTS) throw webhookTestsWait(`${MOST_TESTS} wait to be sent.`)
}

/**
 * Tells it again of all events after one, which is named by its number or by a delivery of it; each has the id that it had.
 * @throws webhook-not-found, webhook-retired, webhook-delivery-not-found, webhook-nothing-to-replay.
 */
export function replayAfter ({ db, clock }: WebhookDeps, principal: Principal, webhook: string, { after }: { readonly after: string }, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: `${ROUTE}/replay`, idempotencyKey, input: { webhook, after }, clock }, async (tx) => {
    const { epoch, seq } = await heldWebhook(tx, webhook, anyState)
    const from = await positionOf(tx, webhook, after)
    if (from.epoch > epoch || (from.epoch === epoch && BigInt(from.seq) >= BigInt(seq))) throw nothingToReplay(`It has been told of what happened until ${epoch}:${seq}, and of nothing later.`, { followedTo: `${epoch}:${seq}` })
    await moveBack(tx, webhook, from)
    tx.log('webhook.replayed', `webhook:${webhook}`, { after: `${from.epoch}:${from.seq}`, until: `${epoch}:${seq}` })
    return { status: 202, headers: {}, body: JSON.stringify(webhookToWire(await found(tx, webhook))) }
  })
}

async function positionOf (tx: OperatorTx, webhook: string, after: string): Promise<Position> {
  if (UUID_KEY.test(after)) {
    const { epoch, seq } = await foundDelivery(tx, webhook, after)
    if (epoch === null || seq === null) throw nothingToReplay('The delivery is a test, after which there is nothing.')
    return { epoch, seq }
  }
  const [epoch, seq] = position(after)
  return { epoch, seq }
}

/**
 * One delivery once more, under its id; one that waits is sent anyway. Of what the webhook is not told today nothing is sent: it may lead to
 * somebody by now who may not read it.
 * @throws webhook-not-found, webhook-retired, webhook-delivery-not-found, webhook-nothing-to-replay, webhook-tests-wait.
 */
export function replayDelivery ({ db, clock }: WebhookDeps, principal: Principal, webhook: string, delivery: string, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: `${ROUTE}/deliveries/{delivery}/replay`, idempotencyKey, input: { webhook, delivery }, clock }, async (tx) => {
    const { state, ...selection } = await heldWebhook(tx, webhook, anyState)
    const before = await foundDelivery(tx, webhook, delivery)
    if (before.epoch !== null && !isSelected(before.type, selection)) throw nothingToReplay('The webhook is not told of such events any more.')
    if (before.state !== 'pending') {
      if (before.epoch === null) await refuseTooManyTests(tx, webhook)
      await store.queueAgain(tx, webhook, delivery)
      if (before.epoch === null) await wakeForTest(tx, webhook)
      else if (state === 'active') await wake(tx, [webhook])
      tx.log('webhook.delivery_replayed', `webhook:${webhook}`, { delivery })
    }
    return accepted(principal, await foundDelivery(tx, webhook, delivery))
  })
}

const accepted = (principal: Principal, delivery: Delivery): StoredAnswer => ({ status: 202, headers: {}, body: JSON.stringify(deliveryToWire(principal, delivery)) })

async function foundDelivery (tx: OperatorTx, webhook: string, id: string): Promise<Delivery> {
  const delivery = await store.findDelivery(tx, webhook, id)
  if (delivery === undefined) throw webhookDeliveryNotFound(NO_DELIVERY)
  return delivery
}

export interface DeliveryQuery { readonly state?: string | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** Queued last first. @throws webhook-not-found. */
export function listDeliveries ({ db }: Pick<WebhookDeps, 'db'>, principal: Principal, webhook: string, { state, limit = DEFAULT_PAGE, cursor }: DeliveryQuery): Promise<{ items: Delivery[], nextCursor: string | null }> {
  const [queuedAt, id] = cursor === undefined ? [] : openCursor('webhook deliveries', cursor, [INSTANT_KEY, UUID_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    await found(tx, webhook)
    const rows = await store.listDeliveries(tx, webhook, state, limit + 1, queuedAt === undefined || id === undefined ? undefined : { queuedAt, id })
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor('webhook deliveries', [last.queuedAt.toISOString(), last.id]) : null }
  })
}
