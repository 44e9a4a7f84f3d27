import { METHODS } from 'node:http'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from '@prometheus-io/client'
import type { App } from './route-config.ts'

/** The one registry and what is measured; every label takes its values from a closed set. */
export type Metrics = ReturnType<typeof createMetrics>


/** Of the runtime, named by the library like counters or by their type: `promtool check metrics` objects. */
const MISNAMED = ['nodejs_eventloop_utilization_histogram', 'nodejs_eventloop_utilization_summary', 'nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

export function createMetrics () {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)
  const collectors: (() => void)[] = []
  return {
    registry,
    /** Runs before the numbers are read: for what is looked up then rather than counted all along. */
    onCollect: (collect: () => void): void => { collectors.push(collect) },
    /** The numbers, in the text form of Prometheus. */
    read: async (): Promise<string> => {
      for (const collect of collectors) collect()
      return await registry.metrics()
    },
    requestDuration: new Histogram({ registers, name: 'http_request_duration_seconds', help: 'Time from request to answer, by declared route', labelNames: ['route', 'method', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] }),
    ingestQueueItems: new Gauge({ registers, name: 'aeo_ingest_queue_items', help: 'Declarations waiting for the next batch' }),
    ingestQueueBytes: new Gauge({ registers, name: 'aeo_ingest_queue_bytes', help: 'Bytes of declarations waiting for the next batch' }),
    ingestQueueOldestSeconds: new Gauge({ registers, name: 'aeo_ingest_queue_oldest_seconds', help: 'Age of the declaration that has waited longest' }),
    ingestBatchSize: new Histogram({ registers, name: 'aeo_ingest_batch_size', help: 'Declarations written by one transaction', buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048] }),
    ingestBatchSeconds: new Histogram({ registers, name: 'aeo_ingest_batch_seconds', help: 'Time of one ingest transaction, commit included', buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15] }),
    ingestDeclarations: new Counter({ registers, name: 'aeo_ingest_declarations_total', help: 'Declarations received, by format and outcome', labelNames: ['source', 'outcome'] as const }),
    databasePoolConnections: new Gauge({ registers, name: 'aeo_database_pool_connections', help: 'Connections of a pool, and requests waiting for one', labelNames: ['pool', 'state'] as const }),
    webhookAttempts: new Counter({ registers, name: 'aeo_webhook_attempts_total', help: 'Messages sent to webhooks, by what came of them', labelNames: ['outcome'] as const }),
    webhookDeliveriesWaiting: new Gauge({ registers, name: 'aeo_webhook_deliveries_waiting', help: 'Deliveries to active webhooks of all operators that wait for their first or next attempt' }),
    webhooks: new Gauge({ registers, name: 'aeo_webhooks', help: 'Webhooks of all operators, by state', labelNames: ['state'] as const }),
    webhookOverdueSeconds: new Gauge({ registers, name: 'aeo_webhook_overdue_seconds', help: 'How long the webhook has been due that has waited longest for somebody to send' }),
    logHeadAppends: new Counter({ registers, name: 'aeo_log_head_appends_total', help: 'Appends to the operators\' event logs' })
  }
}

const KNOWN_METHODS = new Set(METHODS)

/** Measures every request; unknown addresses share one label, so strangers cannot add series. */
export function measureRequests (app: App, { requestDuration }: Pick<Metrics, 'requestDuration'>): void {
  app.addHook('onResponse', (request, reply, done) => {
    const labels = {
      route: request.is404 ? 'unmatched' : request.routeOptions.url ?? 'unmatched',
      method: KNOWN_METHODS.has(request.method) ? request.method : 'other',
      status: `${Math.floor(reply.statusCode / 100)}xx`
    }
    requestDuration.observe(labels, reply.elapsedTime / 1000)
    done()
  })
}
