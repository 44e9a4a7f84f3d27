import t from 'tap'
import { answersOf, askCases, importOf, OWN_EORI } from '../../support/checks.ts'
import { authorisations } from '../../support/knowledge.ts'

const without = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined])) as never

const rates = [{ kind: 'duty_rates' as const, entries: [{ code: '8518', type: 'erga_omnes', rate: '2' }, { code: '8518', origin: 'CH', type: 'preferential', preference: '300', rate: '0' }, { code: '8518', type: 'vat', rate: '22' }] }]
const dutyList = (...entries: Record<string, string>[]) => ({ lists: [{ kind: 'duty_rates' as const, entries }] })
const preferred = (origin: string, preference: string) => dutyList({ code: '8518', type: 'erga_omnes', rate: '2' }, { code: '8518', origin, type: 'preferential', preference, rate: '0' }, { code: '8518', type: 'vat', rate: '22' })
const free = { taxes: [{ type: 'A00', baseAmount: '10000', amount: '0' }] }
const fromTurkey = { originCountry: 'CN', dispatchCountry: 'TR', preference: '400', documents: [{ type: 'N018', reference: 'A.TR 1' }] }
const cumulated = { originCountry: 'CN', prefOriginCountry: 'VN', preference: '300' }
const withQuota = [{ kind: 'duty_rates' as const, entries: [{ code: '8518', type: 'erga_omnes', rate: '2' }, { code: '8518', type: 'preferential', preference: '120', rate: '0' }] }]
const line = (type: string, changes: object = {}) => ({ itemNumber: 1, type, base: '1100', rate: '2', assessed: '22', currency: 'EUR', ...changes })
askCases(t, 'DUT-01', [
  ['not assessed', 'not_applicable: not_assessed', importOf()],
  ['both lines', 'pass', importOf(), { known: { assessedTaxes: [line('A00'), line('B00')] } }],
  ['no VAT line, no rates', 'not_evaluable: no_duty_rates_loaded', importOf({}, without('taxes')), { known: { assessedTaxes: [line('A00')] } }],
  ['no VAT line', 'hit', importOf({}, without('taxes')), { known: { assessedTaxes: [line('A00')] }, lists: rates }],
  ['postponed VAT', 'pass', importOf({ fiscalReferences: [{ role: 'FR7', vat: 'IT1' }] }, without('taxes')), { known: { assessedTaxes: [line('A00')] }, lists: rates }],
  ['no duty line', 'hit', importOf({}, without('taxes')), { known: { assessedTaxes: [line('B00')] }, lists: rates }],
  ['no duty due', 'pass', importOf({}, { originCountry: 'CH', preference: '300', ...without('taxes') as object }), { known: { assessedTaxes: [line('B00')] }, lists: rates }],
  ['free circulation in the customs union', 'pass', importOf({}, { ...fromTurkey, ...without('taxes') as object }), { known: { assessedTaxes: [line('B00')] }, ...preferred('TR', '400') }],
  ['a preferential origin beside another', 'pass', importOf({}, { ...cumulated, ...without('taxes') as object }), { known: { assessedTaxes: [line('B00')] }, ...preferred('VN', '300') }],
  ['a preference that is not listed', 'not_evaluable: preferential_rate_missing', importOf({}, { preference: '320', ...without('taxes') as object }), { known: { assessedTaxes: [line('B00')] }, ...preferred('VN', '300') }],
  ['a code that is not listed', 'not_evaluable: duty_rate_missing', importOf({}, without('taxes')), { known: { assessedTaxes: [line('B00')] }, ...dutyList({ code: '9403', type: 'erga_omnes', rate: '2' }) }],
  ['VAT that is not listed', 'not_evaluable: vat_rate_missing', importOf({}, without('taxes')), { known: { assessedTaxes: [line('A00')] }, ...dutyList({ code: '8518', type: 'erga_omnes', rate: '2' }) }],
  ['neither line, the duty alone is listed', 'hit', importOf({}, without('taxes')), { known: { assessedTaxes: [line('C00')] }, ...dutyList({ code: '8518', type: 'erga_omnes', rate: '2' }) }],
  ['VAT that is not listed and elsewhere', 'pass', importOf({ fiscalReferences: [{ role: 'FR7', vat: 'IT1' }] }, without('taxes')), { known: { assessedTaxes: [line('C00')] }, ...dutyList({ code: '8518', type: 'erga_omnes', rate: '0' }) }],
  ['relief', 'not_applicable: relief', importOf({}, { additionalProcedures: ['F01'] }), { known: { assessedTaxes: [line('A00')] } }],
  ['no release', 'not_applicable: procedure', importOf({ dataset: 'H1' }, { requestedProcedure: '53' }), { known: { assessedTaxes: [line('A00')] } }]
])
const duty = (amount: string, changes: object = {}) => importOf({}, { taxes: [{ type: 'A00', baseAmount: '10000', rate: '2', amount, ...changes }] })
const tenPerCent = { baseAmount: '100', rate: '10' }
const lowValue = (acceptanceDate: string, amount: string, tax: object = {}, header: object = {}, additionalProcedures = ['F48']) =>
  importOf({ dataset: 'H7', acceptanceDate, ...header }, { additionalProcedures, taxes: [{ type: 'A00', amount, ...tax }] })
const zloty = { lists: [{ kind: 'exchange_rates' as const, entries: [{ currency: 'PLN', units_per_euro: '4.25' }] }] }
askCases(t, 'DUT-02', [
  ['no line', 'not_applicable: no_duty_line', importOf({}, { taxes: [] })],
  ['by its own rate', 'pass', duty('200')],
  ['two off', 'pass', duty('202')],
  ['more', 'hit', duty('202.01')],
  ['less', 'hit', duty('197.99')],
  ['one per cent of much', 'pass', duty('20200', { baseAmount: '1000000' })],
  ['by the loaded rate', 'hit', duty('300', { rate: '3' }), { lists: rates }],
  ['a preference of zero', 'hit', importOf({}, { originCountry: 'CH', preference: '300', taxes: [{ type: 'A00', baseAmount: '10000', amount: '200' }] }), { lists: rates }],
  ['a quota that is listed', 'hit', importOf({}, { preference: '120', taxes: [{ type: 'A00', baseAmount: '10000', amount: '200' }] }), { lists: withQuota }],
  ['the rate of a quota', 'pass', importOf({}, { preference: '120', taxes: [{ type: 'A00', baseAmount: '10000', rate: '0', amount: '0' }] }), { lists: withQuota }],
  ['a suspension that is not listed, by its own rate', 'pass', importOf({}, { preference: '110', taxes: [{ type: 'A00', baseAmount: '10000', rate: '0', amount: '0' }] }), { lists: rates }],
  ['free circulation in the customs union', 'pass', importOf({}, { ...fromTurkey, ...free }), preferred('TR', '400')],
  ['the customs union with another country', 'not_evaluable: preferential_rate_missing', importOf({}, { ...fromTurkey, ...free }), preferred('AD', '400')],
  ['a preferential origin beside another', 'pass', importOf({}, { ...cumulated, ...free }), preferred('VN', '300')],
  ['a group of countries, by the origin in it', 'pass', importOf({}, { originCountry: 'VN', prefOriginCountry: '1034', preference: '300', ...free }), preferred('VN', '300')],
  ['a preference that is not listed', 'not_evaluable: preferential_rate_missing', importOf({}, { prefOriginCountry: 'VN', preference: '320', quotaOrderNo: '090001', ...free }), preferred('VN', '300')],
  ['a preference that is not listed, by its own rate', 'hit', importOf({}, { preference: '320', taxes: [{ type: 'A00', baseAmount: '10000', rate: '1', amount: '0' }] }), preferred('VN', '300')],
  ['a quota of which nobody knows', 'not_evaluable: no_quota_result', importOf({}, { preference: '120', quotaOrderNo: '090001', taxes: [{ type: 'A00', baseAmount: '10000', rate: '2', amount: '200' }] }), { lists: withQuota }],
  ['a quota without result yet', 'not_evaluable: no_quota_result', importOf({}, { preference: '120', quotaOrderNo: '090001', taxes: [{ type: 'A00', baseAmount: '10000', rate: '2', amount: '200' }] }), { lists: withQuota, knowledge: { quotas: { allocatedPercent: () => undefined } } }],
  ['a quota granted in full', 'hit', importOf({ mrn: '26IT00000000000AR0' }, { preference: '120', quotaOrderNo: '090001', taxes: [{ type: 'A00', baseAmount: '10000', rate: '2', amount: '200' }] }), { lists: withQuota, knowledge: { quotas: { allocatedPercent: () => '100' } } }],
  ['less than a quota leaves', 'hit', importOf({}, { preference: '120', quotaOrderNo: '090001', taxes: [{ type: 'A00', baseAmount: '10000', rate: '2', amount: '50' }] }), dutyList({ code: '8518', type: 'preferential', preference: '120', rate: '1' })],
  ['no rate at all', 'not_evaluable: no_duty_rates_loaded', duty('200', { rate: undefined })],
  ['a specific rate', 'not_evaluable: specific_rate', duty('200'), { lists: [{ kind: 'duty_rates', entries: [{ code: '8518', type: 'erga_omnes' }] }] }],
  ['no base', 'not_evaluable: tax_base_missing', importOf({}, { taxes: [{ type: 'A00', rate: '2', amount: '200' }], ...without('customsValue') as object })],
  ['what customs assessed comes first', 'hit', duty('200'), { known: { assessedTaxes: [line('A00', { assessed: '99' })] } }],
  ['relief', 'not_applicable: relief', importOf({}, { additionalProcedures: ['F01'] })],
  ['a quota granted in part', 'not_applicable: quota_partly_allocated', importOf({}, { quotaOrderNo: '090001' }), { known: { mrn: '26IT00000000000AR0' }, knowledge: { quotas: { allocatedPercent: () => '40' } } }],
  ['the flat duty of July 2026', 'pass', lowValue('2026-07-01', '3')],
  ['more than the flat duty', 'hit', lowValue('2026-07-01', '14')],
  ['not yet in June', 'not_evaluable: no_duty_rates_loaded', lowValue('2026-06-30', '3')],
  ['on its last day', 'hit', lowValue('2028-06-30', '10', tenPerCent)],
  ['no longer in July 2028', 'pass', lowValue('2028-07-01', '10', tenPerCent)],
  ['outside the Union', 'pass', lowValue('2026-07-01', '10', tenPerCent, { importer: { eori: 'GB123456789000' }, declarant: 'GB123456789000' })],
  ['no distance sale', 'pass', lowValue('2026-07-01', '10', tenPerCent, {}, ['000'])],
  ['the flat duty in another currency', 'not_evaluable: no_exchange_rates_loaded', lowValue('2026-07-01', '12.75', { currency: 'PLN' })],
  ['the flat duty in another currency with its rate', 'pass', lowValue('2026-07-01', '12.75', { currency: 'PLN' }), zloty],
  ['more than the flat duty in another currency', 'hit', lowValue('2026-07-01', '30', { currency: 'PLN' }), zloty],
  ['a currency whose rate is not loaded', 'not_evaluable: exchange_rate_missing', lowValue('2026-07-01', '30', { currency: 'CZK' }), zloty],
  ['two euro in another currency', 'pass', duty('208.50', { currency: 'PLN' }), zloty],
  ['more than two euro in another currency', 'hit', duty('208.51', { currency: 'PLN' }), zloty],
  ['exact in another currency', 'pass', duty('200', { currency: 'PLN' })],
  ['off in another currency without a rate', 'not_evaluable: no_exchange_rates_loaded', duty('208.51', { currency: 'PLN' })]
])
t.test('what is at stake is the difference', (t) => {
  const [answer] = answersOf('DUT-02', duty('100'))
  t.strictSame(answer?.atStake, { amount: '100', currency: 'EUR' })
  t.end()
})
t.test('what is at stake in a line that is absent is the least that it would have been', (t) => {
  const stake = (assessed: object[], lists: ReturnType<typeof dutyList>['lists'], item: object = {}, header: object = {}) =>
    answersOf('DUT-01', importOf(header, { ...without('taxes') as object, ...item }), { known: { assessedTaxes: assessed as never }, lists })[0]?.atStake
  t.strictSame(stake([line('B00')], rates), { amount: '22', currency: 'EUR' }, '2 % of 1100')
  t.strictSame(stake([line('A00')], rates), { amount: '246.84', currency: 'EUR' }, '22 % of 1100 and the 22 of duty')
  t.strictSame(stake([line('C00')], rates), { amount: '268.84', currency: 'EUR' }, 'both')
  t.strictSame(stake([line('A00'), line('A30', { assessed: '100' })], rates), { amount: '268.84', currency: 'EUR' }, 'VAT is on anti-dumping duty too')
  t.equal(stake([line('A00')], rates, { customsValueCurrency: undefined }, { accountsCurrency: 'PLN' }), null, 'duty in euro is not added to a value in another currency')
  t.equal(stake([line('B00')], rates, without('customsValue')), null, 'no value')
  t.equal(stake([line('B00')], dutyList({ code: '8518', type: 'erga_omnes' }).lists), null, 'a specific duty')
  t.end()
})
askCases(t, 'DUT-03', [
  ['none', 'not_applicable: no_quota', importOf()],
  ['right', 'pass', importOf({}, { quotaOrderNo: '090001' })],
  ['another beginning', 'hit', importOf({}, { quotaOrderNo: '050001' })],
  ['five digits', 'hit', importOf({}, { quotaOrderNo: '09001' })]
])
askCases(t, 'DUT-04', [
  ['no quota preference', 'not_applicable: preference', importOf()],
  ['named', 'pass', importOf({}, { preference: '120', quotaOrderNo: '090001' })],
  ['not named', 'hit', importOf({}, { preference: '120' })],
  ['by licence', 'pass', importOf({}, { preference: '325', documents: [{ type: 'L001', reference: 'AGRIM 1' }] })],
  ['end-use of the old list is a quota too', 'hit', importOf({}, { preference: '323' })]
])
askCases(t, 'DUT-05', [
  ['none', 'not_applicable: no_quota', importOf()],
  ['no results', 'not_evaluable: no_quota_results', importOf({}, { quotaOrderNo: '090001' })],
  ['not yet', 'not_evaluable: no_quota_result', importOf({}, { quotaOrderNo: '090001' }), { knowledge: { quotas: { allocatedPercent: () => undefined } } }],
  ['all', 'pass', importOf({ mrn: '26IT00000000000AR0' }, { quotaOrderNo: '090001' }), { knowledge: { quotas: { allocatedPercent: () => '100' } } }],
  ['a part', 'hit', importOf({ mrn: '26IT00000000000AR0' }, { quotaOrderNo: '090001' }), { knowledge: { quotas: { allocatedPercent: () => '99.9' } } }]
])
const deferred = { taxes: [{ type: 'A00', amount: '1', methodOfPayment: 'E' }] }
askCases(t, 'DUT-06', [
  ['paid', 'not_applicable: no_deferred_duty', importOf()],
  ['VAT alone', 'not_applicable: no_deferred_duty', importOf({}, { taxes: [{ type: 'B00', methodOfPayment: 'E' }] })],
  ['the representative\'s', 'pass', importOf({ representative: { eori: 'DE1', status: '2' }, authorisations: [{ type: 'DPO', reference: 'DEDPO1', holder: 'DE1' }] }, deferred)],
  ['the payer\'s', 'pass', importOf({ payer: 'DE1', authorisations: [{ type: 'DPO', reference: 'DEDPO1', holder: 'DE1' }] }, deferred), { knowledge: authorisations([]) }],
  ['a stranger\'s', 'hit', importOf({ authorisations: [{ type: 'DPO', reference: 'FRDPO1', holder: 'FR999' }] }, deferred), { knowledge: authorisations([]) }],
  ['a stranger\'s, beside one that is held', 'pass', importOf({ authorisations: [{ type: 'DPO', reference: 'FRDPO1', holder: 'FR999' }] }, deferred), { knowledge: authorisations([{ type: 'DPO' }]) }],
  ['a stranger\'s without register', 'not_evaluable: no_authorisation_register', importOf({ authorisations: [{ type: 'DPO', reference: 'FRDPO1', holder: 'FR999' }] }, deferred)],
  ['its own without register', 'pass', importOf({ authorisations: [{ type: 'DPO', reference: 'ITDPO1', holder: OWN_EORI }] }, deferred)],
  ['its own on record', 'pass', importOf({ authorisations: [{ type: 'DPO', reference: 'ITDPO1', holder: OWN_EORI }] }, deferred), { knowledge: authorisations([{ type: 'DPO' }]) }],
  ['its own not on record', 'hit', importOf({ authorisations: [{ type: 'DPO', reference: 'ITDPO9', holder: OWN_EORI }] }, deferred), { knowledge: authorisations([]) }],
  ['its own revoked', 'hit', importOf({ authorisations: [{ type: 'DPO', reference: 'ITDPO1', holder: OWN_EORI }] }, deferred), { knowledge: authorisations([{ type: 'DPO', state: 'revoked' }]) }],
  ['a document at the header that is not on record', 'pass', importOf({ documents: [{ type: 'C506', reference: 'DEDPO1' }] }, deferred), { knowledge: authorisations([]) }],
  ['a document at the item that is not on record', 'pass', importOf({}, { ...deferred, documents: [{ type: 'C506', reference: 'DEDPO1' }] }), { knowledge: authorisations([]) }],
  ['a document on record that is no longer valid', 'hit', importOf({}, { ...deferred, documents: [{ type: 'C506', reference: 'ITDPO1' }] }), { knowledge: authorisations([{ type: 'DPO', state: 'expired' }]) }],
  ['a document without reference', 'hit', importOf({}, { ...deferred, documents: [{ type: 'C506' }] }), { knowledge: authorisations([]) }],
  ['no register', 'not_evaluable: no_authorisation_register', importOf({}, deferred)],
  ['held', 'pass', importOf({}, deferred), { knowledge: authorisations([{ type: 'DPO' }]) }],
  ['suspended', 'hit', importOf({}, deferred), { knowledge: authorisations([{ type: 'DPO', state: 'suspended' }]) }]
])
const inUse = (percent: string | undefined) => ({ guarantee: { utilisationPercent: () => percent } })
const guaranteed = (changes: object = {}) => importOf({ guarantees: [{ type: '1', grn: '26IT0000000000010' }], ...changes })
askCases(t, 'DUT-07', [
  ['none', 'not_applicable: no_comprehensive_guarantee', importOf()],
  ['another kind', 'not_applicable: no_comprehensive_guarantee', importOf({ guarantees: [{ type: '3' }] })],
  ['no register', 'not_evaluable: no_authorisation_register', guaranteed()],
  ['held', 'pass', guaranteed(), { knowledge: { ...authorisations([{ type: 'CGU' }]), ...inUse('60') } }],
  ['held, nobody knows how much is in use', 'not_evaluable: no_guarantee_register', guaranteed(), { knowledge: authorisations([{ type: 'CGU' }]) }],
  ['held, no use on record that day', 'not_evaluable: guarantee_utilisation_missing', guaranteed(), { knowledge: { ...authorisations([{ type: 'CGU' }]), ...inUse(undefined) } }],
  ['its own, suspended', 'hit', guaranteed({ authorisations: [{ type: 'CGU', reference: 'ITCGU1', holder: OWN_EORI }] }), { knowledge: { ...authorisations([{ type: 'CGU', state: 'suspended' }]), ...inUse('60') } }],
  ['a document of the representative, not on record', 'pass', guaranteed({ documents: [{ type: 'C505', reference: 'DECGU1' }] }), { knowledge: authorisations([]) }],
  ['a stranger\'s', 'hit', guaranteed({ authorisations: [{ type: 'CGU', reference: 'FRCGU1', holder: 'FR999' }] }), { knowledge: authorisations([]) }],
  ['the guarantor\'s', 'pass', guaranteed({ guarantor: 'DE1', authorisations: [{ type: 'CGU', reference: 'DECGU1', holder: 'DE1' }] }), { knowledge: authorisations([]) }],
  ['another guarantor with a document at the item', 'pass', importOf({ guarantor: 'IT99', guarantees: [{ type: '1' }] }, { documents: [{ type: 'C505', reference: 'ITCGU9' }] })],
  ['another guarantor with a stranger\'s', 'hit', guaranteed({ guarantor: 'DE1', authorisations: [{ type: 'CGU', reference: 'FRCGU1', holder: 'FR999' }] })],
  ['not held', 'hit', guaranteed(), { knowledge: authorisations([]) }],
  ['the representative\'s', 'pass', guaranteed({ representative: { eori: 'DE1', status: '2' }, authorisations: [{ type: 'CGU', reference: 'DECGU1', holder: 'DE1' }] })],
  ['another guarantor without reference', 'hit', guaranteed({ guarantor: 'DE1' })],
  ['full', 'pass', guaranteed(), { knowledge: { ...authorisations([{ type: 'CGU' }]), ...inUse('100') } }],
  ['exhausted', 'hit', guaranteed(), { knowledge: { ...authorisations([{ type: 'CGU' }]), ...inUse('100.1') } }]
])
