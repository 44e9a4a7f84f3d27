/** Risks: what could go wrong with customs work, how likely and how costly it is, and what is done about it. */
export { riskRoutes } from './routes.ts'
export type { RiskDeps } from './deps.ts'
export type { EvidenceSources } from './evidence/deps.ts'
export { casesOf } from './controls/automatic-test.ts'
export type { CaseSources } from './controls/automatic-test.ts'
export type { Area } from './catalogue/areas.ts'
export { PILLARS } from './catalogue/evidence-mapping.ts'
export { riskRegisterGraphql } from './register-graphql.ts'
