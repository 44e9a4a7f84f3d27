import { lastDayOfEvidence, warningsOf } from './evidence.ts'
import { balanceOf } from './licence-balance.ts'
import type { ReferenceUse } from './licence-balance.ts'
import type { Members } from './merging.ts'
import type { GoodsRecord, Licence, SupplierDeclaration, SupplierRecord } from './model.ts'
import { changesOf, goodsOn, supplierOn } from './on-day.ts'

/** Records as they cross the wire. Pure. */

export interface KeptRecord { readonly key: readonly string[], readonly id: string, readonly record: Members }

const goodsOf = ({ record }: KeptRecord): GoodsRecord => record as unknown as GoodsRecord

export function onDayToWire (record: GoodsRecord, day: string) {
  const { codes, excise, ...held } = goodsOn(record, day)
  return { day, ...held, importCode: codes.import, exportCode: codes.export, excise: excise?.status ?? null }
}

export const goodsToWire = (kept: KeptRecord, day: string) => ({ id: kept.id, goodsRef: kept.key[0] ?? '', ...goodsOf(kept), changes: changesOf(goodsOf(kept)), onDay: onDayToWire(goodsOf(kept), day) })

export function supplierToWire ({ key, id, record }: KeptRecord, day: string) {
  const supplier = record as unknown as SupplierRecord
  return { id, supplierRef: key[0] ?? '', ...supplier, onDay: { day, ...supplierOn(supplier, day) } }
}

export function declarationToWire ({ id, record }: KeptRecord) {
  const declaration = record as unknown as SupplierDeclaration
  return { id, ...declaration, evidenceUntil: lastDayOfEvidence(declaration), warnings: warningsOf(declaration) }
}

export function licenceToWire ({ key, id, record }: KeptRecord, use: readonly ReferenceUse[]) {
  const licence = record as unknown as Licence
  const reference = key[0] ?? ''
  const { attributed, balance } = balanceOf(licence, use.filter((each) => each.reference === reference))
  return { id, reference, ...licence, attributed, balance }
}
