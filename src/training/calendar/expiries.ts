import { addDays } from '../../platform/calendar.ts'
import { LEAST_PEOPLE, peopleIn, withoutFew } from '../reports/few-people.ts'
import type { Group } from '../reports/few-people.ts'
import { requiredCells } from '../reports/gaps.ts'
import type { RequiredCell } from '../reports/gaps.ts'
import type { PersonCells } from '../reports/people-cells.ts'

/** What of a unit's required knowledge ends on which day, counted without people. Pure. */

export interface Expiry {
  /** Null: several that were put together. */
  readonly topic: string | null
  /** Last day of validity. */
  readonly day: string
  readonly people: number
}

/** What ended lately and was not refreshed stays to be seen. */
export const PAST_DAYS = 30

/** By day and topic. @param people everybody in the unit, with their cells on `today`. */
export function expiriesOf (people: readonly PersonCells[], today: string, withinDays: number): Expiry[] {
  const [first, last] = [addDays(today, -PAST_DAYS), addDays(today, withinDays)]
  return byTopic(requiredCells(people)).flatMap(({ key: topic, members }): Expiry[] => {
    const ending = Map.groupBy(members.flatMap(({ person, cell: { validUntil } }) => validUntil === null || validUntil < first || validUntil > last ? [] : [{ person, day: validUntil }]), ({ day }) => day)
    return [...ending].map(([day, those]) => ({ topic, day, people: peopleIn(those) }))
  }).toSorted((a, b) => keyOf(a) < keyOf(b) ? -1 : 1)
}

const keyOf = ({ day, topic }: Expiry): string => JSON.stringify([day, topic])

/** What is required of fewer than five people is put together; where that is of fewer than five still, the days alone would tell of one of them. */
const byTopic = (cells: readonly RequiredCell[]): Group<RequiredCell>[] =>
  withoutFew([...Map.groupBy(cells, ({ cell }) => cell.topic)].map(([key, members]) => ({ key, merged: [], members }))).filter(({ members }) => peopleIn(members) >= LEAST_PEOPLE)

/** In steps of five, since the difference between a unit's calendar and that of one below it would be a figure of few people. */
export const countOf = (people: number): string => people < LEAST_PEOPLE ? `fewer than ${LEAST_PEOPLE} people` : `at least ${people - people % LEAST_PEOPLE} people`
