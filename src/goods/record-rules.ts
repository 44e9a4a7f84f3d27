import { SINCE_ACTIVE, TODAY } from './merging.ts'
import type { ListRule, RecordRule } from './merging.ts'

/** How statements of each kind of record are put together: what tells entries apart, and which of them exclude one another. */

const DECIDED = { validTo: null, status: 'draft', decidedOn: TODAY, why: null, approvedBy: null, approvedOn: null, blockedFrom: null, recordedBy: [] }

export const CODE_DECISIONS: ListRule = {
  name: 'codeDecisions', key: ['direction', 'validFrom', 'code'], exclusive: ['direction'], open: ['validTo', 'reviewOn', 'reviewedOn', 'reviewedBy'],
  blank: { ...DECIDED, reason: 'first_classification', btiReference: null, ai: null, reviewOn: null, reviewedOn: null, reviewedBy: null }
}
export const ORIGINS: ListRule = {
  name: 'origins', key: ['kind', 'agreement', 'validFrom', 'country'], exclusive: ['kind', 'agreement'], open: ['validTo'],
  blank: { ...DECIDED, agreement: null, evidence: 'none', evidenceReference: null, evidenceHash: null },
  needs: (origin) => origin['kind'] === 'preferential' && (origin['agreement'] ?? null) === null ? { member: 'agreement', refusal: { because: 'is missing of a preferential origin', hint: 'The agreement or scheme under which the origin is preferential' } } : undefined
}

export const GOODS_RULE: RecordRule = {
  blank: { roles: [], activeFrom: TODAY, retiredOn: null },
  lists: [
    { name: 'descriptions', key: ['language', 'validFrom'], blank: { validFrom: SINCE_ACTIVE } },
    CODE_DECISIONS,
    ORIGINS,
    { name: 'rulings', key: ['reference'], blank: { validTo: null, lostOn: null, lostBecause: null, extendedUseUntil: null } },
    { name: 'sources', key: ['supplierRef', 'validFrom'], exclusive: ['supplierRef'], blank: { validTo: null } },
    { name: 'valueElements', key: ['kind', 'supplierRef', 'validFrom'], blank: { validTo: null, supplierRef: null, reference: null } },
    { name: 'tradeDefence', key: ['measure', 'producer', 'validFrom'], exclusive: ['measure', 'producer'], blank: { validTo: null, producer: null, taricAdditionalCode: null } },
    { name: 'dualUse', key: ['assessedOn'], blank: { entry: null, exemption: false, assessedBy: null } },
    { name: 'excise', key: ['validFrom'], exclusive: [], blank: { validTo: null, category: null } },
    { name: 'exemptions', key: ['code', 'validFrom'], exclusive: ['code'], blank: { validTo: null, assessedBy: null } }
  ]
}

export const SUPPLIER_RULE: RecordRule = {
  blank: { eori: null, identityCheckedOn: null },
  lists: [
    { name: 'terms', key: ['validFrom'], exclusive: [], blank: { validTo: null, country: null, related: false } },
    { name: 'additions', key: ['kind', 'reference', 'validFrom'], blank: { validTo: null, reference: null } },
    { name: 'priceAdjustments', key: ['from', 'until'], blank: { correctionReference: null } }
  ]
}

export const SUPPLIER_DECLARATION_RULE: RecordRule = {
  blank: { supplierRef: '', documentReference: '', documentHash: null, kind: 'long_term', agreement: null, originCountry: null, issuedOn: TODAY, validFrom: TODAY, validTo: null, goodsRefs: [], withdrawnOn: null },
  lists: []
}

export const LICENCE_RULE: RecordRule = {
  blank: { type: '', validFrom: null, validUntil: null, authorisedQuantity: null, unit: null, authorisedValue: null, currency: null, attributedBefore: '0' },
  lists: []
}
