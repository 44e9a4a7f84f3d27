/**
 * Adjusts the p values of one report for their number (Benjamini and Hochberg): of the cuts called out at an adjusted p of at most q,
 * no more than a share q is expected to be chance. Pure.
 *
 * Holds for independent cuts and for those that lean the same way, such as overlapping units.
 *
 * @returns the adjusted values in the order given, each at least its own p and at most 1.
 */
export function adjustedForManyCuts (values: readonly number[]): number[] {
  const wrong = values.find((p) => !(p >= 0 && p <= 1))
  if (wrong !== undefined) throw new Error(`${wrong} is no probability`)
  const falling = values.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p)
  const adjusted = values.map(() => 1)
  let least = 1
  for (const [place, { p, index }] of falling.entries()) {
    const rank = values.length - place
    // The quotient first: it is at least 1, so no rounding takes the product below p.
    least = Math.min(least, p * (values.length / rank))
    adjusted[index] = least
  }
  return adjusted
}
