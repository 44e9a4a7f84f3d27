/** How the year's declarations are spread over its days: by month, and by weekday. No chance in it, so any number fills the year. Pure. */

const MS_PER_DAY = 86_400_000
const toTime = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const toDay = (time: number): string => new Date(time).toISOString().slice(0, 10)
export const dayAfter = (day: string, days: number): string => toDay(toTime(day) + days * MS_PER_DAY)

/** January to December: quiet in August, busy before Christmas. */
const BY_MONTH = [0.85, 0.9, 1.05, 1, 1.05, 1, 0.95, 0.6, 1.1, 1.15, 1.2, 0.95]
/** Sunday to Saturday. */
const BY_WEEKDAY = [0.06, 1.05, 1.1, 1.05, 1, 0.95, 0.2]

export interface Season {
  readonly from: string
  readonly until: string
  /** The day of the declaration at this position of so many, in order. */
  readonly dayOf: (position: number, declarations: number) => string
}

/** First of the twelve months' days that end with the day. */
export function firstDay (until: string): string {
  const [year = 0, month = 1, date = 1] = until.split('-').map(Number)
  return toDay(Date.UTC(year - 1, month - 1, date + 1))
}

/** First and last day of calendar months of the year that ends with the day, counted from its first month. */
export function wholeMonths (until: string, first: number, last: number): { readonly from: string, readonly to: string } {
  const [year = 0, month = 1] = firstDay(until).split('-').map(Number)
  return { from: toDay(Date.UTC(year, month - 1 + first, 1)), to: toDay(Date.UTC(year, month + last, 0)) }
}

/** Calendar months from one day to the other. */
export const monthsBetween = (from: string, to: string): number => (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7))

/** The twelve months that end with the day. */
export function seasonUntil (until: string): Season {
  const from = firstDay(until)
  const days: string[] = []
  const passed: number[] = []
  let total = 0
  for (let time = toTime(from); time <= toTime(until); time += MS_PER_DAY) {
    const at = new Date(time)
    total += (BY_MONTH[at.getUTCMonth()] ?? 1) * (BY_WEEKDAY[at.getUTCDay()] ?? 1)
    days.push(toDay(time))
    passed.push(total)
  }
  return {
    from,
    until,
    dayOf: (position, declarations) => {
      const mark = (position + 0.5) / declarations * total
      let [low, high] = [0, passed.length - 1]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((passed[middle] ?? 0) < mark) low = middle + 1
        else high = middle
      }
      return days[low] ?? until
    }
  }
}
