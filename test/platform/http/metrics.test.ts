import t from 'tap'
import { createMetrics } from '../../../src/platform/http/metrics.ts'
import { makeServer } from './make-server.ts'

t.test('names and texts follow the conventions that promtool checks', async (t) => {
  const families = await createMetrics().registry.getMetricsAsJSON() as unknown as { name: string, help: string, type: string }[]
  for (const { name, help, type } of families) {
    t.ok(help.length > 0, `${name} has a help text`)
    t.equal(name.endsWith('_total'), type === 'counter', `${name}: only counters end with _total`)
    t.notMatch(name, /_(?:count|sum|bucket|info_total|milliseconds|ms|kilobytes|gauge|counter|histogram)$|[A-Z]/, `${name}: base units, no type in the name`)
  }
  t.ok(families.filter(({ name }) => name.startsWith('aeo_')).length >= 8)
})

t.test('two services in one process do not share numbers', async (t) => {
  const [one, other] = [createMetrics(), createMetrics()]
  one.ingestDeclarations.inc({ source: 'json', outcome: 'created' })
  t.match(await one.registry.metrics(), 'aeo_ingest_declarations_total{source="json",outcome="created"} 1')
  t.notMatch(await other.registry.metrics(), 'outcome="created"')
})

t.test('ten thousand odd addresses add no series', async (t) => {
  const metrics = createMetrics()
  const { app } = makeServer(t.testdir(), { metrics, config: { logLevel: 'silent' }, open: (app) => { app.get('/things/:id', () => ({})) } })
  t.teardown(() => app.close())
  const series = async (): Promise<number> => (await metrics.registry.getSingleMetricAsString('http_request_duration_seconds')).split('\n').length
  for (const url of ['/things/1', '/odd/1']) await app.inject(url)
  const before = await series()
  for (let index = 0; index < 10_000; index += 1) await app.inject(index % 2 === 0 ? `/odd/${index}?source=${index}` : `/things/${index}`)
  t.equal(await series(), before)
  const text = await metrics.registry.metrics()
  t.match(text, 'route="/things/:id",method="GET",status="2xx"')
  t.match(text, 'route="unmatched",method="GET",status="4xx"')
})
