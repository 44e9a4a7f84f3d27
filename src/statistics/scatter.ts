import { addDays } from '../platform/calendar.ts'

/**
 * Whether events come one by one or in clusters: one faulty record of a good makes the same error in many declarations, and thirty of
 * those are not thirty independent events. A test that takes them for such finds differences that are none. Pure.
 */

/** Days of the stretches that events are counted in: clusters within one are seen, and half a year has enough of them. */
export const STRETCH_DAYS = 14

/** Pearson's sum over the stretches of some days, against the same rate in all of them, with its degrees of freedom. Sums add up. */
export interface Scatter {
  readonly chiSquare: number
  readonly degrees: number
}

export const NO_SCATTER: Scatter = { chiSquare: 0, degrees: 0 }

/** The stretches from the first day on; the last one may be shorter. */
export function stretchesOf ({ from, to }: { readonly from: string, readonly to: string }): { from: string, to: string }[] {
  const stretches: { from: string, to: string }[] = []
  for (let first = from; first <= to; first = addDays(first, STRETCH_DAYS)) {
    const last = addDays(first, STRETCH_DAYS - 1)
    stretches.push({ from: first, to: last < to ? last : to })
  }
  return stretches
}

/** @param events of each stretch. @param exposures what they are counted against in it; one without any says nothing. */
export function scatterOf (events: readonly number[], exposures: readonly number[]): Scatter {
  const counted = exposures.flatMap((exposure, index) => exposure > 0 ? [{ exposure, events: events[index] ?? 0 }] : [])
  const rate = counted.reduce((sum, one) => sum + one.events, 0) / counted.reduce((sum, one) => sum + one.exposure, 0)
  if (!(rate > 0)) return NO_SCATTER
  return { chiSquare: counted.reduce((sum, one) => sum + (one.events - rate * one.exposure) ** 2 / (rate * one.exposure), 0), degrees: counted.length - 1 }
}

export const addedScatter = (a: Scatter, b: Scatter): Scatter => ({ chiSquare: a.chiSquare + b.chiSquare, degrees: a.degrees + b.degrees })

/**
 * How many times as far as independent events they scatter: 1 or more. Their number tells as much as that many times fewer events that
 * come one by one.
 */
export function dispersionOf (scatters: readonly Scatter[]): number {
  const { chiSquare, degrees } = scatters.reduce(addedScatter, NO_SCATTER)
  return degrees === 0 ? 1 : Math.max(1, chiSquare / degrees)
}
