import type { Principal } from '../../access.ts'

/** What is said between a file that arrives and the thread that reads it. */

/** To the thread. Each is answered before the chunk that it tells of is taken for done. */
export type ToThread =
  | { readonly kind: 'begin', readonly chunkItems: number, readonly chunkBytes: number }
  /** Bytes as they arrive, in memory of both threads; answered with `Read`, when they are read. */
  | { readonly kind: 'read', readonly block: Uint8Array, readonly length: number, readonly now: Date }
  /** No more bytes come; answered with `Read`. */
  | { readonly kind: 'end', readonly now: Date }
  /** Answered with the line on which the chunk begins that is not full yet, or null. */
  | { readonly kind: 'begun' }
  /** Answered with `ChunkWritten`, once all that it asked was answered. */
  | { readonly kind: 'write', readonly chunk: number, readonly principal: Principal, readonly at: Date }
  | { readonly kind: 'forget', readonly chunk: number }

/** Chunks that became full. */
export interface Read { readonly chunks: readonly FullChunk[] }

export interface FullChunk {
  readonly number: number
  /** Lines on which its first and its last document begin. */
  readonly first: number
  readonly last: number
}

export interface LoggedEvent { readonly type: string, readonly subject: string, readonly data: Record<string, unknown> }

export interface ChunkWritten {
  /** NDJSON. */
  readonly verdicts: Uint8Array
  readonly events: readonly LoggedEvent[]
}

/** From the thread, while it writes a chunk: a statement of the chunk's transaction, or a question that only its feature knows. */
export type FromThread =
  | { readonly chunk: number, readonly kind: 'query', readonly text: string, readonly values: readonly unknown[] }
  | { readonly chunk: number, readonly kind: 'other', readonly question: unknown }
