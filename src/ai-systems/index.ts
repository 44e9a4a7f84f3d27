/** AI systems: what the AI Act makes of them. */
export { aiSystemRoutes } from './routes.ts'
export type { AiSystemDeps } from './routes.ts'
