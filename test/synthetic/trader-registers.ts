import type { AuthorisationKnowledge, GoodsKnowledge, Knowledge, SupplierKnowledge } from '../../src/declarations/checks/knowledge.ts'
import { BROKERS } from '../../src/synthetic/partners.ts'
import { hasOriginEvidence, isListed } from '../../src/synthetic/trader.ts'
import type { Goods, Trader } from '../../src/synthetic/trader.ts'

/** What the trader's registers say, without a database: for judging kinds of errors one by one. Pure. */

const HELD = ['IPO', 'CWP', 'DPO', 'CGU', 'CBAM', 'AEOF']

export function traderRegisters (trader: Trader): Knowledge {
  const goods = new Map(trader.goods.map((known) => [known.ref, goodsKnowledge(known)]))
  const suppliers = new Map(trader.suppliers.map((known): [string, SupplierKnowledge] => [known.ref, { country: known.country, related: known.related, additions: known.royalty > 0 ? ['royalty'] : [], priceAdjustments: [] }]))
  const held = HELD.map((type): AuthorisationKnowledge => ({ type, reference: `IT${type}000099`, holder: trader.eori, state: 'valid', codes: [], sites: [], offices: [] }))
  const mandated = new Set(BROKERS.map(({ eori }) => eori))
  return {
    ownEoris: new Set([trader.eori]),
    goods: { find: (ref) => goods.get(ref) },
    suppliers: { find: (ref) => suppliers.get(ref) },
    authorisations: { find: (type) => held.filter((known) => known.type === type), byReference: (reference) => held.find((known) => known.reference === reference), holdsAeo: () => true, aeoReferenceExpected: true },
    mandates: { covers: (eori) => mandated.has(eori) },
    reviewers: { isCompetent: () => true },
    documents: { missingOf: () => [] },
    licences: { find: () => undefined },
    exits: { confirmed: () => false },
    guarantee: { utilisationPercent: () => '60' }
  }
}

function goodsKnowledge (goods: Goods): GoodsKnowledge {
  const { cn8, taric2, tags } = goods
  return {
    status: 'approved', approvedCode: `${cn8}${taric2}`, bti: null, changes: [], exciseStatus: tags.includes('excise') ? 'excisable' : 'not_excisable',
    dualUse: { listed: isListed(goods), assessedOn: '2025-06-02', exemption: false },
    assessedExemptions: [...(tags.includes('endangered_species') ? ['Y900'] : []), ...(tags.includes('dual_use') && !isListed(goods) ? ['Y901'] : [])],
    originEvidence: hasOriginEvidence(goods), additions: []
  }
}
