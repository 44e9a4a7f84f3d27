import { aiOutput, decision } from '../../support/ai-outputs.ts'
import { utcDay } from '../../../src/platform/calendar.ts'
import { aiSystem } from '../../support/ai-systems.ts'
import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** What the operations of the oversight log need, and what they are called with. */
const PATH = '/v1/ai-outputs'
const NDJSON = { 'content-type': 'application/x-ndjson' }
const SYSTEM = { system: 'ACCESS-AI-LOG' }

export const aiOversightOperations: OperationsOf = async ({ post }) => {
  await post('/ai-systems', aiSystem(SYSTEM.system))
  const output = (await post('/ai-outputs', aiOutput('access', SYSTEM))).id
  for (const pseudonym of ['AI-REVIEWER', 'AI-SECOND']) await post('/people', { pseudonym, employmentKind: 'employee' })
  const [decided, used, again] = [(await post('/ai-outputs', aiOutput('to decide', SYSTEM))).id, (await post('/ai-outputs', aiOutput('to use', SYSTEM))).id, (await post('/ai-outputs', aiOutput('again', { ...SYSTEM, decision: decision() }))).id]
  const today = utcDay(new Date())
  const plan = { ...SYSTEM, pillar: 'classification', from: '2026-03-09', to: '2026-03-09', proposals: [{ inputReference: 'M-1', proposal: '8471300000', rightValue: '8471410000' }] }
  const [planned, toCancel] = [(await post('/ai-planted-checks', plan)).id, (await post('/ai-planted-checks', plan)).id]
  return {
    ids: { aiOutput: output, aiOutputToDecide: decided, aiOutputToUse: used, aiOutputAgain: again, aiPlantedCheck: planned, aiPlantedCheckToCancel: toCancel },
    expected: {
      recordAiOutput: { scope: 'ai:record', method: 'POST', url: () => PATH, payload: aiOutput('access 2', SYSTEM) },
      recordAiOutputs: { scope: 'ai:record', method: 'POST', url: () => `${PATH}/bulk`, payload: JSON.stringify(aiOutput('access 3', SYSTEM)), headers: NDJSON },
      listAiOutputs: { scope: 'ai:read', method: 'GET', url: () => PATH },
      findAiOutput: { scope: 'ai:read', method: 'GET', url: (id) => `${PATH}/${id}`, takesId: 'aiOutput' },
      eraseAiOutputWords: { scope: 'ai:write', method: 'POST', url: (id) => `${PATH}/${id}/erase-words`, payload: {}, takesId: 'aiOutput' },
      decideAiOutput: { scope: 'ai:review', method: 'POST', url: (id) => `${PATH}/${id}/decision`, payload: decision({ reviewer: 'AI-REVIEWER' }), headers: ANY_STATE, takesId: 'aiOutputToDecide' },
      useAiOutput: { scope: 'ai:record', method: 'POST', url: (id) => `${PATH}/${id}/use`, payload: { usedAt: '2026-03-09T11:00:00Z' }, headers: ANY_STATE, takesId: 'aiOutputToUse' },
      reviewAiOutputAgain: { scope: 'ai:review', method: 'POST', url: (id) => `${PATH}/${id}/second-review`, payload: { value: '8471300000', reviewedAt: '2026-03-09T11:00:00Z', reviewer: 'AI-SECOND' }, headers: ANY_STATE, takesId: 'aiOutputAgain' },
      recordAiOutcome: { scope: 'ai:write', method: 'POST', url: (id) => `${PATH}/${id}/outcomes`, payload: { source: 'court', value: '8471300000', knownOn: today }, takesId: 'aiOutput' },
      listAiOutcomes: { scope: 'ai:read', method: 'GET', url: (id) => `${PATH}/${id}/outcomes`, takesId: 'aiOutput' },
      recordAiOutputSteps: { scope: 'ai:record', method: 'POST', url: () => '/v1/ai-decisions/bulk', payload: JSON.stringify({ kind: 'use', ...SYSTEM, reference: 'access', usedAt: '2026-03-09T11:00:00Z' }), headers: NDJSON },
      listAiProposalsNotLogged: { scope: 'ai:read', method: 'GET', url: () => '/v1/ai-proposals-not-logged' },
      planAiPlantedCheck: { scope: 'ai:write', method: 'POST', url: () => '/v1/ai-planted-checks', payload: plan },
      listAiPlantedChecks: { scope: 'ai:write', method: 'GET', url: () => '/v1/ai-planted-checks' },
      findAiPlantedCheck: { scope: 'ai:write', method: 'GET', url: (id) => `/v1/ai-planted-checks/${id}`, takesId: 'aiPlantedCheck' },
      cancelAiPlantedCheck: { scope: 'ai:write', method: 'POST', url: (id) => `/v1/ai-planted-checks/${id}/cancel`, headers: ANY_STATE, takesId: 'aiPlantedCheckToCancel' },
      recordAiReferenceTime: { scope: 'ai:write', method: 'POST', url: () => '/v1/ai-reference-times', payload: { pillar: 'classification', measuredOn: today, seconds: Array.from({ length: 20 }, () => 30) } },
      listAiReferenceTimes: { scope: 'ai:read', method: 'GET', url: () => '/v1/ai-reference-times' }
    },
    queries: {}
  }
}
