import { defineProblem } from '../platform/problem.ts'

/** The failures that the questionnaire can report. */
export const questionNotFound = defineProblem('questionnaire-question-not-found', 404, 'No such question', 'GET /v1/questionnaire lists the questions')
export const answerNotFound = defineProblem('questionnaire-answer-not-found', 409, 'The question is not answered', 'Answer it first, with PUT /v1/questionnaire/{question}')
export const answerWordsHeld = defineProblem('questionnaire-words-held', 409, 'The words of the answer are kept by a legal hold')
