import type { App } from './server.ts'

/** `/openapi.json` and the reference page at `/docs`. */
export function serveDocs (app: App): void {
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
}
