/** Sanctions: penalties that customs imposed on the operator, counted against its declarations. */
export { sanctionRoutes } from './routes.ts'
export { followDeclarations } from './operations/follow-declarations.ts'
export type { ErasureDeps } from './operations/erase-words.ts'
export { sanctionGraphql } from './graphql.ts'
export { sanctionAnalysisGraphql } from './analysis-graphql.ts'
export type { AnalysisDeps } from './operations/analyse-sanctions.ts'
export { sanctionEvidence } from './sanction-evidence.ts'
export type { SanctionEvidence } from './sanction-evidence.ts'
