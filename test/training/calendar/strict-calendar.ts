/** A calendar read as RFC 5545 has it, and nothing beside it: whatever is not in the grammar is thrown. For tests. */

export interface Property { readonly name: string, readonly parameters: Readonly<Record<string, string>>, readonly value: string }
export interface Component { readonly name: string, readonly properties: readonly Property[], readonly components: readonly Component[] }

const CONTROL = /[^\P{Cc}\t]/u

/** Lines without their folding (3.1). */
function contentLines (bytes: Buffer): string[] {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  if (!text.endsWith('\r\n')) throw new Error('the last line has no end')
  const lines: string[] = []
  for (const line of text.slice(0, -2).split('\r\n')) {
    if (Buffer.byteLength(line) > 75) throw new Error(`${Buffer.byteLength(line)} octets: ${line}`)
    if (CONTROL.test(line)) throw new Error(`a control: ${JSON.stringify(line)}`)
    if (line === '') throw new Error('an empty line')
    if (line.startsWith(' ') || line.startsWith('\t')) lines.push(`${lines.pop() ?? ''}${line.slice(1)}`)
    else lines.push(line)
  }
  return lines
}

function propertyOf (line: string): Property {
  const match = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)$/u.exec(line)
  if (match === null) throw new Error(`no content line: ${line}`)
  const [, name = '', parameters = '', value = ''] = match
  return { name: name.toUpperCase(), parameters: Object.fromEntries([...parameters.matchAll(/;([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)/gu)].map(([, key = '', of = '']) => [key.toUpperCase(), of])), value }
}

/** TEXT of a property (3.3.11): every mark is escaped, and nothing else is. */
export function textOf ({ value }: Property): string {
  if (!/^(?:[^\\;,]|\\[\\;,nN])*$/u.test(value)) throw new Error(`no text: ${value}`)
  return value.replaceAll(/\\(.)/gu, (_all, mark: string) => mark.toLowerCase() === 'n' ? '\n' : mark)
}

function componentOf (lines: readonly string[], start: number): { readonly component: Component, readonly next: number } {
  const begin = propertyOf(lines[start] ?? '')
  if (begin.name !== 'BEGIN') throw new Error(`${begin.name} where a component begins`)
  const properties: Property[] = []
  const components: Component[] = []
  for (let at = start + 1; at < lines.length; at++) {
    const property = propertyOf(lines[at] ?? '')
    if (property.name === 'END') {
      if (property.value !== begin.value) throw new Error(`${begin.value} ended by ${property.value}`)
      return { component: { name: begin.value, properties, components }, next: at + 1 }
    }
    if (property.name !== 'BEGIN') {
      if (components.length > 0) throw new Error('a property behind a component')
      properties.push(property)
      continue
    }
    const { component, next } = componentOf(lines, at)
    components.push(component)
    at = next - 1
  }
  throw new Error(`${begin.value} does not end`)
}

export const all = ({ properties }: Component, name: string): Property[] => properties.filter((property) => property.name === name)
export function only (component: Component, name: string): Property {
  const [first, ...others] = all(component, name)
  if (first === undefined || others.length > 0) throw new Error(`${component.name} has ${others.length === 0 ? 'no' : 'several'} ${name}`)
  return first
}

function refuseRepeated (component: Component, names: readonly string[]): void {
  for (const name of names) if (all(component, name).length > 1) throw new Error(`${component.name} has several ${name}`)
}

function dayOf (component: Component, name: string): number {
  const { parameters, value } = only(component, name)
  if (parameters['VALUE'] !== 'DATE' || !/^\d{8}$/.test(value)) throw new Error(`${name} is no day`)
  const [year, month, day] = [Number(value.slice(0, 4)), Number(value.slice(4, 6)), Number(value.slice(6))]
  const at = new Date(Date.UTC(year, month - 1, day))
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) throw new Error(`${value} does not exist`)
  return at.getTime()
}

/** @param contentType of the answer that it came with. @throws whatever of it is not RFC 5545. */
export function strictCalendar (bytes: Buffer, contentType: string): Component {
  const lines = contentLines(bytes)
  const { component: calendar, next } = componentOf(lines, 0)
  if (calendar.name !== 'VCALENDAR' || next !== lines.length) throw new Error('not one VCALENDAR')
  if (only(calendar, 'VERSION').value !== '2.0' || only(calendar, 'PRODID').value === '') throw new Error('VERSION or PRODID')
  refuseRepeated(calendar, ['CALSCALE', 'METHOD', 'NAME', 'X-WR-CALNAME', 'REFRESH-INTERVAL'])
  // 3.7.2: where either of them says the method, both do, and the same.
  if (all(calendar, 'METHOD')[0]?.value !== /;\s*method=([^;]+)/.exec(contentType)?.[1]) throw new Error('METHOD and the type of the content do not agree')
  if (calendar.components.length === 0) throw new Error('a calendar has at least one component (3.6)')
  const events = calendar.components.filter(({ name }) => name === 'VEVENT')
  if (calendar.components.some(({ name }) => name !== 'VEVENT' && name !== 'VTIMEZONE')) throw new Error('another component')
  for (const event of events) {
    if (event.components.length > 0) throw new Error('a component in an event')
    refuseRepeated(event, ['SUMMARY', 'DESCRIPTION', 'TRANSP', 'DTEND', 'CLASS', 'SEQUENCE'])
    if (!/^\d{8}T\d{6}Z$/.test(only(event, 'DTSTAMP').value)) throw new Error('DTSTAMP is not in UTC')
    if (dayOf(event, 'DTEND') <= dayOf(event, 'DTSTART')) throw new Error('an event ends before it begins')
    for (const name of ['SUMMARY', 'DESCRIPTION']) textOf(only(event, name))
    if (!['OPAQUE', 'TRANSPARENT'].includes(only(event, 'TRANSP').value)) throw new Error('TRANSP')
  }
  const uids = events.map((event) => textOf(only(event, 'UID')))
  if (new Set(uids).size !== uids.length) throw new Error('two events of one UID')
  for (const zone of calendar.components.filter(({ name }) => name === 'VTIMEZONE')) {
    only(zone, 'TZID')
    if (zone.components.length === 0) throw new Error('a zone without rules')
    for (const rule of zone.components) for (const name of ['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO']) only(rule, name)
  }
  return calendar
}
