/** AI systems: which there are, what the AI Act makes of them, what is owed for them, and how they are controlled. */
export { aiSystemRoutes } from './routes.ts'
export { aiSystemGraphql } from './graphql.ts'
export { aiOversightGraphql } from './oversight/reports/graphql.ts'
export type { ReportDeps } from './oversight/reports/deps.ts'
export { usesOfSystems } from './literacy/read-uses.ts'
export type { AiSystemDeps, OversightDeps } from './deps.ts'
export { followLogs as followForOversight } from './oversight/joins/follow-log.ts'
export type { JoinDeps } from './oversight/joins/deps.ts'
