import type { Principal } from '../../platform/access.ts'
import { overloaded } from '../../platform/problem.ts'
import type { BatchDeps, Job, PushResult } from './batch.ts'
import { runBatch } from './batch.ts'

/**
 * Group commit: the pushes of one operator that arrive while its previous batch is committing form its next batch.
 * Operators take turns. The queue is bounded by number, bytes and age; beyond that pushes get 503 and nothing is dropped.
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
  running: boolean
}

export class IngestQueue {
  readonly #deps: BatchDeps
  readonly #limits: QueueLimits
  readonly #observer: QueueObserver
  readonly #lanes = new Map<string, Lane>()
  /** Operators with something waiting and nothing running, in turn. */
  readonly #ready: Lane[] = []
  #running = 0
  #items = 0
  #bytes = 0
  #idle: (() => void)[] = []

  constructor (deps: BatchDeps, limits: QueueLimits, observer: QueueObserver) {
    this.#deps = deps
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
      if (!lane.running && lane.waiting.length === 1) this.#ready.push(lane)
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
    const oldest = this.#lanes.get(principal.operatorId)?.waiting[0]?.since
    const tooOld = oldest !== undefined && performance.now() - oldest > maxAgeMs
    if (this.#items < maxItems && this.#bytes + bytes <= maxBytes && !tooOld) return
    throw overloaded('Too many declarations are waiting to be written. Nothing of this request was taken; send it again.', {}, { headers: { 'retry-after': '2' } })
  }

  #laneOf (principal: Principal): Lane {
    const known = this.#lanes.get(principal.operatorId)
    if (known !== undefined) return known
    const lane: Lane = { principal, waiting: [], running: false }
    this.#lanes.set(principal.operatorId, lane)
    return lane
  }

  #dispatch (): void {
    while (this.#running < this.#limits.parallel) {
      const lane = this.#ready.shift()
      if (lane === undefined) return
      void this.#run(lane)
    }
  }

  async #run (lane: Lane): Promise<void> {
    lane.running = true
    this.#running++
    // A turn of the event loop: what arrived with this push in one read of the sockets joins its batch.
    await new Promise((resolve) => { setImmediate(resolve) })
    const batch = this.#takeBatch(lane)
    const began = performance.now()
    try {
      const results = await runBatch(this.#deps, lane.principal, batch.map(({ job }) => job))
      batch.forEach((waiting, index) => { waiting.resolve(results[index] as PushResult) })
    } catch (error) {
      for (const waiting of batch) waiting.reject(error)
    }
    this.#observer.onBatch(batch.length, (performance.now() - began) / 1000)
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
    return batch
  }

  #finish (lane: Lane): void {
    lane.running = false
    this.#running--
    if (lane.waiting.length > 0) this.#ready.push(lane)
    else this.#lanes.delete(lane.principal.operatorId)
    this.#dispatch()
    if (this.#items > 0 || this.#running > 0) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}
