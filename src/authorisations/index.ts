/** Authorisations: what customs allow, what it obliges to, how far it is used, and what customs must be told (UCC 22 to 28). */
export { authorisationRoutes } from './routes.ts'
export type { AuthorisationDeps, ReferenceUse, UseQuestion } from './operations/deps.ts'
export { authorisationsRegister, extensionsRegister, guaranteeRegister } from './registers.ts'
export { notificationRoutes } from './notification/duty-routes.ts'
export { followLogs } from './notification/follower.ts'
export { watchLimits } from './notification/exceeded-limits.ts'
export { authorisationGraphql } from './graphql.ts'
export type { GuaranteeUseQuery } from './guarantee-store.ts'
