import type { Principal } from '../../../platform/access.ts'
import { withOperatorReadOnly } from '../../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../../platform/http/pages.ts'
import { refuseImpossibleDays } from '../../../platform/period.ts'
import type { AiSystemDeps } from '../../deps.ts'
import * as store from './declared-item-store.ts'
import type { DeclaredItem } from './declared-item-store.ts'

/** Items of declarations that carry a proposal of which no output is logged: each is one that nobody can be shown to have looked at. */

const PURPOSE = 'AI proposals not logged'
const NUMBER_KEY = /^[0-9]{1,6}$/

export interface NotLoggedFilter { readonly from?: string | undefined, readonly to?: string | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** Counted last first. @throws invalid-request for an impossible period. */
export function listNotLogged ({ db }: Pick<AiSystemDeps, 'db'>, principal: Principal, { limit = DEFAULT_PAGE, cursor, ...period }: NotLoggedFilter): Promise<{ items: DeclaredItem[], nextCursor: string | null }> {
  refuseImpossibleDays(period)
  const [day, declarationId, itemNumber] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [DAY_KEY, UUID_KEY, NUMBER_KEY])
  return withOperatorReadOnly(db, principal, 'ai:read', async (tx) => {
    const after = day === undefined || declarationId === undefined || itemNumber === undefined ? undefined : { day, declarationId, itemNumber: Number(itemNumber) }
    const rows = await store.notLogged(tx, period, limit, after)
    const last = rows.items.at(-1)
    return { items: rows.items, nextCursor: rows.isMore && last !== undefined ? sealCursor(PURPOSE, [last.countedOn, last.declarationId, String(last.itemNumber)]) : null }
  })
}
