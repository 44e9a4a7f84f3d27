import t from 'tap'
import type { Answers } from '../../src/ai-act/rule-set.ts'
import { summaryOf } from '../../src/ai-act/summary.ts'
import { completed, judged, judgedWhole, without } from '../support/ai-act.ts'

/** The law's days, the day before each and the day itself. */

const PROVIDER = { r_roles: ['provider', 'deployer', 'importer'] }
const PRODUCT = { h_product: 'section_a', h_safety: true, h_third_party_ca: true }

const DAYS: readonly [name: string, answers: Answers, obligation: string, dayBefore: string, day: string][] = [
  ['literacy, Art. 4', {}, 'OB-4-LITERACY', '2025-02-01', '2025-02-02'],
  ['screening, Art. 5', {}, 'OB-5-SCREEN', '2025-02-01', '2025-02-02'],
  ['a prohibition of 2025', { p_face_scraping: true }, 'OB-PROHIBITED-STOP', '2025-02-01', '2025-02-02'],
  ['a prohibition of the Omnibus', { p_intimate: 'ncii', p_intimate_route: 'used_for_it' }, 'OB-PROHIBITED-STOP', '2026-12-01', '2026-12-02'],
  ['both of them', { p_intimate: 'both', p_intimate_route: 'used_for_it' }, 'OB-PROHIBITED-STOP', '2026-12-01', '2026-12-02'],
  ['one of the Omnibus and an older one: the older counts', { p_intimate: 'both', p_intimate_route: 'used_for_it', p_face_scraping: true }, 'OB-PROHIBITED-STOP', '2025-02-01', '2025-02-02'],
  ['general-purpose models, Art. 53', { g_model_provider: true }, 'OB-53-GPAI', '2025-08-01', '2025-08-02'],
  ['disclosure, Art. 50(1)', { ...PROVIDER, t_interacts: true }, 'OB-50-1-DISCLOSE', '2026-08-01', '2026-08-02'],
  ['marks, Art. 50(2), placed before its day: grace', { ...PROVIDER, t_synthetic: 'text', r_placed_on: '2026-08-01' }, 'OB-50-2-MARK', '2026-12-01', '2026-12-02'],
  ['marks, Art. 50(2), placed on its day: none', { ...PROVIDER, t_synthetic: 'text', r_placed_on: '2026-08-02' }, 'OB-50-2-MARK', '2026-08-01', '2026-08-02'],
  ['marks, Art. 50(2), placed nobody knows when: none', { ...PROVIDER, t_synthetic: 'text', r_placed_on: null }, 'OB-50-2-MARK', '2026-08-01', '2026-08-02'],
  ['marks, Art. 50(2), question open: none yet', without(completed({ ...PROVIDER, t_synthetic: 'text' }), ['r_placed_on']), 'OB-50-2-MARK', '2026-08-01', '2026-08-02'],
  ['Chapter III, Annex III', { h_4a: true }, 'OB-26-2-OVERSIGHT', '2027-12-01', '2027-12-02'],
  ['Chapter III, Annex I Section A', PRODUCT, 'OB-26-2-OVERSIGHT', '2028-08-01', '2028-08-02'],
  ['Chapter III, both of them: the earlier counts', { ...PRODUCT, h_4a: true }, 'OB-26-2-OVERSIGHT', '2027-12-01', '2027-12-02'],
  ['Chapter III, Section A, Annex III open: the earlier is shown', without(completed(PRODUCT), ['h_4a']), 'OB-26-2-OVERSIGHT', '2027-12-01', '2027-12-02'],
  ['a prohibition of the Omnibus, an older one open: the older is shown', without(completed({ p_intimate: 'ncii', p_intimate_route: 'used_for_it' }), ['p_face_scraping']), 'OB-PROHIBITED-STOP', '2025-02-01', '2025-02-02'],
  ['importers', { ...PROVIDER, h_4a: true }, 'OB-HR-IMPORT', '2027-12-01', '2027-12-02'],
  ['Annex I Section B', { ...PRODUCT, h_product: 'section_b' }, 'OB-SECTORAL', '2028-08-01', '2028-08-02'],
  ['exempted by Art. 6(3)', { ...PROVIDER, h_4a: true, h_63_conditions: ['preparatory'] }, 'OB-6-4-DOC', '2027-12-01', '2027-12-02'],
  ['GDPR Art. 22', { d_solely_automated_significant: true }, 'OB-GDPR-22', '2018-05-24', '2018-05-25']
]

t.test('each obligation is upcoming the day before its day, and in force on it', (t) => {
  for (const [name, answers, id, dayBefore, day] of DAYS) {
    const whole = name.includes('open') ? answers : completed(answers)
    const on = (asOf: string): unknown => {
      const found = judged(whole, asOf).obligations.find((one) => one.id === id)
      return [found?.dueFrom, found?.due]
    }
    t.strictSame([on(dayBefore), on(day)], [[day, 'upcoming'], [day, 'in_force']], name)
  }
  t.end()
})

t.test('an open question that could move a day is named with the obligation', (t) => {
  const openOf = (answers: Answers, id: string): unknown => judged(answers).obligations.find((one) => one.id === id)?.openQuestions
  t.strictSame(openOf(without(completed({ ...PROVIDER, t_synthetic: 'text' }), ['r_placed_on']), 'OB-50-2-MARK'), ['r_placed_on'])
  t.strictSame(openOf(without(completed(PRODUCT), ['h_4a']), 'OB-26-2-OVERSIGHT'), ['h_4a'])
  t.strictSame(openOf(without(completed({ h_4a: true }), ['r_placed_on']), 'OB-26-2-OVERSIGHT'), ['r_placed_on'])
  t.strictSame(openOf(without(completed({ h_4a: true }), ['r_placed_on', 'r_significant_change']), 'OB-26-2-OVERSIGHT'), ['r_placed_on', 'r_significant_change'])
  t.strictSame(openOf(completed({ h_4a: true }), 'OB-26-2-OVERSIGHT'), [])
  t.end()
})

t.test('what was placed before Chapter III applies to it owes Chapter III only after a significant change', (t) => {
  const cases: [name: string, answers: Answers, due: string, dueFrom: string | null][] = [
    ['Annex III, the day before', { h_4a: true, r_placed_on: '2027-12-01' }, 'deferred', null],
    ['Annex III, the day', { h_4a: true, r_placed_on: '2027-12-02' }, 'in_force', '2027-12-02'],
    ['Annex III, the day before, changed since', { h_4a: true, r_placed_on: '2027-12-01', r_significant_change: true }, 'in_force', '2027-12-02'],
    ['Section A, the day before', { ...PRODUCT, r_placed_on: '2028-08-01' }, 'deferred', null],
    ['Section A, the day', { ...PRODUCT, r_placed_on: '2028-08-02' }, 'in_force', '2028-08-02'],
    ['both, between the two days', { ...PRODUCT, h_4a: true, r_placed_on: '2028-08-01' }, 'in_force', '2027-12-02'],
    ['both, before either', { ...PRODUCT, h_4a: true, r_placed_on: '2027-12-01' }, 'deferred', null]
  ]
  for (const [name, answers, due, dueFrom] of cases) {
    const { class: found, obligations } = judgedWhole(answers, '2029-01-01')
    const chapter = obligations.find(({ id }) => id === 'OB-26-2-OVERSIGHT')
    t.strictSame([found, chapter?.due, chapter?.dueFrom], ['high_risk', due, dueFrom], name)
    t.equal(obligations.find(({ id }) => id === 'OB-4-LITERACY')?.due, 'in_force', `${name}: Art. 4 waits for nothing`)
  }
  t.end()
})

t.test('the class ignores days; from when its provision applies is said beside it', (t) => {
  const cases: [name: string, answers: Answers, appliesFrom: string | null, dayBefore: string, summary: RegExp][] = [
    ['a prohibition of the Omnibus', { p_intimate: 'ncii', p_intimate_route: 'used_for_it' }, '2026-12-02', '2026-12-01', /^Prohibited from 2026-12-02 by Art\. 5\(1\)\(ba\)/],
    ['with an older one', { p_intimate: 'ncii', p_intimate_route: 'used_for_it', p_face_scraping: true }, '2025-02-02', '2025-02-01', /^Prohibited from 2025-02-02 by Art\. 5\(1\)\(e\); Art\. 5\(1\)\(ba\)/],
    ['Annex III', { h_4a: true }, '2027-12-02', '2027-12-01', /^High risk from 2027-12-02 by Annex III\(4\)\(a\)\.$/],
    ['Section A', PRODUCT, '2028-08-02', '2028-08-01', /^High risk from 2028-08-02/],
    ['transparency', { t_interacts: true }, '2026-08-02', '2026-08-01', /^Transparency duties from 2026-08-02/],
    ['minimal', {}, null, '2024-01-01', /^Minimal risk by Art\. 95; recital 165\.$/]
  ]
  for (const [name, answers, appliesFrom, dayBefore, summary] of cases) {
    const before = judgedWhole(answers, dayBefore)
    const on = judgedWhole(answers, appliesFrom ?? dayBefore)
    t.strictSame([before.class, before.appliesFrom], [on.class, appliesFrom], name)
    t.match(summaryOf(before), summary, name)
    t.notMatch(summaryOf(on), /from/, `${name}: on the day it applies`)
    if (appliesFrom !== null) t.strictSame([before.decisiveRules.some(({ applies }) => applies), on.decisiveRules.some(({ applies }) => applies)], [false, true], name)
  }
  t.end()
})

t.test('a day before the law was as it is, and rules that rest on drafts, are cautioned about', (t) => {
  t.strictSame(judgedWhole({}, '2026-07-26').cautions, ['before_this_law'])
  t.strictSame(judgedWhole({}, '2026-07-27').cautions, [])
  t.strictSame(judgedWhole({ p_biometric_id: 'verification_1to1' }, '2026-07-26').cautions, ['before_this_law', 'draft_guidelines'])
  t.end()
})

t.test('a summary says what is open', (t) => {
  t.equal(summaryOf(judged(without(completed({ t_interacts: true }), ['t_obvious']))), 'Undecided: 1 open question leaves transparency duties or minimal risk possible.')
  t.equal(summaryOf(judged(without(completed({ p_emotion: 'biometric', p_emotion_context: 'workplace' }), ['p_emotion_exception']), '2028-01-01')),
    'High risk by Annex III(1)(c). Not final: 1 open question could still make it prohibited.')
  t.match(summaryOf(judged({})), /^Undecided: 74 open questions leave out of scope, prohibited, high risk, transparency duties or minimal risk possible\.$/)
  t.end()
})

t.test('roles: those stated, and the provider\'s where Art. 25 gives it', (t) => {
  const cases: [name: string, answers: Answers, roles: string[], owing: string[] | null][] = [
    ['a deployer', { h_4a: true }, ['deployer'], ['deployer']],
    ['with its own name on it', { h_4a: true, r_rebrand: true }, ['provider', 'deployer'], ['provider', 'deployer']],
    ['own name on what is not high-risk', { r_rebrand: true }, ['deployer'], ['deployer']],
    ['a manufacturer of a product', { ...PRODUCT, r_roles: ['product_manufacturer'] }, ['provider', 'product_manufacturer'], ['provider']]
  ]
  for (const [name, answers, roles, owing] of cases) {
    const result = judgedWhole(answers)
    t.strictSame([result.roles, result.obligations.find(({ id }) => id === 'OB-4-LITERACY')?.roles], [roles, owing], name)
  }
  t.equal(judgedWhole({}).obligations.find(({ id }) => id === 'OB-5-SCREEN')?.roles, null, 'whoever has to do with it')
  const open = judged(without(completed({ h_4a: true }), ['r_roles']))
  t.strictSame(open.openObligations.find(({ id }) => id === 'OB-HR-IMPORT')?.openQuestions, ['r_roles'], 'roles that nobody stated are unknown')
  const granted = judged(without(completed({ h_4a: true }), ['r_rebrand']))
  t.strictSame(granted.openObligations.find(({ id }) => id === 'OB-HR-PROVIDER')?.openQuestions, ['r_rebrand'], 'so is one that the law may give')
  t.notOk(granted.openObligations.some(({ id }) => id === 'OB-HR-IMPORT'), 'but it gives no other')
  t.end()
})
