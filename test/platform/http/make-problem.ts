import { defineProblem } from '../../../src/platform/problem.ts'

/** A problem that only tests throw. */
export const conflictForTests = defineProblem('conflict-for-tests', 409, 'Conflict for tests')
