import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'
import { bearer } from '../../support/tokens.ts'

/** What the operations and queries of the feature need, and what they are called with. */
export const goodsOperations: OperationsOf = async ({ app, post }) => {
  const goodsCode = { direction: 'import', code: '8518300090', validFrom: '2026-01-01', decidedBy: 'P-ACC-2', decidedOn: '2025-12-01' }
  const goodsApproval = { approvedBy: 'P-ACC-1', approvedOn: '2025-12-02' }
  // Drafts of another login than the one that decides on them.
  const answer = await app.inject({ method: 'POST', url: '/v1/goods', headers: bearer({ subject: 'clerk' }), payload: { goodsRef: 'ACCESS', roles: ['imported'], sources: [{ supplierRef: 'ACCESS', validFrom: '2025-01-01' }], codeDecisions: [
    { ...goodsCode, ...goodsApproval, validTo: '2026-01-31' }, { ...goodsCode, validFrom: '2026-02-01', validTo: '2026-02-28' }, { ...goodsCode, validFrom: '2026-03-01' },
    { ...goodsCode, direction: 'export', code: '85183000', ...goodsApproval }
  ] } })
  const { codeDecisions } = answer.json<{ codeDecisions: { id: string }[] }>()
  const goodsDecisions = codeDecisions.map(({ id }) => id)
  await post('/suppliers', { supplierRef: 'ACCESS' })
  const supplierDeclaration = (await post('/supplier-declarations', { supplierRef: 'ACCESS', documentReference: 'ACCESS', kind: 'single', issuedOn: '2026-01-01', validFrom: '2026-01-01', goodsRefs: ['ACCESS'] })).id
  const licence = (await post('/licences', { reference: 'ACCESS', type: 'L001' })).id

  return {
    ids: { goods: 'ACCESS', supplier: 'ACCESS', supplierDeclaration, licence },
    expected: {
      recordGoods: { scope: 'goods:write', method: 'POST', url: () => '/v1/goods', payload: { goodsRef: 'ACCESS-2' } },
      importGoods: { scope: 'goods:write', method: 'POST', url: () => '/v1/goods/bulk', payload: 'goodsRef\nACCESS-3\n', headers: { 'content-type': 'text/csv' } },
      listGoods: { scope: 'goods:read', method: 'GET', url: () => '/v1/goods' },
      findGoods: { scope: 'goods:read', method: 'GET', url: (ref) => `/v1/goods/${ref}`, takesId: 'goods' },
      changeGoods: { scope: 'goods:write', method: 'PATCH', url: (ref) => `/v1/goods/${ref}`, payload: { roles: ['imported'] }, headers: ANY_STATE, takesId: 'goods' },
      findGoodsImpact: { scope: 'goods:read', method: 'GET', url: (ref) => `/v1/goods/${ref}/impact?decision=${goodsDecisions[0]}`, takesId: 'goods' },
      decideGoodsCode: { scope: 'goods:write', method: 'POST', url: (ref) => `/v1/goods/${ref}/code-decisions`, payload: { ...goodsCode, validFrom: '2025-01-01' }, takesId: 'goods' },
      decideGoodsOrigin: { scope: 'goods:write', method: 'POST', url: (ref) => `/v1/goods/${ref}/origins`, payload: { kind: 'non_preferential', country: 'CN', validFrom: '2026-01-01', decidedBy: 'P-ACC-2' }, takesId: 'goods' },
      recordRuling: { scope: 'goods:write', method: 'POST', url: (ref) => `/v1/goods/${ref}/rulings`, payload: { reference: 'DEBTI1', code: '851830', validFrom: '2026-01-01' }, takesId: 'goods' },
      assessGoods: { scope: 'goods:write', method: 'POST', url: (ref) => `/v1/goods/${ref}/assessments`, payload: { dualUse: { assessedOn: '2026-01-01', listed: false } }, takesId: 'goods' },
      approveGoodsDecision: { scope: 'goods:approve', method: 'POST', url: (ref) => `/v1/goods/${ref}/decisions/${goodsDecisions[1]}/approve`, payload: { by: 'P-ACC-1' }, headers: ANY_STATE, takesId: 'goods' },
      refuseGoodsDecision: { scope: 'goods:approve', method: 'POST', url: (ref) => `/v1/goods/${ref}/decisions/${goodsDecisions[2]}/refuse`, payload: { by: 'P-ACC-1' }, headers: ANY_STATE, takesId: 'goods' },
      reviewGoodsCode: { scope: 'goods:write', method: 'POST', url: (ref) => `/v1/goods/${ref}/decisions/${goodsDecisions[3]}/review`, payload: { by: 'P-ACC-1' }, headers: ANY_STATE, takesId: 'goods' },
      blockGoodsDecision: { scope: 'goods:approve', method: 'POST', url: (ref) => `/v1/goods/${ref}/decisions/${goodsDecisions[3]}/block`, payload: { from: '2026-05-01' }, headers: ANY_STATE, takesId: 'goods' },
      recordSupplier: { scope: 'goods:write', method: 'POST', url: () => '/v1/suppliers', payload: { supplierRef: 'ACCESS-2' } },
      importSuppliers: { scope: 'goods:write', method: 'POST', url: () => '/v1/suppliers/bulk', payload: 'supplierRef\nACCESS-3\n', headers: { 'content-type': 'text/csv' } },
      listSuppliers: { scope: 'goods:read', method: 'GET', url: () => '/v1/suppliers' },
      findSupplier: { scope: 'goods:read', method: 'GET', url: (ref) => `/v1/suppliers/${ref}`, takesId: 'supplier' },
      changeSupplier: { scope: 'goods:write', method: 'PATCH', url: (ref) => `/v1/suppliers/${ref}`, payload: { eori: 'IT123' }, headers: ANY_STATE, takesId: 'supplier' },
      recordSupplierDeclaration: { scope: 'goods:write', method: 'POST', url: () => '/v1/supplier-declarations', payload: { supplierRef: 'ACCESS', documentReference: 'ACCESS-2', kind: 'single', issuedOn: '2026-01-01', validFrom: '2026-01-01', goodsRefs: ['ACCESS'] } },
      importSupplierDeclarations: { scope: 'goods:write', method: 'POST', url: () => '/v1/supplier-declarations/bulk', payload: 'supplierRef,documentReference\nACCESS,ACCESS-3\n', headers: { 'content-type': 'text/csv' } },
      listSupplierDeclarations: { scope: 'goods:read', method: 'GET', url: () => '/v1/supplier-declarations' },
      findSupplierDeclaration: { scope: 'goods:read', method: 'GET', url: (id) => `/v1/supplier-declarations/${id}`, takesId: 'supplierDeclaration' },
      changeSupplierDeclaration: { scope: 'goods:write', method: 'PATCH', url: (id) => `/v1/supplier-declarations/${id}`, payload: { agreement: 'EU-JP' }, headers: ANY_STATE, takesId: 'supplierDeclaration' },
      recordLicence: { scope: 'goods:write', method: 'POST', url: () => '/v1/licences', payload: { reference: 'ACCESS-2', type: 'L001' } },
      importLicences: { scope: 'goods:write', method: 'POST', url: () => '/v1/licences/bulk', payload: 'reference,type\nACCESS-3,L001\n', headers: { 'content-type': 'text/csv' } },
      listLicences: { scope: 'goods:read', method: 'GET', url: () => '/v1/licences' },
      findLicence: { scope: 'goods:read', method: 'GET', url: (id) => `/v1/licences/${id}`, takesId: 'licence' },
      changeLicence: { scope: 'goods:write', method: 'PATCH', url: (id) => `/v1/licences/${id}`, payload: { validUntil: '2026-12-31' }, headers: ANY_STATE, takesId: 'licence' }
    },
    queries: {
      'Query.goods': '{ goods(first: 1) { nodes { goodsRef supplierDeclarations { documentReference } onDay { sources { supplier { eori } } } } } }',
      'Query.good': '{ good(ref: "ACCESS") { goodsRef } }',
      'Query.goodsClassificationState': '{ goodsClassificationState { active } }',
      'Query.suppliers': '{ suppliers(first: 1) { nodes { supplierRef } } }'
    }
  }
}
