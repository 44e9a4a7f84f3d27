import { defineProblem } from '../platform/problem.ts'

/** The failures that sessions and records of training can report. */
export const sessionExists = defineProblem('training-session-exists', 409, 'A session has this code already')
export const sessionNotFound = defineProblem('training-session-not-found', 404, 'No such session')
export const sessionHasRecords = defineProblem('training-session-has-records', 409, 'The session has records')
export const recordExists = defineProblem('training-record-exists', 409, 'A record has this reference already')
export const recordNotFound = defineProblem('training-record-not-found', 404, 'No such training record')
export const recordOfAnother = defineProblem('training-record-person-fixed', 409, 'A training record stays with its person')
export const recordRevoked = defineProblem('training-record-revoked', 409, 'The record is revoked already', 'Revoke it from an earlier day, or record under another reference what was completed after all')
export const statementConflict = defineProblem('xapi-statement-conflict', 409, 'A statement with this id says something else')
