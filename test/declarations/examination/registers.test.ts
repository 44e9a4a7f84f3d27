import pg from 'pg'
import t from 'tap'
import { Examiner } from '../../../src/declarations/index.ts'
import { loadReferenceList } from '../../../src/declarations/index.ts'
import { lookAgain } from '../../../src/declarations/examination/examination-jobs.ts'
import { readJsonDeclaration } from '../../../src/declarations/formats/json-declaration.ts'
import { originalOf, prepareDeclaration } from '../../../src/declarations/ingest/push.ts'
import { runBatch } from '../../../src/declarations/ingest/batch.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import type { Principal } from '../../../src/platform/access.ts'
import { runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { datedRegisters } from '../../support/dated-registers.ts'
import type { DatedFacts } from '../../support/dated-registers.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

let facts: DatedFacts = {}
const stubs = datedRegisters(() => facts)
const { registers, unnamed, asked } = stubs
const { app, db, examiner } = await testApp(t, database.appUrl, {}, { registers })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'erp', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4_000_000_000 }
const clock = () => new Date()

const batchOf = async (by: Examiner, documents: readonly object[]): Promise<string[]> => {
  const jobs = documents.map((document) => {
    const bytes = Buffer.from(JSON.stringify(document))
    return { push: prepareDeclaration(readJsonDeclaration(bytes), originalOf(bytes, 'application/json'), clock(), 'erp') }
  })
  const results = await runBatch({ db, examiner: by, clock, onRefused: (error) => { throw error } }, principal, jobs)
  return results.map((result) => result.kind === 'verdict' ? result.verdict.declarationId ?? '' : JSON.stringify(result))
}
const push = async (document: object, by = examiner): Promise<string> => (await batchOf(by, [document]))[0] ?? ''
const openOf = async (id: string): Promise<string[]> => (await superuser.query<{ check_id: string }>('select check_id from aeo.findings where declaration_id = $1 and state = \'open\' order by check_id', [id])).rows.map(({ check_id: check }) => check)
const detailsOf = async (id: string) => (await superuser.query<{ details: { notEvaluable: Record<string, string[]>, knowledge?: string } }>('select details from aeo.examinations where declaration_id = $1 and counted', [id])).rows[0]?.details
/** What a feature does when a register that is read whole changes, or the first record of another comes. */
const moveHead = async (): Promise<void> => { await runOperatorTx(db.operations, principal, async (tx) => { await tx.query('select aeo.move_examination_head($1)', [operatorId]) }, clock) }
const becomes = async (next: DatedFacts): Promise<void> => { facts = next; await moveHead() }
const registerStatements = (statements: readonly string[]): number => statements.filter((text) => text.includes('as register')).length

let serial = 0
const document = (changes: object = {}, of: object = {}) => declaration({ lrn: `R-${++serial}`, items: [item({ goodsRef: 'G-1', supplierRef: 'S-1', ...of })], ...changes })

t.test('an operator without registers pays nothing for them', async (t) => {
  const without = new Examiner({ db, clock, registers: {} })
  for (const by of [without, examiner]) await push(document(), by)
  const names = (by: Examiner, change: object, of: object = {}) => statementsOf(db, async () => await push(document(change, of), by))
  t.strictSame((await names(examiner, {})).length, (await names(without, {})).length, 'no statement more where goods are named')
  const nothing = { goodsRef: undefined, supplierRef: undefined }
  t.strictSame((await names(examiner, { mrn: '26IT000000000ABCR6' }, nothing)).length, (await names(without, { mrn: '26IT000000000ABDR7' }, nothing)).length, 'no flight where nothing else is asked')
  t.match((await detailsOf(await push(document())))?.notEvaluable, { no_goods_register: ['CLA-04', 'CLA-05', 'CLA-06'] })
  t.equal((await detailsOf(await push(document())))?.knowledge, undefined)
})

t.test('registers answer every way in which a declaration is examined', async (t) => {
  await becomes({ goods: { 'G-1': [{ from: '2026-01-01', is: { approvedCode: '8518300010' } }] }, authorisations: [], mandates: [] })
  const wrong = document({ representative: { eori: 'IT999', status: '2' } })
  const id = await push(wrong)
  t.strictSame(await openOf(id), ['CLA-04', 'PRO-13'], 'a push')
  const evaluated = await app.inject({ method: 'POST', url: '/v1/checks/evaluate?outcome=hit', headers: bearer(), payload: wrong })
  t.strictSame(evaluated.json<{ outcomes: { check: string }[] }>().outcomes.map(({ check }) => check).filter((check) => check !== 'ID-05'), ['CLA-04', 'PRO-13'], 'a question before lodging')
  await push({ ...wrong, incoterm: 'FOB', items: [item({ goodsRef: 'G-1', taric2: '10' })] })
  t.strictSame(await openOf(id), ['PRO-13'], 'a new version')
  const dry = await app.inject({ method: 'POST', url: '/v1/checks/PRO-13/dry-run', headers: bearer(), payload: { from: '2026-03-01', to: '2026-03-31' } })
  t.equal(dry.json<{ outcomes: { hit: number } }>().outcomes.hit, 1, 'a dry run')
  await becomes({ ...facts, mandates: [{ eori: 'IT999', from: '2026-03-02' }] })
  await app.inject({ method: 'POST', url: '/v1/checks/runs', headers: bearer(), payload: { from: '2026-03-01', to: '2026-03-31', reason: 'A mandate was found' } })
  await lookAgain({ db, examiner, clock })
  t.strictSame(await openOf(id), [], 'a run')
  t.strictSame(unnamed, [], 'and no check asked for what was not named')
})

t.test('a register is asked once a batch, and only where the batch names something of it', async (t) => {
  await becomes({ goods: {}, suppliers: {}, documents: {}, licences: {}, authorisations: [] })
  await push(document())
  const batch = async (size: number, of: object = {}): Promise<string[]> => await statementsOf(db, async () => { await batchOf(examiner, Array.from({ length: size }, (_, index) => document({}, { ...of, goodsRef: `B-${serial}-${index}` }))) })
  const [one, many] = [await batch(1), await batch(40)]
  t.equal(many.length, one.length, 'as many statements for forty as for one')
  const again = async (goodsRef: string): Promise<string[]> => {
    await app.inject({ method: 'POST', url: '/v1/checks/runs', headers: bearer(), payload: { from: '2026-03-01', to: '2026-03-31', reason: 'Again', only: { goodsRef } } })
    return await statementsOf(db, async () => { await lookAgain({ db, examiner, clock }) })
  }
  await batchOf(examiner, Array.from({ length: 20 }, () => document({}, { goodsRef: 'AGAIN' })))
  await push(document({}, { goodsRef: 'ONCE' }))
  await again('AGAIN')
  t.equal((await again('AGAIN')).length, (await again('ONCE')).length, 'the same where they are examined again')
  asked.length = 0
  await push(document({}, { supplierRef: undefined }))
  t.strictSame(asked, ['goods'], 'goods alone: whole ones are kept, and neither a supplier nor an MRN nor a licence is named')
  asked.length = 0
  await push(document({ mrn: '26IT000000000ABER8', documents: [{ type: 'L001', reference: 'AGRIM' }] }))
  t.strictSame(asked.toSorted(), ['documents', 'goods', 'licences', 'suppliers'])
})

t.test('that a register is kept is known where a batch names nothing of it', async (t) => {
  await becomes({ goods: {} })
  t.match(await openOf(await push(document({}, { goodsRef: undefined }))), ['CLA-05'], 'goods that are not named are not controlled')
  t.strictSame(unnamed, [])
})

t.test('a register that does not announce its first record is asked by every batch', async (t) => {
  const eager = datedRegisters(() => facts, { announcesFirst: false })
  const by = new Examiner({ db, clock, registers: eager.registers })
  await becomes({})
  await push(document(), by)
  facts = { goods: {} }
  t.match(await openOf(await push(document({}, { goodsRef: undefined }), by)), ['CLA-05'], 'without the head having moved')
})

t.test('a change of what is kept in memory reaches the batch that is under way', async (t) => {
  await becomes({ mandates: [] })
  const represented = () => document({ representative: { eori: 'IT999', status: '2' } })
  t.strictSame(await openOf(await push(represented())), ['PRO-13'])
  const replica = new Examiner({ db, clock, registers })
  await replica.contexts.of(principal)
  await becomes({ mandates: [{ eori: 'IT999', from: '2026-01-01' }] })
  const statements = await statementsOf(db, async () => { t.strictSame(await openOf(await push(represented(), replica)), []) })
  t.ok(registerStatements(statements) > 0, 'it was read again')
  t.equal(registerStatements(await statementsOf(db, async () => { await push(document(), replica) })), 0, 'and is kept from then on')
})

t.test('the first record of a register makes every replica ask it, and later ones move nothing', async (t) => {
  await superuser.query('set role aeo_owner')
  await superuser.query(`create table aeo.kept_things (operator_id uuid, id integer);
    create trigger announce_register after insert on aeo.kept_things referencing new table as added for each statement execute function aeo.announce_register('goods')`)
  await superuser.query('reset role')
  await superuser.query('grant insert on aeo.kept_things to aeo_app')
  await becomes({})
  const replica = new Examiner({ db, clock, registers })
  await push(document(), replica)
  facts = { goods: {} }
  t.strictSame(await openOf(await push(document(), replica)), [], 'nobody told it')
  const record = async (ids: readonly number[]) => await runOperatorTx(db.operations, principal, async (tx) => {
    await tx.query('insert into aeo.kept_things select $1, i from unnest($2::integer[]) as i', [operatorId, ids])
    return (await tx.query<{ version: string }>('select h.version from aeo.examination_heads h where h.operator_id = $1', [operatorId]))[0]?.version
  }, clock)
  const before = await record([])
  const first = await record([1, 2])
  t.not(first, before)
  t.strictSame(await openOf(await push(document(), replica)), ['CLA-05'])
  t.equal(await record([3]), first)
  const other = await addOperator(db.operations, OTHER_OPERATOR, 'y')
  await runOperatorTx(db.operations, { ...principal, operatorId: other.operatorId, eori: OTHER_OPERATOR }, async (tx) => {
    t.strictSame(await tx.query('select from aeo.announced_registers'), [], 'another operator sees nothing of it')
    t.strictSame(await tx.query('select from aeo.examination_heads'), [], 'and is moved by none of it')
    await t.rejects(tx.query('insert into aeo.announced_registers values ($1, \'suppliers\')', [operatorId]), /row-level security/)
  }, clock).catch((error: unknown) => { if (!/aborted/.test(String(error))) throw error })
})

t.test('a register that sends its statement late is refused, instead of answering that nothing is kept', async (t) => {
  const by = new Examiner({
    db, clock,
    registers: { documents: { kind: 'asked', load: async (query, _operatorId, needs) => { await Promise.resolve(); await query('select 1', []); return { missingOf: () => needs.mrns } } } }
  })
  await t.rejects(push(document(), by), /at once/)
})

t.test('lists are read again when one is loaded, and not when a register changes', async (t) => {
  const load = async (text: string) => await runOperatorTx(db.operations, principal, async (tx) => await loadReferenceList(tx, Buffer.from(text), 'A test'), clock)
  const isExcisable = async (code: string) => {
    await push(document())
    return (await examiner.contexts.of(principal)).reference.measures.excise?.has(code, '2026-03-02')
  }
  t.equal((await load('code,excise\n2204,yes\n')).outcome, 'loaded')
  t.equal((await load('code,annex_updated_on\n8471,2025-01-01\n')).outcome, 'loaded')
  t.strictSame([await isExcisable('2204'), await isExcisable('2203')], [true, false])
  const { reference } = await examiner.contexts.of(principal)
  await becomes({ mandates: [] })
  t.equal(await isExcisable('2204'), true)
  t.equal((await examiner.contexts.of(principal)).reference, reference, 'the same lookups')
  await load('code,excise\n2203,yes\n')
  t.strictSame([await isExcisable('2204'), await isExcisable('2203')], [false, true])
  t.equal((await examiner.contexts.of(principal)).reference.measures.dualUse?.find('84710000', '2026-03-02')?.annexUpdatedOn, '2025-01-01', 'the other list is what it was')
})
