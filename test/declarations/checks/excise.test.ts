import t from 'tap'
import { askCases, exportOf, importItem, importOf } from '../../support/checks.ts'
import { goods } from '../../support/knowledge.ts'

const ARC = '26IT12345678901234565'
const G1 = { goodsRef: 'G-1' }
const spirits = (changes: object = {}) => importOf({}, { hs6: '220830', ...G1, ...changes })
const list = { lists: [{ kind: 'excise' as const, entries: [{ code: '2208', excise: 'yes' }] }] }
askCases(t, 'EXC-01', [
  ['no list', 'not_evaluable: no_excise_list_loaded', spirits()],
  ['other goods', 'not_applicable: not_excisable', importOf(), list],
  ['neither paid nor suspended', 'hit', spirits(), list],
  ['paid', 'pass', spirits({ taxes: [{ type: '438', amount: '1' }] }), list],
  ['suspended', 'pass', spirits({ additionalProcedures: ['F06'], documents: [{ type: 'C651', reference: ARC }] }), list],
  ['suspended without document', 'hit', spirits({ additionalProcedures: ['F06'] }), list],
  ['relief', 'pass', spirits({ additionalProcedures: ['F05'] }), list],
  ['by the goods', 'hit', importOf({}, G1), { knowledge: goods({ exciseStatus: 'excisable' }) }],
  ['exempt by the goods', 'not_applicable: not_excisable', spirits(), { ...list, knowledge: goods({ exciseStatus: 'exempt' }) }],
  ['no code', 'not_evaluable: commodity_code_missing', spirits({ hs6: undefined, cn2: undefined, taric2: undefined }), list],
  ['another data set', 'not_applicable: data_set', importOf({ dataset: 'H7' }, { hs6: '220830' }), list],
  ['customs duty and interest are no excise duty', 'hit', spirits({ taxes: [{ type: 'A00' }, { type: 'B00' }, { type: 'D10' }] }), list],
  ['onward supply', 'hit', spirits({ requestedProcedure: '42' }), list],
  ['into a tax warehouse', 'not_applicable: procedure', spirits({ requestedProcedure: '07' }), list]
])
askCases(t, 'EXC-02', [
  ['none', 'not_applicable: no_excise_document', importOf()],
  ['right', 'pass', importOf({}, { documents: [{ type: 'C651', reference: ARC }] })],
  ['too short', 'hit', importOf({}, { documents: [{ type: 'C651', reference: ARC.slice(1) }] })],
  ['no reference', 'hit', importOf({}, { documents: [{ type: 'C651' }] })]
])
const moved = (changes: object = {}) => ({ knowledge: { excise: { find: () => ({ quantity: '50', commodityCode: '85183000', dispatchedOn: '2026-03-03', ...changes }) } } })
const linkedTo = (reference: string) => [{ type: 'C651', reference }]
const linked = importOf({}, { documents: linkedTo(ARC) })
askCases(t, 'EXC-03', [
  ['none', 'not_applicable: no_excise_document', importOf()],
  ['no register', 'not_evaluable: no_excise_register', linked],
  ['unknown', 'not_evaluable: movement_unknown', linked, { knowledge: { excise: { find: () => undefined } } }],
  ['agrees', 'pass', linked, moved()],
  ['another quantity', 'hit', linked, moved({ quantity: '51' })],
  ['another code', 'hit', linked, moved({ commodityCode: '22083000' })],
  ['dispatched before release', 'hit', linked, { ...moved(), known: { releasedOn: '2026-03-04' } }],
  ['dispatched on the day of release', 'pass', linked, { ...moved(), known: { releasedOn: '2026-03-03' } }],
  ['an export is dispatched before its release', 'pass', exportOf({}, { documents: linkedTo(ARC) }), { ...moved(), known: { releasedOn: '2026-03-04' } }],
  ['dispatched seven days after the declaration', 'pass', linked, moved({ dispatchedOn: '2026-03-08' })],
  ['dispatched eight days after it', 'hit', linked, moved({ dispatchedOn: '2026-03-09' })],
  ['dispatched seven days after its release', 'pass', linked, { ...moved({ dispatchedOn: '2026-03-11' }), known: { releasedOn: '2026-03-04' } }],
  ['linked to this declaration', 'pass', linked, { ...moved({ mrn: '26IT00000000000010' }), known: { mrn: '26IT00000000000010' } }],
  ['linked to another declaration', 'hit', linked, { ...moved({ mrn: '26IT00000000000020' }), known: { mrn: '26IT00000000000010' } }],
  ['linked, and its own MRN not known', 'pass', linked, moved({ mrn: '26IT00000000000020' })],
  ['kilograms', 'pass', linked, moved({ quantity: '100.000' })],
  ['a longer code', 'pass', linked, moved({ commodityCode: '8518300099' })],
  ['a shorter code', 'pass', linked, moved({ commodityCode: '851830' })],
  ['no quantity', 'not_evaluable: quantity_missing', importOf({}, { documents: linkedTo(ARC), netMass: undefined, supplementaryUnits: undefined } as never), moved()],
  ['no code', 'not_evaluable: commodity_code_missing', importOf({}, { documents: linkedTo(ARC), hs6: undefined, cn2: undefined, taric2: undefined } as never), moved()],
  ['no code, and another quantity', 'hit', importOf({}, { documents: linkedTo(ARC), hs6: undefined, cn2: undefined, taric2: undefined } as never), moved({ quantity: '51' })],
  ['at the header of one item', 'pass', importOf({ documents: linkedTo(ARC) }), moved()],
  ['at the header of several', 'not_evaluable: movement_of_several_items', importOf({ documents: linkedTo(ARC), items: [importItem(), importItem({ itemNumber: 2 })] }), moved()],
  ['of no right shape', 'not_applicable: no_excise_document', importOf({}, { documents: linkedTo('26IT') }), moved()]
])
