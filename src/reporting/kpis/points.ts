/** The stretches of time that figures are asked for. Pure; days are YYYY-MM-DD. */

export interface Point {
  readonly from: string
  readonly to: string
}

export interface Points {
  readonly whole: Point
  /** Calendar months of the period, the first and the last cut to it. */
  readonly months: readonly (Point & { readonly month: string })[]
}

export function pointsOf (from: string, to: string): Points {
  const months = monthsBetween(from, to).map((month) => ({ month, from: month === from.slice(0, 7) ? from : `${month}-01`, to: month === to.slice(0, 7) ? to : lastDayOf(month) }))
  return { whole: { from, to }, months }
}

function monthsBetween (from: string, to: string): string[] {
  const months: string[] = []
  for (let [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))]; ; month === 12 ? [year, month] = [year + 1, 1] : month++) {
    const name = `${year}-${String(month).padStart(2, '0')}`
    if (name > to.slice(0, 7)) return months
    months.push(name)
  }
}

const lastDayOf = (month: string): string => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).toISOString().slice(0, 10)

const DAY_MS = 86_400_000

/** A calendar year, or any other twelve months to the day. */
export const isYear = ({ from, to }: Point): boolean =>
  new Date(Date.parse(to) + DAY_MS).toISOString().slice(0, 10) === `${Number(from.slice(0, 4)) + 1}${from.slice(4)}`

/** The same stretch so many years before. The end of February follows the calendar. */
export const yearsBefore = ({ from, to }: Point, years: number): Point => ({ from: shifted(from, years), to: shifted(to, years) })

function shifted (day: string, years: number): string {
  const month = `${Number(day.slice(0, 4)) - years}-${day.slice(5, 7)}`
  const last = lastDayOf(month)
  // The last day of a month stays the last one: of 28 February in a leap year, too.
  return day === lastDayOf(day.slice(0, 7)) || `${month}-${day.slice(8)}` > last ? last : `${month}-${day.slice(8)}`
}
