import type { Principal } from '../../platform/access.ts'
import { isDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { sanctionNotFound } from '../problems.ts'
import * as store from '../store.ts'
import type { Revision, Sanction, SanctionFilter } from '../store.ts'
import type { SanctionDeps } from './deps.ts'

interface Page<T> { readonly items: T[], readonly nextCursor: string | null }
interface PageQuery { readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** A page, newest day first, by the day that the filter is about. */
export function listSanctions ({ db }: SanctionDeps, principal: Principal, query: SanctionFilter & PageQuery): Promise<Page<Sanction>> {
  const { limit = DEFAULT_PAGE, cursor, ...filter } = query
  refuseImpossibleDays(filter)
  const { appealDeadlineTo } = filter
  if (appealDeadlineTo !== undefined && !isDay(appealDeadlineTo)) throw invalidRequest('The filter is not valid.', { errors: [{ pointer: '/appealDeadlineTo', detail: 'is not a day that exists', hint: 'YYYY-MM-DD' }] })
  const purpose = `sanctions by ${filter.by ?? 'facts'}`
  const [day, id] = cursor === undefined ? [] : openCursor(purpose, cursor, [DAY_KEY, UUID_KEY])
  const after = day === undefined || id === undefined ? undefined : { day, id }
  return withOperatorReadOnly(db, principal, 'sanctions:read', async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listSanctions(tx, filter, most, after))
    const last = items.at(-1)
    const lastDay = filter.by === 'decision' ? last?.decisionDate : last?.factsTo
    return { items, nextCursor: more && last !== undefined && lastDay !== undefined ? sealCursor(purpose, [lastDay, last.id]) : null }
  })
}

/** @returns undefined when the operator has none with this id. */
export function findSanction ({ db }: SanctionDeps, principal: Principal, id: string): Promise<Sanction | undefined> {
  return withOperatorReadOnly(db, principal, 'sanctions:read', async (tx) => await store.findSanction(tx, id))
}

const REVISIONS = 'sanction revisions'
const NUMBER_KEY = /^[1-9][0-9]{0,8}$/

/** Every state, oldest first. @throws sanction-not-found. */
export function listRevisions ({ db }: SanctionDeps, principal: Principal, id: string, { limit = DEFAULT_PAGE, cursor }: PageQuery): Promise<Page<Revision>> {
  const [after = '0'] = cursor === undefined ? [] : openCursor(REVISIONS, cursor, [NUMBER_KEY])
  return withOperatorReadOnly(db, principal, 'sanctions:read', async (tx) => {
    if (await store.findSanction(tx, id) === undefined) throw sanctionNotFound('No sanction of yours has this id.')
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.revisionsOf(tx, id, Number(after), most))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor(REVISIONS, [String(last.revision)]) : null }
  })
}
