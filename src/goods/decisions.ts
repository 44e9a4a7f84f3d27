import { dayBefore, overlap } from './days.ts'
import type { Period } from './days.ts'
import type { Decided } from './model.ts'

/** Decisions with a period: of those about the same thing one holds on a day, and each counts once another person approved it. Pure. */

export interface Refusal { readonly because: string, readonly hint: string }
export type Outcome<T> = { readonly done: T, readonly refused?: undefined } | { readonly done?: undefined, readonly refused: Refusal }
const refuse = (because: string, hint: string): { refused: Refusal } => ({ refused: { because, hint } })

/** Whether it is or was the one that holds; drafts and what was refused never hold. */
export function isInForce (entry: object): boolean {
  const { status } = entry as { readonly status?: unknown }
  return status === undefined || status === 'approved' || status === 'blocked'
}

/**
 * Puts a period among its rivals. One that began before and has no end ends on the day before; any other overlap is refused, because
 * which of the two should give way is for a person to say.
 */
export function place<E extends Period & { readonly id: string }> (entries: readonly E[], entry: E, isRival: (other: E) => boolean): Outcome<E[]> {
  const ended = entries.map((other) => {
    if (other.id === entry.id) return entry
    return isRival(other) && other.validTo === null && other.validFrom < entry.validFrom ? { ...other, validTo: dayBefore(entry.validFrom) } : other
  })
  const placed = ended.some(({ id }) => id === entry.id) ? ended : [...ended, entry]
  const clash = placed.find((other) => other.id !== entry.id && isRival(other) && overlap(other, entry))
  if (clash === undefined) return { done: placed }
  return refuse(`overlaps one of ${clash.validFrom} to ${clash.validTo ?? 'no end'}`, howToEnd(clash, entry))
}

function howToEnd (standing: Period, entry: Period): string {
  if (standing.validFrom < entry.validFrom) return `End that one first: PATCH the record with its entry as it stands and validTo ${dayBefore(entry.validFrom)}; of an approved decision this needs the scope goods:approve`
  if (standing.validFrom > entry.validFrom) return `State validTo ${dayBefore(standing.validFrom)} here, or a validFrom after that one has ended`
  return `State a later validFrom, and end that one on the day before: PATCH the record with its entry as it stands and that validTo`
}

/** Who decides on a decision: a person, and the login that they do it with, as the log names it. */
export interface Decider { readonly by: string, readonly on: string, readonly actor?: string | undefined }

/** Whether the person decided it, or the login stated it: neither is a second pair of eyes. */
export const isOwn = ({ decidedBy, recordedBy }: Decided, { by, actor }: { readonly by: string | undefined, readonly actor?: string | undefined }): boolean =>
  decidedBy === by || (actor !== undefined && recordedBy?.includes(actor) === true)

/** Approved by another person than decided it (four eyes). */
export function approve<D extends Decided> (decision: D, decider: Decider): Outcome<D> {
  const { by, on } = decider
  if (decision.status !== 'draft') return refuse(`is ${decision.status} already`, 'Record a new decision')
  if (decision.decidedBy === by) return refuse('is approved by the person who decided it', 'Let another person approve it')
  if (isOwn(decision, decider)) return refuse('is approved with the login that stated it', 'Let another person approve it, with a token of their own')
  if (on < decision.decidedOn) return refuse('is approved before it was decided', 'The day of approval is that of the decision or later')
  return { done: { ...decision, status: 'approved', approvedBy: by, approvedOn: on } }
}

/** Not approved; it never holds. */
export function reject<D extends Decided> (decision: D, decider: Decider): Outcome<D> {
  const { by, on } = decider
  if (decision.status !== 'draft') return refuse(`is ${decision.status} already`, 'Only a draft can be refused')
  if (isOwn(decision, decider)) return refuse('is refused by the person who decided or stated it', 'Let another person decide on it')
  return { done: { ...decision, status: 'refused', approvedBy: by, approvedOn: on } }
}

/** Not to be used from a day on, though nothing replaces it yet. */
export function block<D extends Decided> (decision: D, from: string): Outcome<D> {
  if (decision.status !== 'approved') return refuse(`is ${decision.status}`, 'Only an approved decision can be blocked')
  if (from < decision.validFrom || (decision.validTo !== null && from > decision.validTo)) return refuse('does not hold on that day', 'Give a day on which it holds')
  return { done: { ...decision, status: 'blocked', blockedFrom: from } }
}
