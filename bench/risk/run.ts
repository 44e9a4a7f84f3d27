import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import type { EmbeddedServer } from '../../src/platform/db/embedded.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import { signLocalToken } from '../../src/platform/http/local-trust.ts'
import { assessRisk } from '../../src/risk/assess-risk.ts'
import { residualModel, seedOf, simulate } from '../../src/risk/simulate.ts'
import { coverage } from '../../test/support/coverage-study.ts'
import { addBenchOperator } from '../ingest/bench-operator.ts'
import { SERVICE_ENVIRONMENT, SERVICE_FLAGS } from '../ingest/service-flags.ts'
import { fillPoorCompany } from './poor-company.ts'
import type { PoorCompany } from './poor-company.ts'
import { WHOLE_ASSESSMENT } from './whole-assessment.ts'

/**
 * `npm run bench:risk [-- --quick]`: a whole assessment on one core; the p99 of pushes while years are simulated in the same service, and
 * while all risks of a company that does poorly are assessed from evidence, against the p99 without; and how often the interval of the
 * frequency holds the truth. Sides take turns; medians are printed.
 */

const quick = process.argv.includes('--quick')
const [ROUNDS, WARM_UP_SECONDS, SECONDS, TURNS] = quick ? [1, 1, 2, 3] : [5, 1, 4, 9]
const POOR: PoorCompany = quick ? { declarations: 6_000, confirmed: 2_000, open: 15_000 } : { declarations: 60_000, confirmed: 20_000, open: 150_000 }
const YEARS = 50_000
const SECRET = 'a secret for the benchmark alone, never used elsewhere'
const OPERATOR = 'IT1RISK'

/** `key` begins the names of its pushes: none is sent twice. */
interface Work { readonly name: string, readonly key: string, readonly path: string, readonly payload: object }
interface Service { readonly url: string, readonly token: string }

const WORK: readonly Work[] = [
  // So many years that a thread is always at work.
  { name: 'simulating', key: 's', path: '/v1/risks/assess', payload: { likelihood: 4, lossLow: 1_000, lossHigh: 10_000, consequence: 3, years: 400_000 } },
  { name: 'assessing the company', key: 'a', path: '/v1/risk-assessments', payload: { reason: 'Bench' } }
]

console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, load of the machine at the start ${loadavg()[0]?.toFixed(1)}\n`)
wholeAssessment()
await besidePushes()
coverageOfIntervals()

function wholeAssessment (): void {
  const risks = WHOLE_ASSESSMENT.map(({ code, input }) => ({ code, input, seed: seedOf('bench', code) }))
  const took: { wall: number, core: number }[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    const [began, before] = [performance.now(), process.cpuUsage()]
    simulate({ portfolios: [risks.map(({ code, input, seed }) => ({ code, model: residualModel(assessRisk(input)), seed }))], years: YEARS })
    const { user, system } = process.cpuUsage(before)
    took.push({ wall: performance.now() - began, core: (user + system) / 1000 })
  }
  console.log(`${risks.length} risks × ${YEARS} years: ${median(took.map(({ core }) => core)).toFixed(0)} ms of a core, ${median(took.map(({ wall }) => wall)).toFixed(0)} ms by the clock (at most 2,000)\n`)
}

interface Load { readonly perSecond: number, readonly p50: number, readonly p99: number, readonly others: Record<string, number> }

async function besidePushes (): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'aeo-bench-'))
  const log = { info: () => {}, warn: console.error, error: console.error }
  const server = await startEmbedded({ dataDir: folder, log })
  const environment = { ...SERVICE_ENVIRONMENT, PATH: process.env['PATH'], DATA_DIR: join(folder, 'service'), DATABASE_URL: server.appUrl, JWT_SECRET: SECRET, LOG_LEVEL: 'error', RATE_LIMIT: '10000000', ADDRESS_RATE_LIMIT: '10000000' }
  const program = (file: string, words: string[]): ChildProcess => spawn(process.execPath, [...SERVICE_FLAGS, join(import.meta.dirname, '../ingest', file), ...words], { stdio: ['ignore', 'pipe', 'inherit'], env: environment })
  try {
    await migrate(server.ownerUrl, { log })
    const tokens = await writeToken(server.appUrl, folder)
    await fill(server)
    const service = program('side.ts', ['ours'])
    try {
      const port = await firstLine(service)
      const load = async (connections: number, run: string): Promise<Load> => JSON.parse(await firstLine(program('load.ts', [port, tokens.file, String(connections), String(WARM_UP_SECONDS), String(SECONDS), run]))) as Load
      const url = `http://127.0.0.1:${port}`
      await confirmCatalogue(url, tokens.token)
      for (const work of WORK) {
        console.log(`| connections | ${work.name} | pushes/s | p50 ms | p99 ms | other answers | answers, median ms |\n|---|---|---|---|---|---|---|`)
        for (const connections of [16, 256]) await compare(connections, load, work, { url, token: tokens.token })
      }
    } finally {
      service.kill('SIGKILL')
    }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function compare (connections: number, load: (connections: number, run: string) => Promise<Load>, work: Work, service: Service): Promise<void> {
  const sides: Record<'no' | 'yes', Load[]> = { no: [], yes: [] }
  const took: number[] = []
  await load(connections, `${work.key}w${connections.toString(36)}`)
  for (let round = 0; round < ROUNDS; round++) {
    sides.no.push(await load(connections, `${work.key}n${connections.toString(36)}${round}`))
    const working = keepAsking(work, service)
    sides.yes.push(await load(connections, `${work.key}y${connections.toString(36)}${round}`))
    took.push(...await working.stop())
  }
  for (const [side, loads] of Object.entries(sides)) {
    const of = (figure: 'perSecond' | 'p50' | 'p99'): number => median(loads.map((one) => one[figure]))
    console.log(`| ${connections} | ${side} | ${of('perSecond')} | ${of('p50')} | ${of('p99')} | ${JSON.stringify(Object.assign({}, ...loads.map(({ others }) => others)))} | ${side === 'yes' ? `${took.length}, ${median(took).toFixed(0)}` : 0} |`)
  }
  console.log(`\np99 while ${work.name} / without, ${connections} connections: ${median(sides.yes.map(({ p99 }, round) => p99 / (sides.no[round]?.p99 ?? p99))).toFixed(2)} (at most 1.5)\n`)
}

/** One after the other. @returns by stopping it: milliseconds that each answer took, those refused left out. */
function keepAsking (work: Work, service: Service): { stop: () => Promise<number[]> } {
  let isOn = true
  const done = (async () => {
    const took: number[] = []
    while (isOn) {
      const began = performance.now()
      const answer = await send(service, work.path, work.payload)
      await answer.arrayBuffer()
      if (answer.ok) took.push(performance.now() - began)
    }
    return took
  })()
  return { stop: async () => { isOn = false; return await done } }
}

async function send ({ url, token }: Service, path: string, payload: object): Promise<Response> {
  return await fetch(`${url}${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(payload) })
}

async function ask<Answer> (service: Service, path: string, payload: object): Promise<Answer> {
  const answer = await send(service, path, payload)
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return await answer.json() as Answer
}

async function confirmCatalogue (url: string, token: string): Promise<void> {
  const { taken } = await ask<{ taken: string[] }>({ url, token }, '/v1/risks/proposals', {})
  await ask({ url, token }, '/v1/risks/confirm', { reason: 'Bench', confirm: taken.map((risk) => ({ risk })) })
}

async function fill ({ appUrl, superuserUrl }: EmbeddedServer): Promise<void> {
  const db = openDatabase({ url: appUrl, poolSize: 4, reportPoolSize: 2 })
  const superuser = new pg.Client(superuserUrl.replace(/\/postgres\?/, '/aeo?'))
  await superuser.connect()
  try {
    await fillPoorCompany(db, superuser, OPERATOR, POOR)
  } finally {
    await superuser.end()
    await db.close()
  }
  console.log(`A company with ${POOR.declarations} declarations, ${POOR.confirmed} confirmed and ${POOR.open} open findings\n`)
}

function coverageOfIntervals (): void {
  console.log('| The expert states | years of evidence | cases | truth within the 90 % interval | below | above |\n|---|---|---|---|---|---|')
  for (const [name, shift] of [['the true band', 0], ['one band too low', -1], ['one band too high', 1]] as const) {
    for (const years of [1, 3]) {
      const { cases, within, below, above } = coverage(shift, years)
      console.log(`| ${name} | ${years} | ${cases} | ${percent(within)} | ${percent(below)} | ${percent(above)} |`)
    }
  }
}

async function writeToken (url: string, folder: string): Promise<{ token: string, file: string }> {
  const db = openDatabase({ url, poolSize: 2, reportPoolSize: 1 })
  await addBenchOperator(db, OPERATOR)
  await db.close()
  const token = signLocalToken({ secret: SECRET, operator: OPERATOR, subject: 'bench', scope: '*', lifetimeSeconds: 86_400 })
  const file = join(folder, 'tokens')
  writeFileSync(file, token)
  return { token, file }
}

async function firstLine (child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('No output')
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error('The program ended without a line')
}

function percent (share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function median (values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
