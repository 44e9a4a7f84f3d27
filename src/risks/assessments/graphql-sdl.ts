import { enumOf } from '../../platform/graphql/enum-sdl.ts'
import { OBJECTIONS } from '../../risk/acceptable.ts'
import { PRIORITY_BASES } from '../../risk/priority.ts'
import { SUGGESTION_STATES } from '../../risk/suggestion.ts'
import { EVIDENCE_STATES } from '../evidence/risk-evidence.ts'
import { MOVE_CAUSES } from '../report/model.ts'

/** What the graph says about assessments of risks. */

const ASSESSMENT = '"The assessment; the last one of the whole company if absent" assessment: ID'

export const ASSESSMENT_SDL = `
extend type Query {
  "Assessments of risks, last first."
  riskAssessments("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String): RiskAssessmentConnection!
  "One risk over time, last first, with the cause of each move since the assessment before of the same sites and procedures. Empty: it was never assessed."
  riskCourse("Code of the risk" risk: String!, "Assessments to look at" first: Int! = 12): [RiskFigures!]!
  "All risks of an assessment against the one before of the same sites and procedures, by code."
  riskMoves(${ASSESSMENT}): [RiskFigures!]!
  "The risks to look at first: by expected annual loss, then score, then consequence, then code."
  topRisks("On which figures" by: RiskRanking! = residual, "Entries" first: Int! = 10, ${ASSESSMENT}): [RiskFigures!]!
  "The 5 × 5 matrix, before controls and with them: a projection of the figures. Empty: nothing was ever assessed."
  riskHeatMap(${ASSESSMENT}): [RiskHeatCell!]!
  "What all scored risks cost together in a year; null: nothing was ever assessed."
  riskPortfolio(${ASSESSMENT}): RiskPortfolio
  "What key figures let suspect of likelihoods, by code of the risk: shown with the reasons to whoever scores, and never applied. Needs reporting:read as well; key figures that need yet another right are unknown without it."
  riskSuggestions("First day of the key figures" from: Date!, "Last day" to: Date!): [RiskSuggestion!]!
}

${enumOf('RiskRanking', 'inherent: before controls; residual: with them.', PRIORITY_BASES)}
${enumOf('RiskObjection', 'What stands against a residual risk as it is.', OBJECTIONS)}
${enumOf('RiskEvidenceState', 'Whether evidence speaks. Unless it counted, the frequency is the expert\'s: nothing in the last twelve months, an exposure that is not known, or nothing kept that is evidence of it.', EVIDENCE_STATES)}
${enumOf('RiskMoveCause', 'What moved a figure.', MOVE_CAUSES)}
${enumOf('RiskSuggestionState', 'raise: a higher likelihood is suggested; none: nothing speaks for more; unknown: no key figure has data.', SUGGESTION_STATES)}
${enumOf('RiskIndicatorLevel', 'Colour of a key figure by its own threshold.', ['green', 'amber', 'red'])}

"A page of assessments."
type RiskAssessmentConnection {
  "The assessments" nodes: [RiskAssessment!]!
  "Where the page ends" pageInfo: PageInfo!
}

"An assessment of all risks in a scope, as it was made."
type RiskAssessment {
  "Identifier" id: ID!
  "When it was kept" recordedAt: DateTime!
  "Why" reason: String!
  "Last day that evidence was counted to" on: Date!
  "Version of the risk method" methodVersion: Int!
  "Seed of the simulated years" seed: String!
  "Simulated years" years: Int!
  "Evidence counted for so many months back" windowMonths: Int!
  "Events that the expert's judgement weighed" priorStrength: Float!
  "Sites in scope; empty: all" sites: [String!]!
  "Requested procedures in scope; empty: all" procedures: [String!]!
  "Pillars in scope; empty: all" pillars: [RiskPillar!]!
  "Areas whose stated risks the audit that it is a stage of left out; empty: none" areasLeftOut: [RiskArea!]!
  "Risks with figures" scored: Int!
  "Risks in scope that nobody stated the inputs of" unscored: Int!
  "Scored risks whose score or expected cost is more than their area takes on" above: Int!
  "Expected annual loss of all together before controls, EUR" inherentExpectedAnnualLoss: Float!
  "Expected annual loss of all together, EUR" expectedAnnualLoss: Float!
  "SHA-256 of the stored facts and figures, hexadecimal" sha256: String!
}

"Figures of one risk in an assessment."
type RiskFigures {
  "Identifier of the assessment" assessment: ID!
  "When it was kept" assessedAt: DateTime!
  "Code of the risk" code: String!
  "Title" title: String!
  "Area" area: RiskArea!
  "Consequence for the authorisation, 1 to 5" consequence: Int!
  "Whether evidence speaks" evidenceState: RiskEvidenceState!
  "Events in the window" events: Float!
  "Exposure in the window; null: no data" windowExposure: Float
  "Exposure in the last twelve months; null: no data" yearExposure: Float
  "Events that unreviewed findings would add; none of them counts" unreviewed: Float!
  "Share of events that the controls prevent" effectiveness: Float!
  "Residual events a year" frequency: Float!
  "Lower end of its 90 % interval" frequencyLow: Float!
  "Upper end" frequencyHigh: Float!
  "Events a year without the controls" inherentFrequency: Float!
  "Residual, EUR a year" expectedAnnualLoss: Float!
  "Without the controls, EUR a year" inherentExpectedAnnualLoss: Float!
  "EUR that 90 % of the years cost at most" p90: Float!
  "EUR that 95 % of the years cost at most" p95: Float!
  "EUR that 99 % of the years cost at most" p99: Float!
  "Residual likelihood, 1 to 5" likelihoodLevel: Int!
  "Likelihood without the controls" inherentLikelihoodLevel: Int!
  "Impact, 1 to 5" impactLevel: Int!
  "Residual likelihood times impact" residualScore: Int!
  "The same without the controls" inherentScore: Int!
  "Greatest acceptable score" acceptableScore: Int!
  "EUR that it may be expected to cost in a year; null: not set" appetiteEur: Float
  "All that stands against it; empty: acceptable without a signature" objections: [RiskObjection!]!
  "What moved it since the assessment before of the same sites and procedures; null: there is none, or it was not asked for over time" move: RiskMove
}

"What moved a risk from one assessment to the next. Causes are looked at one after the other, in their order, each given those before it."
type RiskMove {
  "When the one before was kept" since: DateTime!
  "Expected annual loss in it, EUR" expectedAnnualLossBefore: Float!
  "Score in it" scoreBefore: Int!
  "Each cause that moved something; they add up to the whole move" causes: [RiskMovePart!]!
}

"What one cause moved."
type RiskMovePart {
  "The cause" cause: RiskMoveCause!
  "Of the expected annual loss, EUR" changeEur: Float!
  "Of the residual frequency, events a year" changeFrequency: Float!
}

"A cell of the 5 × 5 matrix."
type RiskHeatCell {
  "Likelihood, 1 to 5" likelihood: Int!
  "Impact, 1 to 5" impact: Int!
  "Codes of the risks in it without controls" inherent: [String!]!
  "Codes of the risks in it with them" residual: [String!]!
}

"All scored risks in the same simulated years."
type RiskPortfolio {
  "Identifier of the assessment" assessment: ID!
  "Before controls" inherent: RiskPortfolioLoss!
  "With controls" residual: RiskPortfolioLoss!
  "Loss exceedance: chances over rising losses" exceedance: [RiskExceedance!]!
}

"What a year costs."
type RiskPortfolioLoss {
  "Expected, EUR" expectedAnnualLoss: Float!
  "EUR that half of the years cost at most" p50: Float!
  "EUR that 90 % of the years cost at most" p90: Float!
  "EUR that 95 % of the years cost at most" p95: Float!
  "EUR that 99 % of the years cost at most" p99: Float!
}

"Chances that a year costs more."
type RiskExceedance {
  "EUR" loss: Float!
  "Chance before controls" inherent: Float!
  "Chance with controls" residual: Float!
}

"What key figures let suspect of the likelihood of a risk."
type RiskSuggestion {
  "Code of the risk" code: String!
  "Title" title: String!
  "Whether a higher likelihood is suggested" state: RiskSuggestionState!
  "Likelihood that people stated; null: nobody did" stated: Int
  "Likelihood suggested: at least 3 for amber, at least 4 for red; null: none" suggested: Int
  "Key figures behind it" because: [RiskIndicatorReading!]!
  "Key figures without data" unknown: [String!]!
}

"A key figure by its colour."
type RiskIndicatorReading {
  "Name of the key figure" indicator: String!
  "Its colour" level: RiskIndicatorLevel!
}
`
