import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createMetrics } from '../../../src/platform/http/metrics.ts'
import { ATTEMPT_OUTCOMES } from '../../../src/webhooks/watch.ts'

/** Alerts and the dashboard name what the service measures: a metric by another name would never be seen, and nobody would know. */

const folder = join(import.meta.dirname, '../../../docker')
const RULES = readFileSync(join(folder, 'prometheus/rules.yml'), 'utf8')
interface Panel { readonly id: number, readonly type: string, readonly title: string, readonly description?: string, readonly gridPos: { readonly x: number, readonly y: number, readonly w: number, readonly h: number }, readonly targets?: readonly { readonly expr: string }[] }
const { panels } = JSON.parse(readFileSync(join(folder, 'grafana/aeo-control.json'), 'utf8')) as { readonly panels: readonly Panel[] }
const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
const alerts = [...RULES.matchAll(/alert: (\w+)\n\s+expr: (.+)\n/g)].map(([, name = '', expr = '']) => ({ name, expr }))

t.test('every metric that is watched is one that the service has, with the labels that it has', async (t) => {
  const families = await createMetrics().registry.getMetricsAsJSON() as unknown as { readonly name: string }[]
  const known = new Set(families.flatMap(({ name }) => [name, `${name}_count`, `${name}_bucket`]))
  for (const expr of [...expressions, ...alerts.map((alert) => alert.expr)]) {
    const named = [...expr.matchAll(/\b(?:aeo|http)_[a-z_]+/g)].map(([name]) => name)
    t.ok(named.every((name) => known.has(name)), expr)
    for (const [, words = ''] of expr.matchAll(/outcome!?[=~]+"([^"]+)"/g)) t.ok(words.split('|').every((word) => ATTEMPT_OUTCOMES.some((outcome) => outcome === word)), expr)
  }
  t.ok(alerts.length >= 8 && expressions.length >= 10)
})

t.test('the dashboard names alerts that there are, every alert of webhooks among them, and its panels stand beside each other', (t) => {
  const names = panels.flatMap(({ description = '' }) => description.match(/AeoControl\w+/g) ?? [])
  t.strictSame(names.filter((name) => !alerts.some((alert) => alert.name === name)), [])
  t.strictSame(alerts.map(({ name }) => name).filter((name) => name.includes('Webhook') && !names.includes(name)), [])
  t.equal(new Set(panels.map(({ id }) => id)).size, panels.length)
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_, cell) => `${x + cell % w}:${y + Math.floor(cell / w)}`))
  t.equal(new Set(cells).size, cells.length, 'none lies on another')
  t.ok(panels.every(({ gridPos: { x, w } }) => x + w <= 24))
  t.end()
})

const skip = spawnSync('promtool', ['--version']).status === 0 ? false : 'promtool is not installed'
t.test('Prometheus can read what the dashboard asks', { skip }, (t) => {
  const file = join(t.testdir({ 'rules.yml': JSON.stringify({ groups: [{ name: 'dashboard', rules: expressions.map((expr, index) => ({ record: `panel:${index}`, expr })) }] }) }), 'rules.yml')
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })
  t.equal(status, 0, `${stdout}${stderr}`)
  t.end()
})
