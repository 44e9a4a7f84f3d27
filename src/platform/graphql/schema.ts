import {
  GraphQLScalarType, assertValidSchema, buildSchema, isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType,
  isObjectType, isSpecifiedScalarType, lexicographicSortSchema, printSchema
} from 'graphql'
import type { GraphQLNamedType, GraphQLSchema } from 'graphql'
import { BASE_SDL } from './base.ts'
import type { GraphqlPart } from './parts.ts'
import { scalars } from './scalars.ts'

/** The joined schema, with the code of its scalars but without resolvers. @throws Error on a fault in the SDL. */
export function joinedSchema (parts: readonly GraphqlPart[]): GraphQLSchema {
  const schema = buildSchema([BASE_SDL, ...parts.map(({ sdl }) => sdl)].join('\n'))
  for (const [name, code] of Object.entries(scalars)) {
    const type = schema.getType(name)
    if (!(type instanceof GraphQLScalarType)) throw new Error(`${name} is not a scalar`)
    Object.assign(type, code)
  }
  assertValidSchema(schema)
  if (schema.getMutationType() || schema.getSubscriptionType()) throw new Error('GraphQL is for reading: neither Mutation nor Subscription')
  return schema
}

/** The joined SDL in a fixed order, with descriptions: the committed contract. */
export function schemaSdl (parts: readonly GraphqlPart[]): string {
  return `${printSchema(lexicographicSortSchema(joinedSchema(parts)))}\n`
}

/** Coordinates (`Type`, `Type.field`, `Type.field(argument:)`) that a reader of the contract finds without a word. */
export function undescribed (parts: readonly GraphqlPart[]): string[] {
  return ownTypes(joinedSchema(parts)).flatMap(describedParts)
    .filter(([, description]) => description === undefined || description === null || description.trim() === '')
    .map(([coordinate]) => coordinate)
    .sort()
}

export function ownTypes (schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
}

type Described = [coordinate: string, description: string | null | undefined]

function describedParts (type: GraphQLNamedType): Described[] {
  const self: Described = [type.name, type.description]
  if (isObjectType(type) || isInterfaceType(type)) {
    return [self, ...Object.values(type.getFields()).flatMap((field): Described[] => [
      [`${type.name}.${field.name}`, field.description],
      ...field.args.map((argument): Described => [`${type.name}.${field.name}(${argument.name}:)`, argument.description])
    ])]
  }
  if (isInputObjectType(type)) return [self, ...Object.values(type.getFields()).map((field): Described => [`${type.name}.${field.name}`, field.description])]
  if (isEnumType(type)) return [self, ...type.getValues().map((value): Described => [`${type.name}.${value.name}`, value.description])]
  return [self]
}
