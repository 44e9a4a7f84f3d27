import type { Principal } from '../platform/access.ts'
import { runOperatorTx } from '../platform/db/operator-tx.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { systemPrincipal } from '../platform/log/followed-logs.ts'
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
}

const LIMITS: SenderLimits = { receivers: 64, receiversOfOperator: 8, width: 4, leaseMs: 15_000 }
/** Transactions at once, of the connections that requests need as well. */
const TRANSACTIONS = 2
const STOP_MS = 3_000

interface Due { readonly operatorId: string, readonly eori: string, readonly id: string }

export class WebhookSender {
  readonly #deps: SenderDeps
  readonly #limits: SenderLimits
  readonly #turns: TurnDeps
  readonly #working = new Map<string, { readonly operatorId: string, readonly work: Promise<void> }>()
  readonly #stop = new AbortController()
  readonly #waiting: (() => void)[] = []
  #stopping = false
  #transactions = 0

  constructor (deps: SenderDeps) {
    this.#deps = deps
    this.#limits = { ...LIMITS, ...deps.limits }
    this.#turns = { sealer: deps.webhooks.sealer, width: this.#limits.width, leaseMs: this.#limits.leaseMs, chance: deps.chance ?? Math.random }
  }

  /** Begins to send what is due and nobody is at, as far as there is room. Does not wait for it. */
  async look (): Promise<void> {
    const { receivers, receiversOfOperator } = this.#limits
    const { db, clock } = this.#deps
    if (this.#stopping || this.#working.size >= receivers) return
    const { rows } = await db.operations.query<Due>('select l.operator_id as "operatorId", l.eori, l.id from aeo.list_due_webhooks($1, $2, $3) l', [clock(), receiversOfOperator, receivers])
    for (const due of rows) {
      const ofOperator = [...this.#working.values()].filter(({ operatorId }) => operatorId === due.operatorId).length
      if (this.#stopping || this.#working.size >= receivers) return
      if (ofOperator < receiversOfOperator && !this.#working.has(due.id)) this.#begin(due)
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

  #begin ({ operatorId, eori, id }: Due): void {
    const work = this.#work(systemPrincipal(operatorId, eori), id).catch(this.#deps.onFailure).finally(() => { this.#working.delete(id) })
    this.#working.set(id, { operatorId, work })
  }

  async #work (principal: Principal, webhook: string): Promise<void> {
    let turn = await this.#transaction(principal, async (tx) => await beginTurn(tx, this.#turns, webhook))
    while (turn !== undefined) {
      const now: Turn = turn
      const sent = await Promise.all(now.taken.map(async (delivery) => await this.#send(principal.eori, now, delivery)))
      turn = await this.#transaction(principal, async (tx) => await nextTurn(tx, this.#turns, now, sent, !this.#stopping))
    }
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
