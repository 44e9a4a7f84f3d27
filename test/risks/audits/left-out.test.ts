import '../../support/bare-processes.ts'
import t from 'tap'
import { canonicalJson } from '../../../src/platform/log/canonical-json.ts'
import { addOperator } from '../../../src/platform/operators.ts'
import { assessInputs } from '../../../src/risks/assessments/assess-inputs.ts'
import { resultOf } from '../../../src/risks/audits/stage-results.ts'
import { blockersIn } from '../../../src/risks/audits/stage-gates.ts'
import { inputFaults } from '../../../src/risks/audits/verify-stage.ts'
import { verifyAudits } from '../../../src/risks/audits/verify-audits.ts'
import type { Snapshot } from '../../../src/risks/audits/snapshot.ts'
import { reportFacts } from '../../../src/risks/report/facts.ts'
import type { ReportModel } from '../../../src/risks/report/model.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import { ownRisk, STATED, treatment } from '../../support/risks.ts'
import { bearer, TEST_OPERATOR } from '../../support/tokens.ts'

/** An area that is left out: its risks are in no gate, no figure and no plan, and everybody is told which these are. */

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-11-10T10:00:00Z') })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.risksIn(['VAL-L1'])
// Above every threshold, without a control, and nothing but a signature could settle it.
await audits.done('POST', '/risks', ownRisk('ORI-L1', { area: 'origin', title: 'Origin is stated from memory' }))
await audits.done('POST', '/risks/ORI-L1/inputs', { ...STATED, likelihood: 5, lossLow: 100_000, lossHigh: 1_000_000, consequence: 5 })
await audits.done('POST', '/risks', ownRisk('ORI-L2', { area: 'origin', title: 'Nobody has stated it' }))
await audits.done('POST', '/risk-treatments', treatment('BOTH', { effects: [{ risk: 'VAL-L1', share: 0.5 }, { risk: 'ORI-L1', share: 0.5 }] }))
await audits.done('POST', '/risk-treatments', treatment('ORIGIN', { effects: [{ risk: 'ORI-L1', share: 0.9 }], state: 'decided' }))
const whole = await audits.done<{ id: string, scored: number }>('POST', '/risk-assessments', { reason: 'Of everything' })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')

const { id } = await audits.draft()
await audits.close(id, 'identified', 'residual_determined', 'treated')
type Stage = Snapshot<'residual_determined'>
const stage = await audits.done<Stage>('GET', `/risk-audits/${id}/stages/residual_determined`)
const treated = await audits.done<Snapshot<'treated'>>('GET', `/risk-audits/${id}/stages/treated`)
const report = await audits.done<ReportModel>('GET', `/risk-audits/${id}/report.json`)
const LEFT_OUT = [{ code: 'ORI-L1', title: 'Origin is stated from memory', area: 'origin', stated: true }, { code: 'ORI-L2', title: 'Nobody has stated it', area: 'origin', stated: false }]

t.test('its risks are in no figure and shut no gate, and stand in the stages by name', async (t) => {
  for (const name of ['identified', 'residual_determined']) {
    const { inputs, result } = await audits.stageAsRead<Stage>(id, name)
    t.strictSame(inputs.leftOut, LEFT_OUT, name)
    t.strictSame([inputs.assessment.risks.map(({ code }) => code), inputs.assessment.unscored, result.order], [['VAL-L1'], [], ['VAL-L1']], name)
    t.equal(result.portfolio.residual.expectedAnnualLoss, result.risks[0]?.assessment.expectedAnnualLoss, name)
  }
  t.ok(stage.inputs.leftOut?.every(({ title }) => title.startsWith('words:')), 'what they are called is put away like all titles')
  t.strictSame(treated.inputs.residual.risks.map(({ code }) => code), ['VAL-L1'])
  t.strictSame(treated.inputs.treatments.map(({ code }) => code), ['BOTH'])
})

t.test('the report says which risks are in none of its figures, and why', async (t) => {
  t.strictSame(report.risks.map(({ code }) => code), ['VAL-L1'])
  t.strictSame([report.unscored, report.areas.map(({ area }) => area)], [[], ['value']])
  t.strictSame(report.scope.leftOut.find(({ area }) => area === 'origin'), { area: 'origin', reason: 'Not looked at in this test', risks: LEFT_OUT.map(({ code, title }) => ({ code, title })) })
  t.equal(report.summary.statements.find((statement) => statement.startsWith('This audit leaves out')), 'This audit leaves out origin: 2 risks of the register are in none of these figures.')
  const { body } = await audits.call('GET', `/risk-audits/${id}/report.html`)
  t.match(body, /Origin is stated from memory, ORI-L1/)
})

t.test('neither is a plan made for them, nor a signature or a follow-up taken', async (t) => {
  t.match(await audits.done('GET', `/risks/plan?audit=${id}`), { risks: [{ code: 'VAL-L1' }], infeasible: [] })
  const asked = await audits.call('POST', '/risk-acceptances', { risk: 'ORI-L1', audit: id, reason: 'x', expiresOn: '2027-06-30', requestedBy: 'P-OWNER' }, {}, { subject: 'asker' })
  t.match(asked.json(), { status: 400, errors: [{ pointer: '/audit' }] })
  t.match((await audits.call('POST', `/risk-audits/${id}/follow-ups`, { kind: 'procedure_change', risk: 'ORI-L1', title: 'x', reference: 'x' })).json(), { status: 400, errors: [{ pointer: '/risk' }] })
})

t.test('its stages are no assessment of the whole company, and say what they leave out', async (t) => {
  const { items: [last] } = await audits.done<{ items: { id: string, scored: number, scope: { areasLeftOut: string[] } }[] }>('GET', '/risk-assessments?limit=1')
  t.match(last, { scored: 1, scope: { areasLeftOut: ['origin'] } })
  t.match(await audits.done('GET', `/risk-assessments/${whole.id}`), { scored: 2, scope: { areasLeftOut: [] } })
  const graph = await app.inject({ method: 'POST', url: '/graphql', headers: bearer(), payload: { query: '{ topRisks(first: 5) { code } riskPortfolio { assessment } riskAssessments(first: 1) { nodes { areasLeftOut } } }' } })
  t.match(graph.json(), { data: { topRisks: { length: 2 }, riskPortfolio: { assessment: whole.id }, riskAssessments: { nodes: [{ areasLeftOut: ['origin'] }] } } })
})

t.test('what they are called can be erased there too, and the stage stays what it was', async (t) => {
  await audits.done('POST', '/risks/ORI-L2/erase-words', { description: true })
  t.match((await audits.stageAsRead<Stage>(id, 'residual_determined')).inputs.leftOut, [{ code: 'ORI-L1', title: 'Origin is stated from memory' }, { code: 'ORI-L2', title: '(erased)' }])
  t.strictSame(await audits.done('GET', `/risk-audits/${id}/stages/residual_determined`), stage)
  const { scope, dataHash } = await audits.done<ReportModel>('GET', `/risk-audits/${id}/report.json`)
  t.match(scope.leftOut.find(({ area }) => area === 'origin')?.risks, [{ code: 'ORI-L1' }, { code: 'ORI-L2', title: '(erased)' }])
  t.equal(dataHash, report.dataHash)
})

t.test('an area that is taken in again counts, in the gates as well', async (t) => {
  const { id: next } = await audits.draft()
  t.equal((await app.inject({ method: 'DELETE', url: `/v1/risk-audits/${next}/left-out/origin`, headers: { ...bearer(), 'if-match': '*' } })).statusCode, 200)
  await audits.close(next, 'identified')
  t.match((await audits.call('POST', `/risk-audits/${next}/advance`, { stage: 'residual_determined' })).json(), { status: 409, blockers: [{ because: 'no_control', subject: 'ORI-L1' }] })
})

t.test('an area whose risks nobody has stated leaves nothing out of the whole company', async (t) => {
  await audits.done('POST', '/risks/ORI-L1/retire', { reason: 'Test' })
  const { id: other } = await audits.draft()
  await audits.close(other, 'identified')
  t.match((await audits.done<{ items: object[] }>('GET', '/risk-assessments?limit=1')).items, [{ scored: 1, scope: { areasLeftOut: [] } }])
})

/** As it was frozen while risks of areas that are left out counted. */
function asBefore ({ inputs: { leftOut: _leftOut, ...inputs }, ...snapshot }: Stage): Stage {
  const exceptions = inputs.exceptions.map((one) => one.subject === 'origin' ? { ...one, subject: 'value' } : one)
  return { ...snapshot, schema: 2, inputs: { ...inputs, exceptions: exceptions.filter(({ subject }) => subject !== 'origin') } }
}

t.test('what was frozen while they counted comes out again to the byte, with the report that it had', async (t) => {
  const before = asBefore(stage)
  t.strictSame(blockersIn(id, 'residual_determined', before.inputs), [])
  const again = await resultOf('residual_determined', before.inputs, { seed: before.seed, operatorId }, { assess: assessInputs })
  t.equal(canonicalJson(JSON.parse(JSON.stringify(again))), canonicalJson(before.result))
  const facts = reportFacts({ residual: before, treated, communicated: null, closed: null, proofs: [] })
  t.strictSame(facts.risks.map(({ code }) => code), ['VAL-L1'])
  t.ok(facts.scope.leftOut.every((one) => Object.keys(one).join() === 'area,reason' && one.area !== 'value'), 'it was left out if it had no risk, and nothing else was said')
})

t.test('a stage that is verified counts nothing that it leaves out', async (t) => {
  for await (const { faults } of verifyAudits(db, operatorId, id)) t.strictSame(faults, [])
  const exceptions = stage.inputs.exceptions.map((one) => one.subject === 'origin' ? { ...one, subject: 'value' } : one)
  const faultsOf = (snapshot: Stage): string[] => inputFaults({ id, version: 1 }, 'residual_determined', new Map([['residual_determined', { stage: 'residual_determined', snapshot: canonicalJson(snapshot), sha256: '', methodVersion: 1, seed: '', closedAt: new Date(0) }]]))
  t.strictSame(faultsOf({ ...stage, inputs: { ...stage.inputs, exceptions } }), ['its area is left out, and it counts: VAL-L1'])
  t.strictSame(faultsOf(asBefore(stage)), [])
})
