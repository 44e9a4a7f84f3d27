import type { Problem } from '../../platform/problem.ts'
import { unsupportedMessage } from './wco-problems.ts'
import type { XmlElement } from './xml-tree.ts'

/** Messages of the trade that are not declarations, by their root element and namespace, in customs' words. */

const SOAP = new Set(['http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'])

const KINDS: readonly (readonly [ns: RegExp, name: RegExp, what: string])[] = [
  [/^http:\/\/gov\.uk\/customs\/inventoryLinking/, /^inventoryLinkingMovementRe/i, 'an inventory linking movement message (arrival or departure of goods)'],
  [/^http:\/\/gov\.uk\/customs\/inventoryLinking/, /^inventoryLinkingConsolidation/i, 'an inventory linking consolidation message'],
  [/^http:\/\/gov\.uk\/customs\/inventoryLinking/, /ValidateMovement/i, 'an inventory linking answer on the validation of a movement'],
  [/^http:\/\/gov\.uk\/customs\/inventoryLinking/, /GoodsArrival/i, 'an inventory linking notification of goods arrived'],
  [/^http:\/\/gov\.uk\/customs\/inventoryLinking/, /./, 'an inventory linking message'],
  [/^http:\/\/gov\.uk\/customs\//, /^Declaration\w*Response$/, 'a report from customs\' declaration information service'],
  [/^/, /^CC007C$/, 'an arrival notification of the transit procedure'],
  [/^/, /^CC013C$/, 'an amendment of a transit declaration'],
  [/^/, /^CC014C$/, 'an invalidation request of the transit procedure'],
  [/^/, /^CC015C$/, 'a transit declaration'],
  [/^/, /^CC025C$/, 'a goods release notification of the transit procedure'],
  [/^/, /^CC029C$/, 'a release for transit'],
  [/^/, /^CC043C$/, 'an unloading permission of the transit procedure'],
  [/^/, /^CC044C$/, 'unloading remarks of the transit procedure'],
  [/^/, /^CC170C$/, 'a presentation notification of the transit procedure'],
  [/^/, /^CC\d{3}C$/, 'a message of the transit procedure'],
  [/^/, /^CC313A$/, 'an amendment of an entry summary declaration'],
  [/^/, /^CC315A$/, 'an entry summary declaration'],
  [/^/, /^CC3\d{2}[A-Z]$/, 'a message on an entry summary declaration'],
  [/^/, /^CC5\d{2}[A-Z]$/, 'a message of the export control system'],
  [/^urn:publicid:-:DGTAXUD:/, /./, 'a tariff update (TARIC)'],
  [/^urn:wco:datamodel:WCO:/, /^Declaration$/, 'a WCO declaration without its MetaData envelope'],
  [/^urn:wco:datamodel:WCO:/, /^MetaData$/, 'a WCO message that holds neither a declaration nor an answer'],
  [/^/, /MetaData$/, 'something like a WCO message, but its elements do not have the names and namespaces of one']
]

/** The problem for a message that this system does not take, naming it as customs would. */
export function unsupported (root: XmlElement, why?: string): Problem {
  const inner = SOAP.has(root.ns) ? root.children.find(({ name }) => name === 'Body')?.children[0] : undefined
  const message = inner ?? root
  const what = why ?? KINDS.find(([ns, name]) => ns.test(message.ns) && name.test(message.name))?.[2] ?? 'not a customs message that is known here'
  const namespace = message.ns === '' ? '' : ` of ${shown(message.ns)}`
  const envelope = inner === undefined ? '' : ' inside a SOAP envelope'
  return unsupportedMessage(
    `${shown(message.name)}${namespace}${envelope} is ${what}. Declarations, requests about them and customs' answers are taken in.`,
    { message: shown(message.name), ...(message.ns === '' ? {} : { namespace: shown(message.ns) }) }
  )
}

/** Names come from the message, so they are cut. */
const shown = (name: string): string => name.length > 100 ? `${name.slice(0, 100)}…` : name
