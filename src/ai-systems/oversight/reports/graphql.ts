import { MEASURES } from '../../../ai-oversight/measures.ts'
import type { Drift, NoDrift } from '../../../ai-oversight/drift.ts'
import type { ProposerComparison } from '../../../ai-oversight/proposers.ts'
import type { GraphqlPart } from '../../../platform/graphql/parts.ts'
import type { ReportDeps } from './deps.ts'
import { REPORT_SDL } from './graphql-sdl.ts'
import type { ComparedGroup, OversightCut } from './oversight-report.ts'
import { readAiShare, readDrift, readErrorWatch, readOversight, readProposers, readQuestionMeasures } from './read-reports.ts'
import type { DriftQuery, ProposerQuery, VersionWatch, WatchQuery } from './read-reports.ts'

type Given<Query> = { readonly [Name in keyof Query]: Query[Name] | null }
interface OversightArguments { readonly from: string, readonly to: string, readonly by?: OversightCut | null, readonly system?: string | null, readonly version?: string | null, readonly pillar?: string | null, readonly unit?: string | null }

/** Reports on the oversight of AI systems. */
export function aiOversightGraphql (deps: ReportDeps): GraphqlPart {
  return {
    sdl: REPORT_SDL,
    scopes: { 'Query.aiOversight': 'ai:read', 'Query.aiDrift': 'ai:read', 'Query.aiErrorWatch': 'ai:read', 'Query.aiProposers': 'ai:read', 'Query.aiShare': 'ai:read' },
    assumedRows: {
      'AiOversight.groups': 4, 'AiOversight.decisionGroups': 4, 'AiOversight.comparisons': 20, 'AiOversightGroup.measures': MEASURES.length, 'AiMeasure.details': 2, 'AiMeasure.bins': 1, 'AiQuestionEffect.oversight': 8,
      'Query.aiDrift': 5, 'Query.aiErrorWatch': 4, 'AiErrorWatch.scores': 50, 'Query.aiProposers': 10, 'Query.aiShare': 12
    },
    resolvers: {
      Query: {
        aiOversight: async (_root, { from, to, ...asked }: OversightArguments, { principal }) => {
          const { comparisons, ...report } = await readOversight(deps, principal, { from, to, ...stated(asked) })
          return { ...report, comparisons: comparisons.map(comparisonToWire) }
        },
        aiDrift: async (_root, { from, to, baselineFrom, baselineTo, system, ...asked }: Given<DriftQuery> & DriftQuery, { principal }) =>
          (await readDrift(deps, principal, { from, to, baselineFrom, baselineTo, system, ...stated(asked) })).features.map(driftToWire),
        aiErrorWatch: async (_root, { from, to, system, ...asked }: Given<WatchQuery> & WatchQuery, { principal }) =>
          (await readErrorWatch(deps, principal, { from, to, system, ...stated(asked) })).watches.map(watchToWire),
        aiProposers: async (_root, { from, to, byVersion, byUnit, ...asked }: Given<ProposerQuery> & ProposerQuery, { principal }) =>
          (await readProposers(deps, principal, { from, to, byVersion, byUnit, ...stated(asked) })).comparisons.map(proposersToWire),
        aiShare: async (_root, { from, to, byMonth }: { from: string, to: string, byMonth: boolean }, { principal }) => await readAiShare(deps, principal, { from, to, byMonth })
      }
    },
    loaders: {
      AiQuestionEffect: {
        oversight: async (queries: { obj: { question: string } }[], { principal }) => await readQuestionMeasures(deps, principal, queries.map(({ obj }) => obj.question))
      }
    }
  }
}

/** An argument that is null is one that was not given. */
const stated = <Asked extends object>(asked: Asked): { [Name in keyof Asked]?: Exclude<Asked[Name], null> } =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null)) as { [Name in keyof Asked]?: Exclude<Asked[Name], null> }

const comparisonToWire = ({ compared, ...rest }: ComparedGroup) => ({ ...rest, difference: compared?.difference ?? null, lower: compared?.lower ?? null, upper: compared?.upper ?? null })

const driftToWire = (found: Drift | NoDrift) => ({ baseline: null, ofChance: null, statistic: null, degrees: null, categories: null, adjustedP: null, ...found })

const watchToWire = ({ version, source, isRandomSample, watch, release }: VersionWatch) => ({ ...watch, version, source, isRandomSample, release: release.verdict, releaseOn: release.on })

const proposersToWire = ({ compared, ...rest }: ProposerComparison) => ({ ...rest, ratio: compared?.ratio ?? null, lower: compared?.lower ?? null, upper: compared?.upper ?? null })
