/** Declarations: what was declared, in which versions, what customs answered, and the totals over all of it. */
export { declarationRoutes } from './routes.ts'
export type { RouteDeps } from './routes.ts'
export { declarationGraphql } from './graphql.ts'
export { IngestQueue } from './ingest/ingest-queue.ts'
export type { BatchDeps } from './ingest/batch.ts'
export type { IngestOutcome, IngestSource } from './ingest/push-operation.ts'
export { DeclarationContentSchema } from './data-elements.ts'
export { rebuildTotals } from './rebuild-totals.ts'
