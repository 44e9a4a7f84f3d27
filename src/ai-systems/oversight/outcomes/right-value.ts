import type { Outcome, OutcomeSource } from '../../../ai-oversight/record.ts'

/** Whether a value agrees with the right one, as the pillar reads values. Pure. */

const HS_DIGITS = 6
/** Digits that a classification is compared at (ai.md 4.2, M4). */
const DIGIT_STEPS = [10, 8, 6, 4, 2] as const

const digitsOf = (code: string): string => code.replaceAll(/[\s.]/gu, '')
const isCode = (text: string): boolean => /^\d{2,22}$/u.test(text)
const plain = (text: string): string => text.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toLowerCase()
const DECIMAL = /^([+-]?)0*(\d+?)(?:\.(\d*?)0*)?$/u

/**
 * Commodity codes agree where one goes no further than the other and both have six digits at least; amounts by what they are worth,
 * whatever zeros are written; all else by its letters.
 */
export function sameValue (pillar: string, one: string, other: string): boolean {
  if (pillar === 'classification') {
    const [a, b] = [digitsOf(one), digitsOf(other)]
    if (isCode(a) && isCode(b)) return Math.min(a.length, b.length) >= HS_DIGITS ? a.startsWith(b) || b.startsWith(a) : a === b
  }
  if (pillar === 'value') {
    const [a, b] = [amountOf(one), amountOf(other)]
    if (a !== null && b !== null) return a === b
  }
  return plain(one) === plain(other)
}

function amountOf (text: string): string | null {
  const match = DECIMAL.exec(text.trim())
  if (match === null) return null
  const [, sign, whole = '0', fraction = ''] = match
  const value = fraction === '' ? whole : `${whole}.${fraction}`
  return sign === '-' && value !== '0' ? `-${value}` : value
}

/** Of a code: how many leading digits agree with the right one, in steps of two; null of what is no code. */
export function agreeingDigits (pillar: string, proposal: string, right: string): number | null {
  if (pillar !== 'classification') return null
  const [a, b] = [digitsOf(proposal), digitsOf(right)]
  if (!isCode(a) || !isCode(b)) return null
  return DIGIT_STEPS.find((step) => a.length >= step && b.length >= step && a.slice(0, step) === b.slice(0, step)) ?? 0
}

export interface JudgedOutput {
  readonly pillar: string
  readonly proposal: string
  /** In use after the decision, or the proposal while nobody decided and it is used; null where there is none. */
  readonly finalValue: string | null
  readonly blindValue: string | null
}

/** What the right value makes of an output. */
export function outcomeOf ({ pillar, proposal, finalValue, blindValue }: JudgedOutput, source: OutcomeSource, right: string, knownOn: string): Outcome {
  const isRight = (value: string | null): boolean | null => value === null ? null : sameValue(pillar, value, right)
  return {
    source, knownOn, proposalRight: sameValue(pillar, proposal, right), finalRight: isRight(finalValue), blindRight: isRight(blindValue), digits: agreeingDigits(pillar, proposal, right)
  }
}
