import type { OperationsOf } from './expectation.ts'

/** What the operations of the feature need, and what they are called with. */
const answers = { s_ai_system: true, h_4a: true }

export const aiSystemsOperations: OperationsOf = async () => await Promise.resolve({
  ids: {},
  expected: {
    listAiActQuestions: { scope: 'ai:read', method: 'GET', url: () => '/v1/ai-systems/questions' },
    classifyAiSystem: { scope: 'ai:read', method: 'POST', url: () => '/v1/ai-systems/classify', payload: { answers } },
    nextAiActQuestion: { scope: 'ai:read', method: 'POST', url: () => '/v1/ai-systems/next-question', payload: { answers } },
    explainAiActClass: { scope: 'ai:read', method: 'POST', url: () => '/v1/ai-systems/why-not', payload: { answers, class: 'minimal' } }
  },
  queries: {}
})
