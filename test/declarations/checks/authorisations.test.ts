import t from 'tap'
import { answersOf, askCases, exportOf, importItem, importOf, OWN_EORI } from '../../support/checks.ts'
import { authorisations } from '../../support/knowledge.ts'

// What each procedure needs, the scope of an authorisation, and the ways in which a declaration shows one; the plain cases stand with the procedures.

const held = (...all: Parameters<typeof authorisations>[0]) => ({ knowledge: authorisations(all) })
const outcome = (id: string, ...asked: [Parameters<typeof answersOf>[1], Parameters<typeof answersOf>[2]?]) => answersOf(id, ...asked)[0]?.outcome

t.test('each special procedure is authorised by its own types and by no other', (t) => {
  const NEEDED: readonly (readonly [requested: string, previous: string, direction: 'import' | 'export', types: readonly string[]])[] = [
    ['51', '00', 'import', ['IPO']], ['11', '00', 'export', ['IPO']], ['21', '00', 'export', ['OPO']], ['46', '00', 'import', ['OPO']], ['48', '00', 'import', ['OPO']],
    ['61', '21', 'import', ['OPO']], ['53', '00', 'import', ['TEA']], ['44', '00', 'import', ['EUS']], ['71', '00', 'import', ['CWP', 'CW1', 'CW2']], ['76', '00', 'export', ['CWP', 'CW1', 'CW2']]
  ]
  const DOCUMENTS = { IPO: 'C601', OPO: 'C019', TEA: 'C516', EUS: 'N990', CWP: 'C517', CW1: 'C518', CW2: 'C519' }
  for (const [requestedProcedure, previousProcedure, direction, types] of NEEDED) {
    const make = direction === 'import' ? importOf : exportOf
    const content = make({}, { requestedProcedure, previousProcedure })
    for (const [type, document] of Object.entries(DOCUMENTS)) {
      const wanted = types.includes(type) ? 'pass' : 'hit'
      t.equal(outcome('PRO-02', content, held({ type })), wanted, `${requestedProcedure}${previousProcedure} with ${type}`)
      const shown = make({}, { requestedProcedure, previousProcedure, documents: [{ type: document, reference: 'x' }] })
      t.equal(outcome('PRO-02', shown), wanted === 'pass' ? 'pass' : 'not_evaluable', `${requestedProcedure}${previousProcedure} with ${document}`)
    }
  }
  for (const requestedProcedure of ['01', '40', '42', '43', '63']) t.equal(outcome('PRO-02', importOf({}, { requestedProcedure })), 'not_applicable', requestedProcedure)
  for (const requestedProcedure of ['07', '45', '68', '78', '95', '96']) t.equal(outcome('PRO-02', importOf({}, { requestedProcedure }), held()), 'not_evaluable', requestedProcedure)
  t.end()
})

const inward = (header: object = {}, item: object = {}) => importOf(header, { requestedProcedure: '51', ...item })
const OWN = [{ type: 'IPO', holder: OWN_EORI }]
const C601 = { documents: [{ type: 'C601', reference: 'ITIPO9' }] }
askCases(t, 'PRO-02', [
  ['not yet valid', 'hit', inward(), held({ type: 'IPO', state: 'not_yet_valid' })],
  ['one of two is valid', 'pass', inward(), held({ type: 'IPO', state: 'expired' }, { type: 'IPO', reference: 'ITIPO2' })],
  ['one of two covers the goods', 'pass', inward(), held({ type: 'IPO', codes: ['64'] }, { type: 'IPO', reference: 'ITIPO2', codes: ['64', '8518'] })],
  ['the site is covered', 'pass', inward({ siteId: 'MI' }), held({ type: 'IPO', sites: ['MI'] })],
  ['the site is not told', 'not_evaluable: site_missing', inward(), held({ type: 'IPO', sites: ['MI'] })],
  ['the code is not told', 'not_evaluable: commodity_code_missing', inward({}, { hs6: undefined, cn2: undefined, taric2: undefined }), held({ type: 'IPO', codes: ['64'] })],
  ['the code is not told, and the site another', 'hit', inward({ siteId: 'TO' }, { hs6: undefined, cn2: undefined, taric2: undefined }), held({ type: 'IPO', codes: ['64'], sites: ['MI'] })],
  ['the office is covered', 'pass', inward({ presentationOffice: 'IT275100' }), held({ type: 'IPO', offices: ['IT275100'] })],
  ['another office', 'hit', inward(), held({ type: 'IPO', offices: ['IT275100'] })],
  ['the office is not told', 'not_evaluable: customs_office_missing', inward({ lodgementOffice: undefined }), held({ type: 'IPO', offices: ['IT275100'] })],
  ['declared by the type alone, held', 'pass', inward({ authorisations: OWN }), held({ type: 'IPO' })],
  ['declared by the type alone, not held', 'hit', inward({ authorisations: OWN }), held()],
  ['declared by the type alone, no register', 'pass', inward({ authorisations: OWN })],
  ['a document of somebody else', 'pass', inward({}, C601), held()],
  ['a document without number', 'hit', inward({}, { documents: [{ type: 'C601' }] }), held()],
  ['a document of an own authorisation that ran out', 'hit', inward({}, C601), held({ type: 'IPO', reference: 'ITIPO9', state: 'expired' })],
  ['a document that is declared as our own, and is not held', 'hit', inward({ authorisations: OWN }, C601), held()],
  ['a type that is not needed', 'hit', inward({ authorisations: [{ type: 'OPO', reference: 'DEOPO1', holder: 'DE1' }] }), held()],
  ['another holder who is of the group', 'hit', inward({ authorisations: [{ type: 'IPO', reference: 'DEIPO1', holder: 'DE1' }] }), { knowledge: { ...authorisations([]), ownEoris: new Set([OWN_EORI, 'DE1']) } }],
  ['authorised by the declaration, told at the header', 'pass', inward({ additionalInformation: [{ code: '00100' }] }), held()],
  ['another statement', 'hit', inward({ additionalInformation: [{ code: '00500' }] }), held()],
  ['a carnet as previous document', 'pass', importOf({}, { requestedProcedure: '53', previousDocuments: [{ type: 'N955', reference: 'DE1' }] }), held()]
])

const declared = (authorisation: object, header: object = {}) => importOf({ authorisations: [authorisation], ...header })
askCases(t, 'PRO-03', [
  ['no holder', 'not_evaluable: holder_missing', declared({ type: 'CGU', reference: 'ITCGU1' }), held()],
  ['by the type alone, held', 'pass', declared({ type: 'CGU', holder: OWN_EORI }), held({ type: 'CGU' })],
  ['by the type alone, one of two valid', 'pass', declared({ type: 'CGU', holder: OWN_EORI }), held({ type: 'CGU', state: 'revoked' }, { type: 'CGU', reference: 'ITCGU2' })],
  ['by the type alone, not held', 'hit', declared({ type: 'CGU', holder: OWN_EORI }), held({ type: 'DPO' })],
  ['by the type alone, suspended', 'hit', declared({ type: 'CGU', holder: OWN_EORI }), held({ type: 'CGU', state: 'suspended' })],
  ['by its number, another is valid', 'hit', declared({ type: 'CGU', reference: 'ITCGU1', holder: OWN_EORI }), held({ type: 'CGU', state: 'revoked' }, { type: 'CGU', reference: 'ITCGU2' })],
  ['annulled', 'hit', declared({ type: 'CGU', reference: 'ITCGU1', holder: OWN_EORI }), held({ type: 'CGU', state: 'annulled' })],
  ['of the exporter of an item', 'pass', importOf({ authorisations: [{ type: 'DPO', reference: 'DEDPO1', holder: 'DE9' }], items: [importItem({ exporter: { eori: 'DE9' } })] })],
  ['of a party of the supply chain', 'pass', declared({ type: 'DPO', reference: 'DEDPO1', holder: 'DE9' }, { supplyChainActors: [{ role: 'CS', eori: 'DE9' }] })],
  ['of the payer', 'pass', declared({ type: 'DPO', reference: 'DEDPO1', holder: 'DE9' }, { payer: 'DE9' })],
  ['of a warehouse keeper, no register', 'pass', declared({ type: 'CW1', reference: 'DECW11', holder: 'DE9' })],
  ['of a stranger, no register', 'not_evaluable: no_authorisation_register', declared({ type: 'DPO', reference: 'DEDPO1', holder: 'DE9' })]
])
t.test('an authorisation is judged by its state on the day of the law', (t) => {
  const asked: string[] = []
  const register = authorisations([{ type: 'CGU' }]).authorisations
  const find = (type: string, day: string) => {
    asked.push(day)
    return register?.find(type, day) ?? []
  }
  const content = declared({ type: 'CGU', reference: 'ITCGU1', holder: OWN_EORI }, { acceptanceDate: '2025-11-05' })
  t.equal(outcome('PRO-03', content, { knowledge: { authorisations: { ...register, find } as never }, today: '2026-03-02' }), 'pass')
  t.strictSame([...new Set(asked)], ['2025-11-05'])
  t.end()
})

askCases(t, 'PRO-04', [
  ['a request for clearance', 'not_applicable: clearance_request', importOf({ additionalType: 'J' }, { requestedProcedure: '00', previousProcedure: '02' }), held()],
  ['goods in the records', 'hit', importOf({ additionalType: 'J' }), held()],
  ['goods in the records, authorised', 'pass', importOf({ additionalType: 'J' }), held({ type: 'EIR' })],
  ['data set I2', 'hit', importOf({ dataset: 'I2', additionalType: undefined } as never), held({ type: 'SDE' })],
  ['data set C2', 'hit', exportOf({ dataset: 'C2' }), held({ type: 'SDE' })],
  ['before arrival', 'hit', importOf({ additionalType: 'F' }), held({ type: 'EIR' })],
  ['recapitulative of simplified ones', 'pass', importOf({ additionalType: 'U' }), held({ type: 'SDE' })],
  ['recapitulative of records', 'pass', importOf({ additionalType: 'V' }), held({ type: 'EIR' })],
  ['suspended', 'hit', importOf({ additionalType: 'C' }), held({ type: 'SDE', state: 'suspended' })],
  ['occasional, before arrival', 'not_applicable: additional_type', importOf({ additionalType: 'E' }), held()],
  ['supplementary to an occasional one', 'not_applicable: additional_type', importOf({ additionalType: 'X' }), held()],
  ['by a document of an item', 'pass', importOf({ additionalType: 'C' }, { documents: [{ type: 'C512', reference: 'ITSDE1' }] }), held()]
])

const agent = (eori: string) => importOf({ representative: { eori, status: '2' } })
t.test('a mandate is asked for on the day of the law, of representatives other than the operator', (t) => {
  const from = { knowledge: { mandates: { covers: (eori: string, day: string) => eori === 'DE1' && day >= '2026-03-01' } } }
  t.equal(outcome('PRO-13', agent('DE1'), from), 'pass')
  t.equal(outcome('PRO-13', { ...agent('DE1'), acceptanceDate: '2026-02-28' }, from), 'hit')
  t.equal(outcome('PRO-13', agent('DE2'), from), 'hit')
  t.equal(outcome('PRO-13', agent(OWN_EORI), from), 'not_applicable')
  t.end()
})

t.test('a mandate is asked for what is lodged, and says of what it is that none covers', (t) => {
  const asked: unknown[] = []
  const from = (answer: boolean | 'site_missing') => ({ knowledge: { mandates: { covers: (_eori: string, _day: string, act?: object) => { if (act !== undefined) asked.push(act); return act === undefined ? true : answer } } } })
  const lodged = (status?: string) => ({ ...agent('DE1'), siteId: 'S-1', representative: { eori: 'DE1', ...(status === undefined ? {} : { status }) } })
  t.equal(outcome('PRO-13', lodged('2'), from(true)), 'pass')
  t.equal(outcome('PRO-13', lodged('3'), from(false)), 'hit')
  t.equal(outcome('PRO-13', lodged('1'), from('site_missing')), 'not_evaluable')
  const act = { direction: 'import', procedures: ['4000'], site: 'S-1' }
  t.strictSame(asked, [{ representation: 'direct', ...act }, { representation: 'indirect', ...act }, { representation: undefined, ...act }])
  t.end()
})

t.test('an AEO is shown by a reference, a document or an authorisation', (t) => {
  const aeo = { knowledge: authorisations([], { asked: true, holds: true }) }
  const reference = (type: string) => importOf({ additionalReferences: [{ type, reference: 'ITAEOF1' }] })
  for (const type of ['Y022', 'Y029', 'C501', 'C503']) t.equal(outcome('PRO-14', reference(type), aeo), 'pass', type)
  for (const type of ['Y021', 'Y030', 'Y031', 'C500', 'C504']) t.equal(outcome('PRO-14', reference(type), aeo), 'hit', type)
  t.equal(outcome('PRO-14', importOf({}, { documents: [{ type: 'Y023', reference: 'x' }] }), aeo), 'pass', 'at an item')
  t.equal(outcome('PRO-14', importOf({ authorisations: [{ type: 'AEOF', holder: OWN_EORI }] }), aeo), 'pass', 'as an authorisation')
  t.end()
})
