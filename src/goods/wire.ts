import { codeWarnings } from './code-warnings.ts'
import type { KnowsCode } from './code-warnings.ts'
import { lastDayOfEvidence, warningsOf } from './evidence.ts'
import { balanceOf } from './licence-balance.ts'
import type { ReferenceUse } from './licence-balance.ts'
import type { Members } from './merging.ts'
import type { Decided, GoodsRecord, Licence, SupplierDeclaration, SupplierRecord } from './model.ts'
import { changesOf, goodsOn, supplierOn } from './on-day.ts'

/** Records as they cross the wire. Pure. */

export interface KeptRecord { readonly key: readonly string[], readonly id: string, readonly record: Members }

/** Decisions that were kept before it was noted who stated them name nobody. */
function goodsOf ({ record }: KeptRecord): GoodsRecord {
  const goods = record as unknown as GoodsRecord
  const noted = <D extends Decided>(decisions: readonly D[]): D[] => decisions.map((decision) => ({ ...decision, recordedBy: decision.recordedBy ?? [] }))
  return { ...goods, codeDecisions: noted(goods.codeDecisions), origins: noted(goods.origins) }
}

export function onDayToWire (record: GoodsRecord, day: string) {
  const { codes, excise, ...held } = goodsOn(record, day)
  return { day, ...held, importCode: codes.import, exportCode: codes.export, excise: excise?.status ?? null }
}

export function goodsToWire (kept: KeptRecord, day: string, knowsCode: KnowsCode) {
  const goods = goodsOf(kept)
  return { id: kept.id, goodsRef: kept.key[0] ?? '', ...goods, changes: changesOf(goods), warnings: codeWarnings(goods, knowsCode), onDay: onDayToWire(goods, day) }
}

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
