import t from 'tap'
import { testApp } from '../../support/app.ts'
import { Inventory } from '../../support/ai-systems.ts'
import { testDatabase } from '../../support/postgres.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-11-25T10:00:00Z') })
const inventory = new Inventory(app)
await inventory.prepare()
const id = await inventory.register('TRIED', { validFrom: '2026-01-01' })
await inventory.call('PATCH', `/ai-systems/${id}`, { productVersion: '2', validFrom: '2026-06-01' })
const trial = (changes: object = {}) => ({ evaluatedOn: '2026-05-31', pillar: 'classification', sampleSize: 50, errors: 5, comparedWith: 'Binding rulings', evidence: { reference: 'DMS-1', sha256: 'a'.repeat(64) }, ...changes })
const record = async (changes: object = {}, headers: Record<string, string> = {}) => await inventory.call('POST', `/ai-systems/${id}/evaluations`, trial(changes), 'erp', headers)

t.test('a trial counts for the version of its day, and its rate has an interval', async (t) => {
  const first = await record()
  t.equal(first.statusCode, 201)
  t.match(first.json(), { version: 1, errorRate: 0.1 })
  const { errorRateLow, errorRateHigh } = first.json<{ errorRateLow: number, errorRateHigh: number }>()
  // Wilson 45/50 is 0.7864 to 0.9565: of the errors it is what is left.
  t.strictSame([errorRateLow.toFixed(4), errorRateHigh.toFixed(4)], ['0.0435', '0.2136'])
  t.match((await record({ evaluatedOn: '2026-06-01', errors: 0, sampleSize: 30 })).json(), { version: 2, errorRate: 0, errorRateLow: 0 })
})

t.test('what cannot be is refused with its place', async (t) => {
  for (const [changes, pointer] of [[{ errors: 51 }, '/errors'], [{ errors: -1 }, '/errors'], [{ sampleSize: 0, errors: 0 }, '/sampleSize'], [{ evaluatedOn: '2026-11-26' }, '/evaluatedOn'], [{ evaluatedOn: '2025-12-31' }, '/evaluatedOn'], [{ evaluatedOn: '2026-02-30' }, '/evaluatedOn'], [{ pillar: 'all' }, '/pillar']] as const) {
    t.match((await record(changes)).json(), { status: 400, errors: [{ pointer }] }, JSON.stringify(changes))
  }
  t.equal((await record({ errors: 50 })).statusCode, 201, 'all wrong is possible')
})

t.test('they are listed last day first, by pillar, and once under a key', async (t) => {
  const once = async () => (await record({ pillar: 'origin', evaluatedOn: '2026-07-01' }, { 'idempotency-key': 'trial' })).json()
  t.strictSame(await once(), await once())
  const list = async (query: string) => (await inventory.call('GET', `/ai-systems/${id}/evaluations?${query}`)).json<{ items: { evaluatedOn: string, pillar: string }[], nextCursor: string | null }>()
  t.strictSame((await list('')).items.map(({ evaluatedOn }) => evaluatedOn), ['2026-07-01', '2026-06-01', '2026-05-31', '2026-05-31'])
  t.strictSame((await list('pillar=origin')).items.map(({ pillar }) => pillar), ['origin'])
  const first = await list('limit=1')
  t.strictSame((await list(`limit=1&cursor=${first.nextCursor}`)).items.map(({ evaluatedOn }) => evaluatedOn), ['2026-06-01'])
})
