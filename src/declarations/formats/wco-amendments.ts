import type { Change } from './wco-changes.ts'
import { pointerText, readPointer, textIn } from './wco-pointers.ts'
import { WcoReader } from './wco-reader.ts'
import { PointerResolver } from './wco-resolve.ts'
import { childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

/** What a message amends, what it amends it with, and where that stands in the message. */
export interface AmendedMessage {
  /** Holds the `Amendment` elements and the statements that explain them. */
  readonly holder: XmlElement
  /** The declaration, in part, with the new values. */
  readonly data: XmlElement | undefined
  /** The elements around `data`, from the root of the message. */
  readonly way: readonly XmlElement[]
}

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
  const resolver = new PointerResolver(reader, message.data, message.way, amendments.map(({ steps }) => steps))
  const changes = amendments.flatMap(({ amendment, steps }, index) => {
    const reason = textIn(amendment, 'ChangeReasonCode')
    // An amendment that points nowhere gives the reason of the whole message (an invalidation).
    if (steps.length === 0) return []
    const remark = remarks.get(index + 1)
    const resolution = resolver.resolve(steps)
    return [{
      pointer: pointerText(steps),
      ...(reason === undefined ? {} : { reason }),
      ...(remark === undefined ? {} : { remark }),
      ...('unresolved' in resolution ? resolution : { assignments: resolution })
    }]
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
    return last?.code === '06A' && last.sequence !== undefined && text !== undefined ? [[last.sequence, text]] : []
  })
  const byNumber = new Map(remarks)
  return byNumber.size === remarks.length ? byNumber : new Map()
}
