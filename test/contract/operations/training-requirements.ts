import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

const NDJSON = { 'content-type': 'application/x-ndjson' }
const topic = (code: string) => ({ code, name: 'Access test', kind: 'procedure' })
const requirement = (code: string) => ({ code, unit: 'ACCESS-REQ', topic: 'origin', level: 2, legalSource: 'UCC 39(d)', validFrom: '2026-01-01' })

/** What topics and requirements of training need, and what they are called with. */
export const trainingRequirementOperations: OperationsOf = async ({ post }) => {
  await post('/units', { code: 'ACCESS-REQ', name: 'x', validFrom: '2020-01-01' })
  await post('/training/topics', topic('access_topic'))
  return {
    ids: { topic: 'access_topic', requirement: (await post('/training/requirements', requirement('ACCESS-1'))).id },
    expected: {
      listTrainingTopics: { scope: 'training:read', method: 'GET', url: () => '/v1/training/topics' },
      findTrainingTopic: { scope: 'training:read', method: 'GET', url: (id) => `/v1/training/topics/${id}`, takesId: 'topic' },
      recordTrainingTopic: { scope: 'training:write', method: 'POST', url: () => '/v1/training/topics', payload: topic('access_other') },
      changeTrainingTopic: { scope: 'training:write', method: 'PATCH', url: (id) => `/v1/training/topics/${id}`, payload: { name: 'Access' }, headers: ANY_STATE, takesId: 'topic' },
      recordTrainingRequirement: { scope: 'training:write', method: 'POST', url: () => '/v1/training/requirements', payload: requirement('ACCESS-2') },
      importTrainingRequirements: { scope: 'training:write', method: 'POST', url: () => '/v1/training/requirements/bulk', payload: JSON.stringify(requirement('ACCESS-3')), headers: NDJSON },
      listTrainingRequirements: { scope: 'training:read', method: 'GET', url: () => '/v1/training/requirements' },
      findTrainingRequirement: { scope: 'training:read', method: 'GET', url: (id) => `/v1/training/requirements/${id}`, takesId: 'requirement' },
      listTrainingRequirementRevisions: { scope: 'training:read', method: 'GET', url: (id) => `/v1/training/requirements/${id}/revisions`, takesId: 'requirement' },
      changeTrainingRequirement: { scope: 'training:write', method: 'PATCH', url: (id) => `/v1/training/requirements/${id}`, payload: { level: 3 }, headers: ANY_STATE, takesId: 'requirement' }
    },
    queries: {
      'Query.trainingTopics': '{ trainingTopics(first: 1) { nodes { code roles { level } } } }',
      'Query.trainingRequirements': '{ trainingRequirements(on: "2026-03-03", first: 1) { nodes { topic level } } }'
    }
  }
}
