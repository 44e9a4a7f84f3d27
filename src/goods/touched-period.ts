import { canonicalJson } from '../platform/log/canonical-json.ts'
import { isInForce } from './decisions.ts'
import type { Decided, GoodsRecord } from './model.ts'

/** The days on which another code or origin may be used than before: what was declared on them should be examined again. Pure. */

const MEANT = ['status', 'validFrom', 'validTo', 'blockedFrom', 'code', 'country', 'agreement', 'evidence'] as const
const inForce = (record: GoodsRecord | undefined): Map<string, Decided> =>
  new Map(([...record?.codeDecisions ?? [], ...record?.origins ?? []] as readonly Decided[]).filter(isInForce).map((decision) => [decision.id, decision]))
const meaning = (decision: Decided | undefined): string => decision === undefined ? '' : canonicalJson(MEANT.map((name) => (decision as unknown as Readonly<Record<string, unknown>>)[name] ?? null))

export interface TouchedPeriod { readonly from: string, readonly to: string | null }

/** From the first to the last day of all decisions in force that are new or changed; `to` null: no end. Undefined when none is. */
export function touchedPeriod (before: GoodsRecord | undefined, after: GoodsRecord): TouchedPeriod | undefined {
  const [old, now] = [inForce(before), inForce(after)]
  const touched = [...now].flatMap(([id, decision]) => {
    const earlier = old.get(id)
    return meaning(earlier) === meaning(decision) ? [] : earlier === undefined ? [decision] : [earlier, decision]
  })
  const [first] = touched.map(({ validFrom }) => validFrom).toSorted()
  if (first === undefined) return undefined
  const ends = touched.map(({ validTo }) => validTo)
  return { from: first, to: ends.includes(null) ? null : ends.toSorted().at(-1) ?? null }
}
