import type { Fault } from '../../platform/problem.ts'
import { GOODS_RULE, LICENCE_RULE, SUPPLIER_DECLARATION_RULE, SUPPLIER_RULE } from '../record-rules.ts'
import { lastDayOfEvidence } from '../evidence.ts'
import { GOODS_TABLE, moveCounts, replaceSpans } from '../goods-store.ts'
import type { Members } from '../merging.ts'
import type { GoodsRecord, Licence, SupplierDeclaration } from '../model.ts'
import { movements, spansOf } from '../spans.ts'
import type { LapseOf } from '../spans.ts'
import { DECLARATION_TABLE, LICENCE_TABLE, replaceCover, SUPPLIER_TABLE } from '../supplier-store.ts'
import { touchedPeriod } from '../touched-period.ts'
import type { RecordKind } from './save-records.ts'

/** The kinds of records of this feature. Documents of the database have the form that their rule gave them. */

export const asGoods = (record: Members): GoodsRecord => record as unknown as GoodsRecord
export const asDeclaration = (record: Members): SupplierDeclaration => record as unknown as SupplierDeclaration
export const asLicence = (record: Members): Licence => record as unknown as Licence

export function goodsKind (lapseOf: LapseOf): RecordKind {
  return {
    table: GOODS_TABLE,
    rule: GOODS_RULE,
    noun: 'goods',
    columnsOf: ({ roles, activeFrom, retiredOn }) => ({ roles, active_from: activeFrom, retired_on: retiredOn }),
    faultsOf: (record) => rulingFaults(asGoods(record)),
    eventOf: ([goodsRef], before, after) => {
      const period = touchedPeriod(before === undefined ? undefined : asGoods(before), asGoods(after))
      return period === undefined ? {} : { runCalledFor: { ...period, only: { goodsRef } } }
    },
    derive: async (tx, changes) => {
      const goods = changes.map(({ key: [goodsRef = ''], record }) => ({ goodsRef, spans: spansOf(asGoods(record), lapseOf) }))
      await moveCounts(tx, movements(await replaceSpans(tx, goods), goods.flatMap(({ spans }) => spans)))
    }
  }
}

/** Extended use is granted of a decision that was lost, and a loss has its reason. */
function rulingFaults ({ rulings }: GoodsRecord): Fault[] {
  return rulings.flatMap(({ lostOn, lostBecause, extendedUseUntil }, index) => [
    ...((lostOn === null) === (lostBecause === null) ? [] : [{ pointer: `/rulings/${index}/lostBecause`, detail: 'stands only with lostOn', hint: 'Give both, or neither' }]),
    ...(extendedUseUntil === null || (lostOn !== null && lostBecause !== 'annulled') ? [] : [{ pointer: `/rulings/${index}/extendedUseUntil`, detail: 'is granted only for a decision that ceased or was revoked', hint: 'Give lostOn and lostBecause' }])
  ])
}

export const SUPPLIER_KIND: RecordKind = {
  table: SUPPLIER_TABLE,
  rule: SUPPLIER_RULE,
  noun: 'supplier',
  columnsOf: ({ eori, identityCheckedOn }) => ({ eori, identity_checked_on: identityCheckedOn }),
  faultsOf: () => [],
  derive: async () => {}
}

export const DECLARATION_KIND: RecordKind = {
  table: DECLARATION_TABLE,
  rule: SUPPLIER_DECLARATION_RULE,
  noun: 'supplier_declaration',
  columnsOf: (record) => ({ valid_from: record['validFrom'], evidence_until: lastDayOfEvidence(asDeclaration(record)) }),
  faultsOf: (record) => asDeclaration(record).goodsRefs.length === 0 ? [{ pointer: '/goodsRefs', detail: 'names no goods', hint: 'Name the goods that the declaration covers' }] : [],
  derive: async (tx, changes) => {
    const declarations = changes.map(({ record }) => asDeclaration(record))
    await replaceCover(tx, declarations, declarations.flatMap((declaration) => [...new Set(declaration.goodsRefs)].map((goodsRef) => ({
      goodsRef, supplierRef: declaration.supplierRef, documentReference: declaration.documentReference, validFrom: declaration.validFrom, evidenceUntil: lastDayOfEvidence(declaration)
    }))))
  }
}

export const LICENCE_KIND: RecordKind = {
  table: LICENCE_TABLE,
  rule: LICENCE_RULE,
  noun: 'licence',
  columnsOf: ({ type, validUntil }) => ({ licence_type: type, valid_until: validUntil }),
  faultsOf: (record) => {
    const { authorisedQuantity, unit, authorisedValue, currency } = asLicence(record)
    return [
      ...(authorisedQuantity !== null && authorisedValue !== null ? [{ pointer: '/authorisedValue', detail: 'stands beside authorisedQuantity', hint: 'A licence has one balance: a quantity or a value' }] : []),
      ...((authorisedQuantity === null) === (unit === null) ? [] : [{ pointer: '/unit', detail: 'stands only with authorisedQuantity', hint: 'Give both, or neither' }]),
      ...((authorisedValue === null) === (currency === null) ? [] : [{ pointer: '/currency', detail: 'stands only with authorisedValue', hint: 'Give both, or neither' }])
    ]
  },
  derive: async () => {}
}
