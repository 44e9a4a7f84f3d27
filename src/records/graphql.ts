import { enumOf } from '../platform/graphql/enum-sdl.ts'
import type { GraphqlContext, GraphqlPart } from '../platform/graphql/parts.ts'
import { addDays, utcDay } from '../platform/calendar.ts'
import { withOperatorReadOnly } from '../platform/db/operator-tx.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { DAY_KEY, openCursor, sealCursor, UUID_KEY } from '../platform/http/pages.ts'
import { refuseImpossibleDays } from '../platform/period.ts'
import { NOTHING_NAMED } from '../platform/registers.ts'
import type { RegisterNeeds } from '../platform/registers.ts'
import { wilson } from '../statistics/proportion.ts'
import type { ReadDeps } from './deps.ts'
import { documentCompleteness } from './documents/completeness.ts'
import { documentsRegister } from './documents/documents-register.ts'
import { evidenceEnding, evidenceOn, evidenceStandings } from './evidence/evidence-store.ts'
import { CRITERIA, EVIDENCE_KINDS, missingEvidence } from './evidence/expected-evidence.ts'
import { reportDueOn, reportState } from './excise/excise-movement.ts'
import { unreportedMovements } from './excise/unreported.ts'
import { movementsRegister } from './movements/movements-register.ts'
import { readSetting } from './settings/setting-store.ts'

const SDL = `
extend type Query {
  "Declarations with every document archived that must be, against declarations. Costs the same at any number of declarations."
  documentCompleteness("First day" from: Date!, "Last day" to: Date!): DocumentCompleteness!
  "Documents of a declaration that must be archived and are not; null without a register of documents."
  missingDocuments("MRN of the declaration" mrn: String!): [String!]
  "Items of a declaration of which another quantity moved than was declared; null when nothing that moved can be compared."
  quantityDifferences("MRN of the declaration" mrn: String!): [QuantityDifference!]
  "Excise movements that arrived without a report of receipt, longest ago first."
  unreportedExciseMovements("Arrived until this day; today if absent" arrivedUntil: Date, "Most entries" first: Int! = 100): [UnreportedExciseMovement!]!
  "Evidence for criteria that holds on a day, issued last first."
  criteriaEvidence("The day" on: Date!, "Only for this criterion" criterion: EvidenceCriterion, "Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String): CriteriaEvidenceConnection!
  "Evidence that ends within a number of days, unless other evidence of its kind holds longer; first to end first."
  endingEvidence("From this day on" from: Date!, "Number of days" days: Int! = 90, "Most entries" first: Int! = 100): [EvidenceForCriterion!]!
  "Evidence that is expected and does not hold on a day."
  missingEvidence("The day" on: Date!): [MissingEvidence!]!
}

${enumOf('EvidenceCriterion', 'Criterion of UCC 39 that evidence shows.', CRITERIA)}
${enumOf('EvidenceKind', 'What evidence is.', EVIDENCE_KINDS)}

"How complete the archive is."
type DocumentCompleteness {
  "Declarations that count: neither draft, rejected, invalidated nor simplified" declarations: Int!
  "Of these, with every document archived that must be; those without such a document among them" complete: Int!
  "Of these, which declare no document that must be archived" withoutRequirement: Int!
  "Complete ones among those that declare a document that must be archived, 0 to 1; null without such a declaration" share: Float
  "Lower end of the Wilson interval, 95 %" lower: Float
  "Upper end" upper: Float
  "By month" months: [DocumentCompletenessMonth!]!
  "Events of the log that are not counted yet; they are within seconds" eventsBehind: Int!
}

"How complete the archive is for the declarations of a month."
type DocumentCompletenessMonth {
  "YYYY-MM" month: String!
  "Declarations that count" declarations: Int!
  "Of these, with every document archived that must be" complete: Int!
  "Of these, which declare no document that must be archived" withoutRequirement: Int!
}

"An item of which another quantity moved than was declared."
type QuantityDifference {
  "Goods item (D.E. 11 03)" itemNumber: Int!
  "Declared" declared: Decimal!
  "Moved, in the same measure" moved: Decimal!
  "By how much it differs, per cent of what was declared" percent: Decimal!
}

${enumOf('ExciseReportState', 'Whether the report of receipt is still in time.', ['due', 'overdue'])}

"An excise movement without a report of receipt."
type UnreportedExciseMovement {
  "Identifier" id: ID!
  "Administrative reference code" arc: String!
  "Whether its last character is the check digit" hasCheckDigit: Boolean!
  "State" status: String!
  "Excise product code" exciseProductCode: String!
  "Code of the Combined Nomenclature" commodityCode: String!
  "Quantity" quantity: Decimal!
  "Measurement unit" unit: String!
  "Day of dispatch" dispatchedOn: Date
  "Day of arrival" arrivedOn: Date!
  "Last day for the report of receipt" reportDueOn: Date!
  "Whether that day is still to come" report: ExciseReportState!
  "MRN of the declaration that it is linked to" mrn: String
}

"A page of evidence."
type CriteriaEvidenceConnection {
  "The evidence" nodes: [EvidenceForCriterion!]!
  "Where the page ends" pageInfo: PageInfo!
}

"Evidence for a criterion, by reference and hash."
type EvidenceForCriterion {
  "Identifier" id: ID!
  "Reference in the operator's own filing" reference: String!
  "Criterion" criterion: EvidenceCriterion!
  "What it is" kind: EvidenceKind!
  "passed, noted or failed" outcome: String!
  "Day of its issue" issuedOn: Date!
  "First day on which it holds" validFrom: Date!
  "Last day on which it holds; null: without end" endsOn: Date
  "Site" siteCode: String
  "Business partner" partner: String
  "SHA-256 of the document" sha256: String!
}

"Evidence that is expected and does not hold."
type MissingEvidence {
  "Criterion" criterion: EvidenceCriterion!
  "What is expected" kind: EvidenceKind!
  "For this site; null for the operator or a partner" siteCode: String
  "For this business partner" partner: String
  "Last day on which one held; null when there never was one" lastEndedOn: Date
  "Legal source of the criterion" legalRef: String!
}
`

type Principal = GraphqlContext['principal']
const MOST = 1000
const most = (first: number): number => Math.min(Math.max(first, 1), MOST)
const PURPOSE = 'evidence on a day'

export function recordsGraphql (deps: ReadDeps): GraphqlPart {
  const read = async <T>(principal: Principal, days: { from?: string, to?: string }, work: (tx: OperatorTx) => Promise<T>): Promise<T> => {
    refuseImpossibleDays(days)
    return await withOperatorReadOnly(deps.db, principal, 'records:read', work, deps.clock)
  }
  const fields = ['documentCompleteness', 'missingDocuments', 'quantityDifferences', 'unreportedExciseMovements', 'criteriaEvidence', 'endingEvidence', 'missingEvidence']
  return {
    sdl: SDL,
    scopes: Object.fromEntries(fields.map((field) => [`Query.${field}`, 'records:read' as const])),
    assumedRows: { 'Query.missingDocuments': 20, 'Query.quantityDifferences': 20, 'Query.missingEvidence': 50, 'DocumentCompleteness.months': 24 },
    resolvers: {
      Query: {
        documentCompleteness: async (_root, period: { from: string, to: string }, { principal }) => await read(principal, period, async (tx) => await completenessOf(tx, period.from, period.to)),
        missingDocuments: async (_root, { mrn }: { mrn: string }, { principal }) => await read(principal, {}, async (tx) => (await documentsRegister.load(tx.query, tx.operatorId, needsOf(mrn)))?.missingOf(mrn) ?? null),
        quantityDifferences: async (_root, { mrn }: { mrn: string }, { principal }) => await read(principal, {}, async (tx) => (await movementsRegister.load(tx.query, tx.operatorId, needsOf(mrn)))?.differencesOf(mrn) ?? null),
        unreportedExciseMovements: async (_root, { arrivedUntil, first }: { arrivedUntil?: string | null, first: number }, { principal }) => await unreported(deps, read, principal, arrivedUntil ?? utcDay(deps.clock()), first),
        criteriaEvidence: async (_root, args: EvidenceArguments, { principal }) => await evidencePage(read, principal, args),
        endingEvidence: async (_root, { from, days, first }: { from: string, days: number, first: number }, { principal }) => {
          refuseImpossibleDays({ from })
          const to = addDays(from, Math.min(Math.max(days, 0), 3660))
          return await read(principal, {}, async (tx) => await evidenceEnding(tx, from, to, most(first)))
        },
        missingEvidence: async (_root, { on }: { on: string }, { principal }) => await read(principal, { from: on }, async (tx) =>
          missingEvidence(await evidenceStandings(tx, on), await deps.sitesOn?.(tx, on) ?? []))
      }
    }
  }
}

type Read = <T>(principal: Principal, days: { from?: string, to?: string }, work: (tx: OperatorTx) => Promise<T>) => Promise<T>
interface EvidenceArguments { on: string, criterion?: string | null, first: number, after?: string | null }

/** A register is asked as a check asks it. */
const needsOf = (mrn: string): RegisterNeeds => ({ ...NOTHING_NAMED, mrns: [mrn] })

async function completenessOf (tx: OperatorTx, from: string, to: string): Promise<Record<string, unknown>> {
  const { months, eventsBehind } = await documentCompleteness(tx, from, to)
  const sum = (name: 'declarations' | 'complete' | 'withoutRequirement'): number => months.reduce((total, month) => total + month[name], 0)
  const [declarations, complete, withoutRequirement] = [sum('declarations'), sum('complete'), sum('withoutRequirement')]
  // Who must archive nothing is complete by itself: it would only hide what is missing elsewhere.
  const [required, archived] = [declarations - withoutRequirement, complete - withoutRequirement]
  const interval = wilson(archived, required)
  return {
    declarations, complete, withoutRequirement, months, eventsBehind,
    share: required === 0 ? null : archived / required, lower: interval?.lower ?? null, upper: interval?.upper ?? null
  }
}

async function unreported (deps: ReadDeps, read: Read, principal: Principal, arrivedUntil: string, first: number): Promise<unknown[]> {
  const today = utcDay(deps.clock())
  return await read(principal, { to: arrivedUntil }, async (tx) => {
    const { workingDays } = await readSetting(tx, 'excise_report')
    return (await unreportedMovements(tx, arrivedUntil, most(first))).map((movement) => ({
      ...movement, hasCheckDigit: deps.hasCheckDigit(movement.arc), reportDueOn: reportDueOn(movement.arrivedOn, workingDays),
      report: reportState({ arrivedOn: movement.arrivedOn, reportReceivedOn: null }, workingDays, today)
    }))
  })
}

async function evidencePage (read: Read, principal: Principal, { on, criterion = null, first, after }: EvidenceArguments): Promise<unknown> {
  const [issuedOn, id] = after == null ? [] : openCursor(PURPOSE, after, [DAY_KEY, UUID_KEY])
  const limit = most(first)
  return await read(principal, { from: on }, async (tx) => {
    const rows = await evidenceOn(tx, on, criterion, limit + 1, issuedOn === undefined || id === undefined ? undefined : { issuedOn, id })
    const nodes = rows.slice(0, limit)
    const last = nodes.at(-1)
    const hasNextPage = rows.length > limit
    return { nodes, pageInfo: { hasNextPage, endCursor: hasNextPage && last !== undefined ? sealCursor(PURPOSE, [last.issuedOn, last.id]) : null } }
  })
}
