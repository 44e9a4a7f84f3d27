import type { AddressInfo } from 'node:net'
import { buildApp, webhookSettings } from './app.ts'
import { authorisationDeps, oversightJoinDeps, recordDeps, sanctionDeps, trainingDeps } from './features.ts'
import { followForOversight, showDuePlanted } from './ai-systems/index.ts'
import { followLogs, watchLimits } from './authorisations/index.ts'
import type { Config } from './config.ts'
import { ConfigError } from './config.ts'
import { lookAgain } from './declarations/index.ts'
import { followDeclarations } from './records/index.ts'
import { followDeclarations as followForSanctions } from './sanctions/index.ts'
import { deriveTrainingNeeds } from './training/index.ts'
import { startEmbedded } from './platform/db/embedded.ts'
import type { EmbeddedServer } from './platform/db/embedded.ts'
import { guardRole } from './platform/db/guard.ts'
import { currentLevel, expectedLevel, migrate } from './platform/db/migrate.ts'
import { openDatabase } from './platform/db/pool.ts'
import type { Database } from './platform/db/pool.ts'
import { createLifecycle } from './platform/http/lifecycle.ts'
import { createMetrics } from './platform/http/metrics.ts'
import type { Metrics } from './platform/http/metrics.ts'
import type { Readiness } from './platform/http/health.ts'
import { createOpsServer } from './platform/http/server.ts'
import type { App } from './platform/http/server.ts'
import { installGracefulStop } from './platform/http/graceful-stop.ts'
import { keepHouse } from './platform/housekeeping.ts'
import { expireAnswers } from './platform/idempotency/expiry.ts'
import { dueCheckpoints } from './platform/log/checkpoint-job.ts'
import { FollowedLogs } from './platform/log/followed-logs.ts'
import { firstSteps } from './first-steps.ts'
import { ATTEMPT_OUTCOMES, createCourier, expireDeliveries, followLogs as followForWebhooks, watchWebhooks, WebhookSender } from './webhooks/index.ts'

/** Messages before there is a server with its own log. */
export const startLog = {
  info: (message: string): void => { process.stderr.write(`${message}\n`) },
  warn: (message: string): void => { process.stderr.write(`${message}\n`) },
  error: (message: string): void => { process.stderr.write(`${message}\n`) }
}

export interface OpenedDatabase {
  readonly db: Database
  readonly embedded: EmbeddedServer | undefined
  readonly close: () => Promise<void>
}

/** The database of the settings: the given server, or the embedded one brought to this release's level. */
export async function openConfigured (config: Config, onConnectionLost?: (error: Error) => void): Promise<OpenedDatabase> {
  const embedded = config.databaseUrl === null ? await startEmbedded({ dataDir: config.dataDir, log: startLog }) : undefined
  try {
    if (embedded !== undefined) await migrate(embedded.ownerUrl, { log: startLog })
    const url = config.databaseUrl ?? embedded?.appUrl ?? ''
    const db = openDatabase({ url, poolSize: config.poolSize, reportPoolSize: config.reportPoolSize, ...(onConnectionLost === undefined ? {} : { onConnectionLost }) })
    return { db, embedded, close: async () => { await db.close(); await embedded?.stop() } }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

const MINUTE_MS = 60_000
/** So that whoever records a change sees within seconds that customs must be told. */
const FOLLOW_MS = 3_000
/** So that a receiver is told within a second or two. */
const WEBHOOKS_MS = 1_000

/** Starts the service and keeps it running until a stop signal. @throws ConfigError with one line when it may not start. */
export async function serve (config: Config): Promise<void> {
  const lost: { report: (error: Error) => void } = { report: () => {} }
  const opened = await openConfigured(config, (error) => { lost.report(error) })
  const lifecycle = createLifecycle()
  const metrics = createMetrics()
  const readiness = async (): Promise<Readiness> => await probe(opened.db)
  try {
    await guardDatabase(opened.db)
    const { app, drain, examiner } = await buildApp({ config, db: opened.db, metrics, lifecycle, readiness })
    lost.report = (error) => { app.log.warn({ err: error }, 'a database connection was lost') }
    const ops = config.ops === null ? undefined : createOpsServer({ config, metrics, lifecycle, readiness })
    const clock = (): Date => new Date()
    const followed = { duties: new FollowedLogs(), documents: new FollowedLogs(), sanctions: new FollowedLogs(), needs: new FollowedLogs(), oversight: new FollowedLogs(), webhooks: new FollowedLogs() }
    const sender = webhookSender(config, opened.db, metrics, app, clock)
    const stopChores = keepHouse([
      { name: 'checkpoints', everyMs: MINUTE_MS, run: dueCheckpoints(opened.db.operations, config.dataDir) },
      { name: 'examinations that are due', everyMs: MINUTE_MS / 4, run: async () => await lookAgain({ db: opened.db, examiner, clock }) },
      { name: 'duties to notify customs', everyMs: FOLLOW_MS, run: async () => await followLogs({ db: opened.db, clock }, followed.duties) },
      { name: 'limits of authorisations', everyMs: 10 * MINUTE_MS, run: async () => await watchLimits(authorisationDeps({ db: opened.db, clock })) },
      { name: 'documents of declarations', everyMs: MINUTE_MS / 12, run: async () => await followDeclarations(recordDeps({ db: opened.db, clock }), followed.documents) },
      { name: 'declarations that sanctions name', everyMs: FOLLOW_MS, run: async () => await followForSanctions(sanctionDeps({ db: opened.db, clock }), followed.sanctions) },
      { name: 'outputs of AI systems', everyMs: FOLLOW_MS, run: async () => await followForOversight(oversightJoinDeps({ db: opened.db, clock }), followed.oversight) },
      { name: 'planted proposals that are due', everyMs: MINUTE_MS / 2, run: async () => await showDuePlanted({ db: opened.db, clock }) },
      { name: 'needs for training', everyMs: 3 * MINUTE_MS, run: async () => await deriveTrainingNeeds(trainingDeps({ db: opened.db, clock }), followed.needs) },
      { name: 'events for webhooks', everyMs: WEBHOOKS_MS, run: async () => { await followForWebhooks({ db: opened.db, clock }, followed.webhooks) } },
      { name: 'deliveries to webhooks', everyMs: WEBHOOKS_MS, run: async () => { await sender.look() } },
      { name: 'queues of webhooks', everyMs: MINUTE_MS / 4, run: async () => { await measureWebhooks(opened.db, metrics, clock()) } },
      { name: 'ended deliveries', everyMs: 60 * MINUTE_MS, run: async () => await expireDeliveries(opened.db.operations, new Date()) },
      { name: 'idempotency answers', everyMs: 60 * MINUTE_MS, run: async () => await expireAnswers(opened.db.operations, new Date()) }
    ], app.log)
    installGracefulStop(app, {
      lifecycle, delayMs: config.stopDelayMs, drain,
      closeAll: async () => {
        await stopChores()
        await sender.stop()
        await ops?.close()
        // The embedded server may end before the last of them has said goodbye.
        lost.report = () => {}
        await opened.close()
      }
    })
    await listen(app, config.host, config.port)
    if (ops !== undefined && config.ops !== null) await listen(ops, config.ops.host, config.ops.port)
    if (process.stdout.isTTY || config.trust.kind === 'generated') process.stdout.write(await firstSteps(config, opened.db, (app.server.address() as AddressInfo).port))
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function measureWebhooks (db: Database, { webhooks, webhookDeliveriesWaiting, webhookOverdueSeconds }: Metrics, at: Date): Promise<void> {
  const { waiting, overdueSeconds, ...states } = await watchWebhooks(db.operations, at)
  webhookDeliveriesWaiting.set(waiting)
  webhookOverdueSeconds.set(overdueSeconds)
  for (const [state, count] of Object.entries(states)) webhooks.set({ state }, count)
}

function webhookSender (config: Config, db: Database, metrics: Metrics, { log }: App, clock: () => Date): WebhookSender {
  const webhooks = webhookSettings(config)
  for (const outcome of ATTEMPT_OUTCOMES) metrics.webhookAttempts.inc({ outcome }, 0)
  return new WebhookSender({
    db, clock, webhooks, courier: createCourier({ rules: webhooks.rules }),
    onAttempt: (outcome) => { metrics.webhookAttempts.inc({ outcome }) },
    onFailure: (error) => { log.warn({ err: error }, 'a delivery to a webhook could not be written down; it is sent again') }
  })
}

async function listen (app: App, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port, listenTextResolver: () => 'listening' })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE') throw new ConfigError(`${host}:${port} is in use; set PORT to another one`)
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') throw new ConfigError(`${host}:${port} cannot be listened on (${code}); check HOST and PORT`)
    throw error
  }
}

async function guardDatabase (db: Database): Promise<void> {
  try {
    for (const warning of await guardRole(db.operations)) startLog.warn(warning)
    await refuseOlder(db)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(`DATABASE_URL: the database does not answer (${(error as { code?: string }).code ?? 'no connection'})`)
  }
}

/** A backup that was restored may be of an earlier release. @throws ConfigError. */
export async function refuseOlder (db: Database): Promise<void> {
  const level = await currentLevel(db.operations)
  if (level < expectedLevel()) throw new ConfigError(`The database is at migration ${level}, this release needs ${expectedLevel()}; run npm run migrate first`)
}

async function probe (db: Database): Promise<Readiness> {
  const level = await currentLevel(db.operations)
  const expected = expectedLevel()
  return { ready: level >= expected, checks: { database: 'ok', migrations: level >= expected ? `ok at ${level}` : `${level} of ${expected}` } }
}
