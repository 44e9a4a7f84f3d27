import t from 'tap'
import { answersOf, askCases, exportOf, importItem, importOf } from '../../support/checks.ts'
import { goods } from '../../support/knowledge.ts'

/** A register in which the goods were reclassified with approval: from, to, and the day. */
const reclassified = (...changes: [from: string, to: string, on?: string][]) =>
  goods({ changes: changes.map(([from, to, on = '2026-02-20']) => ({ on, kind: 'code', from: `${from}90`, to: `${to}90`, approved: true })) })

const G1 = { goodsRef: 'G-1', supplierRef: 'S-1' }
const code = (value: string) => ({ hs6: value.slice(0, 6), cn2: value.slice(6, 8), taric2: value.slice(8, 10) })
const without = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined])) as never

askCases(t, 'CLA-01', [
  ['ten digits', 'pass', importOf()],
  ['eight digits', 'hit', importOf({}, without('taric2'))],
  ['none', 'hit', importOf({}, without('hs6', 'cn2', 'taric2'))],
  ['a letter', 'hit', importOf({}, { taric2: 'A0' })],
  ['a warehouse entry', 'not_applicable: data_set', importOf({}, { requestedProcedure: '71', taric2: '' })],
  ['low value', 'not_applicable: data_set', importOf({ dataset: 'H7' }, without('cn2', 'taric2'))],
  ['an export', 'not_applicable: direction', exportOf()]
])
askCases(t, 'CLA-02', [
  ['eight digits', 'pass', exportOf()],
  ['six digits', 'hit', exportOf({}, without('cn2'))],
  ['none', 'hit', exportOf({}, without('hs6', 'cn2'))],
  ['with record entry', 'not_applicable: data_set', exportOf({ dataset: 'C2' })],
  ['an import', 'not_applicable: direction', importOf()]
])
askCases(t, 'CLA-03', [
  ['in force', 'pass', importOf()],
  ['closed at the end of 2025', 'hit', importOf({}, code('8501330000'))],
  ['on the last day of 2025', 'pass', importOf({ acceptanceDate: '2025-12-31' }, code('8501330000'))],
  ['new in 2026', 'pass', importOf({}, code('8501331000'))],
  ['not yet open in 2025', 'hit', importOf({ acceptanceDate: '2025-12-31' }, code('8501331000'))],
  ['a heading alone', 'hit', importOf({}, { hs6: '8518' } as never)],
  ['a year without edition', 'not_evaluable: no_nomenclature_for_day', importOf({ acceptanceDate: '2024-12-31' })],
  ['none', 'not_evaluable: commodity_code_missing', importOf({}, without('hs6', 'cn2', 'taric2'))],
  ['a sub-heading for low value', 'pass', importOf({ dataset: 'H7' }, without('cn2', 'taric2'))],
  ['no sub-heading', 'hit', importOf({ dataset: 'H7' }, { hs6: '970200', ...without('cn2', 'taric2') as object })],
  ['a special chapter', 'not_evaluable: special_chapter', importOf({}, code('9919000000'))],
  ['by the simplified declaration that it completes', 'pass', importOf({ additionalType: 'X', acceptanceDate: '2026-01-05' }, code('8501330000')), { known: { simplifiedAcceptedOn: '2025-12-30' } }],
  ['a list that the operator loaded', 'pass', importOf({ acceptanceDate: '2027-01-05' }, code('8518300090')), { lists: [{ kind: 'nomenclature', entries: [{ cn_code: '85183000', year: '2027' }] }] }]
])
askCases(t, 'CLA-04', [
  ['no register', 'not_evaluable: no_goods_register', importOf({}, G1)],
  ['no goods named', 'not_evaluable: goods_ref_missing', importOf(), { knowledge: goods() }],
  ['no approved code', 'not_evaluable: no_approved_code', importOf({}, G1), { knowledge: goods({ approvedCode: null }) }],
  ['as approved', 'pass', importOf({}, G1), { knowledge: goods() }],
  ['other last digits', 'hit', importOf({}, { ...G1, taric2: '10' }), { knowledge: goods() }],
  ['eight digits, where they are lawful', 'pass', importOf({ dataset: 'I1' }, { ...G1, taric2: '' }), { knowledge: goods() }],
  ['ten digits, where eight are lawful', 'hit', importOf({ dataset: 'I1' }, { ...G1, taric2: '10' }), { knowledge: goods() }],
  ['others of eight digits, where they are lawful', 'hit', importOf({ dataset: 'I1' }, { ...G1, cn2: '01', taric2: '' }), { knowledge: goods() }],
  ['eight digits, where ten are asked for', 'hit', importOf({}, { ...G1, taric2: '' }), { knowledge: goods() }],
  ['a heading', 'hit', importOf({ dataset: 'I1' }, { ...G1, hs6: '8518', cn2: '', taric2: '' }), { knowledge: goods() }],
  ['none', 'not_evaluable: commodity_code_missing', importOf({ dataset: 'H2' }, { ...G1, ...without('hs6', 'cn2', 'taric2') as object }), { knowledge: goods() }],
  ['eight digits are approved', 'pass', importOf({}, G1), { knowledge: goods({ approvedCode: '85183000' }) }],
  ['another code is approved for export', 'pass', importOf({}, G1), { knowledge: goods({ approvedCodes: { import: '8518300090', export: '85182100' } }) }],
  ['the code of import is declared at export', 'hit', exportOf({}, G1), { knowledge: goods({ approvedCodes: { import: '8518300090', export: '85182100' } }) }],
  ['nothing is decided for export', 'pass', exportOf({}, G1), { knowledge: goods({ approvedCodes: { import: '8518300090', export: null } }) }],
  ['six digits count for low value', 'pass', importOf({ dataset: 'H7' }, { ...G1, cn2: '01' }), { knowledge: goods() }],
  ['eight digits count at export', 'pass', exportOf({}, G1), { knowledge: goods() }]
])
askCases(t, 'CLA-05', [
  ['no register', 'not_evaluable: no_goods_register', importOf()],
  ['approved', 'pass', importOf({}, G1), { knowledge: goods() }],
  ['a draft', 'hit', importOf({}, G1), { knowledge: goods({ status: 'draft' }) }],
  ['not active yet', 'hit', importOf({}, G1), { knowledge: goods({ status: 'draft', active: false }) }],
  ['unknown', 'hit', importOf({}, { goodsRef: 'G-2' }), { knowledge: goods() }],
  ['none named', 'hit', importOf(), { knowledge: goods() }]
])
const bti = goods({ bti: { reference: 'ITBTI1', code: '85183000' } })
const btiOfTen = goods({ bti: { reference: 'ITBTI1', code: '8518300090' } })
askCases(t, 'CLA-06', [
  ['no register', 'not_evaluable: no_goods_register', importOf({}, G1)],
  ['no ruling', 'not_applicable: no_ruling', importOf({}, G1), { knowledge: goods() }],
  ['declared', 'pass', importOf({}, { ...G1, documents: [{ type: 'C626', reference: 'ITBTI1' }] }), { knowledge: bti }],
  ['not named', 'hit', importOf({}, G1), { knowledge: bti }],
  ['not asked for by the data set', 'pass', importOf({ dataset: 'I1' }, G1), { knowledge: bti }],
  ['eight digits, where they are lawful', 'pass', importOf({ dataset: 'I1' }, { ...G1, taric2: '' }), { knowledge: btiOfTen }],
  ['eight digits, where ten are asked for', 'hit', importOf({}, { ...G1, taric2: '', documents: [{ type: 'C626', reference: 'ITBTI1' }] }), { knowledge: btiOfTen }],
  ['none', 'not_evaluable: commodity_code_missing', importOf({ dataset: 'H2' }, { ...G1, ...without('hs6', 'cn2', 'taric2') as object }), { knowledge: bti }],
  ['another code', 'hit', importOf({}, { ...G1, ...code('8518210090') }), { knowledge: bti }]
])
const linesOf = (...codes: string[]) => importOf({ items: codes.map((declared, index) => importItem({ ...G1, ...code(declared), itemNumber: index + 1 })) })
askCases(t, 'CLA-07', [
  ['no goods named', 'not_evaluable: goods_ref_missing', importOf()],
  ['never before', 'pass', importOf({}, G1)],
  ['the same before', 'pass', importOf({}, G1), { observations: [{}] }],
  ['another a month ago', 'hit', importOf({}, G1), { observations: [{ value: '85182100' }] }],
  ['another of another supplier', 'hit', importOf({}, G1), { observations: [{ value: '85182100', supplierRef: 'S-9' }] }],
  ['a slip among the usual', 'pass', importOf({}, G1), { observations: [{ count: 4 }, { value: '85182100' }] }],
  ['neither is the usual one yet', 'hit', importOf({}, G1), { observations: [{ count: 3 }, { value: '85182100' }] }],
  ['the slip again', 'hit', importOf({}, G1), { observations: [{ value: '85182100', count: 9 }, { count: 2 }] }],
  ['eleven months ago', 'hit', importOf({}, G1), { observations: [{ value: '85182100', month: '2025-04' }] }],
  ['twelve months ago', 'pass', importOf({}, G1), { observations: [{ value: '85182100', month: '2025-03' }] }],
  ['later', 'pass', importOf({}, G1), { observations: [{ value: '85182100', month: '2026-04' }] }],
  ['a code of no edition', 'hit', importOf({}, G1), { observations: [{ value: '85182199' }] }],
  ['a code of no edition that ships', 'not_evaluable: no_nomenclature_for_day', importOf({ acceptanceDate: '2025-03-01' }, G1), { observations: [{ value: '85182199', month: '2025-02' }] }],
  ['a year without edition', 'not_evaluable: no_nomenclature_for_day', importOf({ acceptanceDate: '2027-03-01' }, G1), { observations: [{ value: '85182100', month: '2026-12' }] }],
  ['the same in a year without edition', 'pass', importOf({ acceptanceDate: '2027-03-01' }, G1), { observations: [{ month: '2026-12' }] }],
  ['a code that closed', 'pass', importOf({}, G1), { observations: [{ value: '85013300' }] }],
  ['another of another item', 'hit', linesOf('8518300090', '8518210090')],
  ['the same of another item', 'pass', linesOf('8518300090', '8518300010')],
  ['another of an item of other goods', 'pass', importOf({ items: [importItem(G1), importItem({ ...code('8518210090'), goodsRef: 'G-2', itemNumber: 2 })] })],
  ['a slip of one item among the usual', 'pass', linesOf('8518300090', '8518210090', ...Array<string>(3).fill('8518300090')), { observations: [{}] }],
  ['the slip of one item', 'hit', linesOf('8518210090', ...Array<string>(4).fill('8518300090'))],
  ['an approved change', 'pass', importOf({}, G1), { observations: [{ value: '85182100' }], knowledge: goods({ changes: [{ on: '2026-02-20', kind: 'code', from: '8518210090', to: '8518300090', approved: true }] }) }],
  ['an asked-for change', 'hit', importOf({}, G1), { observations: [{ value: '85182100' }], knowledge: goods({ changes: [{ on: '2026-02-20', kind: 'code', from: '8518210090', to: '8518300090', approved: false }] }) }],
  ['an approved change between two others', 'hit', importOf({}, G1), { observations: [{ value: '85182100' }, { value: '85182200' }], knowledge: reclassified(['85182100', '85182200']) }],
  ['approved in two steps', 'pass', importOf({}, G1), { observations: [{ value: '85182100' }, { value: '85182200' }], knowledge: reclassified(['85182100', '85182200'], ['85182200', '85183000']) }],
  ['back to what was given up', 'hit', importOf({}, G1), { observations: [{ value: '85182100' }], knowledge: reclassified(['85183000', '85182100']) }],
  ['before it is given up', 'pass', importOf({}, G1), { observations: [{ value: '85182100' }], knowledge: reclassified(['85183000', '85182100', '2026-03-02']) }],
  ['on the day of the change', 'pass', importOf({}, G1), { observations: [{ value: '85182100' }], knowledge: reclassified(['85182100', '85183000', '2026-03-01']) }],
  ['before the change', 'hit', importOf({}, G1), { observations: [{ value: '85182100' }], knowledge: reclassified(['85182100', '85183000', '2026-03-02']) }]
])
askCases(t, 'CLA-08', [
  ['enough', 'pass', importOf()],
  ['fifteen characters', 'pass', importOf({}, { description: 'Steel bolts M12' })],
  ['fourteen characters', 'hit', importOf({}, { description: 'Steel bolts M2' })],
  ['none', 'hit', importOf({}, without('description'))],
  ['a word of the list', 'hit', importOf({}, { description: 'Miscellaneous goods' })]
])
askCases(t, 'CLA-09', [
  ['no unit asked for', 'pass', importOf({}, { ...code('8518900090'), ...without('supplementaryUnits') as object })],
  ['a unit asked for and given', 'pass', importOf({}, code('6203423590'))],
  ['asked for, none', 'hit', importOf({}, { ...code('6203423590'), ...without('supplementaryUnits') as object })],
  ['asked for, zero', 'hit', importOf({}, { ...code('6203423590'), supplementaryUnits: '0' })],
  ['a simplified declaration', 'not_applicable: data_set', importOf({ dataset: 'I1' }, { ...code('6203423590'), ...without('supplementaryUnits') as object })],
  ['an unknown code', 'not_evaluable: commodity_code_unknown', importOf({}, { ...code('8518999990'), ...without('supplementaryUnits') as object })],
  ['a year without edition', 'not_evaluable: no_nomenclature_for_day', importOf({ acceptanceDate: '2024-12-31' }, without('supplementaryUnits'))]
])
const rates = [{ kind: 'duty_rates' as const, entries: [{ code: '851830', type: 'erga_omnes', rate: '2' }, { code: '851821', type: 'erga_omnes', rate: '4.5' }] }]
askCases(t, 'CLA-10', [
  ['no goods named', 'not_evaluable: goods_ref_missing', importOf()],
  ['the same', 'pass', importOf({}, G1), { observations: [{}] }],
  ['changed, no rates', 'not_evaluable: no_duty_rates_loaded', importOf({}, G1), { observations: [{ value: '85182100' }] }],
  ['lower duty', 'hit', importOf({}, G1), { observations: [{ value: '85182100' }], lists: rates }],
  ['back to the usual from a slip of higher duty', 'pass', importOf({}, G1), { observations: [{ month: '2026-01', count: 9 }, { value: '85182100' }], lists: rates }],
  ['higher duty', 'pass', importOf({}, { ...G1, ...code('8518210090') }), { observations: [{ value: '85183000' }], lists: rates }],
  ['lower duty, perhaps renumbered', 'not_evaluable: no_nomenclature_for_day', importOf({ acceptanceDate: '2027-03-01' }, G1), { observations: [{ value: '85182100', month: '2026-12' }], lists: rates }],
  ['renumbered', 'pass', importOf({}, G1), { observations: [{ value: '85013300', month: '2025-12' }], lists: rates }],
  ['lower duty, approved', 'pass', importOf({}, G1), { observations: [{ value: '85182100' }], lists: rates, knowledge: reclassified(['85182100', '85183000']) }],
  ['lower duty, another change approved', 'hit', importOf({}, G1), { observations: [{ value: '85182100' }], lists: rates, knowledge: reclassified(['85182200', '85182100']) }],
  ['lower duty, the change back approved', 'hit', importOf({}, G1), { observations: [{ value: '85182100' }], lists: rates, knowledge: reclassified(['85183000', '85182100']) }],
  ['a rate is not listed', 'not_evaluable: duty_rate_missing', importOf({}, G1), { observations: [{ value: '85182200' }], lists: rates }],
  ['an export', 'not_applicable: direction', exportOf({}, G1)]
])
t.test('what is at stake in CLA-10 is the difference of rates, where the goods pay them', (t) => {
  const stake = (item: object = {}) => answersOf('CLA-10', importOf({}, { ...G1, ...item }), { observations: [{ value: '85182100' }], lists: rates })[0]
  t.strictSame(stake()?.atStake, { amount: '27.5', currency: 'EUR' }, '4.5 less 2 % of 1100')
  t.match(stake({ preference: '300' }), { outcome: 'hit', atStake: null }, 'a preference is claimed')
  t.end()
})
const proposed = (use: object) => importOf({}, { aiAssisted: { classification: { systemId: 'AI-1', ...use } } })
askCases(t, 'CLA-11', [
  ['no proposal', 'not_applicable: no_ai_proposal', importOf()],
  ['nobody decided', 'hit', proposed({})],
  ['no training register', 'not_evaluable: no_training_register', proposed({ reviewerId: 'P-1' })],
  ['competent', 'pass', proposed({ reviewerId: 'P-1' }), { knowledge: { reviewers: { isCompetent: () => true } } }],
  ['not competent', 'hit', proposed({ reviewerId: 'P-1' }), { knowledge: { reviewers: { isCompetent: () => false } } }]
])

t.test('a clearance request has no code to be judged', (t) => {
  const [answer] = answersOf('CLA-01', importOf({}, { requestedProcedure: '00', ...without('hs6', 'cn2', 'taric2') as object }))
  t.match(answer, { outcome: 'not_applicable', reason: 'clearance_request' })
  t.end()
})
