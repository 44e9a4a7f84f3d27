/** Sanctions: penalties that customs imposed on the operator, counted against its declarations. */
export { sanctionRoutes } from './routes.ts'
export { followDeclarations } from './operations/follow-declarations.ts'
export type { RecordDeps } from './operations/deps.ts'
export { sanctionGraphql } from './graphql.ts'
export { sanctionAnalysisGraphql } from './analysis-graphql.ts'
export type { AnalysisDeps } from './operations/analyse-sanctions.ts'
