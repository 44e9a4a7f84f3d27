import { enumOf } from '../platform/graphql/enum-sdl.ts'
import type { GraphqlContext, GraphqlPart } from '../platform/graphql/parts.ts'
import { APPEAL_STATUSES } from './appeal.ts'
import { CAUSES, DETECTED_BY, PILLARS, SEVERITIES, VIEWS } from './model.ts'
import type { SanctionDeps } from './operations/deps.ts'
import { findSanction, listSanctions } from './operations/read-sanctions.ts'
import type { Sanction, SanctionFilter } from './store.ts'
import { sanctionToWire } from './wire.ts'

const SDL = `
extend type Query {
  "Sanctions, newest day first."
  sanctions("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String, "Conditions that must all hold" filter: SanctionFilter): SanctionConnection!
  "One sanction; null for none of yours."
  sanction("Its id" id: ID!): Sanction
}

${enumOf('SanctionPillar', 'What an infringement is about.', PILLARS)}
${enumOf('SanctionSeverity', 'How grave it is (customs.md 5.1).', SEVERITIES)}
${enumOf('SanctionCause', 'Root cause.', CAUSES)}
${enumOf('SanctionDetection', 'Who found it first.', DETECTED_BY)}
${enumOf('AppealStatus', 'State of the appeal.', APPEAL_STATUSES)}
${enumOf('SanctionView', 'without_appealed: neither annulled nor under appeal; without_annulled: under appeal or not; all: annulled ones too.', VIEWS)}
${enumOf('SanctionDay', 'Which day counts: the last one of the facts, or that of the decision.', ['facts', 'decision'])}

"Conditions on sanctions. An empty text asks for those without."
input SanctionFilter {
  "Which day from and to are about" by: SanctionDay = facts
  "First day" from: Date
  "Last day" to: Date
  "Which decisions" view: SanctionView = all
  "What it is about" pillar: SanctionPillar
  "How grave it is" severity: SanctionSeverity
  "Root cause" cause: SanctionCause
  "Member state of the authority" memberState: String
  "Who found it first" detectedBy: SanctionDetection
  "State of the appeal" appealStatus: AppealStatus
  "A serious criminal offence in business" seriousCrime: Boolean
  "The next step of the appeal must come by that day" appealDeadlineTo: Date
  "Unit" unit: String
  "Site" site: String
  "Procedure, requested and previous" procedure: String
  "EORI of the representative, or self" broker: String
  "Goods by reference" goods: String
  "yes, no, or empty where nothing tells whether AI was involved" ai: String
  "A declaration it concerns" declarationId: ID
  "Authority" authority: String
  "Number of the decision" authorityReference: String
}

"A page of sanctions."
type SanctionConnection {
  "The sanctions" nodes: [Sanction!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A penalty that customs imposed on the operator: one decision of an authority."
type Sanction {
  "Identifier" id: ID!
  "Authority that decided" authority: String!
  "Number of its decision" authorityReference: String!
  "Member state of the authority" memberState: String!
  "Rule that was infringed" legalBasis: String!
  "What it is about" pillar: SanctionPillar!
  "How grave it is" severity: SanctionSeverity!
  "Why it is of this severity; null once erased" severityReason: String
  "A serious criminal offence in business, for which no window ends" seriousCrime: Boolean!
  "First day of the facts" factsFrom: Date!
  "Last day of the facts, on which it is counted" factsTo: Date!
  "Day of the decision" decisionDate: Date!
  "Day from which it can no longer be appealed" finalDate: Date
  "Duty and penalty" amounts: SanctionAmounts!
  "Declarations concerned, as they were named" declarations: [String!]!
  "Those of them that stand here" declarationIds: [ID!]!
  "MRNs named of which no declaration stands here" unlinked: [String!]!
  "Unit it is counted under" orgUnitId: String
  "yes, no, or null where nothing tells" ai: String
  "Sites it is counted under" sites: [String!]!
  "Procedures it is counted under" procedures: [String!]!
  "Representatives it is counted under; self for the operator" brokers: [String!]!
  "Goods it is counted under" goods: [String!]!
  "Root cause" cause: SanctionCause!
  "AI systems involved" aiSystemIds: [String!]!
  "Who found it first" detectedBy: SanctionDetection!
  "Day on which the operator itself told customs" disclosedAt: Date
  "Day of payment" paidAt: Date
  "Findings it grew from" findingIds: [ID!]!
  "Corrective actions taken" correctiveActionIds: [ID!]!
  "State of the appeal" appealStatus: AppealStatus!
  "Since when" appealSince: Date!
  "Last day for what comes next" appealDeadline: Date
  "When it was recorded" recordedAt: DateTime!
  "When it was changed last" changedAt: DateTime!
}

"Money of a sanction."
type SanctionAmounts {
  "Duty claimed" duty: Decimal
  "Penalty" penalty: Decimal
  "Currency of both" currency: String
  "Duty in euro by the rate of the day of the decision; null without an amount or a rate" dutyEur: Decimal
  "Penalty in euro, alike" penaltyEur: Decimal
  "Why there is an amount but none in euro: no_exchange_rate" eurMissing: String
}
`

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function toGraph (sanction: Sanction): Record<string, unknown> {
  const { appeal, amountDuty = null, amountPenalty = null, amountDutyEur = null, amountPenaltyEur = null, currency, eurMissing, ...shown } = sanctionToWire(sanction, { amounts: true })
  return {
    ...shown, appealStatus: appeal.status, appealSince: appeal.since, appealDeadline: appeal.deadline,
    amounts: { duty: amountDuty, penalty: amountPenalty, currency, dutyEur: amountDutyEur, penaltyEur: amountPenaltyEur, eurMissing }
  }
}

interface ConnectionArguments { first: number, after?: string | null, filter?: Record<string, unknown> | null }

export function sanctionGraphql (deps: SanctionDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.sanctions': 'sanctions:read', 'Query.sanction': 'sanctions:read', 'Sanction.amounts': 'sanctions:amounts' },
    resolvers: {
      Query: {
        sanctions: async (_root, args: ConnectionArguments, { principal }) => await connection(deps, principal, args),
        sanction: async (_root, { id }: { id: string }, { principal }) => {
          const sanction = UUID.test(id) ? await findSanction(deps, principal, id) : undefined
          return sanction === undefined ? null : toGraph(sanction)
        }
      }
    }
  }
}

async function connection (deps: SanctionDeps, principal: GraphqlContext['principal'], { first, after, filter }: ConnectionArguments) {
  const stated = Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value !== null)) as SanctionFilter
  // An id that is none is of no declaration.
  if (stated.declarationId !== undefined && !UUID.test(stated.declarationId)) return { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }
  const { items, nextCursor } = await listSanctions(deps, principal, { ...stated, limit: first, ...(after == null ? {} : { cursor: after }) })
  return { nodes: items.map(toGraph), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
}
