/** AI systems: which there are, what the AI Act makes of them, what is owed for them, and how they are controlled. */
export { aiSystemRoutes } from './routes.ts'
export { aiSystemGraphql } from './graphql.ts'
export { registerSource } from './erasure/words-erasure.ts'
export { usesOfSystems } from './literacy/read-uses.ts'
export type { AiSystemDeps, OversightDeps } from './deps.ts'
