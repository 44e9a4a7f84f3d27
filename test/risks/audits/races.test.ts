import t from 'tap'
import { addOperator } from '../../../src/platform/operators.ts'
import type { Principal } from '../../../src/platform/access.ts'
import { closeStage } from '../../../src/risks/audits/close-stage.ts'
import type { AuditSources } from '../../../src/risks/audits/deps.ts'
import { SIMULATIONS } from '../../../src/risks/assess/simulations.ts'
import { assessInputs } from '../../../src/risks/assessments/assess-inputs.ts'
import { HOLDS } from '../../../src/records/index.ts'
import { readStatedRisks } from '../../../src/risks/evidence/stated-risks.ts'
import { verifyAudits } from '../../../src/risks/audits/verify-audits.ts'
import { readRiskInputs } from '../../../src/risks/evidence/read-risk-inputs.ts'
import { RISK_EVIDENCE } from '../../../src/risk-evidence-sources.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import type { Audit } from '../../support/risk-audits.ts'
import { STATED } from '../../support/risks.ts'
import { statementsOf } from '../../support/statements.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
const clock = (): Date => new Date('2026-11-10T10:00:00Z')
const { app, db } = await testApp(t, appUrl, {}, { clock })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.risksIn(['VAL-R1'])
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')
const principal: Principal = { subject: 'manager', eori: TEST_OPERATOR, operatorId, scopes: new Set(['*']), expiresAt: Number.MAX_SAFE_INTEGER }

const etagOf = async (id: string): Promise<string> => String((await audits.call('GET', `/risk-audits/${id}`)).headers['etag'])
const statuses = (answers: { statusCode: number }[]): number[] => answers.map(({ statusCode }) => statusCode).toSorted()

t.test('of two managers who close a stage at the same moment one does, and it is closed once', async (t) => {
  for (const stated of ['etag', '*'] as const) {
    const { id } = await audits.draft()
    const match = stated === '*' ? '*' : await etagOf(id)
    const answers = await Promise.all(Array.from({ length: 4 }, async () => await audits.call('POST', `/risk-audits/${id}/advance`, { stage: 'identified' }, { 'if-match': match })))
    t.strictSame(statuses(answers), stated === '*' ? [200, 409, 409, 409] : [200, 412, 412, 412], stated)
    t.match(await audits.done('GET', `/risk-audits/${id}`), { stage: 'identified', stages: { length: 1 } })
  }
})

t.test('of two managers who open an audit again at the same moment one makes the next version', async (t) => {
  const { id } = await audits.draft()
  await audits.close(id, 'identified')
  const match = await etagOf(id)
  const answers = await Promise.all(['One reason', 'Another'].map(async (reason) => await audits.call('POST', `/risk-audits/${id}/reopen`, { reason }, { 'if-match': match })))
  t.strictSame(statuses(answers), [200, 412])
  t.match(await audits.done<Audit>('GET', `/risk-audits/${id}`), { currentVersion: 2, stage: 'draft' })
})

t.test('who opens an audit again while its next stage is closed loses nothing: one of both is refused', async (t) => {
  const { id } = await audits.draft()
  await audits.close(id, 'identified')
  const match = await etagOf(id)
  const answers = await Promise.all([
    audits.call('POST', `/risk-audits/${id}/advance`, { stage: 'residual_determined' }, { 'if-match': match }), audits.call('POST', `/risk-audits/${id}/reopen`, { reason: 'Wait' }, { 'if-match': match })
  ])
  t.strictSame(statuses(answers), [200, 412])
  const after = await audits.done<Audit>('GET', `/risk-audits/${id}`)
  const first = await audits.done<Audit>('GET', `/risk-audits/${id}?version=1`)
  t.ok(after.version === 2 ? after.stage === 'draft' && first.stage === 'identified' : after.stage === 'residual_determined', JSON.stringify([after.version, after.stage, first.stage]))
})

/** The sources of production, but for what happens while figures are computed. */
const sources = (meanwhile: (run: number) => Promise<void>, readings: number[] = []): AuditSources => {
  let runs = 0
  return {
    riskInputs: async (tx, scope) => {
      readings.push(runs)
      return await readRiskInputs(tx, RISK_EVIDENCE, scope)
    },
    statedRisks: readStatedRisks,
    simulations: SIMULATIONS,
    assess: async (inputs, run) => {
      const assessed = await assessInputs(inputs, run)
      await meanwhile(++runs)
      return assessed
    },
    personOf: async () => await Promise.resolve(null), suggestions: async () => await Promise.resolve({}),
    recipientsOf: async () => await Promise.resolve([]), followUpsOf: async () => await Promise.resolve([]), reportContext: async () => await Promise.resolve({})
  }
}
const close = async (id: string, meanwhile: (run: number) => Promise<void>, readings: number[] = []) => await closeStage({ db, clock, holds: HOLDS }, sources(meanwhile, readings), principal, id, 'identified', undefined, () => undefined)
interface Frozen { inputs: { assessment: { risks: { statement: { number: number } }[] } } }
const judge = async (): Promise<number> => (await audits.done<{ input: { number: number } }>('POST', '/risks/VAL-R1/inputs', { ...STATED, reason: 'Judged anew meanwhile' })).input.number

t.test('a risk that is judged anew while a stage is computed is in the stage: it is computed again', async (t) => {
  const { id } = await audits.draft()
  let [runs, number] = [0, 0]
  const readings: number[] = []
  await close(id, async (run) => {
    runs = run
    if (run === 1) number = await judge()
  }, readings)
  t.equal(runs, 2)
  t.strictSame(readings, [0, 1], 'evidence is read before the years of each run, and never while the audit is locked')
  t.equal((await audits.done<Frozen>('GET', `/risk-audits/${id}/stages/identified`)).inputs.assessment.risks[0]?.statement.number, number)
})

t.test('where people go on judging anew, the stage is closed as it stood when it was read the second time', async (t) => {
  const { id } = await audits.draft()
  const judged: number[] = []
  const readings: number[] = []
  t.equal((await close(id, async () => { judged.push(await judge()) }, readings)).status, 200)
  t.strictSame(readings, [0, 1])
  t.equal((await audits.done<Frozen>('GET', `/risk-audits/${id}/stages/identified`)).inputs.assessment.risks[0]?.statement.number, judged[0], 'with the last that was stated before it was read')
  for await (const { faults } of verifyAudits(db, operatorId, id)) t.strictSame(faults, [])
})

t.test('where somebody goes on changing the audit itself the stage is refused, and nothing of it is closed', async (t) => {
  const { id } = await audits.draft()
  let runs = 0
  const refused: unknown = await close(id, async (run) => {
    runs = run
    await audits.done('PUT', `/risk-audits/${id}/left-out/origin`, { reason: `Said for the ${run}. time` })
  }).catch((error: unknown) => error)
  t.match(refused, { type: '/problems/risk-audit-moved', status: 409 })
  t.equal(runs, 4, 'not for ever')
  t.match(await audits.done('GET', `/risk-audits/${id}`), { stage: 'draft', stages: [] })
})

t.test('what changes of the audit itself while a stage is computed is not lost either', async (t) => {
  const { id } = await audits.draft()
  await close(id, async (run) => { if (run === 1) await audits.done('PUT', `/risk-audits/${id}/left-out/origin`, { reason: 'Said meanwhile' }) })
  t.match(await audits.stageAsRead<{ inputs: { exceptions: { subject: string, reason: string }[] } }>(id, 'identified').then(({ inputs }) => inputs.exceptions.find(({ subject }) => subject === 'origin')), { reason: 'Said meanwhile' })
})

t.test('a stage takes the same statements for one risk and for many', async (t) => {
  const counted = async (): Promise<Record<string, number>> => {
    const { id } = await audits.draft()
    const counts: Record<string, number> = {}
    for (const stage of ['identified', 'residual_determined', 'treated']) {
      counts[`blockers of ${stage}`] = (await statementsOf(db, async () => { await audits.done('GET', `/risk-audits/${id}/blockers`) })).length
      counts[stage] = (await statementsOf(db, async () => { await audits.close(id, stage) })).length
    }
    return counts
  }
  const few = await counted()
  await audits.risksIn(Array.from({ length: 30 }, (_, index) => `VAL-M${index}`))
  t.strictSame(await counted(), few)
  t.ok(Object.values(few).every((count) => count <= 90), JSON.stringify(few))
  t.comment(JSON.stringify(few))
})
