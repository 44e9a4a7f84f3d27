/** Risks: what could go wrong with customs work, how likely and how costly it is, and what is done about it. */
export { riskRoutes } from './routes.ts'
export type { RiskDeps } from './deps.ts'
export { riskRegisterGraphql } from './register-graphql.ts'
