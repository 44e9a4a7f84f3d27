import { bearer } from '../../support/tokens.ts'
import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What the operations and queries of the feature need, and what they are called with. */
export const organisationOperations: OperationsOf = async ({ app, post }) => {
  const SINCE = '2020-01-01'
  const unit = (await post('/units', { code: 'ACC', name: 'Access test', validFrom: SINCE })).id
  const site = (await post('/sites', { code: 'ACC', name: 'Access test', address: 'x', country: 'IT', validFrom: SINCE })).id
  const step = (await post('/production-steps', { code: 'ACC', name: 'Access test', phase: 'design', ordinal: 1, validFrom: SINCE })).id
  const position = (await post('/positions', { code: 'ACC', title: 'Access test', unit: 'ACC', validFrom: SINCE })).id
  const newPerson = async (pseudonym: string): Promise<string> => (await post('/people', { pseudonym, employmentKind: 'employee' })).id
  const [person, leaving] = [await newPerson('P-ACC-1'), await newPerson('P-ACC-2')]
  await app.inject({ method: 'PATCH', url: `/v1/people/${person}/contact`, headers: bearer(), payload: { name: 'Access test' } })
  const held = { person: 'P-ACC-1', position: 'ACC', validFrom: SINCE }
  const [assignment, deputy] = [(await post('/assignments', { ...held, ftePercent: 10 })).id, (await post('/deputies', held)).id]
  const legalEntity = (await post('/organisation/legal-entities', { eori: 'FR1111', name: 'Access test', relation: 'sister', validFrom: SINCE })).id
  const software = (await post('/software', { code: 'ACC', name: 'Access test', kind: 'erp', hosting: 'cloud', validFrom: SINCE })).id
  const representative = (await post('/representatives', { eori: 'DE1111', name: 'Access test', kind: 'carrier' })).id
  const mandate = (await post('/mandates', { representative: 'DE1111', representation: 'direct', validFrom: SINCE })).id

  return {
    ids: { unit, site, step, position, person, leaving, assignment, deputy, legalEntity, software, representative, mandate },
    expected: {
      recordOrganisationProfile: { scope: 'organisation:write', method: 'POST', url: () => '/v1/organisation', payload: { name: 'Access test', legalForm: 'other', supplyChainRoles: ['importer'], validFrom: SINCE } },
      findOrganisationProfile: { scope: 'organisation:read', method: 'GET', url: () => '/v1/organisation' },
      changeOrganisationProfile: { scope: 'organisation:write', method: 'PATCH', url: () => '/v1/organisation', payload: { name: 'Access test' }, headers: ANY_STATE },
      readOrganisationChart: { scope: 'organisation:read', method: 'GET', url: () => '/v1/organisation/chart' },
      recordUnit: { scope: 'organisation:write', method: 'POST', url: () => '/v1/units', payload: { code: 'ACC-2', name: 'x', validFrom: SINCE } },
      listUnits: { scope: 'organisation:read', method: 'GET', url: () => '/v1/units' },
      findUnit: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/units/${id}`, takesId: 'unit' },
      changeUnit: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/units/${id}`, payload: { name: 'x' }, headers: ANY_STATE, takesId: 'unit' },
      recordSite: { scope: 'organisation:write', method: 'POST', url: () => '/v1/sites', payload: { code: 'ACC-2', name: 'x', address: 'x', country: 'IT', validFrom: SINCE } },
      listSites: { scope: 'organisation:read', method: 'GET', url: () => '/v1/sites' },
      findSite: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/sites/${id}`, takesId: 'site' },
      changeSite: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/sites/${id}`, payload: { name: 'x' }, headers: ANY_STATE, takesId: 'site' },
      recordProductionStep: { scope: 'organisation:write', method: 'POST', url: () => '/v1/production-steps', payload: { code: 'ACC-2', name: 'x', phase: 'design', ordinal: 1, validFrom: SINCE } },
      listProductionSteps: { scope: 'organisation:read', method: 'GET', url: () => '/v1/production-steps' },
      findProductionStep: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/production-steps/${id}`, takesId: 'step' },
      changeProductionStep: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/production-steps/${id}`, payload: { name: 'x' }, headers: ANY_STATE, takesId: 'step' },
      recordPosition: { scope: 'organisation:write', method: 'POST', url: () => '/v1/positions', payload: { code: 'ACC-2', title: 'x', unit: 'ACC', validFrom: SINCE } },
      listPositions: { scope: 'organisation:read', method: 'GET', url: () => '/v1/positions' },
      findPosition: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/positions/${id}`, takesId: 'position' },
      changePosition: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/positions/${id}`, payload: { title: 'x' }, headers: ANY_STATE, takesId: 'position' },
      recordPerson: { scope: 'organisation:write', method: 'POST', url: () => '/v1/people', payload: { pseudonym: 'P-ACC-3', employmentKind: 'employee' } },
      listPeople: { scope: 'organisation:read', method: 'GET', url: () => '/v1/people' },
      findPerson: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/people/${id}`, takesId: 'person' },
      changePerson: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/people/${id}`, payload: { employmentKind: 'contractor' }, headers: ANY_STATE, takesId: 'person' },
      findPersonContact: { scope: 'organisation:personal', method: 'GET', url: (id) => `/v1/people/${id}/contact`, takesId: 'person' },
      recordPersonContact: { scope: 'organisation:personal', method: 'PATCH', url: (id) => `/v1/people/${id}/contact`, payload: { phone: '123' }, headers: ANY_STATE, takesId: 'person' },
      erasePerson: { scope: 'organisation:personal', method: 'POST', url: (id) => `/v1/people/${id}/erase`, takesId: 'leaving' },
      recordAssignment: { scope: 'organisation:write', method: 'POST', url: () => '/v1/assignments', payload: { ...held, ftePercent: 10 } },
      listAssignments: { scope: 'organisation:read', method: 'GET', url: () => '/v1/assignments' },
      findAssignment: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/assignments/${id}`, takesId: 'assignment' },
      changeAssignment: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/assignments/${id}`, payload: { ftePercent: 20 }, headers: ANY_STATE, takesId: 'assignment' },
      recordDeputy: { scope: 'organisation:write', method: 'POST', url: () => '/v1/deputies', payload: held },
      listDeputies: { scope: 'organisation:read', method: 'GET', url: () => '/v1/deputies' },
      findDeputy: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/deputies/${id}`, takesId: 'deputy' },
      changeDeputy: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/deputies/${id}`, payload: { validTo: '2099-12-31' }, headers: ANY_STATE, takesId: 'deputy' },
      recordLegalEntity: { scope: 'organisation:write', method: 'POST', url: () => '/v1/organisation/legal-entities', payload: { eori: 'FR2222', name: 'x', relation: 'sister', validFrom: SINCE } },
      listLegalEntities: { scope: 'organisation:read', method: 'GET', url: () => '/v1/organisation/legal-entities' },
      findLegalEntity: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/organisation/legal-entities/${id}`, takesId: 'legalEntity' },
      changeLegalEntity: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/organisation/legal-entities/${id}`, payload: { name: 'x' }, headers: ANY_STATE, takesId: 'legalEntity' },
      recordSoftware: { scope: 'organisation:write', method: 'POST', url: () => '/v1/software', payload: { code: 'ACC-2', name: 'x', kind: 'erp', hosting: 'cloud', validFrom: SINCE } },
      listSoftware: { scope: 'organisation:read', method: 'GET', url: () => '/v1/software' },
      findSoftware: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/software/${id}`, takesId: 'software' },
      changeSoftware: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/software/${id}`, payload: { name: 'x' }, headers: ANY_STATE, takesId: 'software' },
      recordRepresentative: { scope: 'organisation:write', method: 'POST', url: () => '/v1/representatives', payload: { eori: 'DE2222', name: 'x', kind: 'carrier' } },
      listRepresentatives: { scope: 'organisation:read', method: 'GET', url: () => '/v1/representatives' },
      findRepresentative: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/representatives/${id}`, takesId: 'representative' },
      changeRepresentative: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/representatives/${id}`, payload: { name: 'x' }, headers: ANY_STATE, takesId: 'representative' },
      recordMandate: { scope: 'organisation:write', method: 'POST', url: () => '/v1/mandates', payload: { representative: 'DE1111', representation: 'direct', validFrom: SINCE } },
      listMandates: { scope: 'organisation:read', method: 'GET', url: () => '/v1/mandates' },
      findMandate: { scope: 'organisation:read', method: 'GET', url: (id) => `/v1/mandates/${id}`, takesId: 'mandate' },
      changeMandate: { scope: 'organisation:write', method: 'PATCH', url: (id) => `/v1/mandates/${id}`, payload: { validTo: '2099-12-31' }, headers: ANY_STATE, takesId: 'mandate' }
    },
    queries: {
      'Query.orgChart': '{ orgChart { units { code } } }',
      'Query.units': '{ units(first: 1) { nodes { code } } }',
      'Query.sites': '{ sites(first: 1) { nodes { code } } }',
      'Query.vacantCustomsPositions': '{ vacantCustomsPositions { code } }',
      'Query.keyPersonRisks': '{ keyPersonRisks { risk } }'
    }
  }
}
