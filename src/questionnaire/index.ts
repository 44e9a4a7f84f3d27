/** The AEO self-assessment questionnaire (SAQ), kept alive: questions, answers, and whether these still stand after what happened since. */
export { questionnaireRoutes } from './routes.ts'
export { questionnaireGraphql } from './graphql.ts'
export { answersSource, eraseAnswerWords } from './erasure/words-erasure.ts'
export { isQuestion, lookedAtSince } from './reports/follow-up-states.ts'
export { staleAnswers } from './reports/stale-answers.ts'
export type { AskTouches, QuestionnaireDeps } from './deps.ts'
