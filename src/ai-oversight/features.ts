/** What of inputs and proposals is watched for drift: a bounded number of categories each. Pure. */

export interface Feature {
  /** Without a slash; not `confidence`, which is one of its own. */
  readonly name: string
  /** As the system's register entry states them. */
  readonly categories: readonly string[]
}

/** Stands for a value that is none of the categories, and for one that is missing. */
export const OTHER = 'other'
export const MISSING = 'none'

const known = new WeakMap<readonly string[], ReadonlySet<string>>()

/** Some features have hundreds, and each record is looked up. */
function isOneOf (categories: readonly string[], value: string): boolean {
  let set = known.get(categories)
  if (set === undefined) {
    set = new Set(categories)
    known.set(categories, set)
  }
  return set.has(value)
}

/** Categories of a record: a value that is not foreseen is `other`, so no sender makes the totals grow. */
export function featuresOf (watched: readonly Feature[], values: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  const features: Record<string, string> = {}
  for (const { name, categories } of watched) {
    const value = values[name] ?? null
    features[name] = value === null ? MISSING : isOneOf(categories, value) ? value : OTHER
  }
  return features
}

/** Chapter of a commodity code, its first two digits: of the 97 that are in use the shares show what kind of goods are proposed for. */
export const chapterOf = (code: string | null): string => code?.match(/^\d\d/)?.[0] ?? MISSING
