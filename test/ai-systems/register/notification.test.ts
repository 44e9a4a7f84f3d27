import t from 'tap'
import { followLogs } from '../../../src/authorisations/index.ts'
import { testApp } from '../../support/app.ts'
import { Inventory, MINIMAL } from '../../support/ai-systems.ts'
import { testDatabase } from '../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const clock = () => new Date('2026-11-25T10:00:00Z')
const { app, db } = await testApp(t, appUrl, {}, { clock })
const inventory = new Inventory(app)
await inventory.prepare()
await inventory.call('POST', '/authorisations', { type: 'AEOF', reference: 'ITAEOF1', holderEori: TEST_OPERATOR, decisionDate: '2020-01-15' })
await followLogs({ db, clock })

const duties = async () => (await inventory.call('GET', '/notification-duties?limit=1000')).json<{ items: { rule: string, subject: string, occurredOn: string }[] }>().items.filter(({ rule }) => rule.startsWith('ai_')).map(({ rule, subject, occurredOn }) => [rule, subject, occurredOn])
const events = async (): Promise<{ type: string, subject: string, data: Record<string, unknown> }[]> => (await app.inject({ url: '/v1/events?limit=1000', headers: bearer({ scope: 'events:read ai:read' }) })).json<{ items: { type: string, subject: string, data: Record<string, unknown> }[] }>().items

t.test('AI that comes into use, and a material change of it, are what customs must be told of; nothing before and nothing else', async (t) => {
  const id = await inventory.register('TOLD')
  await inventory.call('PATCH', `/ai-systems/${id}`, { models: [{ name: 'codewise-lm', version: '3.2' }] })
  await inventory.assess(id)
  await inventory.step(id, 'assessed')
  t.equal(await followLogs({ db, clock }), 0, 'what is only thought of changes nothing')
  await inventory.step(id, 'in_use')
  t.equal(await followLogs({ db, clock }), 1)
  await inventory.call('PATCH', `/ai-systems/${id}`, { name: 'Another name' })
  t.equal(await followLogs({ db, clock }), 0, 'a name is not material')
  await inventory.call('PATCH', `/ai-systems/${id}`, { provider: 'Other', processSteps: ['origin', 'tariff_classification'] })
  t.equal(await followLogs({ db, clock }), 1)
  await inventory.assess(id, { ...MINIMAL, c_domains: ['tariff_classification', 'origin'] })
  await inventory.step(id, 'suspended')
  await inventory.step(id, 'in_use')
  t.equal(await followLogs({ db, clock }), 0, 'it comes back; it is not new')
  t.strictSame((await duties()).map(([rule]) => rule).toSorted(), ['ai_changed', 'ai_introduced'])
  t.ok((await duties()).every(([, subject]) => subject === `ai_system:${id}`))
  const of = (await events()).filter(({ subject }) => subject === `ai_system:${id}`)
  t.match(of.find(({ type }) => type === 'ai_system.introduced')?.data, { system: 'TOLD', on: '2026-11-25', class: 'minimal', questions: ['1.3.2', '3.7', '3.8'] })
  t.match(of.find(({ type }) => type === 'ai_system.changed')?.data, { fields: ['processSteps', 'provider'], material: true, questions: ['1.3.2', '1.3.4', '3.7', '3.8'] }, 'with the answers that it touches')
  t.strictSame(of.map(({ type }) => type), ['ai_system.proposed', 'ai_system.revised', 'ai_assessment.recorded', 'ai_system.status_changed', 'ai_system.introduced', 'ai_system.described', 'ai_system.changed', 'ai_assessment.recorded', 'ai_system.suspended', 'ai_system.resumed'])
})

t.test('AI that takes part in nothing of customs is none of its business', async (t) => {
  const id = await inventory.inUse('HR', { pillars: [], processSteps: ['it_security'], deployment: 'own' }, { ...MINIMAL, c_domains: ['it_security'], c_cloud: 'none' })
  t.equal(await followLogs({ db, clock }), 1, 'the security of systems is: question 3.7')
  const office = await inventory.inUse('OFFICE', { pillars: [], processSteps: ['finance'] }, { ...MINIMAL, c_domains: ['finance'] })
  await inventory.call('PATCH', `/ai-systems/${office}`, { provider: 'Other' })
  t.equal(await followLogs({ db, clock }), 0)
  const of = (await events()).filter(({ subject }) => subject === `ai_system:${office}`).map(({ type }) => type)
  t.ok(of.includes('ai_system.put_in_use') && of.includes('ai_system.revised'))
  t.not(id, office)
})

t.test('the log names nobody and repeats no words', async (t) => {
  await inventory.call('POST', '/people', { pseudonym: 'P-SECRET', employmentKind: 'employee' })
  const id = await inventory.register('WORDS', { name: 'SECRET-NAME', purpose: 'SECRET-PURPOSE', provider: 'SECRET-PROVIDER', owner: { kind: 'person', code: 'P-SECRET' }, review: { mode: 'full', rule: 'SECRET-RULE' } })
  await inventory.call('PATCH', `/ai-systems/${id}`, { provider: 'SECRET-OTHER', purpose: 'SECRET-AGAIN' })
  await inventory.step(id, 'retired', { reason: 'SECRET-REASON' })
  t.notMatch(JSON.stringify((await events()).filter(({ subject }) => subject === `ai_system:${id}`)), /SECRET/)
})
