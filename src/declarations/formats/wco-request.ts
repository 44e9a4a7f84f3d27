import { invalidRequest } from '../../platform/problem.ts'
import type { CustomsRequest, RequestKind } from '../customs-message.ts'
import { readChanges } from './wco-amendments.ts'
import { unsupported } from './wco-foreign.ts'
import { textIn } from './wco-pointers.ts'
import { readInstantText, readText, Unfit } from './wco-values.ts'
import { childOf, childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'
import { MRN_PATTERN } from '../data-elements.ts'

const REQUESTS: ReadonlyMap<string, RequestKind> = new Map([['COR', 'amendment'], ['INV', 'invalidation'], ['GPR', 'presentation']])
const MAX_REASON = 2000
const readMrn = readText(18, MRN_PATTERN)

/**
 * A request about a declaration (function code 13): amendment, invalidation or presentation notice.
 *
 * @param way the elements around the declaration, from the root of the message.
 * @throws unsupported-message for another kind of request, invalid-request when its MRN or a new value has not its shape.
 */
export function readWcoRequest (declaration: XmlElement, way: readonly XmlElement[]): CustomsRequest {
  const type = textIn(declaration, 'TypeCode') ?? ''
  const kind = REQUESTS.get(type)
  if (kind === undefined) throw unsupported(declaration, `a request of type ${type.slice(0, 8)}, which is not known here`)
  const reference = textIn(declaration, 'FunctionalReferenceID')
  const submitter = textIn(childOf(declaration, 'Submitter'), 'ID')
  const issuedAt = instantIn(declaration, 'IssueDateTime')
  const reason = childrenOf(declaration, 'AdditionalInformation').map((statement) => textIn(statement, 'StatementDescription'))
    .filter((text) => text !== undefined).join('\n').slice(0, MAX_REASON)
  const mrn = readMrnOf(declaration, way)
  return {
    kind,
    ...(mrn === undefined ? {} : { mrn }),
    ...(reference === undefined ? {} : { reference }),
    ...(submitter === undefined ? {} : { submitter }),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(reason === '' ? {} : { reason }),
    changes: kind === 'amendment' ? readChanges({ holder: declaration, data: declaration, way }) : []
  }
}

/** @throws invalid-request when the identifier of the declaration is not of the shape of an MRN. */
export function readMrnOf (declaration: XmlElement | undefined, way: readonly XmlElement[]): string | undefined {
  const text = textIn(declaration, 'ID')
  if (text === undefined) return undefined
  const mrn = readMrn(text)
  if (!(mrn instanceof Unfit)) return String(mrn)
  const pointer = `${way.map(({ name }) => `/${name}`).join('')}/Declaration/ID`
  throw invalidRequest('The message names its declaration by something that is not an MRN.', { errors: [{ pointer, detail: 'is not an MRN', hint: '18 characters: year, country, 13 letters or digits, check digit' }] })
}

/** The instant in a date element, undefined when there is none or it cannot be read. */
export function instantIn (element: XmlElement | undefined, name: string): string | undefined {
  const instant = readInstantText(dateTextIn(element, name) ?? '')
  return instant instanceof Unfit ? undefined : String(instant)
}

export function dateTextIn (element: XmlElement | undefined, name: string): string | undefined {
  const text = childOf(element, name)?.children.find((child) => child.name === 'DateTimeString')?.text
  return text === '' ? undefined : text
}
