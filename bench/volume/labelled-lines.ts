import { spawn } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import pg from 'pg'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import { signLocalToken } from '../../src/platform/http/local-trust.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { SERVICE_ENVIRONMENT, SERVICE_FLAGS } from '../ingest/service-flags.ts'

/**
 * `npm run bench:volume -- FILE`: the labelled import lines of Seondong/Customs-Declaration-Datasets (df_syn_train_eng.csv) through bulk
 * and all checks. They are volume and nothing else: their label leaks, so no precision is read off them.
 */

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Name the file of labelled lines')
const SECRET = 'a secret for the benchmark alone, never used elsewhere'
const OPERATOR = 'IT2VOLUME'
const folder = mkdtempSync(join(tmpdir(), 'aeo-volume-'))
const log = { info: () => {}, warn: console.error, error: console.error }
const server = await startEmbedded({ dataDir: folder, log })
const child = await serviceOf(server.appUrl)
try {
  const began = performance.now()
  const verdicts = await push(child.port, file)
  const seconds = (performance.now() - began) / 1000
  const lines = [...verdicts.values()].reduce((sum, n) => sum + n, 0)
  console.log(`${lines} lines in ${seconds.toFixed(1)} s (${Math.round(lines / seconds)}/s)`)
  console.table(Object.fromEntries(verdicts))
  console.table(await findings())
} finally {
  child.stop()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function serviceOf (databaseUrl: string): Promise<{ port: number, stop: () => void }> {
  await migrate(server.ownerUrl, { log })
  const db = openDatabase({ url: databaseUrl, poolSize: 2, reportPoolSize: 1 })
  await addOperator(db.operations, OPERATOR, 'Volume')
  await db.close()
  const service = spawn(process.execPath, [...SERVICE_FLAGS, join(import.meta.dirname, '../ingest/side.ts'), 'ours'], {
    stdio: ['ignore', 'pipe', 'inherit'], env: { ...SERVICE_ENVIRONMENT, PATH: process.env['PATH'], DATA_DIR: join(folder, 'service'), DATABASE_URL: databaseUrl, JWT_SECRET: SECRET, LOG_LEVEL: 'error' }
  })
  for await (const line of createInterface({ input: service.stdout })) return { port: Number(line), stop: () => { service.kill('SIGKILL') } }
  throw new Error('The service did not start')
}

type Line = Readonly<Record<string, string>>

/** A line of the data set as the import declaration of one item that it was made from. */
function declarationOf (line: Line): object {
  // Made by a model, some amounts have more decimals than money has.
  const price = Number(line['Item Price']).toFixed(2)
  const party = (id: string | undefined): string => `KR${id ?? ''}`
  return {
    declarationType: 'IM', additionalType: 'A', lrn: line['Declaration ID'], acceptanceDate: line['Date'], declarant: party(line['Declarant ID']), importer: { eori: party(line['Importer ID']) },
    ...(line['Seller ID'] === '' ? {} : { exporter: { name: line['Seller ID'] } }), accountsCurrency: 'KRW', invoiceCurrency: 'KRW', dispatchCountry: line['Country of Departure'], destinationCountry: 'KR',
    sourceSystem: 'labelled-lines',
    items: [{
      itemNumber: 1, requestedProcedure: '40', previousProcedure: '00', hs6: line['HS6 Code'], originCountry: line['Country of Origin'], netMass: Number(line['Net Mass']).toFixed(3), itemAmount: price,
      statisticalValue: price, statisticalValueCurrency: 'KRW', taxes: [{ type: 'A00', baseAmount: price, rate: line['Tax Rate'], currency: 'KRW' }]
    }]
  }
}

async function * ndjson (path: string): AsyncGenerator<string> {
  for await (const line of createReadStream(path).pipe(parse({ columns: true, bom: true }))) yield `${JSON.stringify(declarationOf(line as Line))}\n`
}

/** Counts the verdicts by outcome; a refusal by its problem. */
async function push (port: number, path: string): Promise<Map<string, number>> {
  const verdicts = new Map<string, number>()
  const token = signLocalToken({ secret: SECRET, operator: OPERATOR, subject: 'volume', scope: '*', lifetimeSeconds: 86_400 })
  await new Promise<void>((resolve, reject) => {
    const outgoing = request({ port, method: 'POST', path: '/v1/declarations/bulk', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`Answered ${answer.statusCode ?? 0}`))
      createInterface({ input: answer }).on('line', (line) => {
        const { outcome, problem } = JSON.parse(line) as { outcome: string, problem?: { type: string } }
        const name = problem === undefined ? outcome : `${outcome} ${problem.type}`
        verdicts.set(name, (verdicts.get(name) ?? 0) + 1)
      }).on('close', resolve)
    })
    outgoing.on('error', reject)
    Readable.from(ndjson(path)).pipe(outgoing)
  })
  return verdicts
}

async function findings (): Promise<Record<string, number>> {
  const client = new pg.Client(server.superuserUrl.replace(/\/postgres\?/, '/aeo?'))
  await client.connect()
  const { rows } = await client.query<{ check_id: string, n: string }>('select f.check_id, count(*)::text as n from aeo.findings f group by 1 order by count(*) desc')
  await client.end()
  return Object.fromEntries(rows.map(({ check_id: check, n }) => [check, Number(n)]))
}
