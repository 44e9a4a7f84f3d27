import { DUMPED_ORIGIN, hasOriginEvidence, isListed, PRODUCER } from '../trader.ts'
import type { Goods, Supplier, Trader } from '../trader.ts'
import { STATE } from '../partners.ts'
import { dayAfter } from '../seasons.ts'
import { APPROVER, CLASSIFIER } from './people.ts'
import type { Members, PerimeterFile } from './perimeter-record.ts'
import { LASTING_DECLARATIONS, UNION_SUPPLIERS } from './suppliers.ts'
import { timelineOf } from './timeline.ts'

/** Master data of all goods that the trader deals in: their codes, origin, and what was assessed of them. Pure. */

const CLASSIFIED_DAYS_BEFORE = 420
const REVIEWED_DAYS_AFTER = 25
const ASSESSED_DAYS_BEFORE = 150
const EXEMPT_SPECIES = 'Y900'
const EXEMPT_DUAL_USE = 'Y901'

export function goodsFile (trader: Trader): PerimeterFile {
  const suppliersOf = Map.groupBy(trader.suppliers.flatMap((supplier) => supplier.offers.map((offer) => ({ supplier, offer }))), ({ offer }) => offer.goods.ref)
  return { path: '/v1/goods/bulk', records: trader.goods.map((goods) => goodsRecord(goods, (suppliersOf.get(goods.ref) ?? []).map(({ supplier }) => supplier), trader.until)) }
}

function goodsRecord (goods: Goods, suppliers: readonly Supplier[], until: string): Members {
  const { start, from } = timelineOf(until)
  const own = goods.ref.startsWith('P-')
  return {
    goodsRef: goods.ref, roles: own ? ['produced', 'exported'] : ['imported'], activeFrom: start,
    descriptions: [{ language: 'en', text: goods.description, validFrom: start }],
    codeDecisions: codeDecisions(goods, own, from),
    ...(own ? { origins: ownOrigins(goods, from), ...(LASTING_DECLARATIONS.has(goods.cn8) ? { sources: UNION_SUPPLIERS.map((supplierRef) => ({ supplierRef, validFrom: start })) } : {}) } : { origins: boughtOrigins(suppliers, from), sources: suppliers.map(({ ref }) => ({ supplierRef: ref, validFrom: start })) }),
    excise: [{ validFrom: start, status: goods.tags.includes('excise') ? 'excisable' : 'not_excisable', ...(goods.tags.includes('excise') ? { category: 'S200' } : {}) }],
    ...(own ? { dualUse: [{ assessedOn: dayAfter(from, -ASSESSED_DAYS_BEFORE), listed: isListed(goods), ...(isListed(goods) ? { entry: '2B001' } : {}), assessedBy: CLASSIFIER }] } : {}),
    exemptions: exemptionsOf(goods).map((code) => ({ code, validFrom: dayAfter(from, -ASSESSED_DAYS_BEFORE), assessedBy: CLASSIFIER })),
    ...(goods.tags.includes('anti_dumping') && suppliers.some(({ country }) => country === DUMPED_ORIGIN)
      ? { tradeDefence: [{ measure: 'Reg. 2099/1', producer: 'Invented producer', taricAdditionalCode: PRODUCER, validFrom: start }] } : {})
  }
}

const decided = (from: string): Members => ({ validFrom: dayAfter(from, -CLASSIFIED_DAYS_BEFORE), decidedBy: CLASSIFIER, decidedOn: dayAfter(from, -CLASSIFIED_DAYS_BEFORE - 3), approvedBy: APPROVER, approvedOn: dayAfter(from, -CLASSIFIED_DAYS_BEFORE - 1) })

/** Nobody has looked at these for more than two years. */
const isForgotten = (ref: string): boolean => ref.endsWith('10')

/** Ten digits at import, eight at export; own products may come back. Most were looked at again when the year had begun. */
function codeDecisions ({ cn8, taric2, tags, ref }: Goods, own: boolean, from: string): Members[] {
  const proposed = tags.includes('ai_classified') ? { ai: { systemId: 'classifier-1', version: '4.2', confidence: 0.9 } } : {}
  const facts = { ...decided(from), why: `General rules 1 and 6 for ${cn8}`, ...proposed, ...(isForgotten(ref) ? {} : { reviewedOn: dayAfter(from, REVIEWED_DAYS_AFTER), reviewedBy: CLASSIFIER, reviewOn: dayAfter(from, REVIEWED_DAYS_AFTER + 500) }) }
  return [{ ...facts, direction: 'import', code: `${cn8}${taric2}` }, ...(own ? [{ ...facts, direction: 'export', code: cn8 }] : [])]
}

/** What is stated of the origin of own products rests on a calculation, or on supplier's declarations. */
function ownOrigins (goods: Goods, from: string): Members[] {
  const stated = { ...decided(from), country: STATE }
  const calculated = hasOriginEvidence(goods) && !LASTING_DECLARATIONS.has(goods.cn8)
  return [
    { ...stated, kind: 'non_preferential', evidence: 'calculation', evidenceReference: `origin-${goods.ref}` },
    ...(hasOriginEvidence(goods) ? [{ ...stated, kind: 'preferential', agreement: 'EU', evidence: calculated ? 'calculation' : 'supplier_declaration', evidenceReference: `preference-${goods.ref}` }] : [])
  ]
}

/** Only where all suppliers are of one country: of others the origin is that of each delivery. */
function boughtOrigins (suppliers: readonly Supplier[], from: string): Members[] {
  const [country, another] = [...new Set(suppliers.map((supplier) => supplier.country))]
  return country === undefined || another !== undefined ? [] : [{ ...decided(from), country, kind: 'non_preferential', evidence: 'certificate', evidenceReference: `origin-${country}` }]
}

const exemptionsOf = (goods: Goods): string[] => [
  ...(goods.tags.includes('endangered_species') ? [EXEMPT_SPECIES] : []), ...(goods.tags.includes('dual_use') && !isListed(goods) ? [EXEMPT_DUAL_USE] : [])
]
