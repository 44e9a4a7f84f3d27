import t from 'tap'
import { aiSystem } from '../../support/ai-systems.ts'
import { aiOutput, decision } from '../../support/ai-outputs.ts'
import { testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { control, RiskRegister } from '../../support/risks.ts'

/** Tests that the system makes of itself: what it counts, and that it counts a day once. */

const { appUrl } = await testDatabase(t)
const now = new Date('2026-05-10T10:00:00Z')
const { app } = await testApp(t, appUrl, {}, { clock: () => now })
const register = new RiskRegister(app)
await register.prepare()

interface Answer { status?: number, because?: string, id: string }
const run = async (code: string, from: string, to: string) => (await register.call('POST', `/controls/${code}/tests/run`, { from, to })).json<Answer>()
const counting = async (code: string, automaticTest: object | null) => await register.call('POST', '/controls', control(code, { inForceFrom: '2026-01-01', ...automaticTest === null ? {} : { automaticTest } }))

/** Three right declarations, and four whose net mass is above the gross mass: two of these confirmed, one dismissed, one left open. */
for (let index = 0; index < 7; index++) await register.done('POST', '/declarations', declaration({ lrn: `AUTO-${index}`, items: [item({ grossMass: index < 3 ? '130' : '100', netMass: '120.5' })] }))
const { items: found } = await register.done<{ items: { id: string, checkId: string }[] }>('GET', '/findings?check=VAL-14')
if (found.length !== 4) throw new Error(`${found.length} findings`)
for (const [index, decided] of ['confirmed', 'confirmed', 'dismissed'].entries()) await register.done('POST', `/findings/${found[index]?.id}/review`, { decision: decided, words: 'x', ...decided === 'confirmed' ? { cause: 'clerical' } : {} })

t.test('a check\'s own results test a control: what passed, and what people confirmed', async (t) => {
  t.equal((await counting('AUTO-CHECK', { source: 'check_results', subject: 'VAL-14' })).statusCode, 201)
  const kept = await run('AUTO-CHECK', '2026-03-01', '2026-03-31')
  t.match(kept, { way: 'automatic', sampleSize: 7, passed: 3, failed: 2, tester: null, evidence: null, testedOn: '2026-05-10', query: { source: 'check_results', subject: 'VAL-14', from: '2026-03-01', to: '2026-03-31' } }, 'open and dismissed findings are neither')
  t.match(await register.done('GET', '/controls/AUTO-CHECK'), { tested: { tests: 1, passed: 3, failed: 2 } })
  t.match(await run('AUTO-CHECK', '2026-04-01', '2026-04-30'), { status: 409, type: '/problems/control-test-refused', because: 'nothing_judged' })
})

t.test('a declaration of which people confirmed several items failed once', async (t) => {
  for (const [lrn, items] of [['AUTO-MANY', 3], ['AUTO-ONE', 1]] as const) {
    await register.done('POST', '/declarations', declaration({ lrn, acceptanceDate: '2026-01-20', items: Array.from({ length: items }, (_, index) => item({ itemNumber: index + 1, grossMass: '100', netMass: '120.5' })) }))
  }
  const { items: raised } = await register.done<{ items: { id: string, itemNumber: number, declarationId: string }[] }>('GET', '/findings?check=VAL-14&to=2026-01-31')
  const sizes = Map.groupBy(raised, ({ declarationId }) => declarationId)
  t.strictSame([...sizes.values()].map(({ length }) => length).toSorted(), [1, 3])
  for (const { id, declarationId } of raised) {
    const decided = sizes.get(declarationId)?.length === 3 ? { decision: 'confirmed', cause: 'clerical' } : { decision: 'dismissed' }
    await register.done('POST', `/findings/${id}/review`, { ...decided, words: 'x' })
  }
  t.match(await run('AUTO-CHECK', '2026-01-01', '2026-01-31'), { sampleSize: 2, passed: 0, failed: 1 })
})

t.test('a day counts once, until the test of it is withdrawn', async (t) => {
  const refused = await run('AUTO-CHECK', '2026-03-31', '2026-04-02') as Answer & { test: string }
  t.match(refused, { status: 409, because: 'counted_already' })
  await register.done('POST', `/controls/AUTO-CHECK/tests/${refused.test}/withdraw`, { reason: 'Reviews were not done' })
  t.match(await run('AUTO-CHECK', '2026-03-02', '2026-03-02'), { sampleSize: 7 })
  const both = await Promise.all([run('AUTO-CHECK', '2026-02-01', '2026-03-01'), run('AUTO-CHECK', '2026-02-01', '2026-03-01')])
  t.strictSame(both.map(({ because }) => because), ['nothing_judged', 'nothing_judged'])
})

t.test('reviews of findings test a control of review, of a pillar or of all', async (t) => {
  await counting('AUTO-REVIEW', { source: 'finding_reviews', subject: 'value' })
  t.match(await run('AUTO-REVIEW', '2026-03-01', '2026-03-31'), { passed: 3, failed: 1, query: { subject: 'value' } })
  await counting('AUTO-REVIEW-ALL', { source: 'finding_reviews' })
  t.match(await run('AUTO-REVIEW-ALL', '2026-03-01', '2026-03-31'), { query: { source: 'finding_reviews', subject: null } })
  await counting('AUTO-REVIEW-NONE', { source: 'finding_reviews', subject: 'excise' })
  t.match(await run('AUTO-REVIEW-NONE', '2026-03-01', '2026-03-31'), { because: 'nothing_judged' })
})

t.test('training tests a control as of the last day, of a unit only where its people are many', async (t) => {
  await register.done('POST', '/training/requirements', { code: 'AUTO', position: 'RISK-OWNER', topic: 'origin', level: 2, legalSource: 'x', reason: 'x', validFrom: '2020-01-01', graceDays: 0 })
  await register.done('POST', '/assignments', { person: 'P-OWNER', position: 'RISK-OWNER', validFrom: '2026-01-01', ftePercent: 100 })
  await counting('AUTO-TRAINING', { source: 'training_coverage' })
  t.match(await run('AUTO-TRAINING', '2026-03-01', '2026-03-31'), { sampleSize: 1, passed: 0, failed: 1 })
  await register.done('POST', '/training/records', { reference: 'AUTO', person: 'P-OWNER', topic: 'origin', level: 3, completedOn: '2026-04-02', result: 'passed' })
  t.match(await run('AUTO-TRAINING', '2026-04-01', '2026-04-30'), { sampleSize: 1, passed: 1, failed: 0 })
  await counting('AUTO-TRAINING-UNIT', { source: 'training_coverage', subject: 'CUSTOMS' })
  t.match(await run('AUTO-TRAINING-UNIT', '2026-04-01', '2026-04-30'), { because: 'nothing_judged' }, 'of one person nothing is told')
})

t.test('oversight of AI systems tests a control by whole months, and of few reviewers tells nothing', async (t) => {
  await register.done('POST', '/ai-systems', aiSystem('CLASSIFIER', { owner: { kind: 'person', code: 'P-OWNER' } }))
  const used = { madeAt: '2026-03-09T10:00:00Z', usedAt: '2026-03-09T11:00:00Z' }
  await register.done('POST', '/ai-outputs', aiOutput('A-1', { ...used, decision: decision({ reviewer: 'P-OWNER' }) }))
  for (const reference of ['A-2', 'A-3']) await register.done('POST', '/ai-outputs', aiOutput(reference, used))
  await counting('AUTO-AI', { source: 'ai_reviews', subject: 'CLASSIFIER' })
  t.match(await run('AUTO-AI', '2026-03-02', '2026-03-30'), { status: 400, errors: [{ pointer: '/from' }, { pointer: '/to' }] })
  const counted = await run('AUTO-AI', '2026-03-01', '2026-03-31') as Answer & { sampleSize: number, failed: number }
  t.match(counted, { sampleSize: 3, query: { source: 'ai_reviews', subject: 'CLASSIFIER' } })
  t.ok(counted.failed >= 2, 'what nobody decided on failed')
  await counting('AUTO-PLANTED', { source: 'ai_planted_checks' })
  t.match(await run('AUTO-PLANTED', '2026-03-01', '2026-03-31'), { because: 'nothing_judged' })
})

const FAULTS: [name: string, automaticTest: object, pointer: string][] = [
  ['a check that is none', { source: 'check_results', subject: 'XXX-99' }, '/automaticTest/subject'], ['no check', { source: 'check_results' }, '/automaticTest/subject'], ['a pillar that is none', { source: 'finding_reviews', subject: 'weather' }, '/automaticTest/subject'],
  ['a unit that is none', { source: 'training_coverage', subject: 'MOON' }, '/automaticTest/subject'], ['an AI system that is none', { source: 'ai_reviews', subject: 'NONE' }, '/automaticTest/subject'], ['an unknown source', { source: 'guess' }, '/automaticTest/source']
]
for (const [name, automaticTest, pointer] of FAULTS) {
  t.test(`an automatic test with ${name} is refused with its place`, async (t) => {
    t.match((await counting('AUTO-FAULT', automaticTest)).json(), { status: 400, errors: [{ pointer }] })
  })
}

t.test('a control of which nothing is counted is tested by people alone, until it says what is', async (t) => {
  await counting('AUTO-NOT', null)
  t.match(await run('AUTO-NOT', '2026-03-01', '2026-03-31'), { status: 409, because: 'not_automatic' })
  t.match(await register.done('PATCH', '/controls/AUTO-NOT', { automaticTest: { source: 'check_results', subject: 'VAL-14' } }), { automaticTest: { source: 'check_results', subject: 'VAL-14' } })
  for (const [from, to, pointer] of [['2026-03-01', '2026-05-11', '/to'], ['2025-12-31', '2026-01-02', '/from'], ['2026-03-02', '2026-03-01', '/to'], ['2026-02-30', '2026-03-01', '/from']] as const) t.match(await run('AUTO-NOT', from, to), { status: 400, errors: [{ pointer }] }, `${from} ${to}`)
  t.match(await run('AUTO-NOT', '2026-03-01', '2026-03-31'), { passed: 3 })
  t.match(await register.done('PATCH', '/controls/AUTO-NOT', { automaticTest: null }), { automaticTest: null, tested: { passed: 3 } })
})
