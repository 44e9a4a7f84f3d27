import pg from 'pg'
import t from 'tap'
import { rebuildExaminationTotals, rebuildTotals } from '../../../src/declarations/index.ts'
import type { Directory } from '../../../src/declarations/index.ts'
import { lookAgain } from '../../../src/declarations/examination/examination-jobs.ts'
import { Examiner } from '../../../src/declarations/examination/examiner.ts'
import { runBatch } from '../../../src/declarations/ingest/batch.ts'
import type { BatchDeps } from '../../../src/declarations/ingest/batch.ts'
import { originalOf, prepareDeclaration } from '../../../src/declarations/ingest/push.ts'
import type { DeclarationContent } from '../../../src/declarations/data-elements.ts'
import type { Principal } from '../../../src/platform/access.ts'
import { onConnection } from '../../../src/platform/db/operator-tx.ts'
import { openDatabase } from '../../../src/platform/db/pool.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import type { Register } from '../../../src/platform/registers.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'

const database = await testDatabase(t)
const db = openDatabase({ url: database.appUrl, poolSize: 6, reportPoolSize: 2 })
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => {
  await superuser.end()
  await db.close()
})

const EORI = 'IT01234567890'
const { operatorId } = await addOperator(db.operations, EORI, 'Units')
const principal: Principal = { subject: 'erp', eori: EORI, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }

/** The organisation as it stands; a change of it moves the head, as the register's owner does. */
let organisation: Directory | undefined
let reads = 0
const register: Register<Directory> = { kind: 'whole', load: async () => { reads++; return organisation } }
const people = (units: Record<string, string>): Directory => ({ unitOfPerson: (pseudonym, day) => units[`${pseudonym} ${day.slice(0, 7)}`], unitOfSite: (code) => units[code] })
async function reorganise (units: Record<string, string>): Promise<void> {
  organisation = people(units)
  await superuser.query('select aeo.move_examination_head($1)', [operatorId])
}

const now = (): Date => new Date()
const examiner = new Examiner({ db, clock: now, registers: {}, directory: register })
const deps: BatchDeps = { db, examiner, clock: now, onRefused: (error) => { throw error } }

async function push (...contents: Record<string, unknown>[]): Promise<string> {
  const jobs = contents.map((content) => ({ push: prepareDeclaration(declaration(content) as unknown as DeclarationContent, originalOf(Buffer.from('{}'), 'application/json'), now(), 'erp') }))
  const [result] = await runBatch(deps, principal, jobs)
  if (result?.kind !== 'verdict') throw new Error('Not recorded')
  return result.verdict.declarationId ?? ''
}
const unitsOf = async (id: string): Promise<unknown> => {
  const { rows: [row] } = await superuser.query<{ units: unknown }>(`select json_build_array(d.org_unit_id, x.org_unit_id, f.org_unit_id) as units from aeo.declarations d
    join aeo.examinations x on x.declaration_id = d.id and x.counted join aeo.findings f on f.declaration_id = d.id where d.id = $1`, [id])
  return row?.units
}
async function totalsAreRight (t: { strictSame: (found: unknown, wanted: unknown) => unknown }): Promise<void> {
  t.strictSame((await onConnection(db.operations, async (client) => await rebuildTotals(client, operatorId, false))).differences, [])
  t.strictSame(await onConnection(db.operations, async (client) => await rebuildExaminationTotals(client, operatorId, false)), [])
}
/** Eight digits only: it has a finding, which counts for the unit too. */
const items = [item({ taric2: undefined })]
const declared = async (id: string): Promise<unknown> => (await superuser.query<{ unit: unknown }>('select v.document -> \'orgUnitId\' as unit from aeo.declaration_versions v where v.declaration_id = $1', [id])).rows.map(({ unit }) => unit)

t.test('without an organisation a declaration counts for the unit that it names alone', async (t) => {
  t.strictSame(await unitsOf(await push({ lrn: 'N-1', handledBy: 'p-7', siteId: 'S-MI', items })), [null, null, null])
  t.strictSame(await unitsOf(await push({ lrn: 'N-2', orgUnitId: 'U-9', items })), ['U-9', 'U-9', 'U-9'])
  await totalsAreRight(t)
})

t.test('an organisation that is recorded counts from the next push, though the service has kept that there was none', async (t) => {
  await reorganise({ 'p-7 2026-03': 'U-IMPORT', 'p-7 2026-04': 'U-EXPORT', 'S-MI': 'U-MILAN' })
  const id = await push({ lrn: 'A-1', handledBy: 'p-7', siteId: 'S-MI', items })
  t.strictSame(await unitsOf(id), ['U-IMPORT', 'U-IMPORT', 'U-IMPORT'], 'declaration, examination and finding agree')
  t.strictSame(await declared(id), [null], 'what was declared stays as it was')
  const before = reads
  t.strictSame(await unitsOf(await push({ lrn: 'A-2', siteId: 'S-MI', items })), ['U-MILAN', 'U-MILAN', 'U-MILAN'])
  t.equal(reads, before, 'it is read once, not for each batch')
  await totalsAreRight(t)
})

t.test('another version moves it: another day of acceptance, another handler; what says nothing of it does not', async (t) => {
  const id = await push({ lrn: 'A-1', acceptanceDate: '2026-04-01', handledBy: 'p-7', siteId: 'S-MI', items })
  t.strictSame(await unitsOf(id), ['U-EXPORT', 'U-EXPORT', 'U-EXPORT'], 'on that day the handler belonged elsewhere')
  await push({ lrn: 'A-1', acceptanceDate: '2026-04-01', sourceSystem: 'broker', incoterm: 'CIF', items })
  t.strictSame(await unitsOf(id), ['U-EXPORT', 'U-EXPORT', 'U-EXPORT'], 'a broker\'s message names nobody')
  await push({ lrn: 'A-1', acceptanceDate: '2026-04-01', orgUnitId: 'U-9', items })
  t.strictSame(await unitsOf(id), ['U-9', 'U-9', 'U-9'])
  await totalsAreRight(t)
})

t.test('declarations of one batch that are new versions and new ones are attributed alike', async (t) => {
  await push({ lrn: 'B-1', handledBy: 'p-7', items }, { lrn: 'B-1', handledBy: 'p-7', incoterm: 'EXW', items }, { lrn: 'B-2', handledBy: 'p-7', items })
  const { rows } = await superuser.query<{ unit: string }>("select d.org_unit_id as unit from aeo.declarations d where d.lrn like 'B-%'")
  t.strictSame(rows.map(({ unit }) => unit), ['U-IMPORT', 'U-IMPORT'])
  await totalsAreRight(t)
})

t.test('who is recorded later gets his declarations when they are looked at again, with their findings and totals', async (t) => {
  const id = await push({ lrn: 'L-1', handledBy: 'p-8', items })
  t.strictSame(await unitsOf(id), [null, null, null])
  await reorganise({ 'p-7 2026-03': 'U-IMPORT', 'p-8 2026-03': 'U-NEW' })
  await superuser.query(`insert into aeo.examination_runs (operator_id, id, from_day, to_day, reason, total, asked_at, asked_by)
    values ($1, gen_random_uuid(), '2026-01-01', '2026-12-31', 'A test', 1, now(), gen_random_uuid())`, [operatorId])
  await lookAgain({ db, examiner, clock: now })
  t.strictSame(await unitsOf(id), ['U-NEW', 'U-NEW', 'U-NEW'])
  const { rows } = await superuser.query<{ data: string }>("select l.data from aeo.operator_log l where l.type = 'declaration.attributed' and l.subject = $1", [`declaration:${id}`])
  t.strictSame(rows.map(({ data }) => JSON.parse(data) as unknown), [{ orgUnitId: 'U-NEW' }], 'the log says so, and names nobody')
  await totalsAreRight(t)
})
