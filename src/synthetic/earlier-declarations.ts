import type { SeededRandom } from '../statistics/seeded-random.ts'

/** What later declarations of the year may name of earlier ones: a bounded memory, so that any number streams. */

export interface EarlierDeclaration {
  readonly mrn: string
  readonly lrn: string
  readonly declarant: string
  readonly day: string
  /** Supplier of what was entered; goods of what was exported. */
  readonly supplierRef: string
  readonly goodsRefs: readonly string[]
}

export type Kept = 'processing' | 'warehouse' | 'export' | 'any'

const KEPT = 60
/**
 * Declarations in the same or in overlapping batches do not see each other, and may be recorded in another order. What needs to be seen
 * counts only after as many declarations as may be under way at once.
 */
const UNDER_WAY = 500

export class EarlierDeclarations {
  readonly #kept = new Map<Kept, EarlierDeclaration[]>()

  add (kind: Kept, declaration: EarlierDeclaration): void {
    const ring = this.#kept.get(kind) ?? []
    ring.push(declaration)
    if (ring.length > KEPT + waitOf(kind)) ring.shift()
    this.#kept.set(kind, ring)
  }

  /** One of those kept, and undefined while there are fewer than three. Takes one draw in any case, so that streams stay aligned. */
  pick (kind: Kept, random: SeededRandom): EarlierDeclaration | undefined {
    const ring = this.#kept.get(kind) ?? []
    const [mark, settled] = [random.uniform(), ring.length - waitOf(kind)]
    return settled < 3 ? undefined : ring[Math.floor(mark * settled)]
  }
}

/** Those whose references are used again must be recorded by then; those that are only named need not. */
const waitOf = (kind: Kept): number => kind === 'any' ? UNDER_WAY : 0

/** How many lines of the goods from the supplier are known when a declaration is examined. */
export class SettledLines {
  readonly #counts = new Map<string, number>()
  readonly #underWay: (readonly string[])[] = []

  add (lines: readonly string[]): void {
    this.#underWay.push(lines)
    if (this.#underWay.length <= UNDER_WAY) return
    for (const line of this.#underWay.shift() ?? []) this.#counts.set(line, (this.#counts.get(line) ?? 0) + 1)
  }

  of (goodsRef: string, supplierRef: string): number {
    return this.#counts.get(lineKey(goodsRef, supplierRef)) ?? 0
  }
}

export const lineKey = (goodsRef: string, supplierRef: string): string => `${goodsRef} ${supplierRef}`
