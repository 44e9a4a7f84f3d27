import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import { v7 } from 'uuid'
import { invalidRequest } from '../problem.ts'
import type { Problem } from '../problem.ts'
import { expectationFailed, headersTooLarge, requestTimeout } from './http-problems.ts'
import { PROBLEM_TYPE } from './problem-handler.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

type RawError = Error & { code?: string }

/** Answers what Node could not even read as a request; the same body and headers as elsewhere, then the connection ends. */
export function answerUnreadable (error: RawError, socket: Socket, log: FastifyBaseLogger): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const requestId = v7()
  const problem = unreadableProblem(error.code)
  log.info({ requestId, problem: problem.type, status: problem.status, code: error.code }, 'unreadable request')
  // A second answer on a connection that is in the middle of one would be taken for part of the first.
  if (!socket.writable || answerStarted(socket)) {
    socket.destroy()
    return
  }
  const body = JSON.stringify({ ...problem.toJSON(), requestId })
  const head = Object.entries(rawHeaders(body, requestId)).map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${head}\r\n${body}`, () => { socket.destroy() })
}

/** `Expect` may only ask for 100-continue; Node would answer without our headers. */
export function answerExpectation (_request: IncomingMessage, response: ServerResponse): void {
  const requestId = v7()
  const problem = expectationFailed('Only 100-continue can be expected.')
  const body = JSON.stringify({ ...problem.toJSON(), requestId })
  response.writeHead(problem.status, rawHeaders(body, requestId)).end(body)
}

function rawHeaders (body: string, requestId: string): Record<string, string> {
  return { ...SECURITY_HEADERS, 'content-type': PROBLEM_TYPE, 'content-length': String(Buffer.byteLength(body)), 'x-request-id': requestId, connection: 'close' }
}

function unreadableProblem (code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestTimeout('The request did not arrive in time.')
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge('The header fields are larger than 16 kB.')
  return invalidRequest('The request cannot be read as HTTP.')
}

/** Node keeps the answer under way on the socket; there is no public way to ask. */
function answerStarted (socket: Socket): boolean {
  const { _httpMessage: message } = socket as Socket & { _httpMessage?: ServerResponse | null }
  return message?.headersSent === true
}
