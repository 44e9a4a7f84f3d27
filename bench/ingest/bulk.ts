import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { EmbeddedServer } from '../../src/platform/db/embedded.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import { signLocalToken } from '../../src/platform/http/local-trust.ts'
import { addBenchOperator } from './bench-operator.ts'
import { declarationText } from './declarations.ts'
import { SERVICE_ENVIRONMENT, SERVICE_FLAGS } from './service-flags.ts'

/** Bulk against COPY of the same ready rows, as a superuser whom row-level security does not hold, into the same tables with the same indexes. */

interface BulkOptions {
  readonly server: EmbeddedServer
  readonly folder: string
  readonly secret: string
  /** Declarations of the comparison. */
  readonly declarations: number
  /** Lines of the file that memory is watched with. */
  readonly lines: number
}

/** In the order in which foreign keys let them be filled; totals are not copied. */
const TABLES = ['declarations', 'declaration_versions', 'declaration_items', 'examinations', 'findings', 'operator_log'] as const
/** lrn_slot is generated and cannot be copied. */
const DECLARATION_COLUMNS = '(operator_id, id, mrn, lrn, declarant, direction, declaration_type, status, status_at, accepted_on, released_at, received_at, counted_on, source_system, org_unit_id, current_version, version_count, revision, assessed_taxes)'

export async function compareBulk (options: BulkOptions): Promise<void> {
  const superuser = new pg.Client(options.server.superuserUrl.replace(/\/postgres\?/, '/aeo?'))
  await superuser.connect()
  const service = await startService(options)
  try {
    const rows = options.declarations
    // As much again before the clock runs: both sides then write into log segments that exist already.
    await push(service.port, await token(options, 'IT2WARM'), rows, 'w')
    await superuser.query('checkpoint')
    const ours = await push(service.port, await token(options, 'IT2BULK'), rows, 'x')
    const ready = await copyOut(superuser, 'IT2BULK')
    await deleteRows(superuser, 'IT2BULK')
    const copy = await copyIn(superuser, ready)
    console.log(`Bulk, ${rows} declarations with two items each, NDJSON`)
    console.table([{ side: 'ours', seconds: round(ours), 'declarations/s': Math.round(rows / ours) }, { side: 'COPY', seconds: round(copy), 'declarations/s': Math.round(rows / copy) }])
    console.log(`ours / COPY = ${(copy / ours).toFixed(2)} (at least 0.5)\n`)
    const watch = watchMemory(service.pid)
    const seconds = await push(service.port, await token(options, 'IT2FLAT'), options.lines, 'y')
    console.log(`${options.lines} lines streamed in ${round(seconds)} s; peak resident memory of the service ${watch()} MB (at most 300)\n`)
  } finally {
    service.stop()
    await superuser.end()
  }
}

const round = (seconds: number): number => Number(seconds.toFixed(2))

async function token ({ server, secret }: BulkOptions, operator: string): Promise<string> {
  const db = openDatabase({ url: server.appUrl, poolSize: 2, reportPoolSize: 1 })
  await addBenchOperator(db, operator)
  await db.close()
  return signLocalToken({ secret, operator, subject: 'bench', scope: '*', lifetimeSeconds: 86_400 })
}

async function startService ({ server, folder, secret }: BulkOptions): Promise<{ port: number, pid: number, stop: () => void }> {
  const child = spawn(process.execPath, [...SERVICE_FLAGS, join(import.meta.dirname, 'side.ts'), 'ours'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...SERVICE_ENVIRONMENT, PATH: process.env['PATH'], DATA_DIR: join(folder, 'service'), DATABASE_URL: server.appUrl, JWT_SECRET: secret, LOG_LEVEL: 'error' }
  })
  for await (const line of createInterface({ input: child.stdout })) return { port: Number(line), pid: child.pid ?? 0, stop: () => { child.kill('SIGKILL') } }
  throw new Error('The service did not start')
}

/** The file, in pieces of 200 lines, made before the clock runs. */
function fileOf (count: number, run: string): Buffer[] {
  return Array.from({ length: Math.ceil(count / 200) }, (_, piece) => {
    const numbers = Array.from({ length: Math.min(200, count - piece * 200) }, (_entry, index) => piece * 200 + index)
    return Buffer.from(numbers.map((number) => `${declarationText(number, `${run}${number}`)}\n`).join(''))
  })
}

/** Streams the file in and reads every verdict. @returns seconds. */
async function push (port: number, bearer: string, count: number, run: string): Promise<number> {
  const file = fileOf(count, run)
  const began = performance.now()
  const created = await new Promise<number>((resolve, reject) => {
    const upload = request({ port, host: '127.0.0.1', method: 'POST', path: '/v1/declarations/bulk', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/x-ndjson' } }, (answer) => {
      let done = 0
      createInterface({ input: answer }).on('line', (line) => { if (line.includes('"outcome":"created"')) done++ }).once('close', () => { resolve(done) })
    })
    upload.once('error', reject)
    pipeline(Readable.from(file), upload).catch(reject)
  })
  if (created !== count) throw new Error(`${created} of ${count} declarations were created`)
  return (performance.now() - began) / 1000
}

async function copyOut (client: pg.Client, eori: string): Promise<Map<string, Buffer>> {
  const ready = new Map<string, Buffer>()
  for (const table of TABLES) {
    const columns = table === 'declarations' ? DECLARATION_COLUMNS.slice(1, -1) : '*'
    const chunks: Buffer[] = []
    const stream = client.query(copyTo(`copy (select ${columns} from aeo.${table} where operator_id = (select o.operator_id from aeo.operators o where o.eori = '${eori}')) to stdout (format binary)`))
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    ready.set(table, Buffer.concat(chunks))
  }
  return ready
}

/** The log is append-only even for its owner, so its trigger sleeps while the bench removes what it is about to copy in again. */
async function deleteRows (client: pg.Client, eori: string): Promise<void> {
  await client.query('alter table aeo.operator_log disable trigger operator_log_append_only')
  for (const table of TABLES.toReversed()) await client.query(`delete from aeo.${table} where operator_id = (select o.operator_id from aeo.operators o where o.eori = $1)`, [eori])
  await client.query('alter table aeo.operator_log enable trigger operator_log_append_only')
  for (const table of TABLES) await client.query(`vacuum analyze aeo.${table}`)
  await client.query('checkpoint')
}

/** All in one transaction with one flush: what favours the rival. @returns seconds. */
async function copyIn (client: pg.Client, ready: Map<string, Buffer>): Promise<number> {
  const began = performance.now()
  await client.query('begin')
  for (const table of TABLES) {
    const columns = table === 'declarations' ? DECLARATION_COLUMNS : ''
    await pipeline(Readable.from(slices(ready.get(table) ?? Buffer.alloc(0))), client.query(copyFrom(`copy aeo.${table} ${columns} from stdin (format binary)`)))
  }
  await client.query('commit')
  return (performance.now() - began) / 1000
}

function * slices (bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.byteLength; from += 65_536) yield bytes.subarray(from, from + 65_536)
}

/** Peak resident memory of a process until asked, MB. */
function watchMemory (pid: number): () => number {
  let peak = 0
  const timer = setInterval(() => {
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
    peak = Math.max(peak, Math.round(kilobytes / 1024))
  }, 100)
  return () => {
    clearInterval(timer)
    return peak
  }
}
