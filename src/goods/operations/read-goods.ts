import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import type { Period } from '../days.ts'
import * as goodsStore from '../goods-store.ts'
import type { ClassificationCounts, GoodsFilter } from '../goods-store.ts'
import type { ReferenceUse } from '../licence-balance.ts'
import type { Decided } from '../model.ts'
import { decisionNotFound, goodsNotFound } from '../problems.ts'
import { keyText, readRecordById, readRecords } from '../record-store.ts'
import type { Kept } from '../record-store.ts'
import * as store from '../supplier-store.ts'
import type { DeclarationFilter, LicenceFilter } from '../supplier-store.ts'
import { asGoods } from './kinds.ts'
import type { GoodsDeps } from './deps.ts'
import type { Door, Which } from './write-record.ts'

/** Reading goods, suppliers, declarations and licences. */

export interface PageOf { readonly limit?: number | undefined, readonly cursor?: string | undefined }
export interface RecordPage { readonly items: Kept[], readonly nextCursor: string | null }

const KEY_PART = /^[!-~][ -~]{0,199}$/

/** A page by key: `read` takes how many to read, and after which key. */
async function pageOf (tx: OperatorTx, purpose: string, columns: number, { limit = DEFAULT_PAGE, cursor }: PageOf, read: (tx: OperatorTx, limit: number, after: string[] | undefined) => Promise<Kept[]>): Promise<RecordPage> {
  const after = cursor === undefined ? undefined : openCursor(purpose, cursor, Array.from({ length: columns }, () => KEY_PART))
  const { items, more } = await fittingRows(tx, limit, async (tx, most) => await read(tx, most, after))
  const last = items.at(-1)
  return { items, nextCursor: more && last !== undefined ? sealCursor(purpose, last.key) : null }
}

/** The day asked for, else today. @throws invalid-request for one that does not exist. */
export function dayOf ({ clock }: GoodsDeps, day: string | undefined): string {
  refuseImpossibleDays({ from: day })
  return day ?? utcDay(clock())
}

/** In the order of references; `on` is the day whose states the filters ask for. */
export function listGoods (deps: GoodsDeps, principal: Principal, { limit, cursor, on, ...filter }: GoodsFilter & PageOf & { readonly on?: string | undefined }): Promise<RecordPage> {
  refuseImpossibleDays({ from: filter.reviewDueBy })
  const day = dayOf(deps, on)
  return withOperatorReadOnly(deps.db, principal, 'goods:read', async (tx) =>
    await pageOf(tx, 'goods', 1, { limit, cursor }, async (tx, most, after) => await goodsStore.listGoods(tx, filter, day, most, after?.[0])))
}

/** @throws the kind's `notFound`. */
export function findRecord ({ db }: GoodsDeps, { kind, notFound }: Door, principal: Principal, which: Which): Promise<Kept> {
  return withOperatorReadOnly(db, principal, 'goods:read', async (tx) => {
    const kept = 'id' in which ? await readRecordById(tx, kind.table, which.id) : (await readRecords(tx, kind.table, [which.key])).get(keyText(which.key))
    if (kept === undefined) throw notFound('No record of yours is named so.')
    return kept
  })
}

/** By their keys; what does not exist is not there. */
export function findRecords ({ db }: GoodsDeps, { kind }: Door, principal: Principal, keys: readonly (readonly string[])[]): Promise<Map<string, Kept>> {
  return withOperatorReadOnly(db, principal, 'goods:read', async (tx) => await readRecords(tx, kind.table, keys))
}

export function listSuppliers ({ db }: GoodsDeps, principal: Principal, { limit, cursor, checkedBefore, text }: PageOf & { readonly checkedBefore?: string | undefined, readonly text?: string | undefined }): Promise<RecordPage> {
  refuseImpossibleDays({ from: checkedBefore })
  return withOperatorReadOnly(db, principal, 'goods:read', async (tx) =>
    await pageOf(tx, 'suppliers', 1, { limit, cursor }, async (tx, most, after) => await store.listSuppliers(tx, { checkedBefore, text }, most, after?.[0])))
}

export function listDeclarations ({ db }: GoodsDeps, principal: Principal, { limit, cursor, ...filter }: DeclarationFilter & PageOf): Promise<RecordPage> {
  refuseImpossibleDays({ from: filter.on })
  return withOperatorReadOnly(db, principal, 'goods:read', async (tx) =>
    await pageOf(tx, 'supplier declarations', 2, { limit, cursor }, async (tx, most, after) => await store.listDeclarations(tx, filter, most, after)))
}

const MOST_OF_GOODS = 100

/** Declarations that cover the goods, newest first, at most a hundred of each. */
export function declarationsOfGoods ({ db }: GoodsDeps, principal: Principal, goodsRefs: readonly string[]): Promise<(Kept & { readonly goodsRef: string })[]> {
  return withOperatorReadOnly(db, principal, 'goods:read', async (tx) => await store.declarationsOfGoods(tx, goodsRefs, MOST_OF_GOODS))
}

/** With what declarations wrote off of them. */
export function listLicences ({ db, documentUse }: GoodsDeps, principal: Principal, { limit, cursor, ...filter }: LicenceFilter & PageOf): Promise<RecordPage & { readonly use: readonly ReferenceUse[] }> {
  refuseImpossibleDays({ from: filter.endsBefore })
  return withOperatorReadOnly(db, principal, 'goods:read', async (tx) => {
    const page = await pageOf(tx, 'licences', 1, { limit, cursor }, async (tx, most, after) => await store.listLicences(tx, filter, most, after?.[0]))
    return { ...page, use: await documentUse?.(tx, page.items.map(({ key }) => key[0] ?? '')) ?? [] }
  })
}

/** @throws licence-not-found. */
export async function findLicence (deps: GoodsDeps, door: Door, principal: Principal, id: string): Promise<{ kept: Kept, shown: object }> {
  const kept = await findRecord(deps, door, principal, { id })
  return { kept, shown: await withOperatorReadOnly(deps.db, principal, 'goods:read', async (tx) => await door.toWire(tx, kept)) }
}

export interface ClassificationState extends ClassificationCounts { readonly day: string, readonly preferentialSuppliers: number, readonly suppliersCovered: number }

export function classificationState (deps: GoodsDeps, principal: Principal, on: string | undefined): Promise<ClassificationState> {
  const day = dayOf(deps, on)
  return withOperatorReadOnly(deps.db, principal, 'goods:read', async (tx) => {
    const { suppliers, covered } = await goodsStore.declarationCoverage(tx, day)
    return { day, ...await goodsStore.classificationCounts(tx, day), preferentialSuppliers: suppliers, suppliersCovered: covered }
  })
}

export interface Impact { readonly from: string, readonly to: string | null, readonly months: readonly { month: string, items: number }[] | null, readonly items: number | null, readonly records: string | null, readonly run: Run | null }
export interface Run { readonly method: 'POST', readonly href: '/v1/checks/runs', readonly body: { readonly from: string, readonly to: string, readonly only: { readonly goodsRef: string } } }

/** What a decision touches: items of these goods declared in the months of its period; without one, of all their days. @throws goods-not-found, goods-decision-not-found. */
export function impactOf ({ db, clock, declaredItems }: GoodsDeps, principal: Principal, goodsRef: string, id: string | undefined): Promise<Impact> {
  return withOperatorReadOnly(db, principal, 'goods:read', async (tx) => {
    const kept = (await readRecords(tx, goodsStore.GOODS_TABLE, [[goodsRef]])).get(keyText([goodsRef]))
    if (kept === undefined) throw goodsNotFound('No record of yours is named so.')
    const { codeDecisions, origins, activeFrom, retiredOn } = asGoods(kept.record)
    const decision: Period | undefined = id === undefined ? { validFrom: activeFrom, validTo: retiredOn } : ([...codeDecisions, ...origins] as readonly Decided[]).find((each) => each.id === id)
    if (decision === undefined) throw decisionNotFound('These goods have no decision with this id.')
    const { validFrom, validTo } = decision
    const declared = await declaredItems?.(tx, goodsRef, validFrom, validTo)
    const months = declared === undefined ? null : [...declared.months]
    return { from: validFrom, to: validTo, months, items: months?.reduce((sum, { items }) => sum + items, 0) ?? null, records: declared?.records ?? null, run: runOver(goodsRef, validFrom, validTo, utcDay(clock())) }
  })
}

/** What was declared up to today can be examined again. */
function runOver (goodsRef: string, from: string, until: string | null, today: string): Run | null {
  if (from > today) return null
  return { method: 'POST', href: '/v1/checks/runs', body: { from, to: until === null || until > today ? today : until, only: { goodsRef } } }
}
