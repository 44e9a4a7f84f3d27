import { v7 as uuidV7 } from 'uuid'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Sealer } from '../platform/sealing.ts'
import type { Outcome } from './courier.ts'
import { contextOf } from './deps.ts'
import * as deliveries from './delivery-store.ts'
import type { Settled, Taken } from './delivery-store.ts'
import { judge, nextAttempt, rests, widthOf } from './patience.ts'
import type { Turn as JudgedTurn } from './patience.ts'
import * as store from './webhook-store.ts'
import type { Sending } from './webhook-store.ts'

/**
 * A turn of sending to one receiver: what of its queue is sent now, and what became of what was sent before. Both in one transaction, which
 * waits for no network. While a turn lasts it is leased to whoever sends; one who dies or takes too long loses it to another.
 */

export interface Turn {
  readonly webhook: string
  readonly lease: string
  readonly url: string
  /** Valid now, the newest first; empty when they cannot be opened. */
  readonly secrets: readonly Buffer[]
  readonly taken: readonly Taken[]
}

export interface Sent { readonly delivery: Taken, readonly outcome: Outcome }

export interface TurnDeps {
  readonly sealer: Sealer | undefined
  /** Deliveries to one receiver at once. */
  readonly width: number
  readonly leaseMs: number
  /** From 0 to 1. */
  readonly chance: () => number
}

const GONE = 410
/** The receiver does not take this message for what it is. */
const REFUSED: ReadonlySet<number | null> = new Set([400, 409, 413, 415, 422])
/** It was not even sent: its three days do not run, and it is tried again as soon as that may be mended. */
const UNSENT = 'secret_unreadable'
const UNSENT_PAUSE_MS = 5 * 60_000

/** Undefined when nothing is due, or somebody else is at it. */
export async function beginTurn (tx: OperatorTx, deps: TurnDeps, webhook: string): Promise<Turn | undefined> {
  const sending = await store.lockDue(tx, webhook)
  return sending === undefined ? undefined : await takeNext(tx, deps, sending, uuidV7())
}

/** Writes down what became of a turn, and begins the next; undefined when nothing is due any more. Of a turn that was lost nothing is written: it is another one's to say. */
export async function nextTurn (tx: OperatorTx, deps: TurnDeps, turn: Turn, sent: readonly Sent[], goesOn: boolean): Promise<Turn | undefined> {
  const leased = await store.lockLeased(tx, turn.webhook, turn.lease)
  if (leased === undefined) return undefined
  await deliveries.settle(tx, turn.webhook, sent.map((one) => settledBy(one, tx.at, deps.chance())))
  const sending = await judged(tx, deps, leased, sent)
  if (goesOn) return await takeNext(tx, deps, sending, turn.lease)
  await store.endLease(tx, turn.webhook)
  return undefined
}

/** A test is tried once: whoever asked for it wants to know what came of it. */
function settledBy ({ delivery, outcome: { status, error } }: Sent, at: Date, chance: number): Settled {
  const { id, attempts, firstAt, epoch } = delivery
  if (error === null) return { id, attempts, state: 'delivered', dueAt: null, status, error }
  const next = error === 'stopped' ? at : epoch === null ? undefined : error === UNSENT ? new Date(at.getTime() + UNSENT_PAUSE_MS) : nextAttempt({ attempts, firstAt, at }, chance)
  return next === undefined ? { id, attempts, state: 'given_up', dueAt: null, status, error } : { id, attempts, state: 'pending', dueAt: next, status, error }
}

/** Tests, and what this service itself broke off, say nothing of the receiver. */
async function judged (tx: OperatorTx, { chance }: TurnDeps, sending: Sending, sent: readonly Sent[]): Promise<Sending> {
  const { health, disabledBecause } = judge(sending, turnOf(sending, sent.filter(({ delivery, outcome }) => delivery.epoch !== null && outcome.error !== 'stopped')), tx.at, chance())
  if (health.failures !== sending.failures || health.failingSince?.getTime() !== sending.failingSince?.getTime()) await store.saveHealth(tx, sending.id, health)
  if (health.failures === 0 && sending.failures > 0) await deliveries.hurry(tx, sending.id)
  if (disabledBecause === null || sending.state !== 'active') return { ...sending, ...health }
  await store.stop(tx, sending.id, 'disabled', disabledBecause)
  tx.log('webhook.disabled', `webhook:${sending.id}`, { because: disabledBecause, failingSince: health.failingSince?.toISOString() ?? null })
  return { ...sending, ...health, state: 'disabled' }
}

/** What fails once more says nothing either while all else is taken: the receiver was asked, and it is this one that it cannot take. */
function turnOf ({ failures, failingSince }: Sending, sent: readonly Sent[]): JudgedTurn {
  const [taken, not] = [sent.filter(({ outcome }) => outcome.error === null), sent.filter(({ outcome }) => outcome.error !== null)]
  const unsent = not.filter(({ outcome }) => outcome.error === UNSENT)
  const telling = not.filter(({ delivery, outcome }) => outcome.error !== UNSENT && (delivery.attempts === 1 || failures > 0 || failingSince !== null))
  const refused = telling.filter(({ outcome }) => REFUSED.has(outcome.status))
  return { taken: taken.length, failed: telling.length - refused.length, refused: refused.length, unsent: unsent.length, gone: not.some(({ outcome }) => outcome.status === GONE) }
}

async function takeNext (tx: OperatorTx, { sealer, width, leaseMs }: TurnDeps, sending: Sending, lease: string): Promise<Turn | undefined> {
  const taken = await deliveries.take(tx, sending.id, sending.state !== 'active' || rests(sending, tx.at) ? 0 : widthOf(sending, width), sending.failures > 0)
  if (taken.length === 0) {
    await store.endLease(tx, sending.id)
    return undefined
  }
  await store.holdLease(tx, sending.id, lease, leaseMs)
  return { webhook: sending.id, lease, url: sending.url, secrets: secretsOf(tx, sealer, sending), taken }
}

/** A new secret that cannot be opened is not replaced by the one before. */
function secretsOf (tx: OperatorTx, sealer: Sealer | undefined, { id, secret, previousSecret, previousSecretEndsAt }: Sending): Buffer[] {
  const open = (sealed: Buffer | null): Buffer | undefined => sealed === null ? undefined : sealer?.open(sealed, contextOf(tx.operatorId, id))
  const [current, previous] = [open(secret), previousSecretEndsAt !== null && previousSecretEndsAt > tx.at ? open(previousSecret) : undefined]
  return current === undefined ? [] : [current, ...(previous === undefined ? [] : [previous])]
}
