import { defineProblem } from '../../platform/problem.ts'

/** The failures that needs can report. */
export const needNotFound = defineProblem('training-need-not-found', 404, 'No such training need')
export const needClosed = defineProblem('training-need-closed', 409, 'The need is closed already')
export const needNotReopened = defineProblem('training-need-not-reopened', 409, 'The need cannot be opened again')
export const needWordsHeld = defineProblem('training-need-words-held', 409, 'A legal hold keeps the words')
