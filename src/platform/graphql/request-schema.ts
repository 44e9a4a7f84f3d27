import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { FastifySchemaCompiler } from 'fastify'
import { faultsOf, invalid } from '../http/validation.ts'

const orNull = <T extends TSchema>(schema: T, description: string) => Type.Optional(Type.Union([schema, Type.Null()], { description }))
const anyObject = Type.Object({}, { additionalProperties: true })

/** The parameters of a request, GraphQL over HTTP section 4: null is the same as absent. */
export const GraphqlRequestSchema = Type.Object({
  query: Type.String({ minLength: 1, maxLength: 65_536, description: 'The document: one or more queries and their fragments' }),
  operationName: orNull(Type.String({ maxLength: 255 }), 'Which operation to run, if the document has several'),
  variables: orNull(anyObject, 'Values of the variables, by name'),
  extensions: orNull(anyObject, 'Accepted and not used')
}, { additionalProperties: false, description: 'A GraphQL query' })

export type GraphqlRequest = Static<typeof GraphqlRequestSchema>

/** The address takes no parameters: a query there would end up in logs. */
export const NoParameters = Type.Object({}, { additionalProperties: false })
/** Of a method that is refused anyway. */
export const AnyParameters = Type.Object({}, { additionalProperties: true })

/** Checks a part of the request as it was sent: nothing is removed and nothing is turned into another type. */
export const compileStrictly: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  const compiled = Compile(schema)
  return (value: unknown) => compiled.Check(value) ? { value } : { error: invalid(httpPart, faultsOf(compiled, value)) }
}
