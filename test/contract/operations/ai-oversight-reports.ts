import { DEFAULT_RULES } from '../../../src/ai-systems/oversight/rules/own-rules.ts'
import { ANY_STATE } from './expectation.ts'
import type { OperationsOf } from './expectation.ts'

/** Thresholds and reports of AI oversight. */
export const aiOversightReportOperations: OperationsOf = () => Promise.resolve({
  ids: {},
  expected: {
    findAiOversightRules: { scope: 'ai:read', method: 'GET', url: () => '/v1/ai-oversight-rules' },
    eraseAiOversightRuleWords: { scope: 'ai:write', method: 'POST', url: () => '/v1/ai-oversight-rules/erase-words' },
    setAiOversightRules: { scope: 'ai:write', method: 'PUT', url: () => '/v1/ai-oversight-rules', payload: { ...DEFAULT_RULES, reason: 'Access test' }, headers: ANY_STATE },
    listAiOversightRules: { scope: 'ai:read', method: 'GET', url: () => '/v1/ai-oversight-rules/revisions' }
  },
  queries: {
    'Query.aiOversight': '{ aiOversight(from: "2026-03-01", to: "2026-03-31") { rules { revision } } }',
    'Query.aiDrift': '{ aiDrift(system: "A", from: "2026-03-01", to: "2026-03-31", baselineFrom: "2026-02-01", baselineTo: "2026-02-28") { feature } }',
    'Query.aiErrorWatch': '{ aiErrorWatch(system: "A", from: "2026-03-01", to: "2026-03-31") { version } }',
    'Query.aiProposers': '{ aiProposers(from: "2026-03-01", to: "2026-03-31") { system } }',
    'Query.aiShare': '{ aiShare(from: "2026-03-01", to: "2026-03-31") { month } }'
  }
})
