import fc from 'fast-check'
import t from 'tap'
import { NO_LINKS } from '../../../src/declarations/checks/examined.ts'
import type { Examined } from '../../../src/declarations/checks/examined.ts'
import { addDays } from '../../../src/declarations/checks/elements.ts'
import type { DeclarationContent } from '../../../src/declarations/data-elements.ts'
import { answersOf, askCases, exportOf, IMPORT_MRN, importOf } from '../../support/checks.ts'
import type { Circumstances } from '../../support/checks.ts'
import { authorisations } from '../../support/knowledge.ts'

// The edges of each deadline; the plain cases stand with the procedures.

const released = (releasedOn: string, more: object = {}): NonNullable<Circumstances['known']> => ({ releasedOn, status: 'released', ...more })
const arrived = (...days: string[]): { readonly links: Examined['links'] } =>
  ({ links: { supplementary: days.map((lodgedOn) => ({ mrn: null, lodgedOn })), discharges: [], previous: new Map() } })

askCases(t, 'PRO-05', [
  ['a request for clearance', 'not_applicable: clearance_request', importOf({ additionalType: 'J' }, { requestedProcedure: '00' }), { known: released('2026-03-01'), today: '2027-01-01' }],
  ['occasional, before arrival', 'hit', importOf({ additionalType: 'E' }), { known: released('2026-03-01'), today: '2026-03-12' }],
  ['regular, before arrival: by the month', 'pass', importOf({ additionalType: 'F' }), { known: released('2026-03-31'), today: '2026-04-10' }],
  ['in the records: by the month', 'hit', importOf({ additionalType: 'J' }), { known: released('2026-03-01'), today: '2026-04-11' }],
  ['a month of 28 days', 'pass', importOf({ additionalType: 'C' }), { known: released('2026-02-01'), today: '2026-03-10' }],
  ['a month of 28 days, a day more', 'hit', importOf({ additionalType: 'C' }), { known: released('2026-02-01'), today: '2026-03-11' }],
  ['December', 'pass', importOf({ additionalType: 'C' }), { known: released('2025-12-31'), today: '2026-01-10' }],
  ['several came, the first in time', 'pass', importOf({ additionalType: 'B' }), { known: released('2026-03-01', arrived('2026-04-20', '2026-03-11')), today: '2026-05-01' }],
  ['an export', 'hit', exportOf({ additionalType: 'B' }), { known: released('2026-03-01'), today: '2026-03-12' }],
  ['some goods go into a warehouse, some do not', 'hit', { ...importOf({ additionalType: 'B' }), items: [{ itemNumber: 1, requestedProcedure: '71' }, { itemNumber: 2, requestedProcedure: '40' }] }, { known: released('2026-03-01'), today: '2026-03-12' }],
  ['invalidated', 'not_applicable: status', importOf({ additionalType: 'B' }), { known: { releasedOn: '2026-03-01', status: 'invalidated' }, today: '2027-01-01' }],
  ['completed, nobody knows when', 'not_evaluable: supplementary_date_unknown', importOf({ additionalType: 'B' }), { known: { releasedOn: '2026-03-01', status: 'completed' }, today: '2026-03-12' }],
  ['completed while there was time', 'pass', importOf({ additionalType: 'B' }), { known: { releasedOn: '2026-03-01', status: 'completed' }, today: '2026-03-11' }],
  ['released by its status alone: from acceptance', 'hit', importOf({ additionalType: 'B' }), { known: { status: 'supplementary_due' }, today: '2026-03-12' }],
  ['neither day is known: from receipt', 'hit', importOf({ additionalType: 'B', acceptanceDate: undefined } as never), { known: { status: 'supplementary_due', receivedOn: '2026-03-05' }, today: '2026-03-16' }]
])

const until = (day: string) => ({ extensions: { dischargeDeadline: (mrn: string) => mrn === IMPORT_MRN ? day : undefined } })
const entry = (requestedProcedure: string, changes: object = {}) => importOf({ mrn: IMPORT_MRN, ...changes }, { requestedProcedure })
askCases(t, 'PRO-11', [
  ['temporary admission', 'hit', entry('53'), { known: released('2026-03-01'), knowledge: until('2026-09-01'), today: '2026-09-02' }],
  ['end-use', 'hit', entry('44'), { known: released('2026-03-01'), knowledge: until('2026-09-01'), today: '2026-09-02' }],
  ['outward processing', 'hit', exportOf({ mrn: IMPORT_MRN }, { requestedProcedure: '21' }), { known: released('2026-03-01'), knowledge: until('2026-09-01'), today: '2026-09-02' }],
  ['a warehouse has no period', 'not_applicable: procedure', entry('71'), { known: released('2026-03-01'), knowledge: until('2026-09-01'), today: '2026-09-02' }],
  ['extended', 'pass', entry('51'), { known: released('2026-03-01'), knowledge: until('2026-12-01'), today: '2026-09-02' }],
  ['no period on record', 'not_evaluable: no_discharge_deadline', entry('51', { mrn: '26IT00000000000BR2' }), { known: released('2026-03-01'), knowledge: until('2026-09-01') }],
  ['no MRN', 'not_evaluable: no_discharge_deadline', entry('51', { mrn: undefined }), { known: released('2026-03-01'), knowledge: until('2026-09-01') }],
  ['a simplified entry that is completed is not discharged', 'hit', entry('51'), { known: { status: 'completed' }, knowledge: until('2026-09-01'), today: '2026-09-02' }],
  ['invalidated', 'not_applicable: status', entry('51'), { known: { releasedOn: '2026-03-01', status: 'invalidated' }, knowledge: until('2026-09-01'), today: '2026-09-02' }],
  ['no register', 'not_evaluable: no_authorisation_register', entry('51'), { known: released('2026-03-01') }],
  ['six months by the authorisation, on the last day', 'pass', entry('51'), { known: released('2026-03-01'), knowledge: authorisations([{ type: 'IPO', dischargePeriodMonths: 6 }]), today: '2026-09-01' }],
  ['six months by the authorisation, on the day after', 'hit', entry('51'), { known: released('2026-03-01'), knowledge: authorisations([{ type: 'IPO', dischargePeriodMonths: 6 }]), today: '2026-09-02' }],
  ['extended beyond them', 'pass', entry('51'), { known: released('2026-03-01'), knowledge: { ...authorisations([{ type: 'IPO', dischargePeriodMonths: 6 }]), ...until('2026-12-01') }, today: '2026-09-02' }],
  ['the longest of two that could cover it', 'pass', entry('51'), { known: released('2026-03-01'), knowledge: authorisations([{ type: 'IPO', dischargePeriodMonths: 6 }, { type: 'IPO', reference: 'ITIPO2', dischargePeriodMonths: 9 }]), today: '2026-09-02' }],
  ['of two the one that is declared', 'hit', entry('51', { authorisations: [{ type: 'IPO', reference: 'ITIPO1' }] }), { known: released('2026-03-01'), knowledge: authorisations([{ type: 'IPO', dischargePeriodMonths: 6 }, { type: 'IPO', reference: 'ITIPO2', dischargePeriodMonths: 9 }]), today: '2026-09-02' }],
  ['of another procedure', 'not_evaluable: no_discharge_deadline', entry('51'), { known: released('2026-03-01'), knowledge: authorisations([{ type: 'TEA', dischargePeriodMonths: 6 }]), today: '2026-09-02' }],
  ['an authorisation that says none', 'not_evaluable: no_discharge_deadline', entry('44'), { known: released('2026-03-01'), knowledge: authorisations([{ type: 'EUS' }]), today: '2026-09-02' }],
  ['one that was suspended on the day of the law', 'not_evaluable: no_discharge_deadline', entry('51'), { known: released('2026-03-01'), knowledge: authorisations([{ type: 'IPO', state: 'suspended', dischargePeriodMonths: 6 }]), today: '2026-09-02' }]
])
t.test('an entry that others discharge in part, as far as is known, is a warning', (t) => {
  const links = { ...NO_LINKS, discharges: [{ mrn: '26IT00000000000BR2', lodgedOn: '2026-05-01' }] }
  const late = { knowledge: until('2026-09-01'), today: '2026-09-02' }
  t.match(answersOf('PRO-11', entry('51'), { known: { ...released('2026-03-01'), links }, ...late }), [{ outcome: 'hit', severity: 'warning', message: /part of it/ }])
  t.match(answersOf('PRO-11', entry('51'), { known: released('2026-03-01'), ...late }), [{ outcome: 'hit', severity: 'error' }])
  t.end()
})

const late = { today: '2026-05-31' }
const notThere = { exits: { confirmed: () => false } }
askCases(t, 'PRO-15', [
  ['re-export', 'hit', exportOf({}, { requestedProcedure: '31', previousProcedure: '51' }), { known: released('2026-03-01'), ...late }],
  ['goods that stay in a warehouse', 'not_applicable: procedure', exportOf({}, { requestedProcedure: '76' }), { known: released('2026-03-01'), ...late }],
  ['lodged after the exit', 'not_applicable: additional_type', exportOf({ additionalType: 'R' }), { known: released('2026-03-01'), ...late }],
  ['supplementary', 'not_applicable: additional_type', exportOf({ additionalType: 'Y' }), { known: released('2026-03-01'), ...late }],
  ['a request for clearance', 'not_applicable: clearance_request', exportOf({}, { requestedProcedure: '00' }), { known: released('2026-03-01'), ...late }],
  ['not in the register of exits', 'hit', exportOf({ mrn: IMPORT_MRN }), { known: released('2026-03-01'), knowledge: notThere, ...late }],
  ['discharged', 'pass', exportOf({}, { requestedProcedure: '21' }), { known: { status: 'discharged' }, ...late }],
  ['completed, no register of exits', 'not_evaluable: exit_unknown', exportOf({ additionalType: 'C', mrn: IMPORT_MRN }), { known: { status: 'completed', releasedOn: '2026-03-01' }, ...late }],
  ['completed, not in the register', 'hit', exportOf({ additionalType: 'C', mrn: IMPORT_MRN }), { known: { status: 'completed', releasedOn: '2026-03-01' }, knowledge: notThere, ...late }],
  ['amended after release', 'hit', exportOf(), { known: { status: 'post_release_amended', releasedOn: '2026-03-01' }, ...late }]
])

const CASES: readonly (readonly [id: string, content: DeclarationContent, circumstances: Circumstances])[] = [
  ['PRO-05', importOf({ additionalType: 'B' }), { known: released('2026-03-01') }],
  ['PRO-05', importOf({ additionalType: 'C' }), { known: released('2026-03-01') }],
  ['PRO-11', entry('51'), { known: released('2026-03-01'), knowledge: until('2026-05-01') }],
  ['PRO-15', exportOf(), { known: released('2026-03-01') }],
  ['LIF-03', importOf({ additionalType: 'D', acceptanceDate: undefined, issuedAt: '2026-03-01T08:00:00Z' } as never), {}],
  ['LIF-04', importOf({ mrn: IMPORT_MRN }), { known: released('2026-03-01'), knowledge: { documents: { missingOf: () => ['N380'] } } }]
]
t.test('an answer stands until the day on which it is to be asked again, and is another then', (t) => {
  for (const [id, content, circumstances] of CASES) {
    const on = (today: string) => answersOf(id, content, { ...circumstances, today })[0]
    const first = on('2026-03-01')
    t.equal(first?.outcome, 'pass', id)
    const review = first?.reviewOn ?? ''
    t.match(review, /^2026-\d{2}-\d{2}$/, `${id} says when`)
    t.equal(on(addDays(review, -1))?.outcome, 'pass', `${id} stands on the day before`)
    t.equal(on(review)?.outcome, 'hit', `${id} is another on the day`)
    fc.assert(fc.property(fc.integer({ min: 0, max: 400 }), (days) => {
      const today = addDays('2026-03-01', days)
      const answer = on(today)
      return today < review ? answer?.outcome === 'pass' && answer.reviewOn === review : answer?.outcome === 'hit' && answer.reviewOn === null
    }))
  }
  t.end()
})
