import { defineProblem } from '../../platform/problem.ts'

/** The failures that messages and their acknowledgements can report. */
export const messageNotFound = defineProblem('training-message-not-found', 404, 'No such message')
export const messageNotInForce = defineProblem('training-message-not-in-force', 409, 'Nobody owes this message', 'Acknowledge it while it is in force: from its day of issue until it is withdrawn')
export const messageInForce = defineProblem('training-message-in-force', 409, 'The message is in force', 'Withdraw it first: PATCH its withdrawnOn')
export const messageWordsHeld = defineProblem('training-message-words-held', 409, 'A legal hold keeps the words')
export const loginUnknown = defineProblem('training-login-unknown', 409, 'Nobody is known by this login', 'Record the login as the person\'s subject at PATCH /v1/people/{id}/contact')
export const acknowledgementNotFound = defineProblem('training-acknowledgement-not-found', 404, 'No such acknowledgement')
export const acknowledgementExists = defineProblem('training-acknowledgement-exists', 409, 'The person has acknowledged the message')
export const acknowledgementRevoked = defineProblem('training-acknowledgement-revoked', 409, 'The acknowledgement was revoked')
