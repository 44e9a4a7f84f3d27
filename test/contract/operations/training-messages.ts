import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What operations on messages, acknowledgements and calendars need, and what they are called with. */
const message = { kind: 'law_change', title: 'Access test', text: 'Access test', issuedOn: '2026-01-15', dueOn: '2026-02-15', audience: { all: true } }

export const trainingMessageOperations: OperationsOf = async ({ post }) => {
  const [other, third] = ['ACCESS-MSG-1', 'ACCESS-MSG-2']
  for (const pseudonym of [other, third]) await post('/people', { pseudonym, employmentKind: 'employee' })
  const trainingMessage = (await post('/training/messages', message)).id
  const trainingAcknowledgement = (await post(`/training/messages/${trainingMessage}/acknowledgements`, { person: third, acknowledgedOn: '2026-01-20' })).id
  await post('/units', { code: 'ACCESS-CAL', name: 'Access test', validFrom: '2020-01-01' })
  const calendarLink = (await post('/calendar-links', { unit: 'ACCESS-CAL' })).id
  return {
    ids: { trainingMessage, trainingAcknowledgement, calendarLink },
    expected: {
      issueTrainingMessage: { scope: 'training:write', method: 'POST', url: () => '/v1/training/messages', payload: message },
      listTrainingMessages: { scope: 'training:read', method: 'GET', url: () => '/v1/training/messages' },
      findTrainingMessage: { scope: 'training:read', method: 'GET', url: (id) => `/v1/training/messages/${id}`, takesId: 'trainingMessage' },
      changeTrainingMessage: { scope: 'training:write', method: 'PATCH', url: (id) => `/v1/training/messages/${id}`, payload: { dueOn: '2026-03-15' }, headers: ANY_STATE, takesId: 'trainingMessage' },
      // It is in force.
      eraseTrainingMessageWords: { scope: 'training:write', method: 'POST', url: (id) => `/v1/training/messages/${id}/erase-words`, takesId: 'trainingMessage', status: 409 },
      // The login of these tokens is nobody's, whose right is asked for nevertheless.
      listOwnTrainingMessages: { scope: 'training:acknowledge', method: 'GET', url: () => '/v1/training/messages/mine', status: 409 },
      acknowledgeTrainingMessage: { scope: 'training:acknowledge', method: 'POST', url: (id) => `/v1/training/messages/${id}/acknowledge`, takesId: 'trainingMessage', status: 409 },
      recordTrainingAcknowledgement: { scope: 'training:write', method: 'POST', url: (id) => `/v1/training/messages/${id}/acknowledgements`, payload: { person: other, acknowledgedOn: '2026-01-20' }, takesId: 'trainingMessage' },
      listTrainingAcknowledgements: { scope: 'training:personal', method: 'GET', url: (id) => `/v1/training/messages/${id}/acknowledgements`, takesId: 'trainingMessage' },
      revokeTrainingAcknowledgement: { scope: 'training:write', beside: 'training:personal', method: 'POST', url: (id) => `/v1/training/acknowledgements/${id}/revoke`, payload: { reason: 'Access test' }, takesId: 'trainingAcknowledgement' },
      listTrainingMessageDuties: { scope: 'training:personal', method: 'GET', url: (id) => `/v1/training/messages/${id}/duties`, takesId: 'trainingMessage' },
      listTrainingReminders: { scope: 'training:personal', method: 'GET', url: () => '/v1/training/messages/reminders' },
      createCalendarLink: { scope: 'training:write', method: 'POST', url: () => '/v1/calendar-links', payload: { unit: 'ACCESS-CAL' } },
      listCalendarLinks: { scope: 'training:read', method: 'GET', url: () => '/v1/calendar-links' },
      renewCalendarLink: { scope: 'training:write', method: 'POST', url: (id) => `/v1/calendar-links/${id}/renew`, takesId: 'calendarLink' },
      revokeCalendarLink: { scope: 'training:write', method: 'POST', url: (id) => `/v1/calendar-links/${id}/revoke`, takesId: 'calendarLink' }
    },
    queries: {
      'Query.informationDuties': '{ informationDuties(first: 1) { nodes { message } } }',
      'InformationDuty.people': '{ informationDuties(first: 1) { nodes { people { person } } } }'
    },
    ways: { 'InformationDuty.people': 'training:read' }
  }
}
