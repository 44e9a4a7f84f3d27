import pg from 'pg'
import t from 'tap'
import { lookAgainAt } from '../../../src/declarations/index.ts'
import { lookAgain } from '../../../src/declarations/examination/examination-jobs.ts'
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
let facts: DatedFacts = { movements: {}, documents: {}, exits: [] }
let today = '2026-03-03'
const clock = () => new Date(`${today}T12:00:00Z`)
const { app, db, examiner } = await testApp(t, database.appUrl, {}, { registers: datedRegisters(() => facts).registers, clock })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principalOf = (id: string, eori: string): Principal => ({ subject: 'erp', eori, operatorId: id, scopes: new Set(['*']), expiresAt: 4_000_000_000 })
const principal = principalOf(operatorId, TEST_OPERATOR)

const bearerThen = bearer()
const push = async (payload: object): Promise<string> => {
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearerThen, payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return answer.json<{ declarationId: string }>().declarationId
}
const MRNS = ['26IT000000000ABCR6', '26IT000000000ABDR7', '26IT000000000ABER8', '26IT000000000ABFR9'] as const
const released = (mrn: string, changes: object = {}) => declaration({ lrn: mrn, mrn, status: 'released', statusAt: '2026-03-02T10:00:00Z', items: [item({ goodsRef: 'G-1' })], ...changes })
const findingsOf = async (id: string, check: string): Promise<string[]> => (await superuser.query<{ of: string }>(
  'select concat_ws(\' \', state, closed_because) as of from aeo.findings where declaration_id = $1 and check_id = $2 order by opened_at, id', [id, check])).rows.map(({ of }) => of)
/** What records does: it keeps something of MRNs and says so, in one transaction. */
const record = async (mrns: readonly string[], next: DatedFacts, by = principal): Promise<void> => {
  await runOperatorTx(db.operations, by, async (tx) => { await lookAgainAt(tx, { mrns }) }, clock)
  facts = next
}
const looksAgain = async (): Promise<number> => await lookAgain({ db, examiner, clock })
const headOf = async (): Promise<string | undefined> => (await superuser.query<{ version: string }>('select version from aeo.examination_heads where operator_id = $1', [operatorId])).rows[0]?.version

t.test('a movement that comes later has its declaration examined again, once, and no other', async (t) => {
  const [moved, other] = [await push(released(MRNS[0])), await push(released(MRNS[1]))]
  t.strictSame(await findingsOf(moved, 'LIF-05'), [])
  await record([MRNS[0]], { ...facts, movements: { [MRNS[0]]: [{ itemNumber: 1, declared: '100', moved: '90', percent: '10' }] } })
  t.equal(await looksAgain(), 1)
  t.strictSame([await findingsOf(moved, 'LIF-05'), await findingsOf(other, 'LIF-05')], [['open'], []])
  t.equal(await looksAgain(), 0)
})

t.test('a document that is archived late cures what its absence was, whatever else has changed meanwhile', async (t) => {
  facts = { ...facts, documents: { [MRNS[2]]: ['invoice'] } }
  const id = await push(released(MRNS[2]))
  today = '2026-03-12'
  await looksAgain()
  t.strictSame(await findingsOf(id, 'LIF-04'), [], 'ten days are not over')
  today = '2026-03-13'
  await looksAgain()
  t.strictSame(await findingsOf(id, 'LIF-04'), ['open'])
  await runOperatorTx(db.operations, principal, async (tx) => { await tx.query('select aeo.move_examination_head($1)', [operatorId]) }, clock)
  await record([MRNS[2]], { ...facts, documents: {} })
  await looksAgain()
  t.strictSame(await findingsOf(id, 'LIF-04'), ['closed cured'])
})

t.test('a declaration that comes while something of it is recorded does not miss it', async (t) => {
  const before = await headOf()
  await record([MRNS[0]], facts)
  t.equal(await headOf(), before, 'nothing moves for one that is here')
  let pushed: Promise<string> | undefined
  await runOperatorTx(db.operations, principal, async (tx) => {
    await lookAgainAt(tx, { mrns: [MRNS[3]] })
    pushed = push(released(MRNS[3]))
    // It is examined by now, and waits to be written.
    await new Promise((resolve) => { setTimeout(resolve, 300) })
    facts = { ...facts, movements: { [MRNS[3]]: [{ itemNumber: 1, declared: '5', moved: '4', percent: '20' }] } }
  }, clock)
  t.strictSame(await findingsOf(await pushed ?? '', 'LIF-05'), ['open'])
})

t.test('a declaration that has no MRN yet is named by its id', async (t) => {
  const id = await push(declaration({ lrn: 'NO-MRN', items: [item({ goodsRef: 'G-1' })] }))
  await looksAgain()
  await runOperatorTx(db.operations, principal, async (tx) => { await lookAgainAt(tx, { declarationIds: [id] }) }, clock)
  t.equal(await looksAgain(), 1)
})

t.test('it takes a constant number of statements, and marks nothing of another operator', async (t) => {
  const count = async (mrns: readonly string[]) => (await statementsOf(db, async () => { await record(mrns, facts) })).length
  t.equal(await count(MRNS), await count([MRNS[0]]))
  await looksAgain()
  const other = await addOperator(db.operations, OTHER_OPERATOR, 'y')
  await record(MRNS, facts, principalOf(other.operatorId, OTHER_OPERATOR))
  t.equal(await looksAgain(), 0)
  await record([], facts)
})
