import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { LINK_LIFE_MS, newLinkToken } from '../../platform/links/link-token.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { TrainingDeps } from '../deps.ts'
import * as store from './link-store.ts'
import type { CalendarLink } from './link-store.ts'
import { calendarLinkEnded, calendarLinkNotFound } from './problems.ts'

/** Links to calendars of a unit: made, prolonged, revoked, listed. */

export type LinkDeps = Pick<TrainingDeps, 'db' | 'clock' | 'knownUnits'>

const DEFAULT_WITHIN_DAYS = 90

export const linkToWire = ({ expiresAt, revokedAt, createdAt, lastOpenedAt, ...link }: CalendarLink) =>
  ({ ...link, expiresAt: expiresAt.toISOString(), revokedAt: revokedAt?.toISOString() ?? null, createdAt: createdAt.toISOString(), lastOpenedAt: lastOpenedAt?.toISOString() ?? null })

export interface NewLink { readonly unit: string, readonly withinDays?: number | undefined }

/**
 * The token is in the first answer alone: what is stored to be given again under the key of the request does not hold it.
 * @throws invalid-request for a unit that nobody knows.
 */
export async function createLink (deps: LinkDeps, principal: Principal, input: NewLink, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  let made: string | undefined
  const answer = await decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/calendar-links', idempotencyKey, input, clock: deps.clock }, async (tx) => {
    if (!(await deps.knownUnits(tx, [input.unit])).has(input.unit)) {
      throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/unit', detail: 'is no unit of yours', hint: 'Record the unit first' }] })
    }
    const [id, token] = [uuidV7(), newLinkToken()]
    const { unit, withinDays = DEFAULT_WITHIN_DAYS } = input
    const expiresAt = new Date(tx.at.getTime() + LINK_LIFE_MS)
    const link = await store.insertLink(tx, { id, token, unit, withinDays, expiresAt, createdBy: await resolveActor(tx.query, tx.operatorId, principal.subject) })
    if (link === undefined) throw calendarLinkNotFound('The link was not made.')
    tx.log('calendar_link.created', `calendar_link:${id}`, { unit, withinDays, expiresAt: expiresAt.toISOString() })
    made = token
    return { status: 201, headers: {}, body: JSON.stringify({ ...linkToWire(link), path: null }) }
  })
  if (made === undefined) return answer
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body) as object, path: `/calendars/${made}` }) }
}

/** The same link for seven days more from now. @throws calendar-link-not-found; calendar-link-ended. */
export function renewLink (deps: LinkDeps, principal: Principal, id: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/calendar-links/{id}/renew', idempotencyKey, input: { id }, clock: deps.clock }, async (tx) => {
    const link = await lockedLink(tx, id)
    if (link.revokedAt !== null || link.expiresAt <= tx.at) throw calendarLinkEnded(link.revokedAt === null ? `It ended at ${link.expiresAt.toISOString()}.` : 'It was revoked.')
    const expiresAt = new Date(tx.at.getTime() + LINK_LIFE_MS)
    tx.log('calendar_link.renewed', `calendar_link:${id}`, { expiresAt: expiresAt.toISOString() })
    return await saved(tx, id, { expiresAt, revokedAt: null })
  })
}

/** From now on it opens nothing; again changes nothing. @throws calendar-link-not-found. */
export function revokeLink (deps: LinkDeps, principal: Principal, id: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: 'training:write', route: 'POST /v1/calendar-links/{id}/revoke', idempotencyKey, input: { id }, clock: deps.clock }, async (tx) => {
    const link = await lockedLink(tx, id)
    if (link.revokedAt !== null) return answerOf(link)
    tx.log('calendar_link.revoked', `calendar_link:${id}`, {})
    return await saved(tx, id, { expiresAt: link.expiresAt, revokedAt: tx.at })
  })
}

async function lockedLink (tx: OperatorTx, id: string): Promise<CalendarLink> {
  const link = await store.lockLink(tx, id)
  if (link === undefined) throw calendarLinkNotFound('No calendar link of yours has this id.')
  return link
}

async function saved (tx: OperatorTx, id: string, change: Pick<CalendarLink, 'expiresAt' | 'revokedAt'>): Promise<StoredAnswer> {
  const link = await store.updateLink(tx, id, change)
  if (link === undefined) throw calendarLinkNotFound('No calendar link of yours has this id.')
  return answerOf(link)
}

const answerOf = (link: CalendarLink): StoredAnswer => ({ status: 200, headers: {}, body: JSON.stringify(linkToWire(link)) })

const PURPOSE = 'calendar links'

/** Made last first, ended ones too. */
export function listLinks ({ db }: LinkDeps, principal: Principal, { unit, limit = DEFAULT_PAGE, cursor }: { readonly unit?: string | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: CalendarLink[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [UUID_KEY])
  return withOperatorReadOnly(db, principal, 'training:read', async (tx) => {
    const rows = await store.listLinks(tx, unit, limit + 1, after)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor(PURPOSE, [last.id]) : null }
  })
}
