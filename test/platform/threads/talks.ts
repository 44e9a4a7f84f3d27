import { isMainThread, threadId } from 'node:worker_threads'
import type { Answered } from '../../../src/platform/threads/peer.ts'
import { serveConversations } from '../../../src/platform/threads/shared-threads.ts'

/** What the conversations of the tests are about. */
export type Said = { readonly kind: 'count' | 'who' | 'ask' | 'throw' | 'die' | 'eat' } | { readonly kind: 'take', readonly bytes: Uint8Array }

if (!isMainThread) {
  serveConversations((ask) => {
    let counted = 0
    const answer = async (said: unknown): Promise<Answered> => {
      const { kind } = said as Said
      switch (kind) {
        case 'count': return { value: ++counted }
        case 'who': return { value: threadId }
        case 'ask': return { value: [await ask('a question'), await ask('another')] }
        case 'take': return { value: (said as Said & { kind: 'take' }).bytes, transfer: [(said as Said & { kind: 'take' }).bytes.buffer as ArrayBuffer] }
        case 'throw': throw new RangeError('It is no good')
        case 'die': setImmediate(() => { throw new Error('The thread has had enough') }); return await new Promise(() => {})
        case 'eat': return { value: eaten() }
      }
    }
    return { answer }
  })
}

function eaten (): never {
  const kept: unknown[] = []
  for (let piece = 0; ; piece++) kept.push(Array.from({ length: 100_000 }, (_, index) => ({ piece, index })))
}
