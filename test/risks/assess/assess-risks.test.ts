import t from 'tap'
import { inherentModel, reducedModel, residualModel } from '../../../src/risk/simulate.ts'
import { assessRisk } from '../../../src/risk/assess-risk.ts'
import { assessOne, assessRisks, compareLosses } from '../../../src/risks/assess/assess-risks.ts'
import { ThreadLimit } from '../../../src/platform/threads/thread-pool.ts'
import type { Problem } from '../../../src/platform/problem.ts'
import { WORKED_CASES } from '../../risk/worked-cases.ts'

const settings = { years: 50_000, seed: 'audit', operatorId: '1' }
const risks = Object.entries(WORKED_CASES).map(([code, { input }]) => ({ code, input }))

t.test('the seed of a stored assessment gives its figures again, to the byte', async (t) => {
  const { risks: assessed } = await assessRisks(risks, settings)
  t.strictSame(assessed.map(({ code }) => code), ['A', 'B', 'C', 'D'])
  for (const [index, { assessment }] of assessed.entries()) {
    const { explanation: { simulation } } = assessment
    const again = await assessOne((risks[index] as typeof risks[number]).input, { ...settings, ...simulation })
    t.equal(JSON.stringify(again), JSON.stringify(assessment))
  }
})

t.test('years before controls, with them and after a plan are compared with the same luck', async (t) => {
  const figures = risks.map(({ code, input }) => ({ code, figures: assessRisk(input) }))
  const residual = figures.map(({ code, figures }) => ({ code, model: residualModel(figures) }))
  const { totals, exceedance } = await compareLosses([
    figures.map(({ code, figures }) => ({ code, model: inherentModel(figures) })), residual, residual.map(({ code, model }) => ({ code, model: reducedModel(model, 0.4) }))
  ], settings)
  t.strictSame(totals[1], (await assessRisks(risks, settings)).total)
  const p90 = totals.map(({ p90 }) => p90)
  t.strictSame(p90, p90.toSorted((one, other) => other - one))
  t.ok(exceedance.every(({ chances: [before = 0, now = 0, planned = 0] }) => before + 0.005 >= now && now + 0.005 >= planned))
})

t.test('a simulation that is ended is a problem that says to come again', async (t) => {
  const ended = assessOne(WORKED_CASES.A.input, settings, { run: async () => { throw new ThreadLimit('time') } })
  const problem = await ended.then(() => undefined, (error: Problem) => error)
  t.strictSame([problem?.type, problem?.status, problem?.headers['retry-after']], ['/problems/simulation-too-long', 503, '10'])
  await t.rejects(assessOne(WORKED_CASES.A.input, settings, { run: async () => { throw new Error('ours') } }), new Error('ours'))
})
