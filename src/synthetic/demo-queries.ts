import { CODES } from './ai/systems.ts'
import { firstDay, wholeMonths } from './seasons.ts'
import { EFFECTIVE, USELESS } from './training/lessons.ts'

/** Queries that show what the synthetic trader is about. Pure. */

const KEY_FIGURES = [
  'sanctions_per_1000_declarations', 'serious_sanctions_36m', 'sanctions_per_customs_fte', 'goods_without_classification_rate', 'classification_stale_rate', 'supplier_declaration_coverage',
  'broker_mandate_missing_count', 'authorisation_procedure_mismatch_count', 'authorisation_expiring_count', 'record_completeness_rate', 'org_vacancy_customs_count',
  'training_coverage_rate', 'training_overdue_count', 'competence_gap_count', 'ai_literacy_coverage', 'key_person_single_point_count',
  'ai_inventory_coverage', 'ai_human_review_rate', 'ai_override_rate', 'ai_error_rate', 'ai_unapproved_use_count', 'ai_vendor_contract_gap_count', 'ai_drift_days_since_eval'
]

/** Which AI takes part and what is owed for it; whether people look at what it proposes, what has moved, and whose lines are wrong more often. Totals of outputs are of whole months. */
function aiQueries (until: string): string[] {
  const [whole, beginning, end] = [wholeMonths(until, 0, 11), wholeMonths(until, 2, 5), wholeMonths(until, 8, 11)]
  return [
    `{ aiInventory(by: class) { key systems inUse } aiObligations(first: 10) { nodes { system title dueOn overdue } } aiControlGaps(first: 10) { nodes { system control } } }`,
    `{ aiIncidents(first: 10) { nodes { system kind serious occurredOn state overdue reports { recipient dueOn state } } } }`,
    `{ aiOversight(${spanOf(whole)}, by: system) { groups { key outputs decided used unapproved measures { name source value lower upper level } } decisionGroups { key merged measures { name source value lower upper n level because } } } }`,
    `{ aiDrift(${spanOf(end)}, baselineFrom: "${beginning.from}", baselineTo: "${beginning.to}", system: "${CODES}") { feature value level adjustedP } aiErrorWatch(${spanOf(whole)}, system: "${CODES}") { version source value limit level alarmOn wrong n } }`,
    `{ aiProposers(${spanOf(whole)}) { system pillar ai { lines wrong } human { lines wrong } ratio lower upper adjustedP verdict } aiShare(${spanOf(whole)}) { declarations { share } items { share } findings { share } sanctions { share } } }`
  ]
}

/** What could go wrong and what is done against it; what was assessed and what moved it; the audit of the year, and what it decided. */
const riskQueries = (from: string, to: string): string[] => [
  `{ riskRegister(first: 20, filter: { area: classification }) { nodes { code title state owner input { likelihood lossLow lossHigh consequence reason } controls { code design passed failed } } } riskAppetites { area acceptableScore appetiteEur } }`,
  `{ riskControls(first: 50) { nodes { code title owner risks design tests passed failed automaticTest { source subject } effectiveness { prevents explanation } } } }`,
  `{ topRisks(by: residual, first: 10) { code title frequency frequencyLow frequencyHigh expectedAnnualLoss p95 residualScore inherentScore acceptableScore objections } riskHeatMap { likelihood impact inherent residual } }`,
  `{ riskAssessments(first: 5) { nodes { reason on scored unscored above expectedAnnualLoss inherentExpectedAnnualLoss } } riskPortfolio { inherent { expectedAnnualLoss p95 } residual { expectedAnnualLoss p95 p99 } exceedance { loss inherent residual } } }`,
  `{ riskCourse(risk: "CLA-01", first: 5) { assessedAt frequency expectedAnnualLoss residualScore move { since causes { cause changeEur } } } riskSuggestions(from: "${from}", to: "${to}") { code stated suggested because { indicator level } } }`,
  `{ riskAudits(first: 5) { nodes { id title version stage nextStage from to leftOut { area reason } notEvaluated { risk reason } stages { stage sha256 closedAt } } } }`,
  `{ riskTreatments(first: 20) { nodes { code title owner state dueOn annualCostEur effects { risk expectedShare state share shareLow shareHigh } } } riskAcceptances(first: 20) { nodes { risk standing residualScore signedAs rank expiresOn reason } } }`,
  `{ riskPlan { treatments annualCostEur secondBest { treatments annualCostEur } risks { code scoreBefore scoreAfter acceptableAfter needsSignature } infeasible { code because bestFrequency } } }`
]

interface Months { readonly from: string, readonly to: string }
const spanOf = ({ from, to }: Months): string => `from: "${from}", to: "${to}"`

/** Queries to paste: what was declared and found, how good who was, who did it under which authorisation, what customs penalised, who knows what it takes, what AI does, what could go wrong, and which answers to customs no longer stand. */
export function demoQueries (until: string): string[] {
  const [from, to] = [firstDay(until), until]
  const period = `from: "${from}", to: "${to}"`
  return [
    `{ declarationTotals(${period}, groupBy: [direction, month]) { key month currency declarations items statisticalValue duties } }`,
    `{ findingRates(${period}, groupBy: broker) { key declarations opened perThousand lower upper } }`,
    `{ findings(first: 10, filter: { pillar: origin, severity: error }) { nodes { check itemNumber message broker declarationId } } }`,
    `{ firstTimeRight(${period}, groupBy: broker) { key declarations share lower upper } }`,
    `{ orgChart(on: "${to}") { units { code name depth positions { code title holders { pseudonym } deputies } } } vacantCustomsPositions(on: "${to}") { code title } keyPersonRisks(on: "${to}") { responsibility risk deputies trainedDeputies } }`,
    `{ authorisations(on: "${to}", expiringWithin: 120) { nodes { type reference status effectiveTo } } authorisationObligations(dueWithin: 90) { nodes { kind description nextDue overdue } } }`,
    `{ notificationDuties(first: 10, state: open) { nodes { rule what dueOn state } } }`,
    `{ goodsClassificationState(on: "${to}") { active withoutCode stale changedThisYear preferentialSuppliers suppliersCovered } }`,
    `{ documentCompleteness(${period}) { declarations complete share } missingEvidence(on: "${to}") { criterion kind siteCode partner lastEndedOn } }`,
    `{ sanctionsAnalysis(${period}, groupBy: unit) { key sanctions declarations ratePer1000 { value low high lowData } customsFte records { query } } }`,
    `{ sanctionsAnalysis(${period}, groupBy: broker) { key sanctions serious ratePer1000 { value low high lowData } share maturity { mature } } }`,
    `{ kpis(names: ${JSON.stringify(KEY_FIGURES)}, ${period}) { name unit value { value lower upper numerator denominator status } } }`,
    `{ trainingCoverage(by: unit, on: "${to}") { key merged figures { people required met gaps share { value low high } } } }`,
    `{ trainingMatrix(on: "${to}", states: [expired, too_low, missing]) { nodes { person unit cells { topic level heldLevel state since } } } }`,
    `{ trainingNeeds(first: 20) { nodes { source topic unit severity state reason ageDays dueOn peopleCount suggestedCourse { code } } } }`,
    `{ trainingEffects(${period}, pillar: ${EFFECTIVE.pillar}) { tested rows { training units verdict cautions before { errors exposure } after { errors exposure } compared { ratio lower upper adjustedP } } } }`,
    `{ trainingEffects(${period}, pillar: ${USELESS.pillar}, unit: "${USELESS.unit}") { tested rows { training units verdict cautions before { errors exposure } after { errors exposure } compared { ratio lower upper adjustedP } } } }`,
    `{ trainingHours(${period}, by: unit) { key merged figures { people records hours } } }`,
    `{ informationDuties(on: "${to}") { nodes { kind title dueOn owed acknowledged overdue } } }`,
    ...aiQueries(until),
    ...riskQueries(from, to),
    `{ questionnaire(state: stale) { id sectionTitle words owner reasons { words on subject } } questionnaireProgress { whole { questions answered dueForReview stale unanswered } byCriterion { title questions stale unanswered standing } } }`,
    `{ conductWindow(on: "${to}") { windowFrom infringements { pillar severity factsTo recurrence leavesOn } measures { measure value level } } }`
  ]
}
