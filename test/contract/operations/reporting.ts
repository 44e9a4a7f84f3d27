import type { OperationsOf } from './expectation.ts'

/** What the queries of the feature need, and what they are called with. */
export const reportingOperations: OperationsOf = async () => ({
  ids: {},
  expected: {},
  queries: {
    'Query.kpiCatalogue': '{ kpiCatalogue { name } }',
    'Query.kpis': '{ kpis(names: ["first_time_right_rate"], from: "2026-01-01", to: "2026-12-31") { value { value } } }'
  }
})
