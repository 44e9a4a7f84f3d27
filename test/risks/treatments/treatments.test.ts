import t from 'tap'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { control, ownRisk, RiskRegister, treatment } from '../../support/risks.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const now = new Date('2026-11-10T10:00:00Z')
const { app } = await testApp(t, appUrl, {}, { clock: () => now })
const register = new RiskRegister(app)
await register.prepare()
for (const code of ['RISK-A', 'RISK-B', 'RISK-C']) await register.done('POST', '/risks', ownRisk(code))

interface Treatment { id: string, code: string, state: string, finishedOn: string | null, became: Record<string, unknown> | null, effects: { risk: string, share: number }[] }
const get = async (path: string) => (await register.call('GET', path)).json<Treatment & { items: Treatment[], risks: string[], inForceFrom: string }>()
const codes = async (query: string) => (await get(`/risk-treatments${query}`)).items.map(({ code }) => code)
const events = async () => (await register.call('GET', '/events?limit=1000')).json<{ items: { type: string, data: Record<string, unknown> }[] }>().items

t.test('a treatment is added with its cost and effects, found, listed, and the code is taken', async (t) => {
  const answer = await register.call('POST', '/risk-treatments', treatment('TRT-1', { effects: [{ risk: 'RISK-B', share: 0.25 }, { risk: 'RISK-A', share: 0.99 }] }))
  t.equal(answer.statusCode, 201, answer.body)
  const added = answer.json<Treatment>()
  t.match(added, { code: 'TRT-1', state: 'proposed', kind: 'reduce', annualCostEur: '1200.5', effects: [{ risk: 'RISK-A', share: 0.99 }, { risk: 'RISK-B', share: 0.25 }], finishedOn: null, became: null, droppedOn: null, droppedBecause: null })
  t.equal(answer.headers['location'], `/v1/risk-treatments/${added.id}`)
  t.strictSame([await get(`/risk-treatments/${added.id}`), await get('/risk-treatments/TRT-1')], [added, added])
  t.match((await register.call('POST', '/risk-treatments', treatment('TRT-1'))).json(), { status: 409, type: '/problems/risk-treatment-exists', errors: [{ pointer: '/code' }] })
})

const FAULTS: [name: string, changes: Record<string, unknown>, pointer: string][] = [
  ['an owner that is nobody', { owner: { kind: 'person', code: 'NOBODY' } }, '/owner/code'], ['a risk that is none', { effects: [{ risk: 'RISK-B', share: 0.1 }, { risk: 'RISK-AA', share: 0.1 }] }, '/effects/1/risk'],
  ['a risk twice', { effects: [{ risk: 'RISK-A', share: 0.1 }, { risk: 'RISK-A', share: 0.2 }] }, '/effects/1/risk'], ['no effect', { effects: [] }, '/effects'], ['a share that leaves nothing', { effects: [{ risk: 'RISK-A', share: 1 }] }, '/effects/0/share'],
  ['a share below zero', { effects: [{ risk: 'RISK-A', share: -0.1 }] }, '/effects/0/share'], ['parts of a cent', { annualCostEur: 0.001 }, '/annualCostEur'], ['a cost below zero', { annualCostEur: -1 }, '/annualCostEur'],
  ['a day that does not exist', { dueOn: '2027-02-30' }, '/dueOn'], ['the kind accept, which is an acceptance', { kind: 'accept' }, '/kind'], ['a state that it cannot begin in', { state: 'finished' }, '/state'], ['a figure typed in', { residualScore: 4 }, '/residualScore']
]
for (const [name, changes, pointer] of FAULTS) {
  t.test(`a treatment with ${name} is refused with its place`, async (t) => {
    t.match((await register.call('POST', '/risk-treatments', treatment('TRT-F', changes))).json(), { status: 400, errors: [{ pointer }] })
  })
}

t.test('costs are kept to the cent, however they are written', async (t) => {
  const CASES: [stated: number | string, kept: string][] = [[0, '0'], [0.1, '0.1'], ['0.10', '0.1'], [1_000_000_000, '1000000000'], ['9999999999.99', '9999999999.99']]
  for (const [index, [annualCostEur, kept]] of CASES.entries()) t.match(await register.done('POST', '/risk-treatments', treatment(`COST-${index}`, { annualCostEur })), { annualCostEur: kept })
})

t.test('a treatment is found by kind, state, owner and risk', async (t) => {
  await register.done('POST', '/risk-treatments', treatment('FIND-1', { kind: 'transfer', state: 'decided', owner: { kind: 'person', code: 'P-OWNER' }, effects: [{ risk: 'RISK-C', share: 0.5 }] }))
  for (const query of ['?kind=transfer', '?state=decided', '?owner=P-OWNER', '?risk=RISK-C']) t.strictSame(await codes(query), ['FIND-1'], query)
  t.strictSame(await codes('?kind=avoid'), [])
  const first = (await register.call('GET', '/risk-treatments?limit=2')).json<{ items: Treatment[], nextCursor: string }>()
  t.equal(first.items.length, 2)
  t.notOk((await codes(`?limit=100&cursor=${first.nextCursor}`)).includes(first.items[1]?.code ?? ''), 'a page goes on after the last')
})

t.test('a change asks for the state that was seen, says what it changed, and is logged without words', async (t) => {
  await register.done('POST', '/risk-treatments', treatment('TRT-2', { title: 'SECRET-WORDS' }))
  t.equal((await register.call('PATCH', '/risk-treatments/TRT-2', { title: 'x' }, {})).statusCode, 428)
  t.equal((await register.call('PATCH', '/risk-treatments/TRT-2', { title: 'x' }, { 'if-match': '"7"' })).statusCode, 412)
  const changed = await register.call('PATCH', '/risk-treatments/TRT-2', { state: 'decided', effects: [{ risk: 'RISK-C', share: 0.3 }], action: 'SECRET-WORDS' }, { 'if-match': '"1"' })
  t.match(changed.json(), { state: 'decided', effects: [{ risk: 'RISK-C', share: 0.3 }] })
  t.equal(changed.headers['etag'], '"2"')
  t.equal((await register.call('PATCH', '/risk-treatments/TRT-2', { state: 'decided' })).headers['etag'], '"2"', 'what changes nothing is no change')
  t.strictSame((await get('/risk-treatments?risk=RISK-A')).items.filter(({ code }) => code === 'TRT-2'), [], 'the effects are these and no others')
  const logged = (await events()).filter(({ type, data }) => type.startsWith('risk_treatment.') && data['treatment'] === 'TRT-2')
  t.match(logged.at(-1), { type: 'risk_treatment.described', data: { fields: ['action', 'state', 'effects'], before: { state: 'proposed' }, after: { state: 'decided' } } })
  t.notMatch(JSON.stringify(logged), /SECRET-WORDS/)
})

t.test('a finished treatment becomes a control of the register that works against its risks', async (t) => {
  await register.done('POST', '/risk-treatments', treatment('TRT-3', { effects: [{ risk: 'RISK-A', share: 0.5 }, { risk: 'RISK-B', share: 0.5 }] }))
  const newControl = control('CTL-OF-TRT-3')
  const finished = await register.call('POST', '/risk-treatments/TRT-3/complete', { on: '2026-10-01', newControl })
  t.match(finished.json(), { state: 'finished', finishedOn: '2026-10-01', became: { kind: 'control', control: 'CTL-OF-TRT-3', need: null, course: null, reference: null, sha256: null } })
  t.match(await get('/controls/CTL-OF-TRT-3'), { risks: ['RISK-A', 'RISK-B'], inForceFrom: '2026-10-01', design: 'good' })
  t.match((await register.call('PATCH', '/risk-treatments/TRT-3', { title: 'x' })).json(), { status: 409, type: '/problems/risk-treatment-ended' })
  t.match((await register.call('POST', '/risk-treatments/TRT-3/drop', { reason: 'x' })).json(), { status: 409 })
})

t.test('one that becomes a control which stands already is linked with it, and its other risks stay', async (t) => {
  await register.done('POST', '/controls', control('CTL-STANDS', { risks: ['RISK-C'], inForceFrom: '2026-01-01' }))
  await register.done('POST', '/risk-treatments', treatment('TRT-4'))
  t.match(await register.done('POST', '/risk-treatments/TRT-4/complete', { control: 'CTL-STANDS' }), { finishedOn: '2026-11-10', became: { kind: 'control', control: 'CTL-STANDS' } })
  t.strictSame((await get('/controls/CTL-STANDS')).risks, ['RISK-A', 'RISK-C'])
  t.ok((await events()).some(({ type, data }) => type === 'risk_control.described' && data['control'] === 'CTL-STANDS'), 'the link is in the log')
})

t.test('one that becomes a training or a procedure says which', async (t) => {
  const need = (await register.done<{ id: string }>('POST', '/training/needs', { source: 'audit_finding', topic: 'value', level: 2, unit: 'CUSTOMS', severity: 'important', reason: 'x' })).id
  await register.done('POST', '/training/courses', { code: 'VALUE-1', title: 'x', kind: 'course', provider: 'x', providerType: 'internal', version: { validFrom: '2026-01-01', hours: '2', topics: [{ topic: 'value', level: 2 }] } })
  for (const code of ['TRT-5', 'TRT-6']) await register.done('POST', '/risk-treatments', treatment(code))
  t.match(await register.done('POST', '/risk-treatments/TRT-5/complete', { training: { need, course: 'VALUE-1' } }), { became: { kind: 'training', need, course: 'VALUE-1', control: null } })
  t.match(await register.done('POST', '/risk-treatments/TRT-6/complete', { procedure: { reference: 'dms:9', sha256: 'b'.repeat(64) } }), { became: { kind: 'procedure', reference: 'dms:9', sha256: 'b'.repeat(64) } })
})

const INCOMPLETE: [name: string, body: object, pointer: string][] = [
  ['as nothing', {}, ''], ['as two things', { control: 'CTL-STANDS', procedure: { reference: 'x' } }, ''], ['on a day to come', { on: '2026-11-11', procedure: { reference: 'x' } }, '/on'], ['as a control that is none', { control: 'CTL-Z' }, '/control'],
  ['as a training that says nothing', { training: {} }, '/training'], ['as a need that is none', { training: { need: '018f0000-0000-7000-8000-000000000000' } }, '/training/need'], ['as a course that is none', { training: { course: 'NONE' } }, '/training/course'],
  ['as a new control of nobody', { newControl: control('CTL-N', { owner: { kind: 'person', code: 'NOBODY' } }) }, '/newControl/owner/code'], ['as a control with the code of another', { newControl: control('CTL-STANDS') }, '/newControl/code']
]
for (const [name, body, pointer] of INCOMPLETE) {
  t.test(`a treatment is not finished ${name}, and stays as it was`, async (t) => {
    await register.call('POST', '/risk-treatments', treatment('TRT-7'))
    const answer = await register.call('POST', '/risk-treatments/TRT-7/complete', body)
    t.ok([400, 409].includes(answer.statusCode), answer.body)
    t.match(answer.json(), { errors: [{ pointer }] })
    t.match(await get('/risk-treatments/TRT-7'), { state: 'proposed', became: null })
  })
}

t.test('a treatment that is dropped says why', async (t) => {
  await register.done('POST', '/risk-treatments', treatment('TRT-8'))
  t.match(await register.done('POST', '/risk-treatments/TRT-8/drop', { reason: 'Too dear', on: '2026-11-01' }), { state: 'dropped', droppedOn: '2026-11-01', droppedBecause: 'Too dear' })
  t.match((await register.call('POST', '/risk-treatments/TRT-8/complete', { procedure: { reference: 'x' } })).json(), { status: 409, type: '/problems/risk-treatment-ended' })
})

t.test('finished by two at the same moment it becomes one thing alone', async (t) => {
  await register.done('POST', '/risk-treatments', treatment('TRT-9'))
  const finish = async (code: string) => await register.call('POST', '/risk-treatments/TRT-9/complete', { newControl: control(code) }, { 'if-match': '"1"' })
  const answers = await Promise.all([finish('CTL-RACE-1'), finish('CTL-RACE-2')])
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 412])
  const controls = (await register.call('GET', '/controls?limit=1000')).json<{ items: { code: string }[] }>().items.filter(({ code }) => code.startsWith('CTL-RACE'))
  t.equal(controls.length, 1, 'and no control is left of the other')
})

t.test('what is sent twice under one key is done once', async (t) => {
  const headers = { ...bearer(), 'idempotency-key': 'treatment-1', 'if-match': '*' }
  const send = async (url: string, payload: object) => await app.inject({ method: 'POST', url: `/v1${url}`, headers, payload })
  const [one, two] = [await send('/risk-treatments', treatment('TRT-10')), await send('/risk-treatments', treatment('TRT-10'))]
  t.strictSame([one.statusCode, two.statusCode, two.body], [201, 201, one.body])
})
