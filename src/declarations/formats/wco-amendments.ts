import { invalidRequest } from '../../platform/problem.ts'
import type { Change } from './wco-changes.ts'
import { pointerText, readPointer, textIn } from './wco-pointers.ts'
import { WcoReader } from './wco-reader.ts'
import { PointerResolver } from './wco-resolve.ts'
import type { AmendedMessage } from './wco-resolve.ts'
import { childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** Each is looked up in the data of the message, so their number bounds the work. */
const MAX_AMENDMENTS = 2000
const MAX_REMARK = 512

/**
 * The changes that the `Amendment`s of a message make, each from its own data. A value that the message does not give is
 * taken out; a place that cannot be told for certain stays unresolved.
 *
 * @throws invalid-request when a new value is not of the shape of its field.
 */
export function readChanges (message: AmendedMessage): Change[] {
  const remarks = remarksOf(message.holder)
  const reader = new WcoReader(message.way, false)
  const amendments = childrenOf(message.holder, 'Amendment').map((amendment) => ({ amendment, steps: readPointer(amendment) }))
  if (amendments.length > MAX_AMENDMENTS) throw invalidRequest(`The message makes more than ${MAX_AMENDMENTS} amendments.`)
  const resolver = new PointerResolver(reader, message, amendments.map(({ steps }) => steps))
  const changes = amendments.map(({ amendment, steps }, index): Change => {
    const reason = textIn(amendment, 'ChangeReasonCode')?.slice(0, 8)
    const remark = remarks.get(index + 1)
    const resolution = resolver.resolve(steps)
    return {
      pointer: pointerText(steps).slice(0, MAX_REMARK),
      ...(reason === undefined ? {} : { reason }),
      ...(remark === undefined ? {} : { remark }),
      ...('unresolved' in resolution ? resolution : { assignments: resolution })
    }
  })
  reader.finish()
  return changes
}

/**
 * Statements by the number of the `Amendment` (section 06A) that they point at. Where a number comes twice, the message
 * joins the statements of several requests, and none can be told to belong to an amendment.
 */
function remarksOf (holder: XmlElement): ReadonlyMap<number, string> {
  const remarks = childrenOf(holder, 'AdditionalInformation').flatMap((statement): [number, string][] => {
    const last = readPointer(statement).at(-1)
    const text = textIn(statement, 'StatementDescription')
    return last?.code === '06A' && last.sequence !== undefined && text !== undefined ? [[last.sequence, text.slice(0, MAX_REMARK)]] : []
  })
  const byNumber = new Map(remarks)
  return byNumber.size === remarks.length ? byNumber : new Map()
}
