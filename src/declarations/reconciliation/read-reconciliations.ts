import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import type { FittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import { DAY_KEY, DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import type { Page } from '../operations.ts'
import { reconciliationNotFound } from '../problems.ts'
import { asksForAmounts, LISTED_KINDS } from './compare.ts'
import type { ListedKind } from './compare.ts'
import { declaredNow } from './declared-now.ts'
import * as store from './reconciliation-store.ts'
import type { ReconciliationRow } from './reconciliation-store.ts'
import { entriesOf, missingDeclarations } from './entry-store.ts'
import type { MissingRow } from './entry-store.ts'
import { ageInDays, settlementOf } from './settlement.ts'
import type { Current, Entry, Settlement } from './settlement.ts'

/** Reading comparisons: what was found then, and what became of it since. */

export interface ReconciliationReadDeps {
  readonly db: Database
  readonly clock: () => Date
}

interface PageQuery { readonly limit?: number | undefined, readonly cursor?: string | undefined }

const LIST_PURPOSE = 'reconciliations'
const ENTRIES_PURPOSE = 'reconciliation entries'
const MISSING_PURPOSE = 'missing declarations'
const KIND_KEY = /^[a-z_]{1,20}$/
const MRN_KEY = /^[0-9A-Z]{18}$/

const read = <T>({ db, clock }: ReconciliationReadDeps, principal: Principal, work: (tx: OperatorTx) => Promise<T>): Promise<T> =>
  withOperatorReadOnly(db, principal, 'declarations:read', work, clock)

/** Newest first. */
export function listReconciliations (deps: ReconciliationReadDeps, principal: Principal, { limit = DEFAULT_PAGE, cursor }: PageQuery): Promise<Page<ReconciliationRow>> {
  const [after] = cursor === undefined ? [] : openCursor(LIST_PURPOSE, cursor, [UUID_KEY])
  return read(deps, principal, async (tx) => page(await fittingRows(tx, limit, async (tx, most) => await store.listReconciliations(tx, most, after)), ({ id }) => sealCursor(LIST_PURPOSE, [id])))
}

/** @throws reconciliation-not-found. */
export function findReconciliation (deps: ReconciliationReadDeps, principal: Principal, id: string): Promise<ReconciliationRow> {
  return read(deps, principal, async (tx) => await existing(tx, id))
}

async function existing (tx: OperatorTx, id: string): Promise<ReconciliationRow> {
  const row = await store.findReconciliation(tx, id)
  if (row === undefined) throw reconciliationNotFound('No reconciliation of yours has this id.')
  return row
}

export interface EntryView { readonly entry: Entry, readonly current: Current | undefined, readonly settlement: Settlement }

/**
 * Entries by kind, day and MRN, without the matched.
 *
 * @throws reconciliation-not-found.
 */
export function listEntries (deps: ReconciliationReadDeps, principal: Principal, id: string, { kind, limit = DEFAULT_PAGE, cursor }: PageQuery & { readonly kind?: ListedKind | undefined }): Promise<Page<EntryView>> {
  const [afterKind, day, mrn] = cursor === undefined ? [] : openCursor(ENTRIES_PURPOSE, cursor, [KIND_KEY, DAY_KEY, MRN_KEY])
  const after = afterKind === undefined || day === undefined || mrn === undefined ? undefined : { kind: afterKind, day, mrn }
  return read(deps, principal, async (tx) => {
    const { direction } = await existing(tx, id)
    const { items, nextCursor } = page(await fittingRows(tx, limit, async (tx, most) => await entriesOf(tx, id, kind === undefined ? LISTED_KINDS : [kind], most, after)),
      (last) => sealCursor(ENTRIES_PURPOSE, [last.kind, last.day, last.mrn]))
    const asked = items.filter((entry) => entry.kind === 'differing' && asksForAmounts(entry)).map((entry) => entry.mrn)
    const declared = await declaredNow(tx, items.map((entry) => entry.mrn), new Set(asked))
    const today = utcDay(tx.at)
    return { nextCursor, items: items.map((entry) => ({ entry, current: declared.get(entry.mrn), settlement: settlementOf(entry, declared.get(entry.mrn), direction, today) })) }
  })
}

export type MissingView = MissingRow & { readonly ageDays: number }

/** What customs has and we do not, over all extracts, each MRN once, oldest acceptance first. Whatever arrives leaves the list by itself. */
export function listMissing (deps: ReconciliationReadDeps, principal: Principal, { limit = DEFAULT_PAGE, cursor }: PageQuery): Promise<Page<MissingView>> {
  const [day, mrn] = cursor === undefined ? [] : openCursor(MISSING_PURPOSE, cursor, [DAY_KEY, MRN_KEY])
  const after = day === undefined || mrn === undefined ? undefined : { day, mrn }
  return read(deps, principal, async (tx) => {
    const { items, nextCursor } = page(await fittingRows(tx, limit, async (tx, most) => await missingDeclarations(tx, most, after)), (last) => sealCursor(MISSING_PURPOSE, [last.day, last.mrn]))
    const today = utcDay(tx.at)
    return { nextCursor, items: items.map((row) => ({ ...row, ageDays: ageInDays(row.day, today) })) }
  })
}

function page<T> ({ items, more }: FittingRows<T>, seal: (last: T) => string): Page<T> {
  const last = items.at(-1)
  return { items, nextCursor: more && last !== undefined ? seal(last) : null }
}
