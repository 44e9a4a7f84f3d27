import type { Scope } from '../platform/access.ts'
import { enumOf } from '../platform/graphql/enum-sdl.ts'
import type { GraphqlContext, GraphqlPart } from '../platform/graphql/parts.ts'
import { SITE, UNIT } from './dated-kinds.ts'
import type { DatedKind } from './dated-kinds.ts'
import type { DatedRecord } from './dated-store.ts'
import { CIRCLE, RESPONSIBILITIES } from './model/positions.ts'
import { SITE_ACTIVITIES } from './model/enumerated.ts'
import { listRecords } from './operations/dated-records.ts'
import type { RecordDeps } from './operations/dated-records.ts'
import { readChart, readKeyPersonRisks, readVacancies } from './operations/read-chart.ts'
import { readPositionsOfUnits, readSitesOfUnits, readUnits } from './operations/read-of-units.ts'
import type { UnitOfDay } from './operations/read-of-units.ts'
import { recordToWire } from './wire.ts'

const ON = '"As on this day; today if absent" on: Date'
const SDL = `
extend type Query {
  "The organisation chart of a day: units, each before those under it, with positions, holders and deputies."
  orgChart(${ON}): OrgChart!
  "Units, in the order of codes; of a day those that exist then."
  units("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String, "Only those that exist on this day, as they are then" on: Date): OrgUnitConnection!
  "Sites, in the order of codes; of a day those that exist then."
  sites("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String, "Only those that exist on this day, as they are then" on: Date): SiteConnection!
  "Positions with a customs responsibility that nobody holds."
  vacantCustomsPositions(${ON}): [OrgPosition!]!
  "Customs responsibilities that hang on one person, or that nobody is named to take over."
  keyPersonRisks(${ON}): [KeyPersonRisk!]!
}

${enumOf('CustomsResponsibility', 'What of customs a position answers for.', RESPONSIBILITIES)}
${enumOf('ResponsibleCircle', 'Why UCC-IA 24(1) looks at the holder of a position.', CIRCLE)}
${enumOf('SiteActivity', 'What is done at a site.', SITE_ACTIVITIES)}
${enumOf('KeyPersonRiskKind', 'How a responsibility is at risk, the gravest first.', ['no_holder', 'single_holder_no_deputy', 'single_holder', 'no_deputy'])}

"The organisation on one day."
type OrgChart {
  "Its day" on: Date!
  "Each unit before those under it" units: [ChartUnit!]!
}

"A unit in the chart."
type ChartUnit {
  "Code, as declarations carry it in orgUnitId" code: String!
  "Day as of which it is shown" on: Date!
  "Name" name: String!
  "Code of the unit right above; null for a root" parent: String
  "0 for a root" depth: Int!
  "Its positions, by code" positions: [OrgPosition!]!
}

"A position on a day."
type OrgPosition {
  "Code" code: String!
  "Day as of which it is shown" on: Date!
  "Title" title: String!
  "Code of its unit" unit: String!
  "What of customs it answers for" responsibilities: [CustomsResponsibility!]!
  "Why UCC-IA 24(1) looks at its holder" circle: [ResponsibleCircle!]!
  "How much of the work of a full-time holder is customs work" customsPercent: Int!
  "Who holds it" holders: [PositionHolder!]!
  "Pseudonyms of those who stand in" deputies: [String!]!
  "Whether nobody holds it" vacant: Boolean!
}

"Who holds a position."
type PositionHolder {
  "Pseudonym of the person" pseudonym: String!
  "Share of full time" ftePercent: Int!
}

"A page of units."
type OrgUnitConnection {
  "The units" nodes: [OrgUnit!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A unit as it is on a day."
type OrgUnit {
  "Identifier" id: ID!
  "Code, as declarations carry it in orgUnitId" code: String!
  "Day as of which it is shown" on: Date!
  "Name" name: String!
  "Code of the unit right above; null for a root" parent: String
  "Whether it does not exist on the day" closed: Boolean!
  "Since when it is so" validFrom: Date!
  "Until when; null while nothing later is recorded" validTo: Date
  "Its positions on the day" positions: [OrgPosition!]!
  "Its sites on the day" sites: [Site!]!
}

"A page of sites."
type SiteConnection {
  "The sites" nodes: [Site!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A site as it is on a day."
type Site {
  "Identifier" id: ID!
  "Code, as declarations carry it in siteId" code: String!
  "Day as of which it is shown" on: Date!
  "Name" name: String!
  "Address" address: String!
  "ISO 3166-1" country: String!
  "What is done there" activities: [SiteActivity!]!
  "Whether it does not exist on the day" closed: Boolean!
  "Since when it is so" validFrom: Date!
  "Until when; null while nothing later is recorded" validTo: Date
  "Code of the unit that it belongs to" unit: String
  "The unit that it belongs to, on the day" owner: OrgUnit
}

"A customs responsibility that is at risk."
type KeyPersonRisk {
  "The responsibility" responsibility: CustomsResponsibility!
  "How it is at risk" risk: KeyPersonRiskKind!
  "Codes of the positions that bear it" positions: [String!]!
  "Pseudonyms of those who hold them" holders: [String!]!
  "Pseudonyms of others who stand in" deputies: [String!]!
}
`

type Principal = GraphqlContext['principal']
interface OnDay { on?: string | null }
type PageArguments = OnDay & { first: number, after?: string | null }
interface Parents<Parent> { obj: Parent }

const READ = 'organisation:read'

export function organisationGraphql (deps: RecordDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: Object.fromEntries(['orgChart', 'units', 'sites', 'vacantCustomsPositions', 'keyPersonRisks'].map((field): [string, Scope] => [`Query.${field}`, READ])),
    assumedRows: {
      'OrgChart.units': 50, 'ChartUnit.positions': 5, 'OrgUnit.positions': 5, 'OrgUnit.sites': 3, 'OrgPosition.holders': 2, 'Query.vacantCustomsPositions': 20, 'Query.keyPersonRisks': 15
    },
    resolvers: {
      Query: {
        orgChart: async (_root, { on }: OnDay, { principal }) => await readChart(deps, principal, on ?? undefined),
        units: async (_root, args: PageArguments, { principal }) => await connection(deps, UNIT, principal, args),
        sites: async (_root, args: PageArguments, { principal }) => await connection(deps, SITE, principal, args),
        vacantCustomsPositions: async (_root, { on }: OnDay, { principal }) => await readVacancies(deps, principal, on ?? undefined),
        keyPersonRisks: async (_root, { on }: OnDay, { principal }) => await readKeyPersonRisks(deps, principal, on ?? undefined)
      }
    },
    loaders: {
      OrgUnit: {
        positions: async (queries: Parents<UnitOfDay>[], { principal }) => await readPositionsOfUnits(deps, principal, queries.map(({ obj }) => obj)),
        sites: async (queries: Parents<UnitOfDay>[], { principal }) => {
          const found = await readSitesOfUnits(deps, principal, queries.map(({ obj }) => obj))
          return found.map((records, index) => records.map((record) => nodeOf(record, queries[index]?.obj.on ?? '')))
        }
      },
      Site: {
        owner: async (queries: Parents<{ unit: string | null, on: string }>[], { principal }) => {
          const found = await readUnits(deps, principal, queries.flatMap(({ obj }) => obj.unit ?? []))
          return queries.map(({ obj: { unit, on } }) => {
            const record = unit === null ? undefined : found.get(unit)
            return record === undefined ? null : nodeOf(record, on)
          })
        }
      }
    }
  }
}

const nodeOf = (record: DatedRecord, on: string) => ({ ...recordToWire(record, on), on })

async function connection (deps: RecordDeps, kind: DatedKind, principal: Principal, { first, after, on }: PageArguments) {
  const { items, nextCursor, day } = await listRecords(deps, kind, principal, { limit: first, ...(after == null ? {} : { cursor: after }), ...(on == null ? {} : { on }) })
  return { nodes: items.map((record) => nodeOf(record, day)), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
}
