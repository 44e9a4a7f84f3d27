import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { createMetrics } from '../../../src/platform/http/metrics.ts'

/** Prometheus' own judge of names, labels and rules. Where it is not installed these tests skip, visibly. */
const installed = spawnSync('promtool', ['--version']).status === 0
const skip = installed ? false : 'promtool is not installed'

t.test('promtool finds no fault in our metrics', { skip }, async (t) => {
  const metrics = createMetrics()
  metrics.ingestDeclarations.inc({ source: 'json', outcome: 'created' })
  metrics.databasePoolConnections.set({ pool: 'ingest', state: 'busy' }, 1)
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: await metrics.read(), encoding: 'utf8' })
  t.equal(status, 0, `${stdout}${stderr}`)
})

t.test('alerts for webhooks are given when they should be, and not otherwise', { skip }, (t) => {
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', join(import.meta.dirname, '../../fixtures/prometheus/rules.test.yml')], { encoding: 'utf8' })
  t.equal(status, 0, `${stdout}${stderr}`)
  t.end()
})

t.test('promtool finds no fault in the alert rules and the scrape settings', { skip }, (t) => {
  const folder = join(import.meta.dirname, '../../../docker/prometheus')
  for (const words of [['check', 'rules', join(folder, 'rules.yml')], ['check', 'config', join(folder, 'prometheus.yml')]]) {
    const { status, stdout, stderr } = spawnSync('promtool', words, { encoding: 'utf8' })
    t.equal(status, 0, `${stdout}${stderr}`)
  }
  t.end()
})
