import { defineProblem } from '../platform/problem.ts'

/** The failures that risks can report. */
export const riskNotFound = defineProblem('risk-not-found', 404, 'No such risk')
