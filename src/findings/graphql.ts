import { enumOf } from '../platform/graphql/enum-sdl.ts'
import type { GraphqlContext, GraphqlPart } from '../platform/graphql/parts.ts'
import { utcDay } from '../platform/calendar.ts'
import { withOperatorReadOnly } from '../platform/db/operator-tx.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { refuseImpossibleDays } from '../platform/period.ts'
import { ACTION_STATES, FINDING_STATES, PILLARS, SEVERITIES, SOURCES } from './model.ts'
import { listActions } from './operations/corrective-actions.ts'
import type { ActionDeps } from './operations/corrective-actions.ts'
import { listFindings } from './operations/read-findings.ts'
import { checkOutcomes, checkPrecision, findingRates, firstTimeRight, RATE_GROUPS } from './rates.ts'
import type { RateGroup } from './rates.ts'
import { findingsOfDeclarations } from './store.ts'
import type { FindingFilter } from './store.ts'
import { actionToWire, findingToWire } from './wire.ts'

const SDL = `
extend type Query {
  "Findings, newest day first."
  findings("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String, "Conditions that must all hold" filter: FindingFilter): FindingConnection!
  "Findings per 1,000 examined declarations, with the exact interval. Costs the same at any number of declarations."
  findingRates("First day" from: Date!, "Last day" to: Date!, "What they are counted by" groupBy: FindingRateGroup!, "Only of this severity" severity: FindingSeverity): [FindingRate!]!
  "Released declarations with nothing to set right: no rejection, amendment, invalidation or correction."
  firstTimeRight("First day" from: Date!, "Last day" to: Date!, "By unit or broker; of all if absent" groupBy: QualityGroup! = all): [FirstTimeRight!]!
  "Share of each check's decided findings that people confirmed."
  checkPrecision("First day" from: Date!, "Last day" to: Date!): [CheckPrecision!]!
  "Declarations by outcome of each check."
  checkOutcomes("First day" from: Date!, "Last day" to: Date!): [CheckOutcomes!]!
  "Corrective actions, those due first come first."
  correctiveActions("Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String, "State" state: CorrectiveActionState, "Only those that are overdue today" overdue: Boolean! = false): CorrectiveActionConnection!
}

extend type Declaration {
  "What was found wrong with it in any of its versions, the gravest first; at most 100, more by findings(filter)."
  findings: [Finding!]!
}

${enumOf('FindingState', 'open, decided by a person, in correction, closed.', FINDING_STATES)}
${enumOf('FindingSeverity', 'How grave it is.', SEVERITIES)}
${enumOf('FindingSource', 'What found it.', SOURCES)}
${enumOf('Pillar', 'What a check is about.', PILLARS)}
${enumOf('FindingRateGroup', 'What findings are counted by.', RATE_GROUPS)}
${enumOf('QualityGroup', 'What declarations are counted by.', ['all', 'unit', 'broker'])}
${enumOf('CorrectiveActionState', 'State of a corrective action.', ACTION_STATES)}

"Conditions on findings."
input FindingFilter {
  "First day" from: Date
  "Last day" to: Date
  "State" state: FindingState
  "Id of the check, for example CLA-01" check: String
  "What it is about" pillar: Pillar
  "How grave it is" severity: FindingSeverity
  "What found it" source: FindingSource
  "Unit that handled the declaration" orgUnitId: String
  "EORI of the representative" broker: String
}

"A page of findings."
type FindingConnection {
  "The findings" nodes: [Finding!]!
  "Where the page ends" pageInfo: PageInfo!
}

"An amount of money."
type Money {
  "Amount" amount: Decimal!
  "ISO 4217" currency: String!
}

"Something found wrong, and what people decided of it."
type Finding {
  "Identifier" id: ID!
  "What found it" source: FindingSource!
  "Id of the check" check: String
  "Version of its rule" checkVersion: Int
  "The declaration" declarationId: ID
  "Goods item (D.E. 11 03); null for the whole" itemNumber: Int
  "What it is about" pillar: Pillar!
  "How grave it is" severity: FindingSeverity!
  "State" state: FindingState!
  "What is wrong" message: String!
  "Duty at stake, where it can be computed" atStake: Money
  "Legal source" legalRef: String!
  "AI system that proposed the element, as the declaration stated it when it was found" aiProposed: FindingProposer
  "Day on which reports count it" countedOn: Date!
  "Unit that handled the declaration" orgUnitId: String
  "EORI of the representative" broker: String
  "When it was found" openedAt: DateTime!
  "confirmed or dismissed" decision: String
  "When it was decided" decidedAt: DateTime
  "Root cause" cause: String
  "Duty that the error changed" dutyEffect: Money
  "Day on which the operator itself told customs" disclosedOn: Date
  "When it was closed" closedAt: DateTime
  "cured, withdrawn (the check is off, or asks otherwise), corrected, stated_reason" closedBecause: String
}

"AI system that proposed an element of an item (aiAssisted)."
type FindingProposer {
  "Identifier of the system, as stated" system: String!
  "Model version, where stated" version: String
}

"Findings of one key, without those that were withdrawn."
type FindingRate {
  "Value of the grouping; null where there is none" key: String
  "Found" opened: Int!
  "Confirmed by people" confirmed: Int!
  "Dismissed by people" dismissed: Int!
  "Closed because the declaration no longer had it" cured: Int!
  "Examined declarations that they are counted against" declarations: Int!
  "Found per 1,000 declarations; null without a declaration" perThousand: Float
  "Lower end of the exact interval, 95 %" lower: Float
  "Upper end" upper: Float
  "Fewer than three events: the rate says little" lowData: Boolean!
}

"Quality of declarations of one key."
type FirstTimeRight {
  "Unit or broker; null for all, or where none is named" key: String
  "Examined declarations" declarations: Int!
  "Of these, released" released: Int!
  "Of these, with nothing to set right" rightFirstTime: Int!
  "Share of the released, 0 to 1; null without a release" share: Float
  "Lower end of the Wilson interval, 95 %" lower: Float
  "Upper end" upper: Float
}

"How often a check is right."
type CheckPrecision {
  "Id of the check; the source for findings without one" check: String!
  "Findings" opened: Int!
  "Confirmed by people" confirmed: Int!
  "Dismissed by people" dismissed: Int!
  "Confirmed among the decided, 0 to 1; null when none is decided" share: Float
  "Lower end of the Wilson interval, 95 %" lower: Float
  "Upper end" upper: Float
}

"Declarations by outcome of a check; of several items the one that needs attention most."
type CheckOutcomes {
  "Id of the check" check: String!
  "Nothing wrong" pass: Int!
  "Something wrong" hit: Int!
  "It could not look" notEvaluable: Int!
  "Not for it" notApplicable: Int!
}

"A page of corrective actions."
type CorrectiveActionConnection {
  "The corrective actions" nodes: [CorrectiveAction!]!
  "Where the page ends" pageInfo: PageInfo!
}

"What is done so that an error does not come again."
type CorrectiveAction {
  "Identifier" id: ID!
  "What is done" kind: String!
  "What exactly" description: String!
  "Who sees to it" owner: String!
  "Until when" dueOn: Date!
  "Open, and its day has passed" overdue: Boolean!
  "State" state: CorrectiveActionState!
  "Check whose silence shows the effect" check: String
  "Later declarations that it must judge without a hit" requiredClean: Int!
  "EORI of the representative whose later declarations show the effect; null: all do" broker: String
  "Day of implementation" implementedOn: Date
  "Measured after that day; null before, or without a check" effect: CorrectiveEffect
  "When it was closed" closedAt: DateTime
  "effect_shown or stated_reason" closedBecause: String
  "Findings that it corrects" findingIds: [ID!]!
}

"What the check found in later declarations."
type CorrectiveEffect {
  "Declarations that the check could judge" evaluated: Int!
  "Of these, those it hit" hits: Int!
  "Whether that closes the action" shown: Boolean!
}
`

type Principal = GraphqlContext['principal']
interface Period { from: string, to: string }
interface PageArguments { first: number, after?: string | null }
type ConnectionArguments = PageArguments & { filter?: Record<string, string | null> | null }

/** @param deps `checks` lists the ids of the catalogue in its order. */
export function findingGraphql (deps: ActionDeps & { readonly checks: readonly string[] }): GraphqlPart {
  const read = async <T>(principal: Principal, period: Period, work: (tx: OperatorTx) => Promise<T>): Promise<T> => {
    refuseImpossibleDays(period)
    return await withOperatorReadOnly(deps.db, principal, 'findings:read', work)
  }
  return {
    sdl: SDL,
    scopes: { 'Declaration.findings': 'findings:read', ...Object.fromEntries(['findings', 'findingRates', 'firstTimeRight', 'checkPrecision', 'checkOutcomes', 'correctiveActions'].map((field) => [`Query.${field}`, 'findings:read' as const])) },
    assumedRows: { 'Query.findingRates': 100, 'Query.firstTimeRight': 50, 'Query.checkPrecision': 100, 'Query.checkOutcomes': 100, 'CorrectiveAction.findingIds': 10, 'Declaration.findings': 5 },
    resolvers: {
      Query: {
        findings: async (_root, args: ConnectionArguments, { principal }) => await findingConnection(deps, principal, args),
        findingRates: async (_root, { from, to, groupBy, severity = null }: Period & { groupBy: RateGroup, severity?: string | null }, { principal }) =>
          await read(principal, { from, to }, async (tx) => await findingRates(tx, groupBy, from, to, severity)),
        firstTimeRight: async (_root, { from, to, groupBy }: Period & { groupBy: 'all' | 'unit' | 'broker' }, { principal }) =>
          await read(principal, { from, to }, async (tx) => await firstTimeRight(tx, groupBy, from, to)),
        checkPrecision: async (_root, { from, to }: Period, { principal }) => await read(principal, { from, to }, async (tx) => await checkPrecision(tx, from, to)),
        checkOutcomes: async (_root, { from, to }: Period, { principal }) => await read(principal, { from, to }, async (tx) => await checkOutcomes(tx, deps.checks, from, to)),
        correctiveActions: async (_root, args: PageArguments & { state?: string | null, overdue: boolean }, { principal }) => await actionConnection(deps, principal, args)
      }
    },
    loaders: {
      Declaration: {
        findings: async (queries: { obj: { id: string } }[], { principal }) => await findingsOf(deps, principal, queries.map(({ obj }) => obj.id))
      }
    }
  }
}

const MOST_OF_A_DECLARATION = 100

/** One query for the whole page of declarations, in the order asked. */
async function findingsOf (deps: ActionDeps, principal: Principal, ids: readonly string[]): Promise<unknown[]> {
  const rows = await withOperatorReadOnly(deps.db, principal, 'findings:read', async (tx) => await findingsOfDeclarations(tx, [...new Set(ids)], MOST_OF_A_DECLARATION))
  const byDeclaration = Map.groupBy(rows, ({ declarationId }) => declarationId)
  return ids.map((id) => (byDeclaration.get(id) ?? []).map(findingToWire))
}

async function findingConnection (deps: ActionDeps, principal: Principal, { first, after, filter }: ConnectionArguments) {
  const stated = Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value !== null)) as FindingFilter
  const { items, nextCursor } = await listFindings(deps, principal, { ...stated, limit: first, ...(after == null ? {} : { cursor: after }) })
  return { nodes: items.map(findingToWire), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
}

async function actionConnection (deps: ActionDeps, principal: Principal, { first, after, state, overdue }: PageArguments & { state?: string | null, overdue: boolean }) {
  const { items, nextCursor } = await listActions(deps, principal, { state: state ?? undefined, overdue, limit: first, ...(after == null ? {} : { cursor: after }) })
  const today = utcDay(deps.clock())
  return { nodes: items.map(({ action, effect }) => actionToWire(action, effect, today)), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
}
