import t from 'tap'
import fc from 'fast-check'
import { countOf, expiriesOf } from '../../../src/training/calendar/expiries.ts'
import { calendarText, escaped, folded } from '../../../src/training/calendar/icalendar.ts'
import { HOSTILE } from '../../support/hostile.ts'
import { cell, personWith } from '../reports/people.ts'
import { only, strictCalendar, textOf } from './strict-calendar.ts'

t.test('a calendar is all-day events in lines that end with CRLF', (t) => {
  const text = calendarText({ name: 'Training of Imports; south', at: new Date('2026-03-10T09:08:07.654Z'), events: [{ uid: 'a@b', day: '2028-02-28', summary: 'Ends: T1, 7', description: 'One\nTwo' }] })
  t.equal(text, ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//aeo-control//training//EN', 'CALSCALE:GREGORIAN', 'NAME:Training of Imports\\; south', 'X-WR-CALNAME:Training of Imports\\; south', 'REFRESH-INTERVAL;VALUE=DURATION:PT12H',
    'BEGIN:VEVENT', 'UID:a@b', 'DTSTAMP:20260310T090807Z', 'DTSTART;VALUE=DATE:20280228', 'DTEND;VALUE=DATE:20280229', 'SUMMARY:Ends: T1\\, 7', 'DESCRIPTION:One\\nTwo', 'TRANSP:TRANSPARENT', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'))
  t.end()
})

t.test('whatever its texts are, a calendar is read as it was written by whoever keeps to RFC 5545, also one without events', (t) => {
  const at = new Date('2026-03-10T09:08:07.654Z')
  const shown = (text: string): string => text.replaceAll(/\r\n|[\r\n]/g, '\n').replaceAll(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, ' ')
  const texts = [...HOSTILE.map(([, text]) => text), 'é'.repeat(200), '😀'.repeat(90), `${'x'.repeat(66)}\\`, `${'x'.repeat(67)},`, 'a\\nb', '\\', ';,:"', 'END:VCALENDAR\r\nBEGIN:VCALENDAR']
  const faults: string[] = []
  for (const text of texts) {
    const calendar = strictCalendar(Buffer.from(calendarText({ name: text, at, events: [{ uid: `a@${text}`, day: '2100-12-31', summary: text, description: text }, { uid: 'b', day: '2028-02-29', summary: 'x', description: 'x' }] })), 'text/calendar; charset=utf-8')
    const [event] = calendar.components
    const read = [calendar, event, event].map((of, index) => of === undefined ? undefined : textOf(only(of, ['NAME', 'SUMMARY', 'DESCRIPTION'][index] ?? '')))
    if (read.some((one) => one !== shown(text))) faults.push(JSON.stringify(text))
  }
  t.strictSame(faults, [])
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => textOf(only(strictCalendar(Buffer.from(calendarText({ name: text, at, events: [] })), 'text/calendar; charset=utf-8'), 'NAME')) === shown(text)))
  t.end()
})

t.test('what means something in a calendar is escaped, and what controls a terminal is no text of one', (t) => {
  const cases = [['a backslash', 'a\\b', 'a\\\\b'], ['marks', 'a;b,c', 'a\\;b\\,c'], ['ends of lines', 'a\r\nb\rc\nd', 'a\\nb\\nc\\nd'], ['controls', 'x\u0000y\u202ez\u2028w', 'x y z w'], ['a line of a calendar', 'BEGIN:VEVENT', 'BEGIN:VEVENT']] as const
  for (const [name, text, expected] of cases) t.equal(escaped(text), expected, name)
  t.end()
})

t.test('a line of 75 octets stays whole, one of 76 goes on in the next, and no character is split', (t) => {
  t.equal(folded('x'.repeat(75)), 'x'.repeat(75))
  t.equal(folded('x'.repeat(76)), `${'x'.repeat(75)}\r\n x`)
  t.equal(folded(`${'x'.repeat(74)}é`), `${'x'.repeat(74)}\r\n é`, 'two octets would be 76')
  t.equal(folded(`${'x'.repeat(72)}\u{1F600}`), `${'x'.repeat(72)}\r\n \u{1F600}`)
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }).filter((text) => !/[\r\n]/.test(text)), (text) => {
    const lines = folded(text).split('\r\n')
    return lines.every((line) => Buffer.byteLength(line) <= 75 && line.isWellFormed()) && lines.map((line, index) => index === 0 ? line : line.slice(1)).join('') === text
  }))
  t.end()
})

t.test('expiries are counted by day and topic, from thirty days ago to the last day asked for, and only of what is required', (t) => {
  const on = (topic: string, days: readonly (string | null)[]) => days.map((validUntil, index) => personWith(`P${index}`, 'A', [cell(topic, 'valid', { validUntil })]))
  const people = [
    ...on('value', ['2026-02-07', '2026-02-08', '2026-03-20', '2026-03-20', null]), ...on('origin', ['2026-03-20', '2026-04-09', '2026-04-10', null, null]),
    ...Array.from({ length: 5 }, (_, index) => personWith(`P${index}`, 'A', [cell('excise', 'not_required', { validUntil: '2026-03-20' })]))
  ]
  t.strictSame(expiriesOf(people, '2026-03-10', 30), [{ topic: 'value', day: '2026-02-08', people: 1 }, { topic: 'origin', day: '2026-03-20', people: 1 }, { topic: 'value', day: '2026-03-20', people: 2 }, { topic: 'origin', day: '2026-04-09', people: 1 }])
  t.strictSame([1, 4, 5, 9, 10, 12].map(countOf), ['fewer than 5 people', 'fewer than 5 people', 'at least 5 people', 'at least 5 people', 'at least 10 people', 'at least 10 people'])
  t.end()
})

t.test('topics that are required of fewer than five people are put together, and of fewer than five people in all nothing is told', (t) => {
  const ending = (unit: string, count: number, topic: string, validUntil: string) => Array.from({ length: count }, (_, index) => personWith(`${unit}${index}`, unit, [cell(topic, 'valid', { validUntil })]))
  t.strictSame(expiriesOf(ending('A', 4, 'origin', '2026-03-20'), '2026-03-10', 30), [])
  t.strictSame(expiriesOf(ending('A', 5, 'origin', '2026-03-20'), '2026-03-10', 30), [{ topic: 'origin', day: '2026-03-20', people: 5 }])
  t.strictSame(expiriesOf([...ending('A', 4, 'origin', '2026-03-20'), ...ending('B', 1, 'value', '2026-03-21'), ...ending('C', 5, 'excise', '2026-03-20')], '2026-03-10', 30),
    [{ topic: 'excise', day: '2026-03-20', people: 5 }, { topic: null, day: '2026-03-20', people: 4 }, { topic: null, day: '2026-03-21', people: 1 }])
  t.end()
})
