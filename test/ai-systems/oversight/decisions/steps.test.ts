import t from 'tap'
import { addOperator } from '../../../../src/platform/operators.ts'
import { aiOutput, decision, ndjson } from '../../../support/ai-outputs.ts'
import { Inventory } from '../../../support/ai-systems.ts'
import { testApp } from '../../../support/app.ts'
import { oversightTotals, totalsAgree } from '../../../support/oversight-totals.ts'
import { testDatabase } from '../../../support/postgres.ts'
import { statementsOf } from '../../../support/statements.ts'
import { bearer, TEST_OPERATOR } from '../../../support/tokens.ts'
import { insertRecord } from '../../../training/training-rows.ts'
import { withOperator } from '../../../../src/platform/db/operator-tx.ts'

/** What follows on an output: who decided and how competent, its use, a second look, what turned out to be right. */

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-03-20T10:00:00Z') })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const inventory = new Inventory(app)
await inventory.prepare()
await inventory.inUse('CLASSIFIER', { validFrom: '2026-03-20' })
await inventory.inUse('SAMPLED', { validFrom: '2026-03-20', review: { mode: 'sampled', rule: 'One in ten' } })
const call = async (method: 'GET' | 'POST', path: string, payload?: object, subject = 'erp', headers: Record<string, string> = { 'if-match': '*' }) => await inventory.call(method, path, payload, subject, headers)
for (const [pseudonym, subject] of [['P-1', 'anna'], ['P-2', 'bruno']]) {
  await call('POST', '/people', { pseudonym, employmentKind: 'employee' })
  await app.inject({ method: 'PATCH', url: `/v1/people/${pseudonym ?? ''}/contact`, headers: { ...bearer(), 'if-match': '*' }, payload: { subject } })
}
const made = { madeAt: '2026-03-20T09:00:00Z' }
let serial = 0
const record = async (changes: Parameters<typeof aiOutput>[1] = {}): Promise<string> => (await call('POST', '/ai-outputs', aiOutput(`S-${++serial}`, { ...made, ...changes }))).json<{ id: string }>().id
const { reviewer: _reviewer, ...accepted } = decision({ shownAt: '2026-03-20T09:00:05Z', decidedAt: '2026-03-20T09:00:45Z' })
const overridden = { ...accepted, decision: 'overridden', finalValue: '8517620000', rationaleCode: 'goods_differ', rationale: 'Transmits voice' }
const decide = async (id: string, body: object = accepted, subject = 'anna', headers?: Record<string, string>) => await call('POST', `/ai-outputs/${id}/decision`, body, subject, headers)
const use = async (id: string, usedAt = '2026-03-20T09:30:00Z') => await call('POST', `/ai-outputs/${id}/use`, { usedAt })

t.test('the person whose login the token has decides, once, on the state that was seen', async (t) => {
  const id = await record()
  t.equal((await decide(id, accepted, 'anna', {})).statusCode, 428)
  t.equal((await decide(id, accepted, 'anna', { 'if-match': '"7"' })).statusCode, 412)
  t.match((await decide(id, { ...accepted, reviewer: 'P-2' })).json(), { status: 400, errors: [{ pointer: '/reviewer' }] }, 'nobody decides for another')
  const answer = await decide(id, overridden, 'anna', { 'if-match': '"1"' })
  t.match(answer.json(), { decision: { decision: 'overridden', finalValue: '8517620000', reviewer: 'P-1', competence: 'unknown', seconds: 40, source: 'log' }, use: 'not_used' })
  t.equal(answer.headers['etag'], '"2"')
  t.match((await decide(id)).json(), { status: 409, type: '/problems/ai-output-step-refused', because: 'already_decided' })
  t.match((await decide(await record(), { ...overridden, rationale: undefined })).json(), { status: 400, errors: [{ pointer: '/rationale' }] }, 'an override has its reason')
  t.match((await decide(await record(), { ...accepted, decidedAt: '2026-03-20T08:00:00Z' })).json(), { status: 400, errors: [{ pointer: '/decidedAt' }] })
  t.equal((await decide('00000000-0000-7000-8000-000000000001')).statusCode, 404)
  await totalsAgree(t, db, operatorId)
})

t.test('the same key gives the first answer again', async (t) => {
  const id = await record()
  const key = { 'idempotency-key': 'decide-once', 'if-match': '"1"' }
  const first = await decide(id, accepted, 'anna', key)
  t.equal(first.statusCode, 200)
  t.equal((await decide(id, accepted, 'anna', key)).body, first.body)
  t.equal((await decide(id, overridden, 'anna', key)).statusCode, 422)
})

t.test('how it had been looked at follows from decision, competence and the rule of the register', async (t) => {
  t.match((await use(await record())).json(), { use: 'unreviewed' })
  t.match((await use(await record({ system: 'SAMPLED' }))).json(), { use: 'unreviewed_by_rule' })
  const id = await record()
  await decide(id)
  t.match((await use(id)).json(), { use: 'reviewed', usedAt: '2026-03-20T09:30:00.000Z' })
  t.match((await use(id)).json(), { because: 'already_used' })
  t.match((await use(await record(), '2026-03-20T08:59:59Z')).json(), { errors: [{ pointer: '/usedAt' }] })
  const late = await record()
  await use(late, '2026-03-20T09:00:30Z')
  t.match((await decide(late)).json(), { use: 'unreviewed', decision: { decision: 'accepted' } }, 'a decision after the use is none before it')
  const logged = await record()
  await use(logged)
  t.match((await decide(logged)).json(), { use: 'reviewed' }, 'one that was made before and logged after is')
  const rejected = await record()
  await decide(rejected, { ...overridden, decision: 'rejected', finalValue: undefined })
  t.match((await use(rejected)).json(), { because: 'rejected' })
  await totalsAgree(t, db, operatorId)
})

t.test('the competence of the day of the decision stands with it', async (t) => {
  await withOperator(db, { subject: 'erp', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }, 'training:write', async (tx) => { await insertRecord(tx, { person: 'P-1', topic: 'classification', level: 3, completed_on: '2026-01-10' }) })
  const [one, other] = [await record(), await record()]
  t.match((await decide(one)).json(), { decision: { competence: 'competent' } })
  t.match((await decide(other, accepted, 'bruno')).json(), { decision: { competence: 'not_competent' } })
  t.match((await use(other)).json(), { use: 'reviewed_without_competence' })
})

t.test('a second person looks without knowing, and who reviewed is shown to few', async (t) => {
  const id = await record()
  const again = async (subject: string, value = '8471300000') => await call('POST', `/ai-outputs/${id}/second-review`, { value, reviewedAt: '2026-03-20T09:40:00Z' }, subject)
  t.match((await again('bruno')).json(), { because: 'not_decided' })
  await decide(id)
  t.match((await again('anna')).json(), { because: 'same_reviewer' })
  t.equal((await again('bruno', '8471301000')).statusCode, 200)
  t.match((await again('bruno')).json(), { because: 'second_review_already' })
  const { totals } = await oversightTotals(db, operatorId)
  t.match(totals.filter(({ counter }) => counter.startsWith('second_review')).map(({ counter, bin, count }) => [counter, bin, count]), [['second_review', 'same', 1], ['second_review_chosen', '1/847130', 1], ['second_review_chosen', '2/847130', 1]], 'agreed at six digits')
  const shown = await app.inject({ url: `/v1/ai-outputs/${id}`, headers: bearer({ subject: 'auditor', scope: 'ai:read' }) })
  t.match(shown.json(), { decision: { reviewer: null, seconds: null } })
  t.notOk('planted' in shown.json<object>())
  await totalsAgree(t, db, operatorId)
})

t.test('what turned out to be right is recorded once for each source, and follows a decision that is logged later', async (t) => {
  const id = await record()
  const outcome = async (changes: object = {}) => await call('POST', `/ai-outputs/${id}/outcomes`, { source: 'blind_sample', value: '8517620000', knownOn: '2026-03-20', evidence: 'SAMPLE-1', ...changes })
  const first = await outcome()
  t.equal(first.statusCode, 201)
  t.strictSame(first.json(), { source: 'blind_sample', knownOn: '2026-03-20', value: '8517620000', proposalRight: false, finalRight: null, blindRight: null, digits: 0, evidence: 'SAMPLE-1', origin: 'stated' })
  t.match((await outcome({ value: '8471300000' })).json(), { status: 409, because: 'outcome_known' })
  t.match((await outcome({ source: 'court', knownOn: '2026-03-19' })).json(), { errors: [{ pointer: '/knownOn' }] })
  t.match((await outcome({ source: 'court', knownOn: '2026-03-21' })).json(), { errors: [{ pointer: '/knownOn' }] })
  await decide(id, { ...overridden, blindValue: '8471300000' })
  t.match((await call('GET', `/ai-outputs/${id}/outcomes`)).json(), { items: [{ source: 'blind_sample', proposalRight: false, finalRight: true, blindRight: false }] })
  await totalsAgree(t, db, operatorId)
})

t.test('decisions in less time than a look in earnest takes are counted', async (t) => {
  const timed = async (seconds: number[]) => await call('POST', '/ai-reference-times', { pillar: 'classification', measuredOn: '2026-03-20', seconds })
  t.equal((await timed(Array.from({ length: 19 }, () => 50))).statusCode, 400, 'too few to go by')
  t.match((await timed(Array.from({ length: 40 }, (_, index) => 41 + index))).json(), { seconds: 42, sampleSize: 40, processStep: null })
  const before = await oversightTotals(db, operatorId)
  await decide(await record())
  const { totals } = await oversightTotals(db, operatorId)
  const hasty = (counts: typeof totals, bin: string): number => counts.filter((count) => count.counter === 'hasty' && count.bin === bin).reduce((sum, { count }) => sum + count, 0)
  t.equal(hasty(totals, 'yes') - hasty(before.totals, 'yes'), 1, '40 seconds where 42 are the least')
  t.match((await call('GET', '/ai-reference-times')).json(), { items: [{ pillar: 'classification', seconds: 42 }] })
})

const bulk = async (lines: readonly object[]) => (await app.inject({ method: 'POST', url: '/v1/ai-decisions/bulk', headers: { ...bearer({ subject: 'desk', scope: 'ai:record' }), 'content-type': 'application/x-ndjson' }, payload: ndjson(lines) })).body.trim().split('\n').map((line) => JSON.parse(line) as { outcome: string, problem?: { type: string, because?: string } })
const of = (reference: string, changes: object) => ({ system: 'CLASSIFIER', reference, ...changes })

t.test('steps come as a file, several of one output in their order, and the file again changes nothing', async (t) => {
  await record()
  const reference = `S-${serial}`
  const lines = [
    of(reference, { kind: 'decision', ...overridden, reviewer: 'P-1' }), of(reference, { kind: 'use', usedAt: '2026-03-20T09:30:00Z' }), of(reference, { kind: 'second_review', value: '8517620000', reviewedAt: '2026-03-20T09:35:00Z', reviewer: 'P-2' }),
    of(reference, { kind: 'outcome', source: 'binding_ruling', value: '8517620000', knownOn: '2026-03-20', evidence: 'ITBTI-1' }),
    of('NOBODY', { kind: 'use', usedAt: '2026-03-20T09:30:00Z' }), of(reference, { kind: 'use', usedAt: '2026-03-20T09:31:00Z' }), of(reference, { kind: 'use', usedAt: '2026-03-20T09:30:00Z', value: 'x' }), of(reference, { kind: 'decision', decision: 'accepted' })
  ]
  const verdicts = await bulk(lines)
  t.strictSame(verdicts.map(({ outcome, problem }) => [outcome, problem?.because ?? problem?.type].filter((part) => part !== undefined)), [
    ['changed'], ['changed'], ['changed'], ['changed'], ['refused', '/problems/ai-output-not-found'], ['refused', 'already_used'], ['refused', '/problems/invalid-request'], ['refused', '/problems/invalid-request']
  ])
  t.strictSame((await bulk(lines.slice(0, 4))).map(({ outcome }) => outcome), ['replayed', 'replayed', 'replayed', 'replayed'])
  const found = (await call('GET', `/ai-outputs?system=CLASSIFIER&reference=${reference}`)).json<{ items: object[] }>().items
  t.match(found, [{ use: 'reviewed', decision: { finalValue: '8517620000', competence: 'competent' } }])
  await totalsAgree(t, db, operatorId)
})

t.test('a hundred steps take as many statements as one', async (t) => {
  const steps = async (count: number): Promise<object[]> => {
    const lines: object[] = []
    for (let index = 0; index < count; index++) {
      await record()
      lines.push(of(`S-${serial}`, { kind: 'decision', ...accepted, reviewer: 'P-1' }))
    }
    return lines
  }
  const [one, many] = [await steps(1), await steps(100)]
  const [few, more] = [(await statementsOf(db, async () => await bulk(one))).length, (await statementsOf(db, async () => await bulk(many))).length]
  t.equal(more, few)
})

t.test('the log says what happened, without words and people', async (t) => {
  await record({ decision: { ...overridden, decision: 'overridden', reviewer: 'P-1' } })
  const { items } = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).json<{ items: { type: string, data: object }[] }>()
  const events = items.filter(({ type }) => type.startsWith('ai_output.'))
  t.ok(events.some(({ type, data }) => type === 'ai_output.decided' && 'competence' in data))
  t.match(events.find(({ type }) => type === 'ai_output.steps_recorded')?.data, { count: 4, decision: 1, use: 1, second_review: 1, outcome: 1, sha256: /^[0-9a-f]{64}$/ })
  t.notMatch(JSON.stringify(events), /Transmits|P-1|P-2/)
})
