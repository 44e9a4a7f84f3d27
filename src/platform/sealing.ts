import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Config } from '../config.ts'
import { loadLocalSecret } from './http/local-trust.ts'

/**
 * Secrets that the service has to know again, and that nobody should read who reads the database: AES-256-GCM, with a key of its own for
 * each purpose (HKDF-SHA256, the purpose as its label), so that what opens one thing opens no other.
 */

export interface Sealer {
  /** @param context where it stands; it opens nowhere else. */
  seal: (plain: Uint8Array, context: string) => Buffer
  /** Undefined when it was sealed with another key, for another place, or was changed. */
  open: (sealed: Buffer, context: string) => Buffer | undefined
}

const KEY_BYTES = 32
/** Says with which key it was sealed; it cannot be told from it. */
const NAME_BYTES = 8
const NONCE_BYTES = 12
const TAG_BYTES = 16

const derive = (root: string, label: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', root, '', `aeo-control ${label}`, bytes))

export function createSealer (root: string, purpose: string): Sealer {
  const key = derive(root, `${purpose} 1`, KEY_BYTES)
  const name = derive(root, `${purpose} 1 name`, NAME_BYTES)
  const bound = (context: string): Buffer => Buffer.from(JSON.stringify([purpose, context]))
  return {
    seal: (plain, context) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound(context))
      return Buffer.concat([name, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open: (sealed, context) => {
      if (sealed.length < NAME_BYTES + NONCE_BYTES + TAG_BYTES || !sealed.subarray(0, NAME_BYTES).equals(name)) return undefined
      const nonce = sealed.subarray(NAME_BYTES, NAME_BYTES + NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound(context)).setAuthTag(sealed.subarray(-TAG_BYTES))
      try {
        return Buffer.concat([decipher.update(sealed.subarray(NAME_BYTES + NONCE_BYTES, -TAG_BYTES)), decipher.final()])
      } catch {
        return undefined
      }
    }
  }
}

/**
 * What keys are derived from: SEALING_KEY, else the secret that signs tokens. Undefined where tokens are an identity provider's and no key
 * is set: nothing can be sealed then.
 */
export function sealingRoot ({ sealingKey, trust, dataDir }: Pick<Config, 'sealingKey' | 'trust' | 'dataDir'>): string | undefined {
  if (sealingKey !== null) return sealingKey
  if (trust.kind === 'jwks') return undefined
  return trust.kind === 'secret' ? trust.secret : loadLocalSecret(dataDir)
}
