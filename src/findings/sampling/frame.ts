import { createHash } from 'node:crypto'
import { canonicalDecimalText } from '../../platform/decimal.ts'

/** One thing that can be drawn for review: an item of a declaration, or a whole declaration. */
export interface FrameEntry {
  readonly declarationId: string
  /** Null when the declaration as a whole is the entry. */
  readonly itemNumber: number | null
  /** What entries are kept apart by, such as role and volume of the declarant; any text. */
  readonly stratum: string
  /** Declared value in the operator's currency, decimal text, from zero. */
  readonly bookValue: string
  /** A check of severity error has hit it: it is reviewed in any case. */
  readonly hasErrorHit: boolean
}

/** Names an entry: no two of a frame share it. */
export const keyOf = ({ declarationId, itemNumber }: Pick<FrameEntry, 'declarationId' | 'itemNumber'>): string =>
  JSON.stringify([declarationId, itemNumber])

const PLAIN_DECIMAL = /^\d+(\.\d+)?$/

/**
 * The frame in its one order, whatever order it came in: by stratum, declaration and item number. Values are in their plain form.
 *
 * @throws Error when an entry stands in it twice, or a value is negative or no decimal text.
 */
export function orderedFrame (entries: readonly FrameEntry[]): FrameEntry[] {
  const ordered = entries.map((entry) => {
    if (!PLAIN_DECIMAL.test(entry.bookValue)) throw new Error(`${keyOf(entry)} has no value from zero: ${entry.bookValue}`)
    return { ...entry, bookValue: canonicalDecimalText(entry.bookValue) }
  }).sort(inFrameOrder)
  const keys = new Set<string>()
  for (const entry of ordered) {
    const key = keyOf(entry)
    if (keys.has(key)) throw new Error(`${key} stands in the frame twice`)
    keys.add(key)
  }
  return ordered
}

/** An entry as it is hashed and kept: a JSON array and the end of the line. */
export const frameLine = ({ declarationId, itemNumber, stratum, bookValue, hasErrorHit }: FrameEntry): string =>
  `${JSON.stringify([declarationId, itemNumber, stratum, bookValue, hasErrorHit])}\n`

/** SHA-256 over the entries, one JSON array a line: shows afterwards that a draw was made from this frame and no other. */
export function frameHash (ordered: readonly FrameEntry[]): string {
  const hash = createHash('sha256')
  for (const entry of ordered) hash.update(frameLine(entry))
  return hash.digest('hex')
}

const inFrameOrder = (a: FrameEntry, b: FrameEntry): number =>
  byText(a.stratum, b.stratum) || byText(a.declarationId, b.declarationId) || (a.itemNumber ?? -1) - (b.itemNumber ?? -1)

/** By UTF-16 code units, the same in every locale. */
const byText = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0
