import t from 'tap'
import { listEoris, listReferenceLists, loadReferenceList, recordEori, removeEori } from '../../../src/declarations/index.ts'
import { runOperatorTx } from '../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { declaration } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
type Work<T> = Parameters<typeof runOperatorTx<T>>[2]
async function within<T> (eori: string, work: Work<T>): Promise<T> {
  const { operatorId } = await addOperator(db.operations, eori, 'x')
  return await runOperatorTx(db.operations, { subject: 'system:test', eori, operatorId, scopes: new Set(), expiresAt: 2 ** 40 }, work, () => new Date())
}
const load = async (text: string | Buffer, operator = TEST_OPERATOR) => await within(operator, async (tx) => await loadReferenceList(tx, Buffer.from(text), 'a test'))
interface Outcome { check: string, outcome: string, reason: string | null }
async function ask (check: string, payload: object, operator = TEST_OPERATOR): Promise<string> {
  const answer = await app.inject({ method: 'POST', url: '/v1/checks/evaluate', headers: bearer({ operator }), payload })
  const { outcomes } = answer.json<{ outcomes: Outcome[] }>()
  const found = outcomes.find((outcome) => outcome.check === check)
  return found?.reason == null ? found?.outcome ?? 'nothing' : `${found.outcome}: ${found.reason}`
}
const inDollars = declaration({ lrn: 'R-1', invoiceCurrency: 'USD', exchangeRate: '1.05' })
const RATES = 'currency,units_per_euro\nUSD,1.05\n'

t.test('a check that lacks its list could not look; loaded, it looks at once, in every replica', async (t) => {
  t.match(await ask('VAL-08', inDollars), /^not_evaluable/)
  t.match(await load(RATES), { outcome: 'loaded', list: { kind: 'exchange_rates', revision: 1, entries: 1 } })
  t.equal(await ask('VAL-08', inDollars), 'pass')
  t.match(await load(RATES.replace('1.05', '1.5')), { outcome: 'loaded', list: { revision: 2 } })
  t.equal(await ask('VAL-08', inDollars), 'hit', 'the newest list is in force')
  t.match(await load(RATES.replace('1.05', '1.5')), { outcome: 'unchanged', list: { revision: 2 } })
  t.match(await ask('VAL-08', inDollars, OTHER_OPERATOR), /^not_evaluable/, 'another operator has its own lists')
  t.strictSame((await within(TEST_OPERATOR, listReferenceLists)).map(({ kind, revision, source }) => [kind, revision, source]), [['exchange_rates', 2, 'a test'], ['exchange_rates', 1, 'a test']])
  t.strictSame(await within(OTHER_OPERATOR, listReferenceLists), [])
})

t.test('a list with a fault, or that is not UTF-8, changes nothing', async (t) => {
  t.match(await load('currency,units_per_euro\nUSD,much\n'), { outcome: 'refused', faults: [{ pointer: '/2/units_per_euro' }] })
  t.match(await load(Buffer.from([0xff, 0xfe, 0x41])), { outcome: 'refused', faults: [{ detail: /UTF-8/ }] })
  t.equal(await ask('VAL-08', inDollars), 'hit')
})

t.test('two loads at once follow each other, and both are kept', async (t) => {
  const loads = await Promise.all(['4', '5', '6'].map(async (rate) => await load(RATES.replace('1.05', rate))))
  t.strictSame(loads.map((found) => found.outcome === 'refused' ? 0 : found.list.revision).toSorted(), [3, 4, 5])
})

t.test('a declaration of a group company is the operator\'s once its number is recorded', async (t) => {
  const ofGroup = declaration({ lrn: 'R-2', declarant: 'FR99999999999', importer: { eori: 'FR99999999999' } })
  t.equal(await ask('ID-06', ofGroup), 'hit')
  t.equal(await within(TEST_OPERATOR, async (tx) => await recordEori(tx, 'FR99999999999', 'Sister')), true)
  t.equal(await within(TEST_OPERATOR, async (tx) => await recordEori(tx, 'FR99999999999', 'Sister')), false)
  t.equal(await ask('ID-06', ofGroup), 'pass')
  t.match(await within(TEST_OPERATOR, listEoris), [{ eori: 'FR99999999999', name: 'Sister' }])
  t.strictSame(await within(OTHER_OPERATOR, listEoris), [])
  t.equal(await within(TEST_OPERATOR, async (tx) => await removeEori(tx, 'FR99999999999')), true)
  t.equal(await within(TEST_OPERATOR, async (tx) => await removeEori(tx, 'FR99999999999')), false)
  t.equal(await ask('ID-06', ofGroup), 'hit')
})

t.test('what was loaded and recorded stands in the log', async (t) => {
  const { items } = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).json<{ items: { type: string }[] }>()
  const types = items.map(({ type }) => type)
  for (const type of ['reference.loaded', 'operator.eori_recorded', 'operator.eori_removed']) t.ok(types.includes(type), type)
})
