/** What may be neither erased although its time has come nor overwritten (UCC 51: extended during control or appeal). Pure. */

export interface HoldScope {
  /** Null: every class. */
  readonly class: string | null
  /** Null: every declaration, and what belongs to none. */
  readonly mrn: string | null
  readonly from: string | null
  readonly to: string | null
}

export type HoldInForce = HoldScope & { readonly id: string }

export interface Holdable {
  readonly class: string
  readonly mrn: string | null
  readonly day: string
  /** Last day of what stood from its day on: a hold of any day between reaches it. */
  readonly until?: string | undefined
}

/** A hold of one MRN does not reach what names no declaration. */
const reaches = (hold: HoldScope, { class: name, mrn, day, until = day }: Holdable): boolean =>
  (hold.class === null || hold.class === name) && (hold.mrn === null || hold.mrn === mrn) && (hold.from === null || until >= hold.from) && (hold.to === null || day <= hold.to)

export const holdsOn = <H extends HoldScope>(holds: readonly H[], thing: Holdable): H[] => holds.filter((hold) => reaches(hold, thing))
export const isHeld = (holds: readonly HoldScope[], thing: Holdable): boolean => holdsOn(holds, thing).length > 0
