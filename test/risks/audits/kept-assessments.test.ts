import t from 'tap'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import { STATED } from '../../support/risks.ts'
import { statementsOf } from '../../support/statements.ts'
import { bearer } from '../../support/tokens.ts'

/** Stages 1 and 2 of an audit stand among the assessments. */

const { appUrl } = await testDatabase(t)
const now = { at: new Date('2026-11-10T10:00:00Z') }
const { app, db } = await testApp(t, appUrl, {}, { clock: () => now.at })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.done('POST', '/positions', { code: 'BOARD', title: 'Member of the board', unit: 'CUSTOMS', validFrom: '2020-01-01' })
await audits.done('POST', '/people', { pseudonym: 'P-BOARD', employmentKind: 'employee' })
await audits.done('POST', '/assignments', { person: 'P-BOARD', position: 'BOARD', validFrom: '2026-01-01', ftePercent: 100 })

interface Kept { readonly id: string, readonly reason: string, readonly seed: string, readonly scored: number }
interface Figures { readonly code: string, readonly residualScore: number, readonly expectedAnnualLoss: number }
const kept = async (): Promise<Kept[]> => (await audits.done<{ items: Kept[] }>('GET', '/risk-assessments')).items

t.test('an audit that looks at no risk leaves no assessment', async (t) => {
  const { id } = await audits.draft()
  await audits.done('PUT', `/risk-audits/${id}/left-out/value`, { reason: 'Not looked at in this test' })
  await audits.close(id, 'identified')
  t.strictSame(await kept(), [])
})

t.test('stages 1 and 2 are assessments of the same figures, and a stage that is refused leaves none', async (t) => {
  await audits.risksIn(['VAL-K1'])
  const { id } = await audits.draft()
  await audits.done('PATCH', `/risk-audits/${id}`, { scope: { from: '2026-02-01', to: '2026-12-31' } })
  t.equal((await audits.call('POST', `/risk-audits/${id}/advance`, { stage: 'identified' }, { 'if-match': '"1"' })).statusCode, 412)
  t.strictSame(await kept(), [])
  await audits.close(id, 'identified')
  now.at = new Date('2026-11-11T10:00:00Z')
  await audits.close(id, 'residual_determined', 'treated')
  const [second, first, ...others] = await kept()
  t.strictSame(others, [], 'later stages assess nothing')
  t.match([first, second], ['identified', 'residual_determined'].map((stage) => ({ reason: `Stage ${stage} of version 1 of the audit ${id}`, seed: `audit ${id} 1`, scored: 1, scope: { from: '2026-02-01', to: '2026-12-31' } })))
  for (const [stage, assessment] of [['identified', first], ['residual_determined', second]] as const) {
    const { result: { risks: [frozen] } } = await audits.done<{ result: { risks: { assessment: Figures }[] } }>('GET', `/risk-audits/${id}/stages/${stage}`)
    const { items: [figures] } = await audits.done<{ items: Figures[] }>('GET', `/risk-assessments/${assessment?.id}/risks`)
    t.match(figures, { code: 'VAL-K1', residualScore: frozen?.assessment.residualScore, expectedAnnualLoss: frozen?.assessment.expectedAnnualLoss }, stage)
  }
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: '{ riskCourse(risk: "VAL-K1") { assessment } riskAssessments { nodes { id } } }' } })
  t.match(answer.json(), { data: { riskCourse: [{ assessment: second?.id }, { assessment: first?.id }], riskAssessments: { nodes: { length: 2 } } } }, 'reports over time have both')
  const logged = (await audits.done<{ items: { type: string, subject: string }[] }>('GET', '/events?limit=1000')).items.filter(({ type }) => type === 'risk.assessed')
  t.strictSame(logged.map(({ subject }) => subject), [first, second].map((assessment) => `risk_assessment:${assessment?.id}`))
})

t.test('of managers who close a stage at the same moment one leaves an assessment', async (t) => {
  const { id } = await audits.draft()
  await Promise.all(Array.from({ length: 3 }, async () => await audits.call('POST', `/risk-audits/${id}/advance`, { stage: 'identified' })))
  t.equal((await kept()).filter(({ reason }) => reason.includes(id)).length, 1)
})

t.test('an acceptance goes stale in lists when an audit finds the risk higher than it was signed for', async (t) => {
  await audits.risksIn(['VAL-K2'])
  const { id } = await audits.draft()
  await audits.close(id, 'identified', 'residual_determined')
  const { id: acceptance } = (await audits.call('POST', '/risk-acceptances', { risk: 'VAL-K2', reason: 'Insured', expiresOn: '2027-06-30', audit: id, requestedBy: 'P-OWNER' }, {}, { subject: 'asker' })).json<{ id: string }>()
  const signed = await audits.call('POST', `/risk-acceptances/${acceptance}/sign`, { position: 'BOARD', rank: 'Member of the board', signer: 'P-BOARD' }, { 'if-match': '*' }, { subject: 'head' })
  const { residualScore } = signed.json<Figures>()
  const listed = async () => (await audits.done<{ items: Record<string, unknown>[] }>('GET', '/risk-acceptances?risk=VAL-K2')).items
  t.match(await listed(), [{ standing: 'valid', scoreSince: null }])

  now.at = new Date('2026-11-12T10:00:00Z')
  await audits.done('POST', `/risk-audits/${id}/reopen`, { reason: 'Looked at again' })
  await audits.close(id, 'identified')
  t.match(await listed(), [{ standing: 'valid', scoreSince: residualScore }], 'the same score leaves it as it is')
  await audits.done('POST', '/risks/VAL-K2/inputs', { ...STATED, likelihood: 5, lossHigh: 900_000, consequence: 4, reason: 'Worse than thought' })
  now.at = new Date('2026-11-13T10:00:00Z')
  await audits.close(id, 'residual_determined')
  const [stale] = await listed()
  t.match(stale, { standing: 'stale', residualScore })
  t.ok(Number(stale?.['scoreSince']) > residualScore)
})

t.test('keeping the figures takes the same statements for one risk and for many', async (t) => {
  const counted = async (): Promise<number> => {
    const { id } = await audits.draft()
    return (await statementsOf(db, async () => { await audits.close(id, 'identified') })).filter((statement) => JSON.stringify(statement).includes('insert into aeo.risk_assessment')).length
  }
  t.equal(await counted(), 2)
  await audits.risksIn(Array.from({ length: 10 }, (_, index) => `VAL-L${index}`))
  t.equal(await counted(), 2)
})
