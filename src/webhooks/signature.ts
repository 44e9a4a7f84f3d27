import { createHmac, randomBytes } from 'node:crypto'

/** Signatures as Standard Webhooks asks for (https://www.standardwebhooks.com): `v1,` and the HMAC-SHA256 of id, time and content. */

const PREFIX = 'whsec_'
const BYTES = 32

/** The key itself; the receiver is shown it by `secretText`. */
export const newSecret = (): Buffer => randomBytes(BYTES)

export const secretText = (secret: Uint8Array): string => `${PREFIX}${Buffer.from(secret).toString('base64')}`

export interface Message {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly content: string
}

/** One signature for each secret that is valid, separated by blanks: whoever knows one of them can verify. */
export function signatureOf ({ id, timestamp, content }: Message, secrets: readonly Uint8Array[]): string {
  return secrets.map((secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${content}`).digest('base64')}`).join(' ')
}
