import type { LookKind } from './event-concerns.ts'

/** How much of what the log's events concern is looked at in one transaction. Pure. */

/** What one transaction looks at. */
export interface Focus {
  /** Declarations that came or changed: those of which an item carries a proposal. */
  readonly changed: readonly string[]
  /** Others, whatever they carry. */
  readonly declarations: readonly string[]
  readonly outputs: readonly string[]
}

export interface Look {
  /** Index of its event. */
  readonly place: number
  readonly kind: LookKind
  readonly id: string
  /** Of an output, the declaration that it names. */
  readonly mrn: string | null
  readonly lrn: string | null
  readonly declarant: string | null
}

export interface DeclarationSize {
  /** The id that was asked for; null where a reference was. */
  readonly asked: string | null
  readonly id: string
  readonly mrn: string | null
  readonly lrn: string | null
  readonly declarant: string
  /** Items, over all versions. */
  readonly items: number
}

export interface Portion {
  readonly focus: Focus
  /** The looks that it takes are the first so many. */
  readonly length: number
}

/** As many of the looks as come to no more than `most` outputs and items; one at least, as a declaration is looked at whole. */
export function portionOf (looks: readonly Look[], sizes: readonly DeclarationSize[], most: number): Portion {
  const declarationsOf = finder(sizes)
  const outputs = new Set<string>()
  const changed = new Set<string>()
  const declarations = new Set<string>()
  const seen = new Set<string>()
  let looked = 0
  let length = 0
  for (const look of looks) {
    const found = declarationsOf(look)
    looked += (look.kind === 'output' && !outputs.has(look.id) ? 1 : 0) + found.reduce((sum, { id, items }) => sum + (seen.has(id) ? 0 : items), 0)
    if (length > 0 && looked > most) break
    length += 1
    if (look.kind === 'output') outputs.add(look.id)
    if (look.kind === 'changed') changed.add(look.id)
    for (const { id } of found) {
      seen.add(id)
      if (look.kind !== 'changed') declarations.add(id)
    }
  }
  return { length, focus: { changed: [...changed], declarations: [...declarations], outputs: [...outputs] } }
}

/** Declarations that are looked at with an output or for themselves; several may have one LRN. */
function finder (sizes: readonly DeclarationSize[]): (look: Look) => readonly DeclarationSize[] {
  const byAsked = Map.groupBy(sizes.filter(({ asked }) => asked !== null), ({ asked }) => asked ?? '')
  const named = sizes.filter(({ asked }) => asked === null)
  const byMrn = Map.groupBy(named.filter(({ mrn }) => mrn !== null), ({ mrn }) => mrn ?? '')
  const byLrn = Map.groupBy(named.filter(({ lrn }) => lrn !== null), ({ lrn, declarant }) => `${declarant} ${lrn}`)
  return ({ kind, id, mrn, lrn, declarant }) => {
    if (kind !== 'output') return byAsked.get(id) ?? []
    return (mrn !== null ? byMrn.get(mrn) : lrn !== null ? byLrn.get(`${declarant} ${lrn}`) : undefined) ?? []
  }
}
