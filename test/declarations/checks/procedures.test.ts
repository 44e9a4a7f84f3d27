import t from 'tap'
import { answersOf, askCases, exportOf, importOf } from '../../support/checks.ts'
import { authorisations } from '../../support/knowledge.ts'

const without = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined])) as never
const MRN = '26IT00000000000AR0'
const doc = (type: string, reference = 'x') => ({ documents: [{ type, reference }] })

askCases(t, 'PRO-01', [
  ['allowed', 'pass', importOf()],
  ['not in the seed', 'hit', importOf({}, { previousProcedure: '21' })],
  ['abolished', 'hit', importOf({}, { requestedProcedure: '41' })],
  ['no row', 'not_evaluable: procedure_pair_list_missing', importOf({}, { requestedProcedure: '63' })],
  ['missing', 'not_evaluable: procedure_missing', importOf({}, without('requestedProcedure'))],
  ['low value', 'not_applicable: data_set', importOf({ dataset: 'H7' }, without('requestedProcedure', 'previousProcedure'))]
])
t.test('a pair that only the seed lacks is a warning; with the national list it is an error', (t) => {
  const pair = importOf({}, { previousProcedure: '21' })
  t.equal(answersOf('PRO-01', pair)[0]?.severity, 'warning')
  const national = { lists: [{ kind: 'procedure_pairs' as const, entries: [{ requested: '40', previous: '00' }] }] }
  t.match(answersOf('PRO-01', pair, national)[0], { outcome: 'hit', severity: 'error' })
  t.match(answersOf('PRO-01', importOf(), national)[0], { outcome: 'pass' })
  t.match(answersOf('PRO-01', importOf({}, { requestedProcedure: '43' }), national)[0], { outcome: 'hit', severity: 'error' }, 'so is a procedure that it lacks altogether')
  t.end()
})
const inward = (changes: object = {}, header: object = {}) => importOf(header, { requestedProcedure: '51', ...changes })
const ipo = (changes: object = {}) => ({ knowledge: authorisations([{ type: 'IPO', ...changes }]) })
askCases(t, 'PRO-02', [
  ['none needed', 'not_applicable: procedure', importOf()],
  ['no register', 'not_evaluable: no_authorisation_register', inward()],
  ['declared of another holder', 'pass', inward({}, { authorisations: [{ type: 'IPO', reference: 'DEIPO1', holder: 'DE1' }] })],
  ['declared by document', 'pass', inward(doc('C601'))],
  ['by the declaration itself', 'pass', inward({ additionalInformation: [{ code: '00100' }] })],
  ['by carnet', 'pass', importOf({}, { requestedProcedure: '53', ...doc('N955') })],
  ['held', 'pass', inward(), ipo()],
  ['not held', 'hit', inward(), { knowledge: authorisations([]) }],
  ['revoked', 'hit', inward(), ipo({ state: 'revoked' })],
  ['for these goods', 'pass', inward(), ipo({ codes: ['8518'] })],
  ['for other goods', 'hit', inward(), ipo({ codes: ['6403'] })],
  ['for another site', 'hit', inward({}, { siteId: 'TO' }), ipo({ sites: ['MI'] })],
  ['a public warehouse', 'pass', importOf({}, { requestedProcedure: '71' }), { knowledge: authorisations([{ type: 'CW1' }]) }],
  ['return after outward processing', 'hit', importOf({}, { requestedProcedure: '61', previousProcedure: '21' }), { knowledge: authorisations([]) }],
  ['other return', 'not_applicable: procedure', importOf({}, { requestedProcedure: '61', previousProcedure: '23' })],
  ['free zone', 'not_evaluable: national_authorisation', importOf({}, { requestedProcedure: '78' })]
])
const ours = (reference: string) => importOf({ authorisations: [{ type: 'CGU', reference, holder: 'IT01234567890' }] })
askCases(t, 'PRO-03', [
  ['none', 'not_applicable: no_authorisation', importOf()],
  ['no register', 'not_evaluable: no_authorisation_register', ours('ITCGU1')],
  ['usable', 'pass', ours('ITCGU1'), { knowledge: authorisations([{ type: 'CGU' }]) }],
  ['unknown', 'hit', ours('ITCGU2'), { knowledge: authorisations([{ type: 'CGU' }]) }],
  ['expired', 'hit', ours('ITCGU1'), { knowledge: authorisations([{ type: 'CGU', state: 'expired' }]) }],
  ['the representative\'s', 'pass', importOf({ representative: { eori: 'DE1', status: '2' }, authorisations: [{ type: 'DPO', reference: 'DEDPO1', holder: 'DE1' }] })],
  ['a stranger\'s', 'hit', importOf({ authorisations: [{ type: 'DPO', reference: 'DEDPO1', holder: 'DE9' }] }), { knowledge: authorisations([]) }],
  ['a warehouse keeper\'s', 'pass', importOf({ authorisations: [{ type: 'CW1', reference: 'DECW11', holder: 'DE9' }] }), { knowledge: authorisations([]) }]
])
askCases(t, 'PRO-04', [
  ['standard', 'not_applicable: additional_type', importOf()],
  ['occasional', 'not_applicable: additional_type', importOf({ additionalType: 'B' })],
  ['regular, no register', 'not_evaluable: no_authorisation_register', importOf({ additionalType: 'C' })],
  ['regular, declared', 'pass', importOf({ additionalType: 'Y', authorisations: [{ type: 'SDE', reference: 'ITSDE1' }] })],
  ['regular, held', 'pass', importOf({ additionalType: 'C' }), { knowledge: authorisations([{ type: 'SDE' }]) }],
  ['regular, not held', 'hit', importOf({ additionalType: 'C' }), { knowledge: authorisations([]) }],
  ['record entry needs its own', 'hit', importOf({ additionalType: 'Z' }), { knowledge: authorisations([{ type: 'SDE' }]) }],
  ['record entry by document', 'pass', importOf({ additionalType: 'Z', ...doc('C514') })]
])
const simplified = (additionalType: string, changes: object = {}) => importOf({ additionalType, ...changes })
const released = (releasedOn: string, supplementary: string[] = []) => ({ releasedOn, status: 'released' as const, links: { supplementary: supplementary.map((lodgedOn) => ({ mrn: null, lodgedOn })), discharges: [], previous: new Map() } })
askCases(t, 'PRO-05', [
  ['standard', 'not_applicable: additional_type', importOf()],
  ['not released', 'not_applicable: not_released', simplified('B')],
  ['in time', 'pass', simplified('B'), { known: released('2026-03-01', ['2026-03-11']) }],
  ['late', 'hit', simplified('B'), { known: released('2026-03-01', ['2026-03-12']) }],
  ['on the last day none', 'pass', simplified('B'), { known: released('2026-03-01'), today: '2026-03-11' }],
  ['the day after', 'hit', simplified('B'), { known: released('2026-03-01'), today: '2026-03-12' }],
  ['regular: ten days after the month', 'pass', simplified('C'), { known: released('2026-03-01'), today: '2026-04-10' }],
  ['regular, late', 'hit', simplified('C'), { known: released('2026-03-01'), today: '2026-04-11' }],
  ['waived for warehousing', 'not_applicable: waived', importOf({ additionalType: 'C' }, { requestedProcedure: '71' }), { known: released('2026-03-01'), today: '2027-01-01' }]
])
t.test('a deadline says when to ask again', (t) => {
  t.equal(answersOf('PRO-05', simplified('B'), { known: released('2026-03-01'), today: '2026-03-05' })[0]?.reviewOn, '2026-03-12')
  t.equal(answersOf('PRO-15', exportOf(), { known: released('2026-03-01'), today: '2026-03-05' })[0]?.reviewOn, '2026-05-31')
  t.end()
})
const onward = (roles: string[], changes: object = {}) => importOf({ fiscalReferences: roles.map((role) => ({ role, vat: 'IT1' })) }, { requestedProcedure: '42', ...changes })
askCases(t, 'PRO-06', [
  ['no onward supply', 'not_applicable: procedure', importOf()],
  ['both', 'pass', onward(['FR1', 'FR2'])],
  ['tax representative', 'pass', onward(['FR3', 'FR2'])],
  ['no customer', 'hit', onward(['FR1'])],
  ['no importer', 'hit', onward(['FR2'])],
  ['as documents', 'pass', onward([], { additionalReferences: [{ type: 'Y040', reference: 'IT1' }, { type: 'Y041', reference: 'DE1' }] })]
])
askCases(t, 'PRO-07', [
  ['no onward supply', 'not_applicable: procedure', importOf()],
  ['to another state', 'pass', importOf({}, { requestedProcedure: '42', destinationCountry: 'DE' })],
  ['to the same', 'hit', importOf({}, { requestedProcedure: '42' })],
  ['by the MRN', 'hit', importOf({ lodgementOffice: undefined, mrn: MRN } as never, { requestedProcedure: '42' })],
  ['nobody knows', 'not_evaluable: customs_office_missing', importOf({ lodgementOffice: undefined } as never, { requestedProcedure: '42' })]
])
askCases(t, 'PRO-08', [
  ['no warehouse', 'not_applicable: procedure', importOf()],
  ['named', 'pass', importOf({ warehouse: { type: 'U', id: '123' } }, { requestedProcedure: '71' })],
  ['not named', 'hit', importOf({}, { requestedProcedure: '71' })],
  ['type alone', 'hit', importOf({ warehouse: { type: 'U' } }, { requestedProcedure: '71' })],
  ['leaving one', 'not_evaluable: national_waiver_unknown', importOf({}, { previousProcedure: '71' })]
])
const returned = (code: string, changes: object = {}) => importOf({}, { requestedProcedure: '61', previousProcedure: '10', additionalProcedures: [code], ...changes })
const exportedOn = (day: string) => ({ known: { links: { supplementary: [], discharges: [], previous: new Map([[MRN, { direction: 'export' as const, acceptedOn: day, releasedOn: null }]]) } } })
const proof = { previousDocuments: [{ type: 'NMRN', reference: MRN }] }
askCases(t, 'PRO-09', [
  ['no relief', 'not_applicable: no_relief', importOf()],
  ['with evidence, exported nobody knows when', 'not_evaluable: export_date_unknown', returned('F01', proof)],
  ['exported lately', 'pass', returned('F01', proof), exportedOn('2026-01-01')],
  ['without', 'hit', returned('F01')],
  ['by document', 'not_evaluable: export_date_unknown', returned('F01', doc('N830'))],
  ['by the MRN in a document', 'pass', returned('F01', doc('N830', MRN)), exportedOn('2026-01-01')],
  ['the MRN of the arrival proves no export', 'hit', returned('F01', { previousDocuments: [{ type: 'N337', reference: MRN }] })],
  ['after three years to the day', 'pass', returned('F01', proof), exportedOn('2023-03-01')],
  ['a day more', 'hit', returned('F01', proof), exportedOn('2023-02-28')],
  ['agricultural goods, whatever else is claimed', 'hit', returned('F05', { ...proof, additionalProcedures: ['F05', 'F02'] }), exportedOn('2025-02-28')],
  ['the same within a year', 'pass', returned('F05', { ...proof, additionalProcedures: ['F05', 'F02'] }), exportedOn('2025-03-01')],
  ['agricultural goods within a year', 'pass', returned('F02', proof), exportedOn('2025-03-01')],
  ['agricultural goods, a day more', 'hit', returned('F02', proof), exportedOn('2025-02-28')]
])
askCases(t, 'PRO-10', [
  ['no discharge', 'not_applicable: previous_procedure', importOf()],
  ['by MRN', 'pass', importOf({}, { previousProcedure: '71', ...proof })],
  ['by record entry', 'pass', importOf({}, { previousProcedure: '71', previousDocuments: [{ type: 'NCLE', reference: '20260101' }] })],
  ['by another document', 'hit', importOf({}, { previousProcedure: '71', previousDocuments: [{ type: 'N705', reference: 'BL' }] })],
  ['none', 'hit', importOf({}, { previousProcedure: '51' })],
  ['the arrival is no entry', 'hit', importOf({}, { previousProcedure: '71', previousDocuments: [{ type: 'N337', reference: MRN }] })],
  ['a carnet', 'pass', exportOf({}, { requestedProcedure: '31', previousProcedure: '53', previousDocuments: [{ type: 'N955', reference: 'DE1' }] })],
  ['a carnet without number', 'hit', exportOf({}, { requestedProcedure: '31', previousProcedure: '53', previousDocuments: [{ type: 'N955' }] })]
])
const entry = importOf({ mrn: MRN }, { requestedProcedure: '51' })
const deadline = { extensions: { dischargeDeadline: () => '2026-09-01' } }
askCases(t, 'PRO-11', [
  ['no special procedure', 'not_applicable: procedure', importOf()],
  ['not released', 'not_applicable: not_released', entry],
  ['no register', 'not_evaluable: no_authorisation_register', entry, { known: released('2026-03-01') }],
  ['on the last day', 'pass', entry, { known: released('2026-03-01'), knowledge: deadline, today: '2026-09-01' }],
  ['a day later', 'hit', entry, { known: released('2026-03-01'), knowledge: deadline, today: '2026-09-02' }],
  ['discharged', 'pass', entry, { known: { status: 'discharged' }, today: '2027-01-01' }]
])
const agent = (status?: string) => importOf({ representative: { eori: 'DE1', ...(status === undefined ? {} : { status }) } })
askCases(t, 'PRO-12', [
  ['none', 'not_applicable: no_representative', importOf()],
  ['direct', 'pass', agent('2')],
  ['indirect', 'pass', agent('3')],
  ['own name', 'hit', agent('1')],
  ['not said', 'hit', agent()]
])
askCases(t, 'PRO-13', [
  ['none', 'not_applicable: no_representative', importOf()],
  ['no register', 'not_evaluable: no_mandate_register', agent('2')],
  ['on file', 'pass', agent('2'), { knowledge: { mandates: { covers: () => true } } }],
  ['not on file', 'hit', agent('2'), { knowledge: { mandates: { covers: () => false } } }]
])
askCases(t, 'PRO-14', [
  ['no register', 'not_evaluable: no_authorisation_register', importOf()],
  ['not asked for', 'not_applicable: not_asked_for', importOf(), { knowledge: authorisations([], { holds: true }) }],
  ['no AEO', 'not_applicable: no_aeo', importOf(), { knowledge: authorisations([], { asked: true }) }],
  ['shown', 'pass', importOf({ additionalReferences: [{ type: 'Y023', reference: 'ITAEOF1' }] }), { knowledge: authorisations([], { asked: true, holds: true }) }],
  ['not shown', 'hit', importOf(), { knowledge: authorisations([], { asked: true, holds: true }) }]
])
askCases(t, 'PRO-15', [
  ['not released', 'not_applicable: not_released', exportOf()],
  ['90 days', 'pass', exportOf(), { known: released('2026-03-01'), today: '2026-05-30' }],
  ['91 days', 'hit', exportOf(), { known: released('2026-03-01'), today: '2026-05-31' }],
  ['exit confirmed', 'pass', exportOf(), { known: { status: 'exit_confirmed' }, today: '2027-01-01' }],
  ['confirmed elsewhere', 'pass', exportOf({ mrn: MRN }), { known: released('2026-03-01'), today: '2027-01-01', knowledge: { exits: { confirmed: () => true } } }],
  ['invalidated', 'not_applicable: status', exportOf(), { known: { status: 'invalidated', releasedOn: '2026-03-01' }, today: '2027-01-01' }],
  ['an import', 'not_applicable: direction', importOf()]
])
