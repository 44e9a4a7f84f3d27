import t from 'tap'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import { treatment } from '../../support/risks.ts'
import { bearer } from '../../support/tokens.ts'

/** The plan of the register, over what an assessment or the second stage of an audit says of its risks. */

const { appUrl } = await testDatabase(t)
const now = new Date('2026-11-10T10:00:00Z')
const { app } = await testApp(t, appUrl, {}, { clock: () => now })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.risksIn(['RISK-A'])
await audits.done('PUT', '/risk-appetites/value', { acceptableScore: 5, appetiteEur: 1_000_000, reason: 'Test' })
for (const [code, share, annualCostEur] of [['CHEAP', 0.9, '100'], ['DEAR', 0.95, '500'], ['WEAK', 0.1, '1']] as const) await audits.done('POST', '/risk-treatments', treatment(code, { annualCostEur, effects: [{ risk: 'RISK-A', share }] }))
const plan = async (query = '') => await audits.call('GET', `/risks/plan${query}`)
const taken = async (query = '') => (await plan(query)).json<{ treatments: string[], risks: { code: string, acceptableBefore: boolean, acceptableAfter: boolean }[] }>()

t.test('without an assessment there is nothing to plan', async (t) => {
  t.match((await plan()).json(), { status: 409, type: '/problems/risk-plan-without-figures' })
  t.match((await plan('?assessment=018f0000-0000-7000-8000-000000000000&audit=018f0000-0000-7000-8000-000000000000')).json(), { status: 400, errors: [{ pointer: '/audit' }] })
})

t.test('the plan takes the cheapest that is enough, what is decided in any case, and nothing that is finished or dropped', async (t) => {
  const { id } = await audits.done<{ id: string }>('POST', '/risk-assessments', { reason: 'Test' })
  t.match(await taken(), { treatments: ['CHEAP'], risks: [{ code: 'RISK-A', acceptableBefore: false, acceptableAfter: true }] })
  t.strictSame(await taken(`?assessment=${id}`), await taken(), 'the last assessment, if none is named')
  await audits.done('PATCH', '/risk-treatments/WEAK', { state: 'decided' })
  t.match(await taken(), { treatments: ['CHEAP', 'WEAK'] })
  await audits.done('POST', '/risk-treatments/CHEAP/drop', { reason: 'x' })
  t.match(await taken(), { treatments: ['DEAR', 'WEAK'] })
  await audits.done('POST', '/risk-treatments/DEAR/complete', { procedure: { reference: 'dms:1' } })
  t.match(await taken(), { treatments: ['WEAK'], infeasible: [{ code: 'RISK-A', because: 'treatments_not_enough' }] })
  const graph = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: '{ riskPlan { treatments annualCostEur infeasible { code because } risks { code scoreBefore scoreAfter } } }' } })
  t.match(graph.json(), { data: { riskPlan: { treatments: ['WEAK'], annualCostEur: '1', infeasible: [{ code: 'RISK-A', because: 'treatments_not_enough' }] } } })
})

t.test('of an audit the risks are those of its second stage, for the plan and for what is accepted', async (t) => {
  const audit = await audits.draft()
  const asked = { risk: 'RISK-A', audit: audit.id, reason: 'x', expiresOn: '2027-06-30', requestedBy: 'P-OWNER' }
  t.match((await plan(`?audit=${audit.id}`)).json(), { status: 409, type: '/problems/risk-plan-without-figures' })
  t.match((await audits.call('POST', '/risk-acceptances', asked)).json(), { status: 400, errors: [{ pointer: '/audit' }] })
  await audits.close(audit.id, 'identified', 'residual_determined')
  t.match(await taken(`?audit=${audit.id}`), { treatments: ['WEAK'], risks: [{ code: 'RISK-A' }] })
  t.match((await audits.call('POST', `/risk-audits/${audit.id}/advance`, { stage: 'treated' })).json(), { status: 409, blockers: [{ risk: 'RISK-A' }] }, 'nobody accepts it, and nothing decided brings it down')
  const { id } = await audits.done<{ id: string }>('POST', '/risk-acceptances', asked)
  t.match((await audits.call('GET', `/risk-acceptances/${id}`)).json(), { audit: audit.id, auditVersion: 1, assessment: null, residualScore: 9 })
  await audits.done('POST', '/assignments', { person: 'P-TESTER', position: 'RISK-OWNER', validFrom: '2026-01-01', ftePercent: 100 })
  const signed = await audits.call('POST', `/risk-acceptances/${id}/sign`, { position: 'RISK-OWNER', rank: 'Head of customs', signer: 'P-TESTER' }, { 'if-match': '*' }, { subject: 'board' })
  t.match(signed.json(), { state: 'signed', standing: 'valid' })
  t.match((await audits.call('POST', `/risk-audits/${audit.id}/advance`, { stage: 'treated' })).json(), { stage: 'treated' })
})
