import type { Principal } from '../platform/access.ts'
import { runOperatorTx } from '../platform/db/operator-tx.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { systemPrincipal } from '../platform/log/followed-logs.ts'
import { LruMap } from '../platform/lru-map.ts'
import type { Courier, ErrorKind } from './courier.ts'
import type { WebhookDeps } from './deps.ts'
import { contentOf } from './message.ts'
import { signatureOf } from './signature.ts'
import { beginTurn, nextTurn } from './turn.ts'
import type { Sent, Turn, TurnDeps } from './turn.ts'
import type { Taken } from './delivery-store.ts'

/**
 * Sends what waits. Each receiver has a worker of its own while something is due for it, so that one that is dead or slow delays no other;
 * of an operator, and of all, only so many work at once.
 */

export interface SenderDeps extends WebhookDeps {
  readonly courier: Courier
  /** What came of an attempt. */
  readonly onAttempt: (outcome: 'delivered' | ErrorKind) => void
  /** A turn that failed for a reason of ours; it is tried again. */
  readonly onFailure: (error: unknown) => void
  readonly chance?: () => number
  readonly limits?: Partial<SenderLimits>
  /** What is being sent at a stop has so long to be answered. */
  readonly stopMs?: number
}

export interface SenderLimits {
  /** Receivers at once. */
  readonly receivers: number
  readonly receiversOfOperator: number
  /** Deliveries to one receiver at once. */
  readonly width: number
  /** Longer than the longest request; see courier.ts. */
  readonly leaseMs: number
  /** From turn to turn; then it is asked again whose turn it is: of an operator who was suspended it is nobody's. */
  readonly workMs: number
}

const LIMITS: SenderLimits = { receivers: 64, receiversOfOperator: 8, width: 4, leaseMs: 15_000, workMs: 3_000 }
/** Transactions at once, of the connections that requests need as well. */
const TRANSACTIONS = 2
const STOP_MS = 3_000
/** Looked at once: of each operator as many webhooks as it may have, and of all so many. */
const MOST_WEBHOOKS = 20
const MOST_LISTED = 2_000

interface Due { readonly operatorId: string, readonly eori: string, readonly id: string }

export class WebhookSender {
  readonly #deps: SenderDeps
  readonly #limits: SenderLimits
  readonly #turns: TurnDeps
  readonly #working = new Map<string, { readonly operatorId: string, readonly work: Promise<void> }>()
  readonly #stop = new AbortController()
  readonly #waiting: (() => void)[] = []
  /** When each was last begun with, by count. */
  readonly #served = new LruMap<string, number>(MOST_LISTED)
  #begun = 0
  #stopping = false
  #transactions = 0

  constructor (deps: SenderDeps) {
    this.#deps = deps
    this.#limits = { ...LIMITS, ...deps.limits }
    this.#turns = { sealer: deps.webhooks.sealer, width: this.#limits.width, leaseMs: this.#limits.leaseMs, chance: deps.chance ?? Math.random }
  }

  /** Begins to send what is due and nobody is at, as far as there is room. Does not wait for it. */
  async look (): Promise<void> {
    const { db, clock } = this.#deps
    if (this.#stopping || this.#isFull()) return
    const { rows } = await db.operations.query<Due>('select l.operator_id as "operatorId", l.eori, l.id from aeo.list_due_webhooks($1, $2, $3) l', [clock(), MOST_WEBHOOKS, MOST_LISTED])
    for (const due of this.#longestUnserved(rows)) {
      if (this.#stopping || this.#isFull()) return
      if (!this.#isFullOf(due.operatorId) && !this.#working.has(due.id)) this.#begin(due)
    }
  }

  /** Everything that was begun is done. */
  async idle (): Promise<void> {
    while (this.#working.size > 0) await Promise.all([...this.#working.values()].map(async ({ work }) => { await work }))
  }

  /** Begins nothing more; what is not answered soon is broken off, and sent again by whoever comes next. */
  async stop (): Promise<void> {
    this.#stopping = true
    const limit = setTimeout(() => { this.#stop.abort() }, this.#deps.stopMs ?? STOP_MS)
    await this.idle()
    clearTimeout(limit)
  }

  /** Otherwise the oldest is due first, so that whoever has most to be sent would always come before the others. */
  #longestUnserved (rows: readonly Due[]): Due[] {
    const since = new Map(rows.map(({ id }) => [id, this.#served.get(id) ?? 0]))
    return rows.toSorted((a, b) => (since.get(a.id) ?? 0) - (since.get(b.id) ?? 0))
  }

  #begin ({ operatorId, eori, id }: Due): void {
    this.#served.set(id, ++this.#begun)
    const work = this.#work(systemPrincipal(operatorId, eori), id).finally(() => { this.#working.delete(id) })
      .then(async (gaveWay) => { if (gaveWay) await this.look() }).catch(this.#deps.onFailure)
    this.#working.set(id, { operatorId, work })
  }

  /** Then others may wait: nobody goes on from turn to turn. */
  #isFull (): boolean {
    return this.#working.size >= this.#limits.receivers
  }

  #isFullOf (operator: string): boolean {
    return [...this.#working.values()].filter(({ operatorId }) => operatorId === operator).length >= this.#limits.receiversOfOperator
  }

  /** @returns whether it ended so that another may begin. */
  async #work (principal: Principal, webhook: string): Promise<boolean> {
    const began = performance.now()
    let turn = await this.#transaction(principal, async (tx) => await beginTurn(tx, this.#turns, webhook))
    while (turn !== undefined) {
      const now: Turn = turn
      const sent = await Promise.all(now.taken.map(async (delivery) => await this.#send(principal.eori, now, delivery)))
      const givesWay = this.#isFull() || this.#isFullOf(principal.operatorId) || performance.now() - began >= this.#limits.workMs
      turn = await this.#transaction(principal, async (tx) => await nextTurn(tx, this.#turns, now, sent, !this.#stopping && !givesWay))
      if (givesWay) return true
    }
    return false
  }

  async #send (operator: string, { url, secrets }: Turn, delivery: Taken): Promise<Sent> {
    const { courier, clock, onAttempt } = this.#deps
    const message = { id: delivery.id, timestamp: Math.floor(clock().getTime() / 1000), content: contentOf(operator, delivery) }
    const outcome = secrets.length === 0 ? { status: null, error: 'secret_unreadable' as const } : await courier(url, {
      'content-type': 'application/json', 'user-agent': 'aeo-control webhooks', 'webhook-id': message.id, 'webhook-timestamp': String(message.timestamp), 'webhook-signature': signatureOf(message, secrets)
    }, message.content, this.#stop.signal)
    onAttempt(outcome.error ?? 'delivered')
    return { delivery, outcome }
  }

  async #transaction<T> (principal: Principal, work: (tx: OperatorTx) => Promise<T>): Promise<T> {
    while (this.#transactions >= TRANSACTIONS) await new Promise<void>((resolve) => { this.#waiting.push(resolve) })
    this.#transactions++
    try {
      return await runOperatorTx(this.#deps.db.operations, principal, work, this.#deps.clock)
    } finally {
      this.#transactions--
      this.#waiting.shift()?.()
    }
  }
}
