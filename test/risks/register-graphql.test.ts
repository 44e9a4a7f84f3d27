import t from 'tap'
import { OTHER_OPERATOR, testApp } from '../support/app.ts'
import { testDatabase } from '../support/postgres.ts'
import { control, EVIDENCE, ownRisk, RiskRegister, STATED, treatment } from '../support/risks.ts'
import { bearer } from '../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)
const register = new RiskRegister(app)
await register.prepare()
await register.done('POST', '/risks/proposals', { areas: ['classification'] })
await register.done('POST', '/risks/CLA-02/inputs', { reason: 'Agreed' })
await register.done('POST', '/risks', ownRisk('OWN-1', { owner: { kind: 'position', code: 'RISK-OWNER' }, scope: { sites: ['HAMBURG'], pillars: ['value'], from: '2026-01-01' } }))
await register.done('POST', '/risks/OWN-1/inputs', STATED)
await register.done('POST', '/controls', control('CTL-1', { risks: ['CLA-01', 'CLA-02'], inForceFrom: '2026-01-01' }))
await register.done('POST', '/controls', control('CTL-2', { risks: ['CLA-02'], kind: 'detective', inForceFrom: '2026-01-01' }))
await register.done('POST', '/controls/CTL-2/tests', { testedOn: '2026-02-28', sampleFrom: '2026-02-01', sampleTo: '2026-02-28', sampleSize: 10, passed: 9, failed: 1, tester: 'P-TESTER', evidence: EVIDENCE })
await register.call('PUT', '/risk-appetites/value', { acceptableScore: 6, appetiteEur: 1000, reason: 'x' })

const nextYear = `${new Date().getUTCFullYear() + 1}-01-31`

async function graph (query: string, operator?: string): Promise<Record<string, unknown>> {
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(operator === undefined ? {} : { operator }), payload: { query } })
  return answer.json<{ data: Record<string, unknown> }>().data
}

t.test('the register shows what is proposed, what was stated, and the controls of each risk', async (t) => {
  const { riskRegister } = await graph('{ riskRegister(filter: { area: classification }, first: 2) { nodes { code state proposal { likelihood defaultsVersion } input { confirmsVersion lossLow evidence { findings { checks } } } controls { code tests passed failed lastTestedOn } } pageInfo { hasNextPage } } }')
  t.strictSame(riskRegister, {
    nodes: [
      { code: 'CLA-01', state: 'proposed', proposal: { likelihood: 4, defaultsVersion: 1 }, input: null, controls: [{ code: 'CTL-1', tests: 0, passed: 0, failed: 0, lastTestedOn: null }] },
      { code: 'CLA-02', state: 'stated', proposal: { likelihood: 4, defaultsVersion: 1 }, input: { confirmsVersion: 1, lossLow: 300, evidence: { findings: [{ checks: ['CLA-03'] }] } },
        controls: [{ code: 'CTL-1', tests: 0, passed: 0, failed: 0, lastTestedOn: null }, { code: 'CTL-2', tests: 1, passed: 9, failed: 1, lastTestedOn: '2026-02-28' }] }
    ],
    pageInfo: { hasNextPage: true }
  })
})

t.test('filters of the register are those of the list, and its scope is shown', async (t) => {
  t.strictSame(await graph('{ riskRegister(filter: { owner: "RISK-OWNER", state: stated, criterion: records }) { nodes { code origin owner sites pillars from to proposal { reason } controls { code } } } }'),
    { riskRegister: { nodes: [{ code: 'OWN-1', origin: 'own', owner: 'RISK-OWNER', sites: ['HAMBURG'], pillars: ['value'], from: '2026-01-01', to: null, proposal: null, controls: [] }] } })
})

t.test('controls name their risks, and an appetite that nobody set is none', async (t) => {
  t.strictSame(await graph('{ riskControls(filter: { kind: detective }) { nodes { code owner risks design retiredOn } } }'), { riskControls: { nodes: [{ code: 'CTL-2', owner: 'RISK-OWNER', risks: ['CLA-02'], design: 'good', retiredOn: null }] } })
  const { riskAppetites } = await graph('{ riskAppetites { area acceptableScore appetiteEur } }') as { riskAppetites: { area: string }[] }
  t.equal(riskAppetites.length, 17)
  t.strictSame(riskAppetites.filter(({ area }) => ['value', 'origin'].includes(area)), [{ area: 'origin', acceptableScore: null, appetiteEur: null }, { area: 'value', acceptableScore: 6, appetiteEur: 1000 }])
})

t.test('a control shows what it is worth by the method, and a risk what is done against it and who accepts it', async (t) => {
  t.match(await graph('{ riskControls(filter: { kind: detective }) { nodes { passed failed effectiveness { prevents letsThrough designShare works explanation } } } }'),
    { riskControls: { nodes: [{ passed: 9, failed: 1, effectiveness: { prevents: 0.625, letsThrough: 0.375, designShare: 0.75, works: 10 / 12, explanation: /9 of 10 tested cases/ } }] } })
  await register.done('POST', '/risk-treatments', treatment('T-B', { effects: [{ risk: 'OWN-1', share: 0.5 }] }))
  await register.done('POST', '/risk-treatments', treatment('T-A', { effects: [{ risk: 'OWN-1', share: 0.25 }, { risk: 'CLA-02', share: 0.5 }] }))
  await register.done('POST', '/risk-assessments', { reason: 'x' })
  await register.done('POST', '/risk-acceptances', { risk: 'OWN-1', reason: 'x', expiresOn: nextYear, requestedBy: 'P-OWNER' })
  const { riskRegister } = await graph('{ riskRegister(filter: { state: stated }) { nodes { code treatments { code effects { risk expectedShare } } acceptances { risk state standing } } } }')
  t.strictSame(riskRegister, { nodes: [
    { code: 'CLA-02', treatments: [{ code: 'T-A', effects: [{ risk: 'CLA-02', expectedShare: 0.5 }, { risk: 'OWN-1', expectedShare: 0.25 }] }], acceptances: [] },
    { code: 'OWN-1', treatments: [{ code: 'T-A', effects: [{ risk: 'CLA-02', expectedShare: 0.5 }, { risk: 'OWN-1', expectedShare: 0.25 }] }, { code: 'T-B', effects: [{ risk: 'OWN-1', expectedShare: 0.5 }] }], acceptances: [{ risk: 'OWN-1', state: 'requested', standing: 'requested' }] }
  ] })
})

t.test('another operator has none of it', async (t) => {
  t.match(await graph('{ riskRegister { nodes { code } } riskControls { nodes { code } } riskAppetites { appetiteEur } }', OTHER_OPERATOR), { riskRegister: { nodes: [] }, riskControls: { nodes: [] }, riskAppetites: [{ appetiteEur: null }] })
})
