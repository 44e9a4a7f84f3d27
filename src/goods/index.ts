/** Goods, their suppliers, supplier's declarations and licences: what was decided of them, and what held on a day. */
export { goodsRoutes } from './routes.ts'
export { goodsGraphql } from './graphql.ts'
export type { ReferenceUse } from './licence-balance.ts'
export type { GoodsDeps } from './operations/deps.ts'
export { goodsRegister, licencesRegister, suppliersRegister } from './registers.ts'
export type { ReadUse } from './registers.ts'
export { shippedCode, shippedCountry, shippedLapse } from './shipped-lapse.ts'
export { rebuildGoodsStates } from './rebuild-states.ts'
