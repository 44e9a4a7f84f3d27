import { boundaryDays, valuesOn } from './dated.ts'
import type { Records } from './dated.ts'

/** Units in a tree whose shape changes by day. */
export interface UnitValues { readonly name: string, readonly parent: string | null }

export interface TreeUnit {
  readonly code: string
  readonly name: string
  readonly parent: string | null
  /** 0 for a root. */
  readonly depth: number
}

/** The units that exist on the day: each before those under it, and siblings by code. A unit whose parent does not exist then is a root. */
export function treeOn (units: Records<UnitValues>, day: string): TreeUnit[] {
  const open = new Map([...units].flatMap(([code, states]) => {
    const values = valuesOn(states, day)
    return values === undefined ? [] : [[code, values] as const]
  }))
  const codes = [...open.keys()].toSorted()
  const parentOf = (code: string): string | null => {
    const parent = open.get(code)?.parent ?? null
    return parent !== null && open.has(parent) ? parent : null
  }
  const children = Map.groupBy(codes, parentOf)
  // A stack rather than recursion: the depth is the operator's.
  const stack = (children.get(null) ?? []).toReversed().map((code) => ({ code, depth: 0 }))
  const tree: TreeUnit[] = []
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { code, depth } = next
    tree.push({ code, name: open.get(code)?.name ?? '', parent: parentOf(code), depth })
    for (const child of (children.get(code) ?? []).toReversed()) stack.push({ code: child, depth: depth + 1 })
  }
  return tree
}

/** The first day, of the given one and those after it, on which the unit would stand under itself. */
export function cycleOn (units: Records<UnitValues>, code: string, from: string): string | undefined {
  return boundaryDays(from, units).find((day) => isUnderItself(units, code, day))
}

function isUnderItself (units: Records<UnitValues>, code: string, day: string): boolean {
  const seen = new Set<string>()
  const parentOf = (unit: string): string | null => valuesOn(units.get(unit) ?? [], day)?.parent ?? null
  for (let above = parentOf(code); above !== null && !seen.has(above); above = parentOf(above)) {
    if (above === code) return true
    seen.add(above)
  }
  return false
}
