import t from 'tap'
import { missingDocuments, mustBeArchived, requiredDocuments } from '../../src/records/documents/required-documents.ts'
import { endOfValidity, missingEvidence } from '../../src/records/evidence/expected-evidence.ts'
import { EXCISE_STATES, faultsOfStep, reportDueOn, reportState } from '../../src/records/excise/excise-movement.ts'
import { SUPPORTING_DOCUMENT } from '../../src/records/documents/supporting-document.ts'
import { GOODS_MOVEMENT } from '../../src/records/movements/goods-movement.ts'
import { contentOf, faultsToCome } from '../../src/platform/keeping/record-kind.ts'
import type { Content } from '../../src/platform/keeping/record-kind.ts'
import { addWorkingDays } from '../../src/platform/calendar.ts'
import { quantityDifferences } from '../../src/records/movements/quantity-differences.ts'
import type { Moved } from '../../src/records/movements/quantity-differences.ts'
import { isHeld } from '../../src/platform/keeping/legal-holds.ts'
import { effectiveRules, impossibleClasses, lastDueDay } from '../../src/records/retention/retention-classes.ts'

t.test('a declared document must be archived unless it is a statement, an authorisation, a decision or kept by customs', (t) => {
  const cases: [type: string, must: boolean][] = [
    ['N380', true], ['N954', true], ['C400', true], ['L001', true], ['N705', true], ['U164', true], ['X060', true],
    ['Y022', false], ['Y901', false], ['C506', false], ['C601', false], ['N990', false], ['C626', false], ['N820', false], ['NMRN', false], ['C651', false]
  ]
  for (const [type, must] of cases) t.equal(mustBeArchived(type), must, type)
  t.equal(mustBeArchived('Y901', { always: ['Y901'], never: [] }), true, 'unless the operator says so')
  t.equal(mustBeArchived('N705', { always: [], never: ['N705'] }), false, 'or says that it is not')
  t.end()
})

t.test('a document that header and items name is required once, one without a reference not at all', (t) => {
  const content = { documents: [{ type: 'N380', reference: 'INV-1' }, { type: 'N935' }], items: [{ documents: [{ type: 'N380', reference: 'INV-1' }, { type: 'N954', reference: 'A 1' }] }, {}] }
  t.strictSame(requiredDocuments(content), ['N380 INV-1', 'N954 A 1'])
  t.strictSame(missingDocuments(content, new Set(['N380 INV-1'])), ['N954 A 1'])
  t.strictSame(missingDocuments(content, new Set(['N380 INV-1', 'N954 A 1'])), [])
  t.end()
})

const receipt = (changes: Partial<Moved> = {}): Moved => ({ itemNumber: 1, kind: 'receipt', quantity: '100', unit: 'KGM', netMass: null, ...changes })
const mass = (netMass: string, more = {}) => ({ direction: 'import' as const, items: [{ itemNumber: 1, netMass, ...more }] })

t.test('moved and declared quantities differ beyond the tolerance, and not at it', (t) => {
  const cases: [name: string, declared: Parameters<typeof quantityDifferences>[0], moved: Moved[], percents: string[] | undefined][] = [
    ['equal', mass('100'), [receipt()], []],
    ['one per cent more', mass('100'), [receipt({ quantity: '101' })], []],
    ['a little over one per cent more', mass('100'), [receipt({ quantity: '101.000001' })], ['1']],
    ['one per cent less', mass('100'), [receipt({ quantity: '99' })], []],
    ['two per cent less', mass('100'), [receipt({ quantity: '98' })], ['-2']],
    ['several add up', mass('100'), [receipt({ quantity: '60' }), receipt({ quantity: '40' })], []],
    ['tonnes and kilograms', mass('1500'), [receipt({ quantity: '1', unit: 'TNE' }), receipt({ quantity: '500' })], []],
    ['pieces with their net mass', mass('100'), [receipt({ quantity: '7', unit: 'NAR', netMass: '100' })], []],
    ['pieces without one', mass('100'), [receipt({ quantity: '7', unit: 'NAR' })], undefined],
    ['pieces with supplementary units', mass('100', { supplementaryUnits: '7' }), [receipt({ quantity: '7', unit: 'NAR' })], []],
    ['too few pieces', mass('100', { supplementaryUnits: '10' }), [receipt({ quantity: '7', unit: 'NAR', netMass: '100' })], ['-30']],
    ['two units that are no masses', mass('100', { supplementaryUnits: '7' }), [receipt({ quantity: '7', unit: 'NAR' }), receipt({ quantity: '2', unit: 'LTR' })], undefined],
    ['nothing moved', mass('100'), [], undefined],
    ['only a dispatch under an import', mass('100'), [receipt({ kind: 'dispatch', quantity: '5' })], undefined],
    ['of an item that is not declared', mass('100'), [receipt({ itemNumber: 2 })], undefined],
    ['without an item, of a declaration of one', mass('100'), [receipt({ itemNumber: null })], []],
    ['declared nothing, moved something', mass('0'), [receipt()], ['100']]
  ]
  for (const [name, declared, moved, percents] of cases) t.strictSame(quantityDifferences(declared, moved, '1')?.map(({ percent }) => percent), percents, name)
  t.strictSame(quantityDifferences({ direction: 'export', items: [{ itemNumber: 1, netMass: '100' }] }, [receipt({ kind: 'dispatch', quantity: '90' })], '10'), [], 'an export by its dispatches')
  const two = { direction: 'import' as const, items: [{ itemNumber: 1, netMass: '100' }, { itemNumber: 2, netMass: '50' }] }
  t.strictSame(quantityDifferences(two, [receipt()], '1'), [], 'an item of which nothing has moved yet is not compared')
  t.strictSame(quantityDifferences(two, [receipt(), receipt({ itemNumber: 2, unit: 'NAR' })], '1'), undefined, 'one that cannot be compared leaves the whole open')
  t.match(quantityDifferences(two, [receipt({ quantity: '10' }), receipt({ itemNumber: 2, unit: 'NAR' })], '1'), [{ itemNumber: 1, declared: '100', moved: '10', percent: '-90' }], 'unless another differs')
  t.end()
})

t.test('the report of receipt is due five working days after arrival', (t) => {
  t.equal(addWorkingDays('2026-11-25', 5), '2026-12-02', 'a Wednesday, over a weekend')
  t.equal(addWorkingDays('2026-11-27', 1), '2026-11-30', 'a Friday')
  t.equal(addWorkingDays('2026-11-28', 1), '2026-11-30', 'a Saturday')
  t.equal(reportDueOn(null, 5), null)
  const state = (arrivedOn: string | null, reportReceivedOn: string | null, today: string) => reportState({ arrivedOn, reportReceivedOn }, 5, today)
  t.equal(state(null, null, '2026-12-31'), 'not_arrived')
  t.equal(state('2026-11-25', null, '2026-12-02'), 'due')
  t.equal(state('2026-11-25', null, '2026-12-03'), 'overdue')
  t.equal(state('2026-11-25', '2026-12-02', '2027-01-01'), 'reported_in_time')
  t.equal(state('2026-11-25', '2026-12-03', '2027-01-01'), 'reported_late')
  t.end()
})

t.test('evidence holds until the day before the same day some months on', (t) => {
  t.equal(endOfValidity('2026-01-01', 12), '2026-12-31')
  t.equal(endOfValidity('2026-03-15', 12), '2027-03-14')
  t.equal(endOfValidity('2026-01-31', 1), '2026-02-28', 'the last of a shorter month')
  t.equal(endOfValidity('2028-02-29', 12), '2029-02-28')
  t.end()
})

t.test('evidence is missing for the operator, for each site and for each partner', (t) => {
  const standing = { criterion: 'security', siteCode: null, partner: null, lastEndedOn: null }
  const all = missingEvidence([], [])
  t.ok(all.some(({ kind }) => kind === 'filed_accounts') && all.some(({ kind }) => kind === 'threat_assessment'))
  t.notOk(all.some(({ kind }) => ['security_plan', 'partner_check', 'incident_report'].includes(kind)), 'nothing of sites and partners that nobody knows')
  const held = missingEvidence([{ ...standing, kind: 'threat_assessment', holds: true }], [])
  t.notOk(held.some(({ kind }) => kind === 'threat_assessment'))
  const sites = missingEvidence([{ ...standing, kind: 'security_plan', siteCode: 'MILAN', holds: true }, { ...standing, kind: 'site_check', siteCode: 'TURIN', holds: false, lastEndedOn: '2025-12-31' }], ['ROME'])
  t.strictSame(sites.filter(({ kind }) => kind === 'security_plan').map(({ siteCode }) => siteCode), ['ROME', 'TURIN'])
  t.match(sites.filter(({ kind, siteCode }) => kind === 'site_check' && siteCode === 'TURIN'), [{ lastEndedOn: '2025-12-31' }])
  t.strictSame(missingEvidence([{ ...standing, kind: 'partner_check', partner: 'DE1', holds: false }], []).filter(({ kind }) => kind === 'partner_check').map(({ partner }) => partner), ['DE1'])
  t.end()
})

t.test('what is kept ten years is due after the end of the tenth year', (t) => {
  t.equal(lastDueDay('2026-12-31', 10), '2015-12-31', 'of 2016 nothing is due before 2026 has ended')
  t.equal(lastDueDay('2027-01-01', 10), '2016-12-31')
  t.equal(lastDueDay('2026-06-30', 3), '2022-12-31')
  t.match(effectiveRules({ originals: { years: 3, legalSource: 'UCC 51' } }, '2026-06-30').find(({ name }) => name === 'originals'), { years: 3, legalSource: 'UCC 51', dueUntil: '2022-12-31' })
  t.strictSame(impossibleClasses({ originals: { years: 3, legalSource: 'x' }, criteria_evidence: { years: 1, legalSource: 'x' } }), [])
  t.match(impossibleClasses({ originals: { years: 2, legalSource: 'x' }, unknown: { years: 9, legalSource: 'x' } }), [{ name: 'originals' }, { name: 'unknown' }])
  t.end()
})

t.test('a hold reaches its class, its declaration and its days, and nothing else', (t) => {
  const thing = { class: 'originals', mrn: '26IT00000000000010', day: '2020-06-15' }
  const hold = { class: null, mrn: null, from: null, to: null }
  const cases: [name: string, hold: typeof hold | Record<string, string | null>, held: boolean][] = [
    ['everything', {}, true], ['its class', { class: 'originals' }, true], ['another class', { class: 'messages' }, false],
    ['its declaration', { mrn: thing.mrn }, true], ['another declaration', { mrn: '26IT00000000000029' }, false],
    ['from its day', { from: '2020-06-15' }, true], ['from the day after', { from: '2020-06-16' }, false],
    ['until its day', { to: '2020-06-15' }, true], ['until the day before', { to: '2020-06-14' }, false]
  ]
  for (const [name, changes, held] of cases) t.equal(isHeld([{ ...hold, ...changes }], thing), held, name)
  t.equal(isHeld([{ ...hold, mrn: thing.mrn }], { ...thing, mrn: null }), false, 'a hold of a declaration does not reach what belongs to none')
  t.equal(isHeld([], thing), false)
  t.end()
})

t.test('a fact has happened once its day has begun somewhere in the Union', (t) => {
  const content = (movedOn: string): Content => contentOf(GOODS_MOVEMENT, { movementNumber: 'G', kind: 'receipt', movedOn, quantity: '1', unit: 'KGM' })
  const refused = (movedOn: string, at: string): boolean => faultsToCome(GOODS_MOVEMENT, content(movedOn), new Date(at)).length > 0
  t.equal(refused('2026-03-02', '2026-03-02T00:00:00Z'), false)
  t.equal(refused('2026-03-03', '2026-03-02T19:59:59Z'), true)
  t.equal(refused('2026-03-03', '2026-03-02T20:00:00Z'), false, 'on Réunion the day has begun')
  const archived = (archivedAt: string): boolean => faultsToCome(SUPPORTING_DOCUMENT, contentOf(SUPPORTING_DOCUMENT, { archivedAt }), new Date('2026-03-02T10:00:00Z')).length > 0
  t.equal(archived('2026-03-02T11:05:00+01:00'), false, 'a clock may be five minutes ahead')
  t.equal(archived('2026-03-02T11:05:00.001+01:00'), true)
  t.end()
})

t.test('an excise movement goes from state to state and never back', (t) => {
  const faults = (from: string, to: string, statusOn = '2026-03-02'): string[] => faultsOfStep({ status: from, statusOn: '2026-03-02' }, { status: to, statusOn }).map(({ pointer }) => pointer)
  for (const [from, to] of [['draft', 'dispatched'], ['draft', 'received'], ['dispatched', 'cancelled'], ['dispatched', 'exported'], ['refused', 'diverted'], ['diverted', 'received'], ['export_rejected', 'diverted'], ['received', 'received']] as const) t.strictSame(faults(from, to), [], `${from} ${to}`)
  for (const [from, to] of [['received', 'draft'], ['dispatched', 'draft'], ['diverted', 'dispatched'], ['diverted', 'cancelled'], ['cancelled', 'dispatched'], ['exported', 'received'], ['interrupted', 'received']] as const) t.strictSame(faults(from, to), ['/status'], `${from} ${to}`)
  t.strictSame(faults('dispatched', 'received', '2026-03-01'), ['/statusOn'])
  t.strictSame(faults('received', 'received', '2026-03-01'), [], 'the day of the same state may be corrected')
  for (const state of EXCISE_STATES) t.strictSame(faults(state, 'draft'), state === 'draft' ? [] : ['/status'], `${state} is past draft`)
  t.end()
})
