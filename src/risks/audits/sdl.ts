import { enumOf } from '../../platform/graphql/enum-sdl.ts'
import { BLOCKED_BECAUSE } from './gates.ts'
import { AUDIT_STAGES, CLOSED_STAGES, CONSIDERED_KINDS } from './stages.ts'

/** What the graph says about audits. */
export const AUDIT_SDL = `
extend type Query {
  "Risk audits, the last opened first, each in the version that is worked on, with how far it has come."
  riskAudits("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String, "Stage that was closed last" stage: RiskAuditStage): RiskAuditConnection!
  "All versions of an audit, the last first: what was frozen before it was opened again stays."
  riskAuditVersions("Identifier of the audit" audit: ID!): [RiskAudit!]!
  "Everything that is missing before the next stage of an audit can be closed; empty: it can be, or all are."
  riskAuditBlockers("Identifier of the audit" audit: ID!): [RiskAuditBlocker!]!
}

${enumOf('RiskAuditStage', 'Stage of an audit that was closed last; draft: none was.', AUDIT_STAGES)}
${enumOf('RiskAuditClosedStage', 'Stage of an audit that is frozen when it is closed.', CLOSED_STAGES)}
${enumOf('RiskAuditInputKind', 'What stage 1 takes into account beside the register.', CONSIDERED_KINDS)}
${enumOf('RiskAuditBlockedBecause', 'What is missing before a stage can be closed.', BLOCKED_BECAUSE)}

"A page of audits."
type RiskAuditConnection {
  "The audits" nodes: [RiskAudit!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A risk audit in one of its versions."
type RiskAudit {
  "Identifier" id: ID!
  "Title" title: String!
  "Version, from 1; to open it again makes the next" version: Int!
  "Version that is worked on" currentVersion: Int!
  "Stage that was closed last" stage: RiskAuditStage!
  "Stage that can be closed next; null: all are, or the version is not worked on any more" nextStage: RiskAuditClosedStage
  "First day that it is about" from: Date!
  "Last day that it is about" to: Date!
  "Sites; empty: all" sites: [String!]!
  "Requested procedures; empty: all" procedures: [String!]!
  "Customs pillars; empty: all" pillars: [RiskPillar!]!
  "Why it was opened again; null: it is the first version" reopenedBecause: String
  "When the version was opened" openedAt: DateTime!
  "What stage 1 takes into account" considered: [RiskAuditInput!]!
  "Areas whose risks are in no figure of it" leftOut: [RiskAuditLeftOut!]!
  "Risks whose controls are not evaluated" notEvaluated: [RiskAuditNotEvaluated!]!
  "Closed stages, in their order" stages: [RiskAuditClosed!]!
}

"A document that stage 1 takes into account, or why there is none."
type RiskAuditInput {
  "What it is" kind: RiskAuditInputKind!
  "Title; null: there is none" title: String
  "Where it is kept; null: there is none" reference: String
  "Day of the document; null: there is none" datedOn: Date
  "Why there is none; null: there is" absentBecause: String
}

"An area that an audit leaves out."
type RiskAuditLeftOut {
  "Area" area: RiskArea!
  "Why" reason: String!
}

"A risk whose controls are not evaluated."
type RiskAuditNotEvaluated {
  "Code of the risk" risk: String!
  "Why" reason: String!
}

"A closed stage."
type RiskAuditClosed {
  "The stage" stage: RiskAuditClosedStage!
  "SHA-256 of its frozen text" sha256: String!
  "Version of the risk method" methodVersion: Int!
  "Pseudonym of who closed it, as in the log" closedBy: ID!
  "When it was closed" closedAt: DateTime!
}

"Something that is missing before a stage can be closed."
type RiskAuditBlocker {
  "The stage" stage: RiskAuditClosedStage!
  "What is missing" because: RiskAuditBlockedBecause!
  "Kind of document, area, code of the risk or control, or position that misses it; null: the audit itself" subject: String
  "Code of the risk that it is about; null: none" risk: String
  "In plain words" detail: String!
  "What to do" hint: String!
  "Where" href: String!
}
`
