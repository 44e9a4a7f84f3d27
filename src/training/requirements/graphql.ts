import { enumOf } from '../../platform/graphql/enum-sdl.ts'
import type { GraphqlPart } from '../../platform/graphql/parts.ts'
import { TOPIC_KINDS } from '../competence/catalogue.ts'
import type { TrainingDeps } from '../deps.ts'
import { listTopics } from '../topics/topic-operations.ts'
import { positionRequirements } from './read-requirements.ts'
import type { PositionRequirementFilter } from './read-requirements.ts'

const SDL = `
extend type Query {
  "Topics: those of the catalogue that ships with what the matrix asks of each role, then own ones by code."
  trainingTopics("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String): TrainingTopicConnection!
  "What each position asks on a day, by own requirements, the matrix of roles and the AI systems that it works with, whoever holds it; vacant positions too. Requirements of single people are in trainingMatrix."
  trainingRequirements("Day" on: Date!, "Positions in or under this unit" unit: String, "One position" position: String, "One topic" topic: String, "Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String): PositionRequirementConnection!
}

${enumOf('TrainingTopicKind', 'subject: what a course teaches; procedure: an instruction, shown by having read and understood its version in force.', TOPIC_KINDS)}

"A page of topics."
type TrainingTopicConnection {
  "The topics" nodes: [TrainingTopic!]!
  "Where the page ends" pageInfo: PageInfo!
}

"Something to know or to be able to do."
type TrainingTopic {
  "Code" code: String!
  "T1 to T17 in the catalogue; null: the operator's own" number: String
  "What it is about" name: String!
  "Subject or procedure" kind: TrainingTopicKind!
  "Months after completion through which a record shows it, unless a requirement says otherwise; null: as long as the record says" refresherMonths: Int
  "Law that asks for it; null: an own topic" legalSource: String
  "First day on which the matrix of roles asks for it, since the law did not before; null: any day" requiredFrom: Date
  "Law that says from which day; null where there is none" requiredFromSource: String
  "Whether the operator recorded it" own: Boolean!
  "What the matrix of roles asks" roles: [TrainingTopicRole!]!
  "Pillars of checks, findings and sanctions that it covers" pillars: [String!]!
}

"What the matrix asks of a responsibility."
type TrainingTopicRole {
  "Responsibility of a position" responsibility: String!
  "1 aware, 2 trained, 3 experienced, 4 expert" level: Int!
  "Asked only of whoever reviews that pillar" onlyForPillarReviewed: Boolean!
  "Asked because the role uses or oversees an AI system (AI Act Art. 4)" aiUse: Boolean!
}

"A page of what positions ask."
type PositionRequirementConnection {
  "By position, then in the order of the catalogue" nodes: [PositionRequirement!]!
  "Where the page ends" pageInfo: PageInfo!
}

"What a position asks of its holder on a topic."
type PositionRequirement {
  "Code of the position" position: String!
  "Its unit" unit: String!
  "Code of the topic" topic: String!
  "1 aware, 2 trained, 3 experienced, 4 expert; 0: an own requirement says that none is asked" level: Int!
  "Months after completion through which a record shows it; null: as long as the record says" refresherMonths: Int
  "Days that whoever newly comes under it has" graceDays: Int!
  "Law, authorisation or instruction that it rests on" legalSource: String!
  "How much hangs on it" severity: TrainingSeverity!
  "What it rests on" basis: TrainingBasis!
  "Code of that position, unit or AI system, or the responsibility" of: String!
  "Code of the own requirement; null: the matrix" requirement: String
  "Asked only of whoever reviews that pillar" onlyForPillarReviewed: Boolean!
}
`

interface PageOf { readonly items: readonly unknown[], readonly nextCursor: string | null }
const connection = ({ items, nextCursor }: PageOf) => ({ nodes: items, pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } })
interface RequirementArguments { on: string, unit?: string | null, position?: string | null, topic?: string | null, first: number, after?: string | null }

function filterOf ({ on, unit, position, topic }: RequirementArguments): PositionRequirementFilter {
  return { on, unit: unit ?? undefined, position: position ?? undefined, topic: topic ?? undefined }
}

export function requirementGraphql (deps: TrainingDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.trainingTopics': 'training:read', 'Query.trainingRequirements': 'training:read' },
    assumedRows: { 'TrainingTopic.roles': 15, 'TrainingTopic.pillars': 2 },
    resolvers: {
      Query: {
        trainingTopics: async (_root, { first, after }: { first: number, after?: string | null }, { principal }) => connection(await listTopics(deps, principal, { limit: first, cursor: after ?? undefined })),
        trainingRequirements: async (_root, args: RequirementArguments, { principal }) => connection(await positionRequirements(deps, principal, filterOf(args), args.first, args.after ?? undefined))
      }
    }
  }
}
