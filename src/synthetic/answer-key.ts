import type { Need } from './kinds/kind.ts'

/** What the answer key says of a planted error; a line of NDJSON each. Pure data. */
export interface KeyEntry {
  /** Identifies the declaration; `lrn` may be one that is used twice. */
  readonly mrn: string
  readonly lrn: string
  /** Null where the declaration as a whole is wrong. */
  readonly itemNumber: number | null
  readonly kind: string
  /** Any of these checks ought to find it. */
  readonly checks: readonly string[]
  readonly needs: Need
  /** Whether declarations, earlier ones, the trader's lists and its registers can show it. */
  readonly showable: boolean
  readonly broker: string | null
  readonly seed: string
  readonly generatorVersion: number
}
