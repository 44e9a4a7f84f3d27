import { dayAfter, firstDay } from '../seasons.ts'

/** When things happened to the synthetic trader: what holds longer than its year, and what changed in it. Pure. */

export interface Span { readonly from: string, readonly to: string }

export interface Timeline {
  /** Long before the year: what is not dated otherwise holds from here on. */
  readonly start: string
  /** First and last day of the year. */
  readonly from: string
  readonly until: string
  /** The deputy takes over from the head of customs on this day. */
  readonly handover: string
  /** Somebody moves from the ports to the north. */
  readonly move: string
  /** The stock system is replaced. */
  readonly newSoftware: string
  /** Days on which one broker has no mandate, because it was renewed late. */
  readonly mandateGap: Span
  /** Days on which inward processing was suspended. */
  readonly suspension: Span
  /** Days whose prices a related supplier adjusted later, and nobody told customs. */
  readonly adjustment: Span
  /** Days on which the training of somebody who decides proposals of codes had run out, because it was repeated late. */
  readonly lapse: Span
}

const YEARS_BEFORE = 7

export function timelineOf (until: string): Timeline {
  const from = firstDay(until)
  const at = (days: number): string => dayAfter(from, days)
  return {
    start: `${Number(from.slice(0, 4)) - YEARS_BEFORE}-01-01`, from, until, handover: at(212), move: at(120), newSoftware: at(160),
    mandateGap: { from: at(77), to: at(83) }, suspension: { from: at(182), to: at(195) }, adjustment: { from: at(61), to: at(122) }, lapse: { from: at(230), to: at(264) }
  }
}

export const isWithin = ({ from, to }: Span, day: string): boolean => from <= day && day <= to
