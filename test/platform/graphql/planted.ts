import Fastify from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FormattedExecutionResult } from 'graphql'
import type { Principal } from '../../../src/platform/access.ts'
import { registerGraphql } from '../../../src/platform/graphql/register.ts'
import type { GraphqlOptions } from '../../../src/platform/graphql/register.ts'
import type { App } from '../../../src/platform/http/route-config.ts'
import type { GraphqlPart } from '../../../src/platform/graphql/parts.ts'
import { Problem } from '../../../src/platform/problem.ts'

export const principal: Principal = {
  subject: 's',
  eori: 'IT01234567890',
  operatorId: '018f2b5e-0000-7000-8000-000000000001',
  scopes: new Set(['*']),
  expiresAt: 4_102_444_800
}

/** How often a resolver of the planted parts was reached: what a refused query must leave at zero. */
export const reached = { count: 0 }

const consignments = (first: number) => Array.from({ length: first }, (_, index) => ({ id: String(index), mrn: `26IT${index}`, contact: 'a person' }))

export const plantedPart: GraphqlPart = {
  sdl: `
    extend type Query {
      "Consignments, newest first."
      consignments ("Rows of one page." first: Int! = 50, "Where to go on." after: String): ConsignmentPage!
      "One consignment."
      consignment ("Its identifier." id: ID!): Consignment
      "Seals without a page size."
      seals: [Seal!]!
      "Amount, day and instant given back as they were read."
      echo ("A number." amount: Decimal, "A day." day: Date, "An instant." at: DateTime): String
      "Always fails."
      broken: String
      "Never answers in time."
      slow: String
    }
    "A page of consignments."
    type ConsignmentPage {
      "The rows."
      items: [Consignment!]!
      "Where to go on."
      nextCursor: String
    }
    "What is moved together."
    type Consignment {
      "Identifier."
      id: ID!
      "Master reference number."
      mrn: String!
      "Who to ask: a right of its own."
      contact: String
      "The one before it."
      previous: Consignment
      "Seals on it."
      seals ("At most so many." limit: Int): [Seal!]!
      "Goods items."
      items: [Item!]!
    }
    "A goods item."
    type Item {
      "Net mass in kilograms."
      netMass: Decimal
    }
    "A seal."
    type Seal {
      "Its number."
      number: String!
      "Where it sits."
      consignment: Consignment
    }`,
  scopes: {
    'Query.consignments': 'declarations:read',
    'Query.consignment': 'declarations:read',
    'Query.seals': 'declarations:read',
    'Query.echo': 'declarations:read',
    'Query.broken': 'declarations:read',
    'Query.slow': 'declarations:read',
    'Consignment.contact': 'operator:read'
  },
  assumedRows: { 'Consignment.items': 4 },
  resolvers: {
    Query: {
      consignments: (_root, { first }) => {
        reached.count++
        return { items: consignments(first), nextCursor: null }
      },
      consignment: (_root, { id }) => ({ id, mrn: '26IT', contact: 'a person' }),
      seals: () => Array.from({ length: 30 }, (_, index) => ({ number: String(index) })),
      echo: (_root, args) => JSON.stringify(args),
      broken: () => { throw new Error('relation "aeo.declarations" does not exist') },
      slow: async (_root, _args, { signal }) => {
        await new Promise((resolve) => { signal.addEventListener('abort', resolve, { once: true }) })
        return 'late'
      }
    },
    Consignment: { items: () => [{ netMass: '1.5' }], previous: ({ id }) => ({ id: `${id}p`, mrn: '26IT' }) }
  },
  loaders: {
    Consignment: { seals: async (queries) => queries.map(({ params }) => [{ number: `1 of ${queries.length}, ${params.limit}` }]) }
  }
}

export interface Answer {
  status: number
  headers: Record<string, unknown>
  body: FormattedExecutionResult<Record<string, unknown>, Record<string, unknown>>
  text: string
}

/** A service of planted parts alone: whoever asks is the principal, and problems are told as the platform tells them. */
export function plantedApp (options: GraphqlOptions & { parts?: readonly GraphqlPart[], principal?: Principal, log?: string[] } = {}): App {
  const { parts = [plantedPart], principal: who = principal, log, ...graphql } = options
  const app: App = Fastify(log === undefined ? {} : { logger: { stream: { write: (line: string) => { log.push(line) } } } }).withTypeProvider<TypeBoxTypeProvider>()
  app.decorateRequest('principal', null as never)
  app.setErrorHandler<Error & { statusCode?: number }>(async (error, _request, reply) => {
    const status = error instanceof Problem ? error.status : error.statusCode ?? 500
    const headers = error instanceof Problem ? error.headers : {}
    const body = error instanceof Problem ? error.toJSON() : { type: 'about:blank', title: error.message, status }
    return reply.code(status).headers(headers).type('application/problem+json').send(JSON.stringify(body))
  })
  app.register(async (trusted) => {
    trusted.addHook('onRequest', async (request) => { Object.assign(request, { principal: who }) })
    registerGraphql(trusted, parts, graphql)
  })
  return app
}

export async function ask (app: App, query: unknown, variables?: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query, variables } as object })
  return { status: response.statusCode, headers: response.headers, body: response.json(), text: response.body }
}

/** The `type` of the first error, and the limit when it is one. */
export function refusal ({ body }: Answer): [type: unknown, limit: unknown] {
  const extensions = body.errors?.[0]?.extensions ?? {}
  return [extensions['type'], extensions['limit']]
}
