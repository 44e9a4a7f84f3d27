import t from 'tap'
import { examinedOf } from '../../src/declarations/checks/examine-content.ts'
import type { Knowledge } from '../../src/declarations/checks/knowledge.ts'
import { documentsArchived, quantitiesMoved } from '../../src/declarations/checks/life-cycle-rules.ts'
import { exitConfirmed } from '../../src/declarations/checks/deadlines.ts'
import { movementAgrees } from '../../src/declarations/checks/excise.ts'
import type { CheckContext } from '../../src/declarations/checks/check.ts'
import type { DeclarationContent } from '../../src/declarations/data-elements.ts'
import type { Principal } from '../../src/platform/access.ts'
import { withOperatorReadOnly } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { documentsRegister, exciseRegister, exitsRegister, movementsRegister } from '../../src/records/index.ts'
import { shippedReference } from '../../src/reference/shipped.ts'
import { Examiner, lookAgain } from '../../src/declarations/index.ts'
import { REGISTERS } from '../../src/features.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

/** The registers answer the checks in their own words: what the compiler accepts here, the composition root hands over. */

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'test', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
const post = async (url: string, payload: object): Promise<void> => {
  const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers: bearer(), payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
}

const MRN = '26IT00000000000010'
const ARC = '26ITAB12345678901230'.concat('4')

async function knowledge (): Promise<Knowledge> {
  return await withOperatorReadOnly(db, principal, 'records:read', async (tx) => {
    const needs = { goodsRefs: [], supplierRefs: [], representatives: [], mrns: [MRN], arcs: [ARC], documentReferences: [], reviewers: [], firstDay: '2026-01-01', lastDay: '2026-12-31' }
    const [documents, movements, excise, exits] = [
      await documentsRegister.load(tx.query, operatorId, needs), await movementsRegister.load(tx.query, operatorId, needs), await exciseRegister.load(tx.query, operatorId, needs), await exitsRegister.load(tx.query, operatorId, needs)
    ]
    return {
      ownEoris: new Set([TEST_OPERATOR]), ...documents === undefined ? {} : { documents }, ...movements === undefined ? {} : { movements }, ...excise === undefined ? {} : { excise }, ...exits === undefined ? {} : { exits }
    }
  })
}

const content = declaration({ lrn: 'REG-1', mrn: MRN, documents: [{ type: 'N380', reference: 'INV-1' }], items: [item({ netMass: '120', documents: [{ type: 'C651', reference: ARC }] })], status: 'released', statusAt: '2026-03-02T12:00:00Z' })
const examined = examinedOf(content as unknown as DeclarationContent, { receivedOn: '2026-03-02', status: 'released', mrn: MRN, acceptedOn: '2026-03-02', releasedOn: '2026-03-02' })
const context = async (today = '2026-06-01'): Promise<CheckContext> => ({ reference: shippedReference(), history: { ofGoods: () => undefined }, knowledge: await knowledge(), today })
const firstItem = examined.content.items[0]
if (firstItem === undefined) throw new Error('no item')

await post('/declarations', content)

t.test('without records the checks say that there is no register', async (t) => {
  t.match(documentsArchived.evaluate(examined, await context()), { outcome: 'not_evaluable', reason: 'no_document_register' })
  t.match(quantitiesMoved.evaluate(examined, await context()), { outcome: 'not_evaluable', reason: 'no_movement_register' })
  t.match(movementAgrees.evaluate(firstItem, examined, await context()), { outcome: 'not_evaluable', reason: 'no_excise_register' })
})

t.test('LIF-04 hits ten days after release for what is not archived, and passes when it is', async (t) => {
  const document = (reference: string) => ({ mrn: MRN, type: 'N380', reference, sha256: 'a'.repeat(64), archive: 'dms', locator: '1', archivedAt: '2026-03-03T10:00:00Z' })
  await post('/documents', document('INV-2'))
  t.match(documentsArchived.evaluate(examined, await context('2026-03-12')), { outcome: 'pass', reviewOn: '2026-03-13' })
  t.match(documentsArchived.evaluate(examined, await context('2026-03-13')), { outcome: 'hit', values: { missing: ['N380 INV-1'] } })
  await post('/documents', document('INV-1'))
  t.match(documentsArchived.evaluate(examined, await context('2026-03-13')), { outcome: 'pass' })
})

t.test('LIF-05 compares what moved with what was declared', async (t) => {
  const receipt = (movementNumber: string, quantity: string) => ({ movementNumber, kind: 'receipt', movedOn: '2026-03-05', mrn: MRN, itemNumber: 1, quantity, unit: 'KGM' })
  await post('/goods-movements', { ...receipt('GR-0', '1'), mrn: undefined, itemNumber: undefined })
  t.match(quantitiesMoved.evaluate(examined, await context()), { outcome: 'not_evaluable', reason: 'no_movement' })
  await post('/goods-movements', receipt('GR-1', '118.8'))
  t.match(quantitiesMoved.evaluate(examined, await context()), { outcome: 'pass' })
  await post('/goods-movements', receipt('GR-2', '10'))
  t.match(quantitiesMoved.evaluate(examined, await context()), { outcome: 'hit' })
})

t.test('EXC-03 finds the movement by its code', async (t) => {
  await post('/excise-movements', { arc: ARC, status: 'dispatched', statusOn: '2026-03-03', exciseProductCode: 'W200', commodityCode: '85183000', quantity: '120', unit: 'KGM', dispatchedOn: '2026-03-03', mrn: MRN })
  t.match(movementAgrees.evaluate(firstItem, examined, await context()), { outcome: 'pass' })
  t.match(movementAgrees.evaluate(firstItem, { ...examined, mrn: '26IT00000000000099' }, await context()), { outcome: 'hit' }, 'linked to another declaration')
  t.match(movementAgrees.evaluate({ ...firstItem, netMass: '121' }, examined, await context()), { outcome: 'hit' })
})

t.test('PRO-15 takes other proof of exit', async (t) => {
  const exported = examinedOf({ ...content, declarationType: 'EX', items: [item({ requestedProcedure: '10' })] } as unknown as DeclarationContent, { receivedOn: '2026-03-02', status: 'released', mrn: MRN, acceptedOn: '2026-03-02', releasedOn: '2026-03-02' })
  t.match(exitConfirmed.evaluate(exported, await context('2026-07-01')), { outcome: 'hit' })
  await post('/exit-proofs', { mrn: MRN, kind: 'carrier_document', reference: 'CMR-1', state: 'sent_to_customs', leftOn: '2026-03-10' })
  t.match(exitConfirmed.evaluate(exported, await context('2026-07-01')), { outcome: 'pass' })
})

t.test('a finding of what is missing opens with the first push, and is cured by what arrives', async (t) => {
  const mrn = '26IT00000000000029'
  const pushed = (await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: { ...content, lrn: 'REG-2', mrn, documents: [{ type: 'N935', reference: 'INV-9' }], statusAt: '2026-03-02T12:00:00Z' } })).json<{ declarationId: string }>()
  const findings = async () => (await app.inject({ url: `/v1/findings?declarationId=${pushed.declarationId}`, headers: bearer() })).json<{ items: { check: string, state: string, closedBecause: string | null, values: { missing?: string[] } }[] }>().items
  const round = async (): Promise<number> => await lookAgain({ db, examiner: new Examiner({ db, clock: () => new Date(), registers: REGISTERS }), clock: () => new Date() })
  const of = async (check: string) => (await findings()).find((finding) => finding.check === check)
  t.match(await of('LIF-04'), { state: 'open', values: { missing: ['N935 INV-9'] } })
  t.equal(await of('LIF-05'), undefined)
  await post('/goods-movements', { movementNumber: 'GR-29', kind: 'receipt', movedOn: '2026-03-05', mrn, itemNumber: 1, quantity: '60', unit: 'KGM' })
  await round()
  t.match(await of('LIF-05'), { state: 'open' })
  await post('/goods-movements', { movementNumber: 'GR-30', kind: 'receipt', movedOn: '2026-03-06', mrn, itemNumber: 1, quantity: '60', unit: 'KGM' })
  await post('/documents', { mrn, type: 'N935', reference: 'INV-9', sha256: 'a'.repeat(64), archive: 'dms', locator: '1', archivedAt: '2026-03-03T10:00:00Z' })
  await round()
  for (const check of ['LIF-04', 'LIF-05']) t.match(await of(check), { state: 'closed', closedBecause: 'cured' }, check)
})
