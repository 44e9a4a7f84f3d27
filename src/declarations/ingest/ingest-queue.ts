import type { Principal } from '../../platform/access.ts'
import { overloaded } from '../../platform/problem.ts'
import type { Job, PushResult } from './batch.ts'

/**
 * Group commit: the pushes of one operator that arrive while its previous batch is committing form its next batch.
 * Operators take turns, and none may fill the queue: some of it is always left for the others. The queue is bounded by number,
 * bytes and age; beyond that pushes get 503 and nothing is dropped.
 */

export interface QueueLimits {
  readonly maxItems: number
  readonly maxBytes: number
  readonly maxAgeMs: number
  /** Batches that run at once, over all operators: the connections of the ingest pool. */
  readonly parallel: number
  readonly maxBatchItems: number
  readonly maxBatchBytes: number
}

/** Writes a batch of one operator; results in the order of the jobs. */
export type RunBatch = (principal: Principal, jobs: readonly Job[]) => Promise<PushResult[]>

export interface QueueObserver {
  readonly onBatch: (size: number, seconds: number) => void
}

interface Waiting {
  readonly job: Job
  readonly bytes: number
  readonly since: number
  readonly resolve: (result: PushResult) => void
  readonly reject: (error: unknown) => void
}

interface Lane {
  readonly principal: Principal
  waiting: Waiting[]
  /** Bytes that wait. */
  bytes: number
  /** Batches under way. */
  running: number
  /** Whether it stands in the row of those whose turn comes. */
  ready: boolean
}

/**
 * Batches of one operator at once. They are written one after the other, under its ingest lock; the second is in the database
 * already when the first commits, so neither side waits for the other's work.
 */
const LANE_PARALLEL = 2

/** An operator may hold so many times what is left free: four fifths of the queue when alone, and the more there are the less each. */
const TIMES_FREE = 4

export class IngestQueue {
  readonly #runBatch: RunBatch
  readonly #limits: QueueLimits
  readonly #observer: QueueObserver
  readonly #lanes = new Map<string, Lane>()
  /** Operators whose next batch may start, in turn. */
  readonly #ready: Lane[] = []
  #running = 0
  #items = 0
  #bytes = 0
  #idle: (() => void)[] = []

  constructor (runBatch: RunBatch, limits: QueueLimits, observer: QueueObserver) {
    this.#runBatch = runBatch
    this.#limits = limits
    this.#observer = observer
  }

  /** What waits now: items, bytes, and how long the oldest has waited. */
  state (): { items: number, bytes: number, oldestSeconds: number } {
    let oldest = performance.now()
    for (const lane of this.#lanes.values()) oldest = Math.min(oldest, lane.waiting[0]?.since ?? oldest)
    return { items: this.#items, bytes: this.#bytes, oldestSeconds: (performance.now() - oldest) / 1000 }
  }

  /** Resolves once the push is committed and flushed. @throws overloaded; the Problems of `runBatch`. */
  submit (principal: Principal, job: Job): Promise<PushResult> {
    const bytes = job.push.original.bytes.byteLength
    this.#refuseBeyondLimits(principal, bytes)
    return new Promise((resolve, reject) => {
      const lane = this.#laneOf(principal)
      lane.waiting.push({ job, bytes, since: performance.now(), resolve, reject })
      this.#items++
      this.#bytes += bytes
      lane.bytes += bytes
      this.#queueTurn(lane)
      this.#dispatch()
    })
  }

  /** Resolves when nothing waits or runs any more. */
  async drained (): Promise<void> {
    if (this.#items === 0 && this.#running === 0) return
    await new Promise<void>((resolve) => { this.#idle.push(resolve) })
  }

  #refuseBeyondLimits (principal: Principal, bytes: number): void {
    const { maxItems, maxBytes, maxAgeMs } = this.#limits
    const lane = this.#lanes.get(principal.operatorId)
    const oldest = lane?.waiting[0]?.since
    const tooOld = oldest !== undefined && performance.now() - oldest > maxAgeMs
    const freeItems = maxItems - this.#items
    const freeBytes = maxBytes - this.#bytes - bytes
    const fits = freeItems > 0 && (lane?.waiting.length ?? 0) < TIMES_FREE * freeItems && freeBytes >= 0 && (lane?.bytes ?? 0) <= TIMES_FREE * freeBytes
    if (fits && !tooOld) return
    throw overloaded('Too many declarations are waiting to be written. Nothing of this request was taken; send it again.', {}, { headers: { 'retry-after': '2' } })
  }

  #laneOf (principal: Principal): Lane {
    const known = this.#lanes.get(principal.operatorId)
    if (known !== undefined) return known
    const lane: Lane = { principal, waiting: [], bytes: 0, running: 0, ready: false }
    this.#lanes.set(principal.operatorId, lane)
    return lane
  }

  #queueTurn (lane: Lane): void {
    if (lane.ready || lane.waiting.length === 0 || lane.running >= LANE_PARALLEL) return
    lane.ready = true
    this.#ready.push(lane)
  }

  #dispatch (): void {
    while (this.#running < this.#limits.parallel) {
      const lane = this.#ready.shift()
      if (lane === undefined) return
      lane.ready = false
      void this.#run(lane)
    }
  }

  async #run (lane: Lane): Promise<void> {
    lane.running++
    this.#running++
    // A turn of the event loop: what arrived with this push in one read of the sockets joins its batch.
    await new Promise((resolve) => { setImmediate(resolve) })
    const batch = this.#takeBatch(lane)
    // More than one batch holds, or a twin took it all: the next turn is for the rest.
    this.#queueTurn(lane)
    this.#dispatch()
    const began = performance.now()
    try {
      const results = batch.length === 0 ? [] : await this.#runBatch(lane.principal, batch.map(({ job }) => job))
      batch.forEach((waiting, index) => { waiting.resolve(results[index] as PushResult) })
    } catch (error) {
      for (const waiting of batch) waiting.reject(error)
    }
    if (batch.length > 0) this.#observer.onBatch(batch.length, (performance.now() - began) / 1000)
    this.#finish(lane)
  }

  #takeBatch (lane: Lane): Waiting[] {
    let count = 0
    let bytes = 0
    for (const waiting of lane.waiting) {
      if (count >= this.#limits.maxBatchItems || (count > 0 && bytes + waiting.bytes > this.#limits.maxBatchBytes)) break
      count++
      bytes += waiting.bytes
    }
    const batch = lane.waiting.slice(0, count)
    lane.waiting = lane.waiting.slice(count)
    this.#items -= count
    this.#bytes -= bytes
    lane.bytes -= bytes
    return batch
  }

  #finish (lane: Lane): void {
    lane.running--
    this.#running--
    this.#queueTurn(lane)
    if (lane.waiting.length === 0 && lane.running === 0) this.#lanes.delete(lane.principal.operatorId)
    this.#dispatch()
    if (this.#items > 0 || this.#running > 0) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}
