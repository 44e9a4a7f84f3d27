import { isDay } from '../../platform/calendar.ts'
import { invalidRequest } from '../../platform/problem.ts'

/** @throws invalid-request naming each stated day that does not exist. */
export function refuseUnrealDays (days: Readonly<Record<string, string | null | undefined>>): void {
  const errors = Object.entries(days).flatMap(([pointer, day]) => day == null || isDay(day) ? [] : [{ pointer, detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }])
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
}
