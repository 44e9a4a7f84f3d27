import { randomFillSync } from 'node:crypto'
import { byteaArray, textArray } from '../db/binary-array.ts'
import { canonicalJson } from './canonical-json.ts'
import { dataHash } from './chain.ts'

/** An event as an operation reports it. `data` holds no personal data and no free words of people. */
export interface PendingEvent {
  /** `feature.happened`, for example `declaration.recorded`. */
  readonly type: string
  /** What it happened to, `kind:id`. */
  readonly subject: string
  /** Pseudonym of who did it. */
  readonly actor: string
  readonly data: Record<string, unknown>
}

const SALT_BYTES = 16

/** The last six parameters of `aeo.append_events`, in its order. */
export function eventParameters (events: readonly PendingEvent[]): [actors: Buffer, types: Buffer, subjects: Buffer, data: Buffer, salts: Buffer, dataHashes: Buffer] {
  const salts = randomFillSync(Buffer.allocUnsafe(SALT_BYTES * events.length))
  const saltOf = (index: number): Buffer => salts.subarray(index * SALT_BYTES, (index + 1) * SALT_BYTES)
  const data = events.map((event) => canonicalJson(event.data))
  return [
    textArray(events.map((event) => event.actor)),
    textArray(events.map((event) => event.type)),
    textArray(events.map((event) => event.subject)),
    textArray(data),
    byteaArray(events.map((_, index) => saltOf(index))),
    byteaArray(data.map((text, index) => dataHash(saltOf(index), text)))
  ]
}
