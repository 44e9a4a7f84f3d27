import { bearer } from '../../support/tokens.ts'
import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What operations on needs for training need, and what they are called with. */
const need = { source: 'law_change', topic: 'origin', level: 2, severity: 'important', reason: 'Access test' }

export const trainingNeedOperations: OperationsOf = async ({ app, post }) => {
  const trainingNeed = (await post('/training/needs', need)).id
  const trainingNeedToClose = (await post('/training/needs', need)).id
  const trainingNeedToReopen = (await post('/training/needs', need)).id
  await app.inject({ method: 'POST', url: `/v1/training/needs/${trainingNeedToReopen}/close`, headers: { ...bearer(), ...ANY_STATE }, payload: { reason: 'Access test' } })
  return {
    ids: { trainingNeed, trainingNeedToClose, trainingNeedToReopen },
    expected: {
      recordTrainingNeed: { scope: 'training:write', method: 'POST', url: () => '/v1/training/needs', payload: need },
      listTrainingNeeds: { scope: 'training:read', method: 'GET', url: () => '/v1/training/needs' },
      findTrainingNeed: { scope: 'training:read', method: 'GET', url: (id) => `/v1/training/needs/${id}`, takesId: 'trainingNeed' },
      changeTrainingNeed: { scope: 'training:write', method: 'PATCH', url: (id) => `/v1/training/needs/${id}`, payload: { severity: 'critical' }, headers: ANY_STATE, takesId: 'trainingNeed' },
      closeTrainingNeed: { scope: 'training:write', method: 'POST', url: (id) => `/v1/training/needs/${id}/close`, payload: { reason: 'Access test' }, headers: ANY_STATE, takesId: 'trainingNeedToClose' },
      reopenTrainingNeed: { scope: 'training:write', method: 'POST', url: (id) => `/v1/training/needs/${id}/reopen`, payload: { reason: 'Access test' }, headers: ANY_STATE, takesId: 'trainingNeedToReopen' },
      eraseTrainingNeedWords: { scope: 'training:write', method: 'POST', url: (id) => `/v1/training/needs/${id}/erase-words`, takesId: 'trainingNeed' },
      deriveTrainingNeeds: { scope: 'training:write', method: 'POST', url: () => '/v1/training/needs/derive' }
    },
    queries: {
      'Query.trainingNeeds': '{ trainingNeeds(first: 1) { nodes { id } } }',
      'TrainingNeed.people': '{ trainingNeeds(first: 1) { nodes { people { person } } } }',
      'TrainingNeed.closingRecords': '{ trainingNeeds(first: 1) { nodes { closingRecords { recordId } } } }'
    },
    ways: { 'TrainingNeed.people': 'training:read', 'TrainingNeed.closingRecords': 'training:read' }
  }
}
