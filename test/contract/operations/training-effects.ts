import type { OperationsOf } from './expectation.ts'

/** What the queries of effects need, and what they are called with. */
export const trainingEffectOperations: OperationsOf = async () => ({
  ids: {},
  expected: {},
  queries: { 'Query.trainingEffects': '{ trainingEffects(from: "2026-01-01", to: "2026-12-31") { tested rows { verdict } } }' }
})
