import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

const NDJSON = { 'content-type': 'application/x-ndjson' }
const VERSION = { validFrom: '2026-01-01', hours: '2', topics: [{ topic: 'origin', level: 2 }] }
const course = (code: string) => ({ code, title: 'Access test', kind: 'course', provider: 'Customs department', providerType: 'internal', version: VERSION })
const session = (code: string) => ({ code, course: 'ACCESS', startsOn: '2026-03-03' })

/** What the operations and queries of the feature need, and what they are called with. */
export const trainingOperations: OperationsOf = async ({ post }) => {
  await post('/people', { pseudonym: 'TRAINEE', employmentKind: 'employee' })
  await post('/training/courses', { ...course('ACCESS'), activity: 'https://lms.example/access' })
  const record = (reference: string) => ({ reference, person: 'TRAINEE', course: 'ACCESS', completedOn: '2026-03-03', result: 'attended' })
  return {
    ids: { course: 'ACCESS', session: (await post('/training/sessions', session('ACCESS-1'))).id, record: (await post('/training/records', record('ACCESS-1'))).id },
    expected: {
      recordTrainingCourse: { scope: 'training:write', method: 'POST', url: () => '/v1/training/courses', payload: course('ACCESS-2') },
      listTrainingCourses: { scope: 'training:read', method: 'GET', url: () => '/v1/training/courses' },
      findTrainingCourse: { scope: 'training:read', method: 'GET', url: (id) => `/v1/training/courses/${id}`, takesId: 'course' },
      changeTrainingCourse: { scope: 'training:write', method: 'PATCH', url: (id) => `/v1/training/courses/${id}`, payload: { title: 'Access' }, headers: ANY_STATE, takesId: 'course' },
      addTrainingCourseVersion: { scope: 'training:write', method: 'POST', url: (id) => `/v1/training/courses/${id}/versions`, payload: { ...VERSION, validFrom: '2026-06-01' }, takesId: 'course' },
      recordTrainingSession: { scope: 'training:write', method: 'POST', url: () => '/v1/training/sessions', payload: session('ACCESS-2') },
      importTrainingSessions: { scope: 'training:write', method: 'POST', url: () => '/v1/training/sessions/bulk', payload: JSON.stringify(session('ACCESS-3')), headers: NDJSON },
      listTrainingSessions: { scope: 'training:read', method: 'GET', url: () => '/v1/training/sessions' },
      findTrainingSession: { scope: 'training:read', method: 'GET', url: (id) => `/v1/training/sessions/${id}`, takesId: 'session' },
      listTrainingSessionRevisions: { scope: 'training:read', method: 'GET', url: (id) => `/v1/training/sessions/${id}/revisions`, takesId: 'session' },
      changeTrainingSession: { scope: 'training:write', method: 'PATCH', url: (id) => `/v1/training/sessions/${id}`, payload: { places: 12 }, headers: ANY_STATE, takesId: 'session' },
      pushXapiStatements: {
        scope: 'training:write', method: 'POST', url: () => '/v1/training/xapi/statements', headers: { 'x-experience-api-version': '1.0.3' },
        payload: { actor: { account: { homePage: 'https://lms.example', name: 'TRAINEE' } }, verb: { id: 'http://adlnet.gov/expapi/verbs/completed' }, object: { id: 'https://lms.example/access' }, timestamp: '2026-03-03T10:00:00Z' }
      },
      recordTrainingRecord: { scope: 'training:write', method: 'POST', url: () => '/v1/training/records', payload: record('ACCESS-2') },
      importTrainingRecords: { scope: 'training:write', method: 'POST', url: () => '/v1/training/records/bulk', payload: JSON.stringify(record('ACCESS-3')), headers: NDJSON },
      listTrainingRecords: { scope: 'training:personal', method: 'GET', url: () => '/v1/training/records' },
      findTrainingRecord: { scope: 'training:personal', method: 'GET', url: (id) => `/v1/training/records/${id}`, takesId: 'record' },
      listTrainingRecordRevisions: { scope: 'training:personal', method: 'GET', url: (id) => `/v1/training/records/${id}/revisions`, takesId: 'record' },
      changeTrainingRecord: { scope: 'training:write', beside: 'training:personal', method: 'PATCH', url: (id) => `/v1/training/records/${id}`, payload: { hours: '3' }, headers: ANY_STATE, takesId: 'record' },
      revokeTrainingRecord: { scope: 'training:write', beside: 'training:personal', method: 'POST', url: (id) => `/v1/training/records/${id}/revoke`, payload: { from: '2026-06-01', reason: 'Access test' }, headers: ANY_STATE, takesId: 'record' }
    },
    queries: { 'Query.trainingEffects': '{ trainingEffects(from: "2026-01-01", to: "2026-12-31") { tested rows { verdict } } }' }
  }
}
