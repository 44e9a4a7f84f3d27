import { isDay } from './calendar.ts'
import { invalidRequest } from './problem.ts'
import type { Fault } from './problem.ts'

/** @throws invalid-request for a day that does not exist, or an end before the beginning. */
export function refuseImpossibleDays ({ from, to }: { readonly from?: string | undefined, readonly to?: string | undefined }): void {
  const errors: Fault[] = Object.entries({ from, to }).flatMap(([name, day]) =>
    day === undefined || isDay(day) ? [] : [{ pointer: `/${name}`, detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }])
  if (errors.length === 0 && from !== undefined && to !== undefined && to < from) errors.push({ pointer: '/to', detail: 'is before from', hint: 'Give the first day in from' })
  if (errors.length > 0) throw invalidRequest('The period is not valid.', { errors })
}
