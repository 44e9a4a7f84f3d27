import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Principal, Scope } from '../access.ts'

/** The service's Fastify instance: TypeBox schemas give the handlers their types. */
export type App = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, TypeBoxTypeProvider>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The right this route needs; every route inside `authenticated` states one. GraphQL checks a right per field. */
    scope?: Scope | 'per_field'
    /** Media types of the body this route takes; `application/json` when left out. */
    mediaTypes?: readonly string[]
    /** Content codings of the body this route unpacks itself; none when left out. */
    contentEncodings?: readonly string[]
    /** The body may take longer than the deadline: bulk counts its own pace. */
    longBody?: boolean
    /** Answers under overload and is not counted by the rate limits: liveness. */
    alwaysAnswered?: boolean
    /** The address itself is the secret: a wrong method there is answered like an address that does not exist. */
    secretAddress?: boolean
  }

  interface FastifyRequest {
    /** Who asks. Set inside `authenticated`; elsewhere it must not be read. */
    principal: Principal
  }
}
