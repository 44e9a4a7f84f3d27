import t from 'tap'
import { testApp } from '../../support/app.ts'
import { Inventory } from '../../support/ai-systems.ts'
import { testDatabase } from '../../support/postgres.ts'

const { appUrl } = await testDatabase(t)
let now = new Date('2026-11-25T10:00:00Z')
const { app } = await testApp(t, appUrl, {}, { clock: () => now })
const inventory = new Inventory(app)
await inventory.prepare()
const PROOF = { reference: 'DMS-1', sha256: 'a'.repeat(64) }
const id = await inventory.inUse('CONTROLLED')
const put = async (control: string, payload: object, headers?: Record<string, string>) => await inventory.call('PUT', `/ai-systems/${id}/controls/${control}`, payload, 'erp', headers)

t.test('the catalogue is shown, and each control of a system as it stands', async (t) => {
  t.equal((await inventory.call('GET', '/ai-systems/controls')).json<{ items: unknown[] }>().items.length, 36)
  const { items } = (await inventory.call('GET', `/ai-systems/${id}/controls`)).json<{ items: { control: string, state: string, applies: boolean }[] }>()
  t.equal(items.length, 36)
  t.match(items.find(({ control }) => control === 'AIC-20'), { applies: true, state: 'unrated', rating: null }, 'it is in the cloud')
  t.match(items.find(({ control }) => control === 'AIC-26'), { applies: false, state: 'not_applicable' }, 'it is given no personal data')
})

t.test('a control is rated with proof, under the state that was seen, and the class is another thing', async (t) => {
  const unrated = await inventory.call('GET', `/ai-systems/${id}/controls/AIC-01`)
  t.equal(unrated.headers['etag'], '"0"')
  t.equal((await put('AIC-01', { rating: 'missing' }, {})).statusCode, 428)
  t.equal((await put('AIC-01', { rating: 'missing' }, { 'if-match': '"1"' })).statusCode, 412)
  t.match((await put('AIC-01', { rating: 'effective' })).json(), { status: 400, errors: [{ pointer: '/evidence' }] })
  t.match((await put('AIC-01', { rating: 'not_applicable' })).json(), { status: 400, errors: [{ pointer: '/reason' }] })
  t.match((await put('AIC-01', { rating: 'missing', ratedOn: '2026-11-26' })).json(), { status: 400, errors: [{ pointer: '/ratedOn' }] })
  t.match((await put('AIC-99', { rating: 'missing' })).json(), { status: 404, type: '/problems/ai-control-not-found' })
  const rated = await put('AIC-01', { rating: 'operating', evidence: PROOF, ratedOn: '2026-11-24' }, { 'if-match': '"0"' })
  t.match(rated.json(), { control: 'AIC-01', rating: 'operating', state: 'in_order', evidence: PROOF, version: 1, ratedOn: '2026-11-24', reviewOn: '2027-11-24' })
  t.equal(rated.headers['etag'], '"1"')
  t.match((await inventory.call('GET', `/ai-systems/${id}`)).json(), { assessment: { class: 'minimal' } })
  now = new Date('2027-11-25T10:00:00Z')
  t.match((await inventory.call('GET', `/ai-systems/${id}/controls/AIC-01`)).json(), { state: 'overdue', rating: 'operating' })
  now = new Date('2026-11-25T10:00:00Z')
  await inventory.call('PATCH', `/ai-systems/${id}`, { productVersion: '9' })
  t.match((await inventory.call('GET', `/ai-systems/${id}/controls/AIC-01`)).json(), { state: 'stale' })
  t.match((await put('AIC-01', { rating: 'effective', evidence: PROOF }, { 'if-match': '"1"' })).json(), { state: 'in_order', version: 2 })
  const ratings = async (control: string, query = '') => (await inventory.call('GET', `/ai-systems/${id}/controls/${control}/ratings${query}`)).json<{ items: { revision: number, rating: string }[], nextCursor: string }>()
  t.match((await ratings('AIC-01')).items, [{ revision: 2, rating: 'effective', version: 2, evidence: PROOF }, { revision: 1, rating: 'operating', version: 1, ratedOn: '2026-11-24' }], 'the ratings before are kept')
  t.match((await ratings('AIC-01', `?limit=1&cursor=${(await ratings('AIC-01', '?limit=1')).nextCursor}`)).items, [{ revision: 1 }])
  t.match(await ratings('AIC-99'), { status: 404, type: '/problems/ai-control-not-found' })
})

t.test('the themes of the WCO report are answered from register and controls', async (t) => {
  const { items } = (await inventory.call('GET', `/ai-systems/${id}/themes`)).json<{ items: { theme: string, answered: boolean, facts: { name: string, value: string | null }[] }[] }>()
  t.equal(items.length, 10)
  t.match(items.find(({ theme }) => theme === 'international'), { facts: [{ name: 'processing_countries', value: 'IE' }, { name: 'sub_processor_countries', value: 'none' }] })
  t.match(items.find(({ theme }) => theme === 'confidentiality'), { answered: false, facts: [{}, { name: 'contract_clause_confidentiality', value: null }] })
})

t.test('what is retired is rated no more', async (t) => {
  await inventory.step(id, 'retired')
  t.match((await put('AIC-02', { rating: 'missing' })).json(), { status: 409, type: '/problems/ai-system-retired' })
})
