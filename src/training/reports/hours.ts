import { decimal, decimalText, ZERO } from '../../platform/decimal.ts'
import { LEAST_PEOPLE, peopleIn, withoutFew } from './few-people.ts'
import type { Group } from './few-people.ts'

/** Hours of training, counted by unit of the day of completion, by topic, kind or month. Pure. */

export const HOURS_GROUPS = ['all', 'unit', 'topic', 'kind', 'month'] as const
export type HoursGroup = typeof HOURS_GROUPS[number]

export interface TrainedHours {
  readonly person: string
  /** Day of completion. */
  readonly day: string
  /** Unit of the person on the day, topic or kind, where counted by it; null where there is none. */
  readonly key: string | null
  readonly hours: string
  readonly records: number
}

export interface HoursRow extends Pick<Group<never>, 'key' | 'merged'> {
  /** Null: they would be of fewer than five people. */
  readonly figures: { readonly people: number, readonly records: number, readonly hours: string } | null
}

/** @param people whether figures of single people may be shown; else groups of fewer than five are put together. */
export function hoursBy (trained: readonly TrainedHours[], by: HoursGroup, people: boolean): HoursRow[] {
  const placed = Map.groupBy(trained, (row) => keyOf(row, by))
  const groups = [...placed].map(([key, members]): Group<TrainedHours> => ({ key, merged: [], members })).toSorted((a, b) => a.key === null ? 1 : b.key === null || a.key < b.key ? -1 : 1)
  return (people ? groups : withoutFew(groups)).map(({ key, merged, members }) => ({ key, merged, figures: !people && peopleIn(members) < LEAST_PEOPLE ? null : figuresOf(members) }))
}

function keyOf ({ day, key }: TrainedHours, by: HoursGroup): string | null {
  switch (by) {
    case 'all': return 'all'
    case 'month': return day.slice(0, 7)
    case 'unit': case 'topic': case 'kind': return key
  }
}

const figuresOf = (members: readonly TrainedHours[]) => ({
  people: peopleIn(members), records: members.reduce((sum, { records }) => sum + records, 0),
  hours: decimalText(members.reduce((sum, { hours }) => sum.plus(decimal(hours)), ZERO))
})
