import { enumOf } from '../platform/graphql/enum-sdl.ts'
import { INFEASIBLE_BECAUSE } from '../risk/plan.ts'
import { ACCEPTANCE_STATES, STANDINGS } from './acceptances/acceptance.ts'
import { EFFECT_STATES } from './treatments/measured-effect.ts'
import { BECOMES, TREATMENT_KINDS, TREATMENT_STATES } from './treatments/treatment.ts'

/** What the graph says about treatments, plans and acceptances of risks. */

const PAGE = '"Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String'

export const TREATMENT_SDL = `
extend type Query {
  "Treatments of risks, in the order of codes, with what they were expected to prevent and what they did."
  riskTreatments(${PAGE}, "Conditions that must all hold" filter: RiskTreatmentFilter): RiskTreatmentConnection!
  "Acceptances of risks, the one asked for last first, with what each is worth today."
  riskAcceptances(${PAGE}, "Conditions that must all hold" filter: RiskAcceptanceFilter): RiskAcceptanceConnection!
  "The cheapest treatments that bring every risk which can be brought down to an acceptable level: over the risks as they were assessed, and the treatments as they stand."
  riskPlan("The audit whose second stage has the risks" audit: ID, "The stored assessment that has the risks; the last one of the whole company if neither this nor audit is given" assessment: ID): RiskPlan!
}

extend type Risk {
  "Treatments that touch it, in whatever state, in the order of codes" treatments: [RiskTreatment!]!
  "Acceptances of it, the one asked for last first" acceptances: [RiskAcceptance!]!
}

${enumOf('RiskTreatmentKind', 'reduce: fewer events; avoid: what leads to them is given up; transfer: somebody else bears them.', TREATMENT_KINDS)}
${enumOf('RiskTreatmentState', 'proposed: it could be done; decided, in_progress: it will be; finished: it works, as what it has become; dropped: it will not be done.', TREATMENT_STATES)}
${enumOf('RiskTreatmentOutcome', 'What a finished treatment goes on as.', BECOMES)}
${enumOf('RiskEffectState', 'not_finished: it does not work yet; too_early: there are no days after it, or none before; no_data: the exposure is not known, or there was none; not_observed: nothing that is kept is evidence of the risk, or nobody stated its inputs.', EFFECT_STATES)}
${enumOf('RiskAcceptanceState', 'What happened to an acceptance.', ACCEPTANCE_STATES)}
${enumOf('RiskAcceptanceStanding', 'What an acceptance is worth today. expired: its last day is over; stale: the score rose above the one signed.', STANDINGS)}
${enumOf('RiskInfeasibleBecause', 'no_level_is_acceptable: it needs a signed acceptance or a lower impact; treatments_not_enough: not even all of them together.', INFEASIBLE_BECAUSE)}

"Conditions on treatments."
input RiskTreatmentFilter {
  "Kind" kind: RiskTreatmentKind
  "State" state: RiskTreatmentState
  "Pseudonym of the person, or code of the position, that sees to it" owner: String
  "Code of a risk that it touches" risk: String
}

"Conditions on acceptances."
input RiskAcceptanceFilter {
  "Code of the risk" risk: String
  "What happened to it" state: RiskAcceptanceState
}

"A page of treatments."
type RiskTreatmentConnection {
  "The treatments" nodes: [RiskTreatment!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A page of acceptances."
type RiskAcceptanceConnection {
  "The acceptances" nodes: [RiskAcceptance!]!
  "Where the page ends" pageInfo: PageInfo!
}

"Something that is done against risks."
type RiskTreatment {
  "Identifier" id: ID!
  "Code" code: String!
  "Title" title: String!
  "What is done, by whom and how" action: String!
  "Kind" kind: RiskTreatmentKind!
  "What it costs in each year in which it works, EUR" annualCostEur: Decimal!
  "Pseudonym of the person, or code of the position, that sees to it" owner: String!
  "By when it is to be done" dueOn: Date!
  "State" state: RiskTreatmentState!
  "First day on which it works; null: not yet" finishedOn: Date
  "What it goes on as; null: it is not finished" became: RiskTreatmentOutcome
  "Code of the control, id of the training need, else code of the course, or reference of the procedure that it goes on as; null: it is not finished" becameReference: String
  "Why it is dropped; null: it is not" droppedBecause: String
  "What it does to each risk that it touches" effects: [RiskTreatmentEffect!]!
}

"What a treatment does to a risk: what was expected, and once it is finished what evidence shows."
type RiskTreatmentEffect {
  "Code of the risk" risk: String!
  "Share of its events that it is expected to prevent" expectedShare: Float!
  "Whether its effect was measured" state: RiskEffectState!
  "Before it worked; null: not measured" before: RiskCountedDays
  "Since it works; null: not measured" after: RiskCountedDays
  "Share of events that it prevented: one minus the ratio of the rates after and before; below zero where there were more; null: not measured, or there was no event before" share: Float
  "Lower end of its 95 % interval; null: nothing bounds it" shareLow: Float
  "Upper end" shareHigh: Float
  "Exact conditional test that the rates are the same; null: not measured" p: Float
  "The same, corrected for all effects of the page (Benjamini and Hochberg)" adjustedP: Float
  "Fewer than three events were to be expected on a side, were the rates the same" lowData: Boolean!
  "Events that findings which nobody decided would add, at each check's confirmed share: until they are decided the effect may look other than it is" unreviewed: Float!
}

"Events of a risk in some days."
type RiskCountedDays {
  "First day" from: Date!
  "Last day" to: Date!
  "Events, each once" events: Int!
  "What they are counted against, by the risk's exposure basis" exposure: Float!
}

"That somebody accepts a risk as it was assessed."
type RiskAcceptance {
  "Identifier" id: ID!
  "Code of the risk" risk: String!
  "What happened to it" state: RiskAcceptanceState!
  "What it is worth today" standing: RiskAcceptanceStanding!
  "Why it is accepted" reason: String!
  "Last day on which it holds" expiresOn: Date!
  "The stored assessment that is accepted; null: the second stage of an audit" assessment: ID
  "The audit whose second stage is accepted; null: a stored assessment" audit: ID
  "Score that is accepted" residualScore: Int!
  "Expected loss that is accepted, EUR a year" expectedAnnualLoss: Float!
  "Score of the last stored assessment of the risk, at the same sites and procedures, after the one that is accepted; null: there is none" scoreSince: Int
  "Code of the position that the signer held; null: nobody has signed" signedAs: String
  "Rank of the signer" rank: String
  "When it was signed" signedAt: DateTime
  "Why it was declined or revoked; null: it was not" endedBecause: String
}

"The cheapest treatments that are enough."
type RiskPlan {
  "Codes of the treatments taken" treatments: [String!]!
  "What they cost a year together, EUR" annualCostEur: Decimal!
  "The cheapest that does without at least one of the treatments taken freely; null: there is none" secondBest: RiskPlanSelection
  "Every risk, in the order of codes" risks: [RiskPlanned!]!
  "Those that no plan brings down; the plan is that of the others" infeasible: [RiskInfeasible!]!
  "Version of the risk method" methodVersion: Int!
}

"A choice of treatments."
type RiskPlanSelection {
  "Codes of the treatments" treatments: [String!]!
  "What they cost a year together, EUR" annualCostEur: Decimal!
}

"What a plan does to a risk."
type RiskPlanned {
  "Code of the risk" code: String!
  "Events a year without the plan" frequencyBefore: Float!
  "Events a year with it" frequencyAfter: Float!
  "The greatest frequency at which it is acceptable; null: no frequency makes it acceptable, or every one does" frequencyBound: Float
  "Score without the plan" scoreBefore: Int!
  "Score with it" scoreAfter: Int!
  "EUR a year without the plan" expectedAnnualLossBefore: Float!
  "EUR a year with it" expectedAnnualLossAfter: Float!
  "Whether score and loss are acceptable without the plan" acceptableBefore: Boolean!
  "Whether they are with it" acceptableAfter: Boolean!
  "Whether it needs a signed acceptance whatever is done" needsSignature: Boolean!
}

"A risk that no plan brings down."
type RiskInfeasible {
  "Code of the risk" code: String!
  "Why" because: RiskInfeasibleBecause!
  "Events a year with every treatment that is not excluded" bestFrequency: Float!
}
`
