import t from 'tap'
import { addOperator } from '../../../src/platform/operators.ts'
import { verifyAudits } from '../../../src/risks/audits/verify-audits.ts'
import { treatments as treatmentSection } from '../../../src/risks/report/document/response-sections.ts'
import type { MeasuredShare, ReportTreatment } from '../../../src/risks/report/model.ts'
import { measuredBy } from '../../../src/risks/report/report-context.ts'
import { reportOf } from '../../../src/risks/report/report-of.ts'
import type { MeasuredEffect } from '../../../src/risks/treatments/measured-effect.ts'
import { testApp } from '../../support/app.ts'
import '../../support/bare-processes.ts'
import { declaration, item } from '../../support/facts.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import { STATED, treatment } from '../../support/risks.ts'
import { sampleReport } from '../../support/sample-report.ts'
import { statementsOf } from '../../support/statements.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

/** The report of an audit shows what finished treatments were worth, beside what they were expected to be. */

const EFFECT: MeasuredEffect = { risk: 'R-1', expectedShare: 0.6, state: 'measured', before: null, after: null, share: 0.4, shareLow: null, shareHigh: 0.7, p: 0.1, adjustedP: 0.2, lowData: true, unreviewed: 3 }

t.test('of treatments only those that show a share are in it, by risk', (t) => {
  t.strictSame(measuredBy(new Map([
    ['T-1', [EFFECT, { ...EFFECT, risk: 'R-2', state: 'too_early', share: null, shareHigh: null }]], ['T-2', [{ ...EFFECT, state: 'not_finished', share: null }]],
    ['T-3', [{ ...EFFECT, share: 0, shareLow: -0.5, lowData: false }]], ['T-4', []]
  ])), { 'T-1': { 'R-1': { share: 0.4, low: null, high: 0.7, lowData: true } }, 'T-3': { 'R-1': { share: 0, low: -0.5, high: 0.7, lowData: false } } })
  t.end()
})

const CASES: [shown: MeasuredShare | null, words: string][] = [
  [null, ''], [{ share: 0.41, low: -0.2, high: 0.71, lowData: false }, 'measured: R-1 41\u00A0% (−20\u00A0% to 71\u00A0%)'], [{ share: -0.5, low: -2.5, high: 0.1, lowData: true }, 'measured: R-1 −50\u00A0% (−250\u00A0% to 10\u00A0%), few data'],
  [{ share: 1, low: null, high: 1, lowData: true }, 'measured: R-1 100\u00A0% (at most 100\u00A0%), few data'], [{ share: 0, low: null, high: null, lowData: true }, 'measured: R-1 0\u00A0% (no bound), few data']
]
t.test('it is shown with its interval, and says where there are few data', async (t) => {
  const facts = await sampleReport()
  for (const [measuredShare, words] of CASES) {
    const treatments: ReportTreatment[] = [{ ...facts.treatments[0] as ReportTreatment, effects: [{ risk: 'R-1', share: 0.6, measuredShare }, { risk: 'R-2', share: 0.1, measuredShare: null }] }]
    t.match(treatmentSection(reportOf({ ...facts, treatments })).blocks, [{ table: { rows: [{ 2: { text: 'R-1 60\u00A0%, R-2 10\u00A0%', under: new RegExp(`^${words.replaceAll(/[()]/g, '\\$&')}$`) } }] } }], words)
  }
})

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl, {}, { clock: () => new Date('2026-11-10T10:00:00Z') })
const audits = new RiskAudits(app)
await audits.prepare()
await audits.risksIn(['MASS', 'UNSEEN'])
await audits.done('POST', '/risks/MASS/inputs', { ...STATED, evidence: { findings: [{ checks: ['VAL-14'] }] } })
await audits.done('POST', '/risks/UNSEEN/inputs', { ...STATED, evidence: {} })
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')

/** Net mass above gross mass: VAL-14 finds it. */
const declared = async (lrn: string, day: string, faulty: boolean): Promise<string> =>
  (await audits.done<{ declarationId: string }>('POST', '/declarations', declaration({ lrn, acceptanceDate: day, items: [item({ grossMass: faulty ? '100' : '130', netMass: '120.5' })] }))).declarationId
for (const [index, day] of ['2026-01-10', '2026-01-20', '2026-02-01', '2026-02-10', '2026-03-05', '2026-03-20', '2026-04-01', '2026-05-01'].entries()) await declared(`PLAIN-${index}`, day, false)
for (const [index, day] of ['2026-01-11', '2026-01-21', '2026-02-11', '2026-02-28', '2026-03-06'].entries()) await declared(`FAULTY-${index}`, day, true)
const open = await declared('FAULTY-OPEN', '2026-04-11', true)
const { items } = await audits.done<{ items: { id: string, declarationId: string }[] }>('GET', '/findings?check=VAL-14')
const confirm = async (id: string | undefined): Promise<void> => { await audits.done('POST', `/findings/${id}/review`, { decision: 'confirmed', words: 'x', cause: 'clerical' }) }
for (const { id, declarationId } of items) if (declarationId !== open) await confirm(id)
const finish = async (code: string, on: string): Promise<void> => {
  await audits.done('POST', '/risk-treatments', treatment(code, { effects: [{ risk: 'MASS', share: 0.6 }, { risk: 'UNSEEN', share: 0.2 }] }))
  await audits.done('POST', `/risk-treatments/${code}/complete`, { on, procedure: { reference: 'dms:1' } })
}
const treated = async (): Promise<string> => {
  const { id } = await audits.draft()
  await audits.close(id, 'identified', 'residual_determined', 'treated')
  return id
}

t.test('the report of an audit shows the measured share, as it was when stage 3 closed', async (t) => {
  await finish('TRT-1', '2026-03-01')
  await audits.done('POST', '/risk-treatments', treatment('TRT-2', { effects: [{ risk: 'MASS', share: 0.1 }] }))
  const id = await treated()
  const read = async () => await audits.done<{ dataHash: string, treatments: ReportTreatment[] }>('GET', `/risk-audits/${id}/report.json`)
  const { treatments, dataHash } = await read()
  t.match(treatments, [
    { code: 'TRT-1', state: 'finished', effects: [{ risk: 'MASS', share: 0.6, measuredShare: { share: 1 - (1 / 6) / (4 / 8), lowData: true } }, { risk: 'UNSEEN', share: 0.2, measuredShare: null }] },
    { code: 'TRT-2', state: 'proposed', effects: [{ risk: 'MASS', share: 0.1, measuredShare: null }] }
  ])
  t.match((await audits.call('GET', `/risk-audits/${id}/report.html`)).body, /measured: MASS 67\u00A0% \(−\d[\d,]*\u00A0% to \d+\u00A0%\), few data/)
  await confirm(items.find(({ declarationId }) => declarationId === open)?.id)
  t.equal((await read()).dataHash, dataHash, 'what is confirmed later changes no report')
  for await (const { faults } of verifyAudits(db, operatorId, id)) t.strictSame(faults, [])
  const next = await treated()
  t.match((await audits.done<{ treatments: ReportTreatment[] }>('GET', `/risk-audits/${next}/report.json`)).treatments[0]?.effects[0], { measuredShare: { share: 1 - (2 / 6) / (4 / 8) } }, 'the next audit counts it')
})

t.test('many finished treatments take as many statements as one', async (t) => {
  const counted = async (): Promise<number> => {
    const { id } = await audits.draft()
    await audits.close(id, 'identified', 'residual_determined')
    return (await statementsOf(db, async () => { await audits.close(id, 'treated') })).length
  }
  const one = await counted()
  for (let index = 0; index < 10; index++) await finish(`MANY-${index}`, `2026-03-${String(index + 10)}`)
  t.equal(await counted(), one)
  t.ok(one <= 120, `${one} statements`)
  t.comment(`${one} statements`)
})
