import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import type { Database } from '../../platform/db/pool.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { holdLifted, holdNotFound } from '../problems.ts'
import * as store from './hold-store.ts'
import type { HoldRow } from './hold-store.ts'
import { isHeld } from '../../platform/keeping/legal-holds.ts'
import type { Holdable } from '../../platform/keeping/legal-holds.ts'

/** Holds: set, lift, read. */

export interface RetentionDeps { readonly db: Database, readonly clock: () => Date }
export interface NewHold { readonly class?: string | undefined, readonly mrn?: string | undefined, readonly from?: string | undefined, readonly to?: string | undefined, readonly everything?: true | undefined, readonly reason: string }

export const holdToWire = ({ setAt, liftedAt, revision: _revision, ...hold }: HoldRow) => ({ ...hold, setAt: setAt.toISOString(), liftedAt: liftedAt?.toISOString() ?? null })

const answerOf = (row: HoldRow, status: number, headers: Record<string, string> = {}): StoredAnswer =>
  ({ status, headers: { ...headers, etag: `"${row.revision}"` }, body: JSON.stringify(holdToWire(row)) })

/** @throws invalid-request for an impossible period; for a hold that says neither what it is on nor that it is on everything. */
export function setHold ({ db, clock }: RetentionDeps, principal: Principal, input: NewHold, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  refuseImpossibleDays(input)
  refuseUnclearScope(input)
  return decideOnce({ db, principal, scope: 'records:write', route: 'POST /v1/legal-holds', idempotencyKey, input, clock }, async (tx) => {
    await store.lockRetention(tx)
    const id = uuidV7()
    const { class: name = null, mrn = null, from = null, to = null, reason } = input
    const row = await store.insertHold(tx, { id, class: name, mrn, from, to, reason, setBy: await resolveActor(tx.query, tx.operatorId, principal.subject) })
    if (row === undefined) throw holdNotFound('The hold was not set.')
    tx.log('legal_hold.set', `legal_hold:${id}`, { class: name, mrn, from, to })
    return answerOf(row, 201, { location: `/v1/legal-holds/${id}` })
  })
}

function refuseUnclearScope ({ class: name, mrn, from, to, everything }: NewHold): void {
  const isLimited = [name, mrn, from, to].some((condition) => condition !== undefined)
  if (isLimited !== (everything === true)) return
  const detail = isLimited ? 'stands beside a condition' : 'is missing from a hold that names no class, declaration or period'
  throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/everything', detail, hint: 'Name a class, an MRN or a period, or say `everything: true` alone' }] })
}

/** @throws legal-hold-not-found; legal-hold-lifted; whatever `demand` throws for another revision. */
export function liftHold ({ db, clock }: RetentionDeps, principal: Principal, id: string, reason: string, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'records:write', route: 'POST /v1/legal-holds/{id}/lift', idempotencyKey, input: { id, reason }, clock }, async (tx) => {
    await store.lockRetention(tx)
    const before = await store.findHold(tx, id)
    if (before === undefined) throw holdNotFound('No legal hold of yours has this id.')
    demand(before.revision)
    if (before.liftedAt !== null) throw holdLifted('It holds nothing any more.')
    const row = await store.liftHold(tx, id, reason, await resolveActor(tx.query, tx.operatorId, principal.subject))
    if (row === undefined) throw holdNotFound('No legal hold of yours has this id.')
    tx.log('legal_hold.lifted', `legal_hold:${id}`, {})
    return answerOf(row, 200)
  })
}

/** @throws legal-hold-not-found. */
export function findHold ({ db }: RetentionDeps, principal: Principal, id: string): Promise<HoldRow> {
  return withOperatorReadOnly(db, principal, 'records:read', async (tx) => {
    const row = await store.findHold(tx, id)
    if (row === undefined) throw holdNotFound('No legal hold of yours has this id.')
    return row
  })
}

/**
 * For whoever erases on request what it keeps: whether a hold in force keeps a thing. Until the transaction ends no hold is set; ask
 * before any lock of your own.
 */
export async function heldBack (tx: OperatorTx): Promise<(thing: Holdable) => boolean> {
  await store.lockRetention(tx)
  const holds = await store.holdsInForce(tx)
  return (thing) => isHeld(holds, thing)
}

const PURPOSE = 'legal holds'

export function listHolds ({ db }: RetentionDeps, principal: Principal, { limit = DEFAULT_PAGE, cursor, inForce }: { limit?: number, cursor?: string, inForce?: boolean }): Promise<{ items: HoldRow[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [UUID_KEY])
  return withOperatorReadOnly(db, principal, 'records:read', async (tx) => {
    const rows = await store.listHolds(tx, inForce, limit + 1, after)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor(PURPOSE, [last.id]) : null }
  })
}
