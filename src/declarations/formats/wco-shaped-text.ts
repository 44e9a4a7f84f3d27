import { invalidRequest } from '../../platform/problem.ts'
import { MRN_PATTERN } from '../data-elements.ts'
import { textIn } from './wco-pointers.ts'
import { readInstantText, readText, Unfit } from './wco-values.ts'
import type { ReadText } from './wco-values.ts'
import { childOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** Identifiers and dates of requests and answers, held against their shape. */

const readIdentifier = readText(70, '^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$')
const readMrn = readText(18, MRN_PATTERN)

/** @throws invalid-request when the identifier of the declaration is not of the shape of an MRN. */
export function readMrnOf (declaration: XmlElement | undefined, way: readonly XmlElement[]): string | undefined {
  return shapedIn(declaration, 'ID', readMrn, way, '18 characters: year, country, 13 letters or digits, check digit')
}

/** A reference or code of a message: short printable ASCII, so that two that look alike are alike. @throws invalid-request */
export function identifierIn (element: XmlElement | undefined, name: string, way: readonly XmlElement[]): string | undefined {
  return shapedIn(element, name, readIdentifier, way, 'At most 70 printable ASCII characters')
}

function shapedIn (element: XmlElement | undefined, name: string, read: ReadText, way: readonly XmlElement[], hint: string): string | undefined {
  const text = textIn(element, name)
  const value = text === undefined ? undefined : read(text)
  if (value === undefined || !(value instanceof Unfit)) return value === undefined ? undefined : String(value)
  const pointer = `${way.map((around) => `/${around.name}`).join('')}//${name}`
  throw invalidRequest('An identifier of the message is not of its shape.', { errors: [{ pointer, detail: value.detail, hint }] })
}

/** The instant in a date element, undefined when there is none or it cannot be read. */
export function instantIn (element: XmlElement | undefined, name: string): string | undefined {
  const instant = readInstantText(dateTextIn(element, name) ?? '')
  return instant instanceof Unfit ? undefined : String(instant)
}

/** The text of a date element as sent. */
export function dateTextIn (element: XmlElement | undefined, name: string): string | undefined {
  const text = childOf(element, name)?.children.find((child) => child.name === 'DateTimeString')?.text
  return text === '' ? undefined : text
}
