import { dayAfter } from '../../platform/calendar.ts'

/** A calendar as RFC 5545 has it: all-day events, lines of 75 octets ended by CRLF. Pure. */

export interface CalendarEvent {
  /** Stable and unique in the world, so that a later reading replaces the event. */
  readonly uid: string
  readonly day: string
  readonly summary: string
  readonly description: string
}

export interface Calendar {
  readonly name: string
  /** When this text was made. */
  readonly at: Date
  readonly events: readonly CalendarEvent[]
}

const PRODUCT = '-//aeo-control//training//EN'

/** A calendar has at least one component: one without events says what UTC is. */
const SOME_COMPONENT = ['BEGIN:VTIMEZONE', 'TZID:UTC', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0000', 'TZOFFSETTO:+0000', 'END:STANDARD', 'END:VTIMEZONE']

export function calendarText ({ name, at, events }: Calendar): string {
  const stamp = `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
  const lines = [
    'BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:${PRODUCT}`, 'CALSCALE:GREGORIAN', `NAME:${escaped(name)}`, `X-WR-CALNAME:${escaped(name)}`, 'REFRESH-INTERVAL;VALUE=DURATION:PT12H',
    ...events.flatMap(({ uid, day, summary, description }) => [
      'BEGIN:VEVENT', `UID:${escaped(uid)}`, `DTSTAMP:${stamp}`, `DTSTART;VALUE=DATE:${compact(day)}`, `DTEND;VALUE=DATE:${compact(dayAfter(day))}`, `SUMMARY:${escaped(summary)}`, `DESCRIPTION:${escaped(description)}`,
      'TRANSP:TRANSPARENT', 'END:VEVENT'
    ]),
    ...events.length === 0 ? SOME_COMPONENT : [],
    'END:VCALENDAR'
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

const compact = (day: string): string => day.replaceAll('-', '')

/** Text of a property (RFC 5545, 3.3.11); what controls a terminal or a direction of writing is no text of a calendar. */
export const escaped = (text: string): string =>
  text.replaceAll(/\r\n|[\r\n]/g, '\n').replaceAll(/[\\;,]/g, (mark) => `\\${mark}`).replaceAll('\n', '\\n').replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')

const MOST_OCTETS = 75

/** No line is longer than 75 octets without its end; one that goes on begins with a blank, and no character is split. */
export function folded (line: string): string {
  const lines: string[] = []
  let [current, octets] = ['', 0]
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > MOST_OCTETS) {
      lines.push(current)
      ;[current, octets] = [' ', 1]
    }
    current += character
    octets += size
  }
  return [...lines, current].join('\r\n')
}
