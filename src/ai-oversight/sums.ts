import type { Cell, Count, Counter } from './tally.ts'

/** Totals of several cells put together: what a measure is made of. Pure. */
export class Sums {
  readonly #bins = new Map<Counter, Map<string, { readonly parts: readonly string[], count: number }>>()

  constructor (counts: Iterable<Count>) {
    for (const { counter, bin, count } of counts) {
      const bins = this.#bins.get(counter) ?? new Map()
      this.#bins.set(counter, bins)
      const known = bins.get(bin)
      if (known === undefined) bins.set(bin, { parts: bin.split('/'), count })
      else known.count += count
    }
  }

  /** Bins of a counter, split at their slashes. */
  of (counter: Counter): { readonly parts: readonly string[], readonly count: number }[] {
    return [...this.#bins.get(counter)?.values() ?? []].filter(({ count }) => count !== 0)
  }

  /** Sum of the bins whose parts are the ones given; '*' stands for any. */
  count (counter: Counter, ...pattern: readonly string[]): number {
    return this.of(counter).filter(({ parts }) => pattern.every((part, index) => part === '*' || part === parts[index])).reduce((sum, { count }) => sum + count, 0)
  }

  /** Bins of numbers, as histograms are read. */
  histogram (counter: Counter): { readonly bin: number, readonly count: number }[] {
    return this.of(counter).map(({ parts, count }) => ({ bin: Number(parts[0]), count }))
  }

  /** How many people took part in decisions. */
  get reviewers (): number {
    return this.of('reviewer').length
  }
}

export type CutDimension = keyof Cell

/** Counts by one part of their key, in its order. */
export function cutBy (counts: readonly Count[], dimension: CutDimension): { readonly key: string, readonly counts: readonly Count[] }[] {
  return [...Map.groupBy(counts, (count) => count[dimension])].map(([key, counts]) => ({ key, counts })).toSorted((a, b) => a.key < b.key ? -1 : 1)
}
