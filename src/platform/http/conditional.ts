import type { FastifyReply, FastifyRequest } from 'fastify'
import { preconditionFailed, preconditionRequired } from '../problem.ts'

/** Entity tags: a reader may ask for what changed, and whoever changes a record says which state of it they saw. */

/** A strong tag: equal tags mean equal representations. */
export const etagOf = (revision: string | number): string => `"${revision}"`

/** Whether the reader has this state already (`If-None-Match`). */
export function isNotModified ({ headers }: Pick<FastifyRequest, 'headers'>, etag: string): boolean {
  const stated = headers['if-none-match']
  return stated !== undefined && (stated.trim() === '*' || tagsIn(stated).some((tag) => tag.replace(/^W\//, '') === etag))
}

/**
 * Demands that a change names the state it is based on.
 * @throws precondition-required (428) without `If-Match`; precondition-failed (412) when the record is in another state now.
 */
export function requireMatch ({ headers }: Pick<FastifyRequest, 'headers'>, etag: string): void {
  const stated = headers['if-match']
  if (stated === undefined) throw preconditionRequired('Send If-Match with the ETag of the record you saw.')
  if (stated.trim() !== '*' && !tagsIn(stated).includes(etag)) throw preconditionFailed('Read it again and decide anew.', { currentEtag: etag })
}

/** The same of the state that a change finds in its transaction. */
export const requiredMatch = (request: Pick<FastifyRequest, 'headers'>) => (revision: string | number): void => { requireMatch(request, etagOf(revision)) }

/** What was read, with its tag; nothing but the tag to whoever has this state already. */
export async function sendUnlessKnown<Body> (request: Pick<FastifyRequest, 'headers'>, reply: Pick<FastifyReply, 'header' | 'code'>, revision: string | number, body: Body): Promise<Body | null> {
  const etag = etagOf(revision)
  reply.header('etag', etag)
  if (!isNotModified(request, etag)) return body
  reply.code(304)
  return null
}

const MOST_TAGS = 100

const tagsIn = (header: string): string[] => header.split(',', MOST_TAGS).map((tag) => tag.trim())
