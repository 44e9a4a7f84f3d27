import type { FastifyReply } from 'fastify'
import { tooManyRequests } from '../problem.ts'
import { AccessRefusal } from './access-refusal.ts'
import type { App } from './route-config.ts'

const WINDOW_MS = 60_000
const MOST_COUNTED = 50_000

export interface RateLimit {
  /** Counts one request for the key and says so in the answer. @throws tooManyRequests */
  count: (key: string, reply: FastifyReply) => void
}

/**
 * Requests per key in a minute that begins for all keys at once, so that forgetting costs nothing. At most 50,000 keys are
 * counted; beyond, the key seen first in this minute starts anew.
 *
 * @param name of the policy in `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers)
 */
export function createRateLimit (name: string, limitPerMinute: number, now: () => number = Date.now): RateLimit {
  let windowStart = -Infinity
  let counts = new Map<string, { count: number }>()
  const policy = `"${name}";q=${limitPerMinute};w=${WINDOW_MS / 1000}`

  function counterOf (key: string): { count: number } {
    const known = counts.get(key)
    if (known !== undefined) return known
    const oldest = counts.size >= MOST_COUNTED ? counts.keys().next().value : undefined
    if (oldest !== undefined) counts.delete(oldest)
    const counter = { count: 0 }
    counts.set(key, counter)
    return counter
  }

  return {
    count: (key, reply) => {
      const age = now() - windowStart
      if (age >= WINDOW_MS || age < 0) {
        windowStart = now()
        counts = new Map()
      }
      const counter = counterOf(key)
      counter.count += 1
      const seconds = Math.max(1, Math.ceil((windowStart + WINDOW_MS - now()) / 1000))
      reply.header('ratelimit-policy', policy)
      reply.header('ratelimit', `"${name}";r=${Math.max(0, limitPerMinute - counter.count)};t=${seconds}`)
      if (counter.count <= limitPerMinute) return
      throw tooManyRequests(`At most ${limitPerMinute} requests a minute are taken.`, {}, {
        cause: new AccessRefusal(`rate_limit_${name}`), headers: { 'retry-after': String(seconds) }
      })
    }
  }
}

/** Counts every request by address before anything else is looked at: bad tokens and unknown addresses too. */
export function limitAddresses (app: App, limit: RateLimit): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.alwaysAnswered !== true) limit.count(addressKey(request.ip), reply)
    done()
  })
}

/** One IPv6 customer holds a whole /64, so the network counts, not the address. */
export function addressKey (address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [left = '', right] = address.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0')
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`
}
