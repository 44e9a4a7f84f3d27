import type { App } from './route-config.ts'

/**
 * Sent with every answer, errors and those written straight to the socket too. A page that needs scripts of its own states
 * its own policy. There is no CORS and no cookie, so no other site can ask in a visitor's name.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000'
}

export function sendSecurityHeaders (app: App): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS)
    done()
  })
}
