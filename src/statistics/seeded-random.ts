import { createHash } from 'node:crypto'
import { ln, normalQuantile } from './quantiles.ts'

/**
 * Random numbers that are the same bytes on every machine: the draw of a review and a simulation can be made again by anyone who has
 * the seed.
 *
 * Generator: xoshiro128** 1.1 (Blackman and Vigna, public domain), period 2^128 − 1, in 32-bit integer arithmetic. Its state is the
 * first 16 bytes of the SHA-256 of the seed's UTF-8 text, as four big-endian words. Whatever is made of the words uses only operations
 * that IEEE 754 rounds exactly, and logarithms computed by such operations: Math.log may differ between engines.
 */

export type State = readonly [number, number, number, number]

/** A stream of draws. Each call moves it on, so the order of calls is part of what a seed means. */
export interface SeededRandom {
  /** A whole number from 0 to 2^32 − 1. */
  readonly word: () => number
  /** From 0 inclusive to 1 exclusive, in steps of 2^-53. Takes two words. */
  readonly uniform: () => number
  /** Above 0 and below 1, in steps of 2^-52: safe for logarithms and quantiles. Takes two words. */
  readonly openUniform: () => number
  /** A whole number from 0 to `bound` − 1, each equally likely. @throws Error unless `bound` is a whole number from 1 to 2^53 − 1. */
  readonly below: (bound: number) => number
  /** One of the items, each equally likely. Takes what `below` takes. @throws Error of an empty list. */
  readonly pick: <T>(items: readonly T[]) => T
  /** Mean 0, standard deviation 1, by inversion: one draw of `openUniform` each, so streams stay aligned. */
  readonly normal: () => number
  /** Mean 1, by inversion: one draw of `openUniform` each. */
  readonly exponential: () => number
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/** The words of xoshiro128** from a state, in order. @throws Error of the all-zero state, from which it never moves. */
export function xoshiro128 (state: State): () => number {
  let [a, b, c, d] = state
  if ((a | b | c | d) === 0) throw new Error('A generator cannot start from zeros')
  return () => {
    const word = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotated(d, 11)
    return word
  }
}

/** The state that a seed stands for. */
export function stateOf (seed: string): State {
  const digest = createHash('sha256').update(seed, 'utf8').digest()
  return [digest.readUInt32BE(0), digest.readUInt32BE(4), digest.readUInt32BE(8), digest.readUInt32BE(12)]
}

/** The stream of a seed: any text, also an empty one. */
export const randomOf = (seed: string): SeededRandom => drawsOf(xoshiro128(stateOf(seed)))

/** The draws made of a source of 32-bit words. */
export function drawsOf (word: () => number): SeededRandom {
  const bits = (high: number, low: number): number => (word() >>> (32 - high)) * 2 ** low + (word() >>> (32 - low))
  const openUniform = (): number => (bits(26, 26) + 0.5) / 2 ** 52
  const below = (bound: number): number => wholeBelow(() => bits(27, 26), bound)
  return {
    word,
    uniform: () => bits(27, 26) / 2 ** 53,
    openUniform,
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    normal: () => normalQuantile(openUniform()),
    exponential: () => -ln(openUniform())
  }
}

/** Draws from the greatest multiple of `bound` on are thrown away: a remainder alone would favour the small numbers. */
function wholeBelow (draw: () => number, bound: number): number {
  if (!Number.isSafeInteger(bound) || bound < 1) throw new Error(`No whole number from 0 lies below ${bound}`)
  const limit = 2 ** 53 - 2 ** 53 % bound
  let drawn = draw()
  while (drawn >= limit) drawn = draw()
  return drawn % bound
}

/** A new array of the same items in random order (Fisher and Yates), each order equally likely. */
export function shuffled<T> (random: SeededRandom, items: readonly T[]): T[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = random.below(last + 1)
    const kept = mixed[last] as T
    mixed[last] = mixed[other] as T
    mixed[other] = kept
  }
  return mixed
}

/**
 * The index of a weight, drawn in proportion to it; a weight of zero is never drawn.
 *
 * @throws Error when a weight is negative or not finite, or all are zero.
 */
export function indexByWeight (random: SeededRandom, weights: readonly number[]): number {
  if (weights.some((weight) => !Number.isFinite(weight) || weight < 0)) throw new Error('A weight is a finite number from zero')
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (!Number.isFinite(total) || total <= 0) throw new Error('Some weight must be above zero, and their sum finite')
  const mark = random.uniform() * total
  let passed = 0
  const index = weights.findIndex((weight) => (passed += weight) > mark)
  // Rounding can leave the mark at the very end.
  return index === -1 ? weights.findLastIndex((weight) => weight > 0) : index
}
