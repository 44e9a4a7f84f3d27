import t from 'tap'
import { addOperator } from '../../../src/platform/operators.ts'
import { verifyAudits } from '../../../src/risks/audits/verify-audits.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import { control, ownRisk, STATED } from '../../support/risks.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-11-10T10:00:00Z') })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.risksIn(['VAL-S1'])
await audits.done('POST', '/assignments', { person: 'P-TESTER', position: 'RISK-OWNER', validFrom: '2026-01-01', ftePercent: 100 })
await audits.done('POST', '/risks', ownRisk('VAL-S5'))
await audits.done('POST', '/risks/VAL-S5/inputs', { ...STATED, consequence: 5 })
await audits.done('POST', '/controls', control('CTL-S5', { risks: ['VAL-S5'], inForceFrom: '2026-01-01' }))
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')

t.test('stage 3 closes once somebody has signed for the risk as stage 2 left it, and comes out again to the byte', async (t) => {
  const { id } = await audits.draft()
  await audits.done('PUT', `/risk-audits/${id}/not-evaluated/VAL-S5`, { reason: 'The control is new' })
  await audits.close(id, 'identified', 'residual_determined')
  t.match((await audits.call('POST', `/risk-audits/${id}/advance`, { stage: 'treated' })).json(), { status: 409, blockers: [{ because: 'signature_missing', subject: 'VAL-S5' }] })
  const asked = await audits.call('POST', '/risk-acceptances', { risk: 'VAL-S5', reason: 'Insured', expiresOn: '2027-06-30', audit: id, requestedBy: 'P-OWNER' }, {}, { subject: 'asker' })
  t.equal(asked.statusCode, 201, asked.body)
  t.equal((await audits.call('POST', `/risk-audits/${id}/advance`, { stage: 'treated' })).statusCode, 409, 'asked for is not signed')
  const acceptance = asked.json<{ id: string }>().id
  const signed = await audits.call('POST', `/risk-acceptances/${acceptance}/sign`, { position: 'RISK-OWNER', rank: 'Head of customs', signer: 'P-TESTER' }, { 'if-match': '*' }, { subject: 'head' })
  t.equal(signed.statusCode, 200, signed.body)
  t.match(await audits.close(id, 'treated'), { stage: 'treated' })
  const { result: { risks } } = await audits.done<{ result: { risks: object[] } }>('GET', `/risk-audits/${id}/stages/treated`)
  t.match(risks, [{ code: 'VAL-S1', acceptability: 'acceptable', acceptance: null }, { code: 'VAL-S5', acceptability: 'accepted', acceptance }])
  await audits.done('POST', `/risk-acceptances/${acceptance}/revoke`, { reason: 'Only for the test' })
  const faults: string[] = []
  let stages = 0
  for await (const verdict of verifyAudits(db, operatorId, id)) {
    stages++
    faults.push(...verdict.faults)
  }
  t.equal(stages, 3)
  t.strictSame(faults, [])
})
