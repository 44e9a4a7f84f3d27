import { appendFileSync, closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { canonicalJson } from './canonical-json.ts'

/**
 * Signed ends of the chains, kept outside the database: whoever can rewrite the database can recompute a chain,
 * but cannot make it agree with a checkpoint that was copied elsewhere.
 */

export interface Checkpoint {
  readonly operatorId: string
  readonly epoch: number
  readonly seq: string
  /** Hexadecimal. */
  readonly hash: string
  readonly at: string
}

export interface SignedCheckpoint extends Checkpoint {
  /** Ed25519 over the canonical JSON of the other members, base64. */
  readonly signature: string
}

const KEY_FILE = 'checkpoint-key.pem'
const CHECKPOINT_FILE = 'checkpoints.ndjson'

/** The signing key in the data folder, made on first use; never in the database. */
export function loadCheckpointKey (dataDir: string): KeyObject {
  const path = join(dataDir, KEY_FILE)
  if (!existsSync(path)) {
    const pem = String(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }))
    try {
      const file = openSync(path, 'wx', 0o600)
      writeSync(file, pem)
      closeSync(file)
    } catch (error) {
      // Another process made it at the same moment.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  return createPrivateKey(readFileSync(path))
}

export function signCheckpoint (key: KeyObject, checkpoint: Checkpoint): SignedCheckpoint {
  return { ...checkpoint, signature: sign(null, Buffer.from(canonicalJson(checkpoint)), key).toString('base64') }
}

export function isSignedBy (key: KeyObject, { signature, ...checkpoint }: SignedCheckpoint): boolean {
  return verify(null, Buffer.from(canonicalJson(checkpoint)), createPublicKey(key), Buffer.from(signature, 'base64'))
}

export function writeCheckpoint (dataDir: string, checkpoint: SignedCheckpoint): void {
  appendFileSync(join(dataDir, CHECKPOINT_FILE), `${JSON.stringify(checkpoint)}\n`, { mode: 0o600 })
}

/** @throws Error in one line when the file cannot be read, a line is no checkpoint, or its signature is wrong. */
export function readCheckpoints (path: string, key: KeyObject): SignedCheckpoint[] {
  return readLines(path).map((line, index) => {
    const checkpoint = parseCheckpoint(line)
    if (checkpoint === undefined) throw new Error(`${path}, line ${index + 1}: is no checkpoint`)
    if (!isSignedBy(key, checkpoint)) throw new Error(`${path}, line ${index + 1}: the signature is not that of this service's key`)
    return checkpoint
  })
}

function readLines (path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter((line) => line.trim() !== '')
  } catch (error) {
    throw new Error(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, { cause: error })
  }
}

function parseCheckpoint (line: string): SignedCheckpoint | undefined {
  try {
    const { signature, ...checkpoint } = JSON.parse(line) as SignedCheckpoint
    return typeof signature === 'string' ? { ...checkpoint, signature } : undefined
  } catch {
    return undefined
  }
}

export const checkpointFile = (dataDir: string): string => join(dataDir, CHECKPOINT_FILE)
