import { daysBetween, isDay } from '../../platform/calendar.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'

const HINT = 'YYYY-MM-DD, years 1900 to 2100'

/** @throws invalid-request for days that do not exist, an end before the beginning, or more days than may be. */
export function refuseImpossiblePeriod ({ from, to }: { from: string, to: string }, maxDays?: number): void {
  const errors: Fault[] = Object.entries({ from, to }).filter(([, day]) => !isDay(day)).map(([name]) => ({ pointer: `/${name}`, detail: 'is not a day that exists', hint: HINT }))
  const days = daysBetween(from, to) + 1
  if (errors.length === 0 && days < 1) errors.push({ pointer: '/to', detail: 'is before from', hint: 'Give the first day in from' })
  if (errors.length === 0 && maxDays !== undefined && days > maxDays) errors.push({ pointer: '/to', detail: `makes a period of ${days} days`, hint: `At most ${maxDays} days` })
  if (errors.length > 0) throw invalidRequest('The period is not valid.', { errors })
}
