import { randomBytes } from 'node:crypto'
import { followForOversight } from './ai-systems/index.ts'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { followLogs } from './authorisations/index.ts'
import { lookAgain } from './declarations/index.ts'
import type { Examiner } from './declarations/index.ts'
import { oversightJoinDeps, recordDeps } from './features.ts'
import type { Database } from './platform/db/pool.ts'
import { createLifecycle } from './platform/http/lifecycle.ts'
import { signLocalToken } from './platform/http/local-trust.ts'
import { createMetrics } from './platform/http/metrics.ts'
import type { App } from './platform/http/server.ts'
import { followDeclarations } from './records/index.ts'
import { otherLogin } from './synthetic/index.ts'
import type { Service } from './synthetic/index.ts'

/** The service without a port, for commands that send what an integrator would send. It listens nowhere, and trusts a secret of its own. */

const SECRET_BYTES = 32
const LIFETIME_SECONDS = 86_400
const UNLIMITED = 10_000_000

export interface InProcessOptions {
  readonly config: Config
  readonly db: Database
  readonly operator: string
  readonly subject: string
  readonly clock: () => Date
}

export async function inProcessService ({ config, db, operator, subject, clock }: InProcessOptions): Promise<Service & { readonly close: () => Promise<void> }> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  const { app, examiner } = await buildApp({
    config: { ...config, trust: { kind: 'secret', secret }, logLevel: 'silent', docs: false, rateLimitPerMinute: UNLIMITED, addressRateLimitPerMinute: UNLIMITED },
    db, clock, metrics: createMetrics(), lifecycle: createLifecycle(), readiness: async () => await Promise.resolve({ ready: true, checks: {} }), overload: { delayMs: () => 0 },
    // Commands may set the clock ahead of the day, as measuring does.
    tokenNow: () => clock().getTime()
  })
  const bearerOf = (login: string): string => `Bearer ${signLocalToken({ secret, operator, subject: login, scope: '*', lifetimeSeconds: LIFETIME_SECONDS, issuedAt: Math.floor(clock().getTime() / 1000) })}`
  return { ...serviceOf({ app, db, clock, examiner, authorization: bearerOf(subject), another: bearerOf(otherLogin(subject)) }), close: async () => { await app.close() } }
}

export interface ServiceParts extends Pick<InProcessOptions, 'db' | 'clock'> {
  readonly app: App
  readonly examiner: Examiner
  readonly authorization: string
  /** Of another login. */
  readonly another: string
}

export function serviceOf ({ app, db, clock, examiner, authorization, another }: ServiceParts): Service {
  return {
    examiner,
    settle: async () => {
      await followDeclarations(recordDeps({ db, clock }))
      await followLogs({ db, clock })
      await lookAgain({ db, examiner, clock })
      await followForOversight(oversightJoinDeps({ db, clock }))
    },
    request: async ({ method, path, body, mediaType, ifMatch, byAnother = false, headers }) => {
      const answer = await app.inject({
        method, url: path, ...(body === undefined ? {} : { payload: body }),
        headers: { ...headers, authorization: byAnother ? another : authorization, ...(mediaType === undefined ? {} : { 'content-type': mediaType }), ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) }
      })
      const { etag } = answer.headers
      return { status: answer.statusCode, etag: typeof etag === 'string' ? etag : undefined, body: answer.body }
    }
  }
}
