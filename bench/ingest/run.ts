import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { LOCAL_AUDIENCE } from '../../src/config.ts'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import { signLocalToken } from '../../src/platform/http/local-trust.ts'
import { addBenchOperator } from './bench-operator.ts'
import { compareBulk } from './bulk.ts'
import { SERVICE_ENVIRONMENT, SERVICE_FLAGS } from './service-flags.ts'

/**
 * `npm run bench:ingest [-- --quick]`: our ingest against named rivals, each side in a process of its own, on a durable embedded database.
 * Sides take turns, so that whatever else the machine does falls on all of them; what is printed are medians and ratios.
 */

const quick = process.argv.includes('--quick')
const ROUNDS = quick ? 1 : 3
const WARM_UP_SECONDS = quick ? 1 : 2
const SECONDS = quick ? 2 : 6
const CONNECTIONS = 256
const SECRET = 'a secret for the benchmark alone, never used elsewhere'

const folder = mkdtempSync(join(tmpdir(), 'aeo-bench-'))
const log = { info: () => {}, warn: console.error, error: console.error }
const server = await startEmbedded({ dataDir: folder, log })
try {
  await migrate(server.ownerUrl, { log })
  console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, ${LOCAL_AUDIENCE}\n`)
  if (!process.argv.includes('--bulk')) await compareSingles(1)
  if (!process.argv.includes('--bulk')) await compareSingles(256)
  await compareBulk({ server, folder, secret: SECRET, declarations: quick ? 5_000 : 40_000, lines: quick ? 20_000 : 200_000 })
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

interface Load { perSecond: number, p50: number, p99: number, others: Record<string, number> }

async function compareSingles (operators: number): Promise<void> {
  const tokens = await writeTokens(operators)
  const sides = ['ours', 'usual', 'bare'] as const
  const results = new Map<string, Load[]>(sides.map((side) => [side, []]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of sides) results.get(side)?.push(await loadSide(side, tokens, `${operators === 1 ? 'a' : 'b'}${round}${side[0]}`))
  }
  const median = (side: string, of: (load: Load) => number): number => (results.get(side) ?? []).map(of).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
  console.log(`Single pushes, ${CONNECTIONS} connections, over ${operators === 1 ? 'one operator' : `${operators} operators`}`)
  console.table(sides.map((side) => ({
    side, 'declarations/s': median(side, ({ perSecond }) => perSecond), 'p50 ms': median(side, ({ p50 }) => p50), 'p99 ms': median(side, ({ p99 }) => p99),
    'other answers': JSON.stringify(Object.assign({}, ...(results.get(side) ?? []).map(({ others }) => others)))
  })))
  const ours = median('ours', ({ perSecond }) => perSecond)
  console.log(`ours / usual = ${(ours / median('usual', ({ perSecond }) => perSecond)).toFixed(2)} (at least 4), ours / bare = ${(ours / median('bare', ({ perSecond }) => perSecond)).toFixed(2)} (at least 0.5)\n`)
}

async function writeTokens (operators: number): Promise<string> {
  const db = openDatabase({ url: server.appUrl, poolSize: 2, reportPoolSize: 1 })
  const tokens: string[] = []
  for (let index = 0; index < operators; index++) {
    const operator = `IT${operators}X${index}`
    await addBenchOperator(db, operator)
    tokens.push(signLocalToken({ secret: SECRET, operator, subject: 'bench', scope: '*', lifetimeSeconds: 86_400 }))
  }
  await db.close()
  const file = join(folder, `tokens-${operators}`)
  writeFileSync(file, tokens.join('\n'))
  return file
}

async function loadSide (side: string, tokens: string, run: string): Promise<Load> {
  const child = program('side.ts', [side])
  const port = await firstLine(child)
  try {
    return JSON.parse(await firstLine(program('load.ts', [port, tokens, String(CONNECTIONS), String(WARM_UP_SECONDS), String(SECONDS), run]))) as Load
  } finally {
    child.kill('SIGKILL')
  }
}

function program (file: string, words: string[]): ChildProcess {
  return spawn(process.execPath, [...SERVICE_FLAGS, join(import.meta.dirname, file), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...SERVICE_ENVIRONMENT, PATH: process.env['PATH'], DATA_DIR: join(folder, 'service'), DATABASE_URL: server.appUrl, JWT_SECRET: SECRET, LOG_LEVEL: 'error', RATE_LIMIT: '10000000', ADDRESS_RATE_LIMIT: '10000000' }
  })
}

async function firstLine (child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('No output')
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error('The program ended without a line')
}
