import { addDays } from '../../platform/calendar.ts'
import type { Cell } from '../competence/cells.ts'

/** What of a unit's required knowledge ends on which day, counted without people. Pure. */

export interface Expiry {
  readonly topic: string
  /** Last day of validity. */
  readonly day: string
  readonly people: number
}

/** What ended lately and was not refreshed stays to be seen. */
export const PAST_DAYS = 30

/** By day and topic. @param cells of everybody in the unit, on `today`. */
export function expiriesOf (cells: readonly Pick<Cell, 'topic' | 'requirement' | 'validUntil'>[], today: string, withinDays: number): Expiry[] {
  const [first, last] = [addDays(today, -PAST_DAYS), addDays(today, withinDays)]
  const ending = cells.flatMap(({ topic, requirement, validUntil }) => requirement === null || validUntil === null || validUntil < first || validUntil > last ? [] : [{ topic, day: validUntil }])
  return [...Map.groupBy(ending, ({ topic, day }) => `${day} ${topic}`)].toSorted(([a], [b]) => a < b ? -1 : 1)
    .flatMap(([, [one, ...others]]) => one === undefined ? [] : [{ ...one, people: others.length + 1 }])
}

/** Fewer than this many are not told apart: it would be known who they are. */
const SMALLEST_GROUP = 5

/** In steps of that many, since the difference between a unit's calendar and that of one below it would be a figure of few people. */
export const countOf = (people: number): string => people < SMALLEST_GROUP ? `fewer than ${SMALLEST_GROUP} people` : `at least ${people - people % SMALLEST_GROUP} people`
