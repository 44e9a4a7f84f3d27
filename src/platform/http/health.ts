import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Lifecycle } from './lifecycle.ts'
import type { Metrics } from './metrics.ts'
import type { App } from './route-config.ts'

/** What the parts say: `checks` names each with a word such as `ok` or `unreachable`. */
export interface Readiness { ready: boolean, checks: Record<string, string> }

export interface HealthDeps {
  readiness: () => Promise<Readiness>
  lifecycle: Lifecycle
  metrics: Pick<Metrics, 'registry' | 'read'>
}

const ANSWER_AGE_MS = 2000
const PROBE_TIMEOUT_MS = 2000

/** Liveness for everybody; readiness in one word, for load balancers. */
export function answerHealth (app: App, { readiness, lifecycle }: Pick<HealthDeps, 'readiness' | 'lifecycle'>, { detail }: { detail: boolean }): void {
  const probe = rememberProbe(readiness)
  const options = { config: { alwaysAnswered: true }, schema: { hide: true } }
  app.get('/health/live', options, () => ({ status: 'ok' }))
  app.get('/health/ready', options, async (_request, reply) => {
    const { ready, checks } = await probe()
    const stopping = lifecycle.isStopping()
    const open = ready && !stopping
    reply.code(open ? 200 : 503)
    if (!open) reply.header('retry-after', '2')
    return { status: stopping ? 'stopping' : ready ? 'ready' : 'not_ready', ...(detail ? { checks } : {}) }
  })
}

/** The numbers, for Prometheus; only on loopback or the operations address. */
export function answerMetrics (app: App, metrics: Pick<Metrics, 'registry' | 'read'>): void {
  app.get('/metrics', { config: { alwaysAnswered: true }, schema: { hide: true } }, async (_request, reply): Promise<FastifyReply> => {
    return reply.type(metrics.registry.contentType).send(await metrics.read())
  })
}

/**
 * Asks at most every one to two seconds whoever calls, each time after another while, so that replicas do not ask in step.
 * A probe that hangs or throws means not ready.
 */
export function rememberProbe (readiness: () => Promise<Readiness>, now: () => number = Date.now, timeoutMs = PROBE_TIMEOUT_MS): () => Promise<Readiness> {
  let answer: Readiness = { ready: false, checks: {} }
  let askAgainAt = -Infinity
  let asking: Promise<Readiness> | undefined

  async function ask (): Promise<Readiness> {
    const limit = new AbortController()
    try {
      const late = sleep(timeoutMs, { ready: false, checks: { probe: 'timeout' } }, { ref: false, signal: limit.signal })
      answer = await Promise.race([readiness(), late])
    } catch {
      answer = { ready: false, checks: { probe: 'failed' } }
    } finally {
      limit.abort()
    }
    askAgainAt = now() + ANSWER_AGE_MS * (0.5 + Math.random() / 2)
    return answer
  }

  return async () => {
    if (now() < askAgainAt) return answer
    asking ??= ask().finally(() => { asking = undefined })
    return await asking
  }
}
