import pg from 'pg'
import t from 'tap'
import { addOperator } from '../../../src/platform/operators.ts'
import { testApp } from '../../support/app.ts'
import { storeAssessment } from '../../support/assessed-risks.ts'
import { testDatabase } from '../../support/postgres.ts'
import { ownRisk, RiskRegister, STATED } from '../../support/risks.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
let now = new Date('2026-11-10T10:00:00Z')
const { app, db } = await testApp(t, database.appUrl, {}, { clock: () => now })
const register = new RiskRegister(app)
await register.prepare()
const owner = new pg.Client(database.superuserUrl)
await owner.connect()
t.teardown(async () => { await owner.end() })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')

await register.done('POST', '/positions', { code: 'BOARD', title: 'Member of the board', unit: 'CUSTOMS', validFrom: '2020-01-01' })
await register.done('POST', '/people', { pseudonym: 'P-BOARD', employmentKind: 'employee' })
await register.done('POST', '/assignments', { person: 'P-BOARD', position: 'BOARD', validFrom: '2026-01-01', ftePercent: 100 })
await register.done('POST', '/assignments', { person: 'P-OWNER', position: 'BOARD', validFrom: '2026-01-01', ftePercent: 100 })

let number = 0
const assessmentId = (): string => `018f0000-0000-7000-8000-${String(++number).padStart(12, '0')}`
/** A risk that was assessed once. */
async function assessed (code: string, score: { likelihood: number, impact: number } = { likelihood: 2, impact: 5 }): Promise<string> {
  await register.done('POST', '/risks', ownRisk(code))
  await register.done('POST', `/risks/${code}/inputs`, STATED)
  return await again(code, score, '2026-11-01T00:00:00Z')
}
async function again (code: string, score: { likelihood: number, impact: number, sites?: string[] }, at: string): Promise<string> {
  const id = assessmentId()
  await storeAssessment(owner, operatorId, code, { id, at, ...score })
  return id
}

interface Acceptance { id: string, state: string, standing: string, residualScore: number, scoreSince: number | null, assessment: string | null, signature: Record<string, string> | null, ended: object | null }
const ASKER = { subject: 'asker' }
const BOARD = { subject: 'board' }
const ask = async (payload: object, caller: object = ASKER) => await register.call('POST', '/risk-acceptances', { reason: 'Cheaper than what could be done', expiresOn: '2027-06-30', requestedBy: 'P-OWNER', ...payload }, {}, caller)
const asked = async (risk: string): Promise<string> => (await ask({ risk })).json<Acceptance>().id
const sign = async (id: string, payload: object = {}, caller: object = BOARD, headers: Record<string, string> = { 'if-match': '*' }) => await register.call('POST', `/risk-acceptances/${id}/sign`, { position: 'BOARD', rank: 'Member of the board', signer: 'P-BOARD', ...payload }, headers, caller)
const read = async (id: string) => (await register.call('GET', `/risk-acceptances/${id}`)).json<Acceptance>()

t.test('it is asked for by one person, signed by another, and then holds', async (t) => {
  const assessment = await assessed('ACC-1')
  const answer = await ask({ risk: 'ACC-1' })
  t.equal(answer.statusCode, 201, answer.body)
  const request = answer.json<Acceptance>()
  t.match(request, { risk: 'ACC-1', state: 'requested', standing: 'requested', residualScore: 10, likelihoodLevel: 2, impactLevel: 5, expectedAnnualLoss: 8000, assessment, audit: null, requestedBy: 'P-OWNER', signature: null, ended: null, scoreSince: null })
  t.equal(answer.headers['location'], `/v1/risk-acceptances/${request.id}`)
  const signed = await sign(request.id, {}, BOARD, { 'if-match': String(answer.headers['etag']) })
  t.match(signed.json(), { state: 'signed', standing: 'valid', signature: { by: 'P-BOARD', position: 'BOARD', rank: 'Member of the board', at: '2026-11-10T10:00:00.000Z' } })
  t.strictSame(await read(request.id), signed.json())
  const events = (await register.call('GET', '/events?limit=1000')).json<{ items: { type: string, data: object }[] }>().items.filter(({ type }) => type.startsWith('risk_acceptance.'))
  t.match(events, [{ type: 'risk_acceptance.requested', data: { risk: 'ACC-1', residualScore: 10, requestedBy: 'P-OWNER' } }, { type: 'risk_acceptance.signed', data: { signer: 'P-BOARD', position: 'BOARD' } }])
  t.notMatch(JSON.stringify(events), /Cheaper|Member of the board/, 'neither reason nor rank is in the log')
})

t.test('whoever asked does not sign: neither the person by another login, nor the login for another person', async (t) => {
  await assessed('ACC-2')
  const id = await asked('ACC-2')
  t.match((await sign(id, { signer: 'P-OWNER' })).json(), { status: 409, type: '/problems/risk-acceptance-refused', because: 'same_person' })
  t.match((await sign(id, {}, ASKER)).json(), { status: 409, because: 'same_person' })
  await register.done('PATCH', '/people/P-OWNER/contact', { subject: 'owner-login' })
  t.match((await sign(id, {}, { subject: 'owner-login' })).json(), { status: 400, errors: [{ pointer: '/signer' }] }, 'a token stands for its person')
  t.match((await register.call('POST', `/risk-acceptances/${id}/sign`, { position: 'BOARD', rank: 'x' }, { 'if-match': '*' }, { subject: 'owner-login' })).json(), { status: 409, because: 'same_person' }, 'also by their own token')
  t.match(await read(id), { state: 'requested', signature: null })
})

t.test('it is signed in a position that the signer holds on the day', async (t) => {
  await assessed('ACC-3')
  const id = (await ask({ risk: 'ACC-3', requestedBy: 'P-TESTER' })).json<Acceptance>().id
  t.match((await sign(id, { position: 'RISK-OWNER' })).json(), { status: 400, errors: [{ pointer: '/position' }] })
  t.match((await sign(id, { position: 'NONE' })).json(), { status: 400, errors: [{ pointer: '/position' }] })
  t.equal((await sign(id)).statusCode, 200)
})

t.test('only the right to sign signs, and only the right to write asks', async (t) => {
  await assessed('ACC-4')
  t.equal((await ask({ risk: 'ACC-4' }, { subject: 'asker', scope: 'risks:accept' })).statusCode, 403)
  const id = (await ask({ risk: 'ACC-4', requestedBy: 'P-TESTER' })).json<Acceptance>().id
  t.equal((await sign(id, {}, { subject: 'board', scope: 'risks:write' })).statusCode, 403)
  t.equal((await sign(id, {}, { subject: 'board', scope: 'risks:accept' })).statusCode, 200)
})

const FAULTS: [name: string, payload: object, pointer: string][] = [
  ['for a risk that is none', { risk: 'ACC-99' }, '/risk'], ['for a risk that was never assessed', { risk: 'ACC-NEVER' }, '/risk'], ['until today', { expiresOn: '2026-11-10' }, '/expiresOn'], ['for more than three years', { expiresOn: '2029-11-11' }, '/expiresOn'],
  ['until a day that does not exist', { expiresOn: '2027-02-30' }, '/expiresOn'], ['by an assessment that is none', { assessment: '018f0000-0000-7000-8000-999999999999' }, '/assessment'], ['by an audit that is none', { audit: '018f0000-0000-7000-8000-999999999999' }, '/audit'],
  ['by both', { assessment: '018f0000-0000-7000-8000-999999999999', audit: '018f0000-0000-7000-8000-999999999999' }, '/audit'], ['by somebody unknown', { requestedBy: 'NOBODY' }, '/requestedBy'], ['without a reason', { reason: ' ' }, '/reason'],
  ['with a score typed in', { residualScore: 25 }, '/residualScore']
]
t.test('an acceptance that cannot be is refused with the place of the fault', async (t) => {
  await assessed('ACC-5')
  await register.done('POST', '/risks', ownRisk('ACC-NEVER'))
  for (const [name, payload, pointer] of FAULTS) t.match((await ask({ risk: 'ACC-5', requestedBy: 'P-TESTER', ...payload })).json(), { status: 400, errors: [{ pointer }] }, name)
  t.equal((await ask({ risk: 'ACC-5', requestedBy: 'P-TESTER', expiresOn: '2029-11-10' })).statusCode, 201, 'three years to the day')
})

t.test('it goes stale by itself when a later assessment has a higher score, and holds again when the score falls', async (t) => {
  await assessed('ACC-6')
  const id = (await ask({ risk: 'ACC-6', requestedBy: 'P-TESTER' })).json<Acceptance>().id
  t.equal((await sign(id)).statusCode, 200)
  await again('ACC-6', { likelihood: 3, impact: 5 }, '2026-11-11T00:00:00Z')
  t.match(await read(id), { state: 'signed', standing: 'stale', residualScore: 10, scoreSince: 15 })
  await again('ACC-6', { likelihood: 2, impact: 5 }, '2026-11-12T00:00:00Z')
  t.match(await read(id), { standing: 'valid', scoreSince: 10 })
})

t.test('it expires by itself after its last day', async (t) => {
  await assessed('ACC-7')
  const id = (await ask({ risk: 'ACC-7', requestedBy: 'P-TESTER', expiresOn: '2026-11-20' })).json<Acceptance>().id
  await sign(id)
  now = new Date('2026-11-20T23:59:59Z')
  t.match(await read(id), { standing: 'valid' })
  now = new Date('2026-11-21T00:00:00Z')
  t.match(await read(id), { state: 'signed', standing: 'expired' })
  now = new Date('2026-11-10T10:00:00Z')
})

t.test('what the risk came to since it was asked for is not signed unseen', async (t) => {
  await assessed('ACC-8')
  const id = (await ask({ risk: 'ACC-8', requestedBy: 'P-TESTER' })).json<Acceptance>().id
  const later = await again('ACC-8', { likelihood: 4, impact: 5 }, '2026-11-11T00:00:00Z')
  t.match((await sign(id)).json(), { status: 409, because: 'score_rose' })
  t.match((await ask({ risk: 'ACC-8', requestedBy: 'P-TESTER' })).json(), { status: 409, type: '/problems/risk-acceptance-requested' }, 'one at a time')
  const end = async (verb: string, of: string) => await register.call('POST', `/risk-acceptances/${of}/${verb}`, { reason: 'By the later one' }, { 'if-match': '*' }, BOARD)
  t.match((await end('revoke', id)).json(), { status: 409, because: 'not_signed' })
  t.match((await end('decline', id)).json(), { state: 'declined', standing: 'declined', ended: { because: 'By the later one' } })
  const anew = (await ask({ risk: 'ACC-8', requestedBy: 'P-TESTER' })).json<Acceptance>()
  t.match(anew, { assessment: later, residualScore: 20 })
  t.equal((await sign(anew.id)).statusCode, 200)
  t.match((await end('decline', anew.id)).json(), { status: 409, because: 'not_requested' })
  t.match((await end('revoke', anew.id)).json(), { state: 'revoked', standing: 'revoked', signature: { by: 'P-BOARD' } })
  t.match((await sign(anew.id)).json(), { status: 409, because: 'not_requested' }, 'and is not signed again')
})

t.test('an assessment that a higher one followed already is not signed for either', async (t) => {
  const earlier = await assessed('ACC-OLD')
  const later = await again('ACC-OLD', { likelihood: 4, impact: 5 }, '2026-11-05T00:00:00Z')
  const request = (await ask({ risk: 'ACC-OLD', assessment: earlier, requestedBy: 'P-TESTER' })).json<Acceptance>()
  t.match(request, { residualScore: 10, scoreSince: 20 })
  t.match((await sign(request.id)).json(), { status: 409, because: 'score_rose' })
  await register.done('POST', `/risk-acceptances/${request.id}/decline`, { reason: 'By the later one' })
  const anew = (await ask({ risk: 'ACC-OLD', assessment: later, requestedBy: 'P-TESTER' })).json<Acceptance>()
  t.match(anew, { residualScore: 20, scoreSince: null })
  t.match((await sign(anew.id)).json(), { standing: 'valid' })
})

t.test('what a site alone comes to says nothing of an acceptance for the whole company', async (t) => {
  await assessed('ACC-SITE')
  const id = (await ask({ risk: 'ACC-SITE', requestedBy: 'P-TESTER' })).json<Acceptance>().id
  t.equal((await sign(id)).statusCode, 200)
  await again('ACC-SITE', { likelihood: 5, impact: 5, sites: ['HAMBURG'] }, '2026-11-11T00:00:00Z')
  t.match(await read(id), { standing: 'valid', scoreSince: null })
  const risen = await again('ACC-SITE', { likelihood: 3, impact: 5 }, '2026-11-12T00:00:00Z')
  const atSite = await again('ACC-SITE', { likelihood: 1, impact: 5, sites: ['HAMBURG'] }, '2026-11-13T00:00:00Z')
  t.match(await read(id), { standing: 'stale', scoreSince: 15 }, 'nor does it make one hold again')
  const anew = (await ask({ risk: 'ACC-SITE', requestedBy: 'P-TESTER' })).json<Acceptance>()
  t.match(anew, { assessment: risen, residualScore: 15 }, 'the last of the whole company is asked for')
  await register.done('POST', `/risk-acceptances/${anew.id}/decline`, { reason: 'For the site' })
  t.match((await ask({ risk: 'ACC-SITE', assessment: atSite, requestedBy: 'P-TESTER' })).json(), { assessment: atSite, residualScore: 5, scoreSince: null })
})

t.test('signed by two at the same moment it is signed once', async (t) => {
  await assessed('ACC-9')
  const id = (await ask({ risk: 'ACC-9', requestedBy: 'P-TESTER' })).json<Acceptance>().id
  const answers = await Promise.all([sign(id, {}, BOARD, { 'if-match': '"1"' }), sign(id, { signer: 'P-BOARD' }, { subject: 'other-board' }, { 'if-match': '"1"' })])
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 412])
})

t.test('asked for by two at the same moment it is asked for once', async (t) => {
  await assessed('ACC-10')
  const answers = await Promise.all([ask({ risk: 'ACC-10', requestedBy: 'P-TESTER' }), ask({ risk: 'ACC-10', requestedBy: 'P-TESTER' })])
  t.strictSame(answers.map(({ statusCode }) => statusCode).toSorted(), [201, 409])
})

t.test('acceptances are listed last first, by risk and by what happened to them', async (t) => {
  const list = async (query: string) => (await register.call('GET', `/risk-acceptances${query}`)).json<{ items: Acceptance[], nextCursor: string | null }>()
  t.strictSame((await list('?risk=ACC-8')).items.map(({ state }) => state), ['revoked', 'declined'])
  t.strictSame((await list('?risk=ACC-8&state=declined')).items.map(({ standing }) => standing), ['declined'])
  const first = await list('?limit=2')
  const rest = await list(`?limit=1000&cursor=${first.nextCursor}`)
  const all = [...first.items, ...rest.items].map(({ id }) => id)
  t.strictSame(all, all.toSorted().toReversed())
  t.equal(new Set(all).size, (await list('?limit=1000')).items.length)
})

t.test('it is changed only by who saw its state', async (t) => {
  await assessed('ACC-11')
  const id = (await ask({ risk: 'ACC-11', requestedBy: 'P-TESTER' })).json<Acceptance>().id
  t.equal((await sign(id, {}, BOARD, {})).statusCode, 428)
  t.equal((await sign(id, {}, BOARD, { 'if-match': '"9"' })).statusCode, 412)
})
