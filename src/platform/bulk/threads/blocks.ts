/** Bytes as they arrive, put together: each message between threads costs as much as reading some lines. */

export const BLOCK_BYTES = 256 * 1024

/** `length` of the bytes are used. Memory of both threads, which nothing needs to hand over. */
export interface Block { readonly bytes: Uint8Array<SharedArrayBuffer>, readonly length: number }

/**
 * What arrived before a failure comes before it.
 *
 * @param back a block that came back, to be filled again. @param read says of a chunk that nobody reads it any more.
 */
export async function * blocksOf (chunks: AsyncIterable<Uint8Array>, back: () => Block['bytes'] | undefined, read: (chunk: Uint8Array) => void): AsyncGenerator<Block> {
  let block: Block['bytes'] | undefined
  let length = 0
  let failure: unknown
  try {
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.byteLength;) {
        block ??= back() ?? new Uint8Array(new SharedArrayBuffer(BLOCK_BYTES))
        const part = chunk.subarray(from, from + BLOCK_BYTES - length)
        block.set(part, length)
        length += part.byteLength
        from += part.byteLength
        if (length < BLOCK_BYTES) continue
        yield { bytes: block, length }
        block = undefined
        length = 0
      }
      read(chunk)
    }
  } catch (error) {
    failure = error
  }
  if (block !== undefined) yield { bytes: block, length }
  if (failure !== undefined) throw failure
}

/** Gives the memory of bytes that are read no more back now, where they have it alone: else the collector would mark the whole heap to find it. */
export function free ({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && 2 * byteLength > buffer.byteLength) buffer.transfer(0)
}
