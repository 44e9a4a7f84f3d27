import t from 'tap'
import { contests, derivedOutcomes } from '../../../../src/ai-systems/oversight/outcomes/derived-outcomes.ts'
import type { Evidence, ItemCourse, ItemFinding, ItemVersion, KnownRuling, OutcomeSubject } from '../../../../src/ai-systems/oversight/outcomes/derived-outcomes.ts'
import { CHECKS } from '../../../../src/declarations/checks/catalogue.ts'
import CONTESTING from '../../../../src/ai-systems/oversight/outcomes/contesting-checks.json' with { type: 'json' }

const [NOTEBOOK, DESKTOP] = ['8471300000', '8471410000']
const output: OutcomeSubject = { pillar: 'classification', proposal: NOTEBOOK, finalValue: NOTEBOOK, blindValue: null, madeOn: '2026-03-09' }
const version = (code: string, over: Partial<ItemVersion> = {}): ItemVersion => ({ by: 'push', afterAcceptance: false, on: '2026-03-10', elements: { commodityCode: code }, ...over })
const course = (versions: ItemVersion[], over: Partial<ItemCourse> = {}): ItemCourse => ({ reference: 'D1', versions, controlledOn: null, releasedOn: null, ...over })
const finding = (over: Partial<ItemFinding> = {}): ItemFinding => ({ id: 'F1', checkId: 'CLA-04', decision: 'confirmed', decidedOn: '2026-04-01', ...over })
const ruling = (over: Partial<KnownRuling> = {}): KnownRuling => ({ reference: 'ITBTI1', code: DESKTOP, validFrom: '2026-05-04', lastDay: null, annulled: false, ...over })
const none: Evidence = { courses: [], findings: [], rulings: [] }

/** Source, whether proposal and value in use were right, day, and the right value. */
const told = (evidence: Partial<Evidence>, over: Partial<OutcomeSubject> = {}): unknown[] =>
  derivedOutcomes({ ...output, ...over }, { ...none, ...evidence }).map(({ outcome: { source, proposalRight, finalRight, knownOn }, value }) => [source, proposalRight, finalRight, knownOn, value])

t.test('a binding ruling on the goods', (t) => {
  const cases: [name: string, rulings: KnownRuling[], over: Partial<OutcomeSubject>, expected: unknown[]][] = [
    ['of another code', [ruling()], {}, [['binding_ruling', false, false, '2026-05-04', DESKTOP]]],
    ['of the same', [ruling({ code: '84713000' })], {}, [['binding_ruling', true, true, '2026-05-04', '84713000']]],
    ['of a value that a person put in its place', [ruling()], { finalValue: DESKTOP }, [['binding_ruling', false, true, '2026-05-04', DESKTOP]]],
    ['of what was rejected', [ruling({ code: NOTEBOOK })], { finalValue: null }, [['binding_ruling', true, null, '2026-05-04', NOTEBOOK]]],
    ['that held before: known on the day of the output', [ruling({ validFrom: '2025-02-01' })], {}, [['binding_ruling', false, false, '2026-03-09', DESKTOP]]],
    ['that ended on the day', [ruling({ validFrom: '2025-02-01', lastDay: '2026-03-09' })], {}, [['binding_ruling', false, false, '2026-03-09', DESKTOP]]],
    ['that ended the day before', [ruling({ validFrom: '2025-02-01', lastDay: '2026-03-08' })], {}, []],
    ['that was annulled', [ruling({ annulled: true })], {}, []],
    ['of a later year is compared at six digits', [ruling({ code: '8471309900', validFrom: '2027-01-01' })], {}, [['binding_ruling', true, true, '2027-01-01', '847130']]],
    ['of the same year at all its digits', [ruling({ code: '8471309900', validFrom: '2026-12-31' })], {}, [['binding_ruling', false, false, '2026-12-31', '8471309900']]],
    ['the newest of two', [ruling({ code: NOTEBOOK, validFrom: '2026-04-01' }), ruling()], {}, [['binding_ruling', false, false, '2026-05-04', DESKTOP]]],
    ['says nothing of an origin', [ruling()], { pillar: 'origin', proposal: 'CN', finalValue: 'CN' }, []]
  ]
  for (const [name, rulings, over, expected] of cases) t.strictSame(told({ rulings }, over), expected, name)
  t.end()
})

t.test('what customs corrected, or looked at and left', (t) => {
  const accepted = { afterAcceptance: true, on: '2026-03-20' }
  const cases: [name: string, course: ItemCourse, over: Partial<OutcomeSubject>, expected: unknown[]][] = [
    ['nothing happened', course([version(NOTEBOOK)]), {}, []],
    ['released without a look', course([version(NOTEBOOK)], { releasedOn: '2026-03-11' }), {}, []],
    ['under control and not released yet', course([version(NOTEBOOK)], { controlledOn: '2026-03-11' }), {}, []],
    ['released after a control', course([version(NOTEBOOK)], { controlledOn: '2026-03-11', releasedOn: '2026-03-12' }), {}, [['customs_answer', true, true, '2026-03-12', NOTEBOOK]]],
    ['controlled after the release', course([version(NOTEBOOK)], { controlledOn: '2026-03-13', releasedOn: '2026-03-12' }), {}, []],
    ['corrected by customs', course([version(NOTEBOOK), version(DESKTOP, { by: 'customs', ...accepted })], { controlledOn: '2026-03-11', releasedOn: '2026-03-21' }), {}, [['customs_answer', false, false, '2026-03-20', DESKTOP]]],
    ['corrected in something else', course([version(NOTEBOOK), version(NOTEBOOK, { by: 'customs', ...accepted })]), {}, []],
    ['the override was declared and left', course([version(DESKTOP)], { controlledOn: '2026-03-11', releasedOn: '2026-03-11' }), { finalValue: DESKTOP }, [['customs_answer', false, true, '2026-03-11', DESKTOP]]],
    ['twice corrected: the last holds', course([version(NOTEBOOK), version(DESKTOP, { by: 'customs', ...accepted }), version('8471500000', { by: 'customs', afterAcceptance: true, on: '2026-03-22' })]), {}, [['customs_answer', false, false, '2026-03-22', '8471500000']]]
  ]
  for (const [name, one, over, expected] of cases) t.strictSame(told({ courses: [one] }, over), expected, name)
  t.end()
})

t.test('what the operator corrected after acceptance', (t) => {
  const cases: [name: string, course: ItemCourse, over: Partial<OutcomeSubject>, expected: unknown[]][] = [
    ['granted by customs', course([version(NOTEBOOK), version(DESKTOP, { by: 'amendment', afterAcceptance: true, on: '2026-04-02' })]), {}, [['amendment', false, false, '2026-04-02', DESKTOP]]],
    ['pushed after acceptance', course([version(NOTEBOOK), version(DESKTOP, { afterAcceptance: true, on: '2026-04-02' })]), {}, [['amendment', false, false, '2026-04-02', DESKTOP]]],
    ['pushed before: nothing was declared yet', course([version(NOTEBOOK), version(DESKTOP)]), {}, []],
    ['another element', course([version(NOTEBOOK), version(NOTEBOOK, { by: 'amendment', afterAcceptance: true })]), {}, []],
    ['back to the proposal', course([version(DESKTOP), version(NOTEBOOK, { by: 'amendment', afterAcceptance: true, on: '2026-04-02' })]), { finalValue: DESKTOP }, [['amendment', true, false, '2026-04-02', NOTEBOOK]]],
    ['of the place where the value stands', course([
      version('', { elements: { originCountry: 'CN', prefOriginCountry: 'TR' } }), version('', { by: 'amendment', afterAcceptance: true, on: '2026-04-02', elements: { originCountry: 'TW', prefOriginCountry: 'TR' } })
    ]), { pillar: 'origin', proposal: 'TR', finalValue: 'TR' }, []],
    ['and of no other', course([
      version('', { elements: { originCountry: 'CN', prefOriginCountry: 'TR' } }), version('', { by: 'amendment', afterAcceptance: true, on: '2026-04-02', elements: { originCountry: 'TW', prefOriginCountry: 'TR' } })
    ]), { pillar: 'origin', proposal: 'CN', finalValue: 'CN' }, [['amendment', false, false, '2026-04-02', 'TW']]],
    ['an item that is gone', course([version(NOTEBOOK), version('', { by: 'amendment', afterAcceptance: true, elements: {} })]), {}, []]
  ]
  for (const [name, one, over, expected] of cases) t.strictSame(told({ courses: [one] }, over), expected, name)
  t.strictSame(told({ courses: [
    course([version(NOTEBOOK), version(DESKTOP, { by: 'amendment', afterAcceptance: true, on: '2026-04-02' })]),
    course([version(NOTEBOOK), version('8471500000', { by: 'amendment', afterAcceptance: true, on: '2026-04-03' })], { reference: 'D2' })
  ] }), [['amendment', false, false, '2026-04-03', '8471500000']], 'of several items the last correction')
  t.end()
})

t.test('findings that people decided', (t) => {
  const courses = [course([version(NOTEBOOK)])]
  const dismissed = finding({ decision: 'dismissed' })
  const open = finding({ id: 'F2', decision: null, decidedOn: null })
  const cases: [name: string, findings: ItemFinding[], over: Partial<OutcomeSubject>, expected: unknown[]][] = [
    ['confirmed', [finding()], {}, [['confirmed_finding', false, false, '2026-04-01', null]]],
    ['dismissed', [dismissed], {}, [['confirmed_finding', true, true, '2026-04-01', NOTEBOOK]]],
    ['open', [open], {}, []],
    ['dismissed, and another is open', [dismissed, open], {}, []],
    ['confirmed, and another is open', [finding(), open], {}, [['confirmed_finding', false, false, '2026-04-01', null]]],
    ['confirmed, and another was dismissed later', [finding(), finding({ id: 'F2', decision: 'dismissed', decidedOn: '2026-04-02' })], {}, [['confirmed_finding', false, false, '2026-04-01', null]]],
    ['of a check that does not doubt the code', [finding({ checkId: 'CLA-08' })], {}, []],
    ['that a person made', [finding({ checkId: null })], {}, [['confirmed_finding', false, false, '2026-04-01', null]]],
    ['none', [], {}, []],
    ['what was rejected was not declared', [finding()], { finalValue: null }, []],
    ['another value was declared', [finding()], { finalValue: DESKTOP }, []]
  ]
  for (const [name, findings, over, expected] of cases) t.strictSame(told({ courses, findings }, over), expected, name)
  const overridden = { courses: [course([version(DESKTOP)])], findings: [finding()] }
  t.strictSame(told(overridden, { finalValue: DESKTOP }), [], 'a wrong override says nothing of the proposal')
  t.strictSame(told({ ...overridden, findings: [dismissed] }, { finalValue: DESKTOP }), [['confirmed_finding', false, true, '2026-04-01', DESKTOP]], 'a right one shows the proposal to be wrong')
  t.end()
})

t.test('the checks that doubt a value are of its pillar', (t) => {
  const pillarOf = new Map(CHECKS.map(({ id, pillar }) => [id, pillar]))
  for (const [pillar, checks] of Object.entries(CONTESTING.checks)) {
    for (const check of checks) t.equal(pillarOf.get(check), pillar, check)
  }
  t.notOk(contests('classification', 'CLA-11'), 'that nobody competent decided does not make a code wrong')
  t.end()
})
