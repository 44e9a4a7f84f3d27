import type { AuditStage } from '../audits/stages.ts'

/**
 * Everything the audit report shows, whatever it is shown as: JSON, a page or a PDF.
 *
 * It is filled from the frozen stages of one audit version and from nothing else, so that the same audit gives the same report for
 * ever. It names positions and ranks, never people. Risk figures are doubles as `risk-method.md` 2 defines them, frequencies in events
 * a year, losses in EUR; costs and amounts are decimal texts; days are ISO dates, instants ISO in UTC.
 */
export interface ReportFacts {
  readonly audit: ReportAudit
  readonly operator: { readonly name: string, readonly eori: string, readonly authorisations: readonly { readonly type: string, readonly reference: string }[] }
  readonly scope: ReportScope
  readonly method: ReportMethod
  readonly portfolio: ReportPortfolio
  /** In the priority order of stage 2 (residual), `risk-method.md` 2. */
  readonly risks: readonly ReportRisk[]
  /** Risks in scope without a figure, each with the reason: missing data is never shown as zero risk. */
  readonly unscored: readonly { readonly code: string, readonly title: string, readonly reason: string }[]
  readonly areas: readonly ReportArea[]
  readonly sanctions: ReportSanctions
  readonly treatments: readonly ReportTreatment[]
  /** Null before stage 3 has a plan. */
  readonly plan: ReportPlan | null
  readonly acceptances: readonly ReportAcceptance[]
  readonly aiSystems: readonly ReportAiSystem[]
  readonly trainingNeeds: readonly ReportTrainingNeed[]
  readonly duties: readonly ReportDuty[]
  readonly followUps: readonly ReportFollowUp[]
  readonly recipients: readonly ReportRecipient[]
}

/** The facts with what is made of them. */
export interface ReportModel extends ReportFacts {
  readonly summary: ReportSummary
  /**
   * SHA-256, hexadecimal, of the facts as canonical JSON (members sorted by name, no blanks) with references in the place of words, so that
   * whoever has the JSON can check page and PDF, and the hash still fits once words are erased.
   */
  readonly dataHash: string
  /** Where words of people stand in the facts, each with its reference: 'words:' and the SHA-256 of salt and words. */
  readonly words: readonly ReportWords[]
}

export interface ReportWords {
  /** JSON Pointer into the report. */
  readonly pointer: string
  readonly reference: string
  /** Hexadecimal; null: the words were erased. */
  readonly salt: string | null
}

export interface ReportSummary {
  /** The result in one sentence. */
  readonly headline: string
  /** Plain sentences for management, each with its figures. */
  readonly statements: readonly string[]
  /** What is asked of management, each with who and until when; empty when nothing is. */
  readonly decisions: readonly string[]
}

export interface ReportAudit {
  readonly id: string
  readonly title: string
  /** From 1; re-opening makes the next. */
  readonly version: number
  readonly stage: AuditStage
  /** Why it was opened again; null in version 1. */
  readonly reopenedBecause: string | null
  /** The closed stages, in order, each with the SHA-256 of its frozen snapshot. */
  readonly closedStages: readonly { readonly stage: AuditStage, readonly closedAt: string, /** The position of the person whose login closed it; of no person's, that login as in the log. */ readonly closedBy: string, readonly snapshotHash: string }[]
}

export interface ReportScope {
  readonly from: string
  readonly to: string
  readonly sites: readonly string[]
  readonly procedures: readonly string[]
  readonly pillars: readonly string[]
  /** Areas of which no risk was looked at, with the stated reason, and their risks in scope, which are in no figure. The risks are not there in reports of what was frozen while they counted. */
  readonly leftOut: readonly { readonly area: string, readonly reason: string, readonly risks?: readonly { readonly code: string, readonly title: string }[] }[]
  /** What stage 1 considered beside the register: security plan, threat assessment, measures, internal controls. */
  readonly considered: readonly { readonly kind: 'security_plan' | 'threat_assessment' | 'measures' | 'internal_controls', readonly title: string, readonly reference: string, readonly date: string | null }[]
}

export interface ReportMethod {
  readonly methodVersion: number
  readonly catalogueVersion: string
  readonly priorStrength: number
  readonly simulatedYears: number
  readonly seed: string
  /** Evidence counts from this day to that. */
  readonly windowFrom: string
  readonly windowTo: string
}

export interface PortfolioFigures {
  readonly expectedAnnualLoss: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
}

/** All scored risks together, over the same simulated years. */
export interface ReportPortfolio {
  readonly inherent: PortfolioFigures
  readonly residual: PortfolioFigures
  /** After the plan's treatments; null without a plan. */
  readonly planned: PortfolioFigures | null
  /** Chance that a year costs more than the loss, by rising loss in EUR. */
  readonly exceedance: readonly { readonly loss: number, readonly inherent: number, readonly residual: number, readonly planned: number | null }[]
}

export const ACCEPTABILITIES = ['acceptable', 'above', 'accepted', 'acceptance_stale', 'needs_signature'] as const
/**
 * `acceptable`: by figures alone. `above`: score or loss is too high, and nobody has signed. `needs_signature`: impact 5, nobody has
 * signed. `accepted`: a signed acceptance stands. `acceptance_stale`: it has expired, or the score rose above the one signed.
 */
export type Acceptability = typeof ACCEPTABILITIES[number]

export const MOVE_CAUSES = ['expert_input', 'controls', 'evidence', 'exposure', 'settings', 'method'] as const
export type MoveCause = typeof MOVE_CAUSES[number]

export interface ReportRisk {
  readonly code: string
  readonly title: string
  readonly area: string
  /** Of UCC Article 39, as the register names it. */
  readonly criterion: string
  /** The owner's position; null while it has none. */
  readonly owner: string | null
  readonly frequency: number
  readonly frequencyLow: number
  readonly frequencyHigh: number
  readonly inherentFrequency: number
  readonly severityMean: number
  readonly expectedAnnualLoss: number
  readonly inherentExpectedAnnualLoss: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly likelihoodLevel: number
  readonly inherentLikelihoodLevel: number
  readonly impactLevel: number
  readonly residualScore: number
  readonly inherentScore: number
  readonly acceptableScore: number
  /** What its area takes on for each risk, EUR a year; null while nobody has set it. */
  readonly appetiteEur: number | null
  readonly acceptability: Acceptability
  /** Treatments that are decided or in progress and, once done, bring it to an acceptable level, and the day on which the last of them is due; null where none do, or none need to. */
  readonly broughtDown: { readonly treatments: readonly string[], readonly dueOn: string } | null
  readonly explanation: ReportExplanation
  /** Against the assessment of the audit before; null when there is none. */
  readonly movement: ReportMovement | null
}

/** What the figure is made of, `risk-method.md` 2 "Explanation". */
export interface ReportExplanation {
  /** Events a year that experts expected without controls. */
  readonly priorFrequency: number
  /** With the controls and before any evidence. */
  readonly frequencyWithoutEvidence: number
  /** Combined effectiveness of the controls, 0 to 0.9. */
  readonly effectiveness: number
  readonly controls: readonly { readonly code: string, readonly title: string, readonly factor: number, readonly passed: number, readonly failed: number }[]
  /** Events in the evidence window. */
  readonly events: number
  readonly exposureBasis: 'declarations' | 'items' | 'ai_outputs' | 'authorisations' | 'people'
  /** Null where the system has no data. */
  readonly windowExposure: number | null
  readonly yearExposure: number | null
  /** Open findings that count 0 until somebody has reviewed them. */
  readonly unreviewedFindings: number
  /** Expected annual loss if they are confirmed at each check's share; null when there are none. */
  readonly expectedAnnualLossIfReviewed: number | null
  /** Key figures of the risk that were amber or red, or of which there was no data, when stage 3 closed; `atLeast`: the likelihood that they suggest beyond what was stated. Shown, never applied. */
  readonly suggestions: readonly { readonly indicator: string, readonly state: 'amber' | 'red' | 'unknown', readonly atLeast: number | null }[]
}

export interface ReportMovement {
  readonly since: string
  readonly expectedAnnualLossBefore: number
  readonly scoreBefore: number
  /** The change of the expected annual loss by cause, in EUR; they add up to the whole change. */
  readonly causes: readonly { readonly cause: MoveCause, readonly changeEur: number }[]
}

export interface ReportArea {
  readonly area: string
  readonly risks: number
  /** Neither acceptable by figures nor signed for. */
  readonly aboveAcceptable: number
  /** Of these, those that decided treatments bring down. */
  readonly broughtDown: number
  readonly acceptableScore: number
  /** For each risk of the area, EUR a year; null while nobody has set it. */
  readonly appetiteEur: number | null
  /** Of all its risks together, EUR a year. */
  readonly expectedAnnualLoss: number
}

/** Sanctions per 1,000 declarations with the exact Poisson interval of 95 %, `risk-method.md` 5. */
export interface ReportSanctions {
  readonly periods: readonly SanctionPeriod[]
  /** The last period against the one before, exact conditional test; null when one has no declarations. */
  readonly comparison: { readonly ratio: number, readonly lower: number, readonly upper: number | null, readonly p: number } | null
}

export interface SanctionPeriod {
  readonly label: string
  readonly from: string
  readonly to: string
  readonly sanctions: number
  readonly declarations: number
  readonly per1000: number | null
  readonly lower: number | null
  readonly upper: number | null
  /** Fewer than 3 expected events. */
  readonly lowData: boolean
}

export const TREATMENT_STATES = ['proposed', 'decided', 'in_progress', 'finished', 'dropped'] as const

export interface ReportTreatment {
  readonly code: string
  readonly title: string
  readonly kind: 'reduce' | 'avoid' | 'transfer'
  readonly owner: string
  readonly dueOn: string
  readonly annualCostEur: string
  readonly state: typeof TREATMENT_STATES[number]
  /** Decided, and not done by its day when stage 3 closed. */
  readonly late: boolean
  readonly effects: readonly ReportTreatmentEffect[]
  /** Whether the cheapest sufficient plan takes it. */
  readonly inPlan: boolean
}

export interface ReportTreatmentEffect {
  readonly risk: string
  /** Share of the events of the risk that it was expected to prevent, 0 to 0.99. */
  readonly share: number
  /** Of a finished one: the share that the evidence shows when stage 3 closes; null until there is any to compare. */
  readonly measuredShare: MeasuredShare | null
}

/** 1 − ratio of the rates of events after and before it, with the 95 % interval: below zero where there were more. `risk-method.md` 5. */
export interface MeasuredShare {
  readonly share: number
  /** Null: nothing bounds it. */
  readonly low: number | null
  readonly high: number | null
  /** Fewer than 3 events were to be expected on a side. */
  readonly lowData: boolean
}

/** The cheapest sufficient plan, `risk-method.md` 3: what is decided is in it whatever it costs, what is proposed as far as it is needed. */
export interface ReportPlan {
  readonly annualCostEur: string
  readonly treatments: readonly string[]
  /** The cheapest that does without at least one of the chosen treatments; null when there is none. */
  readonly secondBest: ReportSelection | null
  readonly risks: readonly {
    readonly code: string, readonly frequencyBefore: number, readonly frequencyAfter: number, readonly frequencyBound: number | null
    readonly scoreBefore: number, readonly scoreAfter: number, readonly expectedAnnualLossBefore: number, readonly expectedAnnualLossAfter: number
  }[]
  /** The cheapest sufficient plan if nothing were decided, over everything proposed, decided or in progress; null where nothing is decided (then the plan is that one), or where it was not found in time. */
  readonly cheapestOfAll: ReportSelection & { readonly secondBest: ReportSelection | null } | null
  /** What no plan can bring down, by name. */
  readonly infeasible: readonly { readonly code: string, readonly because: 'no_level_is_acceptable' | 'treatments_not_enough', readonly bestFrequency: number }[]
}

export interface ReportSelection { readonly annualCostEur: string, readonly treatments: readonly string[] }

export interface ReportAcceptance {
  readonly risk: string
  readonly signedBy: string
  readonly rank: string
  readonly signedOn: string
  readonly expiresOn: string
  readonly reason: string
  readonly signedScore: number
  readonly state: 'valid' | 'expired' | 'stale' | 'revoked'
}

export interface ReportAiSystem {
  readonly code: string
  readonly name: string
  readonly purpose: string
  readonly class: string
  readonly state: string
  readonly outputs: number
  /** Shares with Wilson's interval of 95 %; null where there is no data. */
  readonly reviewed: ReportShare | null
  readonly overridden: ReportShare | null
  readonly wrong: ReportShare | null
  /** What speaks: drift, an alarm, an obligation that is late; plain words. */
  readonly warnings: readonly string[]
}

export interface ReportShare { readonly share: number, readonly lower: number, readonly upper: number }

export interface ReportTrainingNeed { readonly topic: string, readonly reason: string, readonly people: number, readonly dueOn: string | null, readonly overdue: boolean }

export interface ReportDuty { readonly title: string, readonly legalBasis: string, readonly owner: string | null, readonly dueOn: string | null, readonly overdue: boolean }

/** What a finding of the audit became: the links of stage 4. */
export interface ReportFollowUp {
  readonly kind: 'training_need' | 'procedure_change' | 'questionnaire_update' | 'notification_duty' | 'control'
  readonly title: string
  readonly risk: string
  readonly reference: string
  readonly state: string
}

export interface ReportRecipient {
  readonly position: string
  readonly notifiedAt: string | null
  readonly acknowledgedAt: string | null
  readonly reminders: number
}
