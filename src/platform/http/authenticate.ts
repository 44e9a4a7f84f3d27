import type { FastifyRequest } from 'fastify'
import { requireScope, SCOPES } from '../access.ts'
import type { Principal, Scope } from '../access.ts'
import { operatorSuspended, unknownOperator } from '../problem.ts'
import { AccessRefusal } from './access-refusal.ts'
import type { Claims } from './jwt-claims.ts'
import { rememberOperators } from './operators-cache.ts'
import type { FindOperator } from './operators-cache.ts'
import { createRateLimit } from './rate-limits.ts'
import type { App } from './route-config.ts'
import { tokenRefused } from './token-verifier.ts'
import type { VerifyToken } from './token-verifier.ts'
import { invalid, unknownContent, unknownParameters } from './validation.ts'

export interface AuthenticationDeps {
  verifyToken: VerifyToken
  /** Looks the operator up by EORI; remembered for at most five seconds. */
  findOperator: FindOperator
  /** Requests a minute for one subject of one operator. */
  rateLimitPerMinute: number
  now?: () => number
}

/**
 * Demands a token for every route of this context: sets `request.principal`, counts the subject's requests and checks the
 * route's scope, all before the body is read. A route that names no scope stops the start.
 */
export function authenticated (app: App, { verifyToken, findOperator, rateLimitPerMinute, now = Date.now }: AuthenticationDeps): void {
  const findRemembered = rememberOperators(findOperator, now)
  const limit = createRateLimit('subject', rateLimitPerMinute, now)
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!isScope(config?.scope)) throw new Error(`The route ${String(method)} ${url} names no scope`)
  })
  app.addHook('onRequest', async (request, reply) => {
    if (statesTokenTwice(request)) throw tokenRefused(new AccessRefusal('two_tokens'))
    const claims = await verifyToken(request.headers.authorization)
    limit.count(`${claims.eori} ${claims.subject}`, reply)
    request.principal = await identify(claims, findRemembered)
    checkScope(request)
    const unknown = unknownParameters(request)
    if (unknown.length > 0) throw invalid('querystring', unknown)
  })
  app.addHook('preValidation', async (request) => {
    const unknown = unknownContent(request)
    if (unknown.length > 0) throw invalid('body', unknown)
  })
}

/** @throws unknownOperator, operatorSuspended */
async function identify (claims: Claims, findOperator: FindOperator): Promise<Principal> {
  const { eori, subject, scopes, expiresAt } = claims
  const operator = await findOperator(eori)
  if (operator === undefined) throw unknownOperator('Ask for the operator to be added.', {}, { cause: new AccessRefusal('unknown_operator', { eori, subject }) })
  if (operator.status === 'suspended') throw operatorSuspended('Nothing is served until it is active again.', {}, { cause: new AccessRefusal('operator_suspended', { eori, subject }) })
  return { subject, eori, operatorId: operator.operatorId, scopes, expiresAt }
}

function checkScope ({ routeOptions, principal }: FastifyRequest): void {
  const { scope } = routeOptions.config
  if (scope === undefined) throw new Error('A route without a scope was added')
  if (scope !== 'per_field') requireScope(principal, scope)
}

function isScope (value: unknown): value is Scope | 'per_field' {
  return value === 'per_field' || SCOPES.some((scope) => scope === value)
}

/** Node keeps the first of two; a proxy in front may have looked at the second. */
function statesTokenTwice ({ raw: { rawHeaders } }: FastifyRequest): boolean {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 13 && name.toLowerCase() === 'authorization') count += 1
  }
  return count > 1
}
