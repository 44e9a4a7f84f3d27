import { Type } from 'typebox'
import type { FastifyReply } from 'fastify'
import type { StoredAnswer } from '../idempotency/idempotency.ts'

/** What routes say and do alike: answers of a component, entity tags, keys of changes that are made once. */

export const json = (schema: string, description: string) => ({ description, content: { 'application/json': { schema: Type.Ref(schema) } } })
export const withEtag = (schema: string, description: string, meaning = 'Changes with every change; send it in If-Match') =>
  ({ ...json(schema, description), headers: { ETag: { type: 'string', maxLength: 100, description: meaning } } })
export const NotModified = Type.Null({ description: 'Not changed since the version named in If-None-Match' })
const key = { 'Idempotency-Key': Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'The first answer to this key is given again for 30 days' })) }
export const Key = Type.Object(key)
const match = { 'If-Match': Type.Optional(Type.String({ maxLength: 500, description: 'ETag of the state you saw; required' })) }
export const Match = Type.Object(match)
export const KeyAndMatch = Type.Object({ ...key, ...match })

/** The answer as it was decided, and as it is stored. */
export const send = async (reply: FastifyReply, answer: StoredAnswer): Promise<FastifyReply> =>
  await reply.code(answer.status).headers(answer.headers).type('application/json; charset=utf-8').serializer((body: string) => body).send(answer.body)
