import { enumOf } from '../../platform/graphql/enum-sdl.ts'
import type { GraphqlPart } from '../../platform/graphql/parts.ts'
import type { Database } from '../../platform/db/pool.ts'
import { kpiCatalogue } from './catalogue.ts'
import type { CatalogueDeps } from './catalogue.ts'
import { DIRECTIONS, GROUPS, INTERVALS, PERIODS, sourcesOf, UNITS } from './definition.ts'
import type { Group, Kpi } from './definition.ts'
import type { Figure, KpiFigures } from './figures.ts'
import { readKpis } from './read-kpis.ts'
import type { KpiQuestion } from './read-kpis.ts'

const DEFINITION = `
  "Name in the catalogue" name: String!
  "How it is worked out, in words" formula: String!
  "Unit of the value" unit: KpiUnit!
  "Whether a higher value is better, a lower one, or neither" better: KpiBetter!
  "Whether the data of this release supports it" state: KpiState!
  "The register that it waits for, and why; null when it is supported" awaiting: String
  "What is counted above the line; null while it waits" numerator: String
  "What it is counted against; null for a plain count, or while it waits" denominator: String
  "Which days it looks at; null while it waits" period: KpiPeriod
  "Kind of interval; null while it waits" interval: KpiInterval
  "Totals and registers that it is read from" source: [String!]!
  "Scope that it needs beside reporting:read; null where none. Without it a figure that is named is refused, and left out where none is named" needs: String
  "How it differs from the formula, or what it leaves open" remark: String
  "Where it turns amber and red: internal defaults, no law" threshold: KpiThreshold!
  "What it may be asked by" groups: [KpiGroup!]!`

const SDL = `
extend type Query {
  "The catalogue of key figures, those included that still wait for a register."
  kpiCatalogue: [KpiDefinition!]!
  "Key figures over a period: of all, and by one dimension, by month, or by both. Costs the same at any number of declarations."
  kpis("Names; all that can be asked so if absent" names: [String!], "First day" from: Date!, "Last day" to: Date!, "One dimension, or month, or both" by: [KpiGroup!]! = []): [Kpi!]!
}

${enumOf('KpiUnit', 'Unit of a key figure.', UNITS)}
${enumOf('KpiBetter', 'Which way is better.', DIRECTIONS)}
${enumOf('KpiPeriod', 'The days that a key figure looks at.', PERIODS)}
${enumOf('KpiInterval', 'Interval of a key figure, 95 %: Wilson for shares, Garwood (exact Poisson) for events.', INTERVALS)}
${enumOf('KpiGroup', 'What key figures are asked by.', GROUPS)}
${enumOf('KpiState', 'Whether a key figure can be answered.', ['supported', 'awaiting'])}
${enumOf('KpiOutcome', 'no_data: nothing was there to count, which is no zero.', ['measured', 'no_data'])}
${enumOf('KpiStatus', 'Colour of a figure by its threshold.', ['green', 'amber', 'red'])}
${enumOf('KpiThresholdKind', 'limits: fixed. band: amber outside. spread: standard deviations above the mean of the groups. own_mean: times the mean of the same period in the years before.', ['none', 'limits', 'band', 'spread', 'own_mean'])}

"Where a key figure turns amber and red. A value on a limit still has the better colour."
type KpiThreshold {
  "What the numbers mean" kind: KpiThresholdKind!
  "Amber beyond it: a value, standard deviations, or times the own mean" amber: Float
  "Red beyond it" red: Float
  "Amber below it as well, of a band" low: Float
}

"What a key figure is."
type KpiDefinition {${DEFINITION}
}

"A key figure with its values."
type Kpi {${DEFINITION}
  "Of all, over the whole period" value: KpiFigure!
  "By what was asked for: a time series by month, or a figure for each key" figures: [KpiFigure!]!
}

"One value of a key figure."
type KpiFigure {
  "Value of the dimension; null for all, and where nothing is named" key: String
  "Calendar month YYYY-MM; null for the whole period" month: String
  "First day" from: Date!
  "Last day" to: Date!
  "Whether there was anything to count" outcome: KpiOutcome!
  "In the unit of the key figure; null without data" value: Float
  "What was counted, as decimal text" numerator: Decimal
  "What it was counted against, as decimal text" denominator: Decimal
  "Lower end of the interval, in the unit of the key figure" lower: Float
  "Upper end" upper: Float
  "Fewer than three events were to be expected: the rate says little" lowData: Boolean!
  "By the threshold; null where there is none, or no data" status: KpiStatus
  "The limit beyond which it is amber" amberLimit: Float
  "The limit beyond which it is red" redLimit: Float
  "The limit below which it is amber as well" lowLimit: Float
}
`

export interface KpiGraphqlDeps extends CatalogueDeps { readonly db: Database }

export function kpiGraphql ({ db, ...known }: KpiGraphqlDeps): GraphqlPart {
  const deps = { db, catalogue: kpiCatalogue(known) }
  return {
    sdl: SDL,
    scopes: { 'Query.kpiCatalogue': 'reporting:read', 'Query.kpis': 'reporting:read' },
    assumedRows: { 'Query.kpiCatalogue': deps.catalogue.length, 'Query.kpis': 20, 'Kpi.figures': 12 },
    resolvers: {
      Query: {
        kpiCatalogue: () => deps.catalogue.map(definitionToWire),
        kpis: async (_root, question: KpiQuestion & { by: Group[] }, { principal }) => (await readKpis(deps, principal, question)).map(kpiToWire)
      }
    }
  }
}

function definitionToWire (kpi: Kpi): Record<string, unknown> {
  const { name, formula, unit, better, threshold, state, groups } = kpi
  const recipe = kpi.state === 'supported' ? kpi.recipe : undefined
  return {
    name, formula, unit, better, state, groups, threshold,
    awaiting: kpi.state === 'awaiting' ? `${kpi.awaited.register}: ${kpi.awaited.because}` : null,
    numerator: recipe?.numerator.words ?? null, denominator: recipe?.denominator?.words ?? null,
    period: kpi.state === 'supported' ? kpi.period : null, interval: recipe?.interval ?? null,
    source: recipe === undefined ? [] : sourcesOf(recipe).map(({ reads }) => reads), needs: recipe?.needs ?? null, remark: recipe?.remark ?? null
  }
}

const kpiToWire = ({ kpi, value, figures }: KpiFigures): Record<string, unknown> => ({ ...definitionToWire(kpi), value: figureToWire(value), figures: figures.map(figureToWire) })

const decimalOf = (number: number | null): string | null => number === null ? null : String(number)

function figureToWire ({ numerator, denominator, amber, red, low, ...figure }: Figure): Record<string, unknown> {
  return { ...figure, numerator: decimalOf(numerator), denominator: decimalOf(denominator), amberLimit: amber, redLimit: red, lowLimit: low }
}
