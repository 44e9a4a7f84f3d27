import { Resolver } from 'node:dns/promises'
import { Agent, request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { createSecureContext } from 'node:tls'
import { hostOf, isLocalName, mayConnect } from './target.ts'
import type { TargetRules } from './target.ts'

/**
 * Sends one request to an address that somebody else chose, and says what came of it. It goes nowhere but to addresses that may be connected
 * to, as they are when connecting; it follows no redirect and asks no proxy; it takes neither long nor much; and nothing that the receiver
 * says goes any further than the number of its status.
 */

export const ERROR_KINDS = ['address_refused', 'name_not_found', 'not_connected', 'tls', 'timeout', 'redirect', 'status', 'protocol', 'secret_unreadable', 'stopped'] as const
export type ErrorKind = typeof ERROR_KINDS[number]

/** `error` null: the receiver took it. */
export interface Outcome { readonly status: number | null, readonly error: ErrorKind | null }

export interface CourierOptions {
  readonly rules: TargetRules
  /** Certificate authorities believed instead of the machine's: for tests. */
  readonly ca?: string
  /** Addresses of a name; the machine's name servers if left out. */
  readonly resolve?: (name: string) => Promise<string[]>
  readonly connectMs?: number
  readonly totalMs?: number
}

const CONNECT_MS = 5_000
const TOTAL_MS = 10_000
const RESOLVE_MS = 3_000
/** Read and thrown away, so that a receiver which answers in good order sees its answer read. */
const MOST_BYTES = 8 * 1024
const READ_MS = 1_000
/** Interim answers (1xx) before the answer; whoever sends more of them keeps the processor busy. */
const MOST_HINTS = 8
const LOOPBACK = ['127.0.0.1']

class AddressRefused extends Error {}
class NameNotFound extends Error {}
class TooSlow extends Error {}
class NoAnswer extends Error {}
class Stopped extends Error {}

export type Courier = (target: string, headers: Readonly<Record<string, string>>, content: string, stopping?: AbortSignal) => Promise<Outcome>

export function createCourier ({ rules, ca, resolve = resolveName, connectMs = CONNECT_MS, totalMs = TOTAL_MS }: CourierOptions): Courier {
  // An agent of its own: the global one may have been told of a proxy by the environment. Each request has a connection of its own.
  // What it believes is read once, and not with each of them.
  const agent = new Agent({ keepAlive: false, rejectUnauthorized: true, secureContext: createSecureContext(ca === undefined ? {} : { ca }) })
  return async (target, headers, content, stopping) => {
    const url = new URL(target)
    const host = hostOf(url)
    const limit = new AbortController()
    const late = setTimeout(() => { limit.abort(new TooSlow()) }, totalMs)
    // Not AbortSignal.any(): what it makes is kept for as long as the signal of the service, which is for ever.
    const stop = (): void => { limit.abort(new Stopped()) }
    stopping?.addEventListener('abort', stop)
    if (stopping?.aborted === true) stop()
    try {
      const addresses = await whileIn(limit.signal, addressesOf(host, rules, resolve))
      // Nothing that a receiver does keeps us from saying what came of it.
      const { outcome, isRead } = await whileIn(limit.signal, post(url, { headers, content, agent, lookup: answering(addresses), rules, connectMs, signal: limit.signal }))
      await isRead
      return outcome
    } catch (error) {
      return { status: null, error: kindOf(limit.signal.aborted ? limit.signal.reason : error) }
    } finally {
      clearTimeout(late)
      stopping?.removeEventListener('abort', stop)
    }
  }
}

/** All of them, each of which may be connected to: a name that leads inside as well leads nowhere. */
async function addressesOf (host: string, rules: TargetRules, resolve: (name: string) => Promise<string[]>): Promise<string[]> {
  const addresses = isIP(host) !== 0 ? [host] : isLocalName(host) ? LOOPBACK : await resolve(host)
  if (addresses.length === 0) throw new NameNotFound()
  if (!addresses.every((address) => mayConnect(address, rules))) throw new AddressRefused()
  return addresses
}

/** By c-ares: a slow name server keeps no thread of the pool that files and ciphers need as well. Names of the machine's own list are not found. */
async function resolveName (name: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: RESOLVE_MS, tries: 1 })
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  return answers.flatMap((answer) => answer.status === 'fulfilled' ? answer.value : [])
}

/** What was looked at is what is connected to: a name is not asked for twice. */
function answering (addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_name, options, callback) => {
    const [first] = answers
    if (options.all === true) callback(null, answers)
    else callback(null, first?.address ?? '', first?.family)
  }
}

interface Posting {
  readonly headers: Readonly<Record<string, string>>
  readonly content: string
  readonly agent: Agent
  readonly lookup: LookupFunction
  readonly rules: TargetRules
  readonly connectMs: number
  readonly signal: AbortSignal
}

/** What it said, and when the rest of it was read and the connection is gone: a receiver cannot hold more of them than are sent to it at once. */
interface Answered { readonly outcome: Outcome, readonly isRead: Promise<void> }

async function post (url: URL, { headers, content, agent, lookup, rules, connectMs, signal }: Posting): Promise<Answered> {
  return await new Promise<Answered>((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, lookup, signal, rejectUnauthorized: true, maxHeaderSize: MOST_BYTES, headers: { ...headers, 'content-length': String(Buffer.byteLength(content)) } })
    const unconnected = setTimeout(() => { sent.destroy(new TooSlow()) }, connectMs)
    sent.once('socket', (socket) => {
      // Looked at once more where it counts, whatever came between.
      socket.once('connect', () => { if (!mayConnect(socket.remoteAddress ?? '', rules)) sent.destroy(new AddressRefused()) })
      socket.once('secureConnect', () => { clearTimeout(unconnected) })
    })
    let hints = 0
    sent.on('information', () => { if (++hints > MOST_HINTS) sent.destroy(new NoAnswer()) })
    sent.once('response', (answer) => {
      resolve({ outcome: outcomeOf(answer.statusCode ?? 0), isRead: discard(answer) })
    })
    // It answers in another protocol, which nobody asked for.
    sent.once('upgrade', ({ statusCode = 0 }, socket) => {
      socket.destroy()
      resolve({ outcome: outcomeOf(statusCode), isRead: Promise.resolve() })
    })
    sent.on('error', reject)
    sent.once('close', () => {
      clearTimeout(unconnected)
      reject(new NoAnswer())
    })
    sent.end(content)
  })
}

function outcomeOf (status: number): Outcome {
  if (status >= 200 && status < 300) return { status, error: null }
  return { status, error: status >= 300 && status < 400 ? 'redirect' : 'status' }
}

async function discard (answer: IncomingMessage): Promise<void> {
  let bytes = 0
  const end = setTimeout(() => { answer.destroy() }, READ_MS)
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MOST_BYTES) answer.destroy()
  })
  answer.on('error', () => { /* it has said what it had to say */ })
  await new Promise<void>((resolve) => { answer.once('close', resolve) })
  clearTimeout(end)
}

async function whileIn<T> (signal: AbortSignal, work: Promise<T>): Promise<T> {
  if (signal.aborted) throw signal.reason
  return await Promise.race([work, new Promise<never>((_, reject) => { signal.addEventListener('abort', () => { reject(signal.reason as Error) }, { once: true }) })])
}

const TLS = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|EPROTO)/

function kindOf (error: unknown): ErrorKind {
  if (error instanceof AddressRefused) return 'address_refused'
  if (error instanceof NameNotFound) return 'name_not_found'
  if (error instanceof TooSlow) return 'timeout'
  if (error instanceof Stopped) return 'stopped'
  if (error instanceof NoAnswer) return 'protocol'
  const code = String((error as { code?: unknown }).code ?? '')
  if (TLS.test(code)) return 'tls'
  if (/^(HPE_|ERR_HTTP)/.test(code)) return 'protocol'
  return code === 'ETIMEDOUT' ? 'timeout' : 'not_connected'
}
