import { AccessRefusal } from './access-refusal.ts'

/** What a verified token says. */
export interface Claims {
  readonly subject: string
  readonly eori: string
  readonly scopes: ReadonlySet<string>
  /** End of the token, seconds since 1970. */
  readonly expiresAt: number
}

export interface ClaimRules {
  readonly issuer: string
  readonly audience: string
  /** Identity providers state several audiences in a list; our own tokens never do. */
  readonly audienceMayBeList: boolean
  /** Whether `*` counts as a right: only in tokens that the local secret signed. */
  readonly wildcard: boolean
}

/** Difference of clocks that is forgiven, seconds. */
export const CLOCK_TOLERANCE_SECONDS = 30
const LONGEST_LIFETIME_SECONDS = 24 * 60 * 60
const LATEST_SECOND = 253_402_300_799 // end of the year 9999

const EORI = /^[A-Z]{2}[A-Z0-9]{1,15}$/
/** No control, format (bidi, zero-width), surrogate, private or unassigned characters: `sub` is logged. */
const SUBJECT = /^[^\p{C}\p{Zl}\p{Zp}]{1,255}$/u
const SCOPE = /^[\x21-\x7e]{1,100}(?: [\x21-\x7e]{1,100}){0,99}$/
const TOKEN_TYPES = new Set(['jwt', 'at+jwt'])
/** Header members that would bring keys or duties from outside; a token that carries one is refused. */
const REFUSED_HEADERS = ['crit', 'jwk', 'jku', 'x5u', 'x5c', 'b64']

/**
 * Checks header and claims after the signature: the library checks only the claims that are present, and lets arrays pass.
 *
 * @param nowSeconds seconds since 1970
 * @throws AccessRefusal with the reason for the log
 */
export function readClaims (header: Record<string, unknown>, payload: Record<string, unknown>, rules: ClaimRules, nowSeconds: number): Claims {
  checkHeader(header)
  const expiresAt = instant(payload, 'exp')
  checkTimes(payload, expiresAt, nowSeconds)
  if (payload['iss'] !== rules.issuer) throw new AccessRefusal('wrong_issuer')
  if (!isAudience(payload['aud'], rules)) throw new AccessRefusal('wrong_audience')
  const subject = text(payload, 'sub', SUBJECT)
  const eori = text(payload, 'operator', EORI)
  const scopes = new Set(text(payload, 'scope', SCOPE).split(' '))
  if (!rules.wildcard) scopes.delete('*')
  return { subject, eori, scopes, expiresAt }
}

/** Whether a token with this end still counts. */
export function isAlive (expiresAt: number, nowSeconds: number): boolean {
  return nowSeconds < expiresAt + CLOCK_TOLERANCE_SECONDS
}

function checkHeader (header: Record<string, unknown>): void {
  const type = header['typ']
  if (type !== undefined && (typeof type !== 'string' || !TOKEN_TYPES.has(type.toLowerCase()))) throw new AccessRefusal('wrong_type')
  const refused = REFUSED_HEADERS.find((name) => Object.hasOwn(header, name))
  if (refused !== undefined) throw new AccessRefusal(`header_${refused}`)
}

function checkTimes (payload: Record<string, unknown>, expiresAt: number, now: number): void {
  const issuedAt = instant(payload, 'iat')
  if (!isAlive(expiresAt, now)) throw new AccessRefusal('expired')
  if (issuedAt > now + CLOCK_TOLERANCE_SECONDS) throw new AccessRefusal('issued_in_future')
  if (expiresAt <= issuedAt || expiresAt - issuedAt > LONGEST_LIFETIME_SECONDS) throw new AccessRefusal('wrong_lifetime')
  if (payload['nbf'] !== undefined && instant(payload, 'nbf') > now + CLOCK_TOLERANCE_SECONDS) throw new AccessRefusal('not_yet_valid')
}

function instant (payload: Record<string, unknown>, claim: string): number {
  const value = payload[claim]
  if (typeof value !== 'number' || !(value >= 0 && value <= LATEST_SECOND)) throw new AccessRefusal(`wrong_${claim}`)
  return value
}

function text (payload: Record<string, unknown>, claim: string, pattern: RegExp): string {
  const value = payload[claim]
  if (typeof value !== 'string' || !pattern.test(value)) throw new AccessRefusal(`wrong_${claim}`)
  return value
}

function isAudience (value: unknown, { audience, audienceMayBeList }: ClaimRules): boolean {
  if (typeof value === 'string') return value === audience
  if (!audienceMayBeList || !Array.isArray(value) || value.length > 20) return false
  return value.every((entry) => typeof entry === 'string') && value.includes(audience)
}
