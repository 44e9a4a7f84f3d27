import t from 'tap'
import { excessQuantities } from '../../../src/declarations/examination/examination-facts.ts'
import type { Amendment } from '../../../src/declarations/checks/examined.ts'
import { answersOf, askCases, importItem, importOf } from '../../support/checks.ts'

const amendment = (changes: Partial<Amendment> = {}) => ({ known: { amendments: [{ requestedOn: '2026-03-02', statusThen: 'accepted' as const, afterRelease: false, state: 'pending' as const, otherGoods: [], excess: [], ...changes }] } })
askCases(t, 'LIF-01', [
  ['none', 'not_applicable: no_amendment', importOf()],
  ['of the same goods', 'pass', importOf(), amendment()],
  ['of other goods', 'hit', importOf(), amendment({ otherGoods: [2] })],
  ['of more goods', 'hit', importOf(), amendment({ excess: [{ itemNumber: 1, grown: ['net mass 100 to 150'], isWhole: false }] })],
  ['of an invalidated declaration', 'hit', importOf(), amendment({ statusThen: 'invalidated' })]
])
t.test('a quantity found later is an excess; one number alone may be a typing error', (t) => {
  const amended = (changes: object, before: object = {}) => {
    const excess = excessQuantities(importOf({}, before), importOf({}, changes))
    const [answer] = answersOf('LIF-01', importOf(), amendment({ excess }))
    return answer?.outcome === 'hit' ? `${answer.severity}: ${excess.flatMap(({ grown }) => grown).join(', ')}` : answer?.outcome
  }
  const unpacked = { supplementaryUnits: undefined } as never as object
  t.equal(amended({ netMass: '150', supplementaryUnits: '75' }), 'error: net mass 100 to 150, supplementary units 50 to 75')
  t.equal(amended({ netMass: '150' }), 'warning: net mass 100 to 150', 'the units stay')
  t.equal(amended({ netMass: '150', supplementaryUnits: '49' }), 'warning: net mass 100 to 150')
  t.equal(amended({ ...unpacked, netMass: '150' }, unpacked), 'warning: net mass 100 to 150', 'it states nothing else')
  t.equal(amended({ ...unpacked, netMass: '150', packages: [{ number: 2 }, { number: 3 }] }, { ...unpacked, packages: [{ number: 4 }] }), 'error: net mass 100 to 150, packages 4 to 5')
  t.equal(amended({ netMass: '90', supplementaryUnits: '50' }), 'pass', 'less is no excess')
  t.equal(amended({ netMass: '100.000', packages: [{ number: 1 }] }), 'pass', 'what was not stated before is no more')
  t.strictSame(excessQuantities(importOf(), { ...importOf(), items: [importItem(), importItem({ itemNumber: 2 })] }), [], 'a new item is other goods')
  t.end()
})
askCases(t, 'LIF-02', [
  ['before release', 'not_applicable: no_amendment_after_release', importOf(), amendment()],
  ['three years to the day', 'pass', importOf(), amendment({ afterRelease: true, requestedOn: '2029-03-01' })],
  ['a day more', 'hit', importOf(), amendment({ afterRelease: true, requestedOn: '2029-03-02' })],
  ['not accepted', 'not_evaluable: acceptance_date_missing', importOf({ acceptanceDate: undefined } as never), amendment({ afterRelease: true })]
])
const early = (changes: object = {}) => importOf({ additionalType: 'D', acceptanceDate: undefined, issuedAt: '2026-03-01T10:00:00Z', ...changes } as never)
askCases(t, 'LIF-03', [
  ['standard', 'not_applicable: additional_type', importOf()],
  ['thirty days', 'pass', early(), { today: '2026-03-31' }],
  ['thirty-one', 'hit', early(), { today: '2026-04-01' }],
  ['accepted in time', 'pass', early({ acceptanceDate: '2026-03-31' }), { today: '2027-01-01' }],
  ['accepted late', 'hit', early({ acceptanceDate: '2026-04-01' }), { today: '2027-01-01' }],
  ['rejected', 'not_applicable: status', early(), { known: { status: 'rejected' }, today: '2027-01-01' }],
  ['expired', 'hit', early(), { known: { status: 'expired' }, today: '2026-04-01' }],
  ['released, accepted nobody knows when', 'not_evaluable: acceptance_date_missing', early(), { known: { status: 'released' }, today: '2026-04-01' }],
  ['issued on a day that does not exist: by receipt', 'hit', early({ issuedAt: '2026-13-41T10:00:00Z' }), { today: '2026-04-01' }],
  ['the same, in time', 'pass', early({ issuedAt: '2026-13-41T10:00:00Z' }), { today: '2026-03-31' }]
])
t.test('a declaration lodged early is asked again on the day after its thirty', (t) => {
  t.equal(answersOf('LIF-03', early(), { today: '2026-03-10' })[0]?.reviewOn, '2026-04-01')
  t.end()
})
const archive = (...missing: string[]) => ({ documents: { missingOf: () => missing } })
const MRN = '26IT00000000000AR0'
askCases(t, 'LIF-04', [
  ['not released', 'not_applicable: not_released', importOf()],
  ['no register, on the tenth day', 'pass', importOf(), { known: { releasedOn: '2026-03-01' }, today: '2026-03-11' }],
  ['no register, on the eleventh', 'not_evaluable: no_document_register', importOf(), { known: { releasedOn: '2026-03-01' }, today: '2026-03-12' }],
  ['no MRN', 'not_evaluable: mrn_missing', importOf(), { known: { releasedOn: '2026-03-01' }, knowledge: archive('N380'), today: '2026-03-12' }],
  ['released by its status alone', 'hit', importOf({ mrn: MRN }), { known: { status: 'released' }, knowledge: archive('N380'), today: '2026-03-12' }],
  ['all there', 'pass', importOf({ mrn: MRN }), { known: { releasedOn: '2026-03-01' }, knowledge: archive(), today: '2027-01-01' }],
  ['ten days', 'pass', importOf({ mrn: MRN }), { known: { releasedOn: '2026-03-01' }, knowledge: archive('N380'), today: '2026-03-11' }],
  ['eleven', 'hit', importOf({ mrn: MRN }), { known: { releasedOn: '2026-03-01' }, knowledge: archive('N380'), today: '2026-03-12' }],
  ['a simplified declaration', 'not_applicable: data_set', importOf({ dataset: 'I1' }), { known: { releasedOn: '2026-03-01' } }]
])
askCases(t, 'LIF-05', [
  ['no register', 'not_evaluable: no_movement_register', importOf()],
  ['no movement', 'not_evaluable: no_movement', importOf({ mrn: MRN }), { knowledge: { movements: { differencesOf: () => undefined } } }],
  ['as declared', 'pass', importOf({ mrn: MRN }), { knowledge: { movements: { differencesOf: () => [] } } }],
  ['more', 'hit', importOf({ mrn: MRN }), { knowledge: { movements: { differencesOf: () => [{ itemNumber: 1, declared: '100', moved: '110', percent: '10' }] } } }]
])
t.test('registers are asked of the declaration as it is examined: it may be stored only now', (t) => {
  const content = importOf({ mrn: MRN }, { documents: [{ type: 'N380', reference: 'INV-9' }], netMass: '77' })
  const known = { releasedOn: '2026-03-01' }
  const [archived] = answersOf('LIF-04', content, { known, knowledge: { documents: { missingOf: (_mrn, { items }) => items.flatMap(({ documents = [] }) => documents.flatMap(({ reference }) => reference ?? [])) } }, today: '2026-03-12' })
  t.match(archived, { outcome: 'hit', values: { missing: ['INV-9'] } })
  const [moved] = answersOf('LIF-05', content, { known, knowledge: { movements: { differencesOf: (_mrn, { direction, items }) => items.map(({ itemNumber, netMass }) => ({ itemNumber, declared: `${direction} ${netMass}`, moved: '0', percent: '100' })) } } })
  t.match(moved, { outcome: 'hit', message: /import 77 declared/ })
  t.end()
})
