import type { Principal } from '../../../platform/access.ts'
import { fittingRows } from '../../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../../platform/http/pages.ts'
import { isDay } from '../../../platform/calendar.ts'
import { invalidRequest } from '../../../platform/problem.ts'
import { needNotFound } from '../problems.ts'
import * as store from '../store.ts'
import type { NeedFilter } from '../store.ts'
import type { WholeNeed } from '../wire.ts'
import type { NeedDeps } from './deps.ts'
import { MOST_PEOPLE, wholeNeeds } from './whole-needs.ts'

const PURPOSE = 'training needs'

export interface NeedPage { readonly items: WholeNeed[], readonly nextCursor: string | null, readonly today: Date }
export type NeedQuery = NeedFilter & { readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** A page of what is kept, opened last first; needs that are gaps are computed by the graph. @throws invalid-request for a day that does not exist. */
export function listNeeds ({ db, clock }: Pick<NeedDeps, 'db' | 'clock'>, principal: Principal, query: NeedQuery): Promise<NeedPage> {
  return withOperatorReadOnly(db, principal, 'training:read', async (tx) => await needPage(tx, query), clock)
}

/** On a page: each has up to a hundred people and entries of evidence with it, which may take 100 kB. */
const MOST_NEEDS = 100

export async function needPage (tx: OperatorTx, { limit = DEFAULT_PAGE, cursor, ...filter }: NeedQuery): Promise<NeedPage> {
  if (filter.dueTo !== undefined && !isDay(filter.dueTo)) throw invalidRequest('The query is not valid.', { errors: [{ pointer: '/dueTo', detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }] })
  const [openedOn, id] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [DAY_KEY, UUID_KEY])
  const { items, more } = await fittingRows(tx, Math.min(limit, MOST_NEEDS), async (tx, most) => await store.listNeeds(tx, filter, most, openedOn === undefined || id === undefined ? undefined : { openedOn, id }))
  const last = more ? items.at(-1) : undefined
  return { items: await wholeNeeds(tx, items, MOST_PEOPLE.ofMany), nextCursor: last === undefined ? null : sealCursor(PURPOSE, [last.openedOn, last.id]), today: tx.at }
}

/** @throws training-need-not-found. */
export function findNeed ({ db, clock }: Pick<NeedDeps, 'db' | 'clock'>, principal: Principal, id: string): Promise<{ whole: WholeNeed, today: Date }> {
  return withOperatorReadOnly(db, principal, 'training:read', async (tx) => ({ whole: await wholeNeed(tx, id), today: tx.at }), clock)
}

/** @throws training-need-not-found. */
export async function wholeNeed (tx: OperatorTx, id: string): Promise<WholeNeed> {
  const need = await store.findNeed(tx, id)
  const [whole] = need === undefined ? [] : await wholeNeeds(tx, [need], MOST_PEOPLE.ofOne)
  if (whole === undefined) throw needNotFound('No training need of yours has this id.')
  return whole
}
