import { defineProblem } from '../problem.ts'

/** Failures of the transport itself, before any feature sees the request. */
export const requestTimeout = defineProblem('request-timeout', 408, 'The request took too long to arrive')
export const uriTooLong = defineProblem('uri-too-long', 414, 'The address is too long')
export const headersTooLarge = defineProblem('header-fields-too-large', 431, 'The header fields are too large')
export const expectationFailed = defineProblem('expectation-failed', 417, 'The expectation cannot be met')
