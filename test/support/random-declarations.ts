import fc from 'fast-check'
import { STATUSES } from '../../src/declarations/data-elements.ts'
import { declaration, item } from './facts.ts'
import type { PushedDeclaration, PushedItem } from './facts.ts'

/** Declarations of any kind, for tests of what must hold whatever is pushed. */

const absent = undefined
const anyItem: fc.Arbitrary<Partial<PushedItem>> = fc.record({
  hs6: fc.constantFrom('851830', '620342', absent), originCountry: fc.constantFrom('CN', 'VN', absent), requestedProcedure: fc.constantFrom('40', '51', '51', absent), netMass: fc.constantFrom('7.5', '0', absent),
  statisticalValue: fc.constantFrom('10.25', '0', '0.000001', '9999999999999999.999999', absent), statisticalValueCurrency: fc.constantFrom('EUR', 'USD', absent),
  taxes: fc.constantFrom([{ type: 'A00', payable: '1.5' }], [{ type: 'A00', amount: '2', currency: 'USD' }, { type: 'B00', payable: '9' }], absent),
  valuationMethod: fc.constantFrom('1', '4', absent), valuationIndicators: fc.constantFrom('0000', '1000', absent),
  goodsRef: fc.constantFrom('G-1', 'G|2', absent), documents: fc.array(fc.record({
    type: fc.constantFrom('C601', 'L001', 'N380', absent), reference: fc.constantFrom('REF-1', 'REF-2', absent), unit: fc.constantFrom('KGM', 'NAR', absent),
    quantity: fc.constantFrom('1.5', '0.000001', absent), amount: fc.constantFrom('100', absent), currency: fc.constantFrom('EUR', 'USD', absent)
  }), { maxLength: 3 }),
  aiAssisted: fc.constantFrom({ origin: { systemId: 'AI-1' } }, {}, absent, absent)
})
const anyDocuments = fc.constantFrom([{ type: 'C601', reference: 'REF-1', quantity: '2', unit: 'KGM' }, { type: 'L001', reference: 'REF-2', amount: '7' }], [], absent)
const anyGuarantees = fc.constantFrom([{ type: '1', grn: 'GRN-1', amount: '500', currency: 'EUR' }, { type: '1', grn: 'GRN-1', amount: '20', currency: 'CHF' }], [{ type: '0', otherReference: 'X-1' }, { type: '8' }], absent)
/** Few references, so that pushes meet: versions, adoptions, joins, reuse after an end. */
export const anyPush: fc.Arbitrary<PushedDeclaration> = fc.record({
  lrn: fc.constantFrom('R-1', 'R-2', 'R-3', absent), mrn: fc.constantFrom('26IT00000000000010', '26DE00000000000020', '26IT00000000000030', absent, absent),
  declarationType: fc.constantFrom('IM', 'EX', 'CO'), acceptanceDate: fc.constantFrom('2026-03-02', '2026-04-03', '2026-02-30', absent), status: fc.constantFrom(...STATUSES, absent),
  statusAt: fc.constantFrom('2026-03-02T10:00:00Z', '2026-03-03T10:00:00Z', absent), sourceSystem: fc.constantFrom('erp', 'broker', absent), accountsCurrency: fc.constantFrom('EUR', absent),
  orgUnitId: fc.constantFrom('U-1', 'U-2', absent, absent), siteId: fc.constantFrom('S-1', 'S-2', absent), handledBy: fc.constantFrom('p-1', 'p-2', absent),
  representative: fc.constantFrom({ eori: 'IT00000000001', status: '2' }, { status: '3' }, absent), lodgementOffice: fc.constantFrom('FR000040', '00000001', absent),
  exportOffice: fc.constantFrom('NL000510', absent), documents: anyDocuments, guarantees: anyGuarantees,
  authorisations: fc.constantFrom([{ type: 'IPO', reference: 'REF-1', holder: 'IT01234567890' }, { type: 'CGU' }], absent),
  items: fc.array(anyItem, { minLength: 1, maxLength: 3 })
}).filter(({ lrn, mrn }) => lrn !== absent || mrn !== absent)
  .map(({ items, ...header }) => declaration({ ...header, items: items.map((changes, index) => item({ ...changes, itemNumber: index + 1 })) }))
