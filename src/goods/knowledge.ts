import { holdsOn } from './days.ts'
import type { GoodsRecord, SupplierRecord } from './model.ts'
import { changesOf, goodsOn, supplierOn } from './on-day.ts'
import type { Change, GoodsStatus } from './on-day.ts'

/** What checks of declarations are told of goods and suppliers. Pure. */

export interface GoodsKnown {
  readonly status: GoodsStatus
  /** Whether the operator deals in them on the day. */
  readonly active: boolean
  readonly approvedCode: string | null
  /** By direction: the two may differ in their last digits. */
  readonly approvedCodes: { readonly import: string | null, readonly export: string | null }
  readonly bti: { readonly reference: string, readonly code: string } | null
  readonly changes: readonly Change[]
  readonly exciseStatus: 'excisable' | 'not_excisable' | 'exempt' | null
  readonly dualUse: { readonly listed: boolean, readonly assessedOn: string | null, readonly exemption: boolean } | null
  readonly assessedExemptions: readonly string[]
  readonly originEvidence: boolean
  readonly additions: readonly string[]
}

/** A supplier's declaration that covers the goods: the days on which it is evidence. */
export interface CoverPeriod { readonly validFrom: string, readonly evidenceUntil: string | null }

/** The decision for import goes before that for export: it has the more digits, and checks compare as many as both have. */
export function knownOfGoods (record: GoodsRecord, cover: readonly CoverPeriod[], day: string): GoodsKnown {
  const held = goodsOn(record, day)
  const codes = { import: held.codes.import?.code ?? null, export: held.codes.export?.code ?? null }
  return {
    status: held.status,
    active: held.active,
    approvedCode: codes.import ?? codes.export,
    approvedCodes: codes,
    bti: held.ruling === null ? null : { reference: held.ruling.reference, code: held.ruling.code },
    changes: changesOf(record),
    exciseStatus: held.excise?.status ?? null,
    dualUse: held.dualUse === null ? null : { listed: held.dualUse.listed, assessedOn: held.dualUse.assessedOn, exemption: held.dualUse.exemption },
    assessedExemptions: held.exemptions,
    originEvidence: held.preferentialOrigins.some(({ evidence }) => evidence === 'calculation') || cover.some(({ validFrom, evidenceUntil }) => holdsOn({ validFrom, validTo: evidenceUntil }, day)),
    additions: [...new Set(held.valueElements.map(({ kind }) => kind))]
  }
}

export interface SupplierKnown {
  readonly country: string | null
  readonly related: boolean
  readonly additions: readonly string[]
  readonly priceAdjustments: readonly { readonly from: string, readonly until: string, readonly corrected: boolean }[]
}

export function knownOfSupplier (record: SupplierRecord, day: string): SupplierKnown {
  return { ...supplierOn(record, day), priceAdjustments: record.priceAdjustments.map(({ from, until, correctionReference }) => ({ from, until, corrected: correctionReference !== null })) }
}
