import { enumOf } from '../platform/graphql/enum-sdl.ts'
import type { GraphqlPart } from '../platform/graphql/parts.ts'
import { RECURRENCES } from './analysis/conduct.ts'
import { recordsOf } from './analysis/records.ts'
import { MEASURES } from './analysis/settings.ts'
import { GROUPS } from './analysis-store.ts'
import { analyseSanctions } from './operations/analyse-sanctions.ts'
import type { AnalysisDeps, AnalysisQuery, ShownRow } from './operations/analyse-sanctions.ts'
import { viewConduct } from './operations/view-conduct.ts'
import type { ConductDeps, ShownConduct } from './operations/view-conduct.ts'

const SDL = `
extend type Query {
  "Sanctions against declarations, items, duty and staff, with exact intervals, signals and the period before. A sanction of several procedures, sites, brokers or goods counts once under each, so rows may add up to more than the whole. Costs the same at any number of declarations."
  sanctionsAnalysis("First day" from: Date!, "Last day; by goods only whole months" to: Date!, "What they are counted by" groupBy: SanctionGroup!, "Which day counts: the last one of the facts, for compliance, or that of the decision, for finance" by: SanctionDay! = facts, "Which decisions: with those under appeal or without, annulled ones only where all are asked for" view: SanctionView! = without_annulled): [SanctionAnalysisRow!]!
  "Serious and repeated infringements of the rolling 36 months (UCC-IA 24(1)), as on a day. Annulled decisions are left out."
  conductWindow("The day; today if absent" on: Date): ConductWindow!
}

${enumOf('SanctionGroup', 'What sanctions are counted by.', GROUPS)}
${enumOf('ConductMeasure', 'What a threshold is about: sanctions classed serious, infringements repeated after a corrective action, types with two or more sanctions, minor ones per 1,000 declarations, all of them weighted per 1,000 declarations.', MEASURES)}
${enumOf('Recurrence', 'How an infringement stands to earlier ones of its type in the window: repeated after a corrective action should have worked, before that, without any action on record, or the first.', RECURRENCES)}
${enumOf('ProjectionState', 'Whether a threshold is crossed, would be at the present rate, or would not.', ['crossed', 'projected', 'not_at_present_rate'])}
${enumOf('MaturityBasis', 'What maturity is judged by: the lags of the operator\'s own decisions, or the three years of UCC 103(1) where it has fewer than five.', ['own_lags', 'statutory'])}
${enumOf('ThresholdLevel', 'green up to amber, amber up to red, red above.', ['green', 'amber', 'red'])}

"Sanctions of one key."
type SanctionAnalysisRow {
  "Value of the grouping; null for the whole, and where none is known; self for declarations that the operator lodged itself" key: String
  "First day" from: Date!
  "Last day" to: Date!
  "Sanctions counted" sanctions: Int!
  "Of these, minor" minor: Int!
  "Of these, medium" medium: Int!
  "Of these, serious" serious: Int!
  "Declarations they are counted against, without drafts and what was rejected, cancelled or left to expire: of the key where declarations are counted by it too, else all" declarations: Float!
  "Items they are counted against" items: Float!
  "Sanctions per 1,000 declarations" ratePer1000: SanctionRate!
  "Sum of the weights of severity per 1,000 declarations; null without a declaration" weightedPer1000: Float
  "Sanctions per 1,000 items" ratePer1000Items: SanctionRate!
  "Duty and penalty" amounts: SanctionSums!
  "Against customs duties assessed, by their currency; import VAT is not in the totals" perDutyAssessed: [SanctionsPerDuty!]!
  "Customs full-time equivalents in the middle of the period: on 1 July of a year; only for years, the whole, and units; null for a unit of one to four people" customsFte: Float
  "Sanctions per full-time equivalent" sanctionsPerFte: Float
  "Declarations per full-time equivalent" declarationsPerFte: Float
  "Share of the sanctions less share of the declarations: above zero, more sanctions than its share of work; null where declarations are not counted by the key" share: Float
  "Whether the key has more sanctions than chance explains at the rate of the whole; null where declarations are not counted by the key" signal: SanctionSignal
  "Of years and months: the rate less the mean of the two before; null where one of the three has no declarations" trend: Float
  "The period before" comparison: SanctionComparison!
  "Whether the period is old enough to be judged" maturity: SanctionMaturity!
  "The query that lists these sanctions" records: RecordsQuery!
}

"A rate with its exact interval (Garwood, 95 %)."
type SanctionRate {
  "Null where there is nothing to count against" value: Float
  "Lower end" low: Float
  "Upper end" high: Float
  "Fewer than three events were to be expected: the rate says little" lowData: Boolean!
}

"Money of several sanctions."
type SanctionSums {
  "By currency" currencies: [SanctionMoney!]!
  "Duty in euro, of those that have a rate" dutyEur: Decimal!
  "Penalty in euro, of those that have a rate" penaltyEur: Decimal!
  "Sanctions whose amount has no rate, and is in none of the two" withoutRate: Int!
}

"Money of one currency."
type SanctionMoney {
  "ISO 4217" currency: String!
  "Duty claimed" duty: Decimal!
  "Penalty" penalty: Decimal!
}

"Against the customs duties assessed in one currency."
type SanctionsPerDuty {
  "ISO 4217; empty where nobody named it" currency: String!
  "Duties assessed" assessed: Decimal!
  "Sanctions per million of duty" sanctionsPerMillion: Float
  "Duty claimed in that currency, divided by the duty assessed (evaded_duty_ratio)" dutyShare: Float
  "Penalties in that currency, divided by the duty assessed (sanction_amount_ratio)" penaltyShare: Float
}

"Small-number guard (customs.md 9)."
type SanctionSignal {
  "Sanctions to be expected at the rate of the whole" expected: Float!
  "Chance of at least as many, at that rate" p: Float!
  "Below 5 %" raised: Boolean!
}

"The period before: as many months, or days; of a year or month the one before."
type SanctionComparison {
  "First day" from: Date!
  "Last day" to: Date!
  "Its sanctions" sanctions: Int!
  "Its declarations" declarations: Float!
  "Rate of this period divided by that of the one before; null without declarations, or without a sanction before" ratio: Float
  "Lower end of the exact interval, 95 %" low: Float
  "Upper end; null where nothing bounds it" high: Float
  "Exact conditional test; null without declarations in both" p: Float
  "Corrected for the number of rows (Benjamini and Hochberg)" adjustedP: Float
  "The query that lists the sanctions before" records: RecordsQuery!
}

"Decisions come long after the facts: whether enough of them can have been taken."
type SanctionMaturity {
  "Whether at least 90 % of the decisions on facts of the last day are expected to have been taken; by decision, whether the period is over" mature: Boolean!
  "What it is judged by" basis: MaturityBasis!
  "First day on which it is mature, as far as is known today" matureOn: Date!
  "Share expected to have been taken; null where it is not judged by own lags" expectedShare: Float
  "Days from facts to decision by which half of the decisions are taken" medianLagDays: Int
  "Days by which 90 % are" longLagDays: Int
  "Decisions that tell it" lags: Int!
}

"A query of this graph."
type RecordsQuery {
  "Its text" query: String!
  "Its variables, JSON" variables: String!
}

"Conduct as IA 24(1) looks at it."
type ConductWindow {
  "The day" on: Date!
  "First day whose facts are in the window" windowFrom: Date!
  "Serious and repeated infringements, and serious crimes of any age; those that leave first come first" infringements: [ConductInfringement!]!
  "Types with two or more sanctions in the window" recurringTypes: [RecurringType!]!
  "Minor infringements, against number and size of operations" minor: MinorInfringements!
  "What is measured against internal thresholds" measures: [ConductMeasured!]!
  "Where the thresholds come from: internal_default or operator. They are internal: EU law fixes no number" thresholdsFrom: String!
  "The query that lists every sanction in the window" records: RecordsQuery!
}

"An infringement that counts against the criterion."
type ConductInfringement {
  "The sanction" sanctionId: ID!
  "What it is about" pillar: SanctionPillar!
  "How grave it is" severity: SanctionSeverity!
  "A serious criminal offence, which stays without an end" seriousCrime: Boolean!
  "Last day of the facts" factsTo: Date!
  "Day of the decision" decisionDate: Date!
  "The decision came after the day of the view; the facts count all the same" decidedLater: Boolean!
  "Whether it is repeated" recurrence: Recurrence!
  "Whether it is within the 36 months" inWindow: Boolean!
  "First day on which it is no longer in the window; null for a serious crime" leavesOn: Date
}

"A type with several sanctions."
type RecurringType {
  "What they are about" pillar: SanctionPillar!
  "How many" sanctions: Int!
}

"Minor infringements of the window."
type MinorInfringements {
  "How many" sanctions: Int!
  "Declarations accepted in the window" declarations: Float!
  "Their items" items: Float!
  "Per 1,000 declarations" ratePer1000: SanctionRate!
  "Per 1,000 items" ratePer1000Items: SanctionRate!
}

"A measure beside its threshold, which is an internal default or the operator's own."
type ConductMeasured {
  "What is measured" measure: ConductMeasure!
  "Its value now; null without a declaration" value: Float
  "Above it: needs a look" amberAbove: Float!
  "Above it: needs action" redAbove: Float!
  "Where the value is" level: ThresholdLevel
  "When amber would be passed; null for types and sums of weights" amber: ConductProjection
  "When red would be" red: ConductProjection
}

"When a threshold would be crossed at the present rate: what is in the window leaves on known days, new ones come at its rate."
type ConductProjection {
  "Whether" state: ProjectionState!
  "First day; null where it is not at the present rate. Of a crossed one, the day of the facts with which those now in the window went above it" day: Date
  "At the upper end of the rate's exact interval (95 %)" earliest: Date
  "At its lower end" latest: Date
  "Sanctions a year" perYear: Float!
  "Lower end" perYearLow: Float!
  "Upper end" perYearHigh: Float!
}
`

export function sanctionAnalysisGraphql (deps: AnalysisDeps & ConductDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: {
      'Query.sanctionsAnalysis': 'sanctions:read', 'Query.conductWindow': 'sanctions:read', 'SanctionAnalysisRow.amounts': 'sanctions:amounts', 'SanctionAnalysisRow.perDutyAssessed': 'sanctions:amounts'
    },
    assumedRows: { 'Query.sanctionsAnalysis': 60, 'SanctionSums.currencies': 3, 'SanctionAnalysisRow.perDutyAssessed': 3, 'ConductWindow.infringements': 20, 'ConductWindow.recurringTypes': 10, 'ConductWindow.measures': MEASURES.length },
    resolvers: {
      Query: {
        sanctionsAnalysis: async (_root, query: AnalysisQuery, { principal }) => (await analyseSanctions(deps, principal, query)).map((row) => rowToGraph(row, query)),
        conductWindow: async (_root, { on }: { on?: string | null }, { principal }) => conductToGraph(await viewConduct(deps, principal, on ?? undefined))
      }
    }
  }
}

function rowToGraph ({ counts, exposure, perDuty, fte, comparison, before, ...row }: ShownRow, query: AnalysisQuery) {
  const { groupBy, by, view } = query
  const listing = (period: { from: string, to: string }) => recordsOf({ groupBy, by, view, ...period }, row.key)
  return {
    ...row, sanctions: counts.sanctions, ...counts.bySeverity, declarations: exposure.declarations, items: exposure.items,
    amounts: { currencies: counts.amounts, dutyEur: counts.dutyEur, penaltyEur: counts.penaltyEur, withoutRate: counts.withoutRate },
    perDutyAssessed: perDuty, customsFte: fte, comparison: { ...comparison, from: before.from, to: before.to, records: listing(before) }, records: listing(row)
  }
}

function conductToGraph ({ on, windowFrom, entries, recurringTypes, minor, measures, settingsRevision }: ShownConduct) {
  return {
    on, windowFrom, recurringTypes, thresholdsFrom: settingsRevision === 0 ? 'internal_default' : 'operator',
    infringements: entries.map(({ infringement: { id, correctiveActions: _actions, ...infringement }, ...entry }) => ({ sanctionId: id, ...infringement, ...entry })),
    minor: { ...minor, declarations: minor.exposure.declarations, items: minor.exposure.items },
    measures: measures.map(({ threshold, amber, red, ...measured }) => ({ ...measured, amberAbove: threshold.amber, redAbove: threshold.red, amber: projectionToGraph(amber), red: projectionToGraph(red) })),
    records: recordsOf({ groupBy: 'all', by: 'facts', view: 'without_annulled', from: windowFrom, to: on }, null)
  }
}

const projectionToGraph = (projection: ShownConduct['measures'][number]['red']) => projection === null ? null
  : { ...projection, perYear: projection.perYear.value, perYearLow: projection.perYear.low, perYearHigh: projection.perYear.high }
