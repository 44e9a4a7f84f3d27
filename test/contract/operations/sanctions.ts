import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What the operations and queries of the feature need, and what they are called with. */
const newSanction = (authorityReference: string) => ({
  authority: 'Access test', authorityReference, memberState: 'IT', legalBasis: 'UCC 42', pillar: 'value', severity: 'minor', severityReason: 'Access test',
  infringementDates: [{ from: '2025-03-03' }], decisionDate: '2025-09-01', cause: 'other', detectedBy: 'customs'
})
const SANCTION_SETTINGS = {
  weights: { minor: 1, medium: 3, serious: 10 }, reason: 'Access test',
  thresholds: { serious: { amber: 0, red: 1 }, repeated: { amber: 0, red: 1 }, recurring_types: { amber: 1, red: 2 }, minor_per_1000: { amber: 2, red: 5 }, weighted_per_1000: { amber: 5, red: 15 } }
}

export const sanctionOperations: OperationsOf = async ({ post }) => {
  const sanction = (await post('/sanctions', newSanction('ACCESS-1'))).id
  return {
    ids: { sanction },
    expected: {
      findSanctionSettings: { scope: 'sanctions:read', method: 'GET', url: () => '/v1/sanctions/settings' },
      changeSanctionSettings: { scope: 'sanctions:write', method: 'PUT', url: () => '/v1/sanctions/settings', payload: SANCTION_SETTINGS, headers: ANY_STATE },
      recordSanction: { scope: 'sanctions:write', method: 'POST', url: () => '/v1/sanctions', payload: newSanction('ACCESS-2') },
      listSanctions: { scope: 'sanctions:read', method: 'GET', url: () => '/v1/sanctions' },
      findSanction: { scope: 'sanctions:read', method: 'GET', url: (id) => `/v1/sanctions/${id}`, takesId: 'sanction' },
      listSanctionRevisions: { scope: 'sanctions:read', method: 'GET', url: (id) => `/v1/sanctions/${id}/revisions`, takesId: 'sanction' },
      changeSanction: { scope: 'sanctions:write', method: 'PATCH', url: (id) => `/v1/sanctions/${id}`, payload: { cause: 'training' }, headers: ANY_STATE, takesId: 'sanction' },
      changeSanctionAppeal: { scope: 'sanctions:write', method: 'POST', url: (id) => `/v1/sanctions/${id}/appeal`, payload: { status: 'lodged', on: '2025-09-02' }, headers: ANY_STATE, takesId: 'sanction' },
      // A legal hold of everything is in force when these are called.
      eraseSanctionWords: { scope: 'sanctions:write', method: 'POST', url: (id) => `/v1/sanctions/${id}/erase-words`, takesId: 'sanction' },
      eraseSanctionSettingsWords: { scope: 'sanctions:write', method: 'POST', url: () => '/v1/sanctions/settings/erase-words' }
    },
    queries: {
      'Query.sanctions': '{ sanctions(first: 1) { nodes { id } } }',
      'Query.sanction': `{ sanction(id: "${sanction}") { pillar } }`,
      'Query.sanctionsAnalysis': '{ sanctionsAnalysis(from: "2025-01-01", to: "2025-12-31", groupBy: year) { sanctions } }',
      'Query.conductWindow': '{ conductWindow { on } }',
      'Sanction.amounts': '{ sanctions(first: 1) { nodes { amounts { penalty } } } }',
      'SanctionAnalysisRow.amounts': '{ sanctionsAnalysis(from: "2025-01-01", to: "2025-12-31", groupBy: year) { amounts { penaltyEur } } }',
      'SanctionAnalysisRow.perDutyAssessed': '{ sanctionsAnalysis(from: "2025-01-01", to: "2025-12-31", groupBy: year) { perDutyAssessed { penaltyShare } } }'
    },
    ways: { 'Sanction.amounts': 'sanctions:read', 'SanctionAnalysisRow.amounts': 'sanctions:read', 'SanctionAnalysisRow.perDutyAssessed': 'sanctions:read' }
  }
}
