import { enumOf } from '../platform/graphql/enum-sdl.ts'
import { DESIGN_RATINGS } from '../risk/method.ts'
import { AREAS, CRITERIA } from './catalogue/areas.ts'
import { AI_DECISIONS, CAUSES, FINDING_SOURCES, PILLARS, SEVERITIES } from './catalogue/evidence-mapping.ts'
import { EXPOSURE_BASES } from './catalogue/statement.ts'
import { TEST_SOURCES } from './controls/automatic-test.ts'
import { CONTROL_KINDS, CONTROL_STATES } from './controls/control.ts'
import { ORIGINS, STATES } from './register/risk.ts'

/** What the graph says about the register of risks, controls and appetites. */

const PAGE = '"Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String'

const STATEMENT = `
  "Likelihood before controls, 1 to 5: about 0.1, 0.3, 1, 4, 16 events a year" likelihood: Int!
  "Loss of one event, EUR, lower end of its 90 % interval" lossLow: Float!
  "Upper end" lossHigh: Float!
  "Consequence for the authorisation, 1 to 5; 5 is its revocation" consequence: Int!
  "What the frequency is counted against" exposureBasis: RiskExposureBasis!
  "Which confirmed findings, sanctions and AI errors are evidence of it" evidence: RiskEvidence!`

export const REGISTER_SDL = `
extend type Query {
  "The register of risks, in the order of codes, with what people stated of each."
  riskRegister(${PAGE}, "Conditions that must all hold" filter: RiskFilter): RiskConnection!
  "Controls over risks, in the order of codes, with what their tests come to."
  riskControls(${PAGE}, "Conditions that must all hold" filter: RiskControlFilter): RiskControlConnection!
  "What is acceptable in each area."
  riskAppetites: [RiskAppetite!]!
}

${enumOf('RiskArea', 'Area that a risk is looked at in.', AREAS)}
${enumOf('RiskCriterion', 'Criterion of UCC Art. 39 that a risk endangers: (a) compliance to (e) security.', CRITERIA)}
${enumOf('RiskState', 'proposed: nobody has stated its inputs, so it has no figures; retired: none of this company\'s.', STATES)}
${enumOf('RiskOrigin', 'Taken over from the catalogue, or the company\'s own.', ORIGINS)}
${enumOf('RiskExposureBasis', 'What a frequency is counted against; people and authorisations by the year.', EXPOSURE_BASES)}
${enumOf('RiskPillar', 'Customs pillar.', PILLARS)}
${enumOf('RiskCause', 'Root cause.', CAUSES)}
${enumOf('RiskFindingSource', 'Who raised a finding.', FINDING_SOURCES)}
${enumOf('RiskSanctionSeverity', 'Severity of a sanction.', SEVERITIES)}
${enumOf('RiskAiDecision', 'What became of a proposal that went out and was wrong.', AI_DECISIONS)}
${enumOf('RiskControlKind', 'Whether a control works before, while or after the error leaves the company.', CONTROL_KINDS)}
${enumOf('RiskControlState', 'Whether a control works.', CONTROL_STATES)}
${enumOf('RiskTestSource', 'What an automatic test counts.', TEST_SOURCES)}
${enumOf('RiskControlDesign', 'Share of events that a control prevents if it always works as designed: 0, 0.25, 0.5, 0.75, 0.9.', DESIGN_RATINGS)}

"Conditions on risks."
input RiskFilter {
  "Area" area: RiskArea
  "Criterion of UCC Art. 39" criterion: RiskCriterion
  "State" state: RiskState
  "Pseudonym of the person, or code of the position, that answers for it" owner: String
}

"Conditions on controls."
input RiskControlFilter {
  "Kind" kind: RiskControlKind
  "State" state: RiskControlState
  "Pseudonym of the person, or code of the position, that answers for it" owner: String
  "Code of a risk that it works against" risk: String
}

"A page of risks."
type RiskConnection {
  "The risks" nodes: [Risk!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A page of controls."
type RiskControlConnection {
  "The controls" nodes: [RiskControl!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A risk of the register."
type Risk {
  "Identifier" id: ID!
  "Code" code: String!
  "Where it comes from" origin: RiskOrigin!
  "Whether it has inputs, and is this company's" state: RiskState!
  "Area that it is looked at in" area: RiskArea!
  "Criterion of UCC Art. 39 that it endangers" criterion: RiskCriterion!
  "Title" title: String!
  "What goes wrong" description: String!
  "What typically causes it" typicalCauses: [String!]!
  "Key figures that hint at it" indicators: [String!]!
  "Questions of the self-assessment questionnaire that it touches" questions: [String!]!
  "Pseudonym of the person, or code of the position, that answers for it; null: nobody yet" owner: String
  "Sites that it covers; empty: all" sites: [String!]!
  "Requested procedures that it covers; empty: all" procedures: [String!]!
  "Pillars that it covers; empty: all" pillars: [RiskPillar!]!
  "First day that it covers; null: from the beginning" from: Date
  "Last day that it covers; null: open" to: Date
  "What the catalogue proposes; null: the company's own" proposal: RiskProposal
  "The statement that holds; null: none yet" input: RiskInput
  "Why it is none of this company's; null: it is" retiredBecause: String
  "Controls that work against it, those retired included" controls: [RiskControl!]!
}

"What the catalogue proposes: no figure rests on it until a person has confirmed or changed it."
type RiskProposal {
  "Version of the defaults" defaultsVersion: Int!
  "Why it is proposed" reason: String!${STATEMENT}
}

"What a person stated of a risk."
type RiskInput {
  "Number of the statement, from 1" number: Int!
  "Version of the defaults that it agrees with; null: something else was stated" confirmsVersion: Int
  "Why" reason: String!
  "When it was stated" statedOn: Date!
  "Pseudonym of who stated it, as in the log" statedBy: ID!${STATEMENT}
}

"Which findings, sanctions and AI errors are evidence of a risk: of the entries of a kind one is enough, and within an entry everything stated must hold."
type RiskEvidence {
  "Confirmed findings" findings: [RiskFindingEntry!]!
  "Sanctions" sanctions: [RiskSanctionEntry!]!
  "Proposals of AI systems that went out and were wrong" aiErrors: [RiskAiErrorEntry!]!
}

"Findings that are evidence; an empty list states nothing."
type RiskFindingEntry {
  "Raised by one of these checks" checks: [String!]!
  "Of one of these pillars" pillars: [RiskPillar!]!
  "With one of these root causes" causes: [RiskCause!]!
  "Raised by one of these" sources: [RiskFindingSource!]!
}

"Sanctions that are evidence; an empty list states nothing."
type RiskSanctionEntry {
  "About one of these pillars" pillars: [RiskPillar!]!
  "With one of these root causes" causes: [RiskCause!]!
  "Of one of these severities" severities: [RiskSanctionSeverity!]!
}

"AI errors that are evidence; an empty list states nothing."
type RiskAiErrorEntry {
  "Of one of these pillars" pillars: [RiskPillar!]!
  "What became of the proposal" decisions: [RiskAiDecision!]!
}

"A control over risks."
type RiskControl {
  "Identifier" id: ID!
  "Code" code: String!
  "Whether it works" state: RiskControlState!
  "Title" title: String!
  "What is done, by whom and when" description: String!
  "Whether it works before, while or after the error leaves the company" kind: RiskControlKind!
  "Pseudonym of the person, or code of the position, that answers for it" owner: String!
  "Codes of the risks that it works against" risks: [String!]!
  "What the system counts for it; null: only people test it" automaticTest: RiskAutomaticTest
  "Rating of the design that holds" design: RiskControlDesign!
  "First day in force" inForceFrom: Date!
  "First day on which it does not work any more; null: it works" retiredOn: Date
  "Tests that were not withdrawn" tests: Int!
  "Cases in which it worked" passed: Int!
  "Cases in which it did not" failed: Int!
  "Day of the last test; null: never" lastTestedOn: Date
  "What it is worth, computed of design and tests; null: it does not work any more" effectiveness: RiskControlEffectiveness
}

"What a control is worth by the risk method: assessments take the tests of samples up to their last day."
type RiskControlEffectiveness {
  "Share of the events of each linked risk that it prevents: design times how often it works" prevents: Float!
  "Factor of the frequency: one less the share prevented" letsThrough: Float!
  "Share that it would prevent if it always worked as designed" designShare: Float!
  "How often it is taken to work: (1 + passed) / (2 + passed + failed)" works: Float!
  "The same in plain words" explanation: String!
  "Version of the risk method" methodVersion: Int!
}

"What the system counts for a control."
type RiskAutomaticTest {
  "What is counted" source: RiskTestSource!
  "Check, pillar, unit or AI system; null: all" subject: String
}

"What is acceptable in an area."
type RiskAppetite {
  "Area" area: RiskArea!
  "Greatest acceptable score; null: not set, so that up to 5 is acceptable, and up to 4 for criterion 39(a)" acceptableScore: Int
  "EUR that each risk may be expected to cost in a year; null: not set, so that no risk can be judged by its cost" appetiteEur: Float
  "Why; null: not set" reason: String
}
`
