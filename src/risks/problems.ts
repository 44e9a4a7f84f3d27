import { defineProblem } from '../platform/problem.ts'

/** The failures that risks can report. */
export const riskNotFound = defineProblem('risk-not-found', 404, 'No such risk')
export const simulationTooLong = defineProblem('simulation-too-long', 503, 'The simulation took too long', 'Ask for fewer years, or again when less is going on')
