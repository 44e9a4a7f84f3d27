import { enumOf } from '../../platform/graphql/enum-sdl.ts'
import type { GraphqlPart } from '../../platform/graphql/parts.ts'
import { REQUIREMENT_SEVERITIES } from '../competence/catalogue.ts'
import { AGAINST, EVIDENCE_KINDS } from './cuts.ts'
import { CLOSINGS, NEED_SOURCES, NEED_STATES } from './model.ts'
import type { NeedDeps } from './operations/deps.ts'
import { needsAndGaps } from './operations/needs-and-gaps.ts'

const SDL = `
extend type Query {
  "Training needs: those kept, opened last first, then requirements that are not met today, by unit and topic; below training:personal units where the topic is required of fewer than five people are one per topic, of no unit, with the smallest other unit where they are fewer than five still."
  trainingNeeds("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String, "Conditions that must all hold" filter: TrainingNeedFilter): TrainingNeedConnection!
}

${enumOf('TrainingNeedSource', 'What a need came from: finding and sanction were derived from evidence, gap from requirements, the others were stated.', NEED_SOURCES)}
${enumOf('TrainingNeedState', 'Whether a need is open.', NEED_STATES)}
${enumOf('TrainingNeedClosing', 'records: everybody concerned has shown it; stated_reason: somebody said why it is none any more.', CLOSINGS)}
${enumOf('TrainingNeedSeverity', 'How much hangs on a need; it is due after 30, 60 or 90 days.', REQUIREMENT_SEVERITIES)}
${enumOf('TrainingEvidenceKind', 'What evidence is.', EVIDENCE_KINDS)}
${enumOf('TrainingNeedAgainst', 'own_past: the own 365 days before; rest_of_company: everybody else in the same days.', AGAINST)}

"Conditions on training needs."
input TrainingNeedFilter {
  "Open or closed" state: TrainingNeedState
  "What it came from" source: TrainingNeedSource
  "Code of the topic" topic: String
  "Code of the unit itself" unit: String
  "Only open ones that are due by that day" dueTo: Date
}

"A page of training needs."
type TrainingNeedConnection {
  "The needs" nodes: [TrainingNeed!]!
  "Where the page ends" pageInfo: PageInfo!
}

"That somebody must learn something: why, by when, and what answered it."
type TrainingNeed {
  "Identifier; null for a gap, which is computed" id: ID
  "What it came from" source: TrainingNeedSource!
  "Code of the topic" topic: String!
  "Level to be shown, 1 to 4" level: Int!
  "Code of the unit that it concerns, with those below it; null: the whole company" unit: String
  "How much hangs on it" severity: TrainingNeedSeverity!
  "Why: words of the person who stated it, or what follows from figures; null once erased" reason: String
  "Day on which it was opened; of a gap: since when there is one" openedOn: Date!
  "Last day for the training" dueOn: Date!
  "Open after its day" overdue: Boolean!
  "Days since it was opened, until today or its closing" ageDays: Int!
  "Code of the position that sees to it; null: the head of customs" ownerPosition: String
  "Open or closed" state: TrainingNeedState!
  "Day of closing" closedOn: Date
  "How it was closed" closedBecause: TrainingNeedClosing
  "Why it was closed without records, last; null once erased" closingReason: String
  "Why it was opened again by hand, last; null where it was not, or once erased" reopeningReason: String
  "Day from which the effect of the training can be looked at" effectCheckOn: Date
  "Release of the rules that it was derived by; null: stated, or a gap" rulesRelease: String
  "First day of the evidence" evidenceFrom: Date
  "Last day of the evidence" evidenceTo: Date
  "Rates that it was derived from; null below training:personal where the unit has fewer than five people" figures: [TrainingNeedFigure!]
  "Findings by role of who handled the declaration; null as figures are" roles: [TrainingNeedRole!]
  "What the person named as its ground" references: [String!]!
  "Findings and sanctions behind it, oldest first, at most 100; null as figures are" evidence: [TrainingNeedEvidence!]
  "How many there are; null as figures are" evidenceCount: Int
  "While it is open: a course that teaches the topic at the level and is in force: the one with the fewest other topics, then internal ones first" suggestedCourse: TrainingNeedCourse
  "How many people it concerns; null below training:personal where these are fewer than five" peopleCount: Int
  "Whom it concerns, the first 100 by pseudonym" people: [TrainingNeedPerson!]!
  "Records of these people that closed it" closingRecords: [TrainingNeedRecord!]!
}

"A rate of errors that lies above another."
type TrainingNeedFigure {
  "What the errors are of" pillar: String!
  "Root cause that people stated" cause: String!
  "First day that was looked at" from: Date!
  "Last day" to: Date!
  "First day of the past that it was compared with" pastFrom: Date!
  "Last day of that past" pastTo: Date!
  "Declarations with a confirmed error, and sanctions about none that stands here" events: Int!
  "Declarations of the unit, in the share of raised findings that people decided" exposure: Float!
  "Those comparisons that the interval and the corrected p carry" comparisons: [TrainingNeedComparison!]!
}

"A rate that the unit's is above."
type TrainingNeedComparison {
  "What it is compared with" against: TrainingNeedAgainst!
  "Declarations with an error there" events: Int!
  "Declarations there, in the reviewed share" exposure: Float!
  "Rate of the unit divided by that rate; null where that had no event" ratio: Float
  "Lower bound of its exact 95 % interval" lower: Float!
  "Upper bound; null: nothing bounds it" upper: Float
  "Two-sided p of the exact conditional binomial test" p: Float!
  "The least favourable p, whether open findings are as those decided or none of them is an error, corrected for all that was compared at once (Benjamini and Hochberg)" adjustedP: Float!
}

"Findings of those who bore a responsibility."
type TrainingNeedRole {
  "The responsibility; null: roles with fewer than five findings or holders together" role: String
  "Findings" findings: Int!
}

"A finding or sanction behind a need."
type TrainingNeedEvidence {
  "What it is" kind: TrainingEvidenceKind!
  "Its id" id: ID!
  "Day on which it counts" on: Date!
  "Where it can be read" href: String!
}

"A course that could answer a need."
type TrainingNeedCourse {
  "Code" code: String!
  "Version in force" version: Int!
  "Title" title: String!
  "Who gives it" provider: String!
  "Hours" hours: Decimal!
  "Level that it reaches in the topic" level: Int!
  "Its next session that is planned, today or later, for all units or for that of the need, whose version teaches the topic at the level; null: none" session: TrainingNeedSession
}

"A session that is planned."
type TrainingNeedSession {
  "Code" code: String!
  "First day" startsOn: Date!
  "Last day" endsOn: Date!
}

"A person whom a need concerns."
type TrainingNeedPerson {
  "Pseudonym" person: String!
  "Level to be shown" level: Int!
}

"A record that closed a need."
type TrainingNeedRecord {
  "Pseudonym" person: String!
  "Id of the record" recordId: ID!
}
`

interface Arguments { first: number, after?: string | null, filter?: Record<string, unknown> | null }

export function needGraphql (deps: Pick<NeedDeps, 'db' | 'clock' | 'workforce' | 'aiUses'>): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.trainingNeeds': 'training:read', 'TrainingNeed.people': 'training:personal', 'TrainingNeed.closingRecords': 'training:personal' },
    resolvers: {
      Query: {
        trainingNeeds: async (_root, { first, after, filter }: Arguments, { principal }) => {
          const stated = Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value !== null))
          const { nodes, nextCursor } = await needsAndGaps(deps, principal, { ...stated, first, ...(after == null ? {} : { after }) })
          return { nodes, pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
        }
      }
    }
  }
}
