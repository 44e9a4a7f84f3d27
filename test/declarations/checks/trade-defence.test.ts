import t from 'tap'
import { answersOf, askCases, importOf } from '../../support/checks.ts'
import { suppliers } from '../../support/knowledge.ts'

const measure = (changes: object = {}) => ({ code: '8518', origin: 'VN', measure: 'M1', status: 'definitive', duty: 'anti_dumping', rate: '20', regulation: 'Reg. 2099/1', from: '2026-01-01', until: '2026-12-31', ...changes })
const lists = (...entries: object[]) => ({ lists: [{ kind: 'trade_defence' as const, entries: entries as Record<string, string>[] }] })
const simple = lists(measure())
const byProducer = lists(measure({ additional_code: 'A999', company_specific: 'no' }), measure({ additional_code: 'C001', company_specific: 'yes', rate: '5', invoice_documents: 'D008' }), measure({ additional_code: 'C002', company_specific: 'yes', rate: '0', invoice_documents: 'D008' }))
const withoutRate = (changes: object = {}) => { const { rate: _, ...rest } = measure(changes); return rest }
const specific = lists(withoutRate())
const bySpecific = lists(measure({ additional_code: 'A999', company_specific: 'no', rate: '0' }), withoutRate({ additional_code: 'C003', company_specific: 'yes' }))
const without = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined])) as never

askCases(t, 'TDI-01', [
  ['no list', 'not_evaluable: no_trade_defence_loaded', importOf()],
  ['another origin', 'not_applicable: no_measure', importOf({}, { originCountry: 'CN' }), simple],
  ['no line', 'hit', importOf(), simple],
  ['a line', 'pass', importOf({}, { taxes: [{ type: 'A30', amount: '1' }] }), simple],
  ['an assessed line', 'pass', importOf(), { ...simple, known: { assessedTaxes: [{ type: 'A30', itemNumber: 1, assessed: '1' }] } }],
  ['before it', 'not_applicable: no_measure', importOf({ acceptanceDate: '2025-12-31' }), simple],
  ['on its last day', 'hit', importOf({ acceptanceDate: '2026-12-31' }), simple],
  ['after it', 'not_applicable: no_measure', importOf({ acceptanceDate: '2027-01-01' }), simple],
  ['a producer of zero', 'pass', importOf({}, { taricAdd: ['C002'] }), byProducer],
  ['a producer with a rate', 'hit', importOf({}, { taricAdd: ['C001'] }), byProducer],
  ['a specific or mixed duty', 'hit', importOf(), specific],
  ['a specific or mixed duty with its line', 'pass', importOf({}, { taxes: [{ type: 'A30', amount: '1' }] }), specific],
  ['a producer with a specific duty', 'hit', importOf({}, { taricAdd: ['C003'] }), bySpecific],
  ['producers of zero and no rate for all others', 'pass', importOf(), lists(measure({ additional_code: 'C002', company_specific: 'yes', rate: '0' }))],
  ['registration takes nothing', 'pass', importOf(), lists(measure({ status: 'registration' }))],
  ['storage', 'not_applicable: data_set', importOf({}, { requestedProcedure: '71' }), simple],
  ['relief', 'not_applicable: relief', importOf({}, { additionalProcedures: ['F01'] }), simple],
  ['no origin', 'not_evaluable: origin_missing', importOf({}, without('originCountry')), simple]
])
t.test('what is at stake is the duty on the customs value', (t) => {
  const stake = (item: object, list: object) => answersOf('TDI-01', importOf({}, item), list)[0]?.atStake
  t.strictSame(stake({}, simple), { amount: '220', currency: 'EUR' }, '20 % of 1100')
  t.strictSame(stake({ taricAdd: ['C001'] }, byProducer), { amount: '55', currency: 'EUR' }, 'the producer\'s rate')
  t.strictSame(stake({}, byProducer), { amount: '220', currency: 'EUR' }, 'without a code that of all others')
  t.strictSame(stake({}, lists(measure(), measure({ measure: 'M2', duty: 'countervailing', rate: '5' }))), { amount: '275', currency: 'EUR' }, 'both measures')
  t.equal(stake({}, lists(measure(), withoutRate({ measure: 'M2', duty: 'countervailing' }))), null, 'one of them specific')
  t.strictSame(stake({ ...without('customsValue') as object, taxes: [{ type: 'A00', baseAmount: '900' }] }, simple), { amount: '180', currency: 'EUR' }, 'the base of duty for want of the value')
  t.equal(stake(without('customsValue', 'taxes'), simple), null, 'no value')
  t.end()
})
askCases(t, 'TDI-02', [
  ['one rate for all', 'pass', importOf(), simple],
  ['a producer\'s code', 'pass', importOf({}, { taricAdd: ['C001'] }), byProducer],
  ['all others', 'pass', importOf({}, { taricAdd: ['A999'] }), byProducer],
  ['none', 'hit', importOf(), byProducer],
  ['another measure\'s code', 'hit', importOf({}, { taricAdd: ['B123'] }), byProducer]
])
askCases(t, 'TDI-03', [
  ['no individual rate', 'not_applicable: no_individual_rate', importOf({}, { taricAdd: ['A999'] }), byProducer],
  ['with invoice declaration', 'pass', importOf({}, { taricAdd: ['C001'], documents: [{ type: 'D008', reference: 'x' }] }), byProducer],
  ['without', 'hit', importOf({}, { taricAdd: ['C001'] }), byProducer],
  ['no list', 'not_evaluable: no_trade_defence_loaded', importOf()]
])
askCases(t, 'TDI-04', [
  ['no list', 'not_evaluable: no_trade_defence_loaded', importOf()],
  ['origin of the measure', 'not_applicable: no_measure', importOf(), simple],
  ['dispatched from there', 'hit', importOf({}, { originCountry: 'TH' }), simple],
  ['dispatched from elsewhere', 'pass', importOf({}, { originCountry: 'TH', dispatchCountry: 'TH' }), simple],
  ['a supplier there', 'hit', importOf({}, { originCountry: 'TH', dispatchCountry: 'TH', supplierRef: 'S-1' }), { ...simple, knowledge: suppliers() }],
  ['nobody knows from where', 'not_evaluable: dispatch_country_missing', importOf({ dispatchCountry: undefined } as never, { originCountry: 'TH', ...without('dispatchCountry') as object }), simple]
])
askCases(t, 'TDI-05', [
  ['in force', 'pass', importOf(), simple],
  ['registered', 'hit', importOf(), lists(measure({ status: 'registration' }))],
  ['no measure', 'not_applicable: no_measure', importOf({}, { originCountry: 'TH' }), simple]
])
