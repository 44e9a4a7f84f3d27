import { defineProblem } from '../platform/problem.ts'

/** The failures that the sanctions feature can report. */
export const sanctionNotFound = defineProblem('sanction-not-found', 404, 'No such sanction')
export const sanctionExists = defineProblem('sanction-exists', 409, 'The decision is recorded already')
export const appealRefused = defineProblem('sanction-appeal-state', 409, 'The state of the appeal does not allow it')
export const settingsChanged = defineProblem('sanction-settings-changed', 409, 'The settings changed meanwhile')
export const wordsHeld = defineProblem('sanction-words-held', 409, 'A legal hold keeps the words')
