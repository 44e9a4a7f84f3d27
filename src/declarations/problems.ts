import { defineProblem } from '../platform/problem.ts'

/** The failures that the declarations feature can report. */
export const declarationNotFound = defineProblem('declaration-not-found', 404, 'No such declaration')
export const declarationRefused = defineProblem('declaration-refused', 422, 'The declaration cannot be recorded')
export const originalNotKept = defineProblem('original-not-kept', 410, 'The original is not kept any more')
export const checkNotFound = defineProblem('check-not-found', 404, 'No such check')
export const checkRunNotFound = defineProblem('check-run-not-found', 404, 'No such run')
export const notADeclaration = defineProblem('not-a-declaration', 422, 'The document is no declaration')
export const reconciliationNotFound = defineProblem('reconciliation-not-found', 404, 'No such reconciliation')
export const reconciliationAbandoned = defineProblem('reconciliation-abandoned', 409, 'The reconciliation was given up')
