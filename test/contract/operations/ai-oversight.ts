import { aiOutput } from '../../support/ai-outputs.ts'
import { aiSystem } from '../../support/ai-systems.ts'
import type { OperationsOf } from './expectation.ts'

/** What the operations of the oversight log need, and what they are called with. */
const PATH = '/v1/ai-outputs'
const NDJSON = { 'content-type': 'application/x-ndjson' }
const SYSTEM = { system: 'ACCESS-AI-LOG' }

export const aiOversightOperations: OperationsOf = async ({ post }) => {
  await post('/ai-systems', aiSystem(SYSTEM.system))
  const output = (await post('/ai-outputs', aiOutput('access', SYSTEM))).id
  return {
    ids: { aiOutput: output },
    expected: {
      recordAiOutput: { scope: 'ai:record', method: 'POST', url: () => PATH, payload: aiOutput('access 2', SYSTEM) },
      recordAiOutputs: { scope: 'ai:record', method: 'POST', url: () => `${PATH}/bulk`, payload: JSON.stringify(aiOutput('access 3', SYSTEM)), headers: NDJSON },
      listAiOutputs: { scope: 'ai:read', method: 'GET', url: () => PATH },
      findAiOutput: { scope: 'ai:read', method: 'GET', url: (id) => `${PATH}/${id}`, takesId: 'aiOutput' },
      eraseAiOutputWords: { scope: 'ai:write', method: 'POST', url: (id) => `${PATH}/${id}/erase-words`, payload: {}, takesId: 'aiOutput' }
    },
    queries: {}
  }
}
