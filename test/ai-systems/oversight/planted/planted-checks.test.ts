import t from 'tap'
import { oversightJoinDeps } from '../../../../src/features.ts'
import { followForOversight, showDuePlanted } from '../../../../src/ai-systems/index.ts'
import type { Principal } from '../../../../src/platform/access.ts'
import { withOperator } from '../../../../src/platform/db/operator-tx.ts'
import { addOperator } from '../../../../src/platform/operators.ts'
import { aiOutput, decision, ndjson } from '../../../support/ai-outputs.ts'
import { Inventory } from '../../../support/ai-systems.ts'
import { testApp } from '../../../support/app.ts'
import { declaration, item } from '../../../support/facts.ts'
import { oversightTotals, totalsAgree } from '../../../support/oversight-totals.ts'
import { testDatabase } from '../../../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../../../support/tokens.ts'

/** Wrong proposals are planted, look like any other, tell how many are caught, and reach nobody outside. */

const { appUrl } = await testDatabase(t)
let now = '2026-03-20T10:00:00Z'
const clock = (): Date => new Date(now)
const { app, db } = await testApp(t, appUrl, {}, { clock })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'x', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: 4e9 }
const inventory = new Inventory(app)
await inventory.prepare()
await inventory.inUse('CLASSIFIER', { validFrom: '2026-03-20' })
const call = async (method: 'GET' | 'POST', path: string, payload?: object, headers?: Record<string, string>) => await inventory.call(method, path, payload, 'planner', headers)
const asReviewer = async (path: string) => await app.inject({ url: `/v1${path}`, headers: bearer({ subject: 'anna', scope: 'ai:read ai:review' }) })
interface Planned { id: string, shown: number, decided: number | null, caught: number | null, declared: number, proposals: { dueAt: string, reference: string, outputId: string | null, proposal: string, rightValue: string, cancelled: boolean, declaredIn: string | null }[] }
const everything = async (table: string): Promise<unknown[]> => await withOperator(db, principal, 'ai:read', async (tx) => await tx.query(`select * from aeo.${table} t where t.operator_id = $1`, [operatorId]))
const wrong = (inputReference: string, changes: object = {}) => ({ inputReference, proposal: '8471300000', rightValue: '8471410000', explanation: 'Portable', confidence: 0.9, shownWords: 40, ...changes })
const plan = async (body: object) => await call('POST', '/ai-planted-checks', { system: 'CLASSIFIER', pillar: 'classification', from: '2026-03-23', to: '2026-03-27', ...body })
const read = async (id: string): Promise<Planned> => (await call('GET', `/ai-planted-checks/${id}`)).json<Planned>()

t.test('a plan is refused where nothing would look like it, and where it is not wrong', async (t) => {
  t.match((await plan({ count: 1 })).json(), { status: 400, errors: [{ pointer: '/system' }] }, 'the system has no output yet')
  await call('POST', '/ai-outputs', aiOutput('first', { madeAt: '2026-03-20T09:00:00Z' }))
  const cases: [name: string, body: object, pointer: string][] = [
    ['right', { proposals: [wrong('M-1', { proposal: '8471.41.0000' })] }, '/proposals/0/proposal'], ['neither', {}, '/count'], ['both', { count: 1, proposals: [wrong('M-1')] }, '/count'], ['backwards', { count: 1, to: '2026-03-22' }, '/to'],
    ['two years', { count: 1, to: '2028-03-22' }, '/to'], ['no day', { count: 1, from: '2026-02-30' }, '/from'], ['outside the days', { proposals: [wrong('M-1', { dueAt: '2026-03-28T10:00:00Z' })] }, '/proposals/0/dueAt'], ['nothing to draw from', { count: 1 }, '/count'],
    ['of no unit', { proposals: [wrong('M-1')], unit: 'NOBODY' }, '/unit'], ['of no system', { proposals: [wrong('M-1')], system: 'NOBODY' }, '/system']
  ]
  for (const [name, body, pointer] of cases) t.match((await plan(body)).json(), { status: 400, errors: [{ pointer }] }, name)
})

t.test('each is shown when it is due, and looks like the others to whoever decides', async (t) => {
  const made = await plan({ proposals: [wrong('M-1', { goodsRef: 'MAT-1' }), wrong('M-2'), wrong('M-3')] })
  t.equal(made.statusCode, 201, made.body)
  const { id, proposals } = made.json<Planned>()
  t.strictSame(proposals.map(({ outputId }) => outputId), [null, null, null])
  t.equal(await showDuePlanted({ db, clock }), 0, 'not before')
  now = proposals[1]?.dueAt ?? ''
  t.equal(await showDuePlanted({ db, clock }), 2)
  t.equal(await showDuePlanted({ db, clock }), 0, 'once each')
  const shown = await read(id)
  t.match(shown, { shown: 2, decided: 0, caught: 0, declared: 0 })
  const seen = (await asReviewer(`/ai-outputs/${shown.proposals[0]?.outputId ?? ''}`)).json<Record<string, unknown>>()
  const other = (await asReviewer('/ai-outputs?system=CLASSIFIER&reference=first')).json<{ items: Record<string, unknown>[] }>().items[0]
  t.strictSame(Object.keys(seen), Object.keys(other ?? {}), 'the same members')
  t.match(seen, { modelVersion: '4.2', version: '4.2', madeAt: proposals[0]?.dueAt, proposal: '8471300000', explained: true, recordedBy: other?.['recordedBy'], approved: true })
  t.equal((await asReviewer(`/ai-planted-checks/${id}`)).statusCode, 403)
  t.equal((await asReviewer('/ai-outputs?state=planted')).statusCode, 403)
  t.match((await call('GET', `/ai-outputs/${shown.proposals[0]?.outputId ?? ''}`)).json(), { planted: true }, 'whoever plans sees it')
  const { items } = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).json<{ items: { type: string, subject: string, data: object }[] }>()
  t.notOk(items.some((event) => JSON.stringify(event).includes(shown.proposals[0]?.outputId ?? '')), 'no event tells of the output')
  await totalsAgree(t, db, operatorId)
})

t.test('a reviewer decides it like any other, its use is refused, and of few people nothing is told', async (t) => {
  const { items: [check] } = (await call('GET', '/ai-planted-checks')).json<{ items: Planned[] }>()
  const { proposals } = await read(check?.id ?? '')
  const [first, second] = proposals.map(({ outputId }) => outputId ?? '')
  const after = (seconds: number): string => new Date(clock().getTime() + seconds * 1000).toISOString()
  now = after(120)
  const decide = async (id: string | undefined, changes: object) => await call('POST', `/ai-outputs/${id ?? ''}/decision`, { ...decision({ reviewer: 'P-1', shownAt: after(-60), decidedAt: after(-30) }), ...changes })
  t.equal((await decide(first, {})).statusCode, 200)
  t.equal((await decide(second, { decision: 'overridden', finalValue: '8471410000', rationaleCode: 'goods_differ', rationale: 'No screen' })).statusCode, 200)
  t.match((await call('POST', `/ai-outputs/${first ?? ''}/use`, { usedAt: after(-10) })).json(), { status: 409, because: 'not_for_use' })
  t.match((await call('POST', `/ai-outputs/${first ?? ''}/outcomes`, { source: 'court', value: '8471410000', knownOn: now.slice(0, 10) })).json(), { status: 409, because: 'outcome_known' })
  t.match(await read(check?.id ?? ''), { shown: 2, decided: null, caught: null })
  const { totals } = await oversightTotals(db, operatorId)
  t.match(totals.filter(({ counter }) => counter === 'planted').map(({ bin, count }) => [bin, count]), [['accepted', 1], ['overridden', 1]])
  await totalsAgree(t, db, operatorId)
})

t.test('should a declaration carry it all the same, the plan and the log say so', async (t) => {
  const { items: [check] } = (await call('GET', '/ai-planted-checks')).json<{ items: Planned[] }>()
  const push = async (lrn: string, hs6: string): Promise<string> => (await call('POST', '/declarations', declaration({ lrn, acceptanceDate: undefined, statusAt: now, items: [
    item({ hs6, cn2: '00', taric2: '00', goodsRef: 'MAT-1', aiAssisted: { classification: { systemId: 'CLASSIFIER' } } })] }))).json<{ declarationId: string }>().declarationId
  await push('P-1', '847141')
  await followForOversight(oversightJoinDeps({ db, clock }))
  t.match(await read(check?.id ?? ''), { declared: 0 }, 'somebody put it right')
  const declarationId = await push('P-2', '847130')
  await followForOversight(oversightJoinDeps({ db, clock }))
  t.match(await read(check?.id ?? ''), { declared: 1, proposals: [{ declaredIn: declarationId, declaredItem: 1 }, { declaredIn: null }, { declaredIn: null }] })
  const { items } = (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).json<{ items: { type: string, data: { declaration?: string } }[] }>()
  t.strictSame(items.filter(({ type }) => type === 'ai_planted_check.declared').map(({ data }) => data.declaration), [declarationId])
})

t.test('the feed tells of plans to whoever may know of them alone', async (t) => {
  const types = async (scopes: string): Promise<string[]> => (await app.inject({ url: '/v1/events?limit=1000', headers: bearer({ scope: scopes }) })).json<{ items: { type: string }[] }>().items.map(({ type }) => type)
  t.ok((await types('events:read ai:write')).includes('ai_planted_check.shown'))
  const shown = await types('events:read ai:read ai:review ai:record')
  t.ok(shown.includes('ai_output.recorded'))
  t.notOk(shown.some((type) => /planted|check/.test(type)))
})

t.test('what is not shown yet is taken back', async (t) => {
  const { items: [check] } = (await call('GET', '/ai-planted-checks')).json<{ items: Planned[] }>()
  t.equal((await call('POST', `/ai-planted-checks/${check?.id ?? ''}/cancel`, undefined, {})).statusCode, 428)
  t.match((await call('POST', `/ai-planted-checks/${check?.id ?? ''}/cancel`)).json(), { proposals: [{ cancelled: false }, { cancelled: false }, { cancelled: true }] })
  now = '2026-03-30T10:00:00Z'
  t.equal(await showDuePlanted({ db, clock }), 0)
  t.match((await call('POST', `/ai-planted-checks/${check?.id ?? ''}/cancel`)).json(), { status: 409 })
})

t.test('they are drawn from what people decided, each with the likeliest wrong value; a plan for days gone by is shown at once', async (t) => {
  const lines = Array.from({ length: 20 }, (_, index) => aiOutput(`D-${index}`, { madeAt: '2026-03-16T09:00:00Z', alternatives: [{ value: '8517620000', score: 0.04 }, { value: '8471410000', score: 0.06 }], decision: decision({ shownAt: '2026-03-16T09:00:05Z', decidedAt: '2026-03-16T09:00:45Z' }) }))
  await app.inject({ method: 'POST', url: '/v1/ai-outputs/bulk', headers: { ...bearer({ subject: 'erp' }), 'content-type': 'application/x-ndjson' }, payload: ndjson(lines) })
  const made = (await plan({ count: 10, from: '2026-03-17', to: '2026-03-19' })).json<Planned>()
  t.match(made, { planned: 10, shown: 10 })
  t.ok(made.proposals.every(({ proposal, rightValue, outputId }) => proposal === '8471410000' && rightValue === '8471300000' && outputId !== null))
  for (const { outputId } of made.proposals) t.strictSame((await asReviewer(`/ai-outputs/${outputId ?? ''}`)).json<{ alternatives: object[] }>().alternatives, [{ value: '8517620000', score: 0.04 }, { value: '8471300000', score: 0.06 }], 'named as of any other')
  t.match((await plan({ count: 21 })).json(), { errors: [{ pointer: '/count', detail: /20 decided outputs/ }] })
  const steps = made.proposals.map(({ reference, dueAt }, index) => ({ kind: 'decision', system: 'CLASSIFIER', reference, reviewer: `P-${index}`, shownAt: dueAt, decidedAt: new Date(Date.parse(dueAt) + 40_000).toISOString(), ...index < 7
    ? { decision: 'rejected', rationaleCode: 'goods_differ', rationale: 'Not portable' }
    : { decision: 'accepted' } }))
  const verdicts = (await app.inject({ method: 'POST', url: '/v1/ai-decisions/bulk', headers: { ...bearer({ subject: 'desk', scope: 'ai:record' }), 'content-type': 'application/x-ndjson' }, payload: ndjson(steps) })).body
  t.equal(verdicts.match(/"changed"/g)?.length, 10, verdicts)
  t.match(await read(made.id), { decided: 10, caught: 7 }, 'of ten people it is told')
  await totalsAgree(t, db, operatorId)
})

t.test('words of a planted proposal are kept in its output alone, and erased with it', async (t) => {
  const made = (await plan({ from: '2026-03-16', to: '2026-04-30', proposals: [wrong('M-9', { explanation: 'CANARY-SHOWN', dueAt: '2026-03-16T10:00:00Z' }), wrong('M-9', { explanation: 'CANARY-CANCELLED', dueAt: '2026-04-30T10:00:00Z' })] })).json<Planned>()
  const id = made.proposals[0]?.outputId ?? ''
  const kept = async (): Promise<string> => JSON.stringify([await everything('ai_planted_proposals'), await everything('ai_outputs')])
  t.match(await kept(), /CANARY-SHOWN.*CANARY-CANCELLED|CANARY-CANCELLED.*CANARY-SHOWN/s)
  t.equal((await call('POST', `/ai-planted-checks/${made.id}/cancel`)).statusCode, 200)
  t.equal((await call('POST', `/ai-outputs/${id}/erase-words`)).statusCode, 200)
  t.notMatch(await kept(), /CANARY/)
})
