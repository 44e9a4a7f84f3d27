import { createHash } from 'node:crypto'
import { assessRisk } from '../../src/risk/assess-risk.ts'
import type { RiskFigures } from '../../src/risk/assess-risk.ts'
import { isAcceptable, needsSignature } from '../../src/risk/acceptable.ts'
import type { DesignRating, Rating } from '../../src/risk/method.ts'
import { cheapestPlan, plannedRisks } from '../../src/risk/plan.ts'
import type { Plan, PlanTreatment, Selection } from '../../src/risk/plan.ts'
import type { Solve } from '../../src/risk/linear-programme.ts'
import { isDecided } from '../../src/risks/treatments/treatment.ts'
import { highsSolver } from '../../src/risks/treatments/highs-solver.ts'
import type { PortfolioFigures, ReportAcceptance, ReportFacts, ReportPlan, ReportRisk, ReportSelection, ReportTreatment } from '../../src/risks/report/model.ts'
import { expectedEvents } from '../../src/statistics/poisson-rate.ts'
import { exp, ln, normalQuantile } from '../../src/statistics/quantiles.ts'

/**
 * The report of an audit as a trader with twelve thousand declarations might have it: every figure is the engine's. Quantiles of the
 * year's loss are those of one lognormal with the same mean and variance, near enough to look at.
 */

type Row = readonly [code: string, title: string, area: string, criterion: string, owner: string | null, likelihood: Rating, low: number, high: number, consequence: Rating, controls: readonly (readonly [code: string, design: DesignRating, passed: number, failed: number])[], events: number, before: number]

const ROWS: readonly Row[] = [
  ['CLA-01', 'Wrong commodity code for standard goods', 'classification', '39b', 'Head of classification', 4, 900, 9_000, 3, [['C-CLA-1', 'good', 38, 4], ['C-CLA-2', 'partial', 11, 1]], 7, 0],
  ['CLA-03', 'Binding decision ignored', 'classification', '39b', 'Head of classification', 2, 4_000, 60_000, 3, [['C-CLA-1', 'good', 38, 4]], 0, 0],
  ['CLA-07', 'AI proposes code without control', 'classification', '39b', 'Head of classification', 4, 800, 11_000, 3, [['C-AI-1', 'partial', 9, 7]], 9, 4],
  ['ORI-01', 'Preference claimed without valid proof', 'origin', '39b', 'Origin specialist', 4, 2_000, 30_000, 4, [['C-ORI-1', 'good', 22, 3]], 4, 6],
  ['ORI-03', 'Non-preferential origin wrong', 'origin', '39b', 'Origin specialist', 3, 5_000, 90_000, 4, [['C-ORI-1', 'good', 22, 3]], 1, 1],
  ['VAL-01', 'Undeclared additions', 'value', '39b', 'Head of customs', 3, 20_000, 250_000, 4, [['C-VAL-1', 'partial', 4, 3]], 2, 1],
  ['VAL-02', 'Freight and insurance missing or doubled', 'value', '39b', 'Head of customs', 5, 200, 3_000, 2, [['C-VAL-2', 'strong', 61, 2]], 5, 8],
  ['VAL-03', 'Related-party price not arm’s length', 'value', '39b', 'Head of tax', 2, 50_000, 700_000, 4, [['C-VAL-3', 'good', 3, 0]], 0, 0],
  ['TDI-01', 'Trade-defence measure not recognised', 'trade-defence', '39b', 'Head of classification', 2, 30_000, 900_000, 4, [['C-TDI-1', 'strong', 14, 0]], 0, 0],
  ['LIC-01', 'Import or export licence missing', 'licences', '39b', 'Export control officer', 2, 3_000, 40_000, 4, [['C-LIC-1', 'good', 17, 1]], 1, 1],
  ['LIC-03', 'Dual-use goods exported without authorisation', 'licences', '39b', 'Export control officer', 1, 50_000, 1_500_000, 5, [['C-LIC-2', 'strong', 24, 0]], 0, 0],
  ['PRO-02', 'Discharge late or not proved', 'procedures', '39b', 'Head of warehouse', 3, 4_000, 60_000, 3, [['C-PRO-1', 'weak', 2, 2]], 3, 2],
  ['PRO-06', 'Late supplementary declaration', 'procedures', '39b', 'Head of customs', 5, 100, 900, 2, [['C-PRO-2', 'strong', 55, 1]], 6, 11],
  ['PRO-07', 'Export without proof of exit', 'procedures', '39b', 'Head of customs', 4, 500, 6_000, 2, [['C-PRO-3', 'good', 30, 2]], 2, 3],
  ['DEC-01', 'Errors by representative', 'declarations', '39b', 'Head of customs', 4, 700, 8_000, 3, [['C-DEC-1', 'partial', 6, 4]], 8, 8],
  ['DEC-04', 'Findings closed without cause', 'declarations', '39b', 'Compliance manager', 3, 500, 9_000, 3, [['C-DEC-2', 'good', 12, 0]], 0, 1],
  ['CMP-01', 'Serious infringement', 'compliance', '39a', 'Managing director', 1, 100_000, 1_200_000, 5, [['C-CMP-1', 'good', 6, 0]], 0, 0],
  ['CMP-02', 'Repeated small infringements', 'compliance', '39a', 'Compliance manager', 4, 1_000, 9_000, 4, [['C-CMP-2', 'good', 19, 1], ['C-CMP-3', 'partial', 8, 2]], 3, 5],
  ['ITS-01', 'Intrusion or ransomware', 'it-security', '39b', 'Head of IT', 2, 20_000, 600_000, 4, [['C-ITS-1', 'strong', 9, 0]], 0, 0],
  ['CPT-02', 'Skills outdated', 'competence', '39d', 'Head of people', 3, 1_000, 20_000, 3, [['C-CPT-1', 'good', 21, 5]], 1, 2],
  ['SEC-01', 'Unauthorised access to premises', 'security', '39e', 'Head of security', 2, 2_000, 40_000, 4, [['C-SEC-1', 'strong', 33, 1]], 0, 0],
  ['AI-02', 'Automation bias', 'artificial-intelligence', '39b', null, 4, 900, 14_000, 3, [['C-AI-1', 'partial', 9, 7]], 5, 2],
  ['AI-03', 'Model drift or silent supplier update', 'artificial-intelligence', '39b', 'Compliance manager', 3, 1_000, 25_000, 3, [['C-AI-2', 'partial', 4, 1]], 2, 0],
  ['AI-04', 'Trade data leaks to cloud supplier', 'artificial-intelligence', '39b', 'Head of IT', 2, 10_000, 200_000, 3, [['C-AI-3', 'good', 5, 0]], 0, 0]
]

const CONTROL_TITLES: Readonly<Record<string, string>> = {
  'C-CLA-1': 'Second pair of eyes on new commodity codes', 'C-CLA-2': 'Nomenclature change carried into master data', 'C-AI-1': 'Review of each AI proposal', 'C-AI-2': 'Quarterly evaluation of AI systems', 'C-AI-3': 'Data terms in AI contracts',
  'C-ORI-1': 'Proof of origin held before preference is claimed', 'C-VAL-1': 'Yearly review of royalties and tools', 'C-VAL-2': 'Freight check by delivery term', 'C-VAL-3': 'Transfer-price adjustment reported to customs',
  'C-TDI-1': 'Trade-defence screening of codes and producers', 'C-LIC-1': 'Licence check before lodging', 'C-LIC-2': 'Dual-use screening with sign-off', 'C-PRO-1': 'List of open special procedures', 'C-PRO-2': 'Reminder of supplementary declarations',
  'C-PRO-3': 'Exit follow-up after 30 days', 'C-DEC-1': 'Monthly sample of the broker’s declarations', 'C-DEC-2': 'Reviewers must state a cause', 'C-CMP-1': 'Management looks at every serious case', 'C-CMP-2': 'Error register with causes', 'C-CMP-3': 'Corrective actions with proof of effect',
  'C-ITS-1': 'Patching and intrusion detection', 'C-CPT-1': 'Yearly customs training', 'C-SEC-1': 'Gate control and fence'
}

const TOLERANCES: Readonly<Record<string, readonly [score: number, appetite: number]>> = {
  compliance: [4, 60_000], classification: [6, 30_000], origin: [6, 40_000], value: [8, 150_000], 'trade-defence': [5, 60_000], licences: [5, 60_000], procedures: [9, 30_000], declarations: [9, 30_000],
  'it-security': [5, 50_000], competence: [6, 20_000], security: [5, 20_000], 'artificial-intelligence': [8, 30_000]
}

const TREATMENTS: readonly (readonly [code: string, title: string, kind: ReportTreatment['kind'], owner: string, due: string, cost: number, state: ReportTreatment['state'], effects: Readonly<Record<string, number>>])[] = [
  ['T-01', 'Blind second review of one AI proposal in twenty', 'reduce', 'Head of classification', '2026-03-31', 14_500, 'proposed', { 'CLA-07': 0.8, 'AI-02': 0.85, 'CLA-01': 0.6 }],
  ['T-02', 'Supplier portal for proofs of origin', 'reduce', 'Origin specialist', '2026-06-30', 22_000, 'proposed', { 'ORI-01': 0.97, 'ORI-03': 0.85 }],
  ['T-03', 'Additions register with finance sign-off', 'reduce', 'Head of tax', '2026-02-28', 9_800, 'decided', { 'VAL-01': 0.8, 'VAL-03': 0.5 }],
  ['T-04', 'Broker scorecard with monthly call', 'reduce', 'Head of customs', '2026-01-31', 3_600, 'in_progress', { 'DEC-01': 0.72, 'PRO-07': 0.5 }],
  ['T-05', 'Take broker work back in house', 'avoid', 'Head of customs', '2026-12-31', 118_000, 'proposed', { 'DEC-01': 0.97, 'CMP-02': 0.6 }],
  ['T-06', 'Discharge calendar with escalation', 'reduce', 'Head of warehouse', '2026-02-15', 6_400, 'proposed', { 'PRO-02': 0.85, 'PRO-06': 0.4 }],
  ['T-07', 'Root cause removal for the three most frequent errors', 'reduce', 'Compliance manager', '2026-03-15', 17_250.5, 'proposed', { 'CMP-02': 0.85, 'CLA-01': 0.75, 'VAL-02': 0.5 }],
  ['T-08', 'Insurance of penalties abroad', 'transfer', 'Head of tax', '2026-04-30', 31_000, 'dropped', { 'VAL-01': 0.3 }],
  ['T-09', 'Course: valuation additions', 'reduce', 'Head of people', '2025-09-30', 4_200, 'finished', { 'VAL-02': 0.35 }]
]

/** With the title of every risk, and everything else that people write, replaced by what `words` makes of it: for hostile texts. */
export async function sampleReport (words: (text: string) => string = (text) => text): Promise<ReportFacts> {
  const solve = await highsSolver()
  const rows = ROWS.map((row) => ({ row, figures: figuresOf(row, row[10]), before: figuresOf(row, row[11]) }))
    .toSorted((one, other) => other.figures.expectedAnnualLoss - one.figures.expectedAnnualLoss)
  const planned = rows.map(({ row, figures }) => ({ row, figures }))
  const [plan, cheapestOfAll] = [planOf(planned, solve, true), planOf(planned, solve, false)]
  const risks = rows.map(({ row, figures, before }) => reportRisk(row, figures, before))
  const facts = {
    audit: auditOf(), operator: { name: 'Alpenwerk Trading S.p.A.', eori: 'IT01234567890', authorisations: [{ type: 'AEOF', reference: 'ITAEOF250012345' }, { type: 'CW1', reference: 'ITCW125009876' }] },
    scope: SCOPE, method: METHOD, portfolio: portfolioOf(rows.map(({ figures }) => figures), plan), risks,
    unscored: [{ code: 'EXC-01', title: 'Excise movement and customs entry disagree', reason: 'No data: no excise movements are reported to this system.' }, { code: 'SEC-04', title: 'Insider threat', reason: 'Nobody has confirmed the expert inputs yet.' }],
    areas: areasOf(risks), sanctions: SANCTIONS, treatments: treatmentsOf(plan), plan: reportPlan(plan, cheapestOfAll), acceptances: ACCEPTANCES,
    aiSystems: AI_SYSTEMS, trainingNeeds: TRAINING_NEEDS, duties: DUTIES, followUps: FOLLOW_UPS, recipients: RECIPIENTS
  } satisfies ReportFacts
  return reworded(facts, words)
}

function figuresOf ([, , , , , likelihood, lossLow, lossHigh, consequence, controls]: Row, events: number): RiskFigures {
  const inputs = controls.map(([code, design, passed, failed]) => ({ code, design, passed, failed }))
  return assessRisk({ likelihood, lossLow, lossHigh, consequence, controls: inputs, events, windowExposure: 35_412, yearExposure: 12_431, priorStrength: 1 })
}

const toleranceOf = (area: string): { acceptableScore: number, appetiteEur: number } => {
  const [acceptableScore = 5, appetiteEur = 50_000] = TOLERANCES[area] ?? []
  return { acceptableScore, appetiteEur }
}

function reportRisk (row: Row, figures: RiskFigures, before: RiskFigures): ReportRisk {
  const [code, title, area, criterion, owner, , , , , controls, events, eventsBefore] = row
  const change = figures.expectedAnnualLoss - before.expectedAnnualLoss
  const tolerance = toleranceOf(area)
  return {
    code, title, area, criterion, owner, ...quantiles(figures.expectedAnnualLoss, figures.standardDeviation),
    frequency: figures.frequency, frequencyLow: figures.frequencyLow, frequencyHigh: figures.frequencyHigh, inherentFrequency: figures.inherentFrequency, severityMean: figures.severityMean,
    expectedAnnualLoss: figures.expectedAnnualLoss, inherentExpectedAnnualLoss: figures.inherentExpectedAnnualLoss,
    likelihoodLevel: figures.likelihoodLevel, inherentLikelihoodLevel: figures.inherentLikelihoodLevel, impactLevel: figures.impactLevel, residualScore: figures.residualScore, inherentScore: figures.inherentScore,
    ...tolerance, acceptability: acceptabilityOf(code, figures, tolerance), broughtDown: broughtDownOf(row, figures),
    explanation: {
      priorFrequency: figures.explanation.prior.rate, frequencyWithoutEvidence: figures.explanation.evidence.frequencyWithout, effectiveness: figures.effectiveness,
      controls: controls.map(([control, , passed, failed], index) => ({ code: control, title: CONTROL_TITLES[control] ?? control, factor: figures.explanation.controls[index]?.factor ?? 1, passed, failed })),
      events, exposureBasis: area === 'artificial-intelligence' ? 'ai_outputs' : 'declarations', windowExposure: 35_412, yearExposure: 12_431,
      unreviewedFindings: code === 'CLA-01' ? 41 : code === 'DEC-01' ? 6 : 0, expectedAnnualLossIfReviewed: code === 'CLA-01' ? figures.expectedAnnualLoss * 1.38 : code === 'DEC-01' ? figures.expectedAnnualLoss * 1.05 : null,
      suggestions: code === 'AI-03' ? [{ indicator: 'ai_drift_days_since_eval', state: 'amber', atLeast: 3 }] : code === 'CMP-02' ? [{ indicator: 'repeated_sanctions_36m', state: 'red', atLeast: 4 }] : []
    },
    movement: code === 'AI-03' ? null : {
      since: '2024-12-13', expectedAnnualLossBefore: before.expectedAnnualLoss, scoreBefore: before.residualScore,
      causes: events === eventsBefore ? [] : [{ cause: 'evidence', changeEur: change * 1.25 }, { cause: 'controls', changeEur: -change * 0.25 }]
    }
  }
}

function broughtDownOf ([code, , area]: Row, figures: RiskFigures): ReportRisk['broughtDown'] {
  const decided = TREATMENTS.filter(([, , , , , , state, effects]) => isDecided({ state }) && effects[code] !== undefined)
  const [after] = plannedRisks([{ code, figures, ...toleranceOf(area) }], decided.map((treatment) => planTreatment(treatment, 'required')))
  const dueOn = decided.map(([, , , , due]) => due).toSorted().at(-1)
  const acceptability = acceptabilityOf(code, figures, toleranceOf(area))
  if (acceptability === 'acceptable' || acceptability === 'accepted' || dueOn === undefined || after?.acceptableAfter !== true || after.needsSignature) return null
  return { treatments: decided.map(([treatment]) => treatment), dueOn }
}

function acceptabilityOf (code: string, figures: RiskFigures, tolerance: { acceptableScore: number, appetiteEur: number }): ReportRisk['acceptability'] {
  const signed = ACCEPTANCES.find(({ risk }) => risk === code)
  if (signed !== undefined) return signed.state === 'valid' ? 'accepted' : 'acceptance_stale'
  if (needsSignature(figures.impactLevel, tolerance.acceptableScore)) return 'needs_signature'
  return isAcceptable(figures, tolerance) ? 'acceptable' : 'above'
}

/** Of the lognormal with this mean and deviation. */
function quantiles (mean: number, deviation: number): { p50: number, p90: number, p95: number, p99: number } {
  const spread = ln(1 + (deviation / mean) ** 2)
  const at = (probability: number): number => exp(ln(mean) - spread / 2 + Math.sqrt(spread) * normalQuantile(probability))
  return { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) }
}

function portfolioOf (figures: readonly RiskFigures[], plan: Plan): ReportFacts['portfolio'] {
  const deviation = Math.sqrt(figures.reduce((sum, { standardDeviation }) => sum + standardDeviation ** 2, 0))
  const before = figures.reduce((sum, { inherentExpectedAnnualLoss }) => sum + inherentExpectedAnnualLoss, 0)
  const now = figures.reduce((sum, { expectedAnnualLoss }) => sum + expectedAnnualLoss, 0)
  const planned = now - plan.risks.reduce((sum, { expectedAnnualLossBefore, expectedAnnualLossAfter }) => sum + expectedAnnualLossBefore - expectedAnnualLossAfter, 0)
  const of = (mean: number, spread: number): PortfolioFigures => ({ expectedAnnualLoss: mean, ...quantiles(mean, spread) })
  const curves = [of(before, deviation * 2.2), of(now, deviation), of(planned, deviation * 0.7)] as const
  const beyond = (figures: PortfolioFigures, deviation: number, loss: number): number => {
    const spread = ln(1 + (deviation / figures.expectedAnnualLoss) ** 2)
    return 1 - share((ln(loss) - ln(figures.expectedAnnualLoss) + spread / 2) / Math.sqrt(spread))
  }
  const losses = Array.from({ length: 49 }, (_value, index) => 20_000 * 1.13 ** index)
  return {
    inherent: curves[0], residual: curves[1], planned: curves[2],
    exceedance: losses.map((loss) => ({ loss, inherent: beyond(curves[0], deviation * 2.2, loss), residual: beyond(curves[1], deviation, loss), planned: beyond(curves[2], deviation * 0.7, loss) }))
  }
}

/** Of a standard normal variable, by bisecting its quantiles. */
function share (value: number): number {
  let [low, high] = [1e-12, 1 - 1e-12]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (normalQuantile(middle) < value) low = middle
    else high = middle
  }
  return low
}

function planOf (rows: readonly { row: Row, figures: RiskFigures }[], solve: Solve, isDecidedTaken: boolean): Plan {
  const offered = TREATMENTS.filter(([, , , , , , state]) => state !== 'dropped' && state !== 'finished')
  const treatments = offered.map((treatment) => planTreatment(treatment, isDecidedTaken && isDecided({ state: treatment[6] }) ? 'required' : 'open'))
  return cheapestPlan(rows.filter(({ row: [code] }) => !ACCEPTANCES.some(({ risk, state }) => risk === code && state === 'valid')).map(({ row, figures }) => ({ code: row[0], figures, ...toleranceOf(row[2]) })), treatments, solve)
}

const planTreatment = ([code, , , , , cost, , effects]: typeof TREATMENTS[number], choice: PlanTreatment['choice']): PlanTreatment =>
  ({ code, annualCostCents: Math.round(cost * 100), choice, effects: Object.entries(effects).map(([risk, part]) => ({ risk, share: part })) })

function reportPlan (plan: Plan, all: Plan): ReportPlan {
  const euros = (cents: number): string => (cents / 100).toFixed(2)
  const selection = ({ annualCostCents, treatments }: Selection): ReportSelection => ({ annualCostEur: euros(annualCostCents), treatments })
  const withSecond = (found: Plan): ReportSelection & { secondBest: ReportSelection | null } => ({ ...selection(found), secondBest: found.secondBest === null ? null : selection(found.secondBest) })
  return {
    ...withSecond(plan), cheapestOfAll: withSecond(all),
    risks: plan.risks.flatMap(({ code, frequencyBefore, frequencyAfter, frequencyBound, scoreBefore, scoreAfter, expectedAnnualLossBefore, expectedAnnualLossAfter }) => frequencyBound === null || frequencyAfter === frequencyBefore ? []
      : [{ code, frequencyBefore, frequencyAfter, frequencyBound, scoreBefore, scoreAfter, expectedAnnualLossBefore, expectedAnnualLossAfter }]),
    infeasible: plan.infeasible
  }
}

const treatmentsOf = (plan: Plan): ReportTreatment[] => TREATMENTS.map(([code, title, kind, owner, dueOn, cost, state, effects]) => ({
  code, title, kind, owner, dueOn, annualCostEur: cost.toFixed(2), state, late: isDecided({ state }) && dueOn < '2025-12-11', inPlan: plan.treatments.includes(code),
  effects: Object.entries(effects).map(([risk, part]) => ({ risk, share: part, measuredShare: state === 'finished' ? { share: 0.41, low: -0.2, high: 0.71, lowData: false } : null }))
}))

const areasOf = (risks: readonly ReportRisk[]): ReportFacts['areas'] => Object.keys(TOLERANCES).toSorted().map((area) => {
  const own = risks.filter((risk) => risk.area === area)
  return { area, risks: own.length, aboveAcceptable: own.filter(({ acceptability }) => acceptability !== 'acceptable' && acceptability !== 'accepted').length, broughtDown: own.filter(({ broughtDown }) => broughtDown !== null).length, ...toleranceOf(area), expectedAnnualLoss: own.reduce((sum, { expectedAnnualLoss }) => sum + expectedAnnualLoss, 0) }
})

function auditOf (): ReportFacts['audit'] {
  const stages = [['draft', '2025-11-03T08:12:00.000Z'], ['identified', '2025-11-21T15:40:00.000Z'], ['residual_determined', '2025-12-05T10:05:00.000Z'], ['treated', '2025-12-11T16:31:00.000Z']] as const
  return {
    id: '019b0d2e-7a40-7c11-9f3a-2f1f6a0c5d10', title: 'Customs risk audit 2025', version: 2, stage: 'treated', reopenedBecause: 'Sanction ITPEN25/118 arrived after the first version was closed.',
    closedStages: stages.map(([stage, closedAt]) => ({ stage, closedAt, closedBy: 'Compliance manager', snapshotHash: createHash('sha256').update(stage).digest('hex') }))
  }
}

const SCOPE: ReportFacts['scope'] = {
  from: '2025-01-01', to: '2025-12-31', sites: ['Bolzano', 'Verona warehouse'], procedures: ['40 00', '71 00', '10 00', '21 00'], pillars: ['classification', 'origin', 'value', 'procedure', 'licence'],
  leftOut: [{ area: 'excise', reason: 'The operator moves no excise goods under suspension.', risks: [{ code: 'EXC-02', title: 'Goods leave the tax warehouse without a document' }] }, { area: 'solvency', reason: 'Looked at by the auditor of the accounts.', risks: [] }],
  considered: [{ kind: 'security_plan', title: 'Site security plan', reference: 'SP-7', date: '2025-04-02' }, { kind: 'threat_assessment', title: 'Threat assessment, Brenner corridor', reference: 'TA-2025', date: '2025-09-15' }, { kind: 'internal_controls', title: 'Register of controls', reference: '23 controls', date: '2025-11-20' }]
}
const METHOD: ReportFacts['method'] = { methodVersion: 1, catalogueVersion: '2026.1', priorStrength: 1, simulatedYears: 50_000, seed: 'audit-2025-v2', windowFrom: '2023-01-01', windowTo: '2025-12-31' }

const period = (label: string, from: string, to: string, sanctions: number, declarations: number): ReportFacts['sanctions']['periods'][number] => {
  const { lower, upper } = expectedEvents(sanctions)
  return { label, from, to, sanctions, declarations, per1000: sanctions / declarations * 1000, lower: lower / declarations * 1000, upper: upper / declarations * 1000, lowData: sanctions < 3 }
}
const SANCTIONS: ReportFacts['sanctions'] = {
  periods: [period('2021', '2021-01-01', '2021-12-31', 9, 9_120), period('2022', '2022-01-01', '2022-12-31', 11, 10_404), period('2023', '2023-01-01', '2023-12-31', 12, 11_030), period('2024', '2024-01-01', '2024-12-31', 10, 11_951), period('2025', '2025-01-01', '2025-12-31', 5, 12_431)],
  comparison: { ratio: 0.48, lower: 0.13, upper: 1.53, p: 0.241 }
}
const ACCEPTANCES: readonly ReportAcceptance[] = [
  { risk: 'LIC-03', signedBy: 'Managing director', rank: 'Management board', signedOn: '2025-12-10', expiresOn: '2026-12-09', reason: 'Screening is strong and tested; the goods concerned are 0.4 % of exports.', signedScore: 5, state: 'valid' },
  { risk: 'CMP-01', signedBy: 'Managing director', rank: 'Management board', signedOn: '2024-12-12', expiresOn: '2025-12-11', reason: 'Accepted for one year while the whistle channel is set up.', signedScore: 5, state: 'expired' }
]
const AI_SYSTEMS: ReportFacts['aiSystems'] = [
  { code: 'AI-CLASS', name: 'Tariff proposer', purpose: 'Proposes commodity codes from descriptions', class: 'Minimal risk', state: 'In use', outputs: 9_214, reviewed: { share: 0.986, lower: 0.983, upper: 0.988 }, overridden: { share: 0.007, lower: 0.005, upper: 0.009 }, wrong: { share: 0.061, lower: 0.049, upper: 0.075 }, warnings: ['Inputs have drifted since September (PSI 0.31)', 'Planted wrong proposals were accepted in 8 of 10 cases'] },
  { code: 'AI-ORIGIN', name: 'Origin assistant', purpose: 'Proposes country of origin and proof', class: 'Minimal risk', state: 'In use', outputs: 2_107, reviewed: { share: 1, lower: 0.998, upper: 1 }, overridden: { share: 0.083, lower: 0.072, upper: 0.096 }, wrong: { share: 0.018, lower: 0.011, upper: 0.03 }, warnings: [] },
  { code: 'AI-HR', name: 'Applicant ranking', purpose: 'Ranks applicants for customs posts', class: 'High risk', state: 'Assessed', outputs: 0, reviewed: null, overridden: null, wrong: null, warnings: ['Obligations of a deployer are open'] },
  { code: 'AI-TRANS', name: 'Cloud translation', purpose: 'Translates invoices', class: 'Transparency duty', state: 'In use', outputs: 3_980, reviewed: { share: 0.41, lower: 0.395, upper: 0.426 }, overridden: null, wrong: null, warnings: [] }
]
const TRAINING_NEEDS: ReportFacts['trainingNeeds'] = [
  { topic: 'Reviewing AI proposals', reason: 'Planted wrong proposals were accepted', people: 6, dueOn: '2026-01-31', overdue: false },
  { topic: 'Customs value: additions', reason: 'Two sanctions with this cause', people: 3, dueOn: '2025-12-01', overdue: true },
  { topic: 'Special procedures: discharge', reason: 'Gap found on 2025-11-20', people: 2, dueOn: null, overdue: false }
]
const DUTIES: ReportFacts['duties'] = [
  { title: 'Tell customs of the new warehouse manager', legalBasis: 'UCC 23(2)', owner: 'Head of customs', dueOn: '2025-12-20', overdue: true },
  { title: 'Discharge of inward processing 2025/31', legalBasis: 'UCC 257, UCC-DA 175', owner: 'Head of warehouse', dueOn: '2026-01-15', overdue: false },
  { title: 'Inform workers about the applicant ranking', legalBasis: 'AI Act 26(7)', owner: 'Head of people', dueOn: null, overdue: false }
]
const FOLLOW_UPS: ReportFacts['followUps'] = [
  { kind: 'training_need', title: 'Reviewing AI proposals', risk: 'AI-02', reference: 'TN-0231', state: 'Open' },
  { kind: 'procedure_change', title: 'Broker sample doubled', risk: 'DEC-01', reference: 'PC-118', state: 'Decided' },
  { kind: 'questionnaire_update', title: 'Question 1.3.2, answer of 2024 is outdated', risk: 'CLA-07', reference: 'SAQ 1.3.2', state: 'Open' },
  { kind: 'notification_duty', title: 'New AI system in classification', risk: 'AI-03', reference: 'UCC 23(2)', state: 'Notified' }
]
const RECIPIENTS: ReportFacts['recipients'] = [
  { position: 'Managing director', notifiedAt: '2025-12-11T16:35:00.000Z', acknowledgedAt: '2025-12-12T07:58:00.000Z', reminders: 0 },
  { position: 'Head of customs', notifiedAt: '2025-12-11T16:35:00.000Z', acknowledgedAt: '2025-12-15T09:20:00.000Z', reminders: 1 },
  { position: 'Head of IT', notifiedAt: '2025-12-11T16:35:00.000Z', acknowledgedAt: null, reminders: 2 },
  { position: 'Head of warehouse', notifiedAt: null, acknowledgedAt: null, reminders: 0 }
]

/** Members that are read as what they are called: codes that link, enumerated values, days. */
const KEPT = /^(code|risk|id|eori|stage|state|kind|acceptability|cause|because|exposureBasis|criterion|annualCostEur|snapshotHash|treatments|seed|catalogueVersion|.*(From|To|At|On)|from|to|date|since)$/

function reworded<T> (value: T, words: (text: string) => string, name = ''): T {
  if (typeof value === 'string') return (KEPT.test(name) ? value : words(value)) as T
  if (Array.isArray(value)) return value.map((entry) => reworded(entry as unknown, words, name)) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, reworded(member as unknown, words, key)])) as T
}
