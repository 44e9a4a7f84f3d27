import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { isDay } from '../../platform/calendar.ts'
import { authorisationType } from '../../reference/authorisation-catalogue.ts'
import type { Authorisation, RecordedDecision } from '../model.ts'
import { authorisationNotFound } from '../problems.ts'
import * as store from '../store.ts'
import type { AuthorisationFilter } from '../store.ts'
import type { AuthorisationDeps } from './deps.ts'

/** What is on record of authorisations, as of any day. */

const READ = 'authorisations:read'
const PURPOSE = 'authorisations'

/** The day asked for, today where none is. @throws invalid-request for one that does not exist. */
export function dayAsked ({ clock }: Pick<AuthorisationDeps, 'clock'>, on: string | undefined): string {
  if (on !== undefined && !isDay(on)) throw invalidRequest('The day is not valid.', { errors: [{ pointer: '/on', detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }] })
  return on ?? utcDay(clock())
}

/** @throws authorisation-not-found. */
export async function findAuthorisation (deps: AuthorisationDeps, principal: Principal, id: string, on?: string): Promise<{ authorisation: Authorisation, on: string }> {
  const day = dayAsked(deps, on)
  const [authorisation] = await findAuthorisations(deps, principal, [id], day)
  if (authorisation === undefined) throw authorisationNotFound('No authorisation of yours has this id.')
  return { authorisation, on: day }
}

/** Those of the ids that are the operator's. */
export function findAuthorisations ({ db, clock }: AuthorisationDeps, principal: Principal, ids: readonly string[], day: string): Promise<Authorisation[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await store.findAuthorisations(tx, ids, day), clock)
}

export interface AuthorisationsAsked extends AuthorisationFilter {
  readonly on?: string | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

export async function listAuthorisations (deps: AuthorisationDeps, principal: Principal, { on, limit = DEFAULT_PAGE, cursor, ...filter }: AuthorisationsAsked): Promise<{ items: Authorisation[], nextCursor: string | null, on: string }> {
  const day = dayAsked(deps, on)
  if (filter.type !== undefined && filter.type !== null && authorisationType(filter.type) === undefined) throw invalidRequest('The query of the request is not valid.', { errors: [{ pointer: '/type', detail: 'is no type of the catalogue', hint: 'GET /v1/authorisations/types lists them' }] })
  const [after] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [UUID_KEY])
  const { items, more } = await withOperatorReadOnly(deps.db, principal, READ, async (tx) =>
    await fittingRows(tx, limit, async (tx, most) => await store.listAuthorisations(tx, day, filter, most, after)), deps.clock)
  const last = items.at(-1)
  return { items, on: day, nextCursor: more && last !== undefined ? sealCursor(PURPOSE, [last.id]) : null }
}

/** Every decision on record, by authorisation. */
export function decisionsOf ({ db, clock }: AuthorisationDeps, principal: Principal, ids: readonly string[]): Promise<RecordedDecision[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await store.decisionsOf(tx, ids), clock)
}

/** @throws authorisation-not-found. */
export function listDecisions ({ db, clock }: AuthorisationDeps, principal: Principal, id: string): Promise<RecordedDecision[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const decisions = await store.decisionsOf(tx, [id])
    if (decisions.length === 0) throw authorisationNotFound('No authorisation of yours has this id.')
    return decisions
  }, clock)
}
