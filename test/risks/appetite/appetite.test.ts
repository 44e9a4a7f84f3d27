import t from 'tap'
import { AREAS } from '../../../src/risks/catalogue/areas.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskRegister } from '../../support/risks.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)
const register = new RiskRegister(app)

const APPETITE = { acceptableScore: 6, appetiteEur: 25_000, reason: 'Decided by the board' }
const set = async (payload: object, etag: string | undefined, area = 'value') => await register.call('PUT', `/risk-appetites/${area}`, payload, etag === undefined ? {} : { 'if-match': etag })

t.test('every area is listed, and none is set before somebody sets it', async (t) => {
  const { items } = (await register.call('GET', '/risk-appetites')).json<{ items: { area: string, set: unknown }[] }>()
  t.strictSame(items, AREAS.map((area) => ({ area, set: null })))
  const answer = await register.call('GET', '/risk-appetites/value')
  t.strictSame([answer.json(), answer.headers['etag']], [{ area: 'value', set: null }, '"0"'])
})

t.test('an appetite is set by what was seen, and its history is kept', async (t) => {
  t.equal((await set(APPETITE, undefined)).statusCode, 428)
  t.equal((await set(APPETITE, '"1"')).statusCode, 412)
  const first = await set(APPETITE, '"0"')
  t.strictSame([first.statusCode, first.headers['etag']], [200, '"1"'])
  t.match(first.json(), { area: 'value', set: { number: 1, acceptableScore: 6, appetiteEur: 25_000, reason: 'Decided by the board' } })
  t.equal((await set({ ...APPETITE, appetiteEur: 30_000 }, '"0"')).statusCode, 412)
  t.equal((await set({ ...APPETITE, appetiteEur: 30_000 }, '"1"')).statusCode, 200)
  t.match((await register.call('GET', '/risk-appetites/value')).json(), { set: { number: 2, appetiteEur: 30_000 } })
  t.equal((await register.call('GET', '/risk-appetites/value', undefined, { 'if-none-match': '"2"' })).statusCode, 304)
  const page = (await register.call('GET', '/risk-appetites/value/history?limit=1')).json<{ items: unknown[], nextCursor: string }>()
  t.match(page.items, [{ number: 2 }])
  t.match((await register.call('GET', `/risk-appetites/value/history?cursor=${page.nextCursor}`)).json(), { items: [{ number: 1, appetiteEur: 25_000 }], nextCursor: null })
})

t.test('of two who set the same area at once one is refused, also the first time', async (t) => {
  const answers = await Promise.all([1, 2].map(async (score) => await set({ ...APPETITE, acceptableScore: score }, '"0"', 'origin')))
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 412])
})

const FAULTS: [name: string, changes: object, pointer: string][] = [
  ['an appetite of nothing', { appetiteEur: 0 }, '/appetiteEur'], ['an appetite below zero', { appetiteEur: -1 }, '/appetiteEur'], ['a score of nothing', { acceptableScore: 0 }, '/acceptableScore'],
  ['a score above all', { acceptableScore: 26 }, '/acceptableScore'], ['no reason', { reason: ' ' }, '/reason'], ['an unknown field', { colour: 'red' }, '/colour']
]
for (const [name, changes, pointer] of FAULTS) {
  t.test(`${name} is refused with its place`, async (t) => {
    t.match((await set({ ...APPETITE, ...changes }, '*')).json(), { status: 400, errors: [{ pointer }] })
  })
}

t.test('setting is an event with what was before, and without the reason', async (t) => {
  const { items } = (await register.call('GET', '/events?limit=1000')).json<{ items: { type: string, subject: string, data: object }[] }>()
  const events = items.filter(({ subject }) => subject === 'risk_appetite:value')
  t.match(events, [{ type: 'risk_appetite.set', data: { before: null, after: { acceptableScore: 6, appetiteEur: 25_000 } } }, { data: { before: { appetiteEur: 25_000 }, after: { appetiteEur: 30_000 } } }])
  t.notMatch(JSON.stringify(events), 'board')
})
