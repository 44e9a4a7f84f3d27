import EVENTS from './touching-events.json' with { type: 'json' }
import LINKS from './shown-by.json' with { type: 'json' }
import QUESTIONS from './catalogue.json' with { type: 'json' }
import type { Question } from './question.ts'
import { readCatalogue } from './read-catalogue.ts'

/** The questionnaire that ships, checked as a whole when the service starts. */
export const CATALOGUE = readCatalogue(QUESTIONS, EVENTS, LINKS)

const BY_ID: ReadonlyMap<string, Question> = new Map(CATALOGUE.questions.map((question) => [question.id, question]))
export const findQuestion = (id: string): Question | undefined => BY_ID.get(id)
