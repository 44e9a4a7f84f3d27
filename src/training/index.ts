/** Training: who must know what, who has shown that he does, and whether it helped. */
export { trainingRoutes } from './routes.ts'
export { trainingGraphql } from './graphql.ts'
export { calendarFeed } from './calendar/calendar-feed.ts'
export type { TrainingDeps } from './deps.ts'
export { competenceOn } from './competence/competence.ts'
export type { Competence, Demand } from './competence/competence.ts'
export { readTraining } from './loader/read-training.ts'
export type { TrainingFacts, TrainingScope } from './loader/read-training.ts'
