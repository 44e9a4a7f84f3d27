/** Training: who must know what, who has shown it, and whether it helped. */
export { trainingRoutes } from './routes.ts'
export { trainingGraphql } from './graphql.ts'
export type { TrainingDeps } from './deps.ts'
