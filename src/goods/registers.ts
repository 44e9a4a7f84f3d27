import type { Register, RegisterQuery } from '../platform/registers.ts'
import { knownOfGoods, knownOfSupplier } from './knowledge.ts'
import type { CoverPeriod, GoodsKnown, SupplierKnown } from './knowledge.ts'
import { balanceOf, measureOf } from './licence-balance.ts'
import type { ReferenceUse } from './licence-balance.ts'
import type { GoodsRecord, Licence, SupplierRecord } from './model.ts'

/** What the checks of declarations ask of this feature: for the references of a batch, a statement each. */

export interface GoodsAnswer { readonly find: (goodsRef: string, day: string) => GoodsKnown | undefined }
export interface SuppliersAnswer { readonly find: (supplierRef: string, day: string) => SupplierKnown | undefined }
export interface LicenceKnown {
  readonly validFrom: string | null
  readonly validUntil: string | null
  readonly balance: string | null
  readonly measure: { readonly unit: string } | { readonly currency: string } | null
  readonly attributedUntil: (day: string) => string
}
export interface LicencesAnswer { readonly find: (reference: string) => LicenceKnown | undefined }

/** The records asked for, with a row of none when only their register exists; no row: the operator keeps no such register. */
interface FoundRow<R> { readonly reference: string | null, readonly record: R | null, readonly cover?: readonly CoverPeriod[] }

const found = <R>(rows: readonly FoundRow<R>[]): Map<string, { record: R, cover: readonly CoverPeriod[] }> =>
  new Map(rows.flatMap(({ reference, record, cover = [] }) => reference === null || record === null ? [] : [[reference, { record, cover }]]))

/** The answers for a day are asked several times by the checks of an item. */
function remembering<T> (answer: (reference: string, day: string) => T): (reference: string, day: string) => T {
  const known = new Map<string, T>()
  return (reference, day) => {
    const key = `${day} ${reference}`
    if (!known.has(key)) known.set(key, answer(reference, day))
    return known.get(key) as T
  }
}

const GOODS = `select g.goods_ref as reference, g.record, (select coalesce(json_agg(json_build_object('validFrom', c.valid_from, 'evidenceUntil', c.evidence_until)), '[]')
      from aeo.supplier_declaration_goods c where c.operator_id = $1 and c.goods_ref = g.goods_ref) as cover
    from (select exists (select from aeo.announced_registers x where x.operator_id = $1 and x.register = 'goods') as kept) k left join aeo.goods g on g.operator_id = $1 and g.goods_ref = any($2::text[]) where k.kept`

export const goodsRegister: Register<GoodsAnswer> = {
  kind: 'asked',
  announcesFirst: true,
  load: async (query, operatorId, { goodsRefs }) => {
    const rows = await query<FoundRow<GoodsRecord>>(GOODS, [operatorId, goodsRefs])
    if (rows.length === 0) return undefined
    const goods = found(rows)
    return { find: remembering((goodsRef, day) => {
      const known = goods.get(goodsRef)
      return known === undefined ? undefined : knownOfGoods(known.record, known.cover, day)
    }) }
  }
}

const SUPPLIERS = `select s.supplier_ref as reference, s.record from (select exists (select from aeo.announced_registers x where x.operator_id = $1 and x.register = 'suppliers') as kept) k
    left join aeo.suppliers s on s.operator_id = $1 and s.supplier_ref = any($2::text[]) where k.kept`

export const suppliersRegister: Register<SuppliersAnswer> = {
  kind: 'asked',
  announcesFirst: true,
  load: async (query, operatorId, { supplierRefs }) => {
    const rows = await query<FoundRow<SupplierRecord>>(SUPPLIERS, [operatorId, supplierRefs])
    if (rows.length === 0) return undefined
    const suppliers = found(rows)
    return { find: remembering((supplierRef, day) => {
      const known = suppliers.get(supplierRef)
      return known === undefined ? undefined : knownOfSupplier(known.record, day)
    }) }
  }
}

const LICENCES = `select l.reference, l.record from (select exists (select from aeo.announced_registers x where x.operator_id = $1 and x.register = 'licences') as kept) k
    left join aeo.licences l on l.operator_id = $1 and l.reference = any($2::text[]) where k.kept`

/** What declarations wrote off of documents until the last day, in one statement: by day, where the day before the first stands for all before. */
export type ReadUse = (query: RegisterQuery, operatorId: string, references: readonly string[], days: { readonly firstDay: string, readonly lastDay: string }) => Promise<readonly ReferenceUse[]>

/** @param readUse what declarations wrote off; without it, only what was attributed before. A licence is exhausted once more is attributed than was authorised. */
export function licencesRegister (readUse: ReadUse = async () => await Promise.resolve([])): Register<LicencesAnswer> {
  return {
    kind: 'asked',
    announcesFirst: true,
    load: async (query, operatorId, { documentReferences, firstDay, lastDay }) => {
      const [rows, use] = await Promise.all([query<FoundRow<Licence>>(LICENCES, [operatorId, documentReferences]), readUse(query, operatorId, documentReferences, { firstDay, lastDay })])
      if (rows.length === 0) return undefined
      const licences = found(rows)
      return { find: (reference) => {
        const known = licences.get(reference)
        if (known === undefined) return undefined
        const { validFrom, validUntil } = known.record
        const own = use.filter((each) => each.reference === reference)
        const attributedUntil = (day: string): string => balanceOf(known.record, own.filter((each) => (each.day ?? day) <= day)).attributed
        return { validFrom, validUntil, balance: balanceOf(known.record, []).authorised, measure: measureOf(known.record), attributedUntil }
      } }
    }
  }
}
