import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import pg from 'pg'
import { sanctionDeps } from '../../src/features.ts'
import { onConnection } from '../../src/platform/db/operator-tx.ts'
import { verifyLog } from '../../src/platform/log/verify.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { followDeclarations } from '../../src/sanctions/index.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'
import { sanction } from './sanctions.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

interface Sanction { id: string, revision: number, [field: string]: unknown }
const follow = async (): Promise<number> => await followDeclarations(sanctionDeps({ db, clock: () => new Date() }))
const send = async (method: 'POST' | 'PATCH', url: string, payload: object, headers: Record<string, string> = {}) => {
  const answer = await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), ...headers }, payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return answer
}
let numbers = 0
const record = async (changes: Record<string, unknown>): Promise<Sanction> => (await send('POST', '/sanctions', sanction({ authorityReference: `F-${++numbers}`, ...changes }))).json<Sanction>()
const push = async (changes: Record<string, unknown>): Promise<string> => (await send('POST', '/declarations', declaration(changes))).json<{ declarationId: string }>().declarationId
const get = async <T = Sanction>(url: string): Promise<T> => (await app.inject({ url: `/v1/sanctions/${url}`, headers: bearer() })).json<T>()
const derivedOf = async (id: string): Promise<Record<string, unknown>[]> =>
  (await superuser.query<{ data: string }>('select data from aeo.operator_log where subject = $1 and type = \'sanction.derived\' order by seq', [`sanction:${id}`])).rows.map(({ data }) => JSON.parse(data) as Record<string, unknown>)

t.test('an MRN whose declaration comes later is unlinked until it does, and then linked by itself', async (t) => {
  await follow()
  const mrn = '25IT00000000000910'
  const made = await record({ declarations: [mrn, '99IT00000000000001'], goods: ['STATED'] })
  t.match(made, { unlinked: [mrn, '99IT00000000000001'], declarationIds: [], orgUnitId: null, revision: 1 })
  t.equal(await follow(), 0, 'nothing came')
  const id = await push({ lrn: 'L-1', mrn, orgUnitId: 'U-1', siteId: 'S-1', representative: { eori: 'DE123', status: '2' }, items: [item({ goodsRef: 'G-1' })] })
  t.equal(await follow(), 1)
  const linked = await get(made.id)
  t.match(linked, { unlinked: ['99IT00000000000001'], declarationIds: [id], orgUnitId: 'U-1', sites: ['S-1'], brokers: ['DE123'], procedures: ['4000'], ai: 'no', goods: ['STATED'], stated: ['goods'], revision: 2 }, 'what was stated stays')
  const graph = (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: `{ sanction(id: "${made.id}") { unlinked orgUnitId } sanctions(filter: { unit: "U-1" }) { nodes { id } } }` } })).json<{ data: unknown }>()
  t.strictSame(graph.data, { sanction: { unlinked: ['99IT00000000000001'], orgUnitId: 'U-1' }, sanctions: { nodes: [{ id: made.id }] } })
  t.match((await get<{ items: unknown[] }>(`${made.id}/revisions`)).items, [{ kind: 'recorded' }, { revision: 2, kind: 'derived', words: null, content: { goods: ['STATED'], orgUnitId: null, sites: null } }])
  const events = await derivedOf(made.id)
  t.match(events, [{ revision: 2, changed: { orgUnitId: { before: '', after: 'U-1' }, sites: { before: [], after: ['S-1'] }, unlinked: { after: ['99IT00000000000001'] } }, withheld: ['brokers'] }])
  t.notMatch(JSON.stringify(events), /DE123/)
  t.equal(await follow(), 0, 'and once only')
  t.equal((await app.inject({ url: `/v1/sanctions/${made.id}`, headers: { ...bearer(), 'if-none-match': '"1"' } })).statusCode, 200, 'a copy of before is none of now')
})

t.test('a new version of a declaration moves what follows from it, and nothing where nothing follows', async (t) => {
  const mrn = '25IT00000000000920'
  const content = { lrn: 'L-2', mrn, orgUnitId: 'U-1', siteId: 'S-1', items: [item({ goodsRef: 'G-1' }), item({ itemNumber: 2, goodsRef: 'G-2' })] }
  const id = await push(content)
  const [derived, stated] = [await record({ declarations: [id], items: [{ declaration: id, itemNumber: 2 }], amountPenalty: '10', currency: 'EUR' }), await record({ declarations: [mrn], orgUnitId: 'U-9', sites: ['S-9'], procedures: ['9999'], brokers: ['self'], goods: ['G-9'], aiInvolved: true })]
  await follow()
  await push({ ...content, orgUnitId: 'U-2', siteId: 'S-2', items: [item({ goodsRef: 'G-1' }), item({ itemNumber: 2, goodsRef: 'G-NEW' })] })
  t.equal(await follow(), 1)
  t.match(await get(derived.id), { orgUnitId: 'U-2', sites: ['S-2'], goods: ['G-NEW'], unlinked: [], amountPenalty: '10', amountPenaltyEur: '10', revision: 2 })
  t.strictSame(await get(stated.id), stated, 'all of it was stated')
  await send('PATCH', `/sanctions/${derived.id}`, { cause: 'training' }, { 'if-match': '"2"' })
  t.match(await get(derived.id), { cause: 'training', orgUnitId: 'U-2', revision: 3 })
})

t.test('a sanction written while its declaration came, so that neither saw the other, is linked as well', async (t) => {
  const mrn = '25IT00000000000930'
  await push({ lrn: 'L-3', mrn, orgUnitId: 'U-3' })
  await follow()
  const made = await record({ declarations: [mrn] })
  await superuser.query('update aeo.sanctions set unlinked = $2, declaration_ids = \'{}\', org_unit_id = \'\' where id = $1', [made.id, [mrn]])
  t.equal(await follow(), 1)
  t.match(await get(made.id), { unlinked: [], orgUnitId: 'U-3' })
})

t.test('a declaration of another operator with the same MRN links nothing', async (t) => {
  const mrn = '25IT00000000000940'
  const made = await record({ declarations: [mrn] })
  t.equal((await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer({ operator: OTHER_OPERATOR }), payload: declaration({ lrn: 'L-4', mrn, orgUnitId: 'U-4' }) })).statusCode, 201)
  t.equal(await follow(), 0)
  t.match(await get(made.id), { unlinked: [mrn], revision: 1 })
})

t.test('where the log was not followed before, every sanction is derived as it stands, without reading what lies behind', async (t) => {
  const ids: string[] = []
  for (let index = 0; index < 101; index++) ids.push((await record({ declarations: [`25IT0000000000${String(index).padStart(3, '0')}5`.padEnd(18, '0')] })).id)
  const last = ids.at(-1) ?? ''
  await push({ lrn: 'L-5', mrn: `25IT00000000001005`.padEnd(18, '0'), orgUnitId: 'U-5' })
  await superuser.query('delete from aeo.sanction_followers')
  t.equal(await follow(), 1)
  t.match(await get(last), { orgUnitId: 'U-5', unlinked: [] })
  const statements = await statementsOf(db, async () => { await follow() })
  t.ok(statements.length < 30, `${statements.length} once all is followed`)
})

t.test('of two followers at once one works, and the log stays whole', async (t) => {
  const mrn = '25IT00000000000950'
  const made = await record({ declarations: [mrn] })
  await push({ lrn: 'L-6', mrn, orgUnitId: 'U-6' })
  const changed = await Promise.all([follow(), follow(), follow()])
  t.equal(changed.reduce((sum, count) => sum + count, 0), 1)
  t.equal((await derivedOf(made.id)).length, 1)
  t.equal((await onConnection(db.operations, async (client) => await verifyLog(client, operatorId))).fault, null)
})

t.test('the migration finds what earlier releases left unlinked, as the owner, of each operator its own', async (t) => {
  await follow()
  const unlinked = async (): Promise<unknown> => (await superuser.query('select id, unlinked from aeo.sanctions order by id')).rows
  const mrn = '25IT00000000000960'
  const id = await push({ lrn: 'L-7', mrn: '25IT00000000000980' })
  const made = await record({ declarations: ['99IT00000000000009', id, mrn] })
  const before = await unlinked()
  t.match(made, { unlinked: ['99IT00000000000009', mrn] })
  await superuser.query('update aeo.sanctions set unlinked = \'{}\'')
  const folder = join(import.meta.dirname, '../../migrations')
  const file = readdirSync(folder).find((name) => name.endsWith('_sanction_links.sql')) ?? ''
  const owner = new pg.Client(database.ownerUrl)
  await owner.connect()
  t.teardown(async () => { await owner.end() })
  await owner.query(/^do \$\$[\s\S]*?^end \$\$;/m.exec(readFileSync(join(folder, file), 'utf8'))?.[0] ?? '')
  t.strictSame(await unlinked(), before)
  t.equal(await follow(), 0, 'so that nothing is to be derived')
})
