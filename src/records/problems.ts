import { defineProblem } from '../platform/problem.ts'

/** The failures that records can report. */
export const documentExists = defineProblem('supporting-document-exists', 409, 'The document is recorded for this declaration already')
export const documentNotFound = defineProblem('supporting-document-not-found', 404, 'No such supporting document')
export const movementExists = defineProblem('goods-movement-exists', 409, 'The movement is recorded already')
export const movementNotFound = defineProblem('goods-movement-not-found', 404, 'No such movement of goods')
export const exciseMovementExists = defineProblem('excise-movement-exists', 409, 'The excise movement is recorded already')
export const exciseMovementNotFound = defineProblem('excise-movement-not-found', 404, 'No such excise movement')
export const exciseMovementState = defineProblem('excise-movement-state', 409, 'The excise movement cannot be in that state now')
export const exitProofExists = defineProblem('exit-proof-exists', 409, 'The proof of exit is recorded already')
export const exitProofNotFound = defineProblem('exit-proof-not-found', 404, 'No such proof of exit')
export const evidenceExists = defineProblem('criteria-evidence-exists', 409, 'The evidence is recorded already')
export const evidenceNotFound = defineProblem('criteria-evidence-not-found', 404, 'No such evidence')
export const holdNotFound = defineProblem('legal-hold-not-found', 404, 'No such legal hold')
export const holdLifted = defineProblem('legal-hold-lifted', 409, 'The legal hold is lifted already')
export const settingImpossible = defineProblem('record-setting-impossible', 422, 'The setting cannot be so')
