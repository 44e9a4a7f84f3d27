import { defineProblem } from '../../platform/problem.ts'

/** The failures that links to calendars can report. */
export const calendarLinkNotFound = defineProblem('calendar-link-not-found', 404, 'No such calendar link')
export const calendarLinkEnded = defineProblem('calendar-link-ended', 409, 'The calendar link opens nothing any more', 'Make another one: a link that has ended stays ended')
