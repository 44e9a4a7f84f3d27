import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
// Types only: names what a route may tell the documentation.
import type {} from '@fastify/swagger'
import type { FastifyContextConfig } from 'fastify'
import type { App } from '../http/route-config.ts'

export interface ExplorerOptions {
  /** Where the page sends its queries: a path of this service. */
  readonly endpoint?: string
  readonly routeConfig?: FastifyContextConfig
}

/**
 * Registers `GET /graphiql`, outside the authenticated context: the page holds no data and asks with the token pasted into it.
 * It is one file with its own style and script, named by hash in its policy, so nothing from elsewhere runs beside that token.
 */
export function registerGraphiql (app: App, options: ExplorerOptions = {}): void {
  const { page, policy } = explorerPage(options.endpoint ?? '/graphql')
  app.get('/graphiql', { config: options.routeConfig ?? {}, schema: { hide: true } }, async (_request, reply) => reply
    .header('content-security-policy', policy)
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page))
}

export function explorerPage (endpoint: string): { page: string, policy: string } {
  if (!/^(?:\/[a-z0-9_-]+)+$/i.test(endpoint)) throw new Error(`The explorer's endpoint must be a path of this service, not ${endpoint}`)
  const style = asset('page.css')
  const script = asset('page.js').replace('{{endpoint}}', endpoint)
  const page = asset('page.html').replace('{{style}}', () => style).replace('{{script}}', () => script)
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join('; ')
  return { page, policy }
}

function asset (name: string): string {
  return readFileSync(new URL(`explorer/${name}`, import.meta.url), 'utf8')
}

/** As a policy names inline text: of exactly the characters between the tags. */
function hashOf (text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
