export interface Stratum {
  readonly stratum: string
  /** How many entries it has. */
  readonly volume: number
}

export interface AllocatedStratum extends Stratum {
  /** How many of them are drawn. */
  readonly size: number
}

/**
 * Shares a sample among strata in proportion to the square root of their volume, so that small ones are not lost beside large ones.
 *
 * Each stratum gets its least size, or all it has. The rest goes one by one to the stratum that lies furthest behind its share
 * (Sainte-Laguë's divisors, so a larger sample never takes from a stratum). Least sizes win: together they may exceed `size`.
 *
 * @param size entries to draw in all; what exceeds the strata's volume is left out.
 */
export function allocated (strata: readonly Stratum[], size: number, leastPerStratum: number): AllocatedStratum[] {
  const sizes = strata.map(({ volume }) => Math.min(leastPerStratum, volume))
  let left = size - sizes.reduce((sum, given) => sum + given, 0)
  while (left > 0) {
    const next = furthestBehind(strata, sizes)
    if (next === undefined) break
    sizes[next] = (sizes[next] ?? 0) + 1
    left--
  }
  return strata.map((stratum, index) => ({ ...stratum, size: sizes[index] ?? 0 }))
}

/** The first of those equally far behind; undefined when all strata are drawn whole. */
function furthestBehind (strata: readonly Stratum[], sizes: readonly number[]): number | undefined {
  let best: number | undefined
  let greatest = 0
  for (const [index, { volume }] of strata.entries()) {
    const given = sizes[index] ?? 0
    const claim = given < volume ? Math.sqrt(volume) / (2 * given + 1) : 0
    if (claim > greatest) [best, greatest] = [index, claim]
  }
  return best
}
