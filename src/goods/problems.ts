import { defineProblem } from '../platform/problem.ts'

/** The failures that the goods feature can report. */
export const goodsNotFound = defineProblem('goods-not-found', 404, 'No such goods')
export const goodsExist = defineProblem('goods-exist', 409, 'Goods with this reference are recorded')
export const goodsRefused = defineProblem('goods-statement-refused', 422, 'The statement does not fit what is recorded')
export const decisionNotFound = defineProblem('goods-decision-not-found', 404, 'No such decision on these goods')
export const decisionRefused = defineProblem('goods-decision-state', 409, 'The state of the decision does not allow it')
export const supplierNotFound = defineProblem('supplier-not-found', 404, 'No such supplier')
export const supplierExists = defineProblem('supplier-exists', 409, 'A supplier with this reference is recorded')
export const supplierDeclarationNotFound = defineProblem('supplier-declaration-not-found', 404, 'No such supplier\'s declaration')
export const supplierDeclarationExists = defineProblem('supplier-declaration-exists', 409, 'This document of this supplier is recorded')
export const licenceNotFound = defineProblem('licence-not-found', 404, 'No such licence')
export const licenceExists = defineProblem('licence-exists', 409, 'A licence with this reference is recorded')
