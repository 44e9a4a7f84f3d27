import { ANY_STATE } from './expectation.ts'
import type { Expectation, OperationsOf } from './expectation.ts'

const NDJSON = { 'content-type': 'application/x-ndjson' }
const ARCHIVED = { sha256: 'a'.repeat(64), archive: 'dms', locator: '1' }
const MRN = '26IT00000000000010'

/** Kinds of record, and the numbered record of each. */
const KINDS = {
  document: { path: '/documents', one: 'SupportingDocument', many: 'SupportingDocuments', of: (n: number) => ({ mrn: MRN, type: 'N380', reference: `ACCESS-${n}`, ...ARCHIVED, archivedAt: '2026-03-03T10:00:00Z' }), change: { size: 1 } },
  movement: { path: '/goods-movements', one: 'GoodsMovement', many: 'GoodsMovements', of: (n: number) => ({ movementNumber: `ACCESS-${n}`, kind: 'receipt', movedOn: '2026-03-03', quantity: '1', unit: 'KGM' }), change: { goodsRef: 'M-1' } },
  excise: {
    path: '/excise-movements', one: 'ExciseMovement', many: 'ExciseMovements', change: { arrivedOn: '2026-03-04' },
    of: (n: number) => ({ arc: `26ITAB1234567890123${n}0`, status: 'dispatched', statusOn: '2026-03-03', exciseProductCode: 'W200', commodityCode: '22042111', quantity: '1', unit: 'LTR', dispatchedOn: '2026-03-03' })
  },
  exit: { path: '/exit-proofs', one: 'ExitProof', many: 'ExitProofs', of: (n: number) => ({ mrn: MRN, kind: 'delivery_note', reference: `ACCESS-${n}`, state: 'collected', leftOn: '2026-03-03' }), change: { state: 'accepted' } },
  evidence: { path: '/criteria-evidence', one: 'CriteriaEvidence', many: 'CriteriaEvidence', of: (n: number) => ({ reference: `ACCESS-${n}`, criterion: 'security', kind: 'backup_test', issuedOn: '2026-03-03', validFrom: '2026-03-03', ...ARCHIVED }), change: { outcome: 'passed' } }
}

/** What the operations and queries of the feature need, and what they are called with. */
export const recordsOperations: OperationsOf = async ({ post }) => {
  const ids: Record<string, string> = {}
  for (const [name, { path, of }] of Object.entries(KINDS)) ids[name] = (await post(path, of(1))).id
  const hold = (await post('/legal-holds', { class: 'originals', reason: 'Access test' })).id
  const ofKinds = Object.entries(KINDS).flatMap(([name, { path, one, many, of, change }]): [string, Expectation][] => [
    [`record${one}`, { scope: 'records:write', method: 'POST', url: () => `/v1${path}`, payload: of(2) }],
    [`import${many}`, { scope: 'records:write', method: 'POST', url: () => `/v1${path}/bulk`, payload: JSON.stringify(of(3)), headers: NDJSON }],
    [`list${many}`, { scope: 'records:read', method: 'GET', url: () => `/v1${path}` }],
    [`find${one}`, { scope: 'records:read', method: 'GET', url: (id) => `/v1${path}/${id}`, takesId: name }],
    [`list${one}Revisions`, { scope: 'records:read', method: 'GET', url: (id) => `/v1${path}/${id}/revisions`, takesId: name }],
    [`change${one}`, { scope: 'records:write', method: 'PATCH', url: (id) => `/v1${path}/${id}`, payload: change, headers: ANY_STATE, takesId: name }]
  ])
  return {
    ids: { ...ids, hold },
    expected: Object.fromEntries([...ofKinds, ...Object.entries<Expectation>({
      readRetention: { scope: 'records:read', method: 'GET', url: () => '/v1/retention' },
      setLegalHold: { scope: 'records:write', method: 'POST', url: () => '/v1/legal-holds', payload: { class: 'originals', reason: 'Access test' } },
      listLegalHolds: { scope: 'records:read', method: 'GET', url: () => '/v1/legal-holds' },
      findLegalHold: { scope: 'records:read', method: 'GET', url: (id) => `/v1/legal-holds/${id}`, takesId: 'hold' },
      liftLegalHold: { scope: 'records:write', method: 'POST', url: (id) => `/v1/legal-holds/${id}/lift`, payload: { reason: 'Access test' }, headers: ANY_STATE, takesId: 'hold' },
      listRecordSettings: { scope: 'records:read', method: 'GET', url: () => '/v1/record-settings' },
      findRecordSetting: { scope: 'records:read', method: 'GET', url: () => '/v1/record-settings/excise_report' },
      setRecordSetting: { scope: 'records:write', method: 'PUT', url: () => '/v1/record-settings/excise_report', payload: { value: { workingDays: 6 } }, headers: ANY_STATE }
    })]),
    queries: {
      'Query.documentCompleteness': '{ documentCompleteness(from: "2026-01-01", to: "2026-12-31") { share } }',
      'Query.missingDocuments': `{ missingDocuments(mrn: "${MRN}") }`,
      'Query.quantityDifferences': `{ quantityDifferences(mrn: "${MRN}") { percent } }`,
      'Query.unreportedExciseMovements': '{ unreportedExciseMovements { arc } }',
      'Query.criteriaEvidence': '{ criteriaEvidence(on: "2026-03-03", first: 1) { nodes { reference } } }',
      'Query.endingEvidence': '{ endingEvidence(from: "2026-03-03") { reference } }',
      'Query.missingEvidence': '{ missingEvidence(on: "2026-03-03") { kind } }',
      'Declaration.supportingDocuments': '{ declarations(first: 1) { nodes { supportingDocuments { type } } } }',
      'Declaration.goodsMovements': '{ declarations(first: 1) { nodes { goodsMovements { kind } } } }',
      'Declaration.exciseMovements': '{ declarations(first: 1) { nodes { exciseMovements { arc } } } }'
    },
    ways: { 'Declaration.supportingDocuments': 'declarations:read', 'Declaration.goodsMovements': 'declarations:read', 'Declaration.exciseMovements': 'declarations:read' }
  }
}
