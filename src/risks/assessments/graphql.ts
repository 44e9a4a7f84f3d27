import type { GraphqlPart } from '../../platform/graphql/parts.ts'
import type { PriorityBasis } from '../../risk/priority.ts'
import type { RiskDeps } from '../deps.ts'
import { READ } from '../register/risk-operations.ts'
import { listAssessments } from './assessment-operations.ts'
import type { KeptAssessment } from './assessment.ts'
import { ASSESSMENT_SDL } from './graphql-sdl.ts'
import { readCourse, readHeatMap, readMoves, readPortfolio, readTop, suggestLikelihoods } from './read-reports.ts'
import type { MovedFigures, RiskSuggestion } from './read-reports.ts'

/** Assessments for reports: over time, as a matrix, as a ranking and as a curve. */

interface OfAssessment { readonly assessment?: string | null }
const MOST_RISKS = 94
const CELLS = 25

export function riskAssessmentGraphql (deps: Pick<RiskDeps, 'db' | 'indicatorLevels'>): GraphqlPart {
  return {
    sdl: ASSESSMENT_SDL,
    scopes: Object.fromEntries(['riskAssessments', 'riskCourse', 'riskMoves', 'topRisks', 'riskHeatMap', 'riskPortfolio', 'riskSuggestions'].map((name) => [`Query.${name}`, READ])),
    assumedRows: { 'Query.riskMoves': MOST_RISKS, 'Query.riskHeatMap': CELLS, 'Query.riskSuggestions': MOST_RISKS, 'RiskMove.causes': 6, 'RiskPortfolio.exceedance': 60, 'RiskSuggestion.because': 2 },
    resolvers: {
      Query: {
        riskAssessments: async (_root, { first, after }: { first: number, after?: string | null }, { principal }) => {
          const { items, nextCursor } = await listAssessments(deps, principal, { limit: first, cursor: after ?? undefined })
          return { nodes: items.map(assessmentNode), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
        },
        riskCourse: async (_root, { risk, first }: { risk: string, first: number }, { principal }) => (await readCourse(deps, principal, risk, first)).map(figuresNode),
        riskMoves: async (_root, { assessment }: OfAssessment, { principal }) => (await readMoves(deps, principal, assessment ?? undefined)).map(figuresNode),
        topRisks: async (_root, { by, first, assessment }: OfAssessment & { by: PriorityBasis, first: number }, { principal }) => (await readTop(deps, principal, by, first, assessment ?? undefined)).map(figuresNode),
        riskHeatMap: async (_root, { assessment }: OfAssessment, { principal }) => await readHeatMap(deps, principal, assessment ?? undefined),
        riskPortfolio: async (_root, { assessment }: OfAssessment, { principal }) => {
          const found = await readPortfolio(deps, principal, assessment ?? undefined)
          return found === undefined ? null : portfolioNode(found)
        },
        riskSuggestions: async (_root, days: { from: string, to: string }, { principal }) => (await suggestLikelihoods(deps, principal, days)).map(suggestionNode)
      }
    }
  }
}

const assessmentNode = ({ settings, scope: { sites, procedures, pillars, areasLeftOut = [] }, portfolio: { inherent, residual }, ...assessment }: KeptAssessment) => ({
  ...assessment, ...settings, sites, procedures, pillars, areasLeftOut, inherentExpectedAnnualLoss: inherent.expectedAnnualLoss, expectedAnnualLoss: residual.expectedAnnualLoss
})

const figuresNode = ({ assessmentId: assessment, recordedAt: assessedAt, input: { events, windowExposure, yearExposure }, ...figures }: MovedFigures) => ({ assessment, assessedAt, events, windowExposure, yearExposure, ...figures })

const portfolioNode = ({ id: assessment, portfolio: { inherent, residual, exceedance } }: KeptAssessment) =>
  ({ assessment, inherent, residual, exceedance: exceedance.map(({ loss, chances }) => ({ loss, inherent: chances[0] ?? 0, residual: chances[1] ?? 0 })) })

const suggestionNode = ({ likelihood: suggested, ...suggestion }: RiskSuggestion) => ({ ...suggestion, suggested })
