import t from 'tap'
import { beginStatement } from '../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { NOTHING_NAMED } from '../../src/platform/registers.ts'
import { listGoods } from '../../src/goods/goods-store.ts'
import { goodsRegister, licencesRegister, suppliersRegister } from '../../src/goods/index.ts'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

const database = await testDatabase(t)
const { app, db } = await testApp(t, database.appUrl, {}, { clock: () => new Date('2026-06-15T10:00:00Z') })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const { operatorId: otherId } = await addOperator(db.operations, OTHER_OPERATOR, 'x')

const post = async (url: string, payload: object) => {
  const answer = await app.inject({ method: 'POST', url: `/v1${url}`, headers: bearer(), payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return answer.json<Record<string, unknown>>()
}
let pushed = 0
/** Which of the checks found something in a declaration with this item, and what they said. */
async function found (changes: object, header: object = {}): Promise<Map<string, string>> {
  const { declarationId } = await post('/declarations', declaration({ lrn: `R-${++pushed}`, items: [item(changes)], ...header })) as { declarationId: string }
  const { items } = (await app.inject({ url: `/v1/findings?declarationId=${declarationId}&limit=100`, headers: bearer() })).json<{ items: { check: string, message: string }[] }>()
  return new Map(items.map(({ check, message }) => [check, message]))
}

async function ask<T> (operator: string, work: (query: <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>) => Promise<T>): Promise<T> {
  const client = await db.reports.connect()
  try {
    await client.query(beginStatement(operator, true))
    const answer = await work(async <Row>(text: string, values: readonly unknown[]) => (await client.query(text, [...values])).rows as Row[])
    await client.query('commit')
    return answer
  } finally {
    client.release()
  }
}

t.test('a register that holds nothing is no register, and one of another operator neither', async (t) => {
  for (const register of [goodsRegister, suppliersRegister, licencesRegister()]) t.equal(await ask(operatorId, async (query) => await register.load(query, operatorId, NOTHING_NAMED)), undefined)
  t.notOk((await found({ goodsRef: 'G-1' })).has('CLA-05'), 'then nothing is said of goods')
  await post('/goods', { goodsRef: 'G-1', roles: ['imported'], activeFrom: '2025-01-01', codeDecisions: [
    { direction: 'import', code: '8518300090', validFrom: '2026-01-01', decidedBy: 'P-1', decidedOn: '2025-12-01', approvedBy: 'P-2', approvedOn: '2025-12-02' },
    { direction: 'import', code: '8518300020', validFrom: '2026-03-03', decidedBy: 'P-1', decidedOn: '2026-02-01', approvedBy: 'P-2', approvedOn: '2026-02-02' }
  ] })
  t.equal(await ask(otherId, async (query) => await goodsRegister.load(query, otherId, { ...NOTHING_NAMED, goodsRefs: ['G-1'] })), undefined)
})

t.test('a declaration is judged by the code that was decided for the day of its acceptance', async (t) => {
  const declared = { goodsRef: 'G-1', hs6: '851830', cn2: '00', taric2: '90' }
  t.notOk((await found(declared, { acceptanceDate: '2026-03-02' })).has('CLA-04'), 'the last day of the decision')
  t.match((await found(declared, { acceptanceDate: '2026-03-03' })).get('CLA-04'), /approved is 8518300020/, 'the first day of the next')
  t.notOk((await found({ ...declared, taric2: '20' }, { acceptanceDate: '2026-03-03' })).has('CLA-04'))
  t.match((await found(declared, { acceptanceDate: '2025-12-31' })).get('CLA-05'), /draft in the master data/, 'before any was approved')
  t.match((await found(declared, { acceptanceDate: '2024-12-31' })).get('CLA-05'), /not active in the master data on 2024-12-31/, 'before the operator dealt in them')
  t.notOk((await found(declared, { acceptanceDate: '2026-01-01' })).has('CLA-05'))
  t.match((await found({ ...declared, goodsRef: 'G-9' })).get('CLA-05'), /not in the master data/)
})

t.test('a ruling, an assessment and an element of value are asked by day as well', async (t) => {
  await post('/goods', { goodsRef: 'G-2', roles: ['imported'], activeFrom: '2025-01-01', rulings: [{ reference: 'DEBTI1/26', code: '8518300090', validFrom: '2025-01-01', validTo: '2027-12-31', lostOn: '2026-02-01', lostBecause: 'revoked', extendedUseUntil: '2026-04-30' }],
    valueElements: [{ kind: 'royalty', validFrom: '2026-03-01', validTo: '2026-03-31' }], exemptions: [{ code: 'Y901', validFrom: '2026-03-01' }] })
  const declared = { goodsRef: 'G-2' }
  t.match((await found(declared, { acceptanceDate: '2026-04-30' })).get('CLA-06'), /its reference is not declared/, 'the last day of the extended use')
  t.notOk((await found(declared, { acceptanceDate: '2026-05-01' })).has('CLA-06'))
  t.match((await found(declared, { acceptanceDate: '2026-03-31' })).get('VAL-11'), /royalty is known/)
  t.notOk((await found(declared, { acceptanceDate: '2026-04-01' })).has('VAL-11'))
  const exempted = { ...declared, documents: [{ type: 'Y901' }] }
  t.match((await found(exempted, { acceptanceDate: '2026-02-28' })).get('LIC-02'), /Y901/)
  t.notOk((await found(exempted, { acceptanceDate: '2026-03-01' })).has('LIC-02'))
})

t.test('a supplier that is related says so in the indicators, from the day on which it is', async (t) => {
  await post('/suppliers', { supplierRef: 'S-1', terms: [{ validFrom: '2025-01-01' }, { validFrom: '2026-03-02', related: true }], priceAdjustments: [{ from: '2026-03-01', until: '2026-03-31' }] })
  const declared = { supplierRef: 'S-1', valuationIndicators: '0000' }
  t.notOk((await found(declared, { acceptanceDate: '2026-03-01' })).has('VAL-10'))
  t.match((await found(declared, { acceptanceDate: '2026-03-02' })).get('VAL-10'), /related/)
})

t.test('a licence that ended or of which more is attributed than was authorised is found', async (t) => {
  await post('/licences', { reference: 'AGRIM-1', type: 'L001', validUntil: '2026-03-02', authorisedQuantity: '100', unit: 'KGM' })
  await post('/licences', { reference: 'AGRIM-2', type: 'L001', authorisedQuantity: '100', unit: 'KGM', attributedBefore: '100.1' })
  const shown = (reference: string) => ({ documents: [{ type: 'L001', reference }] })
  t.notOk((await found(shown('AGRIM-1'), { acceptanceDate: '2026-03-02' })).has('LIC-03'))
  t.match((await found(shown('AGRIM-1'), { acceptanceDate: '2026-03-03' })).get('LIC-03'), /ended on 2026-03-02/)
  t.match((await found(shown('AGRIM-2'))).get('LIC-03'), /100.1 are attributed until 2026-03-0\d; 100 were granted/)
  const used = licencesRegister(async () => await Promise.resolve([{ reference: 'AGRIM-1', day: '2026-03-01', unit: 'KGM', quantity: '60.5', amount: null }, { reference: 'AGRIM-1', day: '2026-03-02', unit: 'KGM', quantity: '1', amount: null }, { reference: 'AGRIM-1', unit: 'EUR', quantity: null, amount: '900' }]))
  const answer = await ask(operatorId, async (query) => await used.load(query, operatorId, { ...NOTHING_NAMED, documentReferences: ['AGRIM-1'] }))
  t.match(answer?.find('AGRIM-1'), { validFrom: null, validUntil: '2026-03-02', balance: '100', measure: { unit: 'KGM' } })
  t.strictSame(['2026-02-28', '2026-03-01', '2026-03-02'].map((day) => answer?.find('AGRIM-1')?.attributedUntil(day)), ['0', '60.5', '61.5'])
  t.equal(answer?.find('AGRIM-2'), undefined, 'what was not asked for is not known')
})

t.test('what declarations write off of a licence is attributed to it, and is found once it is too much', async (t) => {
  const { id } = await post('/licences', { reference: 'AGRIM-3', type: 'L001', authorisedQuantity: '100', unit: 'KGM', attributedBefore: '10' })
  const shown = async () => (await app.inject({ url: `/v1/licences/${String(id)}`, headers: bearer() })).json<object>()
  const writingOff = (quantity: string) => ({ documents: [{ type: 'L001', reference: 'AGRIM-3', unit: 'KGM', quantity }] })
  await found(writingOff('90'))
  t.match(await shown(), { attributed: '100', balance: '0' })
  t.notOk((await found({ documents: [{ type: 'L001', reference: 'AGRIM-3' }] })).has('LIC-03'), 'all of it, and no more')
  t.match((await found(writingOff('0.5'))).get('LIC-03'), /100.5 are attributed/, 'it counts itself')
  t.match(await shown(), { attributed: '100.5', balance: '-0.5' })
  t.match((await found({ documents: [{ type: 'L001', reference: 'AGRIM-3' }] })).get('LIC-03'), /100.5 are attributed until .*; 100 were granted/)
})

t.test('a declaration within the balance on its day is not hit by later use of the licence, and one before its first day is', async (t) => {
  await post('/licences', { reference: 'AGRIM-4', type: 'L001', validFrom: '2026-02-01', authorisedQuantity: '100', unit: 'KGM' })
  const writingOff = (quantity: string) => ({ documents: [{ type: 'L001', reference: 'AGRIM-4', unit: 'KGM', quantity }] })
  t.match((await found(writingOff('1'), { acceptanceDate: '2026-01-31' })).get('LIC-03'), /holds from 2026-02-01/)
  t.match((await found(writingOff('200'), { acceptanceDate: '2026-05-01' })).get('LIC-03'), /201 are attributed/)
  t.notOk((await found(writingOff('99'), { acceptanceDate: '2026-04-30' })).has('LIC-03'), 'of an earlier day, it fits')
  t.match((await found(writingOff('0.5'), { acceptanceDate: '2026-04-30' })).get('LIC-03'), /100.5 are attributed/)
  const dryRun = async (quantity: string, header: object = {}) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/checks/evaluate', headers: bearer(), payload: declaration({ lrn: 'R-DRY', items: [item(writingOff(quantity))], acceptanceDate: '2026-02-01', ...header }) })
    return answer.json<{ outcomes: { check: string, outcome: string }[] }>().outcomes.find(({ check }) => check === 'LIC-03')?.outcome
  }
  t.strictSame([await dryRun('99'), await dryRun('99.5')], ['pass', 'hit'], 'a dry run counts the declaration that it judges')
})

t.test('a proof of origin at export rests on a declaration of the supplier that is evidence on the day', async (t) => {
  await post('/goods', { goodsRef: 'E-1', roles: ['exported'], activeFrom: '2025-01-01' })
  await post('/supplier-declarations', { supplierRef: 'S-1', documentReference: 'LTSD', kind: 'long_term', issuedOn: '2024-03-01', validFrom: '2024-03-03', validTo: '2026-12-31', goodsRefs: ['E-1'] })
  const asked = await ask(operatorId, async (query) => await goodsRegister.load(query, operatorId, { ...NOTHING_NAMED, goodsRefs: ['E-1', 'none'] }))
  const evidence = (day: string): boolean | undefined => asked?.find('E-1', day)?.originEvidence
  t.strictSame([evidence('2024-03-02'), evidence('2024-03-03'), evidence('2026-03-02'), evidence('2026-03-03')], [false, true, true, false])
  t.equal(asked?.find('none', '2026-03-02'), undefined)
})

t.test('while the tables fill, before any statistics, each look finds its rows by their key', async (t) => {
  const lines = Array.from({ length: 1500 }, (_, index) => JSON.stringify({ goodsRef: `T-${String(index).padStart(5, '0')}`, roles: ['imported'], activeFrom: '2025-01-01', codeDecisions: [{ direction: 'import', code: '8518300090', validFrom: '2026-01-01', decidedBy: 'P-1', decidedOn: '2026-06-13', approvedBy: 'P-2', approvedOn: '2026-06-14' }] }))
  await app.inject({ method: 'POST', url: '/v1/goods/bulk', headers: { ...bearer(), 'content-type': 'application/x-ndjson' }, payload: lines.join('\n') })
  const goodsRefs = (from: number): string[] => Array.from({ length: 1000 }, (_, index) => `T-${String(from + index).padStart(5, '0')}`)
  for (const from of [0, 500, 1000, 2000, 3000]) await post('/supplier-declarations', { supplierRef: 'S-1', documentReference: `T-${from}`, kind: 'single', issuedOn: '2026-01-01', validFrom: '2026-01-01', goodsRefs: goodsRefs(from) })
  const plans = await ask(operatorId, async (query) => {
    const texts: string[] = []
    const explaining = async <Row>(text: string, values: readonly unknown[]): Promise<Row[]> => {
      texts.push((await query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off, timing off, summary off) ${text}`, values)).map((row) => row['QUERY PLAN']).join('\n'))
      return []
    }
    const needs = { ...NOTHING_NAMED, goodsRefs: ['T-00001', 'T-00700', 'none'], supplierRefs: ['S-1'], documentReferences: ['AGRIM-1'] }
    for (const register of [goodsRegister, suppliersRegister, licencesRegister()]) await register.load(explaining, operatorId, needs)
    return texts
  })
  t.equal(plans.length, 3)
  t.match(plans[0], /Index Scan using goods_pkey on goods g[\s\S]*goods_ref = ANY/)
  t.notMatch(plans[0], /Seq Scan on (goods|supplier_declaration_goods)/)
  t.notMatch(plans[0], /Rows Removed by Filter: [1-9]\d{2}/)
})

t.test('every filter of the list finds its goods by an index, as the service itself', async (t) => {
  const filters = { status: { status: 'approved' }, draft: { status: 'draft' }, withoutCode: { withoutCode: true }, review: { reviewDueBy: '2028-12-31' }, code: { code: '8518' }, text: { text: 'T-000' }, both: { code: '8518', status: 'approved', withoutCode: true } } as const
  for (const [name, filter] of Object.entries(filters)) {
    const plan = await ask(operatorId, async (query) => {
      const lines: string[] = []
      const tx = { operatorId, query: async (text: string, values: readonly unknown[] = []) => {
        lines.push(...(await query<{ 'QUERY PLAN': string }>(`explain ${text}`, values)).map((row) => row['QUERY PLAN']))
        return []
      } }
      await listGoods(tx as never, filter, '2026-06-15', 101, 'T-00010')
      return lines.join('\n')
    })
    t.match(plan, /Index (Only )?Scan/, name)
    t.notMatch(plan, /Seq Scan on goods/, name)
  }
})
