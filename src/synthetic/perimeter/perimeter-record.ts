/** What is sent to the service's own interface, as an integrator sends it. Pure data. */

export type Members = Readonly<Record<string, unknown>>

/** A record to add, unless it is there already. */
export interface PerimeterRecord {
  /** Where it is posted. */
  readonly path: string
  readonly payload: Members
  /**
   * Where to look for it first, of records that no reference tells apart or that others follow; it is there when an entry has the
   * members of `same`. Without it, the service's own refusal of what exists tells.
   */
  readonly listed?: string
  /** Where the answer has its entries; `items` if absent. */
  readonly entries?: readonly string[]
  readonly same?: readonly string[]
  /** What belongs to it, once its id is known. */
  readonly follow?: (id: string) => readonly PerimeterRecord[]
  /** Its state is changed by whoever saw it: the request names the ETag that a reading of this path gives. */
  readonly matching?: string
}

/** Records of a file, one a line, and where it is posted. */
export interface PerimeterFile {
  readonly path: string
  readonly records: Iterable<Members>
}
