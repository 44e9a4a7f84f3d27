/**
 * Check digit of MRN and GRN (note DG XXI 0879/99): digits count as they are, letters from A = 10 on leaving out the multiples
 * of eleven, weights are powers of two from the left; the sum modulo 11, and 10 becomes 0. Pure.
 */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const FIRST_LETTER = 10
const MODULUS = 11

const VALUES: ReadonlyMap<string, number> = new Map([
  ...Array.from({ length: 10 }, (_, digit): [string, number] => [String(digit), digit]),
  ...lettersWithValues()
])

function lettersWithValues (): [string, number][] {
  let value = FIRST_LETTER
  return [...LETTERS].map((letter): [string, number] => {
    if (value % MODULUS === 0) value++
    return [letter, value++]
  })
}

/** @param text the characters before the digit, capital letters and digits: 17 of an MRN, 16 of a GRN. */
export function checkDigitOf (text: string): string {
  const sum = [...text].reduce((total, character, position) => total + (VALUES.get(character) ?? 0) * 2 ** position, 0)
  return String(sum % MODULUS % 10)
}

/** Whether the last character is the check digit of those before it. */
export const hasCheckDigit = (text: string): boolean => checkDigitOf(text.slice(0, -1)) === text.slice(-1)
