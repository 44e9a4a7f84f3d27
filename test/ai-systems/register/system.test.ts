import t from 'tap'
import { RULE_SET } from '../../../src/ai-act/shipped-rules.ts'
import { contradictionsOf } from '../../../src/ai-systems/register/contradictions.ts'
import { changeOf, FIELDS, mattersForCustoms, questionsOf } from '../../../src/ai-systems/register/system.ts'
import type { SystemContent } from '../../../src/ai-systems/register/system.ts'

const content: SystemContent = {
  name: 'x', purpose: 'x', pillars: ['classification'], processSteps: ['tariff_classification'], owner: { kind: 'position', code: 'O' }, deputy: null, users: { units: [], positions: [] }, provider: 'x', productVersion: null,
  models: [{ name: 'm', version: '1', provider: null }], roles: ['deployer'], technique: 'language_model', deployment: 'cloud', processingCountries: ['IE'], subProcessors: [],
  data: { categories: ['goods_data'], legalBasis: null, trainingUseAllowed: false }, contractClauses: [], outputRecipients: [], autonomy: 'suggest', operatedBy: 'own', representative: null, review: { mode: 'full', rule: 'x' }
}
const withChange = (changes: Partial<SystemContent>): SystemContent => ({ ...content, ...changes })

const CHANGES: [name: string, changes: Partial<SystemContent>, material: boolean, questions: string[]][] = [
  ['nothing', {}, false, []],
  ['the name', { name: 'y' }, false, []],
  ['who stands in', { deputy: { kind: 'person', code: 'P' } }, false, []],
  ['who answers for it', { owner: { kind: 'person', code: 'P' } }, false, ['1.3.2', '3.7']],
  ['who works with it', { users: { units: ['U'], positions: [] } }, false, ['1.3.2', '3.7']],
  ['a clause of the contract', { contractClauses: ['exit'] }, false, ['3.7', '3.8']],
  ['the model\'s version', { models: [{ name: 'm', version: '2', provider: null }] }, true, ['1.3.2', '3.7']],
  ['the provider', { provider: 'y' }, true, ['1.3.2', '3.7', '3.8']],
  ['the purpose', { purpose: 'y' }, true, ['1.3.2', '3.7']],
  ['another process', { processSteps: ['origin', 'tariff_classification'] }, true, ['1.3.2', '1.3.4', '3.7']],
  ['one process for another', { processSteps: ['licensing_prohibitions'] }, true, ['1.3.2', '3.5.4', '3.7']],
  ['the data', { data: { categories: ['prices'], legalBasis: null, trainingUseAllowed: false } }, true, ['3.8']],
  ['where it processes', { processingCountries: ['US'] }, true, ['3.7', '3.8']],
  ['how far it acts by itself', { autonomy: 'transmit' }, true, ['1.3.2', '3.5.1', '3.7']],
  ['the rule of review', { review: { mode: 'sampled', rule: 'x' } }, true, ['1.3.2', '3.5.1', '3.7']],
  ['to whom output goes', { outputRecipients: ['customs'] }, true, ['1.3.2', '3.7', '3.8']]
]
for (const [name, changes, material, questions] of CHANGES) {
  t.test(`what a change of ${name} touches`, (t) => {
    t.strictSame(changeOf(RULE_SET, content, withChange(changes)), { fields: Object.keys(changes), material, questions })
    t.end()
  })
}

t.test('of a new system everything is new, and it is material', (t) => {
  t.strictSame(changeOf(RULE_SET, undefined, content), { fields: FIELDS, material: true, questions: ['1.3.2', '3.7', '3.8'] })
  t.end()
})

t.test('a system of no customs process stands in no answer, and customs is not told of it', (t) => {
  const hr = withChange({ pillars: [], processSteps: ['hr'] })
  t.strictSame(questionsOf(RULE_SET, hr), [])
  t.equal(mattersForCustoms(RULE_SET, hr), false)
  t.strictSame(changeOf(RULE_SET, hr, { ...hr, provider: 'y' }).questions, [])
  t.equal(mattersForCustoms(RULE_SET, { ...hr, pillars: ['value'] }), true)
  t.equal(mattersForCustoms(RULE_SET, { ...hr, processSteps: ['document_handling'] }), true)
  t.strictSame(questionsOf(RULE_SET, withChange({ operatedBy: 'representative', representative: 'DE1' })), ['1.3.2', '3.5.1', '3.7', '3.8'], 'a broker\'s AI stands in the answer on agents')
  t.end()
})

const SAID: [name: string, changes: Partial<SystemContent>, answers: Record<string, boolean | string | string[]>, questions: string[]][] = [
  ['nothing answered', {}, {}, []],
  ['the same roles in another order', { roles: ['deployer', 'provider'] }, { r_roles: ['provider', 'deployer'] }, []],
  ['other roles', {}, { r_roles: ['provider'] }, ['r_roles']],
  ['other processes', {}, { c_domains: ['tariff_classification', 'hr'] }, ['c_domains']],
  ['cloud against own premises', { deployment: 'own' }, { c_cloud: 'eu_cloud' }, ['c_cloud']],
  ['own premises against cloud', {}, { c_cloud: 'none' }, ['c_cloud']],
  ['hybrid is in the cloud as well', { deployment: 'hybrid' }, { c_cloud: 'third_country_cloud' }, []],
  ['no personal data, says the answer', { data: { categories: ['personal'], legalBasis: null, trainingUseAllowed: false } }, { r_personal_data: false }, ['r_personal_data']],
  ['personal data that the register does not know of', {}, { r_personal_data: true }, []],
  ['special categories denied', { data: { categories: ['special_category'], legalBasis: null, trainingUseAllowed: false } }, { r_personal_data: true, d_special_categories: false }, ['d_special_categories']],
  ['transmits after sampled review, and says reviewed', { autonomy: 'transmit', review: { mode: 'sampled', rule: 'x' } }, { c_unreviewed_output: false }, ['c_unreviewed_output']],
  ['transmits after full review', { autonomy: 'transmit' }, { c_unreviewed_output: false }, []],
  ['suggests without review', { review: { mode: 'none', rule: 'x' } }, { c_unreviewed_output: false }, []],
  ['unreviewed, and says so', { autonomy: 'decide', review: { mode: 'none', rule: 'x' } }, { c_unreviewed_output: true }, []]
]
for (const [name, changes, answers, questions] of SAID) {
  t.test(`answers against the register: ${name}`, (t) => {
    t.strictSame(contradictionsOf(withChange(changes), answers).map(({ question }) => question), questions)
    t.end()
  })
}
