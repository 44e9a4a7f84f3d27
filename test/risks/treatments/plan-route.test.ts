import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import Fastify from 'fastify'
import t from 'tap'
import { ThreadPool } from '../../../src/platform/threads/thread-pool.ts'
import type { Plan } from '../../../src/risk/plan.ts'
import { findPlan } from '../../../src/risks/treatments/plans.ts'
import type { PlanJob } from '../../../src/risks/treatments/treatments-plan.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { HOSTILE } from '../../support/hostile.ts'
import { bearer } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)
const plan = async (payload: object) => await app.inject({ method: 'POST', url: '/v1/risks/plan', headers: bearer(), payload })

const BODY = {
  risks: [
    { code: 'CLA-01', frequency: 1.9, severityMean: 4_000, consequence: 2 },
    { code: 'VAL-01', frequency: 0.9, severityMean: 100_000, consequence: 3, acceptableScore: 8, appetiteEur: 40_000 },
    { code: 'CMP-01', frequency: 0.1, severityMean: 50_000, consequence: 5, acceptableScore: 4 }
  ],
  treatments: [
    { code: 'T-1', annualCostEur: '1200.50', effects: [{ risk: 'CLA-01', share: 0.8 }] },
    { code: 'T-2', annualCostEur: 800, effects: [{ risk: 'CLA-01', share: 0.5 }, { risk: 'VAL-01', share: 0.6 }] },
    { code: 'T-3', annualCostEur: 3000, effects: [{ risk: 'CLA-01', share: 0.8 }, { risk: 'VAL-01', share: 0.9 }] }
  ]
}

t.test('the plan names what is chosen, what it changes and what it cannot', async (t) => {
  const answer = await plan(BODY)
  t.equal(answer.statusCode, 200, answer.body)
  t.match(answer.json(), {
    treatments: ['T-1', 'T-2'], annualCostEur: '2000.5', secondBest: { treatments: ['T-3'], annualCostEur: '3000' }, methodVersion: 1,
    risks: [
      { code: 'CLA-01', scoreBefore: 6, scoreAfter: 2, acceptableBefore: false, acceptableAfter: true, frequencyBound: 0.5, needsSignature: false },
      { code: 'CMP-01', scoreBefore: 5, scoreAfter: 5, frequencyBound: null, needsSignature: true },
      { code: 'VAL-01', scoreBefore: 12, scoreAfter: 8, frequencyBefore: 0.9, frequencyAfter: 0.9 * (1 - 0.6), frequencyBound: 0.4 }
    ],
    infeasible: [{ code: 'CMP-01', because: 'no_level_is_acceptable', bestFrequency: 0.1 }]
  })
  t.equal((await plan(BODY)).body, answer.body, 'the same question has the same answer')
})

t.test('what is required or excluded shows what it is worth', async (t) => {
  const choosing = async (choice: Record<string, string>) => (await plan({ ...BODY, treatments: BODY.treatments.map((one) => ({ ...one, ...(choice[one.code] === undefined ? {} : { choice: choice[one.code] }) })) })).json<Plan & { annualCostEur: string }>()
  t.match(await choosing({ 'T-1': 'excluded' }), { treatments: ['T-3'], annualCostEur: '3000' })
  t.match(await choosing({ 'T-3': 'required' }), { treatments: ['T-3'], annualCostEur: '3000', secondBest: null })
  t.match(await choosing({ 'T-1': 'excluded', 'T-3': 'excluded' }), { treatments: ['T-2'], infeasible: [{ code: 'CLA-01', because: 'treatments_not_enough' }, { code: 'CMP-01' }] })
})

t.test('nothing is written', async (t) => {
  const events = async () => (await app.inject({ url: '/v1/events?limit=1000', headers: bearer() })).body
  const before = await events()
  await plan(BODY)
  t.equal(await events(), before)
})

t.test('what is wrong is pointed at', async (t) => {
  const [risk, treatment] = [BODY.risks[0], BODY.treatments[0]]
  const cases: [body: object, pointers: string[]][] = [
    [{ ...BODY, risks: [risk, risk] }, ['/risks/1/code', '/treatments/1/effects/1/risk', '/treatments/2/effects/1/risk']],
    [{ risks: [risk], treatments: [treatment, treatment] }, ['/treatments/1/code']],
    [{ risks: [risk], treatments: [{ ...treatment, annualCostEur: 0.001 }] }, ['/treatments/0/annualCostEur']],
    [{ risks: [risk], treatments: [{ ...treatment, effects: [{ risk: 'CLA-01', share: 1 }] }] }, ['/treatments/0/effects/0/share']],
    [{ risks: [{ ...risk, frequency: 0 }], treatments: [] }, ['/risks/0/frequency']],
    [{ risks: [{ ...risk, appetiteEur: 0 }], treatments: [] }, ['/risks/0/appetiteEur']],
    [{ risks: [], treatments: [] }, ['/risks']],
    [{ ...BODY, colour: 'red' }, ['/colour']]
  ]
  for (const [body, pointers] of cases) {
    const answer = await plan(body)
    t.equal(answer.statusCode, 400)
    const found = answer.json<{ errors: { pointer: string, hint?: string }[] }>().errors
    t.strictSame(pointers.filter((pointer) => !found.some((error) => error.pointer.startsWith(pointer))), [], answer.body)
  }
})

t.test('any text and number is taken or refused, and breaks nothing', async (t) => {
  const [risk, treatment] = [BODY.risks[0], BODY.treatments[0]]
  const bodies = (value: unknown): object[] => [
    { risks: [{ ...risk, code: value }], treatments: [{ ...treatment, effects: [{ risk: value, share: 0.8 }] }] }, { risks: [risk], treatments: [{ ...treatment, code: value }] },
    { risks: [risk], treatments: [{ ...treatment, annualCostEur: value }] }, { risks: [{ ...risk, severityMean: value }], treatments: [treatment] }
  ]
  const odd = [...HOSTILE.map(([, text]) => text), 'x0 <= 1', 'End', 'NaN', -1, 0, 1e-9, 1e12, 1e308, 2 ** 53, null, true, [], {}]
  const faults: string[] = []
  for (const value of odd) {
    const answers = await Promise.all(bodies(value).map(plan))
    faults.push(...answers.filter(({ statusCode }) => ![200, 400].includes(statusCode)).map(({ statusCode, body }) => `${JSON.stringify(value).slice(0, 60)}: ${statusCode} ${body.slice(0, 200)}`))
  }
  t.strictSame(faults, [])
})

/** Costs that follow the effects: hardly any choice can be left out of account. */
const hard = (risks: number, treatments: number): PlanJob => ({
  risks: Array.from({ length: risks }, (_value, index) => ({ code: `R${index}`, acceptableScore: 5, appetiteEur: 1e9, figures: { frequency: 40, severityMean: 100, impactLevel: 2 } })),
  treatments: Array.from({ length: treatments }, (_value, index) => ({
    code: `T${index}`, choice: 'open', annualCostCents: 1_000_003 + (index * 7919) % 104_729,
    effects: Array.from({ length: risks }, (_other, risk) => ({ risk: `R${risk}`, share: 0.05 + ((index + 1) * (risk + 3) * 31 % 97) / 970 }))
  }))
})

t.test('a programme that takes too long is ended, and others are served meanwhile', async (t) => {
  const plans = new ThreadPool<PlanJob, Plan>({ script: new URL('../../../src/risks/treatments/plan-thread.ts', import.meta.url), threads: 1, memoryMb: 256, jobTimeoutMs: 1_500, waitTimeoutMs: 10_000, mostWaiting: 2, mostWaitingOfOne: 2, idleMs: 100 })
  t.teardown(async () => { await plans.close() })
  const server = Fastify()
  server.get('/', () => 'served')
  await server.ready()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const searching = findPlan(hard(40, 120), 'operator', plans).then(() => 'found', (error: unknown) => error)
  await pause(300)
  t.equal((await server.inject('/')).body, 'served')
  t.match(await searching, { type: '/problems/plan-too-long', status: 503 })
  delay.disable()
  t.ok(delay.percentile(99) / 1e6 < 300, `the loop was never held up: ${Math.round(delay.percentile(99) / 1e6)} ms`)
  t.match(await plans.run({ risks: [], treatments: [] }, 'operator', 30_000), { treatments: [] }, 'the next one is found by another thread')
})
