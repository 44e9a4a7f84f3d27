import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { contentTooLarge, invalidRequest, methodNotAllowed, notFound, overloaded, Problem, unsupportedMediaType } from '../problem.ts'
import type { AllowedMethods } from './allowed-methods.ts'
import { databaseProblem } from '../db/database-failure.ts'
import { uriTooLong } from './http-problems.ts'
import { hasBody } from './media-types.ts'
import type { App } from './route-config.ts'
import type { RecordRefusal } from './security-events.ts'

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'
const LARGEST_UNREAD_BYTES = 1024 * 1024

export interface ProblemHandlerDeps {
  allowedMethods: AllowedMethods
  recordRefusal: RecordRefusal
}

export type AnswerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** Turns whatever was thrown into RFC 9457 problems; what is not expected is logged, then masked. */
export function answerErrors ({ recordRefusal }: Pick<ProblemHandlerDeps, 'recordRefusal'>): AnswerError {
  return (error, request, reply) => {
    const problem = problemOf(error, request)
    if (problem === undefined) {
      request.log.error({ err: error, route: request.routeOptions.url }, 'unexpected failure')
      return sendProblem(request, reply, 500, { type: 'about:blank', title: 'Internal Server Error', status: 500 })
    }
    recordRefusal(request, problem)
    if (problem.status >= 500) request.log.warn({ err: problem }, 'cannot serve at the moment')
    if (problem.status === 503) reply.header('retry-after', '2')
    if (problem.status === 429) reply.header('retry-after', '1')
    reply.headers(problem.headers)
    return sendProblem(request, reply, problem.status, problem.toJSON())
  }
}

export function handleProblems (app: App, answer: AnswerError, { allowedMethods }: Pick<ProblemHandlerDeps, 'allowedMethods'>): void {
  app.setErrorHandler((error, request, reply) => answer(error, request, reply))
  app.setNotFoundHandler((request) => {
    const methods = allowedMethods(request.url.split('?', 1)[0] ?? '')
    if (methods.length === 0) throw notFound('There is nothing at this address.')
    throw methodNotAllowed(`This address takes ${methods.join(', ')}.`, {}, { headers: { allow: methods.join(', ') } })
  })
}

function sendProblem (request: FastifyRequest, reply: FastifyReply, status: number, body: Record<string, unknown>): FastifyReply {
  if (leavesMuchUnread(request)) reply.header('connection', 'close')
  return reply.code(status).type(PROBLEM_TYPE).send(JSON.stringify({ ...body, requestId: request.id }))
}

/** A refused upload is not read to its end for the sake of the connection. */
function leavesMuchUnread (request: FastifyRequest): boolean {
  if (request.raw.complete || !hasBody(request)) return false
  return request.headers['content-length'] === undefined || Number(request.headers['content-length']) > LARGEST_UNREAD_BYTES
}

function problemOf (error: unknown, request: FastifyRequest): Problem | undefined {
  if (error instanceof Problem) return error
  if (!(error instanceof Error)) return undefined
  const { code = '', statusCode } = error as Partial<FastifyError>
  if (code.startsWith('FST_')) return frameworkProblem(code, statusCode ?? 500)
  if (statusCode === 400 && request.raw.destroyed && !request.raw.complete) return invalidRequest('The request was cut off.', {}, { cause: error })
  return databaseProblem(error)
}

function frameworkProblem (code: string, status: number): Problem | undefined {
  switch (code) {
    case 'FST_ERR_NOT_FOUND': return notFound('There is nothing at this address.')
    case 'FST_ERR_BAD_URL': return invalidRequest('The address cannot be read.', { hint: 'Percent-encode what is not plain ASCII, as UTF-8' })
    case 'FST_ERR_MAX_PARAM_LENGTH': return uriTooLong('A part of the address is too long.')
    case 'FST_ERR_CTP_BODY_TOO_LARGE': return contentTooLarge('The content is larger than this address takes.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE': return unsupportedMediaType('The media type of the content is not taken here.')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH': return invalidRequest('The content does not have the stated length.')
    case 'FST_ERR_HANDLER_TIMEOUT': return overloaded('The answer took too long.')
    default: return status >= 400 && status < 500 ? invalidRequest(`${STATUS_CODES[status] ?? 'Bad Request'}.`) : undefined
  }
}
