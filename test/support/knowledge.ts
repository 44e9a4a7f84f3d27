import type { AuthorisationKnowledge, GoodsKnowledge, Knowledge, SupplierKnowledge } from '../../src/declarations/checks/knowledge.ts'

/** Registers that later features keep, as checks see them. */

export function goods (changes: Partial<GoodsKnowledge> = {}): Pick<Knowledge, 'goods'> {
  const known: GoodsKnowledge = {
    status: 'approved', approvedCode: '8518300090', bti: null, changes: [], exciseStatus: null, dualUse: null, assessedExemptions: [], originEvidence: false, additions: [], ...changes
  }
  return { goods: { find: (goodsRef) => goodsRef === 'G-1' ? known : undefined } }
}

export function suppliers (changes: Partial<SupplierKnowledge> = {}): Pick<Knowledge, 'suppliers'> {
  const known: SupplierKnowledge = { country: 'VN', related: false, additions: [], priceAdjustments: [], ...changes }
  return { suppliers: { find: (supplierRef) => supplierRef === 'S-1' ? known : undefined } }
}

export function authorisations (held: readonly (Partial<AuthorisationKnowledge> & { readonly type: string })[], aeo: { holds?: boolean, asked?: boolean } = {}): Pick<Knowledge, 'authorisations'> {
  const all = held.map((changes): AuthorisationKnowledge => ({ reference: `IT${changes.type}1`, holder: 'IT01234567890', state: 'valid', codes: [], sites: [], offices: [], ...changes }))
  return {
    authorisations: {
      find: (type) => all.filter((authorisation) => authorisation.type === type), byReference: (reference) => all.find((authorisation) => authorisation.reference === reference),
      holdsAeo: () => aeo.holds === true, aeoReferenceExpected: aeo.asked === true
    }
  }
}
