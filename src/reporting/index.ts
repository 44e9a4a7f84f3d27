/** Reporting: read-only views across features. */
export { kpiGraphql } from './kpis/kpi-graphql.ts'
export { KPI_NAMES } from './kpis/catalogue.ts'
