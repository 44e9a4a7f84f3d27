import { defineProblem } from '../../platform/problem.ts'

/** Carries `message`: the name of the root element. */
export const unsupportedMessage = defineProblem('unsupported-message', 422, 'This kind of message is not taken in')
