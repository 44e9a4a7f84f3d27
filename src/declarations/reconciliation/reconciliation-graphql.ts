import type { GraphqlPart } from '../../platform/graphql/parts.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { refuseImpossiblePeriod } from '../examination/period.ts'
import { completenessOf } from './completeness.ts'
import { listMissing } from './read-reconciliations.ts'
import type { ReconciliationReadDeps } from './read-reconciliations.ts'
import { missingToWire } from './reconciliation-wire.ts'

const COUNTS = `
  "All on either side: matched, differing and missing" reconciled: Int!
  "In both, and alike as far as the extract says" matched: Int!
  "In both, and not alike when they were compared" differing: Int!
  "Customs has them and they have not arrived here" missingHereOpen: Int!
  "Customs had them first, and they have arrived since" missingHereClosed: Int!
  "Accepted here, and not in the extract" missingThere: Int!
  "Matched among the reconciled, 0 to 1; null without any" share: Float
  "Lower end of the Wilson interval, 95 %" lower: Float
  "Upper end" upper: Float`

const SDL = `
extend type Query {
  "How completely customs' extracts and the declarations here agree. A day counts by the latest extract that covers it in that direction; what is missing here is counted as it stands now."
  completeness("First day of acceptance" from: Date!, "Last day of acceptance" to: Date!): Completeness!
  "Declarations that customs has and that have not arrived here, each MRN once, oldest acceptance first."
  missingDeclarations("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String): MissingDeclarationConnection!
}

"Agreement over a period."
type Completeness {${COUNTS}
  "Days since the oldest acceptance that is still missing here; null when none is" oldestOpenDays: Int
  "The same by month of acceptance" months: [CompletenessMonth!]!
  "By sending system, those that sent the most first; at most 100" systems: [CompletenessSystem!]!
}

"Agreement over a month of acceptance."
type CompletenessMonth {
  "Calendar month YYYY-MM" month: String!${COUNTS}
}

"What a sending system sent, and how it compared. What is missing here has no system."
type CompletenessSystem {
  "The system; null where none is named" sourceSystem: String
  "Declarations of the period that it sent, covered by an extract or not; one with amounts in two currencies counts in both" declarations: Int!
  "Alike in the extract" matched: Int!
  "Not alike" differing: Int!
  "Not in the extract" missingThere: Int!
}

"A page of missing declarations."
type MissingDeclarationConnection {
  "The missing declarations" nodes: [MissingDeclaration!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A declaration that customs has and that has not arrived here."
type MissingDeclaration {
  "Master reference number" mrn: String!
  "Acceptance by the first extract that showed it" acceptedOn: Date!
  "Declaration type by the extract" type: String
  "Statistical value by the extract" value: Decimal
  "Duties assessed by the extract" duty: Decimal
  "Currency of both" currency: String
  "Whole days since acceptance" ageDays: Int!
  "The comparison that missed it first" reconciliationId: ID!
  "When it was first missed" firstMissedAt: DateTime!
}
`

export function reconciliationGraphql (deps: ReconciliationReadDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.completeness': 'declarations:read', 'Query.missingDeclarations': 'declarations:read' },
    assumedRows: { 'Completeness.months': 24, 'Completeness.systems': 100 },
    resolvers: {
      Query: {
        completeness: async (_root, { from, to }: { from: string, to: string }, { principal }) => {
          refuseImpossiblePeriod({ from, to })
          return await withOperatorReadOnly(deps.db, principal, 'declarations:read', async (tx) => await completenessOf(tx, from, to), deps.clock)
        },
        missingDeclarations: async (_root, { first, after }: { first: number, after?: string | null }, { principal }) => {
          const { items, nextCursor } = await listMissing(deps, principal, { limit: first, ...(after == null ? {} : { cursor: after }) })
          return { nodes: items.map(missingToWire), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
        }
      }
    }
  }
}
