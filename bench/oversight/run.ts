import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import { signLocalToken } from '../../src/platform/http/local-trust.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { compareMeasures } from './measures.ts'
import { fillInventory } from './operator.ts'
import { outputOf } from './outputs.ts'
import { processorTime, processorTimeOfFamily } from './processor-time.ts'
import { post, sendFile, startService, watchMemory } from './service.ts'
import type { Service } from './service.ts'

/**
 * `npm run bench:oversight [-- --quick]`: a million outputs with decisions into the log, against COPY of the same ready rows, as a superuser
 * whom row security does not hold, into the same tables with the same indexes; the memory that takes; and what all measures of a year
 * take for an operator of a million outputs and for one of ten thousand.
 */

const quick = process.argv.includes('--quick')
const OUTPUTS = quick ? 50_000 : 1_000_000
const SMALL = quick ? 5_000 : 10_000
const WARM = quick ? 30_000 : 50_000
/** A short run is at the mercy of whatever else the machine does. */
const ROUNDS = quick ? 3 : 1
const SECRET = 'a secret for the benchmark alone, never used elsewhere'

const folder = mkdtempSync(join(tmpdir(), 'aeo-bench-'))
const log = { info: () => {}, warn: console.error, error: console.error }
const server = await startEmbedded({ dataDir: folder, log })
const db = openDatabase({ url: server.appUrl, poolSize: 4, reportPoolSize: 2 })
const superuser = new pg.Client(server.superuserUrl.replace(/\/postgres\?/, '/aeo?'))
let service: Service | undefined
try {
  await migrate(server.ownerUrl, { log })
  await superuser.connect()
  service = await startService(server.appUrl, folder, SECRET)
  console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}\n`)
  await send(service, 'IT5WARM', WARM)
  const small = await send(service, 'IT5SMALL', SMALL)
  await compareCopy(service)
  await superuser.query('vacuum (analyze)')
  await compareMeasures(db, { small: small.operatorId, large: await operatorOf('IT5LARGE'), smallOutputs: SMALL, largeOutputs: OUTPUTS, turns: quick ? 10 : 40 })
} finally {
  service?.stop()
  await superuser.end()
  await db.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function operatorOf (eori: string): Promise<string> {
  return (await addOperator(db.operations, eori, 'Bench')).operatorId
}

async function send (to: Service, eori: string, outputs: number, run = 'a'): Promise<{ operatorId: string, seconds: number }> {
  const operatorId = await operatorOf(eori)
  const token = (subject: string): string => signLocalToken({ secret: SECRET, operator: eori, subject, scope: '*', lifetimeSeconds: 86_400 })
  if (run === 'a') await fillInventory(async (subject, path, payload) => await post(to, token(subject), path, payload))
  const file = join(folder, 'outputs.ndjson')
  await writeOutputs(file, outputs, run)
  return { operatorId, seconds: await sendFile(to, token('erp'), file, outputs) }
}

/** Made before the clock runs. */
async function writeOutputs (file: string, count: number, run: string): Promise<void> {
  const to = createWriteStream(file)
  for (let from = 0; from < count; from += 1000) {
    const lines = Array.from({ length: Math.min(1000, count - from) }, (_, index) => `${JSON.stringify(outputOf(from + index, count, run))}\n`).join('')
    if (!to.write(lines)) await once(to, 'drain')
  }
  to.end()
  await once(to, 'finish')
}

/** The sides take turns; between them the rows of ours go, and the last round's stay. */
async function compareCopy (to: Service): Promise<void> {
  const ready = join(folder, 'ready.copy')
  const rounds: { ours: number, busy: string, copy: number, copyBusy: number, ratio: number, peak: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await superuser.query('checkpoint')
    const peak = watchMemory(to.pid)
    const begun = { service: processorTime(to.pid), database: databaseTime() }
    const { operatorId, seconds: ours } = await send(to, 'IT5LARGE', OUTPUTS, round === 0 ? 'a' : `r${round}`)
    const most = peak()
    const busy = `${round2(processorTime(to.pid) - begun.service)} + ${round2(databaseTime() - begun.database)}`
    await pipeline(superuser.query(copyTo(`copy (select * from aeo.ai_outputs where operator_id = '${operatorId}') to stdout (format binary)`)), createWriteStream(ready))
    await removeOutputs(operatorId)
    const before = databaseTime()
    const copy = await copyIn(ready)
    rounds.push({ ours: round2(ours), busy, copy: round2(copy), copyBusy: round2(databaseTime() - before), ratio: round2(copy / ours), peak: most })
    // The totals of the next round are those of its own outputs.
    if (round < ROUNDS - 1) {
      await removeOutputs(operatorId)
      await superuser.query('delete from aeo.ai_oversight_totals where operator_id = $1', [operatorId])
    }
  }
  console.log(`${OUTPUTS} outputs with a decision and a use each, NDJSON\n`)
  console.log('| Round | ours, s | processor, s: service + database | outputs/s | COPY, s | processor, s | rows/s | ours / COPY (at least 0.5) | peak memory, MB (at most 300) |\n|---|---|---|---|---|---|---|---|---|')
  rounds.forEach(({ ours, busy, copy, copyBusy, ratio, peak }, index) => { console.log(`| ${index + 1} | ${ours} | ${busy} | ${Math.round(OUTPUTS / ours)} | ${copy} | ${copyBusy} | ${Math.round(OUTPUTS / copy)} | **${ratio}** | ${peak} |`) })
  console.log('')
}

function databaseTime (): number {
  return processorTimeOfFamily(server.pid() ?? 0)
}

function round2 (value: number): number {
  return Number(value.toFixed(2))
}

async function removeOutputs (operatorId: string): Promise<void> {
  await superuser.query('delete from aeo.ai_outputs where operator_id = $1', [operatorId])
  await superuser.query('vacuum (analyze) aeo.ai_outputs')
  await superuser.query('checkpoint')
}

/** All in one transaction with one flush: what favours the rival. @returns seconds. */
async function copyIn (ready: string): Promise<number> {
  const began = performance.now()
  await superuser.query('begin')
  await pipeline(createReadStream(ready, { highWaterMark: 256 * 1024 }), superuser.query(copyFrom('copy aeo.ai_outputs from stdin (format binary)')))
  await superuser.query('commit')
  return (performance.now() - began) / 1000
}
