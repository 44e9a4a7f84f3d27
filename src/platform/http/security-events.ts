import type { FastifyRequest } from 'fastify'
import type { Principal } from '../access.ts'
import type { Problem } from '../problem.ts'
import { AccessRefusal } from './access-refusal.ts'

const LOGGED_PER_MINUTE = 10
const MOST_COUNTED = 10_000
const RECORDED = new Set([401, 403, 429])

export type RecordRefusal = (request: FastifyRequest, problem: Problem) => void

/**
 * Writes refusals to the log with operator, subject and reason. Of the same reason from the same address ten lines a minute
 * are written, so that a flood cannot hide the rest; the next minute's first line says how many were left out.
 */
export function recordRefusals (now: () => number = Date.now): RecordRefusal {
  let minute = 0
  let counts = new Map<string, number>()
  let earlier = counts

  return (request, problem) => {
    if (!RECORDED.has(problem.status)) return
    const current = Math.floor(now() / 60_000)
    if (current !== minute) {
      earlier = current === minute + 1 ? counts : new Map()
      counts = new Map()
      minute = current
    }
    const refusal = problem.cause instanceof AccessRefusal ? problem.cause : undefined
    const reason = refusal?.reason ?? problem.type
    const key = `${request.ip} ${reason}`
    const count = (counts.get(key) ?? 0) + 1
    if (count > 1 || counts.size < MOST_COUNTED) counts.set(key, count)
    if (count > LOGGED_PER_MINUTE) return
    const principal = request.principal as Principal | null
    const leftOut = count === 1 ? (earlier.get(key) ?? 0) - LOGGED_PER_MINUTE : 0
    request.log.info({
      securityEvent: problem.type,
      reason,
      operator: principal?.eori ?? refusal?.eori,
      sub: principal?.subject ?? refusal?.subject,
      address: request.ip,
      ...(leftOut > 0 ? { leftOutLastMinute: leftOut } : {})
    }, 'refused')
  }
}
