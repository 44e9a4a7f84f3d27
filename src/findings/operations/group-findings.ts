import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Cause } from '../model.ts'
import * as store from '../store.ts'
import type { FindingDeps } from './deps.ts'

/** Findings that have one cause are put together, so that they can be decided together. */

export interface NewGroup { readonly title: string, readonly cause: Cause, readonly findingIds: readonly string[] }

/** A finding that was in another group moves. @throws invalid-request naming each id that is no finding of the operator. */
export function groupFindings ({ db, clock }: FindingDeps, principal: Principal, input: NewGroup, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'findings:review', route: 'POST /v1/findings/groups', idempotencyKey, input, clock }, async (tx) => {
    const found = new Set((await store.lockFindings(tx, input.findingIds)).map(({ id }) => id))
    const errors = input.findingIds.flatMap((id, index) => found.has(id) ? [] : [{ pointer: `/findingIds/${index}`, detail: 'is no finding of yours', hint: 'The id of a finding, from GET /v1/findings' }])
    if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
    const id = uuidV7()
    const actor = await resolveActor(tx.query, tx.operatorId, principal.subject)
    await store.insertGroup(tx, { id, title: input.title, cause: input.cause, findingIds: input.findingIds }, actor)
    tx.log('finding.grouped', `group:${id}`, { cause: input.cause, findings: [...found].toSorted() })
    return { status: 201, headers: { location: `/v1/findings?groupId=${id}` }, body: JSON.stringify({ id, title: input.title, cause: input.cause, findingIds: [...found].toSorted() }) }
  })
}
