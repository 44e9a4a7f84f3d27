import { CLASSES, BINDINGNESS } from '../ai-act/rule-set.ts'
import { CONTROL_STATES, RATINGS, SEVERITIES } from './controls/control.ts'
import { INCIDENT_KINDS, INCIDENT_STATES, RECIPIENTS as RECIPIENTS_OF_REPORTS, REPORT_STATES } from './incidents/incident.ts'
import { ATTENTION, STATUSES } from './register/life-cycle.ts'
import { PILLARS } from './register/pillars.ts'
import { AUTONOMIES, DEPLOYMENTS, OPERATED_BY, REVIEW_MODES, TECHNIQUES } from './register/system.ts'

/** What the graph says about AI systems. */

export const INVENTORY_GROUPS = ['class', 'pillar', 'status', 'provider'] as const
export type InventoryGroup = typeof INVENTORY_GROUPS[number]

const enumOf = (name: string, description: string, values: readonly string[]): string =>
  `"${description}"\nenum ${name} { ${values.map((value) => `"${value.replaceAll('_', ' ')}" ${value}`).join(' ')} }`

const PAGE = '"Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String'
const ON = '"As it was on this day; as it is now if absent" on: Date'

export const SDL = `
extend type Query {
  "AI systems, in the order of their codes."
  aiSystems(${PAGE}, ${ON}, "Conditions that must all hold" filter: AiSystemFilter): AiSystemConnection!
  "How many AI systems there are, by what they are counted by."
  aiInventory("What they are counted by" by: AiInventoryGroup! = status, ${ON}): [AiInventoryCount!]!
  "Open obligations of AI systems that are not retired, the earliest day first; those without a day are left out."
  aiObligations(${PAGE}, "Only those that are overdue: of systems in use or suspended" overdue: Boolean! = false, "Only those due by that day" dueTo: Date, "Only of the system with this code" system: String): AiObligationConnection!
  "Controls of AI systems that are not retired which do not stand as they should, by system and control."
  aiControlGaps(${PAGE}, "Only of the system with this code" system: String, "Only of this severity" severity: AiControlSeverity): AiControlGapConnection!
  "What went wrong with AI systems, last known first."
  aiIncidents(${PAGE}, "Only those of this state" state: AiIncidentState, "Only those of this kind" kind: AiIncidentKind, "Only those of which a report is overdue" overdue: Boolean! = false, "Only of the system with this code" system: String): AiIncidentConnection!
  "What the AI systems in use and suspended mean for each question of the self-assessment questionnaire that AI touches: 1.3.2 to 1.3.5, 3.5.1, 3.5.4, 3.7, 3.8."
  aiQuestionnaire: [AiQuestionEffect!]!
}

${enumOf('AiSystemStatus', 'Where an AI system is in its life.', STATUSES)}
${enumOf('AiActClass', 'Class under the AI Act.', CLASSES)}
${enumOf('AiPillar', 'Customs pillar.', PILLARS)}
${enumOf('AiTechnique', 'How an AI system infers.', TECHNIQUES)}
${enumOf('AiDeployment', 'Where an AI system runs.', DEPLOYMENTS)}
${enumOf('AiAutonomy', 'suggest: shows; prefill: writes where a person confirms; decide: decides; transmit: sends to customs.', AUTONOMIES)}
${enumOf('AiOperatedBy', 'Whose an AI system is: the company\'s, or a representative\'s used on its declarations.', OPERATED_BY)}
${enumOf('AiReviewMode', 'Which outputs a person looks at before they are used.', REVIEW_MODES)}
${enumOf('AiAttention', 'What is to be seen to before an AI system may come into use.', ATTENTION)}
${enumOf('AiInventoryGroup', 'What AI systems are counted by. By pillar, a system counts under each of its own.', INVENTORY_GROUPS)}
${enumOf('AiBindingness', 'law, or good practice.', BINDINGNESS)}
${enumOf('AiControlSeverity', 'How much the lack of a control weighs.', SEVERITIES)}
${enumOf('AiControlRating', 'Rating of a control.', RATINGS)}
${enumOf('AiControlState', 'How a control stands: unrated, nobody said; stale, the system changed materially since; overdue, to be looked at again; in_order, it works.', CONTROL_STATES)}

"Conditions on AI systems."
input AiSystemFilter {
  "Class by the assessment that holds" class: AiActClass
  "Customs pillar" pillar: AiPillar
  "Status" status: AiSystemStatus
  "Who provides it" provider: String
  "Only systems without a class, since they were never assessed or the answers leave it open; or only those with one" unclassified: Boolean
}

"A page of AI systems."
type AiSystemConnection {
  "The systems" nodes: [AiSystem!]!
  "Where the page ends" pageInfo: PageInfo!
}

"An AI system that takes part in the company's work."
type AiSystem {
  "Identifier" id: ID!
  "Code" code: String!
  "Name" name: String!
  "What it is intended for" purpose: String!
  "Where it is in its life" status: AiSystemStatus!
  "Since when" statusOn: Date!
  "First day in use; null: never yet" introducedOn: Date
  "Number of the version" version: Int!
  "First day of the version" validFrom: Date!
  "Customs pillars that it takes part in" pillars: [AiPillar!]!
  "Processes that it supports" processSteps: [String!]!
  "Who provides it" provider: String!
  "Models that it runs on" models: [AiModel!]!
  "Roles of the company for it, AI Act Art. 3" roles: [String!]!
  "How it infers" technique: AiTechnique!
  "Where it runs" deployment: AiDeployment!
  "Countries in which it processes, ISO 3166-1" processingCountries: [String!]!
  "How far it acts by itself" autonomy: AiAutonomy!
  "Whose it is" operatedBy: AiOperatedBy!
  "EORI of the representative whose it is" representative: String
  "Which outputs a person looks at" reviewMode: AiReviewMode!
  "Assessment that holds; null: none yet" assessment: AiAssessmentSummary
  "What is to be seen to" attention: [AiAttention!]!
  "Questions of the questionnaire whose answers must mention it" questions: [String!]!
}

"A model that an AI system runs on."
type AiModel {
  "Name" name: String!
  "Version" version: String!
  "Who provides it; null: who provides the system" provider: String
}

"What an assessment found."
type AiAssessmentSummary {
  "Number, from 1" number: Int!
  "Version of the system that was answered about" version: Int!
  "Class; null while the answers leave it open" class: AiActClass
  "Whether an open question could still change the class" provisional: Boolean!
  "Whether a rule that fires needs a lawyer" requiresLegalReview: Boolean!
  "Version of the rules" ruleSetVersion: String!
  "Day of the law by which it was judged" asOf: Date!
}

"How many AI systems there are."
type AiInventoryCount {
  "Class, pillar, status or provider; null: no class yet, or no pillar" key: String
  "Systems" systems: Int!
  "Of these, those in use" inUse: Int!
}

"A page of obligations."
type AiObligationConnection {
  "The obligations" nodes: [AiDueObligation!]!
  "Where the page ends" pageInfo: PageInfo!
}

"Something that is owed for an AI system and open."
type AiDueObligation {
  "Id of the system" systemId: ID!
  "Its code" system: String!
  "Its status" status: AiSystemStatus!
  "Id of the obligation" obligation: String!
  "What is owed" title: String!
  "Provision" legalRef: String!
  "Law or good practice" binding: AiBindingness!
  "First day on which the law asks it" dueFrom: Date
  "Last day for it: the earlier of the law's, or the day it came to be owed, and the company's own" dueOn: Date!
  "Open after that day, of a system in use or suspended" overdue: Boolean!
  "Who sees to it: pseudonym of a person or code of a position" owner: String
}

"A page of controls."
type AiControlGapConnection {
  "The controls" nodes: [AiControlGap!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A control of an AI system that does not stand as it should."
type AiControlGap {
  "Id of the system" systemId: ID!
  "Its code" system: String!
  "Its status" status: AiSystemStatus!
  "Id of the control" control: String!
  "Theme" theme: String!
  "What is to be so" text: String!
  "How much its lack weighs" severity: AiControlSeverity!
  "How it stands" state: AiControlState!
  "Rating; null: none yet" rating: AiControlRating
  "Last day before a rating is to be looked at again" reviewOn: Date
  "Whether it applies by the answers; null while open questions decide, and it counts as applying" applies: Boolean
  "Questions of the questionnaire that it supports" questions: [String!]!
}

"What AI means for a question of the questionnaire."
type AiQuestionEffect {
  "Number of the question" question: String!
  "What it asks about" title: String!
  "Codes of the systems that its answer must mention" systems: [String!]!
  "Controls linked to it that apply to these systems, each once per system" applicable: Int!
  "Of them, those rated operating or effective" working: Int!
  "working divided by applicable, 0 to 1; null where none applies" coverage: Float
  "Of the severe controls, the one that stands worst; null where all are in order" weakest: AiWeakControl
}

"The control that stands worst."
type AiWeakControl {
  "Code of the system" system: String!
  "Id of the control" control: String!
  "How it stands" state: AiControlState!
}

${enumOf('AiIncidentKind', 'What went wrong with an AI system.', INCIDENT_KINDS)}
${enumOf('AiIncidentState', 'Whether an incident is dealt with.', INCIDENT_STATES)}
${enumOf('AiReportRecipient', 'Whom an incident is reported to: the provider, the market surveillance authority, or the supervisory authority for data protection.', RECIPIENTS_OF_REPORTS)}
${enumOf('AiReportState', 'What was made of a report.', REPORT_STATES)}

"A page of incidents."
type AiIncidentConnection {
  "The incidents" nodes: [AiIncident!]!
  "Where the page ends" pageInfo: PageInfo!
}

"What went wrong with an AI system."
type AiIncident {
  "Identifier" id: ID!
  "Code of the system" system: String!
  "Version of the system that held on the day" version: Int!
  "Class of the system when it was recorded; null: open, or never assessed" class: AiActClass
  "What went wrong" kind: AiIncidentKind!
  "Whether it is a serious incident, AI Act Art. 3(49)" serious: Boolean!
  "When it happened" occurredOn: Date!
  "When the company came to know of it" awareOn: Date!
  "Whether it is dealt with" state: AiIncidentState!
  "When it was dealt with" closedOn: Date
  "Whether a report is overdue" overdue: Boolean!
  "Reports that are owed, the earliest day first" reports: [AiIncidentReport!]!
}

"A report of an incident."
type AiIncidentReport {
  "Whom to" recipient: AiReportRecipient!
  "Provision that asks for it" legalRef: String!
  "Last day for it" dueOn: Date!
  "What was made of it" state: AiReportState!
  "When it was made" reportedOn: Date
  "Open after its day" overdue: Boolean!
}
`
