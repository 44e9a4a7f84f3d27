import { childOf, childrenOf } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'
import { WCO_SECTIONS } from './wco-sections.ts'
import type { WcoSection } from './wco-sections.ts'

/** Pointers of the WCO data model: a way of sections, each with a place among its like, and at the end perhaps a tag. */

export interface PointerStep {
  readonly code: string
  readonly sequence: number | undefined
  /** Undefined for a code that the data model of declarations does not have. */
  readonly section: WcoSection | undefined
  readonly tag: string | undefined
}

/** The steps of an element that holds `Pointer` children. */
export function readPointer (holder: XmlElement): PointerStep[] {
  return childrenOf(holder, 'Pointer').map((pointer) => {
    const code = textIn(pointer, 'DocumentSectionCode') ?? ''
    const sequence = textIn(pointer, 'SequenceNumeric') ?? ''
    return { code, sequence: /^[0-9]{1,5}$/.test(sequence) ? Number(sequence) : undefined, section: WCO_SECTIONS.get(code), tag: textIn(pointer, 'TagID') }
  })
}

/** `42A/67A/68A[1]/23A/65A/128` */
export function pointerText (steps: readonly PointerStep[]): string {
  return steps.map(({ code, sequence, tag }) => `${shown(code)}${sequence === undefined ? '' : `[${sequence}]`}${tag === undefined ? '' : `/${shown(tag)}`}`).join('/')
}

/** The same in element names, as far as the codes are known. */
export function pointerPath (steps: readonly PointerStep[]): string {
  return steps.map(({ code, sequence, section, tag }) => {
    const name = section?.element ?? shown(code)
    const place = sequence === undefined ? '' : `[${sequence}]`
    return `/${name}${place}${tag === undefined ? '' : `/${section?.tags.get(tag) ?? shown(tag)}`}`
  }).join('')
}

/** The text of a child element; undefined when there is none or it is empty. */
export function textIn (element: XmlElement | undefined, name: string): string | undefined {
  const text = childOf(element, name)?.text
  return text === undefined || text === '' ? undefined : text
}

/** Codes have four characters; whatever a message puts there is cut before it is shown. */
const shown = (code: string): string => code.slice(0, 8)
