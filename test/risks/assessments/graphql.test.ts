import t from 'tap'
import { OTHER_OPERATOR, testApp } from '../../support/app.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { control, EVIDENCE, ownRisk, RiskRegister, STATED } from '../../support/risks.ts'
import { bearer } from '../../support/tokens.ts'

/** A year of three assessments: between them a person states something else, a control is tested, and an error is confirmed. */

const { appUrl } = await testDatabase(t)
const now = { at: new Date('2026-03-31T10:00:00Z') }
const { app } = await testApp(t, appUrl, {}, { clock: () => now.at })
const register = new RiskRegister(app)
await register.prepare()

interface Graph { data: Record<string, unknown>, errors?: { extensions?: { problem?: { status?: number } } }[] }
async function graph (query: string, changes: Parameters<typeof bearer>[0] = {}): Promise<Graph> {
  return (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(changes), payload: { query } })).json<Graph>()
}
const ask = async <Answer>(query: string): Promise<Answer> => {
  const { data, errors } = await graph(query)
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data as Answer
}
const assess = async (): Promise<string> => (await register.done<{ id: string }>('POST', '/risk-assessments', { reason: 'Quarter' })).id

const nothing = await ask('{ riskAssessments { nodes { id } } riskCourse(risk: "MASS") { code } riskMoves { code } topRisks { code } riskHeatMap { likelihood } riskPortfolio { assessment } }')
await register.done('POST', '/risks', ownRisk('MASS', { indicators: ['check_failure_rate', 'payment_late_count'] }))
await register.done('POST', '/risks/MASS/inputs', { ...STATED, evidence: { findings: [{ checks: ['VAL-14'] }] } })
await register.done('POST', '/risks', ownRisk('SMALL'))
await register.done('POST', '/risks/SMALL/inputs', { ...STATED, likelihood: 1, evidence: {} })
await register.done('POST', '/controls', control('SCALE', { risks: ['MASS'], inForceFrom: '2026-01-01', owner: { kind: 'person', code: 'P-OWNER' } }))
for (let index = 0; index < 4; index++) await register.done('POST', '/declarations', declaration({ lrn: `L-${index}`, items: [item({ grossMass: index === 0 ? '100' : '130', netMass: '120.5' })] }))
const first = await assess()

now.at = new Date('2026-06-30T10:00:00Z')
await register.done('POST', '/risks/MASS/inputs', { likelihood: 3, reason: 'Seldom, after all' })
await register.done('POST', '/controls/SCALE/tests', { testedOn: '2026-06-29', sampleFrom: '2026-06-01', sampleTo: '2026-06-28', sampleSize: 10, passed: 10, failed: 0, tester: 'P-TESTER', evidence: EVIDENCE })
const second = await assess()

now.at = new Date('2026-07-15T10:00:00Z')
const { items: [finding] } = await register.done<{ items: { id: string }[] }>('GET', '/findings?check=VAL-14')
await register.done('POST', `/findings/${finding?.id}/review`, { decision: 'confirmed', words: 'x', cause: 'clerical' })
const third = await assess()

interface Moved { assessment: string, expectedAnnualLoss: number, move: { expectedAnnualLossBefore: number, causes: { cause: string, changeEur: number }[] } | null }

t.test('before anything was assessed there is nothing to show', (t) => {
  t.strictSame(nothing, { riskAssessments: { nodes: [] }, riskCourse: [], riskMoves: [], topRisks: [], riskHeatMap: [], riskPortfolio: null })
  t.end()
})

t.test('a risk over time tells what moved it', async (t) => {
  const { riskCourse } = await ask<{ riskCourse: Moved[] }>('{ riskCourse(risk: "MASS") { assessment expectedAnnualLoss move { since expectedAnnualLossBefore scoreBefore causes { cause changeEur changeFrequency } } } }')
  t.strictSame(riskCourse.map(({ assessment }) => assessment), [third, second, first])
  t.strictSame(riskCourse.map(({ move }) => move?.causes.map(({ cause }) => cause) ?? null), [['evidence'], ['expert_input', 'controls'], null])
  t.ok(riskCourse[0]!.move!.causes[0]!.changeEur > 0, 'an error raises it')
  t.ok(riskCourse[1]!.move!.causes.every(({ changeEur }) => changeEur < 0), 'a lower judgement and passed tests lower it')
  for (const { expectedAnnualLoss, move } of riskCourse.slice(0, 2)) t.ok(Math.abs(move!.causes.reduce((sum, { changeEur }) => sum + changeEur, move!.expectedAnnualLossBefore) - expectedAnnualLoss) < 1e-6, 'all causes make the whole move')
  t.equal((await ask<{ riskCourse: Moved[] }>('{ riskCourse(risk: "MASS", first: 1) { move { scoreBefore } } }')).riskCourse[0]?.move === null, false, 'the one before is looked at although it is not shown')
})

t.test('an assessment shows what moved each of its risks, and by default it is the last', async (t) => {
  const { riskMoves } = await ask<{ riskMoves: { code: string, move: { causes: object[] } }[] }>('{ riskMoves { code move { causes { cause } } } }')
  t.strictSame(riskMoves, [{ code: 'MASS', move: { causes: [{ cause: 'evidence' }] } }, { code: 'SMALL', move: { causes: [] } }])
  t.match(await ask(`{ riskMoves(assessment: "${first}") { code move { scoreBefore } } }`), { riskMoves: [{ code: 'MASS', move: null }, { code: 'SMALL', move: null }] })
})

t.test('the ranking follows the engine, and shows on what each figure rests', async (t) => {
  const { topRisks } = await ask<{ topRisks: object[] }>('{ topRisks(by: inherent) { code evidenceState events windowExposure residualScore inherentScore acceptableScore objections } }')
  t.match(topRisks, [{ code: 'MASS', evidenceState: 'counted', events: 1, windowExposure: 4, acceptableScore: 5 }, { code: 'SMALL', evidenceState: 'not_observed', events: 0, windowExposure: null, objections: [] }])
  t.strictSame(await ask('{ topRisks(first: 1) { code } }'), { topRisks: [{ code: 'MASS' }] })
})

t.test('the matrix has each risk before controls and with them', async (t) => {
  const { riskHeatMap } = await ask<{ riskHeatMap: { inherent: string[], residual: string[] }[] }>('{ riskHeatMap { likelihood impact inherent residual } }')
  t.equal(riskHeatMap.length, 25)
  t.strictSame(riskHeatMap.flatMap(({ inherent }) => inherent).toSorted(), ['MASS', 'SMALL'])
  t.strictSame(riskHeatMap.flatMap(({ residual }) => residual).toSorted(), ['MASS', 'SMALL'])
})

t.test('the portfolio is all risks in the same years', async (t) => {
  const { riskPortfolio, riskAssessments } = await ask<{ riskPortfolio: { residual: { p95: number }, inherent: { p95: number }, exceedance: { residual: number }[] }, riskAssessments: { nodes: object[] } }>(
    '{ riskPortfolio { assessment residual { expectedAnnualLoss p95 } inherent { p95 } exceedance { loss inherent residual } } riskAssessments(first: 2) { nodes { id scored unscored above windowMonths expectedAnnualLoss } pageInfo { hasNextPage } } }')
  t.ok(riskPortfolio.inherent.p95 >= riskPortfolio.residual.p95)
  t.ok(riskPortfolio.exceedance.length > 10)
  t.match(riskAssessments, { nodes: [{ id: third, scored: 2, unscored: 0, windowMonths: 36 }, { id: second }], pageInfo: { hasNextPage: true } })
})

t.test('key figures suggest a likelihood to whoever scores, and change nothing', async (t) => {
  const before = await register.done('GET', '/risks/MASS')
  const { riskSuggestions } = await ask<{ riskSuggestions: { code: string }[] }>('{ riskSuggestions(from: "2026-01-01", to: "2026-07-15") { code state stated suggested because { indicator level } unknown } }')
  t.strictSame(riskSuggestions.map(({ code }) => code), ['MASS'], 'of a risk without key figures nothing is said')
  t.match(riskSuggestions[0], { state: 'raise', stated: 3, suggested: 4, because: [{ indicator: 'check_failure_rate', level: 'red' }], unknown: ['payment_late_count'] })
  t.strictSame(await register.done('GET', '/risks/MASS'), before)
  t.match(await graph('{ riskSuggestions(from: "2026-01-01", to: "2026-02-30") { code } }'), { errors: [{}] })
  t.match(await graph('{ riskSuggestions(from: "2026-01-01", to: "2026-02-03") { code } }', { scope: 'risks:read' }), { errors: [{}] }, 'key figures need their own right')
})

t.test('risks above what is acceptable are a key figure, as of each last assessment', async (t) => {
  const count = async (day: string): Promise<unknown> => (await ask<{ kpis: { value: object }[] }>(`{ kpis(names: ["risk_above_appetite_count"], from: "${day}", to: "${day}") { value { value outcome status } } }`)).kpis[0]?.value
  const { topRisks } = await ask<{ topRisks: { residualScore: number, acceptableScore: number }[] }>('{ topRisks { residualScore acceptableScore } }')
  const above = topRisks.filter(({ residualScore, acceptableScore }) => residualScore > acceptableScore).length
  t.match(await count('2026-07-15'), { value: above, outcome: 'measured' })
  t.match(await count('2026-03-30'), { value: null, outcome: 'no_data' }, 'nothing was assessed by then')
  t.match(await graph('{ kpis(names: ["risk_above_appetite_count"], from: "2026-07-15", to: "2026-07-15") { name } }', { scope: 'reporting:read' }), { errors: [{}] }, 'what it tells of risks is for whoever may read them')
})

t.test('nobody sees another operator\'s', async (t) => {
  t.match(await graph('{ riskAssessments { nodes { id } } riskCourse(risk: "MASS") { code } topRisks { code } riskPortfolio { assessment } }', { operator: OTHER_OPERATOR }), { data: { riskAssessments: { nodes: [] }, riskCourse: [], topRisks: [], riskPortfolio: null } })
  t.match(await graph(`{ topRisks(assessment: "${third}") { code } }`, { operator: OTHER_OPERATOR }), { errors: [{}] })
  t.match(await graph('{ riskMoves(assessment: "x") { code } }'), { errors: [{}] })
})

t.test('a look at a part of the company is not taken for the whole', async (t) => {
  const { id } = await register.done<{ id: string }>('POST', '/risk-assessments', { reason: 'One pillar', scope: { pillars: ['value'] } })
  t.match(await ask('{ riskPortfolio { assessment } }'), { riskPortfolio: { assessment: third } })
  t.match(await ask(`{ riskPortfolio(assessment: "${id}") { assessment } }`), { riskPortfolio: { assessment: id } })
})

t.test('a look at one procedure moves no risk of the company, and is compared with the look at the same procedure before', async (t) => {
  const look = async (procedure: string): Promise<string> => (await register.done<{ id: string }>('POST', '/risk-assessments', { reason: 'One procedure', scope: { procedures: [procedure] } })).id
  const [imports, exports, again, whole] = [await look('40'), await look('10'), await look('40'), await assess()]
  const { riskCourse } = await ask<{ riskCourse: (Moved & { move: { since: string } | null })[] }>('{ riskCourse(risk: "MASS", first: 4) { assessment expectedAnnualLoss move { since expectedAnnualLossBefore causes { cause changeEur } } } }')
  t.strictSame(riskCourse.map(({ assessment, move }) => [assessment, move?.causes.map(({ cause }) => cause) ?? null]), [[whole, []], [again, []], [exports, null], [imports, null]])
  const { riskMoves } = await ask<{ riskMoves: { move: { causes: object[] } }[] }>('{ riskMoves { code move { causes { cause } } } }')
  t.strictSame(riskMoves.map(({ move }) => move.causes), [[], []])
  t.match(await ask(`{ riskMoves(assessment: "${exports}") { code move { scoreBefore } } }`), { riskMoves: [{ move: null }, { move: null }] })
})
