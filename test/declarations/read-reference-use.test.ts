import t from 'tap'
import { openGuarantees, rebuildTotals, referenceUse } from '../../src/declarations/index.ts'
import type { OpenGuarantee, ReferenceUseQuery, UsedReference } from '../../src/declarations/index.ts'
import type { Principal } from '../../src/platform/access.ts'
import { onConnection, withOperatorReadOnly } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { statementsOf } from '../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'reader', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }

async function push (changes: Record<string, unknown>): Promise<void> {
  const { statusCode, body } = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: declaration(changes) })
  if (statusCode >= 300) throw new Error(body)
}
const use = async (query: ReferenceUseQuery): Promise<UsedReference[]> => await withOperatorReadOnly(db, principal, 'declarations:read', async (tx) => await referenceUse(tx, query))
const open = async (day: string, references?: string[]): Promise<OpenGuarantee[]> => await withOperatorReadOnly(db, principal, 'declarations:read', async (tx) => await openGuarantees(tx, day, references))
const SPRING = { from: '2026-03-01', to: '2026-05-31' }
const licence = (quantity: string, changes: object = {}) => ({ type: 'L001', reference: 'L-1', unit: 'KGM', quantity, ...changes })

t.test('a licence is written off by declarations, item by item, by unit and currency', async (t) => {
  await push({ lrn: 'L-1', items: [item({ documents: [licence('10.5')] }), item({ itemNumber: 2, documents: [licence('2', { amount: '100' })] })] })
  await push({ lrn: 'L-2', acceptanceDate: '2026-04-02', items: [item({ documents: [licence('3', { unit: 'NAR' })] })] })
  await push({ lrn: 'L-3', items: [item({ documents: [licence('1', { reference: 'L-2' })] })] })
  t.strictSame(await use({ ...SPRING, kind: 'document', references: ['L-1'] }), [
    { reference: 'L-1', type: 'L001', month: null, declarations: 2, items: 3, unmeasured: 0, quantity: { KGM: '12.5', NAR: '3' }, amount: { EUR: '100' } }
  ])
  t.strictSame((await use({ ...SPRING, kind: 'document', references: ['L-1'], months: true })).map(({ month, declarations, quantity }) => [month, declarations, quantity]), [
    ['2026-03', 1, { KGM: '12.5' }], ['2026-04', 1, { NAR: '3' }]
  ])
  t.strictSame((await use({ ...SPRING, kind: 'document' })).map(({ reference }) => reference), ['L-1', 'L-2'])
  t.strictSame(await use({ from: '2026-05-01', to: '2026-05-31', kind: 'document' }), [])
  await t.rejects(use({ from: '2026-02-30', to: '2026-05-31', kind: 'document' }))
})

t.test('a new version, a rejection and a moved day move the use with the write', async (t) => {
  const kilograms = async (): Promise<unknown> => (await use({ ...SPRING, kind: 'document', references: ['L-9'], months: true })).map(({ month, quantity }) => [month, quantity['KGM']])
  const pushed = async (quantity: string, changes: object = {}): Promise<void> => { await push({ lrn: 'L-9', items: [item({ documents: [licence(quantity, { reference: 'L-9' })] })], ...changes }) }
  await pushed('5')
  t.strictSame(await kilograms(), [['2026-03', '5']])
  await pushed('6')
  t.strictSame(await kilograms(), [['2026-03', '6']])
  await pushed('6', { acceptanceDate: '2026-04-03' })
  t.strictSame(await kilograms(), [['2026-04', '6']])
  await pushed('6', { acceptanceDate: '2026-04-03', status: 'rejected', statusAt: '2030-01-01T00:00:00Z' })
  t.strictSame(await kilograms(), [])
})

t.test('authorisations are used by the declarations that show them, in either list', async (t) => {
  await push({ lrn: 'A-1', authorisations: [{ type: 'IPO', reference: 'IPO-1', holder: 'IT01234567890' }] })
  await push({ lrn: 'A-2', items: [item({ documents: [{ type: 'C601', reference: 'IPO-1' }] }), item({ itemNumber: 2 })] })
  t.strictSame(await use({ ...SPRING, kind: 'authorisation' }), [{ reference: 'IPO-1', type: 'IPO', month: null, declarations: 2, items: 2, unmeasured: 0, quantity: {}, amount: {} }])
  await push({ lrn: 'A-3', acceptanceDate: '2026-03-06', authorisations: [{ type: 'IPO', reference: 'IPO-2', holder: 'IT01234567890' }], items: [item({ requestedProcedure: '51', netMass: '20' }), item({ itemNumber: 2, requestedProcedure: '51', netMass: undefined })] })
  const [placed] = await use({ ...SPRING, kind: 'authorisation', references: ['IPO-2'] })
  t.match(placed, { quantity: { KGM: '20' }, unmeasured: 1 }, 'goods placed under it count with their net mass')
})

t.test('what burdens a guarantee is known for each day', async (t) => {
  const guarantees = [{ type: '1', grn: 'GRN-1', amount: '500' }]
  await push({ lrn: 'G-1', guarantees, acceptanceDate: '2026-03-02' })
  await push({ lrn: 'G-2', guarantees, acceptanceDate: '2026-03-10', status: 'released', statusAt: '2026-03-12T10:00:00Z' })
  await push({ lrn: 'G-3', guarantees, acceptanceDate: '2026-03-11', status: 'discharged', statusAt: '2026-04-20T10:00:00Z', items: [item({ requestedProcedure: '51' })] })
  const days: [string, number | undefined, string | undefined][] = [
    ['2026-03-01', undefined, undefined], ['2026-03-02', 1, '500'], ['2026-03-10', 2, '1000'], ['2026-03-11', 3, '1500'], ['2026-03-12', 2, '1000'], ['2026-04-19', 2, '1000'], ['2026-04-20', 1, '500']
  ]
  for (const [day, declarations, amount] of days) {
    const [row] = await open(day, ['GRN-1'])
    t.strictSame([row?.declarations, row?.amount], [declarations, amount], day)
  }
  t.strictSame(await open('2026-03-11'), [{ reference: 'GRN-1', currency: 'EUR', declarations: 3, amount: '1500' }])
  t.strictSame(await open('2026-03-11', ['GRN-2']), [])
  await push({ lrn: 'G-1', guarantees, acceptanceDate: '2026-03-02', status: 'invalidated', statusAt: '2030-01-01T00:00:00Z' })
  t.strictSame((await open('2026-03-02'))[0], undefined, 'an invalidated declaration never burdened it')
})

t.test('each reader takes one statement, sees one operator alone, and a recount agrees', async (t) => {
  t.equal((await statementsOf(db, async () => await use({ ...SPRING, kind: 'document' }))).length, 3, 'with begin and commit')
  t.equal((await statementsOf(db, async () => await open('2026-03-11'))).length, 3)
  const { operatorId: other } = await addOperator(db.operations, 'DE98765432109', 'x')
  await withOperatorReadOnly(db, { ...principal, operatorId: other }, 'declarations:read', async (tx) => {
    t.strictSame(await referenceUse(tx, { ...SPRING, kind: 'document' }), [])
    t.strictSame(await openGuarantees(tx, '2026-03-11'), [])
  })
  const { differences } = await onConnection(db.operations, async (client) => await rebuildTotals(client, operatorId, false))
  t.strictSame(differences, [])
})

t.test('a recount says what is off, and sets it right when asked', async (t) => {
  await onConnection(db.operations, async (client) => {
    await client.query(`begin; set local app.operator_id = '${operatorId}'`)
    await client.query("update aeo.reference_use u set quantity = u.quantity + 1 where u.kind = 'document' and u.reference = 'L-2'")
    await client.query("delete from aeo.reference_use u where u.kind = 'authorisation'")
    await client.query('commit')
  })
  const recount = async (repair: boolean): Promise<unknown[]> => (await onConnection(db.operations, async (client) => await rebuildTotals(client, operatorId, repair))).differences
  t.match(await recount(true), [{ kind: 'document', reference: 'L-2', quantity: '1', declarations: 0 }, { kind: 'authorisation', reference: 'IPO-1', declarations: -2 }])
  t.strictSame(await recount(false), [])
})
