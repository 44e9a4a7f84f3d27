import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import pg from 'pg'
import { classFunction } from '../../../src/ai-act/class-function.ts'
import { readRules } from '../../../src/ai-act/read-rules.ts'
import { RULE_SET } from '../../../src/ai-act/shipped-rules.ts'
import { recordAssessment } from '../../../src/ai-systems/assessments/assessment-operations.ts'
import type { Rules } from '../../../src/ai-systems/assessments/assess.ts'
import type { Principal } from '../../../src/platform/access.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { completed, GIVEN_CASES, idsOf } from '../../support/ai-act.ts'
import { testApp } from '../../support/app.ts'
import { ASSESSOR, Inventory, MINIMAL } from '../../support/ai-systems.ts'
import { testDatabase } from '../../support/postgres.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

const database = await testDatabase(t)
const clock = () => new Date('2026-11-25T10:00:00Z')
const { app, db } = await testApp(t, database.appUrl, {}, { clock })
const inventory = new Inventory(app)
await inventory.prepare()
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

interface Assessment { number: number, class: string | null, version: number, origin: string, answers: { question: string, answer: unknown }[], answersNotTaken: { question: string }[], result: { class: string, firedRules: string[], obligations: { id: string }[], openQuestions: string[] }, contradictions: { question: string }[], ruleSetVersion: string, asOf: string, answeredBy: string }
const get = async <T = Assessment>(path: string): Promise<T> => (await inventory.call('GET', path)).json<T>()

/** The shipped rules, changed: an earlier or later release. */
function rulesWith (change: (file: { asOfLaw: string, questions: { id: string }[], rules: { id: string, obligations: string[] }[] }) => void): Rules {
  const file = JSON.parse(readFileSync(join(import.meta.dirname, '../../../src/ai-act/rules.json'), 'utf8')) as Parameters<typeof change>[0]
  change(file)
  const set = readRules(file)
  return { set, classes: classFunction(set) }
}
const principal: Principal = { subject: ASSESSOR, eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }
const assessBy = async (rules: Rules, id: string, answers: object) => await recordAssessment({ db, clock, rules }, principal, id, { answers }, undefined)

t.test('an assessment keeps answers, day, rules and result; the latest holds and the others are kept', async (t) => {
  const id = await inventory.register('KEEP')
  const first = await inventory.assess(id, { s_ai_system: true })
  t.equal(first.statusCode, 201)
  t.match(first.json(), { number: 1, class: null, provisional: true, origin: 'stated', version: 1, ruleSetVersion: RULE_SET.version, asOf: '2026-11-25', answers: [{ question: 's_ai_system', answer: true }] })
  t.equal(first.headers['location'], `/v1/ai-systems/${id}/assessments/1`)
  t.ok(first.json<Assessment>().result.openQuestions.length > 0, 'the open questions are listed')
  await inventory.call('PATCH', `/ai-systems/${id}`, { productVersion: '2' })
  t.match((await inventory.call('POST', `/ai-systems/${id}/assessments`, { answers: MINIMAL, asOf: '2027-12-02' })).json(), { number: 2, version: 2, class: 'minimal', asOf: '2027-12-02' })
  t.match(await get(`/ai-systems/${id}`), { assessment: { number: 2, class: 'minimal', provisional: false }, attention: [] })
  t.match(await get(`/ai-systems/${id}/assessments`), { items: [{ number: 2 }, { number: 1, class: null }], nextCursor: null })
  t.match(await get(`/ai-systems/${id}/assessments/1`), { number: 1, class: null, result: { class: null } })
  t.match(await get(`/ai-systems/${id}/assessments/3`), { status: 404, type: '/problems/ai-assessment-not-found' })
})

t.test('a worked case assessed is what it is classified as, with its obligations', async (t) => {
  const id = await inventory.register('CASES')
  for (const { id: name, answers, expected } of GIVEN_CASES) {
    const { result } = (await inventory.assess(id, completed(answers))).json<Assessment>()
    t.strictSame([result.class, result.firedRules, idsOf(result.obligations)], [expected.class, expected.firedRules, expected.obligations], name)
    const { items } = await get<{ items: { obligation: string, owed: boolean }[] }>(`/ai-systems/${id}/obligations`)
    t.strictSame(items.filter(({ owed }) => owed).map(({ obligation }) => obligation), expected.obligations.toSorted(), `${name}: what is owed follows the latest`)
  }
})

t.test('answers are refused with their place, and nothing is kept', async (t) => {
  const id = await inventory.register('FAULTS')
  for (const [body, pointer] of [[{ answers: { colour: true } }, '/answers/colour'], [{ answers: { r_placed_on: '2026-02-30' } }, '/answers/r_placed_on'], [{ answers: {}, asOf: '2026-02-30' }, '/asOf'], [{}, '/answers']] as const) {
    t.match((await inventory.call('POST', `/ai-systems/${id}/assessments`, body)).json(), { status: 400, errors: [{ pointer }] })
  }
  t.match(await get(`/ai-systems/${id}/assessments`), { items: [] })
  const once = async () => await inventory.call('POST', `/ai-systems/${id}/assessments`, { answers: MINIMAL }, ASSESSOR, { 'idempotency-key': 'assess' })
  t.strictSame((await once()).json(), (await once()).json(), 'the same key is the same assessment')
  t.equal((await get<{ items: unknown[] }>(`/ai-systems/${id}/assessments`)).items.length, 1)
})

t.test('what is in use and turns out to be prohibited is suspended at once, and does not come back', async (t) => {
  const id = await inventory.inUse('STOP')
  const prohibited = { ...MINIMAL, ...GIVEN_CASES.find(({ expected }) => expected.class === 'prohibited')?.answers, r_roles: ['deployer'], c_domains: ['tariff_classification'], c_cloud: 'eu_cloud' }
  t.match((await inventory.assess(id, prohibited)).json(), { class: 'prohibited' })
  t.match(await get(`/ai-systems/${id}`), { status: 'suspended', assessment: { class: 'prohibited' } })
  t.match((await inventory.step(id, 'in_use', { legalReview: { reference: 'x', sha256: 'a'.repeat(64) } })).json(), { status: 409, because: 'prohibited' })
  await t.rejects(superuser.query("update aeo.ai_systems set status = 'in_use' where id = $1", [id]), /ai_systems_prohibited_unused/, 'nor past the service')
  t.match((await get<{ items: { obligation: string, owed: boolean }[] }>(`/ai-systems/${id}/obligations`)).items.filter(({ owed }) => owed).map(({ obligation }) => obligation), ['OB-5-SCREEN', 'OB-PROHIBITED-STOP'])
})

t.test('under another rule set all are judged anew, what changed is shown, and no answer is thrown away', async (t) => {
  const earlier = rulesWith((file) => { file.questions = [...file.questions, { ...file.questions.find(({ id }) => id === 's_personal_use'), id: 'x_withdrawn' }] as typeof file.questions })
  const fewer = rulesWith((file) => { for (const rule of file.rules) if (rule.id === 'O-LIT') rule.obligations = [] })
  t.not(earlier.set.version, RULE_SET.version)
  const [withdrawn, more, current, retired] = [await inventory.register('RERUN-1'), await inventory.register('RERUN-2'), await inventory.register('RERUN-3'), await inventory.register('RERUN-4')]
  await assessBy(fewer, more, MINIMAL)
  await inventory.assess(current)
  await assessBy(fewer, retired, MINIMAL)
  await inventory.step(retired, 'retired')
  await assessBy(earlier, withdrawn, MINIMAL)
  // The question of the earlier rules was answered then; the answers of today's form cannot state it.
  await superuser.query("update aeo.ai_assessments set answers = (answers::jsonb || '{\"x_withdrawn\": true}')::json where system_id = $1", [withdrawn])
  const before = (await get(`/ai-systems/${withdrawn}/assessments/1`)).answeredBy
  const run = (await inventory.call('POST', '/ai-systems/reassess', {}, 'decider')).json<{ reassessed: number, changed: number, remaining: number, items: { code: string, changed: boolean }[] }>()
  t.match(run, { ruleSetVersion: RULE_SET.version, reassessed: 2, changed: 1, remaining: 0 })
  t.match(run.items, [
    { code: 'RERUN-1', assessment: 2, ruleSetBefore: earlier.set.version, classBefore: 'minimal', classAfter: 'minimal', changed: false, answersNotTaken: [{ question: 'x_withdrawn', answer: true }], suspended: false },
    { code: 'RERUN-2', changed: true, classChanged: false, obligationsAdded: ['OB-4-LITERACY'], obligationsRemoved: [], answersNotTaken: [] }
  ])
  t.match(await get(`/ai-systems/${withdrawn}/assessments/2`), { origin: 'rerun', version: 1, answersNotTaken: [{ question: 'x_withdrawn', answer: true }], ruleSetVersion: RULE_SET.version, answeredBy: before }, 'whoever answered is still who answered')
  t.match(await get(`/ai-systems/${withdrawn}/assessments/1`), { ruleSetVersion: earlier.set.version }, 'and what was found then is kept')
  t.match((await inventory.call('POST', '/ai-systems/reassess', {})).json(), { reassessed: 0, items: [] }, 'a second run finds nothing to do')
})
