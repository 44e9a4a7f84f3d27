import { checkDigitOf } from '../declarations/checks/check-digit.ts'
import { randomOf } from '../statistics/seeded-random.ts'

/** Numbers of the synthetic year: they look and check like real ones, and tell seed and position. Pure. */

const LETTERS = '0123456789ABCDEFGHJKLMNPRSTUVWXYZ'

/** Four characters that tell the years of two seeds apart. */
export function tagOf (seed: string): string {
  const random = randomOf(`${seed}/tag`)
  return Array.from({ length: 4 }, () => LETTERS[random.below(LETTERS.length)] ?? '0').join('')
}

/** @param letter character 17: kind of procedure, A export or R import. */
export function mrnOf (day: string, country: string, body: string, letter: string): string {
  const head = `${day.slice(2, 4)}${country}${body}${letter}`
  return `${head}${checkDigitOf(head)}`
}

export const bodyOf = (tag: string, index: number): string => `${tag}${String(index).padStart(8, '0')}`
export const lrnOf = (tag: string, day: string, index: number): string => `${tag}-${day.slice(0, 4)}-${String(index).padStart(8, '0')}`

/** A guarantee reference number: its check digit follows sixteen characters. */
export function grnOf (year: string, country: string, body: string): string {
  const head = `${year}${country}${body}`
  return `${head}${checkDigitOf(head)}`
}
