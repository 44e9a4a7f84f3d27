import t from 'tap'
import { addOperator } from '../../../src/platform/operators.ts'
import { verifyAudits } from '../../../src/risks/audits/verify-audits.ts'
import type { Snapshot } from '../../../src/risks/audits/snapshot.ts'
import { reportFacts } from '../../../src/risks/report/facts.ts'
import { treatments as treatmentSection } from '../../../src/risks/report/document/response-sections.ts'
import { reasons } from '../../../src/risks/report/document/risk-sections.ts'
import { reportOf } from '../../../src/risks/report/report-of.ts'
import type { ReportModel } from '../../../src/risks/report/model.ts'
import { completed } from '../../support/ai-act.ts'
import { Inventory } from '../../support/ai-systems.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/postgres.ts'
import { RiskAudits } from '../../support/risk-audits.ts'
import { treatment } from '../../support/risks.ts'
import { TEST_OPERATOR } from '../../support/tokens.ts'

const { appUrl } = await testDatabase(t)
let today = '2026-10-01'
const { app, db } = await testApp(t, appUrl, {}, { clock: () => new Date(`${today}T10:00:00Z`) })
const audits = new RiskAudits(app)
await audits.prepare()
const inventory = new Inventory(app)
await inventory.prepare()
const { operatorId } = await addOperator(db.operations, TEST_OPERATOR, 'x')

const aeo = await audits.done<{ id: string }>('POST', '/authorisations', { type: 'AEOF', reference: 'ITAEOF1', holderEori: TEST_OPERATOR, decisionDate: '2020-01-15' })
for (const [kind, firstDue] of [['self_monitoring', '2026-09-30'], ['reassessment', '2027-02-10'], ['renewal', '2027-02-11']]) await audits.done('POST', `/authorisations/${aeo.id}/obligations`, { kind, description: 'Asked of Anna Rossi', firstDue })
await inventory.inUse('USED', { validFrom: '2026-01-01' })
const applicants = await inventory.register('APPLICANTS', { pillars: [], processSteps: ['hr'], validFrom: '2026-01-01' })
await inventory.assess(applicants, completed({ r_roles: ['deployer'], c_domains: ['hr'], c_cloud: 'eu_cloud', h_4a: true, r_profiling: true }))
const asIncident = await inventory.call('POST', `/ai-systems/${applicants}/incidents`, { kind: 'fundamental_rights', occurredOn: '2026-09-30', description: 'Bruno Verdi was named' })
await audits.done('POST', '/training/needs', { source: 'audit_finding', topic: 'value', level: 2, people: ['P-OWNER'], severity: 'important', reason: 'Carla Neri never valued tools' })
await audits.done('POST', '/notification-duties', { rule: 'other', description: 'Dario Bruni told customs nothing', occurredOn: '2026-09-01', authorisationIds: [aeo.id] })
const registered = await inventory.register('NOT-USED', { validFrom: '2026-01-01' })
await inventory.assess(registered)
today = '2026-11-10'
await audits.risksIn(['VAL-D1', 'VAL-D2'])
await audits.done('PUT', '/risk-appetites/value', { acceptableScore: 6, appetiteEur: 1_000_000, reason: 'Test' })
for (const code of ['toString', '__proto__']) {
  await audits.done('POST', '/positions', { code, title: 'Clerk', unit: 'CUSTOMS', validFrom: '2020-01-01' })
  await audits.done('PATCH', `/positions/${code}`, { validFrom: '2022-01-01', closed: true })
}
await audits.done('POST', '/risk-treatments', treatment('DEAR', { owner: { kind: 'position', code: '__proto__' }, effects: [{ risk: 'VAL-D1', share: 0.99 }, { risk: 'VAL-D2', share: 0.99 }], state: 'decided' }))
await audits.done('POST', '/risk-treatments', treatment('CHEAP', { owner: { kind: 'position', code: 'toString' }, annualCostEur: '100', effects: [{ risk: 'VAL-D1', share: 0.99 }, { risk: 'VAL-D2', share: 0.99 }] }))

await audits.done('PATCH', '/risks/VAL-D1', { indicators: ['authorisation_condition_overdue_count', 'error_rate_value'] })
await audits.done('POST', '/positions', { code: 'HEAD', title: 'Head of all customs', unit: 'CUSTOMS', responsibilities: ['head_of_customs'], validFrom: '2020-01-01' })

const { id } = await audits.draft()
await audits.close(id, 'identified', 'residual_determined')
// From now on the login is a person's, who holds a position.
await audits.done('POST', '/assignments', { person: 'P-OWNER', position: 'RISK-OWNER', validFrom: '2020-01-01' })
await audits.done('PATCH', '/people/P-OWNER/contact', { subject: 'erp' })
await audits.close(id, 'treated')
const report = await audits.done<ReportModel>('GET', `/risk-audits/${id}/report.json`)

t.test('risks that decided treatments bring down are said to be so, each with what does it and by when', (t) => {
  const broughtDown = { treatments: ['DEAR'], dueOn: '2027-03-31' }
  t.match(report.risks, [{ code: 'VAL-D1', acceptability: 'above', broughtDown }, { code: 'VAL-D2', acceptability: 'above', broughtDown }])
  t.match(report.areas, [{ area: 'value', aboveAcceptable: 2, broughtDown: 2 }])
  t.equal(report.summary.headline, 'No risk is left open. Of 2 assessed risks, 2 will be at an acceptable level once decided treatments are done, the last by 31 March 2027.')
  t.end()
})

t.test('what is decided and not done by its day is late, on the page as well', async (t) => {
  const residual = await audits.done<Snapshot<'residual_determined'>>('GET', `/risk-audits/${id}/stages/residual_determined`)
  const treated = await audits.done<Snapshot<'treated'>>('GET', `/risk-audits/${id}/stages/treated`)
  for (const [on, late] of [['2027-03-31', false], ['2027-04-01', true]] as const) {
    const facts = reportFacts({ residual, treated: { ...treated, inputs: { ...treated.inputs, on } }, communicated: null, closed: null, proofs: [] })
    t.match(facts.treatments, [{ code: 'CHEAP', state: 'proposed', late: false }, { code: 'DEAR', state: 'decided', late }], on)
    const words = JSON.stringify(treatmentSection(reportOf(facts)).blocks)
    t.equal(words.includes('31 March 2027 (late)'), late)
    t.equal(words.includes('Decided, late, in the plan'), late, words)
  }
})

t.test('amber and red key figures of a risk are in the report with what they suggest, frozen with the stage', (t) => {
  t.strictSame(report.risks.map(({ code, explanation }) => [code, explanation.suggestions]), [
    ['VAL-D1', [{ indicator: 'authorisation_condition_overdue_count', state: 'amber', atLeast: null }, { indicator: 'error_rate_value', state: 'unknown', atLeast: null }]], ['VAL-D2', []]
  ])
  t.match(JSON.stringify(reasons(report).blocks), /[Aa]uthorisation condition overdue count is amber/)
  t.end()
})

t.test('who closed a stage is shown by position, and a login of no person as in the log', (t) => {
  t.match(report.audit.closedStages.map(({ closedBy }) => closedBy), [/^a login of no person \([0-9a-f-]{36}\)$/, /^a login of no person/, 'Head of customs'])
  t.end()
})

t.test('a position that is no more is shown by its code, whatever that is', (t) => {
  t.match(report.treatments, [{ code: 'CHEAP', owner: 'toString' }, { code: 'DEAR', owner: '__proto__' }])
  t.end()
})

t.test('evidence counts from the first day on which it does for any risk', async (t) => {
  const residual = await audits.done<Snapshot<'residual_determined'>>('GET', `/risk-audits/${id}/stages/residual_determined`)
  const treated = await audits.done<Snapshot<'treated'>>('GET', `/risk-audits/${id}/stages/treated`)
  const windowFrom = (...days: (string | null)[]): string => {
    const risks = residual.inputs.assessment.risks.map((risk, index) => ({ ...risk, evidence: { ...risk.evidence, from: days[index] ?? null } }))
    return reportFacts({ residual: { ...residual, inputs: { ...residual.inputs, assessment: { ...residual.inputs.assessment, risks } } }, treated, communicated: null, closed: null, proofs: [] }).method.windowFrom
  }
  t.strictSame([windowFrom('2026-06-01', '2024-01-01'), windowFrom(null, '2024-01-01'), windowFrom(null, null)], ['2024-01-01', '2024-01-01', '2026-01-01'])
})

t.test('the cheapest plan over all that was proposed is frozen beside what was decided, and comes out again to the byte', async (t) => {
  t.match(report.plan, { annualCostEur: '1200.5', treatments: ['DEAR'], secondBest: null, cheapestOfAll: { annualCostEur: '100', treatments: ['CHEAP'], secondBest: { annualCostEur: '1200.5', treatments: ['DEAR'] } } })
  t.ok(report.summary.statements.some((said) => said.startsWith('1 treatment is decided and costs EUR\u00A01,200.50 a year. The cheapest plan that is enough, over all that was proposed, takes 1 of 2 treatments and costs EUR\u00A0100 a year; the next best costs EUR\u00A01,200.50.')), report.summary.statements.join('\n'))
  const faults: string[] = []
  for await (const verdict of verifyAudits(db, operatorId, id)) faults.push(...verdict.faults)
  t.strictSame(faults, [])
  t.end()
})

t.test('open duties are those to notify, of authorisations, and of AI systems, late ones first', (t) => {
  t.equal(asIncident.statusCode, 201, asIncident.body)
  const shown = report.duties.map(({ title, dueOn, overdue }) => `${dueOn} ${title}${overdue ? ', late' : ''}`)
  t.match(shown.filter((duty) => duty.includes('ITAEOF1')), ['2026-09-30 Self-monitoring, AEOF ITAEOF1, late', '2027-02-10 Reassessment by customs, AEOF ITAEOF1'])
  t.equal(shown.some((duty) => duty.includes('Renewal')), false, 'what is due in more than three months is not shown')
  t.ok(shown.some((duty) => /^2026-10-01 .* \(USED\), late$/.test(duty)), 'an obligation of the AI Act')
  t.ok(shown.some((duty) => /^2026-10-01 Report an incident of an AI system to its provider \(APPLICANTS\), late$/.test(duty)), shown.join('\n'))
  t.equal(shown.some((duty) => duty.includes('NOT-USED')), false, 'before its use nothing of a system is late')
  t.strictSame(report.duties.map(({ dueOn }) => dueOn), report.duties.map(({ dueOn }) => dueOn).toSorted())
  const owners = new Map(report.duties.map(({ title, owner }) => [title, owner]))
  t.equal(owners.get('Self-monitoring, AEOF ITAEOF1'), 'Head of all customs', 'of an authorisation nobody is recorded')
  t.strictSame(new Set(report.duties.filter(({ title }) => /\((USED|APPLICANTS)\)$/.test(title)).map(({ owner }) => owner)), new Set(['Head of customs']), 'of a system whoever answers for it')
  t.equal(JSON.stringify(report).search(/Rossi|Verdi|Neri|Bruni/), -1, 'no words of people')
  t.match(report.summary.statements.find((said) => said.includes('duties')), /overdue/)
  t.end()
})

t.test('what stage 3 keeps of other registers are names of things and figures: no words of people, and nobody', async (t) => {
  const { inputs: { context } } = await audits.done<{ inputs: { context: Record<string, unknown> } }>('GET', `/risk-audits/${id}/stages/treated`)
  const { trainingNeeds, duties, aiSystems } = context
  t.match(trainingNeeds, [{ topic: 'Customs value', people: 1 }])
  t.ok((duties as object[]).length > 2 && (aiSystems as object[]).length > 1)
  t.equal(JSON.stringify(context).search(/Rossi|Verdi|Neri|Bruni|P-OWNER/), -1)
  // What is kept besides has to be looked at: words of people are put away, words of things are named in docs/risks.md.
  t.strictSame(Object.keys(context).toSorted(), ['aiSystems', 'before', 'controls', 'duties', 'measured', 'on', 'operator', 'owners', 'positions', 'sanctions', 'suggestions', 'trainingNeeds'])
  for (const title of Object.values(context['controls'] as object)) t.match(title, /^words:/, 'titles of controls are put away')
})

t.test('what moved a risk is told against the audit before of the same sites and procedures', async (t) => {
  const next = async (scope: object): Promise<ReportModel['risks']> => {
    const audit = await audits.draft({ from: '2026-01-01', to: '2026-12-31', ...scope })
    await audits.close(audit.id, 'identified', 'residual_determined', 'treated')
    return (await audits.done<ReportModel>('GET', `/risk-audits/${audit.id}/report.json`)).risks
  }
  t.strictSame((await next({ procedures: ['40'] })).map(({ movement }) => movement), [null, null], 'the whole company was another question')
  t.match((await next({})).map(({ movement }) => movement), [{ causes: [] }, { causes: [] }])
})
