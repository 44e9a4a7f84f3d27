import { defineProblem } from '../platform/problem.ts'

/** The failures that the authorisations feature can report. */
export const authorisationNotFound = defineProblem('authorisation-not-found', 404, 'No such authorisation')
export const authorisationExists = defineProblem('authorisation-exists', 409, 'An authorisation with this reference is on record')
export const authorisationRefused = defineProblem('authorisation-state', 409, 'The state of the authorisation does not allow it')
export const obligationNotFound = defineProblem('authorisation-obligation-not-found', 404, 'No such obligation')
export const obligationRefused = defineProblem('authorisation-obligation-state', 409, 'The state of the obligation does not allow it')
export const dutyNotFound = defineProblem('notification-duty-not-found', 404, 'No such duty to notify')
export const dutyRefused = defineProblem('notification-duty-state', 409, 'The state of the duty to notify does not allow it')
