import t from 'tap'
import { answersOf, askCases, exportOf, importItem, importOf } from '../../support/checks.ts'
import { goods } from '../../support/knowledge.ts'

const without = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined])) as never
const claim = (prefOriginCountry: string, documents: object[], changes: object = {}) =>
  ({ preference: '300', originCountry: prefOriginCountry.length === 2 ? prefOriginCountry : 'VN', prefOriginCountry, dispatchCountry: prefOriginCountry, documents, ...changes })
const EUR1 = { type: 'N954', reference: 'A 1' }

askCases(t, 'ORI-01', [
  ['known', 'pass', importOf()],
  ['unknown', 'hit', importOf({}, { originCountry: 'ZZ' })],
  ['no country any more', 'hit', importOf({}, { originCountry: 'AN' })],
  ['missing', 'hit', importOf({}, without('originCountry'))],
  ['said by the preferential origin', 'pass', importOf({}, { ...claim('CH', [EUR1]), ...without('originCountry') as object })],
  ['missing without preference', 'hit', importOf({}, { prefOriginCountry: 'CH', ...without('originCountry') as object })],
  ['low value', 'not_applicable: data_set', importOf({ dataset: 'H7' }, without('originCountry'))]
])
askCases(t, 'ORI-13', [
  ['third country', 'pass', importOf()],
  ['a Member State', 'hit', importOf({}, { originCountry: 'FR' })],
  ['the Union', 'hit', importOf({}, { originCountry: 'EU' })],
  ['returned goods', 'pass', importOf({}, { originCountry: 'FR', additionalProcedures: ['F01'] })],
  ['before it left', 'hit', importOf({ acceptanceDate: '2020-01-31' }, { originCountry: 'GB' })],
  ['after it left', 'pass', importOf({ acceptanceDate: '2020-02-01' }, { originCountry: 'GB' })],
  ['from a warehouse', 'not_applicable: procedure', importOf({}, { originCountry: 'FR', previousProcedure: '71' })],
  ['no origin', 'not_evaluable: origin_missing', importOf({}, without('originCountry'))],
  ['under British law', 'not_applicable: other_customs_territory', importOf({ importer: { eori: 'GB1' }, declarant: 'GB1' }, { originCountry: 'FR' })]
])
askCases(t, 'ORI-02', [
  ['no preference', 'not_applicable: no_preference', importOf()],
  ['preference not declared', 'not_evaluable: preference_missing', importOf({}, without('preference'))],
  ['preference not declared at inward processing', 'not_evaluable: preference_missing', importOf({ dataset: 'H4' }, without('preference'))],
  ['preference not asked for', 'not_applicable: no_preference', importOf({ dataset: 'H2' }, without('preference'))],
  ['with its proof', 'pass', importOf({}, claim('CH', [EUR1]))],
  ['proof at the header', 'pass', importOf({ documents: [EUR1] }, claim('CH', []))],
  ['without', 'hit', importOf({}, claim('CH', [{ type: 'N380', reference: 'I' }]))],
  ['of another agreement', 'hit', importOf({}, claim('CH', [{ type: 'U110', reference: 'x' }]))],
  ['of its agreement', 'pass', importOf({}, claim('JP', [{ type: 'U110', reference: 'x' }]))],
  ['importer\'s knowledge', 'pass', importOf({}, claim('GB', [{ type: 'U117', reference: 'x' }]))],
  ['of the wrong scheme', 'hit', importOf({}, claim('VN', [{ type: 'U165', reference: 'x' }]))],
  ['GSP statement', 'pass', importOf({}, claim('2020', [{ type: 'U165', reference: 'x' }], { preference: '200' }))],
  ['of a group whose members the agreement has', 'pass', importOf({}, claim('1034', [EUR1]))],
  ['of a group, of an agreement with one country', 'hit', importOf({}, claim('1034', [{ type: 'U110', reference: 'x' }]))],
  ['of a group, of agreements without its members', 'hit', importOf({}, claim('1034', [{ type: 'U113', reference: 'x' }]))],
  ['of a group before its agreement', 'hit', importOf({ acceptanceDate: '2012-05-13' }, claim('1034', [EUR1]))],
  ['of a group whose members are not known', 'not_evaluable: group_members_unknown', importOf({}, claim('1032', [EUR1]))],
  ['waived, by the status of the proof', 'pass', importOf({}, claim('CH', [{ type: 'N954', reference: 'WAIVED', status: 'XW' }], { itemAmount: '300' }))],
  ['waived, of another agreement', 'hit', importOf({}, claim('JP', [{ type: 'N954', reference: 'WAIVED', status: 'XW' }], { itemAmount: '300' }))],
  ['handed in later', 'not_applicable: data_set', importOf({ dataset: 'I1' }, claim('CH', []))]
])
askCases(t, 'ORI-03', [
  ['no customs union', 'not_applicable: preference', importOf()],
  ['A.TR', 'pass', importOf({}, { preference: '400', originCountry: 'TR', documents: [{ type: 'N018', reference: 'A 1' }] })],
  ['a movement certificate', 'hit', importOf({}, { preference: '400', originCountry: 'TR', documents: [EUR1] })]
])
askCases(t, 'ORI-04', [
  ['no preference', 'not_applicable: no_preference', importOf()],
  ['stated', 'pass', importOf({}, claim('CH', [EUR1]))],
  ['not stated', 'hit', importOf({}, { preference: '300', documents: [EUR1] })],
  ['customs union asks for none', 'not_applicable: no_preference', importOf({}, { preference: '400' })]
])
askCases(t, 'ORI-05', [
  ['a partner', 'pass', importOf({}, claim('CH', [EUR1]))],
  ['no partner', 'hit', importOf({}, claim('US', [EUR1]))],
  ['the day before the agreement', 'hit', importOf({ acceptanceDate: '2020-12-31' }, claim('GB', [{ type: 'U116', reference: 'x' }]))],
  ['its first day', 'pass', importOf({ acceptanceDate: '2021-01-01' }, claim('GB', [{ type: 'U116', reference: 'x' }]))],
  ['a beneficiary', 'pass', importOf({}, claim('PK', [], { preference: '200' }))],
  ['a group', 'pass', importOf({}, claim('2005', [], { preference: '200' }))],
  ['no beneficiary', 'hit', importOf({}, claim('CN', [], { preference: '200' }))],
  ['not stated', 'not_evaluable: preferential_origin_missing', importOf({}, { preference: '300' })]
])
askCases(t, 'ORI-06', [
  ['no preference', 'not_applicable: no_preference', importOf()],
  ['on its last day', 'pass', importOf({}, claim('CH', [{ ...EUR1, validUntil: '2026-03-01' }]))],
  ['a day late', 'hit', importOf({}, claim('CH', [{ ...EUR1, validUntil: '2026-02-28' }]))],
  ['one of two in date', 'pass', importOf({}, claim('CH', [{ ...EUR1, validUntil: '2026-02-28' }, { type: 'N954', reference: 'A 2', validUntil: '2026-12-31' }]))],
  ['in date, of another agreement', 'hit', importOf({ documents: [{ type: 'U110', reference: 'JP', validUntil: '2025-01-01' }, { ...EUR1, validUntil: '2026-12-31' }] }, claim('JP', []))],
  ['only of another agreement', 'not_applicable: no_dated_proof', importOf({}, claim('JP', [{ ...EUR1, validUntil: '2025-01-01' }]))],
  ['a day late, another without a date', 'not_evaluable: proof_date_missing', importOf({}, claim('CH', [{ ...EUR1, validUntil: '2026-02-28' }, { type: 'N954', reference: 'A 2' }]))],
  ['of a group whose members are not known', 'not_evaluable: group_members_unknown', importOf({}, claim('1032', [{ ...EUR1, validUntil: '2025-01-01' }]))],
  ['proof of free circulation, whatever the origin', 'hit', importOf({}, { preference: '400', originCountry: 'VN', prefOriginCountry: 'VN', documents: [{ type: 'N018', reference: 'A 1', validUntil: '2026-02-28' }] })],
  ['without a date', 'not_evaluable: proof_date_missing', importOf({}, claim('CH', [EUR1]))],
  ['knowledge', 'not_applicable: no_dated_proof', importOf({}, claim('GB', [{ type: 'U117', reference: 'x' }]))]
])
const declared = (itemAmount: string, changes: object = {}) => claim('CH', [{ type: 'N864', reference: 'INV-1' }], { itemAmount, ...changes })
askCases(t, 'ORI-07', [
  ['at the limit', 'pass', importOf({}, declared('6000'))],
  ['above', 'hit', importOf({}, declared('6000.01'))],
  ['of a group', 'hit', importOf({}, { ...declared('6000.01'), prefOriginCountry: '1034' })],
  ['of a group whose members are not known', 'not_evaluable: group_members_unknown', importOf({}, { ...declared('6000.01'), prefOriginCountry: '1032' })],
  ['with or without approval, at the limit', 'pass', importOf({}, claim('SG', [{ type: 'U101', reference: 'x' }], { itemAmount: '6000' }))],
  ['with or without approval, above', 'not_evaluable: exporter_approval_unknown', importOf({}, claim('SG', [{ type: 'U101', reference: 'x' }], { itemAmount: '6000.01' }))],
  ['of the scheme of preferences, for values up to the limit', 'hit', importOf({}, claim('PK', [{ type: 'U165', reference: 'x' }], { preference: '200', itemAmount: '50000' }))],
  ['of the scheme of preferences, up to the limit', 'pass', importOf({}, claim('PK', [{ type: 'U165', reference: 'x' }], { preference: '200', itemAmount: '6000' }))],
  ['of a registered exporter', 'not_applicable: no_limit', importOf({}, claim('PK', [{ type: 'U164', reference: 'PKREX1' }], { preference: '200', itemAmount: '50000' }))],
  ['an approved exporter', 'not_applicable: no_limit', importOf({}, claim('CH', [{ type: 'U162', reference: 'CH/1' }], { itemAmount: '60000' }))],
  ['a certificate beside it', 'pass', importOf({}, { ...declared('9000'), documents: [EUR1, { type: 'N864', reference: 'INV-1' }] })],
  ['several items of one statement', 'hit', importOf({ items: [importItem(declared('4000')), importItem({ ...declared('4000'), itemNumber: 2 })] })],
  ['no amount', 'not_evaluable: item_amount_missing', importOf({}, { ...declared('1'), ...without('itemAmount') as object })],
  ['another currency, no rates', 'not_evaluable: no_exchange_rates_loaded', importOf({ invoiceCurrency: 'CHF' }, declared('5900'))],
  ['another currency', 'hit', importOf({ invoiceCurrency: 'CHF' }, declared('5900')), { lists: [{ kind: 'exchange_rates', entries: [{ currency: 'CHF', units_per_euro: '0.94' }] }] }]
])
const gsp = (itemAmount: string, reference: string) => claim('PK', [{ type: 'U164', reference }], { preference: '200', itemAmount })
askCases(t, 'ORI-08', [
  ['no registered exporter', 'not_applicable: no_registered_exporter', importOf({}, claim('CH', [EUR1]))],
  ['with number', 'pass', importOf({}, gsp('7000', 'PKREX12345'))],
  ['without', 'hit', importOf({}, gsp('7000', 'INV-1'))],
  ['of a group whose members are not known', 'not_evaluable: group_members_unknown', importOf({}, claim('1031', [{ type: 'U113', reference: 'x' }], { itemAmount: '20000' }))],
  ['up to the limit', 'pass', importOf({}, gsp('6000', 'INV-1'))],
  ['with number and invoice', 'pass', importOf({}, gsp('7000', 'PKREX12345 INV-1'))],
  ['something like a number in it', 'hit', importOf({}, gsp('50000', 'STATEMENTREX1'))],
  ['something like a number in an invoice', 'hit', importOf({}, { ...gsp('50000', 'STATEMENT'), documents: [{ type: 'U164', reference: 'STATEMENT' }, { type: 'N380', reference: 'TEREX2024' }] })],
  ['number of another item', 'hit', importOf({ items: [importItem(gsp('50000', 'INV-1')), importItem({ ...gsp('50000', 'PKREX12345'), itemNumber: 2 })] })],
  ['number among the references of the item', 'pass', importOf({}, { ...gsp('7000', 'INV-1'), additionalReferences: [{ type: 'Y999', reference: 'PKREX12345' }] })],
  ['number among the references', 'pass', importOf({ additionalReferences: [{ type: 'Y999', reference: 'PKREX12345' }] }, gsp('7000', 'INV-1'))]
])
askCases(t, 'ORI-09', [
  ['direct', 'pass', importOf({}, claim('CH', [EUR1]))],
  ['through a country of the zone', 'pass', importOf({}, claim('CH', [EUR1], { dispatchCountry: 'NO' }))],
  ['through another', 'hit', importOf({}, claim('CH', [EUR1], { dispatchCountry: 'AE' }))],
  ['with transport document', 'pass', importOf({}, claim('CH', [EUR1, { type: 'N730', reference: 'CMR' }], { dispatchCountry: 'AE' }))],
  ['a group', 'not_applicable: group_of_countries', importOf({}, claim('2020', [], { preference: '200' }))],
  ['dispatch unknown', 'not_evaluable: dispatch_country_missing', importOf({ dispatchCountry: undefined } as never, claim('CH', [EUR1], { dispatchCountry: undefined }))]
])
const duty = [{ kind: 'duty_rates' as const, entries: [{ code: '851830', type: 'erga_omnes', rate: '2' }, { code: '851830', origin: 'VN', type: 'preferential', preference: '300', rate: '0' }] }]
const withQuota = [{ kind: 'duty_rates' as const, entries: [
  ...duty[0]?.entries.slice(0, 1) ?? [], { code: '851830', type: 'preferential', preference: '120', rate: '0' }, { code: '851830', type: 'preferential', preference: '110', rate: '1' }, { code: '851830', origin: 'VN', type: 'preferential', preference: '300', rate: '0' }
] }]
askCases(t, 'ORI-10', [
  ['no list', 'not_evaluable: no_duty_rates_loaded', importOf()],
  ['preference not declared', 'not_evaluable: preference_missing', importOf({}, without('preference')), { lists: duty }],
  ['unused', 'hit', importOf(), { lists: duty }],
  ['none there', 'pass', importOf({}, { originCountry: 'US' }), { lists: duty }],
  ['no origin', 'not_evaluable: origin_missing', importOf({}, without('originCountry')), { lists: duty }],
  ['claimed', 'not_applicable: preference', importOf({}, { preference: '300' }), { lists: duty }],
  ['no rate', 'not_evaluable: duty_rate_missing', importOf({}, { hs6: '640399' }), { lists: duty }],
  ['a quota for goods of any origin is not expected', 'pass', importOf({}, { originCountry: 'US' }), { lists: withQuota }],
  ['a quota that gives as much', 'pass', importOf({}, { preference: '120' }), { lists: withQuota }],
  ['a suspension that gives less', 'hit', importOf({}, { preference: '110' }), { lists: withQuota }]
])
t.test('what is at stake in ORI-10 is the saving', (t) => {
  const stake = (item: object = {}) => answersOf('ORI-10', importOf({}, item), { lists: duty })[0]?.atStake
  t.strictSame(stake(), { amount: '22', currency: 'EUR' }, '2 % of 1100')
  t.equal(stake({ customsValue: undefined, taxes: [] }), null, 'no value')
  t.end()
})
askCases(t, 'ORI-11', [
  ['no proof', 'not_applicable: no_proof', exportOf()],
  ['no register', 'not_evaluable: no_goods_register', exportOf({}, { documents: [EUR1], goodsRef: 'G-1' })],
  ['with evidence', 'pass', exportOf({}, { documents: [EUR1], goodsRef: 'G-1' }), { knowledge: goods({ originEvidence: true }) }],
  ['without', 'hit', exportOf({}, { documents: [EUR1], goodsRef: 'G-1' }), { knowledge: goods() }],
  ['an import', 'not_applicable: direction', importOf()]
])
const G1 = { goodsRef: 'G-1', supplierRef: 'S-1' }
askCases(t, 'ORI-12', [
  ['no goods named', 'not_evaluable: goods_ref_missing', importOf()],
  ['the same', 'pass', importOf({}, G1), { observations: [{ kind: 'origin', value: 'VN' }] }],
  ['another', 'hit', importOf({}, G1), { observations: [{ kind: 'origin', value: 'CN' }] }],
  ['another of another supplier', 'pass', importOf({}, G1), { observations: [{ kind: 'origin', value: 'CN', supplierRef: 'S-2' }] }],
  ['a slip among the usual', 'pass', importOf({}, G1), { observations: [{ kind: 'origin', value: 'VN', count: 4 }, { kind: 'origin', value: 'CN' }] }],
  ['usual of another supplier', 'hit', importOf({}, G1), { observations: [{ kind: 'origin', value: 'VN', count: 9, supplierRef: 'S-2' }, { kind: 'origin', value: 'CN' }] }],
  ['a year ago', 'pass', importOf({}, G1), { observations: [{ kind: 'origin', value: 'CN', month: '2025-03' }] }],
  ['another of another item', 'hit', importOf({ items: [importItem(G1), importItem({ ...G1, itemNumber: 2, originCountry: 'CN' })] })],
  ['another of another item of another supplier', 'pass', importOf({ items: [importItem(G1), importItem({ ...G1, itemNumber: 2, originCountry: 'CN', supplierRef: 'S-2' })] })],
  ['an approved change', 'pass', importOf({}, G1), { observations: [{ kind: 'origin', value: 'CN' }], knowledge: goods({ changes: [{ on: '2026-02-01', kind: 'origin', from: 'CN', to: 'VN', approved: true }] }) }],
  ['an approved change to another', 'hit', importOf({}, G1), { observations: [{ kind: 'origin', value: 'CN' }], knowledge: goods({ changes: [{ on: '2026-02-01', kind: 'origin', from: 'CN', to: 'TW', approved: true }] }) }],
  ['an approved change of the code', 'hit', importOf({}, G1), { observations: [{ kind: 'origin', value: 'CN' }], knowledge: goods({ changes: [{ on: '2026-02-01', kind: 'code', from: 'CN', to: 'VN', approved: true }] }) }]
])
