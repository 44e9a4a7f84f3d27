import { utcDay } from '../../../src/platform/calendar.ts'
import { aiSystem, MINIMAL } from '../../support/ai-systems.ts'
import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What the operations of the feature need, and what they are called with. */
const answers = { s_ai_system: true, h_4a: true }
const PATH = '/v1/ai-systems'
const INCIDENT = { kind: 'data_disclosure', occurredOn: utcDay(new Date()), description: 'Access test' }
const read = (path: (id: string) => string) => ({ scope: 'ai:read', method: 'GET', url: (id: string) => `${PATH}/${path(id)}`, takesId: 'aiSystem' } as const)
const ask = (path: string, payload: object) => ({ scope: 'ai:read', method: 'POST', url: () => `${PATH}/${path}`, payload } as const)
const write = (method: 'POST' | 'PUT' | 'PATCH', path: (id: string) => string, payload: object, takesId = 'aiSystem') => ({ scope: 'ai:write', method, url: (id: string) => `${PATH}/${path(id)}`, payload, headers: ANY_STATE, takesId } as const)

export const aiSystemsOperations: OperationsOf = async ({ post }) => {
  await post('/units', { code: 'ACCESS-AI', name: 'x', validFrom: '2020-01-01' })
  await post('/positions', { code: 'AI-OWNER', title: 'x', unit: 'ACCESS-AI', validFrom: '2020-01-01' })
  const system = (await post('/ai-systems', aiSystem('ACCESS-AI', { data: { categories: ['personal'], trainingUseAllowed: false } }))).id
  await post(`/ai-systems/${system}/assessments`, { answers: MINIMAL })
  const incident = (await post(`/ai-systems/${system}/incidents`, INCIDENT)).id
  const toRetire = (await post('/ai-systems', aiSystem('ACCESS-AI-RETIRED'))).id
  return {
    ids: { aiIncident: incident, aiSystem: system, aiSystemToRetire: toRetire },
    expected: {
      listAiActQuestions: { scope: 'ai:read', method: 'GET', url: () => `${PATH}/questions` },
      classifyAiSystem: ask('classify', { answers }),
      nextAiActQuestion: ask('next-question', { answers }),
      explainAiActClass: ask('why-not', { answers, class: 'minimal' }),
      registerAiSystem: { scope: 'ai:write', method: 'POST', url: () => PATH, payload: aiSystem('ACCESS-AI-NEW') },
      listAiSystems: { scope: 'ai:read', method: 'GET', url: () => PATH },
      findAiSystem: read((id) => id),
      changeAiSystem: write('PATCH', (id) => id, { name: 'Access test' }),
      listAiSystemVersions: read((id) => `${id}/versions`),
      changeAiSystemStatus: write('POST', (id) => `${id}/status`, { status: 'retired', reason: 'Access test' }, 'aiSystemToRetire'),
      listAiSystemStatuses: read((id) => `${id}/status`),
      assessAiSystem: write('POST', (id) => `${id}/assessments`, { answers: MINIMAL }),
      listAiAssessments: read((id) => `${id}/assessments`),
      findAiAssessment: read((id) => `${id}/assessments/1`),
      reassessAiSystems: { scope: 'ai:write', method: 'POST', url: () => `${PATH}/reassess`, payload: {} },
      listAiObligations: read((id) => `${id}/obligations`),
      findAiObligation: read((id) => `${id}/obligations/OB-4-LITERACY`),
      decideAiObligation: write('PUT', (id) => `${id}/obligations/OB-4-LITERACY`, { state: 'open' }),
      listAiControls: { scope: 'ai:read', method: 'GET', url: () => `${PATH}/controls` },
      listAiSystemControls: read((id) => `${id}/controls`),
      findAiControl: read((id) => `${id}/controls/AIC-01`),
      listAiControlRatings: read((id) => `${id}/controls/AIC-01/ratings`),
      rateAiControl: write('PUT', (id) => `${id}/controls/AIC-01`, { rating: 'missing' }),
      recordAiEvaluation: write('POST', (id) => `${id}/evaluations`, { evaluatedOn: utcDay(new Date()), pillar: 'value', sampleSize: 1, errors: 0, comparedWith: 'x', evidence: { reference: 'x', sha256: 'a'.repeat(64) } }),
      listAiEvaluations: read((id) => `${id}/evaluations`),
      recordAiIncident: write('POST', (id) => `${id}/incidents`, INCIDENT),
      eraseAiSystemWords: { scope: 'ai:write', method: 'POST', url: (id) => `${PATH}/${id}/erase-words`, takesId: 'aiSystem' },
      listAiIncidents: { scope: 'ai:read', method: 'GET', url: () => '/v1/ai-incidents' },
      findAiIncident: { scope: 'ai:read', method: 'GET', url: (id) => `/v1/ai-incidents/${id}`, takesId: 'aiIncident' },
      stateAiIncidentReport: { scope: 'ai:write', method: 'PUT', url: (id) => `/v1/ai-incidents/${id}/reports/data_protection`, payload: { state: 'not_owed', reason: 'x' }, headers: ANY_STATE, takesId: 'aiIncident' },
      closeAiIncident: { scope: 'ai:write', method: 'POST', url: (id) => `/v1/ai-incidents/${id}/close`, payload: { rootCause: 'x', correctiveAction: 'x' }, headers: ANY_STATE, takesId: 'aiIncident' },
      answerAiThemes: read((id) => `${id}/themes`)
    },
    queries: {
      'Query.aiSystems': '{ aiSystems(first: 1) { nodes { id } } }',
      'Query.aiInventory': '{ aiInventory(by: class) { key systems } }',
      'Query.aiObligations': '{ aiObligations(first: 1) { nodes { obligation } } }',
      'Query.aiControlGaps': '{ aiControlGaps(first: 1) { nodes { control } } }',
      'Query.aiIncidents': '{ aiIncidents(first: 1) { nodes { id } } }',
      'Query.aiQuestionnaire': '{ aiQuestionnaire { question } }'
    }
  }
}
