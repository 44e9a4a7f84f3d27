import { hasScope } from '../../platform/access.ts'
import { enumOf } from '../../platform/graphql/enum-sdl.ts'
import type { GraphqlPart, Resolver } from '../../platform/graphql/parts.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { REQUIREMENT_SEVERITIES } from '../competence/catalogue.ts'
import { CELL_STATES, EXPIRING_DAYS } from '../competence/cells.ts'
import type { CellState } from '../competence/cells.ts'
import { BASES } from '../competence/rulings.ts'
import { COVERAGE_GROUPS } from './coverage.ts'
import type { CoverageGroup } from './coverage.ts'
import { HOURS_GROUPS } from './hours.ts'
import type { HoursGroup } from './hours.ts'
import { readCoverage, readExpiring, readGaps, readPositionFigures, readUnitFigures } from './read-figures.ts'
import type { ChartPlace } from './read-figures.ts'
import { readHours } from './read-hours.ts'
import { readMatrix } from './read-matrix.ts'
import { PERSONAL } from './report.ts'
import type { Narrowed, Page, ReportDeps } from './report.ts'
import { expiryToWire, figuresToWire, gapToWire, rowToWire } from './wire.ts'

const ON = '"As on this day, also one to come; today if absent" on: Date'
const TOPIC = '"Only this topic" topic: String'
const UNIT = '"Only people in or under this unit on the day"'
const UNIT_OF_FIGURES = `${UNIT.slice(0, -1)}; needs training:personal, since the difference between a unit and one below it may be a figure of few people" unit: String`
const FEW = 'null where they would be of fewer than five people and training:personal is not granted'

const SDL = `
extend type Query {
  "People with the topics that are required of them or that they have shown, by pseudonym."
  trainingMatrix(${ON}, ${UNIT} unit: String, "Only people who hold this position on the day" position: String, "Only this person, by pseudonym; nobody who holds no position on the day is there" person: String, ${TOPIC}, "Only cells in one of these states, and people who have one" states: [TrainingCellState!], "A valid cell is expiring when its last day lies no more than these days ahead" expiringDays: Int! = ${EXPIRING_DAYS}, "People on the page" first: Int! = 50, "endCursor of the page before" after: String): TrainingMatrixConnection!
  "How much of what is required is known. Without training:personal, groups of fewer than five people are put together."
  trainingCoverage(${ON}, "What it is counted by" by: TrainingCoverageGroup! = all, ${UNIT_OF_FIGURES}, ${TOPIC}): [TrainingCoverage!]!
  "What is required, not known and has no grace left, by unit and topic; on a day to come as it will be if nothing is done. Without training:personal, what is required of fewer than five people is put together."
  trainingGaps(${ON}, ${UNIT_OF_FIGURES}, ${TOPIC}, "Rows on the page" first: Int! = 100, "endCursor of the page before" after: String): TrainingGapConnection!
  "What is valid on the day and ends within some days, first to end first; without what was renewed already. Without training:personal, what is required of fewer than five people is put together, and left out where that is all."
  trainingExpiring(${ON}, "Days ahead" withinDays: Int! = ${EXPIRING_DAYS}, ${UNIT_OF_FIGURES}, ${TOPIC}, "Rows on the page" first: Int! = 100, "endCursor of the page before" after: String): TrainingExpiryConnection!
  "Hours of what was completed, passed or not, in a period. A record without hours of its own took those of its session, else of its course. By topic, a record counts under each topic, so rows may add up to more than the whole; by unit, it counts for the unit of the person on the day of completion. Without training:personal, groups of fewer than five people are put together."
  trainingHours("First day" from: Date!, "Last day" to: Date!, "What they are counted by" by: TrainingHoursGroup! = unit): [TrainingHours!]!
}

extend type ChartUnit {
  "How much its people, those whose main unit it is, know of what is required of them; ${FEW}" training: TrainingFigures
}

extend type OrgPosition {
  "How much its holders know of what is required of them; ${FEW}" training: TrainingFigures
}

${enumOf('TrainingCellState', 'Whether a topic is known: valid; expiring, valid and to end soon; due, not known within the days of grace; expired, shown once; too_low, known at a lower level; missing; not_required, shown without being required.', CELL_STATES)}
${enumOf('TrainingCoverageGroup', 'What coverage is counted by: the main unit of people, the positions they hold, the topics required, the responsibilities they bear, or nothing. By position and responsibility, people count under each of theirs.', COVERAGE_GROUPS)}
${enumOf('TrainingHoursGroup', 'What hours are counted by: main unit of the person on the day of completion, topic, kind of course, month of completion, or nothing.', HOURS_GROUPS)}
${enumOf('TrainingBasis', 'What asks for a topic: a requirement of the person, the position or the unit, the matrix of roles, or work with an AI system, as a role or as a user, owner or deputy of one that is in use (AI Act Art. 4).', BASES)}
${enumOf('TrainingSeverity', 'How much hangs on a requirement.', REQUIREMENT_SEVERITIES)}

"A page of people."
type TrainingMatrixConnection {
  "The people" nodes: [TrainingMatrixRow!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A person on the day, with the topics."
type TrainingMatrixRow {
  "Pseudonym" person: String!
  "Unit of the main assignment" unit: String
  "Positions held" positions: [String!]!
  "Required topics in the order of the catalogue, then what was shown beyond" cells: [TrainingCell!]!
}

"A person and a topic on the day."
type TrainingCell {
  "Code of the topic" topic: String!
  "Whether it is known" state: TrainingCellState!
  "Level required, 1 to 4; null: not required" level: Int
  "Highest level that is valid on the day; null: none" heldLevel: Int
  "Record that it rests on: the valid one, or the one that expired" recordId: ID
  "Last day of validity, to come or past; null: open, or there is none" validUntil: Date
  "Of a gap, the first day on which it was one" since: Date
  "While due, the last day of grace" dueOn: Date
  "What asks for it" basis: TrainingBasis
  "Pseudonym, position, unit, AI system or responsibility by which it is asked" of: String
  "The operator's own requirement; null: the matrix of roles" requirementId: ID
  "First day from which at least as much has been required without interruption" requiredSince: Date
  "Months through which a record meets it; null: as long as the record itself says" refresherMonths: Int
  "Law or rule that it rests on" legalSource: String
  "How much hangs on it" severity: TrainingSeverity
  "Asked only of whoever reviews that pillar" onlyForPillarReviewed: Boolean!
}

"How much of what is required is known, of one group."
type TrainingCoverage {
  "What it is counted by; all, where by nothing; null: groups of fewer than five people put together" key: String
  "The groups put together" merged: [String!]!
  "The figures; ${FEW}" figures: TrainingFigures
}

"How much of what is required is known."
type TrainingFigures {
  "People of whom anything is required" people: Int!
  "Of these, who know all of it" coveredPeople: Int!
  "Their share of the people (training_coverage_rate)" peopleShare: TrainingShare
  "Required cells, a person and a topic each" required: Int!
  "Of these, valid, with those that expire soon" met: Int!
  "Their share of the required cells; cells of one person go together, so the share is less certain than the interval says" share: TrainingShare
  "Of those met, to end within ${EXPIRING_DAYS} days" expiring: Int!
  "Not known, within the days of grace" due: Int!
  "Not known any more, no grace left" expired: Int!
  "Known at a lower level only, no grace left" tooLow: Int!
  "Never shown, no grace left" missing: Int!
  "Expired, too low and missing (competence_gap_count)" gaps: Int!
}

"A share with its Wilson interval, 95 %; null where there is nothing to count."
type TrainingShare {
  "0 to 1" value: Float!
  "Lower end" low: Float!
  "Upper end" high: Float!
}

"A page of gaps."
type TrainingGapConnection {
  "By unit and topic" nodes: [TrainingGap!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A topic that people of a unit must know and do not."
type TrainingGap {
  "Main unit of the people; null: units put together, since in some of them it is required of fewer than five people" unit: String
  "Code of the topic; null: topics put together, since some of them are required of fewer than five people" topic: String
  "The gravest of the requirements that are not met" severity: TrainingSeverity!
  "The figures; ${FEW}" figures: TrainingGapFigures
  "Who: by pseudonym" who: [TrainingGapPerson!]!
}

"How many people lack a topic."
type TrainingGapFigures {
  "People of whom it is required" people: Int!
  "Gaps, a person and a topic each" gaps: Int!
  "Of these, shown once and not valid any more" expired: Int!
  "Of these, known at a lower level only" tooLow: Int!
  "Of these, never shown" missing: Int!
  "Of these, to begin after today" arising: Int!
  "First day of the oldest gap" oldestSince: Date!
}

"A person who lacks a topic."
type TrainingGapPerson {
  "Pseudonym" person: String!
  "Code of the topic" topic: String!
  "How it is lacking" state: TrainingCellState!
  "Level required" level: Int!
  "Highest level that is valid on the day; null: none" heldLevel: Int
  "First day of the gap" since: Date!
}

"A page of what ends."
type TrainingExpiryConnection {
  "First to end first, then by unit and topic" nodes: [TrainingExpiry!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A topic of which what people of a unit have shown ends."
type TrainingExpiry {
  "Last day of validity" validUntil: Date!
  "Main unit of the people; null: none, or units put together, since the topic is required of fewer than five people of one of them, and training:personal is not granted" unit: String
  "Code of the topic; null: topics put together, since one of them is required of fewer than five people, and training:personal is not granted" topic: String
  "How many people; null: fewer than five, and training:personal is not granted" people: Int
  "Who: pseudonyms" who: [String!]!
}

"Hours of training of one group."
type TrainingHours {
  "What they are counted by; all, where by nothing; null: people without a unit or records without a course, or groups of fewer than five people put together" key: String
  "The groups put together" merged: [String!]!
  "The figures; ${FEW}" figures: TrainingHoursFigures
}

"Hours of training."
type TrainingHoursFigures {
  "People who completed anything" people: Int!
  "Records" records: Int!
  "Hours" hours: Decimal!
}
`

type Absent<T> = T | null | undefined
interface Narrowing { on?: Absent<string>, unit?: Absent<string>, topic?: Absent<string> }
interface Paging { first: number, after?: Absent<string> }
type MatrixArguments = Narrowing & Paging & { position?: Absent<string>, person?: Absent<string>, states?: Absent<CellState[]>, expiringDays: number }
const READ = 'training:read'

export function reportGraphql (deps: ReportDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: {
      'Query.trainingMatrix': PERSONAL, 'Query.trainingCoverage': READ, 'Query.trainingGaps': READ, 'Query.trainingExpiring': READ, 'Query.trainingHours': READ,
      'ChartUnit.training': READ, 'OrgPosition.training': READ, 'TrainingGap.who': PERSONAL, 'TrainingExpiry.who': PERSONAL
    },
    assumedRows: { 'TrainingMatrixRow.cells': 15, 'Query.trainingCoverage': 50, 'TrainingGap.who': 5, 'Query.trainingHours': 50 },
    resolvers: { Query: queriesOf(deps) },
    loaders: {
      ChartUnit: { training: async (queries: { obj: ChartPlace }[], { principal }) => (await readUnitFigures(deps, principal, queries.map(({ obj }) => obj))).map(figuresToWire) },
      OrgPosition: { training: async (queries: { obj: ChartPlace }[], { principal }) => (await readPositionFigures(deps, principal, queries.map(({ obj }) => obj))).map(figuresToWire) }
    }
  }
}

const queriesOf = (deps: ReportDeps): Record<string, Resolver> => ({
  trainingMatrix: async (_root, args: MatrixArguments, { principal }) => {
    const { nodes, endCursor } = await readMatrix(deps, principal, { ...narrowed(args), ...paged(args), position: args.position ?? undefined, person: args.person ?? undefined, states: args.states ?? undefined, expiringDays: daysAhead('expiringDays', args.expiringDays) })
    return { nodes: nodes.map(rowToWire), pageInfo: pageInfo(endCursor) }
  },
  trainingCoverage: async (_root, args: Narrowing & { by: CoverageGroup }, { principal }) =>
    (await readCoverage(deps, principal, args.by, narrowed(args))).map((row) => ({ ...row, figures: figuresToWire(row.figures) })),
  trainingGaps: async (_root, args: Narrowing & Paging, { principal }) => {
    const { nodes, endCursor } = await readGaps(deps, principal, { ...narrowed(args), ...paged(args) })
    return { nodes: nodes.map(gapToWire), pageInfo: pageInfo(endCursor) }
  },
  trainingExpiring: async (_root, args: Narrowing & Paging & { withinDays: number }, { principal }) => {
    const { nodes, endCursor } = await readExpiring(deps, principal, daysAhead('withinDays', args.withinDays), { ...narrowed(args), ...paged(args) })
    return { nodes: nodes.map((row) => expiryToWire(row, hasScope(principal, PERSONAL))), pageInfo: pageInfo(endCursor) }
  },
  trainingHours: async (_root, { by, from, to }: { by: HoursGroup, from: string, to: string }, { principal }) => await readHours(deps, principal, by, { from, to })
})

const narrowed = ({ on, unit, topic }: Narrowing): Narrowed => ({ on: on ?? undefined, unit: unit ?? undefined, topic: topic ?? undefined })
const paged = ({ first, after }: Paging): Page => ({ first, after: after ?? undefined })
const pageInfo = (endCursor: string | null) => ({ hasNextPage: endCursor !== null, endCursor })

const MOST_DAYS = 3650

/** @throws invalid-request for days behind, or more than ten years of them. */
function daysAhead (name: string, days: number): number {
  if (days < 0 || days > MOST_DAYS) throw invalidRequest('The days ahead cannot be reported.', { errors: [{ pointer: `/${name}`, detail: 'is out of range', hint: `0 to ${MOST_DAYS} days` }] })
  return days
}
