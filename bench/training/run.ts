import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { CUSTOMS_RESPONSIBILITIES } from '../../src/organisation/index.ts'
import { addMonths, dayBefore } from '../../src/platform/calendar.ts'
import type { Principal } from '../../src/platform/access.ts'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import { trainingDeps } from '../../src/features.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import { runOperatorTx, withOperatorReadOnly } from '../../src/platform/db/operator-tx.ts'
import { deriveInTurn } from '../../src/training/needs/operations/derive-needs.ts'
import { needsAndGaps } from '../../src/training/needs/operations/needs-and-gaps.ts'
import { readCoverage, readExpiring, readGaps } from '../../src/training/reports/read-figures.ts'
import { readHours } from '../../src/training/reports/read-hours.ts'
import { readMatrix } from '../../src/training/reports/read-matrix.ts'
import { trainingFigures } from '../../src/training/figures/training-figures.ts'
import { EFFECT_RULES, readEffects } from '../../src/training/effects/read-effects.ts'
import { statementsOf } from '../../test/support/statements.ts'
import { fillEvidence, fillHeldTrainings } from './fill-evidence.ts'
import { fillTraining } from './fill.ts'
import { personByPerson, wholeJoin } from './rivals.ts'

/**
 * `npm run bench:training [-- --quick]`: what reports of training take for 2,000 people × 40 topics, refreshed each year, and how many
 * statements; and the same for a tenth of the people. The whole matrix and a page of it are compared with the usual ways to have them.
 * Sides take turns; medians are printed.
 */

const quick = process.argv.includes('--quick')
const [PEOPLE, TOPICS, DAY] = [quick ? 500 : 2000, 40, '2026-06-30']
const PAGE = 50
const TURNS = quick ? 3 : 7

const folder = mkdtempSync(join(tmpdir(), 'aeo-bench-'))
const log = { info: () => {}, warn: console.error, error: console.error }
const server = await startEmbedded({ dataDir: folder, log })
const db = openDatabase({ url: server.appUrl, poolSize: 4, reportPoolSize: 2 })
const superuser = new pg.Client(server.superuserUrl.replace(/\/postgres\?/, '/aeo?'))
const deps = trainingDeps({ db, clock: () => new Date(`${DAY}T12:00:00Z`) })

const YEAR = { from: '2025-07-01', to: DAY }
const MONTHS = Array.from({ length: 12 }, (_, month) => addMonths('2025-07-01', month)).map((from) => ({ from, to: dayBefore(addMonths(from, 1)) }))
const figures = trainingFigures(deps, CUSTOMS_RESPONSIBILITIES)

const first = { on: DAY, first: PAGE, expiringDays: 60 }
const REPORTS: [name: string, run: (principal: Principal) => Promise<unknown>][] = [
  [`trainingMatrix, a page of ${PAGE} people`, async (principal) => await readMatrix(deps, principal, first)],
  ['trainingMatrix, the first page of whoever has a gap', async (principal) => await readMatrix(deps, principal, { ...first, states: ['missing', 'expired', 'too_low'] })],
  ['trainingMatrix, everybody', async (principal) => await readMatrix(deps, principal, { ...first, first: PEOPLE })],
  ['trainingCoverage by unit', async (principal) => await readCoverage(deps, principal, 'unit', { on: DAY })],
  ['trainingCoverage by topic', async (principal) => await readCoverage(deps, principal, 'topic', { on: DAY })],
  ['trainingGaps, needs of all units and topics', async (principal) => await readGaps(deps, principal, { on: DAY, first: 1000 })],
  ['trainingGaps in half a year', async (principal) => await readGaps(deps, principal, { on: '2026-12-31', first: 1000 })],
  ['trainingExpiring within 60 days', async (principal) => await readExpiring(deps, principal, 60, { on: DAY, first: 1000 })],
  ['deriving needs, 10,000 confirmed findings of 20 units', async (principal) => await runOperatorTx(db.operations, principal, async (tx) => await deriveInTurn(deps, tx), deps.clock)],
  ['trainingNeeds, kept and gaps', async (principal) => await needsAndGaps(deps, principal, { first: 1000 })],
  ['trainingHours of a year by unit', async (principal) => await readHours(deps, principal, 'unit', { from: '2025-01-01', to: '2025-12-31' })],
  ['trainingEffects of a year, 480 rows', async (principal) => await reading(principal, async (tx) => await readEffects(tx, deps, YEAR, EFFECT_RULES.leastPeople))],
  ['key figures of competence, 12 months by unit', async (principal) => await reading(principal, async (tx) => await figures.competence(tx, { points: MONTHS, dimensions: ['all', 'unit'] }))],
  ['key figure of effects, 12 months by unit', async (principal) => await reading(principal, async (tx) => await figures.effects(tx, { points: MONTHS, dimensions: ['all', 'unit'] }))]
]
const reading = async <T>(principal: Principal, work: (tx: OperatorTx) => Promise<T>): Promise<T> => await withOperatorReadOnly(db, principal, 'training:read', work, deps.clock)

try {
  await migrate(server.ownerUrl, { log })
  await superuser.connect()
  console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}\n`)
  const large = principalOf('IT1LARGE', await fillTraining(db, superuser, 'IT1LARGE', PEOPLE, TOPICS))
  const small = principalOf('IT1SMALL', await fillTraining(db, superuser, 'IT1SMALL', PEOPLE / 10, TOPICS))
  for (const { operatorId } of [large, small]) {
    await fillEvidence(superuser, operatorId, DAY)
    await fillHeldTrainings(superuser, operatorId, DAY)
  }
  await superuser.query('vacuum (analyze)')
  const { rows: [counted] } = await superuser.query<{ records: string }>('select count(*)::text as records from aeo.training_records where operator_id = $1', [large.operatorId])
  console.log(`${PEOPLE} people × ${TOPICS} topics, ${counted?.records} records; beside it an operator of ${PEOPLE / 10} people\n`)
  console.log(`| Report | statements, ${PEOPLE / 10} people | statements, ${PEOPLE} | ms, ${PEOPLE / 10} | ms, ${PEOPLE} |\n|---|---|---|---|---|`)
  for (const [name, run] of REPORTS) {
    const [few, many] = [(await statementsOf(db, async () => await run(small))).length, (await statementsOf(db, async () => await run(large))).length]
    const [little, much] = await inTurn(async () => await run(small), async () => await run(large))
    console.log(`| ${name} | ${few} | ${many} | ${little} | ${much} |`)
  }
  await againstRivals(large)
} finally {
  await superuser.end()
  await db.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function againstRivals (principal: Principal): Promise<void> {
  const everybody = { ...first, first: PEOPLE }
  const page = (await readMatrix(deps, principal, first)).nodes.map(({ person }) => person.person)
  const all = (await readMatrix(deps, principal, everybody)).nodes.map(({ person }) => person.person)
  const rivals: [name: string, ours: () => Promise<unknown>, theirs: () => Promise<unknown>, turns: number][] = [
    [`a page of ${PAGE}, person by person`, async () => await readMatrix(deps, principal, first), async () => await personByPerson(db, principal, DAY, page), TURNS],
    ['everybody, person by person', async () => await readMatrix(deps, principal, everybody), async () => await personByPerson(db, principal, DAY, all), 1],
    ['everybody, the whole join', async () => await readMatrix(deps, principal, everybody), async () => await wholeJoin(db, principal, DAY), TURNS]
  ]
  console.log('\n| Rival | ms, ours | ms, rival | rival ÷ ours |\n|---|---|---|---|')
  for (const [name, ours, theirs, turns] of rivals) {
    const [mine, other] = await inTurn(ours, theirs, turns)
    console.log(`| ${name} | ${mine} | ${other} | ${(other / mine).toFixed(1)} |`)
  }
}

/** Medians in milliseconds. */
async function inTurn (a: () => Promise<unknown>, b: () => Promise<unknown>, turns = TURNS): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []]
  for (let turn = 0; turn < turns; turn++) {
    times[0].push(await timed(a))
    times[1].push(await timed(b))
  }
  return [median(times[0]), median(times[1])]
}

async function timed (work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function median (times: readonly number[]): number {
  return Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0)
}

function principalOf (eori: string, operatorId: string): Principal {
  return { subject: 'bench', eori, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }
}
