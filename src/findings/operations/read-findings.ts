import type { Principal } from '../../platform/access.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import type { Finding } from '../model.ts'
import { findingNotFound } from '../problems.ts'
import * as store from '../store.ts'
import type { FindingFilter, ReviewRow } from '../store.ts'
import type { FindingDeps } from './deps.ts'

const PURPOSE = 'findings'

/** A page, newest day first. */
export function listFindings ({ db }: FindingDeps, principal: Principal, query: FindingFilter & { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: Finding[], nextCursor: string | null }> {
  const { limit = DEFAULT_PAGE, cursor, ...filter } = query
  refuseImpossibleDays(filter)
  const [countedOn, id] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [DAY_KEY, UUID_KEY])
  const after = countedOn === undefined || id === undefined ? undefined : { countedOn, id }
  return withOperatorReadOnly(db, principal, 'findings:read', async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listFindings(tx, filter, most, after))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor(PURPOSE, [last.countedOn, last.id]) : null }
  })
}

/** @throws finding-not-found. */
export function findFinding ({ db }: FindingDeps, principal: Principal, id: string): Promise<Finding> {
  return withOperatorReadOnly(db, principal, 'findings:read', async (tx) => {
    const finding = await store.findFinding(tx, id)
    if (finding === undefined) throw findingNotFound('No finding of yours has this id.')
    return finding
  })
}

/** Every decision ever, oldest first. @throws finding-not-found. */
export function listReviews ({ db }: FindingDeps, principal: Principal, id: string): Promise<ReviewRow[]> {
  return withOperatorReadOnly(db, principal, 'findings:read', async (tx) => {
    const finding = await store.findFinding(tx, id)
    if (finding === undefined) throw findingNotFound('No finding of yours has this id.')
    return await store.reviewsOf(tx, id)
  })
}
