import t from 'tap'
import type { Called } from '../../support/ai-systems.ts'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { HOSTILE } from '../../support/hostile.ts'
import { ownRisk, RiskRegister, STATED } from '../../support/risks.ts'
import { statementsOf } from '../../support/statements.ts'

/** Confirming what is proposed of many risks in one request. */

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-11-10T10:00:00Z') })
const register = new RiskRegister(app)
await register.prepare()
const { taken } = await register.done<{ taken: string[] }>('POST', '/risks/proposals', {})
const confirm = async (payload: object, headers: Record<string, string> = {}, caller: object = {}): Promise<Called> => await register.call('POST', '/risks/confirm', payload, headers, caller)
const [single, ...rest] = taken.filter((code) => !code.startsWith('EXC'))

t.test('what stands against any of them is told of all, and then none is confirmed', async (t) => {
  await register.done('POST', '/risks/EXC-01/inputs', { reason: 'x' })
  await register.done('POST', '/risks/EXC-02/retire', { reason: 'x' })
  await register.done('POST', '/risks', ownRisk('OWN-1'))
  const { id } = await register.done<{ id: string }>('GET', '/risks/EXC-03')
  const refused = (await confirm({ reason: 'x', statedOn: '2026-11-11', confirm: [
    { risk: 'EXC-03' }, { risk: id }, { risk: 'EXC-01' }, { risk: 'EXC-02' }, { risk: 'NONE' }, { risk: '018f0000-0000-7000-8000-000000000000' }, { risk: 'OWN-1', input: { likelihood: 3, statedOn: '2026-11-10' } },
    { risk: 'CLA-01', input: { lossHigh: 1, statedOn: '2026-11-10' } }, { risk: 'CLA-02', input: { statedOn: '2026-11-12', evidence: { findings: [{ checks: ['NO-1'] }] } } }
  ] })).json<{ status: number, errors: { pointer: string, detail: string, hint: string }[] }>()
  t.equal(refused.status, 400)
  t.strictSame(refused.errors.map(({ pointer, detail }) => `${pointer} ${detail}`), [
    '/statedOn is a day that is still to come', '/confirm/1/risk is named twice', '/confirm/2/risk is stated already', '/confirm/3/risk is retired', '/confirm/4/risk is no risk of yours', '/confirm/5/risk is no risk of yours',
    ...['lossLow', 'lossHigh', 'consequence', 'exposureBasis', 'evidence'].map((name) => `/confirm/6/input/${name} is missing: nobody has stated it, and nothing is proposed`),
    '/confirm/7/input/lossHigh leaves lossHigh below lossLow', '/confirm/8/input/statedOn is a day that is still to come', '/confirm/8/input/evidence/findings/0/checks/0 is no check'
  ])
  t.ok(refused.errors.every(({ hint }) => hint !== ''))
  t.match(await register.done('GET', '/risks/EXC-03'), { state: 'proposed', input: null })
})

t.test('risks of another company are none of one\'s own', async (t) => {
  const { id } = await register.done<{ id: string }>('GET', '/risks/CLA-01')
  for (const risk of [id, 'CLA-01']) t.match((await confirm({ reason: 'x', confirm: [{ risk }] }, {}, { operator: OTHER_OPERATOR })).json(), { status: 400, errors: [{ pointer: '/confirm/0/risk' }] })
  t.match(await register.done('GET', '/risks/CLA-01'), { state: 'proposed' })
})

t.test('a newcomer confirms the whole catalogue in one request, with as many statements as for one risk, and what was changed of it', async (t) => {
  const one = await statementsOf(db, async () => { t.equal((await confirm({ reason: 'Agreed', confirm: [{ risk: single }] })).statusCode, 200) })
  const changed = { risk: 'CLA-02', input: { likelihood: 5, reason: 'Codes lapsed', statedOn: '2026-11-01' } }
  const many = await statementsOf(db, async () => {
    const answer = await confirm({ reason: 'Agreed in the workshop', statedOn: '2026-11-02', confirm: rest.map((risk) => risk === 'CLA-02' ? changed : { risk }) })
    t.strictSame(answer.json(), { confirmed: rest.toSorted() })
  })
  t.equal(many.length, one.length)
  t.match(await register.done('GET', '/risks/CLA-01'), { state: 'stated', input: { number: 1, confirmsVersion: 1, reason: 'Agreed in the workshop', statedOn: '2026-11-02' } })
  t.match(await register.done('GET', '/risks/CLA-02'), { state: 'stated', input: { number: 1, confirmsVersion: null, likelihood: 5, lossLow: 300, reason: 'Codes lapsed', statedOn: '2026-11-01' } })
  const { items } = await register.done<{ items: { type: string, subject: string, data: { risk: string } }[] }>('GET', '/events?limit=1000')
  t.strictSame(items.flatMap(({ type, data }) => type === 'risk.stated' ? [data.risk] : []).toSorted(), ['EXC-01', single, ...rest].toSorted(), 'each is an event')
  t.notMatch(JSON.stringify(items), /Agreed|lapsed/, 'without the words of people')
})

t.test('of two who confirm the same at the same moment one does, and the same key confirms once', async (t) => {
  const answers = await Promise.all([1, 2].map(async () => await confirm({ reason: 'x', confirm: [{ risk: 'EXC-03' }] })))
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 400])
  t.match(await register.done('GET', '/risks/EXC-03'), { input: { number: 1 } })
  await register.done('POST', '/risks/EXC-02/reinstate')
  const once = async () => await confirm({ reason: 'x', confirm: [{ risk: 'EXC-02' }] }, { 'idempotency-key': 'confirm' })
  t.strictSame([await once(), await once()].map((answer) => answer.json<object>()), [{ confirmed: ['EXC-02'] }, { confirmed: ['EXC-02'] }])
})

t.test('any text is refused or kept as it was sent', async (t) => {
  const { evidence: _evidence, reason: _reason, ...input } = STATED
  let kept = 0
  for (const [index, [name, text]] of HOSTILE.entries()) {
    await register.done('POST', '/risks', ownRisk(`TEXT-${index}`))
    const { statusCode } = await confirm({ reason: text, confirm: [{ risk: `TEXT-${index}`, input: { ...input, evidence: {} } }] })
    t.ok(statusCode === 200 || statusCode === 400, `${name} ${statusCode}`)
    if (statusCode === 200) t.equal((await register.done<{ input: { reason: string } }>('GET', `/risks/TEXT-${index}`)).input.reason, text, name)
    kept += statusCode === 200 ? 1 : 0
  }
  t.ok(kept > 2)
})
