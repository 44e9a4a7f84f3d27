/** Findings: what checks, people and customs found wrong, what people decided, what was done about it, and how often it happens. */
export { findingRoutes } from './routes.ts'
export { findingGraphql } from './graphql.ts'
export { reviewSampleGraphql } from './sample-graphql.ts'
export type { ActionDeps } from './operations/corrective-actions.ts'
export { openFindings } from './operations/open-findings.ts'
export { correctiveActionDates, knownFindings } from './operations/named-findings.ts'
