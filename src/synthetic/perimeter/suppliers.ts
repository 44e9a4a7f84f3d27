import { STATE } from '../partners.ts'
import { dayAfter } from '../seasons.ts'
import { hasOriginEvidence } from '../trader.ts'
import type { Trader } from '../trader.ts'
import { contentHash } from './content-hash.ts'
import type { PerimeterFile } from './perimeter-record.ts'
import { timelineOf } from './timeline.ts'

/** Suppliers, and the long-term declarations of those whose materials own products are made of. Pure. */

/** Related; its adjustment of the year is not corrected. */
export const ADJUSTING_SUPPLIER = 'S-118'
/** Own products whose preferential origin rests on supplier's declarations, by their code; of the others it is calculated. */
export const LASTING_DECLARATIONS: ReadonlySet<string> = new Set(['84836080', '84834051', '84138100', '84818073'])
export const UNION_SUPPLIERS = ['S-901', 'S-902']

export function supplierFile ({ suppliers, until }: Trader): PerimeterFile {
  const { start, from, adjustment } = timelineOf(until)
  const foreign = suppliers.map(({ ref, country, related, royalty }, index) => ({
    supplierRef: ref, identityCheckedOn: dayAfter(from, index * 9 - 200), terms: [{ validFrom: start, country, related }],
    ...(royalty > 0 ? { additions: [{ kind: 'royalty', validFrom: start, reference: `licence-${ref}` }] } : {}),
    // Prices among related companies were settled after the year before, and customs were told.
    ...(related ? { priceAdjustments: [{ from: dayAfter(from, -365), until: dayAfter(from, -1), correctionReference: `correction-${ref}` }, ...(ref === ADJUSTING_SUPPLIER ? [{ from: adjustment.from, until: adjustment.to }] : [])] } : {})
  }))
  return { path: '/v1/suppliers/bulk', records: [...foreign, ...UNION_SUPPLIERS.map((supplierRef) => ({ supplierRef, identityCheckedOn: dayAfter(from, -30), terms: [{ validFrom: start, country: STATE, related: false }] }))] }
}

/** Two years, as long as the law lets them last: the year before and the year itself. */
export function supplierDeclarationFile ({ goods, until }: Trader): PerimeterFile {
  const { from } = timelineOf(until)
  const covered = goods.filter((one) => LASTING_DECLARATIONS.has(one.cn8) && hasOriginEvidence(one)).map(({ ref }) => ref)
  return {
    path: '/v1/supplier-declarations/bulk', records: UNION_SUPPLIERS.map((supplierRef, index) => {
      const documentReference = `LTSD-${supplierRef}-${from.slice(0, 4)}`
      return {
        supplierRef, documentReference, documentHash: contentHash(documentReference), kind: 'long_term', agreement: 'EU', originCountry: STATE,
        issuedOn: dayAfter(from, -40), validFrom: dayAfter(from, -30), validTo: dayAfter(from, 690 - index * 60), goodsRefs: covered
      }
    })
  }
}
