import { defineProblem } from '../../platform/problem.ts'

/** The failures that messages and their acknowledgements can report. */
export const messageNotFound = defineProblem('training-message-not-found', 404, 'No such message')
export const messageChanged = defineProblem('training-message-changed', 409, 'The message changed meanwhile')
export const messageNotInForce = defineProblem('training-message-not-in-force', 409, 'Nobody owes this message', 'Acknowledge it while it is in force: from its day of issue until it is withdrawn')
export const loginUnknown = defineProblem('training-login-unknown', 409, 'Nobody is known by this login', 'Record the login as the person\'s subject at PATCH /v1/people/{id}/contact')
export const acknowledgementNotFound = defineProblem('training-acknowledgement-not-found', 404, 'No such acknowledgement')
export const acknowledgementExists = defineProblem('training-acknowledgement-exists', 409, 'The person has acknowledged the message')
export const acknowledgementRevoked = defineProblem('training-acknowledgement-revoked', 409, 'The acknowledgement was revoked')
