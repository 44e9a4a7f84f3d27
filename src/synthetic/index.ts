/** The synthetic year with its answer key: made, written, loaded, and held against what the checks find. */
export { demoQueries, loadDemo } from './demo.ts'
export { measureChecks } from './measure-checks.ts'
export { reportOf } from './report.ts'
export { withTemporaryDatabase } from './temporary-database.ts'
export { DEFAULT_SETTING, traderSetting } from './trader-setting.ts'
export type { YearSetting } from './trader-setting.ts'
export { writeYear } from './write-year.ts'
export { syntheticYear } from './year.ts'
