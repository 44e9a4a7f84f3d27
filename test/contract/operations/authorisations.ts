import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What the operations and queries of the feature need, and what they are called with. */
export const authorisationsOperations: OperationsOf = async ({ post }) => {
  const newAuthorisation = (reference: string) => ({ type: 'IPO', reference, holderEori: 'IT01234567890', decisionDate: '2026-03-02' })
  const authorisation = (await post('/authorisations', newAuthorisation('ACCESS-1'))).id
  const newObligation = { kind: 'report', description: 'Access test', firstDue: '2026-06-30', periodMonths: 3 }
  const obligation = (await post(`/authorisations/${authorisation}/obligations`, newObligation)).id
  const newDuty = { rule: 'other', description: 'Access test', occurredOn: '2026-06-30' }
  const [duty, sentDuty] = [(await post('/notification-duties', newDuty)).id, (await post('/notification-duties', newDuty)).id]
  const NOTIFY = { decision: 'notify', words: 'Access test' }
  await post(`/notification-duties/${sentDuty}/decide`, NOTIFY)

  return {
    ids: { authorisation, obligation, duty, sentDuty },
    expected: {
      listAuthorisationTypes: { scope: 'authorisations:read', method: 'GET', url: () => '/v1/authorisations/types' },
      listAuthorisations: { scope: 'authorisations:read', method: 'GET', url: () => '/v1/authorisations' },
      findAuthorisation: { scope: 'authorisations:read', method: 'GET', url: (id) => `/v1/authorisations/${id}`, takesId: 'authorisation' },
      listAuthorisationDecisions: { scope: 'authorisations:read', method: 'GET', url: (id) => `/v1/authorisations/${id}/decisions`, takesId: 'authorisation' },
      recordAuthorisation: { scope: 'authorisations:write', method: 'POST', url: () => '/v1/authorisations', payload: newAuthorisation('ACCESS-2') },
      recordAuthorisationDecision: { scope: 'authorisations:write', method: 'POST', url: (id) => `/v1/authorisations/${id}/decisions`, payload: { kind: 'amended', decisionDate: '2026-06-01' }, headers: ANY_STATE, takesId: 'authorisation' },
      changeAuthorisation: { scope: 'authorisations:write', method: 'PATCH', url: (id) => `/v1/authorisations/${id}`, payload: { legalEntityId: 'LE-1' }, headers: ANY_STATE, takesId: 'authorisation' },
      findAuthorisationUtilisation: { scope: 'authorisations:read', method: 'GET', url: (id) => `/v1/authorisations/${id}/utilisation?from=2026-01-01&to=2026-12-31`, takesId: 'authorisation' },
      findAuthorisationImpact: { scope: 'authorisations:read', method: 'GET', url: (id) => `/v1/authorisations/${id}/impact`, takesId: 'authorisation' },
      listDischargeExtensions: { scope: 'authorisations:read', method: 'GET', url: (id) => `/v1/authorisations/${id}/extensions`, takesId: 'authorisation' },
      recordDischargeExtension: { scope: 'authorisations:write', method: 'POST', url: (id) => `/v1/authorisations/${id}/extensions`, payload: { mrn: '26IT00000000000010', dischargeBy: '2026-12-31', decisionDate: '2026-06-01' }, takesId: 'authorisation' },
      listAuthorisationObligations: { scope: 'authorisations:read', method: 'GET', url: () => '/v1/authorisations/obligations' },
      findAuthorisationObligation: { scope: 'authorisations:read', method: 'GET', url: (id) => `/v1/authorisations/obligations/${id}`, takesId: 'obligation' },
      recordAuthorisationObligation: { scope: 'authorisations:write', method: 'POST', url: (id) => `/v1/authorisations/${id}/obligations`, payload: newObligation, takesId: 'authorisation' },
      changeAuthorisationObligation: { scope: 'authorisations:write', method: 'PATCH', url: (id) => `/v1/authorisations/obligations/${id}`, payload: { description: 'Access test' }, headers: ANY_STATE, takesId: 'obligation' },
      meetAuthorisationObligation: { scope: 'authorisations:write', method: 'POST', url: (id) => `/v1/authorisations/obligations/${id}/done`, payload: { doneOn: '2026-06-30', evidence: [{ reference: 'A-1' }] }, headers: ANY_STATE, takesId: 'obligation' },
      listNotificationRules: { scope: 'authorisations:read', method: 'GET', url: () => '/v1/notification-duties/rules' },
      listNotificationDuties: { scope: 'authorisations:read', method: 'GET', url: () => '/v1/notification-duties' },
      findNotificationDuty: { scope: 'authorisations:read', method: 'GET', url: (id) => `/v1/notification-duties/${id}`, takesId: 'duty' },
      reportNotifiableChange: { scope: 'authorisations:write', method: 'POST', url: () => '/v1/notification-duties', payload: newDuty },
      decideNotificationDuty: { scope: 'authorisations:write', method: 'POST', url: (id) => `/v1/notification-duties/${id}/decide`, payload: NOTIFY, headers: ANY_STATE, takesId: 'duty' },
      proveNotification: { scope: 'authorisations:write', method: 'POST', url: (id) => `/v1/notification-duties/${id}/proof`, payload: { channel: 'portal', sentAt: '2026-07-01T10:00:00Z', reference: 'A-1' }, headers: ANY_STATE, takesId: 'sentDuty' },
      findNotificationSetting: { scope: 'authorisations:read', method: 'GET', url: () => '/v1/notification-duties/setting' },
      setNotificationLimit: { scope: 'authorisations:write', method: 'PUT', url: () => '/v1/notification-duties/setting', payload: { limitWorkingDays: 10 }, headers: ANY_STATE }
    },
    queries: {
      'Query.authorisations': '{ authorisations(first: 1) { nodes { id } } }',
      'Query.authorisation': `{ authorisation(id: "${authorisation}") { id } }`,
      'Query.authorisationUtilisation': '{ authorisationUtilisation(first: 1, from: "2026-01-01", to: "2026-12-31") { nodes { declarations } } }',
      'Query.authorisationObligations': '{ authorisationObligations(first: 1) { nodes { id } } }',
      'Query.notificationDuties': '{ notificationDuties(first: 1) { nodes { id } } }'
    }
  }
}
