import type { CustomsRequest, RequestKind } from '../customs-message.ts'
import { readChanges } from './wco-amendments.ts'
import { unsupported } from './wco-foreign.ts'
import { textIn } from './wco-pointers.ts'
import { identifierIn, instantIn, readMrnOf } from './wco-shaped-text.ts'
import { childOf, childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

const REQUESTS: ReadonlyMap<string, RequestKind> = new Map([['COR', 'amendment'], ['INV', 'invalidation'], ['GPR', 'presentation']])
const MAX_REASON = 2000

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
  const reference = identifierIn(declaration, 'FunctionalReferenceID', [...way, declaration])
  const submitter = identifierIn(childOf(declaration, 'Submitter'), 'ID', [...way, declaration])
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
