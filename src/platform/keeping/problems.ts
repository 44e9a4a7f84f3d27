import { defineProblem } from '../problem.ts'

export const recordHeld = defineProblem('record-held', 409, 'A legal hold keeps the record as it is')
