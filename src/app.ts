import { createServer } from './platform/http/server.ts'
import type { App, ServerOptions } from './platform/http/server.ts'
import { authenticated } from './platform/http/authenticate.ts'
import { describeApi } from './platform/http/openapi.ts'
import { serveDocs } from './platform/http/docs.ts'
import { tokenTrust } from './platform/http/local-trust.ts'
import { createTokenVerifier } from './platform/http/token-verifier.ts'
import type { Readiness } from './platform/http/health.ts'
import type { Lifecycle } from './platform/http/lifecycle.ts'
import type { Metrics } from './platform/http/metrics.ts'
import { ProblemSchema } from './platform/http/schemas.ts'
import { registerGraphql } from './platform/graphql/register.ts'
import { registerGraphiql } from './platform/graphql/graphiql.ts'
import { ImportVerdictSchema } from './platform/bulk/import-records.ts'
import type { BulkSettings } from './platform/bulk/settings.ts'
import type { Database } from './platform/db/pool.ts'
import { findOperator } from './platform/operators.ts'
import { createSealer, sealingRoot } from './platform/sealing.ts'
import { operatorSuspended, overloaded, unauthorised } from './platform/problem.ts'
import type { Principal } from './platform/access.ts'
import type { Config } from './config.ts'
import { checkRoutes, DeclarationContentSchema, declarationRoutes, Examiner, IngestQueue, reconciliationRoutes, runBatch } from './declarations/index.ts'
import type { BatchDeps, Registers, RouteDeps } from './declarations/index.ts'
import { openFindings } from './findings/index.ts'
import { DIRECTORY, featureRoutes, graphqlParts, linkedRoutes, REGISTERS } from './features.ts'
import type { AskedByAuthorisations } from './features.ts'
import type { WebhookSettings } from './webhooks/index.ts'

/** The composition root: the server, ingest, and the features that `features.ts` puts together. */

export interface AppOptions {
  readonly config: Config
  readonly db: Database
  readonly metrics: Metrics
  readonly lifecycle: Lifecycle
  readonly readiness: () => Promise<Readiness>
  readonly clock?: () => Date
  readonly logDestination?: ServerOptions['logDestination']
  /** How requests are turned away under overload; measured by the event loop's delay when left out. */
  readonly overload?: ServerOptions['overload']
  /** What checks ask beside declarations; what the features keep when left out. */
  readonly registers?: Registers
  /** What authorisations ask of other features; a test answers for them. */
  readonly forAuthorisations?: AskedByAuthorisations
  /** Milliseconds since 1970 by which tokens begin and end; the machine's when left out. */
  readonly tokenNow?: () => number
}

export interface BuiltApp {
  readonly app: App
  /** Resolves when every push that was taken in is decided. */
  readonly drain: () => Promise<void>
  readonly examiner: Examiner
}

export async function buildApp (options: AppOptions): Promise<BuiltApp> {
  const { config, db, metrics, lifecycle, readiness, clock = () => new Date(), logDestination, overload, registers = REGISTERS, forAuthorisations, tokenNow } = options
  const app = createServer({ config, metrics, lifecycle, readiness, now: () => clock().getTime(), ...(logDestination === undefined ? {} : { logDestination }), ...(overload === undefined ? {} : { overload }) })
  const examiner = new Examiner({ db, clock, registers, directory: DIRECTORY })
  const batch = batchDeps(app, db, examiner, clock)
  const queue = ingestQueue(batch, options)
  const bulk = bulkSettings(options)
  const declarations = declarationDeps(options, batch, queue, bulk)
  await describeApi(app)
  app.addSchema(ProblemSchema)
  app.addSchema(ImportVerdictSchema)
  app.addSchema(DeclarationContentSchema)
  const verifyToken = createTokenVerifier(tokenTrust(config), { onFailure: (error) => { app.log.warn({ err: error }, 'the key server did not answer') }, ...(tokenNow === undefined ? {} : { now: tokenNow }) })
  const find = async (eori: string) => await findOperator(db.operations, eori)

  await app.register(async (secured) => {
    authenticated(secured as App, { verifyToken, findOperator: find, rateLimitPerMinute: config.rateLimitPerMinute })
    await secured.register(async (v1) => {
      declarationRoutes(v1 as App, declarations)
      reconciliationRoutes(v1 as App, { ...declarations, openFindings: async (tx, findings) => { await openFindings(tx, 'reconciliation', findings) } })
      checkRoutes(v1 as App, { db, clock, examiner, contexts: examiner.contexts })
      featureRoutes(v1 as App, { db, clock, forAuthorisations, webhooks: webhookSettings(config) }, bulk)
    }, { prefix: '/v1' })
    registerGraphql(secured as App, graphqlParts({ db, clock, forAuthorisations }), { routeConfig: { scope: 'per_field' } })
  })
  linkedRoutes(app, { db, clock, forAuthorisations })
  if (config.docs) {
    registerGraphiql(app)
    serveDocs(app)
  }
  watchGauges(options, queue)
  return { app, examiner, drain: () => queue.drained() }
}

/** With what secrets of webhooks are sealed, and where these may lead. */
export function webhookSettings (config: Config): WebhookSettings {
  const root = sealingRoot(config)
  return { sealer: root === undefined ? undefined : createSealer(root, 'webhooks'), rules: { loopback: config.webhookLoopback } }
}

const MAX_BATCH_ITEMS = 500
const MAX_BATCH_BYTES = 16 * 1024 * 1024

function batchDeps (app: App, db: Database, examiner: Examiner, clock: () => Date): BatchDeps {
  return {
    db,
    examiner,
    clock,
    onRefused: (error, push) => { app.log.error({ err: error, kind: push.kind }, 'the database refused a document that had passed every check') }
  }
}

function ingestQueue (batch: BatchDeps, { config, db, metrics }: AppOptions): IngestQueue {
  return new IngestQueue(async (principal, jobs) => await runBatch(batch, principal, jobs), {
    maxItems: config.queueMaxItems, maxBytes: config.queueMaxBytes, maxAgeMs: config.queueMaxAgeMs,
    parallel: db.ingest.options.max, maxBatchItems: MAX_BATCH_ITEMS, maxBatchBytes: MAX_BATCH_BYTES
  }, { onBatch: batchObserver(metrics) })
}

function batchObserver (metrics: Metrics): (size: number, seconds: number) => void {
  return (size, seconds) => {
    metrics.ingestBatchSize.observe(size)
    metrics.ingestBatchSeconds.observe(seconds)
    metrics.logHeadAppends.inc()
  }
}

function declarationDeps ({ metrics }: AppOptions, batch: BatchDeps, queue: IngestQueue, bulk: BulkSettings): RouteDeps {
  return {
    ...batch,
    queue,
    batch,
    bulk,
    onBatch: batchObserver(metrics),
    onIngest: (source, outcome) => { metrics.ingestDeclarations.inc({ source, outcome }) }
  }
}

function bulkSettings ({ config, db, lifecycle, clock = () => new Date() }: AppOptions): BulkSettings {
  return {
    chunkItems: config.bulkChunk,
    idleMs: config.bulkIdleMs,
    stopping: lifecycle.stopping,
    mayGoOn: async (principal: Principal) => {
      if (lifecycle.isStopping()) return overloaded('The service is stopping.')
      if (principal.expiresAt * 1000 < clock().getTime()) return unauthorised('The token has expired.')
      const operator = await findOperator(db.operations, principal.eori)
      return operator?.status === 'active' ? undefined : operatorSuspended('Nothing is served until it is active again.')
    }
  }
}

/** Gauges are read when Prometheus asks, not on every change. */
function watchGauges ({ db, metrics }: AppOptions, queue: IngestQueue): void {
  const collect = (): void => {
    const { items, bytes, oldestSeconds } = queue.state()
    metrics.ingestQueueItems.set(items)
    metrics.ingestQueueBytes.set(bytes)
    metrics.ingestQueueOldestSeconds.set(oldestSeconds)
    for (const pool of ['operations', 'ingest', 'reports'] as const) {
      const { totalCount, idleCount, waitingCount } = db[pool]
      metrics.databasePoolConnections.set({ pool, state: 'idle' }, idleCount)
      metrics.databasePoolConnections.set({ pool, state: 'busy' }, totalCount - idleCount)
      metrics.databasePoolConnections.set({ pool, state: 'waiting' }, waitingCount)
    }
  }
  metrics.onCollect(collect)
}
