import type { GraphqlContext, GraphqlPart } from '../platform/graphql/parts.ts'
import { withOperatorReadOnly } from '../platform/db/operator-tx.ts'
import { invalidRequest } from '../platform/problem.ts'
import { DIRECTIONS, STATUSES } from './data-elements.ts'
import * as operations from './operations.ts'
import type { ReadDeps } from './operations.ts'
import * as store from './read-store.ts'
import { MAX_TOTALS, refusePeriod, totalsBetween } from './read-totals.ts'
import type { TotalRow } from './read-totals.ts'
import { TOTAL_DIMENSIONS } from './totals.ts'
import type { TotalDimension } from './totals.ts'
import { summaryToWire } from './wire.ts'
import type { DeclarationSummary } from './wire.ts'
import { commodityCodeOf, procedureOf } from './derivation.ts'

/** Dimensions of a report; other combinations are refused rather than scanned. */
const GROUPS = TOTAL_DIMENSIONS

const SDL = `
extend type Query {
  "A declaration by its MRN; null if there is none."
  declaration("Master reference number, 18 characters" mrn: String!): Declaration
  "Declarations, newest day first. Filters of items must hold for one item together."
  declarations("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String, "Conditions that must all hold" filter: DeclarationFilter): DeclarationConnection!
  "Counts and sums over a period, by one dimension, optionally by month. Costs the same at any number of declarations."
  declarationTotals("First day of acceptance" from: Date!, "Last day of acceptance" to: Date!, "One dimension, optionally with month" groupBy: [TotalGroup!]!, "Only these keys, at most 1000; an empty text for what states none" keys: [String!]): [DeclarationTotal!]!
}

extend type Finding {
  "The declaration it is about; null for a finding about none."
  declaration: Declaration
}

"Import or export."
enum Direction { ${DIRECTIONS.map((value) => `"Goods go ${value === 'import' ? 'in' : 'out'}" ${value}`).join(' ')} }

"State in the life cycle of a declaration (UCC 171 to 174, 194, 215)."
enum DeclarationStatus { ${STATUSES.map((value) => `"${value.replaceAll('_', ' ')}" ${value}`).join(' ')} }

"What totals are grouped by."
enum TotalGroup {
  "Nothing: each declaration once, without sums" all
  "Import or export" direction
  "Declaration type with additional type" type
  "Requested and previous procedure of items" procedure
  "State in the life cycle" status
  "Country of origin of items" origin
  "Chapter of the commodity code of items" chapter
  "System that sent the declaration" source_system
  "Unit: the one that the declaration names, else that of its handler on the day of acceptance, else that of its site" unit
  "Site" site
  "EORI of the representative; null for what the declarant lodged" broker
  "Member state of lodgement: of the office of lodgement, else of the MRN, else of the office of export or presentation" member_state
  "Whether an AI system proposed an element of an item: yes or no" ai
  "Material number of items; for whole months" goods
  "Calendar month, beside one of the others" month
}

"Conditions on declarations."
input DeclarationFilter {
  "First day: of acceptance, until then of first receipt" from: Date
  "Last day" to: Date
  "Import or export" direction: Direction
  "Declaration type with additional type, for example IMA" type: String
  "Requested procedure of an item, with or without the previous one" procedure: String
  "Beginning of the commodity code of an item" commodityCode: String
  "Country of origin of an item" origin: String
  "Material number of the goods of an item, whole" goodsRef: String
  "State in the life cycle" status: DeclarationStatus
  "Local reference number, whole" lrn: String
  "System that sent the last version" sourceSystem: String
  "Unit that it counts for: the one that it names, else that of its handler, else that of its site" orgUnitId: String
}

"A page of declarations."
type DeclarationConnection {
  "The declarations" nodes: [Declaration!]!
  "Where the page ends" pageInfo: PageInfo!
}

"Where a page ends."
type PageInfo {
  "Whether there are more" hasNextPage: Boolean!
  "Pass it as after for the next page" endCursor: String
}

"A declaration: what was declared, and what became of it."
type Declaration {
  "Identifier in this system" id: ID!
  "Master reference number, once known" mrn: String
  "Local reference number (D.E. 12 09)" lrn: String
  "EORI of the declarant (D.E. 13 05)" declarant: String
  "Import or export" direction: Direction!
  "Declaration type with additional type (D.E. 11 01, 11 02)" type: String!
  "State in the life cycle" status: DeclarationStatus!
  "Since when it has this status" statusAt: DateTime!
  "Day of acceptance (UCC 172)" acceptedOn: Date
  "Release of the goods (UCC 194)" releasedAt: DateTime
  "Day on which totals count it" countedOn: Date!
  "First receipt" receivedAt: DateTime!
  "System that sent the last version" sourceSystem: String
  "Unit that it counts for: the one that it names, else that of its handler, else that of its site" orgUnitId: String
  "Number of the version in force" version: Int!
  "Versions kept" versionCount: Int!
  "Goods items of the version in force" items: [DeclarationItem!]!
}

"A goods item as declared."
type DeclarationItem {
  "Goods item number (D.E. 11 03)" itemNumber: Int!
  "HS, CN and TARIC digits (D.E. 18 09)" commodityCode: String
  "Requested and previous procedure (D.E. 11 09)" procedure: String
  "Description of the goods (D.E. 18 05)" description: String
  "Country of origin (D.E. 16 08)" originCountry: String
  "Country or group of preferential origin (D.E. 16 09)" prefOriginCountry: String
  "Preference (D.E. 14 11)" preference: String
  "Net mass, kilograms (D.E. 18 01)" netMass: Decimal
  "Gross mass, kilograms (D.E. 18 04)" grossMass: Decimal
  "Quantity in the supplementary unit (D.E. 18 02)" supplementaryUnits: Decimal
  "Item amount invoiced (D.E. 14 08)" itemAmount: Decimal
  "Currency of itemAmount" itemAmountCurrency: String
  "Statistical value (D.E. 99 06)" statisticalValue: Decimal
  "Currency of statisticalValue" statisticalValueCurrency: String
}

"Counts and sums of one key, and one month if asked, in one currency. A declaration counts under each key that one of its items has."
type DeclarationTotal {
  "Value of the dimension; null where none was declared" key: String
  "Calendar month YYYY-MM, if grouped by month" month: String
  "Currency of the sums, ISO 4217; null where no amount was declared" currency: String
  "Declarations having such an item" declarations: Int!
  "Goods items" items: Int!
  "Sum of statistical values (D.E. 99 06)" statisticalValue: Decimal!
  "Sum of customs duties: assessed by customs, else declared; without VAT and excise" duties: Decimal!
}
`

/** The summary with its id, from which a loader reads the rest. */
type DeclarationNode = DeclarationSummary

export function declarationGraphql (deps: ReadDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.declaration': 'declarations:read', 'Query.declarations': 'declarations:read', 'Query.declarationTotals': 'declarations:read', 'Finding.declaration': 'declarations:read' },
    assumedRows: { 'Query.declarationTotals': 100, 'Declaration.items': 5 },
    resolvers: {
      Query: {
        declaration: async (_root, { mrn }: { mrn: string }, { principal }) => await findByMrn(deps, principal, mrn),
        declarations: async (_root, args: ConnectionArguments, { principal }) => await connection(deps, principal, args),
        declarationTotals: async (_root, args: TotalArguments, { principal }) => await totals(deps, principal, args)
      }
    },
    loaders: {
      Finding: {
        declaration: async (queries: { obj: { declarationId: string | null } }[], { principal }) => await declarationsOf(deps, principal, queries.map(({ obj }) => obj.declarationId))
      },
      Declaration: {
        items: async (queries: { obj: DeclarationNode }[], { principal }) => await itemsOf(deps, principal, queries.map(({ obj }) => obj.id))
      }
    }
  }
}

type Principal = GraphqlContext['principal']

async function findByMrn (deps: ReadDeps, principal: Principal, mrn: string): Promise<DeclarationNode | null> {
  const row = await withOperatorReadOnly(deps.db, principal, 'declarations:read', async (tx) => await store.findByMrn(tx, mrn))
  return row === undefined ? null : summaryToWire(row)
}

interface ConnectionArguments { first: number, after?: string | null, filter?: Record<string, string | null> | null }

/** Conditions that hold for whatever begins with them. */
const PREFIXES = ['procedure', 'commodityCode'] as const

async function connection (deps: ReadDeps, principal: Principal, { first, after, filter }: ConnectionArguments): Promise<{ nodes: DeclarationNode[], pageInfo: { hasNextPage: boolean, endCursor: string | null } }> {
  const stated = Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value !== null))
  const errors = PREFIXES.filter((name) => stated[name] === '').map((name) => ({ pointer: `/filter/${name}`, detail: 'is empty, so that every code begins with it', hint: 'Leave it out, or give at least one character' }))
  if (errors.length > 0) throw invalidRequest('The filter is not valid.', { errors })
  const { items, nextCursor } = await operations.listDeclarations(deps, principal, { ...stated, limit: first, ...(after == null ? {} : { cursor: after }) })
  return { nodes: items.map(summaryToWire), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
}

/** One query for the whole page of findings, in the order asked. */
async function declarationsOf (deps: ReadDeps, principal: Principal, ids: readonly (string | null)[]): Promise<(DeclarationNode | null)[]> {
  const rows = await withOperatorReadOnly(deps.db, principal, 'declarations:read', async (tx) => await store.findByIds(tx, [...new Set(ids.filter((id) => id !== null))]))
  const byId = new Map(rows.map((row) => [row.id, summaryToWire(row)]))
  return ids.map((id) => id === null ? null : byId.get(id) ?? null)
}

/** One query for the whole page of parents, in the order asked. */
async function itemsOf (deps: ReadDeps, principal: Principal, ids: readonly string[]): Promise<unknown[]> {
  const versions = await withOperatorReadOnly(deps.db, principal, 'declarations:read', async (tx) => await store.currentVersionsOf(tx, ids))
  const byId = new Map(versions.map((version) => [version.declarationId, version.document]))
  return ids.map((id) => {
    const content = byId.get(id)
    return (content?.items ?? []).map((item) => ({
      ...item,
      commodityCode: orNull(commodityCodeOf(item)),
      procedure: orNull(procedureOf(item)),
      itemAmountCurrency: item.itemAmountCurrency ?? content?.invoiceCurrency ?? null,
      statisticalValueCurrency: item.statisticalValueCurrency ?? content?.accountsCurrency ?? null
    }))
  })
}

interface TotalArguments { from: string, to: string, groupBy: (TotalDimension | 'month')[], keys?: string[] | null }

async function totals (deps: ReadDeps, principal: Principal, { from, to, groupBy, keys }: TotalArguments): Promise<unknown[]> {
  const dimensions = groupBy.filter((group) => group !== 'month')
  const [dimension] = dimensions
  if (dimension === undefined || dimensions.length > 1 || new Set(groupBy).size !== groupBy.length) {
    throw invalidRequest('Totals are kept by one dimension, optionally by month.', { errors: [{ pointer: '/groupBy', detail: 'is no combination that totals are kept by', hint: `One of ${GROUPS.join(', ')}, optionally with month` }] })
  }
  refusePeriod(dimension, { from, to })
  if ((keys ?? []).length > MAX_KEYS) throw invalidRequest('Too many keys.', { errors: [{ pointer: '/keys', detail: `are more than ${MAX_KEYS}`, hint: 'Ask for them in parts' }] })
  const rows = await withOperatorReadOnly(deps.db, principal, 'declarations:read', async (tx) => await totalsBetween(tx, dimension, { from, to }, groupBy.includes('month'), keys ?? null))
  if (rows.length > MAX_TOTALS) throw invalidRequest(`There are more than ${MAX_TOTALS} totals.`, { errors: [{ pointer: '/groupBy', detail: 'has too many keys in this period', hint: 'Ask for a shorter period, without month, or name the keys' }] })
  return rows.map(toTotal)
}

const MAX_KEYS = 1_000

const orNull = (text: string): string | null => text === '' ? null : text

function toTotal (row: TotalRow): Record<string, unknown> {
  return { ...row, key: orNull(row.key), currency: orNull(row.currency), declarations: Number(row.declarations), items: Number(row.items) }
}
