/** Words that somebody may have meant. Pure. */

const LONGEST = 120

/** All that are known, the closest spelling first; in their order where the word is too long to be one of them. */
export function closestFirst (word: string, known: readonly string[]): string[] {
  if (word.length > LONGEST) return [...known]
  return known.map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) })).toSorted((left, right) => left.distance - right.distance).map(({ name }) => name)
}

/** Letters to change, add or leave out to turn one word into the other (Levenshtein). */
function editDistance (left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let at = 1; at <= left.length; at += 1) {
    const next = [at]
    for (let to = 1; to <= right.length; to += 1) {
      const change = (row[to - 1] ?? 0) + (left[at - 1] === right[to - 1] ? 0 : 1)
      next.push(Math.min(change, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
