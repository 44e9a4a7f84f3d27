import { createHash } from 'node:crypto'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import type { Difference, DifferenceField, EntryKind } from './compare.ts'

/** Counts what a comparison found, in bounded memory whatever the extract's size. Pure. */

export interface DayTotal {
  readonly day: string
  readonly direction: string
  readonly sourceSystem: string
  matched: number
  differing: number
  missingThere: number
}

export interface Found {
  readonly mrn: string
  readonly kind: EntryKind
  readonly day: string
  readonly differences: readonly Difference[]
  /** Direction and sending system of the declaration here; undefined when it is missing here. */
  readonly declared: { readonly direction: string, readonly sourceSystem: string } | undefined
}

/** Names of systems are the senders' own; those beyond so many count together under ''. */
const MAX_SYSTEMS = 100
const COUNTER = { matched: 'matched', differing: 'differing', missing_there: 'missingThere' } as const

export class Tally {
  readonly counts: Record<EntryKind, number> = { differing: 0, matched: 0, missing_here: 0, missing_there: 0 }
  readonly differingBy = new Map<DifferenceField, number>()
  readonly #days = new Map<string, DayTotal>()
  readonly #systems = new Set<string>()
  readonly #digest = createHash('sha256')

  add ({ mrn, kind, day, differences, declared }: Found): void {
    this.counts[kind]++
    this.#digest.update(`${mrn}|${kind}|${day}|${differences.length === 0 ? '' : canonicalJson(differences)}\n`)
    for (const { field } of differences) this.differingBy.set(field, (this.differingBy.get(field) ?? 0) + 1)
    if (kind === 'missing_here' || declared === undefined) return
    this.#dayOf(day, declared.direction, this.#systemOf(declared.sourceSystem))[COUNTER[kind]]++
  }

  get lines (): number {
    return this.counts.matched + this.counts.differing + this.counts.missing_here
  }

  days (): DayTotal[] {
    return [...this.#days.values()]
  }

  /** The same extract that finds the same has the same hash. The tally takes nothing more after it. */
  resultHash (): Buffer {
    return this.#digest.digest()
  }

  #systemOf (name: string): string {
    if (this.#systems.size < MAX_SYSTEMS) this.#systems.add(name)
    return this.#systems.has(name) ? name : ''
  }

  #dayOf (day: string, direction: string, sourceSystem: string): DayTotal {
    const key = `${day}|${direction}|${sourceSystem}`
    let total = this.#days.get(key)
    if (total === undefined) {
      total = { day, direction, sourceSystem, matched: 0, differing: 0, missingThere: 0 }
      this.#days.set(key, total)
    }
    return total
  }
}

/** The same differences of the same MRN are the same evidence, in whatever extract they stand. */
export const evidenceOf = (mrn: string, differences: readonly Difference[]): Buffer => createHash('sha256').update(`${mrn} ${canonicalJson(differences)}`).digest()
