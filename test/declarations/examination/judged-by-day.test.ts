import pg from 'pg'
import t from 'tap'
import { positionOf } from '../../../src/declarations/index.ts'
import { outcomeAt } from '../../../src/declarations/examination/outcome-letters.ts'
import { lookAgain } from '../../../src/declarations/examination/examination-jobs.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { testApp } from '../../support/app.ts'
import { datedRegisters } from '../../support/dated-registers.ts'
import type { DatedFacts } from '../../support/dated-registers.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

/**
 * A past declaration is judged by what held on its day. The facts are those of registers that keep what is below; whoever keeps a real
 * one records the same facts through it and expects the same outcomes.
 */

const database = await testDatabase(t)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
let facts: DatedFacts = {}
const { registers, unnamed } = datedRegisters(() => facts)
const { app, db, examiner } = await testApp(t, database.appUrl, {}, { registers })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal = { subject: 'erp', eori: TEST_OPERATOR, operatorId, scopes: new Set<never>(), expiresAt: 4_000_000_000 }
const clock = () => new Date()

async function keep (next: DatedFacts): Promise<void> {
  facts = next
  await runOperatorTx(db.operations, principal, async (tx) => { await tx.query('select aeo.move_examination_head($1)', [operatorId]) }, clock)
}

let serial = 0
async function push (changes: object): Promise<string> {
  const answer = await app.inject({ method: 'POST', url: '/v1/declarations', headers: bearer(), payload: declaration({ lrn: `DAY-${++serial}`, ...changes }) })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return answer.json<{ declarationId: string }>().declarationId
}

async function outcomesOf (ids: readonly string[], check: string): Promise<(string | undefined)[]> {
  const { rows } = await superuser.query<{ id: string, outcomes: string }>('select declaration_id as id, outcomes from aeo.examinations where declaration_id = any($1) and counted', [ids])
  return ids.map((id) => outcomeAt(rows.find((row) => row.id === id)?.outcomes ?? '', positionOf(check) ?? -1))
}
const outcomeOf = async (id: string, check: string): Promise<string | undefined> => (await outcomesOf([id], check))[0]

const DAYS = ['2026-03-01', '2026-03-02', '2026-03-03'] as const
/** What is declared, on a day; the day is that of acceptance. */
type Declared = (day: string) => object
const goods: Declared = () => ({ items: [item({ goodsRef: 'G-1', supplierRef: 'S-1' })] })
const exported: Declared = () => ({ declarationType: 'EX', direction: 'export', destinationCountry: 'CN', items: [item({ goodsRef: 'G-1', requestedProcedure: '10', taric2: undefined, documents: [{ type: 'N954', reference: 'EUR-1' }] })] })
const processed: Declared = () => ({ items: [item({ requestedProcedure: '51' })] })
const own = (type: string): Declared => () => ({ authorisations: [{ type, reference: 'ITX1', holder: TEST_OPERATOR }] })

const [FIRST, SECOND] = ['2020-01-01', '2026-03-02']
const changing = <T>(before: T, after: T) => [{ from: FIRST, is: before }, { from: SECOND, is: after }]
const held = (type: string, term: object) => [{ type, reference: 'ITX1', from: FIRST, ...term }]

/** Outcomes on the first, second and third of March; what changes does on the second. */
const cases: [name: string, check: string, facts: DatedFacts, declared: Declared, wanted: [string, string, string]][] = [
  ['a code that is approved anew from the day', 'CLA-04', { goods: { 'G-1': changing({ approvedCode: '8518300090' }, { approvedCode: '8518300010' }) } }, goods, ['pass', 'hit', 'hit']],
  ['goods that are approved from the day', 'CLA-05', { goods: { 'G-1': [{ from: SECOND, is: {} }] } }, goods, ['hit', 'pass', 'pass']],
  ['goods that are blocked from the day', 'CLA-05', { goods: { 'G-1': changing({}, { status: 'blocked' }) } }, goods, ['pass', 'hit', 'hit']],
  ['a ruling that binds from the day', 'CLA-06', { goods: { 'G-1': changing({ bti: null }, { bti: { reference: 'BTI1', code: '8518300090' } }) } }, goods, ['not_applicable', 'hit', 'hit']],
  ['a ruling that ends before the day', 'CLA-06', { goods: { 'G-1': changing({ bti: { reference: 'BTI1', code: '8518300090' } }, { bti: null }) } }, goods, ['hit', 'not_applicable', 'not_applicable']],
  ['evidence of origin that ends before the day', 'ORI-11', { goods: { 'G-1': changing({ originEvidence: true }, { originEvidence: false }) } }, exported, ['pass', 'hit', 'hit']],
  ['goods that are listed from the day', 'LIC-04', { goods: { 'G-1': changing({ dualUse: { listed: false, assessedOn: FIRST, exemption: false } }, { dualUse: { listed: true, assessedOn: SECOND, exemption: false } }) } }, exported, ['pass', 'hit', 'hit']],
  ['an exemption that is assessed from the day', 'LIC-02', { goods: { 'G-1': changing({ assessedExemptions: [] }, { assessedExemptions: ['Y901'] }) } }, () => ({ items: [item({ goodsRef: 'G-1', additionalReferences: [{ type: 'Y901' }] })] }), ['hit', 'pass', 'pass']],
  ['goods that are excisable from the day', 'EXC-01', { goods: { 'G-1': changing({ exciseStatus: 'not_excisable' }, { exciseStatus: 'excisable' }) } }, goods, ['not_applicable', 'hit', 'hit']],
  ['a royalty that is known of goods from the day', 'VAL-11', { goods: { 'G-1': changing({ additions: [] }, { additions: ['royalty'] }) } }, goods, ['pass', 'hit', 'hit']],
  ['a royalty that is known of a supplier from the day', 'VAL-11', { suppliers: { 'S-1': changing({ additions: [] }, { additions: ['royalty'] }) } }, goods, ['pass', 'hit', 'hit']],
  ['a supplier that is related from the day', 'VAL-10', { suppliers: { 'S-1': changing({ related: false }, { related: true }) } }, () => ({ items: [item({ supplierRef: 'S-1', valuationIndicators: '0000' })] }), ['pass', 'hit', 'hit']],
  ['prices that are adjusted up to the day of release', 'VAL-13', { suppliers: { 'S-1': [{ from: FIRST, is: { priceAdjustments: [{ from: FIRST, until: '2026-03-02', corrected: false }] } }] } },
    () => ({ status: 'released', items: [item({ supplierRef: 'S-1' })] }), ['hit', 'hit', 'pass']],
  ['a licence that ends with the day', 'LIC-03', { licences: { 'L-1': { validUntil: SECOND, balance: null, attributed: '0' } } }, () => ({ documents: [{ type: 'L001', reference: 'L-1' }] }), ['pass', 'pass', 'hit']],
  ['inward processing that begins with the day', 'PRO-02', { authorisations: held('IPO', { from: SECOND }) }, processed, ['hit', 'pass', 'pass']],
  ['inward processing that ends with the day', 'PRO-02', { authorisations: held('IPO', { until: SECOND }) }, processed, ['pass', 'pass', 'hit']],
  ['inward processing that is suspended for the day', 'PRO-02', { authorisations: held('IPO', { suspended: { from: SECOND, until: SECOND } }) }, processed, ['pass', 'hit', 'pass']],
  ['a declared authorisation that ends with the day', 'PRO-03', { authorisations: held('IPO', { until: SECOND }) }, own('IPO'), ['pass', 'pass', 'hit']],
  ['simplified declarations that are authorised from the day', 'PRO-04', { authorisations: held('SDE', { from: SECOND }) }, () => ({ additionalType: 'C' }), ['hit', 'pass', 'pass']],
  ['deferred payment that ends with the day', 'DUT-06', { authorisations: held('DPO', { until: SECOND }) }, () => ({ items: [item({ taxes: [{ type: 'A00', methodOfPayment: 'E', amount: '1' }] })] }), ['pass', 'pass', 'hit']],
  ['a guarantee that is authorised from the day', 'DUT-07', { authorisations: held('CGU', { from: SECOND }), guarantee: [{ from: FIRST, is: '50' }] }, () => ({ guarantees: [{ type: '1' }] }), ['hit', 'pass', 'pass']],
  ['a guarantee that is exhausted from the day', 'DUT-07', { authorisations: held('CGU', {}), guarantee: changing('100', '100.01') }, () => ({ guarantees: [{ type: '1' }] }), ['pass', 'hit', 'hit']],
  ['simplified valuation that is authorised from the day', 'VAL-15', { authorisations: held('CVA', { from: SECOND }) }, () => ({ items: [item({ additionsDeductions: [{ code: 'AE', amount: '1' }] })] }), ['not_applicable', 'hit', 'hit']],
  ['a mandate that begins with the day', 'PRO-13', { mandates: [{ eori: 'IT999', from: SECOND }] }, () => ({ representative: { eori: 'IT999', status: '2' } }), ['hit', 'pass', 'pass']],
  ['a mandate that ends with the day', 'PRO-13', { mandates: [{ eori: 'IT999', from: FIRST, until: SECOND }] }, () => ({ representative: { eori: 'IT999', status: '2' } }), ['pass', 'pass', 'hit']],
  ['training that ends with the day of the review', 'CLA-11', { reviewers: [{ id: 'P-1', from: FIRST, until: SECOND }] },
    (day) => ({ acceptanceDate: '2026-03-05', items: [item({ aiAssisted: { classification: { systemId: 'AI', reviewerId: 'P-1', reviewedAt: `${day}T09:00:00Z` } } })] }), ['pass', 'pass', 'hit']]
]

for (const [name, check, known, declared, wanted] of cases) {
  t.test(`${check}: ${name}`, async (t) => {
    await keep(known)
    const ids = await Promise.all(DAYS.map(async (day) => await push({ acceptanceDate: day, ...declared(day) })))
    t.strictSame(await outcomesOf(ids, check), wanted, 'when it is pushed, months later')
    const again = await app.inject({ method: 'POST', url: '/v1/checks/runs', headers: bearer(), payload: { from: '2026-01-01', to: '2026-12-31', reason: 'Again', only: { checks: [check] } } })
    t.equal(again.statusCode, 202)
    await lookAgain({ db, examiner, clock })
    t.strictSame(await outcomesOf(ids, check), wanted, 'and when it is examined again')
    t.strictSame(unnamed, [], 'and no check asked what the batch was not said to name')
  })
}

t.test('a supplementary declaration is judged by the day of the simplified one', async (t) => {
  const simplified = '26IT000000000ABCR6'
  await keep({ goods: { 'G-1': changing({ approvedCode: '8518300090' }, { approvedCode: '8518300010' }) } })
  await push({ mrn: simplified, additionalType: 'C', acceptanceDate: '2026-03-01' })
  const completing = { additionalType: 'Y', acceptanceDate: '2026-03-10', previousDocuments: [{ type: 'NMRN', reference: simplified }], ...goods('') }
  t.equal(await outcomeOf(await push(completing), 'CLA-04'), 'pass')
  t.equal(await outcomeOf(await push({ ...completing, previousDocuments: [] }), 'CLA-04'), 'hit', 'by its own day where none is named')
  t.strictSame(unnamed, [])
})

t.test('a decision of today, or one that is recorded for the past, touches what it covers alone', async (t) => {
  await keep({ goods: { 'G-1': changing({ approvedCode: '8518300090' }, { approvedCode: '8518300010' }) } })
  const [before, on] = [await push({ acceptanceDate: '2026-03-01', ...goods('') }), await push({ acceptanceDate: '2026-03-02', ...goods('') })]
  const rerun = async (): Promise<void> => {
    await app.inject({ method: 'POST', url: '/v1/checks/runs', headers: bearer(), payload: { from: '2026-01-01', to: '2026-12-31', reason: 'Goods were decided on', only: { goodsRef: 'G-1' } } })
    await lookAgain({ db, examiner, clock })
  }
  const outcomes = async (): Promise<unknown[]> => [await outcomeOf(before, 'CLA-04'), await outcomeOf(on, 'CLA-04')]
  t.strictSame(await outcomes(), ['pass', 'hit'])
  facts = { goods: { 'G-1': [...facts.goods?.['G-1'] ?? [], { from: '2026-11-01', is: { approvedCode: '9999999999' } }] } }
  await rerun()
  t.strictSame(await outcomes(), ['pass', 'hit'], 'a later decision')
  facts = { goods: { 'G-1': [{ from: FIRST, is: { approvedCode: '8518300090' } }] } }
  await rerun()
  t.strictSame(await outcomes(), ['pass', 'pass'], 'one that was recorded wrongly and is set right for the past')
  const { rows } = await superuser.query<{ closed_because: string }>('select closed_because from aeo.findings where declaration_id = $1 and check_id = \'CLA-04\'', [on])
  t.strictSame(rows, [{ closed_because: 'withdrawn' }], 'which is no cure: the declaration is what it was')
  facts = { goods: { 'G-1': [{ from: FIRST, is: { approvedCode: '8518300010' } }] } }
  await rerun()
  t.strictSame(await outcomes(), ['hit', 'hit'], 'and a backdated one reaches back')
})
