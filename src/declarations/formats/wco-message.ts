import { invalidRequest } from '../../platform/problem.ts'
import type { CustomsRequest } from '../customs-message.ts'
import type { DeclarationContent } from '../data-elements.ts'
import { readWcoAnswer } from './wco-answer.ts'
import type { WcoAnswer } from './wco-answer.ts'
import { readWcoDeclaration } from './wco-declaration.ts'
import { unsupported } from './wco-foreign.ts'
import { textIn } from './wco-pointers.ts'
import { readWcoRequest } from './wco-request.ts'
import { parseXml } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

const METADATA = 'urn:wco:datamodel:WCO:DocumentMetaData-DMS:2'
const DECLARATION = 'urn:wco:datamodel:WCO:DEC-DMS:2'
/** Customs' systems leave the namespaces of their answers out, or give these. */
const ANSWER_METADATA: ReadonlySet<string> = new Set(['', METADATA])
const ANSWER: ReadonlySet<string> = new Set(['', 'urn:wco:datamodel:WCO:RES-DMS:2'])
/** An envelope that some senders put around the model's own; named by its namespace without the version. */
const SUBMISSION = /^http:\/\/uk\/gov\/hmrc\/mdg\/declarationmanagement\//

const ORIGINAL = '9'
const REQUEST = '13'

export type WcoMessage =
  | { readonly kind: 'declaration', readonly content: DeclarationContent, readonly notes: readonly string[] }
  | CustomsRequest
  | WcoAnswer

/**
 * The messages of one XML document: a declaration, a request about one, or customs' answers, of which a document may hold several.
 *
 * @throws xml-not-well-formed, xml-forbidden-construct, xml-too-complex
 * @throws unsupported-message for any other XML, by name
 * @throws invalid-request with the paths of the elements that are not of their shape
 */
export function readWcoMessages (bytes: Uint8Array): WcoMessage[] {
  const root = parseXml(bytes)
  const way = envelopesOf(root)
  const metadata = way.at(-1)
  if (metadata?.name !== 'MetaData') throw unsupported(root)
  const declarations = metadata.ns === METADATA ? metadata.children.filter(({ name, ns }) => name === 'Declaration' && ns === DECLARATION) : []
  const responses = ANSWER_METADATA.has(metadata.ns) ? metadata.children.filter(({ name, ns }) => name === 'Response' && ANSWER.has(ns)) : []
  const [declaration, another] = declarations
  if (another !== undefined || (declaration !== undefined && responses.length > 0)) {
    throw invalidRequest('The document holds more than one message.', { errors: [{ pointer: `/${metadata.name}`, detail: 'holds more than one declaration', hint: 'Send one declaration a document' }] })
  }
  if (declaration !== undefined) return [readDeclarationOrRequest(declaration, way)]
  if (responses.length === 0) throw unsupported(root)
  return responses.map((response) => readWcoAnswer(response, way))
}

/**
 * The only message of an XML document.
 * @throws as `readWcoMessages`, and invalid-request when there are several
 */
export function readWcoMessage (bytes: Uint8Array): WcoMessage {
  const [message, another] = readWcoMessages(bytes)
  if (message !== undefined && another === undefined) return message
  throw invalidRequest('The document holds more than one answer.', { errors: [{ pointer: '/MetaData', detail: 'holds more than one Response', hint: 'Send one answer a document' }] })
}

/** From the root to the model's own envelope, through the one that some senders put around it. */
function envelopesOf (root: XmlElement): XmlElement[] {
  if (!SUBMISSION.test(root.ns)) return [root]
  const detail = root.children.find(({ name, ns }) => name === 'requestDetail' && ns === root.ns)
  const metadata = detail?.children.find(({ name }) => name === 'MetaData')
  return detail === undefined || metadata === undefined ? [root] : [root, detail, metadata]
}

function readDeclarationOrRequest (declaration: XmlElement, way: readonly XmlElement[]): WcoMessage {
  const functionCode = textIn(declaration, 'FunctionCode')
  if (functionCode === ORIGINAL) return { kind: 'declaration', ...readWcoDeclaration(declaration, way) }
  if (functionCode === REQUEST) return readWcoRequest(declaration, way)
  throw unsupported(declaration, `a declaration with function code ${functionCode?.slice(0, 8) ?? 'missing'}, where 9 (original) and 13 (request) are known`)
}
