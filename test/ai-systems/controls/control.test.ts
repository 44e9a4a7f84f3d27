import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { RULE_SET } from '../../../src/ai-act/shipped-rules.ts'
import { effectsOn } from '../../../src/ai-systems/controls/coverage.ts'
import { isGap, missingOf, standingsOf } from '../../../src/ai-systems/controls/control.ts'
import type { Controlled, ControlState, GivenRating } from '../../../src/ai-systems/controls/control.ts'
import { readCatalogue } from '../../../src/ai-systems/controls/read-catalogue.ts'
import { CONTROL_CATALOGUE } from '../../../src/ai-systems/controls/shipped-controls.ts'
import { themesOf, WCO_THEMES } from '../../../src/ai-systems/controls/themes.ts'
import type { SystemContent } from '../../../src/ai-systems/register/system.ts'
import { completed, GIVEN_CASES } from '../../support/ai-act.ts'

const content: SystemContent = {
  name: 'x', purpose: 'x', pillars: ['classification'], processSteps: ['tariff_classification'], owner: { kind: 'position', code: 'O' }, deputy: null, users: { units: [], positions: [] }, provider: 'x', productVersion: null,
  models: [], roles: ['deployer'], technique: 'language_model', deployment: 'cloud', processingCountries: ['IE'], subProcessors: [], data: { categories: ['goods_data'], legalBasis: null, trainingUseAllowed: false }, contractClauses: [],
  outputRecipients: [], autonomy: 'suggest', operatedBy: 'own', representative: null, review: { mode: 'full', rule: 'x' }
}
const whole = completed({ c_cloud: 'none' })
const system = (changes: Partial<Controlled> = {}): Controlled => ({ content, materialVersion: 1, answers: whole, ...changes })
const TODAY = '2026-11-25'
const standing = (id: string, of: Controlled, rating?: GivenRating, today = TODAY) => standingsOf(CONTROL_CATALOGUE, RULE_SET, of, new Map(rating === undefined ? [] : [[id, rating]]), today).find(({ control }) => control.id === id)

t.test('all 36 controls ship, each with what shows it, a question and a theme', (t) => {
  t.strictSame(CONTROL_CATALOGUE.controls.map(({ id }) => id), Array.from({ length: 36 }, (_, index) => `AIC-${String(index + 1).padStart(2, '0')}`))
  t.ok(CONTROL_CATALOGUE.controls.every(({ evidenceExpected, saq, iso42001 }) => evidenceExpected.length > 0 && saq.length > 0 && iso42001.length > 0))
  t.strictSame([...new Set(CONTROL_CATALOGUE.controls.flatMap(({ saq }) => saq))].toSorted(), ['1.3.2', '1.3.3', '1.3.4', '1.3.5', '3.5.1', '3.5.4', '3.7', '3.8'])
  t.end()
})

type CatalogueFile = Parameters<typeof readCatalogue>[0]
t.test('a catalogue that the rules do not understand is refused as a whole', (t) => {
  const file = () => JSON.parse(readFileSync(join(import.meta.dirname, '../../../src/ai-systems/controls/controls.json'), 'utf8')) as { controls: Record<string, unknown>[] }
  const spoilt = (changes: Record<string, unknown>) => ({ ...file(), controls: file().controls.map((control, index) => index === 0 ? { ...control, ...changes } : control) }) as unknown as CatalogueFile
  t.throws(() => readCatalogue(spoilt({ applies: { q: 'c_moon', eq: true } }), RULE_SET), /AIC-01.*c_moon/)
  t.throws(() => readCatalogue(spoilt({ theme: 'moon' }), RULE_SET), /AIC-01/)
  t.throws(() => readCatalogue(spoilt({ saq: ['9.9'] }), RULE_SET), /AIC-01/)
  t.throws(() => readCatalogue(spoilt({ severityIfMissing: 'low' }), RULE_SET), /AIC-01/)
  t.throws(() => readCatalogue(spoilt({ id: 'AIC-02' }), RULE_SET), /twice/)
  t.end()
})

const APPLIES: [name: string, id: string, of: Controlled, expected: boolean | undefined][] = [
  ['always', 'AIC-01', system({ answers: undefined }), true],
  ['the cloud of what is hosted there', 'AIC-20', system({ answers: completed({ c_cloud: 'eu_cloud' }) }), true],
  ['not of what is not', 'AIC-20', system(), false],
  ['undecided before an answer', 'AIC-20', system({ answers: undefined }), undefined],
  ['personal data', 'AIC-26', system({ answers: completed({ r_personal_data: true }) }), true],
  ['no personal data', 'AIC-26', system(), false],
  ['transparency where Art. 50 asks it', 'AIC-13', system({ answers: completed(GIVEN_CASES.find(({ expected }) => expected.firedRules.some((rule) => rule.startsWith('R-50-')))?.answers ?? {}) }), true],
  ['no transparency where it does not', 'AIC-13', system(), false],
  ['rules of other states where data leaves the Union', 'AIC-30', system({ content: { ...content, processingCountries: ['IE', 'US'] } }), true],
  ['or whoever cares for it sits there', 'AIC-30', system({ content: { ...content, subProcessors: [{ name: 'x', country: 'IN', task: null }] } }), true],
  ['not within the Union', 'AIC-30', system(), false],
  ['workers who are told', 'AIC-36', system({ answers: completed({ r_workplace_use: true }) }), true]
]
for (const [name, id, of, expected] of APPLIES) {
  t.test(`a control applies: ${name}`, (t) => {
    t.equal(standing(id, of)?.applies, expected)
    t.end()
  })
}

const STATES: [name: string, id: string, of: Controlled, rating: GivenRating | undefined, today: string, state: ControlState][] = [
  ['nobody said', 'AIC-01', system(), undefined, TODAY, 'unrated'],
  ['undecided counts as applying', 'AIC-20', system({ answers: undefined }), undefined, TODAY, 'unrated'],
  ['does not apply', 'AIC-20', system(), { rating: 'missing', version: 1, ratedOn: TODAY }, TODAY, 'not_applicable'],
  ['missing', 'AIC-01', system(), { rating: 'missing', version: 1, ratedOn: TODAY }, TODAY, 'missing'],
  ['written alone is a gap', 'AIC-01', system(), { rating: 'designed', version: 1, ratedOn: TODAY }, TODAY, 'designed'],
  ['works', 'AIC-01', system(), { rating: 'operating', version: 1, ratedOn: TODAY }, TODAY, 'in_order'],
  ['works on the last day of its year', 'AIC-01', system(), { rating: 'effective', version: 1, ratedOn: '2025-11-25' }, '2026-11-25', 'in_order'],
  ['the day after', 'AIC-01', system(), { rating: 'effective', version: 1, ratedOn: '2025-11-25' }, '2026-11-26', 'overdue'],
  ['on the last day of its month', 'AIC-07', system(), { rating: 'effective', version: 1, ratedOn: '2026-10-25' }, '2026-11-25', 'in_order'],
  ['the day after its month', 'AIC-07', system(), { rating: 'effective', version: 1, ratedOn: '2026-10-25' }, '2026-11-26', 'overdue'],
  ['the system has changed since', 'AIC-01', system({ materialVersion: 2 }), { rating: 'effective', version: 1, ratedOn: TODAY }, TODAY, 'stale'],
  ['rated after the change', 'AIC-01', system({ materialVersion: 2 }), { rating: 'effective', version: 2, ratedOn: TODAY }, TODAY, 'in_order'],
  ['a change does not touch what goes by itself', 'AIC-05', system({ materialVersion: 2 }), { rating: 'effective', version: 1, ratedOn: '2020-01-01' }, TODAY, 'in_order'],
  ['excused', 'AIC-01', system({ materialVersion: 2 }), { rating: 'not_applicable', version: 1, ratedOn: TODAY }, TODAY, 'not_applicable']
]
for (const [name, id, of, rating, today, state] of STATES) {
  t.test(`a control stands: ${name}`, (t) => {
    t.equal(standing(id, of, rating, today)?.state, state)
    t.equal(isGap({ state }), state !== 'in_order' && state !== 'not_applicable')
    t.end()
  })
}

t.test('what works is proved, and what does not apply has a reason', (t) => {
  for (const rating of ['operating', 'effective'] as const) t.strictSame([missingOf({ rating }), missingOf({ rating, evidence: {} })], ['evidence', undefined])
  t.strictSame([missingOf({ rating: 'not_applicable' }), missingOf({ rating: 'not_applicable', reason: 'x' }), missingOf({ rating: 'missing' }), missingOf({ rating: 'designed' })], ['reason', undefined, undefined, undefined])
  t.end()
})

t.test('a question is supported as far as its controls work, and the worst of the severe ones is named', (t) => {
  const rated = (ratings: Record<string, GivenRating['rating']>) => standingsOf(CONTROL_CATALOGUE, RULE_SET, system(), new Map(Object.entries(ratings).map(([id, rating]) => [id, { rating, version: 1, ratedOn: TODAY }])), TODAY)
  const linked = CONTROL_CATALOGUE.controls.filter(({ saq }) => saq.includes('3.5.4')).map(({ id }) => id)
  const applicable = rated({}).filter(({ control, state }) => control.saq.includes('3.5.4') && state !== 'not_applicable').length
  t.ok(applicable < linked.length, 'one of them does not apply to this system')
  const effect = (ratings: Record<string, GivenRating['rating']>) => effectsOn(['3.5.4'], [{ code: 'A', questions: ['3.5.4'], standings: rated(ratings) }, { code: 'B', questions: ['3.8'], standings: rated({}) }])[0]
  t.match(effect({}), { question: '3.5.4', systems: ['A'], applicable, working: 0, coverage: 0, weakest: { system: 'A', control: 'AIC-04', state: 'unrated' } })
  t.match(effect({ 'AIC-04': 'effective', 'AIC-06': 'missing', 'AIC-05': 'operating' }), { working: 2, coverage: 2 / applicable, weakest: { control: 'AIC-06', state: 'missing' } })
  t.match(effect(Object.fromEntries(linked.map((id) => [id, 'effective']))), { working: applicable, coverage: 1, weakest: null })
  t.match(effect(Object.fromEntries(linked.map((id) => [id, id === 'AIC-09' ? 'missing' : 'effective']))), { coverage: (applicable - 1) / applicable, weakest: null }, 'AIC-09 is not severe')
  t.strictSame(effectsOn(['1.3.2'], []), [{ question: '1.3.2', systems: [], applicable: 0, working: 0, coverage: null, weakest: null }])
  t.end()
})

t.test('a theme is answered when nothing of it is missing and its controls are in order', (t) => {
  const all = new Map(CONTROL_CATALOGUE.controls.map(({ id }): [string, GivenRating] => [id, { rating: 'effective', version: 1, ratedOn: TODAY }]))
  const answer = (theme: string, changes: Partial<SystemContent> = {}, ratings: ReadonlyMap<string, GivenRating> = all) => {
    const of = system({ content: { ...content, ...changes } })
    return themesOf(of.content, standingsOf(CONTROL_CATALOGUE, RULE_SET, of, ratings, TODAY)).find((one) => one.theme === theme)
  }
  t.match(answer('legal_basis'), { answered: false, facts: [{}, { name: 'legal_basis', value: null }, {}] })
  t.match(answer('legal_basis', { data: { categories: ['prices'], legalBasis: 'Contract', trainingUseAllowed: false } }), { answered: true })
  t.match(answer('legal_basis', { data: { categories: ['prices'], legalBasis: 'Contract', trainingUseAllowed: false } }, new Map()), { answered: false }, 'a fact alone is no control')
  t.match(answer('third_parties'), { answered: false }, 'no clause is agreed')
  t.match(answer('third_parties', { contractClauses: ['audit', 'incident_notice', 'change_notice'] }), { answered: true })
  t.match(answer('third_parties', { deployment: 'own' }), { answered: true }, 'what the company runs itself has no contract')
  t.match(answer('international', { processingCountries: [] }), { answered: false })
  t.match(answer('international'), { answered: true, applies: false }, 'within the Union no control of it applies')
  t.match(answer('human_in_the_loop'), { answered: true, applies: true })
  t.equal(WCO_THEMES.length, 10)
  t.end()
})
