import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

/**
 * What PostgreSQL keeps of a password (RFC 5803, SCRAM-SHA-256), made on this side, so that no password stands in a
 * statement, where logs and statistics of the server could keep it.
 */
export function scramVerifier (password: string, salt: Buffer = randomBytes(16), iterations = 4096): string {
  // The part of SASLprep (RFC 4013) that changes letters; ASCII stays as it is.
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const keyed = (words: string): Buffer => createHmac('sha256', salted).update(words).digest()
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${keyed('Server Key').toString('base64')}`
}
