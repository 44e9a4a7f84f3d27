import { createHash, randomBytes } from 'node:crypto'

/**
 * Links that open one thing without a token of the service, such as a calendar or a report. What opens it is random and kept by whoever
 * holds the link; the database has the hash alone.
 */

const BYTES = 32

/** Longest time that a link opens anything. */
export const LINK_LIFE_MS = 7 * 24 * 60 * 60_000

export const newLinkToken = (): string => randomBytes(BYTES).toString('base64url')

/** Whether a link could have it: what could not is not looked for. */
export const isLinkToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)

/** Of the text, not of the bytes that it stands for: several texts stand for the same bytes. */
export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token).digest()
