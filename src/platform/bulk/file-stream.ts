import { createGunzip } from 'node:zlib'
import { contentTooLarge, defineProblem, invalidRequest, overloaded } from '../problem.ts'

/** The bytes of a bulk file as they arrive: counted, paced, and unpacked from one layer of gzip. */

const tooSlow = defineProblem('bulk-too-slow', 408, 'The file arrives too slowly')
const brokenOff = defineProblem('upload-broken-off', 400, 'The sender broke off')

export interface StreamLimits {
  /** After unpacking. */
  readonly maxBytes: number
  /** Most that a packed byte may become, beyond the first MiB. */
  readonly maxRatio: number
  /** Least pace while the sender is waited for, averaged over each window. */
  readonly minBytesPerSecond: number
  /** The sender may also be silent for so long, not longer. */
  readonly windowMs: number
}
export const BULK_LIMITS: Omit<StreamLimits, 'windowMs'> = { maxBytes: 2 * 1024 ** 3, maxRatio: 100, minBytesPerSecond: 1024 }

const FREE_BYTES = 1024 * 1024

/**
 * @param stopping ends the reading where it is
 * @throws bulk-too-slow, upload-broken-off, content-too-large, invalid-request for a broken gzip stream, overloaded when the service stops.
 */
export function readBulk (source: AsyncIterable<Buffer>, encoding: string | undefined, limits: StreamLimits, stopping: AbortSignal): AsyncGenerator<Buffer> {
  const counter = { packed: 0 }
  const arriving = countPacked(paced(source, limits, stopping), counter)
  return encoding === 'gzip' ? limited(unpacked(arriving), limits, counter) : limited(arriving, limits)
}

async function * countPacked (source: AsyncIterable<Buffer>, counter: { packed: number }): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    counter.packed += chunk.byteLength
    yield chunk
  }
}

/** Only the time spent waiting for the sender counts; while a chunk commits, nobody waits for the sender. */
async function * paced (source: AsyncIterable<Buffer>, limits: StreamLimits, stopping: AbortSignal): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]()
  let waitedMs = 0
  let bytes = 0
  for (;;) {
    const began = performance.now()
    const next = await within(limits.windowMs, stopping, nextOf(iterator))
    waitedMs += performance.now() - began
    if (next.done === true) return
    bytes += next.value.byteLength
    if (waitedMs >= limits.windowMs) {
      if (bytes < limits.minBytesPerSecond * waitedMs / 1000) throw tooSlow(`Less than ${limits.minBytesPerSecond} bytes a second.`)
      waitedMs = 0
      bytes = 0
    }
    yield next.value
  }
}

/** A sender that hangs up fails with the code of a lost connection, which must not be taken for one to the database. */
async function nextOf (iterator: AsyncIterator<Buffer>): Promise<IteratorResult<Buffer>> {
  try {
    return await iterator.next()
  } catch (error) {
    throw brokenOff('The content ended before it was complete.', {}, { cause: error })
  }
}

async function within<T> (windowMs: number, stopping: AbortSignal, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let stop = (): void => {}
  const silence = new Promise<never>((_resolve, reject) => {
    stop = () => { reject(overloaded('The service is stopping.', {}, { headers: { 'retry-after': '5' } })) }
    if (stopping.aborted) stop()
    stopping.addEventListener('abort', stop)
    timer = setTimeout(() => { reject(tooSlow(`Nothing came for ${windowMs / 1000} seconds.`)) }, windowMs)
  })
  try {
    return await Promise.race([promise, silence])
  } finally {
    clearTimeout(timer)
    stopping.removeEventListener('abort', stop)
  }
}

async function * unpacked (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  const feeding = feed(source, gunzip)
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) yield chunk
    await feeding
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (typeof code === 'string' && code.startsWith('Z_')) throw invalidRequest('The content is not one whole gzip stream.', {}, { cause: error })
    throw error
  } finally {
    gunzip.destroy()
    feeding.catch(() => { /* thrown above, or the reader left */ })
  }
}

async function feed (source: AsyncIterable<Buffer>, gunzip: ReturnType<typeof createGunzip>): Promise<void> {
  try {
    for await (const chunk of source) {
      if (!gunzip.write(chunk)) await new Promise((resolve) => { gunzip.once('drain', resolve).once('close', resolve) })
      if (gunzip.destroyed) return
    }
    gunzip.end()
  } catch (error) {
    gunzip.destroy(error as Error)
  }
}

async function * limited (source: AsyncIterable<Buffer>, limits: StreamLimits, counter?: { packed: number }): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.byteLength
    if (bytes > limits.maxBytes) throw contentTooLarge(`A file has at most ${limits.maxBytes} bytes, unpacked.`)
    if (counter !== undefined && bytes > FREE_BYTES && bytes > counter.packed * limits.maxRatio) throw contentTooLarge(`The content unpacks to more than ${limits.maxRatio} times its size.`)
    yield chunk
  }
}
