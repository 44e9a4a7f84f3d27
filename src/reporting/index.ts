/** Reporting: read-only views across features. */
export { kpiGraphql } from './kpis/kpi-graphql.ts'
export { KPI_NAMES } from './kpis/catalogue.ts'
export { kpiCatalogue } from './kpis/catalogue.ts'
export type { CatalogueDeps } from './kpis/catalogue.ts'
export { readIndicatorLevels } from './kpis/indicator-levels.ts'
