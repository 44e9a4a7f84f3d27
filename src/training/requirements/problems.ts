import { defineProblem } from '../../platform/problem.ts'

export const requirementExists = defineProblem('training-requirement-exists', 409, 'A requirement has this code already')
export const requirementNotFound = defineProblem('training-requirement-not-found', 404, 'No such requirement')
export const requirementOfAnother = defineProblem('training-requirement-person-fixed', 409, 'A requirement stays with its person')
