/** How long a delivery and a receiver are tried, and when again. Pure: time and chance are handed in. */

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** A delivery is tried so long after its first attempt, and a receiver so long after it began to fail. */
export const PATIENCE_MS = 3 * 24 * HOUR_MS

/** Before the second attempt, the third, and so on; then always the last. */
const PAUSES_MS = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, 8 * HOUR_MS]
/** A receiver that takes nothing is asked again at least so often: what waits for it need not wait for the pauses of what failed. */
const LONGEST_REST_MS = 5 * MINUTE_MS
/** A pause is longer by up to so much, so that those who failed together do not come again together. */
const JITTER = 0.2

const pauseAfter = (attempts: number): number => PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1] ?? 0

/** @param chance from 0 to 1. @returns undefined when the delivery is given up. */
export function nextAttempt ({ attempts, firstAt, at }: { readonly attempts: number, readonly firstAt: Date, readonly at: Date }, chance: number): Date | undefined {
  const next = at.getTime() + pauseAfter(attempts) * (1 + JITTER * chance)
  const end = firstAt.getTime() + PATIENCE_MS
  if (at.getTime() >= end) return undefined
  // The last attempt is made when the time is over, and not before.
  return new Date(Math.min(next, end))
}

/** How a receiver has answered of late. */
export interface Health {
  /** Turns in a row in which nothing was taken. */
  readonly failures: number
  /** Since when; null while it takes what it is sent. */
  readonly failingSince: Date | null
  /** Nothing is sent before; null: at once. */
  readonly restsUntil: Date | null
}

export const HEALTHY: Health = { failures: 0, failingSince: null, restsUntil: null }

/** No rest is longer; what is, was said by a clock that was ahead. */
export const MOST_REST_MS = LONGEST_REST_MS * (1 + JITTER)

export const rests = ({ restsUntil }: Health, at: Date): boolean => restsUntil !== null && restsUntil > at && restsUntil.getTime() - at.getTime() <= MOST_REST_MS

/** What a turn of sending came to. */
export interface Turn {
  readonly taken: number
  readonly failed: number
  /** Answered that it does not take this one for what it is: that is no answer of a receiver that is dead or overloaded. */
  readonly refused: number
  /** The receiver said that it is gone for good (410). */
  readonly gone: boolean
  /** Not sent, for a reason of ours: it says nothing of the receiver, and is tried again no sooner for that. */
  readonly unsent: number
}

export interface Judgement {
  readonly health: Health
  readonly disabledBecause: 'gone' | 'failing' | null
}

/** Whatever is taken shows that the receiver lives, and so does what is refused: events that it cannot take stop no other. */
export function judge (health: Health, { taken, failed, refused, gone, unsent }: Turn, at: Date, chance: number): Judgement {
  if (gone) return { health, disabledBecause: 'gone' }
  if (taken > 0) return { health: HEALTHY, disabledBecause: null }
  const tells = failed + refused > 0
  if (!tells && unsent === 0) return { health, disabledBecause: null }
  const failingSince = tells ? health.failingSince ?? at : health.failingSince
  return {
    health: refused > 0 ? { ...HEALTHY, failingSince } : { failures: health.failures + 1, failingSince, restsUntil: restFrom(at, health.failures + 1, chance) },
    disabledBecause: tells && failingSince !== null && at.getTime() - failingSince.getTime() >= PATIENCE_MS ? 'failing' : null
  }
}

const restFrom = (at: Date, failures: number, chance: number): Date => new Date(at.getTime() + Math.min(pauseAfter(failures), LONGEST_REST_MS) * (1 + JITTER * chance))

/** How many are sent at once: one while nobody knows whether the receiver lives. */
export const widthOf = ({ failures }: Health, most: number): number => failures === 0 ? most : 1
