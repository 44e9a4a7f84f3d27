import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { aiDeclared, proposedLines, rebuildExaminationTotals, rebuildTotals } from '../../src/declarations/index.ts'
import { aiFindings, proposedFindings } from '../../src/findings/index.ts'
import type { Principal } from '../../src/platform/access.ts'
import { onConnection, withOperator } from '../../src/platform/db/operator-tx.ts'
import type { OperatorTx } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'reader', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }
const read = async <Answer>(ask: (tx: OperatorTx) => Promise<Answer>): Promise<Answer> => await withOperator(db, principal, 'reporting:read', ask)

const MARCH = { from: '2026-03-01', to: '2026-03-31' }
const BOT = { classification: { systemId: 'AI-1', version: '4.2' }, origin: { systemId: 'AI-2' } }

interface Found { id: string, check: string | null, aiProposed: unknown, itemNumber: number | null, pillar: string, state: string }

const post = async <Answer>(url: string, payload: object, headers: Record<string, string> = {}): Promise<Answer> => {
  const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers: { ...bearer(), ...headers }, payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return answer.json<Answer>()
}
const findingsOf = async (declarationId: string): Promise<Found[]> => (await app.inject({ url: `/v1/findings?declarationId=${declarationId}`, headers: bearer() })).json<{ items: Found[] }>().items
const push = async (lrn: string, items: object[], changes: object = {}): Promise<string> =>
  (await post<{ declarationId: string }>('/declarations', declaration({ lrn, orgUnitId: 'U-1', items: items.map((each, index) => item({ itemNumber: index + 1, ...each })), ...changes }))).declarationId
const confirm = async (id: string): Promise<void> => {
  const etag = String((await app.inject({ url: `/v1/findings/${id}`, headers: bearer() })).headers.etag)
  await post(`/findings/${id}/review`, { decision: 'confirmed', words: 'Wrong.', cause: 'ai' }, { 'if-match': etag })
}
const WRONG = { taric2: undefined }
const differences = async (): Promise<unknown[]> => await onConnection(db.operations, async (client) =>
  [...(await rebuildTotals(client, operatorId, false)).differences, ...await rebuildExaminationTotals(client, operatorId, false)])
const rowOf = async (proposer: { system: string, version: string } | null): Promise<unknown> =>
  (await read(async (tx) => await proposedFindings(tx, MARCH, { classification: ['CLA-01'] }))).find((row) => row.unit === 'U-1' && row.pillar === 'classification' && JSON.stringify(row.proposer) === JSON.stringify(proposer))
const AI_1 = { system: 'AI-1', version: '4.2' }

t.test('items and errors of AI and of people are told apart, and follow each change', async (t) => {
  const mixed = await push('AF-1', [{ ...WRONG, aiAssisted: BOT }, WRONG, {}])
  t.strictSame(await read(async (tx) => await proposedLines(tx, MARCH)), {
    all: [{ unit: 'U-1', month: null, lines: 3 }],
    proposed: [
      { unit: 'U-1', pillar: 'classification', system: 'AI-1', version: '4.2', month: null, lines: 1 },
      { unit: 'U-1', pillar: 'origin', system: 'AI-2', version: '', month: null, lines: 1 }
    ]
  })
  const cla = (await findingsOf(mixed)).filter(({ check }) => check === 'CLA-01')
  t.strictSame(cla.map(({ itemNumber, aiProposed }) => ({ itemNumber, aiProposed })).toSorted((a, b) => (a.itemNumber ?? 0) - (b.itemNumber ?? 0)),
    [{ itemNumber: 1, aiProposed: { system: 'AI-1', version: '4.2' } }, { itemNumber: 2, aiProposed: null }])
  for (const { id } of cla) await confirm(id)
  t.ok((await findingsOf(mixed)).some(({ check }) => check === 'CLA-11'), 'that nobody competent decided is found as well')
  t.match(await rowOf(AI_1), { wrong: 1, raised: 1, decided: 1 }, 'and contests no code')
  t.match(await rowOf(null), { wrong: 2, decided: 2 }, 'people\'s are all less those of AI')
  t.strictSame(await differences(), [])

  const ofPerson = await post<Found>('/findings', { pillar: 'classification', severity: 'error', message: 'Another code.', declarationId: mixed, itemNumber: 1 })
  t.strictSame(ofPerson.aiProposed, { system: 'AI-1', version: '4.2' }, 'of what a person finds as well')
  await confirm(ofPerson.id)
  t.match(await rowOf(AI_1), { wrong: 1, decided: 2 }, 'an item is wrong once')
  t.strictSame((await post<Found>('/findings', { pillar: 'value', severity: 'error', message: 'Another value.', declarationId: mixed, itemNumber: 1 })).aiProposed, null, 'no AI proposed its value')
  t.strictSame((await post<Found>('/findings', { pillar: 'classification', severity: 'error', message: 'All codes.', declarationId: mixed })).aiProposed, null, 'a finding of no item has no proposer')
  t.strictSame(await differences(), [])

  await push('AF-2', [{ aiAssisted: BOT }], { status: 'rejected' })
  t.strictSame(await read(async (tx) => await aiDeclared(tx, MARCH, true)), [{ month: '2026-03', declarations: 1, items: 3, aiDeclarations: 1, aiItems: 1 }], 'what never took effect does not count')
  t.match(await read(async (tx) => await aiFindings(tx, MARCH, false)), [{ month: null, confirmed: 3, aiConfirmed: 2 }])
})

t.test('an open finding is of whoever proposed the version in which it is found', async (t) => {
  const id = await push('AF-3', [WRONG], { acceptanceDate: '2026-04-02' })
  const found = async (): Promise<unknown> => (await findingsOf(id)).filter(({ check }) => check === 'CLA-01').map(({ aiProposed }) => aiProposed)
  t.strictSame(await found(), [null])
  await push('AF-3', [{ ...WRONG, aiAssisted: BOT }], { acceptanceDate: '2026-04-02' })
  t.strictSame(await found(), [{ system: 'AI-1', version: '4.2' }])
  t.strictSame(await differences(), [])
  await push('AF-3', [{ ...WRONG, aiAssisted: BOT }], { acceptanceDate: '2026-05-02', orgUnitId: 'U-2' })
  t.strictSame(await differences(), [], 'on another day, of another unit')
  await push('AF-3', [{}], { acceptanceDate: '2026-05-02', orgUnitId: 'U-2' })
  t.match(await findingsOf(id), [{ state: 'closed', aiProposed: { system: 'AI-1' } }], 'what is closed stays what it was')
  t.strictSame(await differences(), [])
})

t.test('an upgrade names who proposed what was found before, and counts it as a recount does', async (t) => {
  const superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  t.teardown(async () => { await superuser.end() })
  const proposers = async (): Promise<unknown[]> => (await superuser.query('select f.id, f.proposed_by from aeo.findings f where f.proposed_by is not null order by f.id')).rows
  const before = await proposers()
  t.ok(before.length > 3)
  await superuser.query(`update aeo.findings set proposed_by = null; delete from aeo.finding_totals where dimension = 'ai_proposed';
    delete from aeo.declaration_totals where dimension in ('ai_items', 'ai_items_month', 'ai_proposed', 'ai_proposed_month')`)
  t.ok((await differences()).length > 0)
  const folder = join(import.meta.dirname, '../../migrations')
  const file = readdirSync(folder).find((name) => name.endsWith('_ai_proposed_totals.sql')) ?? ''
  await superuser.query(/^do \$\$[\s\S]*?^end \$\$;/m.exec(readFileSync(join(folder, file), 'utf8'))?.[0] ?? '')
  t.strictSame(await proposers(), before)
  t.strictSame(await differences(), [])
})

t.test('a declaration without AI moves no totals of it', async (t) => {
  const rows = async (): Promise<unknown> => await read(async (tx) => await tx.query(`select sum(t.items) from aeo.declaration_totals t where t.operator_id = $1 and t.dimension in ('ai_items', 'ai_items_month', 'ai_proposed', 'ai_proposed_month')
    union all select count(*) from aeo.finding_totals t where t.operator_id = $1 and t.dimension = 'ai_proposed'`, [tx.operatorId]))
  const before = await rows()
  await push('AF-4', [WRONG, {}])
  t.strictSame(await rows(), before)
})
