import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { readConfig } from '../../../src/config.ts'
import type { Config } from '../../../src/config.ts'
import { authenticated } from '../../../src/platform/http/authenticate.ts'
import type { AuthenticationDeps } from '../../../src/platform/http/authenticate.ts'
import { createMetrics } from '../../../src/platform/http/metrics.ts'
import { createServer } from '../../../src/platform/http/server.ts'
import type { App, ServerOptions } from '../../../src/platform/http/server.ts'
import { createTokenVerifier } from '../../../src/platform/http/token-verifier.ts'
import { TEST_OPERATOR, TEST_SECRET } from '../../support/tokens.ts'

interface TestServerOptions extends Partial<Omit<ServerOptions, 'config'>>, Partial<AuthenticationDeps> {
  config?: Partial<Config>
  /** Routes outside the part that demands a token. */
  open?: (app: App) => void
  /** Routes within it. */
  closed?: (app: App) => void
}

export type LogLine = Record<string, unknown>

/** A server as production builds it, with the test's routes, and its log as lines. */
export function makeServer (dataDir: string, { config: changes, open, closed, ...options }: TestServerOptions = {}): { app: App, log: () => LogLine[], raw: () => string } {
  const config: Config = { ...readConfig({ DATA_DIR: dataDir, JWT_SECRET: TEST_SECRET }), ...changes }
  const lines: string[] = []
  const app = createServer({ config, metrics: createMetrics(), logDestination: { write: (line) => { lines.push(line) } }, ...options })
  open?.(app)
  void app.register(async (secured) => {
    authenticated(secured, {
      verifyToken: createTokenVerifier({ kind: 'local', secret: TEST_SECRET }),
      findOperator: async (eori) => eori === TEST_OPERATOR ? { operatorId: '0198c0de-0000-7000-8000-000000000001', status: 'active' } : undefined,
      rateLimitPerMinute: config.rateLimitPerMinute,
      ...options
    })
    closed?.(secured)
  })
  return { app, log: () => lines.map((line) => JSON.parse(line) as LogLine), raw: () => lines.join('') }
}

/** Sends bytes as they are and answers all that comes back until the connection ends. */
export async function exchange (app: App, ...parts: string[]): Promise<string> {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => { answer += chunk.toString('latin1') })
    socket.on('error', () => {})
    socket.on('close', () => { resolve(answer) })
    for (const part of parts) socket.write(part)
  })
}
