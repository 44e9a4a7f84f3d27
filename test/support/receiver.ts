import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** A receiver of webhooks: https with a certificate that signs itself, for hook.test, other.test, localhost and 127.0.0.1. */

const folder = join(import.meta.dirname, '../fixtures/receiver')
export const CERTIFICATE_FILE = join(folder, 'certificate.pem')
export const CERTIFICATE = readFileSync(CERTIFICATE_FILE, 'utf8')
const KEY = readFileSync(join(folder, 'key.pem'), 'utf8')

export interface Received { readonly id: string, readonly headers: IncomingHttpHeaders, readonly text: string, readonly body: { readonly type: string, readonly seq: string | null, readonly subject: string, readonly [member: string]: unknown } }

export type Manner = (response: ServerResponse, request: IncomingMessage, received: Received) => void

export interface Receiver {
  readonly port: number
  readonly received: Received[]
  /** Connections that were opened, whatever came of them. */
  readonly connections: () => number
  /** How it answers; 204 at first. */
  answer: (manner: Manner) => void
}

export const status = (code: number): Manner => (response) => { response.writeHead(code).end() }

export async function startReceiver (t: { teardown: (end: () => Promise<void>) => unknown }): Promise<Receiver> {
  const received: Received[] = []
  let connections = 0
  let manner = status(204)
  const server = createServer({ key: KEY, cert: CERTIFICATE }, (request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => { text += chunk }).on('end', () => {
      const one: Received = { id: String(request.headers['webhook-id']), headers: request.headers, text, body: JSON.parse(text) as Received['body'] }
      received.push(one)
      manner(response, request, one)
    })
  })
  server.on('connection', () => { connections++ })
  server.on('tlsClientError', () => { /* whoever refuses the certificate */ })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(async () => { await new Promise<void>((resolve) => { server.closeAllConnections(); server.close(() => { resolve() }) }) })
  return { port: (server.address() as AddressInfo).port, received, connections: () => connections, answer: (next) => { manner = next } }
}

/**
 * Verifies as the published text asks for (standard-webhooks, "Verifying signatures"), from it and not from our code: the key is what stands
 * behind whsec_ in base64; one signature of those behind blanks must be the HMAC of `id.timestamp.content`, and the time must be near.
 */
export function isGenuine ({ headers, text }: Pick<Received, 'headers' | 'text'>, secret: string, now = Date.now()): boolean {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(headers[name]))
  if (!secret.startsWith('whsec_') || Math.abs(now / 1000 - Number(timestamp)) > 300) return false
  const expected = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${id ?? ''}.${timestamp ?? ''}.${text}`, 'utf8').digest('base64')
  return (signatures ?? '').split(' ').some((entry) => {
    const [version, signature] = entry.split(',')
    return version === 'v1' && signature === expected
  })
}
