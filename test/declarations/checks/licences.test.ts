import t from 'tap'
import { askCases, exportOf, importOf } from '../../support/checks.ts'
import { authorisations, goods } from '../../support/knowledge.ts'

const doc = (type: string, more: object = {}) => ({ documents: [{ type, reference: `${type} 1`, ...more }] })
const licences = { lists: [{ kind: 'licences' as const, entries: [{ code: '8518', direction: 'import', measure: 'M1', documents: 'N853 C678', exemptions: 'Y058', regulation: 'Reg. 2099/1' }, { code: '8518', country: 'RU', direction: 'export', measure: 'M2', documents: 'X035', regulation: 'Reg. 2099/2' }] }] }
askCases(t, 'LIC-01', [
  ['no list', 'not_evaluable: no_licence_measures_loaded', importOf()],
  ['one of its documents', 'pass', importOf({}, doc('C678')), licences],
  ['an exemption', 'pass', importOf({}, doc('Y058')), licences],
  ['neither', 'hit', importOf(), licences],
  ['another country', 'not_applicable: no_measure', exportOf(), licences],
  ['that country', 'hit', exportOf({ destinationCountry: 'RU' }), licences],
  ['no country', 'not_evaluable: destination_missing', exportOf({ destinationCountry: undefined } as never), licences],
  ['other goods', 'not_applicable: no_measure', importOf({}, { hs6: '640399' }), licences]
])
askCases(t, 'LIC-02', [
  ['none', 'not_applicable: no_exemption', importOf()],
  ['no register', 'not_evaluable: no_goods_register', importOf({}, doc('Y901'))],
  ['assessed', 'pass', importOf({}, { ...doc('Y901'), goodsRef: 'G-1' }), { knowledge: goods({ assessedExemptions: ['Y901'] }) }],
  ['not assessed', 'hit', importOf({}, { ...doc('Y901'), goodsRef: 'G-1' }), { knowledge: goods() }],
  ['of the deforestation regulation', 'hit', importOf({}, { ...doc('Y133'), goodsRef: 'G-1' }), { knowledge: goods({ assessedExemptions: ['Y901'] }) }],
  ['of the carbon border adjustment', 'hit', importOf({}, { ...doc('Y135'), goodsRef: 'G-1' }), { knowledge: goods() }],
  ['of a loaded measure', 'hit', importOf({}, { ...doc('Y058'), goodsRef: 'G-1' }), { ...licences, knowledge: goods() }],
  ['of a loaded measure, assessed', 'pass', importOf({}, { ...doc('Y058'), goodsRef: 'G-1' }), { ...licences, knowledge: goods({ assessedExemptions: ['Y058'] }) }],
  ['the same where no measure names it', 'not_applicable: no_exemption', importOf({}, { ...doc('Y058'), goodsRef: 'G-1' }), { knowledge: goods() }],
  ['the account of a declarant is none', 'not_applicable: no_exemption', importOf({}, { ...doc('Y128'), goodsRef: 'G-1' }), { knowledge: goods() }],
  ['goods that the register lacks have none', 'hit', importOf({}, { ...doc('Y901'), goodsRef: 'G-2' }), { knowledge: goods() }]
])
const licenceOf = (changes: object = {}) => ({ validFrom: null, validUntil: null, balance: '100', measure: { unit: 'KGM' }, attributedUntil: () => '0', ...changes })
const known = (validUntil: string | null, attributed: string) => ({ knowledge: { licences: { find: () => licenceOf({ validUntil, attributedUntil: () => attributed }) } } })
/** Used by others: 40 before the day, 20 on it, 90 later. */
const usedAround = (own: string | null, more: object = {}) => ({
  knowledge: { licences: { find: () => licenceOf({ ...more, attributedUntil: (day: string) => String(day < '2026-03-01' ? 40 : 60 + Number(own ?? '0') + (day > '2026-03-01' ? 90 : 0)) }) } }, known: { isCounted: own !== null }
})
const writingOff = (quantity: string, unit = 'KGM') => doc('L001', { quantity, unit })
const unknown = { knowledge: { licences: { find: () => undefined } } }
askCases(t, 'LIC-03', [
  ['none', 'not_applicable: no_licence', importOf()],
  ['on its last day', 'pass', importOf({}, doc('L001', { validUntil: '2026-03-01' })), known('2026-03-01', '1')],
  ['in date, its balance nobody knows', 'not_evaluable: no_licence_register', importOf({}, doc('L001', { validUntil: '2026-03-01' }))],
  ['not in the register', 'not_evaluable: licence_unknown', importOf({}, doc('L001')), unknown],
  ['in date, not in the register', 'not_evaluable: licence_unknown', importOf({}, doc('L001', { validUntil: '2026-03-01' })), unknown],
  ['a day late, not in the register', 'hit', importOf({}, doc('L001', { validUntil: '2026-02-28' })), unknown],
  ['one that is not in the register, one exceeded', 'hit', importOf({}, { documents: [{ type: 'L001', reference: 'NEW' }, { type: 'L001', reference: 'OLD' }] }), { knowledge: { licences: { find: (reference: string) => reference === 'OLD' ? licenceOf({ balance: '1', attributedUntil: () => '2' }) : undefined } } }],
  ['a day late', 'hit', importOf({}, doc('L001', { validUntil: '2026-02-28' }))],
  ['no date, no register', 'not_evaluable: no_licence_register', importOf({}, doc('L001'))],
  ['by the register', 'hit', importOf({}, doc('L001')), known('2026-02-28', '1')],
  ['used up', 'pass', importOf({}, doc('L001')), known(null, '100')],
  ['exceeded', 'hit', importOf({}, doc('L001')), known(null, '100.001')],
  ['its own use reaches the balance', 'pass', importOf({}, writingOff('40')), usedAround(null)],
  ['its own use exceeds the balance', 'hit', importOf({}, writingOff('40.001')), usedAround(null)],
  ['two items together exceed it', 'hit', importOf({ documents: [{ type: 'L001', reference: 'L001 1', quantity: '20', unit: 'KGM' }] }, writingOff('20.001')), usedAround(null)],
  ['its own use counts once where totals have it', 'pass', importOf({}, writingOff('40')), usedAround('40')],
  ['where totals have it, exceeded', 'hit', importOf({}, writingOff('40.001')), usedAround('40.001')],
  ['a new version writes off more than totals have yet', 'hit', importOf({}, writingOff('60.001')), usedAround('1')],
  ['use in another unit is not converted', 'pass', importOf({}, writingOff('4000', 'LTR')), usedAround(null)],
  ['of a value, its amount', 'hit', importOf({}, doc('L001', { amount: '40.01', currency: 'EUR' })), usedAround(null, { measure: { currency: 'EUR' } })],
  ['rejected, it uses nothing', 'pass', importOf({}, writingOff('99')), { ...usedAround('0'), known: { isCounted: true, status: 'rejected' } }],
  ['on its first day', 'pass', importOf({}, doc('L001')), { knowledge: { licences: { find: () => licenceOf({ validFrom: '2026-03-01' }) } } }],
  ['before its first day', 'hit', importOf({}, doc('L001')), { knowledge: { licences: { find: () => licenceOf({ validFrom: '2026-03-02' }) } } }]
])
const dualUse = (changes: object = {}) => ({ knowledge: goods({ dualUse: { listed: true, assessedOn: '2026-01-01', exemption: false, ...changes } }) })
const G1 = { goodsRef: 'G-1' }
askCases(t, 'LIC-04', [
  ['no register', 'not_evaluable: no_goods_register', exportOf({}, G1)],
  ['not assessed', 'not_evaluable: no_dual_use_assessment', exportOf({}, G1), { knowledge: goods() }],
  ['not listed', 'pass', exportOf({}, G1), dualUse({ listed: false })],
  ['listed, no authorisation', 'hit', exportOf({}, G1), dualUse()],
  ['listed, authorised', 'pass', exportOf({}, { ...G1, ...doc('X060') }), dualUse()],
  ['an exemption', 'pass', exportOf({}, G1), dualUse({ exemption: true })],
  ['stays in the territory', 'not_applicable: stays_in_customs_territory', exportOf({ destinationCountry: 'XI' }, G1), dualUse()],
  ['another procedure', 'not_applicable: procedure', exportOf({}, { ...G1, requestedProcedure: '76' }), dualUse()],
  ['from Great Britain', 'not_applicable: other_customs_territory', exportOf({ exporter: { eori: 'GB123456789000' }, declarant: 'GB123456789000' }, G1), dualUse()]
])
const correlation = { lists: [{ kind: 'dual_use' as const, entries: [{ code: '8518', annex_updated_on: '2025-11-01' }] }] }
askCases(t, 'LIC-05', [
  ['not stated', 'not_applicable: not_stated', exportOf()],
  ['no list', 'not_evaluable: no_dual_use_list_loaded', exportOf({}, doc('Y901'))],
  ['from Great Britain', 'not_applicable: other_customs_territory', exportOf({ exporter: { eori: 'GB123456789000' }, declarant: 'GB123456789000' }, { ...doc('Y901'), ...G1 }), correlation],
  ['no correlation', 'not_applicable: code_without_correlation', exportOf({}, { ...doc('Y901'), hs6: '640399' }), correlation],
  ['assessed', 'pass', exportOf({}, { ...doc('Y901'), ...G1 }), { ...correlation, ...dualUse({ listed: false }) }],
  ['before the annex changed', 'hit', exportOf({}, { ...doc('Y901'), ...G1 }), { ...correlation, ...dualUse({ assessedOn: '2025-10-31' }) }],
  ['never', 'hit', exportOf({}, { ...doc('Y901'), ...G1 }), { ...correlation, ...dualUse({ assessedOn: null }) }]
])
const british = (changes: object) => importOf({ importer: { eori: 'GB123456789000' }, declarant: 'GB123456789000' }, changes)
const cbam = { lists: [{ kind: 'cbam' as const, entries: [{ code: '7308', exempt_origins: 'CH NO', threshold: 'yes' }, { code: '2716', threshold: 'no' }] }] }
const steel = (changes: object = {}) => ({ hs6: '730890', cn2: '98', originCountry: 'TR', ...changes })
askCases(t, 'LIC-06', [
  ['in 2025', 'not_applicable: not_yet_in_force', importOf({ acceptanceDate: '2025-12-31' }, steel()), cbam],
  ['no list', 'not_evaluable: no_cbam_list_loaded', importOf({}, steel())],
  ['other goods', 'not_applicable: goods_not_covered', importOf(), cbam],
  ['exempt origin', 'not_applicable: exempt_origin', importOf({}, steel({ originCountry: 'NO' })), cbam],
  ['nothing declared', 'hit', importOf({ acceptanceDate: '2026-01-01' }, steel()), cbam],
  ['authorised, no register', 'not_evaluable: no_authorisation_register', importOf({}, steel(doc('Y128'))), cbam],
  ['authorised', 'pass', importOf({}, steel(doc('Y128'))), { ...cbam, knowledge: authorisations([{ type: 'CBAM' }]) }],
  ['not authorised', 'hit', importOf({}, steel(doc('Y128'))), { ...cbam, knowledge: authorisations([]) }],
  ['of an indirect representative', 'not_evaluable: authorisation_of_another', importOf({ representative: { eori: 'DE1', status: '3' } }, steel(doc('Y128'))), { ...cbam, knowledge: authorisations([]) }],
  ['a direct one has none', 'hit', importOf({ representative: { eori: 'DE1', status: '2' } }, steel(doc('Y128'))), { ...cbam, knowledge: authorisations([]) }],
  ['of an importer whom the operator represents', 'not_evaluable: authorisation_of_another', importOf({ importer: { eori: 'DE2' } }, steel(doc('Y128'))), { ...cbam, knowledge: authorisations([]) }],
  ['the operator\'s own beside an indirect representative', 'pass', importOf({ representative: { eori: 'DE1', status: '3' } }, steel(doc('Y128'))), { ...cbam, knowledge: authorisations([{ type: 'CBAM' }]) }],
  ['in Great Britain', 'not_applicable: other_customs_territory', british(steel()), cbam],
  ['no procedure', 'not_evaluable: procedure_missing', importOf({}, steel({ requestedProcedure: undefined })), cbam],
  ['low value has none', 'not_applicable: procedure', importOf({ dataset: 'H7' }, steel({ requestedProcedure: undefined })), cbam],
  ['at the threshold', 'pass', importOf({}, steel(doc('Y137'))), { ...cbam, knowledge: { cbamYear: { netMass: () => '50000' } } }],
  ['above', 'hit', importOf({}, steel(doc('Y137'))), { ...cbam, knowledge: { cbamYear: { netMass: () => '50000.1' } } }],
  ['no threshold for electricity', 'hit', importOf({}, { hs6: '271600', cn2: '00', originCountry: 'TR', ...doc('Y137') }), cbam],
  ['application made', 'pass', importOf({ acceptanceDate: '2026-09-27' }, steel(doc('Y238'))), cbam],
  ['its last day is over', 'hit', importOf({ acceptanceDate: '2026-09-28' }, steel(doc('Y238'))), cbam],
  ['exempt', 'pass', importOf({}, steel(doc('Y135'))), cbam],
  ['no release', 'not_applicable: procedure', importOf({}, steel({ requestedProcedure: '71' })), cbam]
])
const eudr = { lists: [{ kind: 'eudr' as const, entries: [{ code: '4407', applies_from: '2026-12-30' }] }] }
const wood = (changes: object = {}) => ({ hs6: '440711', ...changes })
askCases(t, 'LIC-07', [
  ['no list', 'not_evaluable: no_eudr_list_loaded', importOf()],
  ['other goods', 'not_applicable: goods_not_covered', importOf(), eudr],
  ['the day before', 'not_applicable: not_yet_in_force', importOf({ acceptanceDate: '2026-12-29' }, wood()), eudr],
  ['the first day', 'hit', importOf({ acceptanceDate: '2026-12-30' }, wood()), eudr],
  ['in Great Britain', 'not_applicable: other_customs_territory', { ...british(wood()), acceptanceDate: '2026-12-30' }, eudr],
  ['with reference', 'pass', importOf({ acceptanceDate: '2026-12-30' }, wood(doc('C716'))), eudr],
  ['an exemption', 'pass', importOf({ acceptanceDate: '2026-12-30' }, wood(doc('Y129'))), eudr]
])
const cites = { lists: [{ kind: 'cites' as const, entries: [{ code: '4107', endangered_species: 'yes' }] }] }
askCases(t, 'LIC-08', [
  ['no list', 'not_evaluable: no_cites_list_loaded', importOf()],
  ['other goods', 'not_applicable: goods_not_covered', importOf(), cites],
  ['nothing', 'hit', importOf({}, { hs6: '410711' }), cites],
  ['in Great Britain', 'not_applicable: other_customs_territory', british({ hs6: '410711' }), cites],
  ['not of the species', 'pass', importOf({}, { hs6: '410711', ...doc('Y900') }), cites],
  ['a permit', 'pass', importOf({}, { hs6: '410711', ...doc('C400') }), cites]
])
