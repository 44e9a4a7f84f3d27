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
import type { GraphqlPart } from './platform/graphql/parts.ts'
import { ImportVerdictSchema } from './platform/bulk/import-records.ts'
import type { BulkSettings } from './platform/bulk/settings.ts'
import type { Database } from './platform/db/pool.ts'
import { eventRoutes } from './platform/log/event-feed.ts'
import { operatorGraphql } from './platform/operator-graphql.ts'
import { findOperator } from './platform/operators.ts'
import { operatorSuspended, overloaded, unauthorised } from './platform/problem.ts'
import type { Principal } from './platform/access.ts'
import type { Config } from './config.ts'
import { checkRoutes, CHECKS, DeclarationContentSchema, declarationGraphql, declarationRoutes, denominators, documentUse, Examiner, exchangeRateOn, GUARANTEE_USE, IngestQueue, itemsOfGoods, linkedDeclarations, lookAgainAt, positionOf, recordEori, reconciliationGraphql, reconciliationRoutes, referenceUse, removeEori, runBatch } from './declarations/index.ts'
import type { BatchDeps, Registers, RouteDeps } from './declarations/index.ts'
import { goodsGraphql, goodsRegister, goodsRoutes, licencesRegister, shippedLapse, suppliersRegister } from './goods/index.ts'
import type { GoodsDeps } from './goods/index.ts'
import { correctiveActionDates, findingGraphql, findingRoutes, knownFindings, openFindings, reviewSampleGraphql } from './findings/index.ts'
import type { ActionDeps } from './findings/index.ts'
import { CUSTOMS_RESPONSIBILITIES, customsStaffOn, directoryRegister, mandatesRegister, organisationGraphql, organisationRoutes, peopleIfKept, sitesIfKept, unitsIfKept } from './organisation/index.ts'
import type { OrganisationDeps } from './organisation/index.ts'
import { authorisationGraphql, authorisationRoutes, authorisationsRegister, extensionsRegister, guaranteeRegister, notificationRoutes } from './authorisations/index.ts'
import type { AuthorisationDeps } from './authorisations/index.ts'
import { sanctionAnalysisGraphql, sanctionGraphql, sanctionRoutes } from './sanctions/index.ts'
import type { AnalysisDeps, RecordDeps } from './sanctions/index.ts'
import { kpiGraphql } from './reporting/index.ts'

/** The composition root: the only file that knows every feature. */

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
  readonly fromOthers?: FromOthers
}

/** What the features keep and the checks of declarations ask. */
export const REGISTERS: Registers = {
  goods: goodsRegister,
  suppliers: suppliersRegister,
  licences: licencesRegister(async (query, operatorId, references) => await documentUse({ query, operatorId }, references)),
  authorisations: authorisationsRegister,
  // Kept by whoever keeps authorisations, and those move the head with each change.
  extensions: { ...extensionsRegister, announcesFirst: true },
  guarantee: { ...guaranteeRegister(GUARANTEE_USE), announcesFirst: true },
  mandates: mandatesRegister
}

export type FromOthers = Pick<AuthorisationDeps, 'referenceUse' | 'guaranteeUse' | 'siteExists'>

export interface BuiltApp {
  readonly app: App
  /** Resolves when every push that was taken in is decided. */
  readonly drain: () => Promise<void>
  readonly examiner: Examiner
}

export async function buildApp (options: AppOptions): Promise<BuiltApp> {
  const { config, db, metrics, lifecycle, readiness, clock = () => new Date(), logDestination, overload, registers = REGISTERS } = options
  const app = createServer({ config, metrics, lifecycle, readiness, now: () => clock().getTime(), ...(logDestination === undefined ? {} : { logDestination }), ...(overload === undefined ? {} : { overload }) })
  const examiner = new Examiner({ db, clock, registers, directory: directoryRegister })
  const batch = batchDeps(app, db, examiner, clock)
  const queue = ingestQueue(batch, options)
  const bulk = bulkSettings(options)
  const declarations = declarationDeps(options, batch, queue, bulk)
  await describeApi(app)
  app.addSchema(ProblemSchema)
  app.addSchema(ImportVerdictSchema)
  app.addSchema(DeclarationContentSchema)
  const verifyToken = createTokenVerifier(tokenTrust(config), { onFailure: (error) => { app.log.warn({ err: error }, 'the key server did not answer') } })
  const find = async (eori: string) => await findOperator(db.operations, eori)

  await app.register(async (secured) => {
    authenticated(secured as App, { verifyToken, findOperator: find, rateLimitPerMinute: config.rateLimitPerMinute })
    await secured.register(async (v1) => {
      declarationRoutes(v1 as App, declarations)
      reconciliationRoutes(v1 as App, { ...declarations, openFindings: async (tx, findings) => { await openFindings(tx, 'reconciliation', findings) } })
      checkRoutes(v1 as App, { db, clock, examiner, contexts: examiner.contexts })
      findingRoutes(v1 as App, findingDeps(db, clock))
      organisationRoutes(v1 as App, organisationDeps(db, clock))
      authorisationRoutes(v1 as App, authorisationDeps(db, clock, options.fromOthers))
      notificationRoutes(v1 as App, { db, clock })
      goodsRoutes(v1 as App, goodsDeps(db, clock), bulk)
      sanctionRoutes(v1 as App, sanctionDeps(db, clock))
      eventRoutes(v1 as App, { db })
    }, { prefix: '/v1' })
    registerGraphql(secured as App, graphqlParts(db, clock, options.fromOthers), { routeConfig: { scope: 'per_field' } })
  })
  if (config.docs) {
    registerGraphiql(app)
    serveDocs(app)
  }
  watchGauges(options, queue)
  return { app, examiner, drain: () => queue.drained() }
}

/** The graph's parts, in the order of the features. */
export const graphqlParts = (db: Database, clock: () => Date = () => new Date(), fromOthers?: FromOthers): GraphqlPart[] =>
  [
    operatorGraphql({ db }), declarationGraphql({ db }), reconciliationGraphql({ db, clock }), findingGraphql({ ...findingDeps(db, clock), checks: CHECKS.map(({ id }) => id) }),
    reviewSampleGraphql(findingDeps(db, clock)), organisationGraphql({ db, clock }), goodsGraphql(goodsDeps(db, clock)), authorisationGraphql(authorisationDeps(db, clock, fromOthers)),
    sanctionGraphql({ db, clock }), sanctionAnalysisGraphql(sanctionDeps(db, clock)),
    kpiGraphql({ db, positionOf, customsResponsibilities: CUSTOMS_RESPONSIBILITIES })
  ]

const findingDeps = (db: Database, clock: () => Date): ActionDeps => ({ db, clock, positionOf })
const organisationDeps = (db: Database, clock: () => Date): OrganisationDeps => ({ db, clock, recordEori, removeEori })


const goodsDeps = (db: Database, clock: () => Date): GoodsDeps => ({
  db, clock, lapseOf: shippedLapse, documentUse, knownPeople: peopleIfKept,
  declaredItems: async (tx, goodsRef, from, to) => ({ months: await itemsOfGoods(tx, goodsRef, from, to), records: null })
})
const FROM_OTHERS: FromOthers = { referenceUse, guaranteeUse: GUARANTEE_USE, siteExists: sitesIfKept }
const authorisationDeps = (db: Database, clock: () => Date, fromOthers: FromOthers = FROM_OTHERS): AuthorisationDeps => ({ db, clock, lookAgainAt, ...fromOthers })
const sanctionDeps = (db: Database, clock: () => Date): RecordDeps & AnalysisDeps => ({
  db, clock, linkedDeclarations, exchangeRate: exchangeRateOn, knownFindings, correctiveActions: correctiveActionDates, denominators, customsStaff: customsStaffOn,
  knownUnits: unitsIfKept, knownSites: sitesIfKept, knownPeople: peopleIfKept
})

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
