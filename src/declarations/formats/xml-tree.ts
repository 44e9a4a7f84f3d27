import { SaxesParser } from 'saxes'
import type { SaxesTagNS } from 'saxes'
import { decodeXml } from './xml-decode.ts'
import { problemAt, xmlNotWellFormed, xmlTooComplex } from './xml-problems.ts'
import type { Problem, ProblemFactory } from '../../platform/problem.ts'

/** An element: local name and namespace, its own text without white space around it, attributes by local name. */
export interface XmlElement {
  readonly name: string
  /** Namespace, '' for none. */
  readonly ns: string
  readonly text: string
  /** Attributes without a namespace; the others (`xsi:schemaLocation` …) say nothing about the goods. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
}

/** Far above any declaration (999 full items have about 120,000 elements), far below what would hold up the process. */
export const XML_LIMITS = {
  depth: 64, elements: 250_000, attributes: 100, namespaces: 50_000, name: 512, text: 8_388_608
} as const

/** The parser works through one slice at a time, so a refusal comes before the rest is looked at. */
const SLICE = 65_536
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()
const PARSER_ERROR = /^(\d+):(\d+): (.*)$/s
/** Space, tab, carriage return and line feed are the white space of XML; a no-break space is text. */
const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13 && code !== 11 && code !== 12)

interface OpenElement {
  name: string
  ns: string
  text: string
  attributes: ReadonlyMap<string, string>
  children: XmlElement[]
}

/**
 * Parses a whole document. Nothing outside the bytes is ever read: no document type, no entity beyond the five of XML,
 * processing instructions and schema locations ignored. The first fault ends the work.
 *
 * @throws xml-not-well-formed, xml-forbidden-construct, xml-too-complex
 */
export function parseXml (bytes: Uint8Array): XmlElement {
  const text = decodeXml(bytes)
  const parser = new SaxesParser({ xmlns: true })
  const building = new TreeBuilding((factory, what) => problemAt(factory, { line: parser.line, column: parser.columnIndex + 1 }, what))
  // Not more than six handlers: with seven, V8 turns the parser into a dictionary and parsing takes five times as long.
  parser.on('opentagstart', ({ name }) => { building.start(name) })
  parser.on('attribute', ({ name }) => { building.countAttribute(name) })
  parser.on('opentag', (tag) => { building.open(tag) })
  parser.on('text', (part) => { building.addText(part) })
  parser.on('cdata', (part) => { building.addText(part) })
  parser.on('closetag', () => { building.close() })
  try {
    for (let start = 0; start < text.length; start += SLICE) parser.write(text.slice(start, start + SLICE))
    parser.close()
  } catch (error) {
    throw asProblem(error)
  }
  return building.root()
}

/** Without a handler for errors the parser throws its first one, which starts with the place. */
function asProblem (error: unknown): unknown {
  const [, line, column, what] = error instanceof Error ? PARSER_ERROR.exec(error.message) ?? [] : []
  return what === undefined ? error : problemAt(xmlNotWellFormed, { line: Number(line), column: Number(column) + 1 }, what)
}

/** Builds the tree and keeps the limits, each as soon as it can be known. */
class TreeBuilding {
  readonly #path: OpenElement[] = []
  readonly #problem: (factory: ProblemFactory, what: string) => Problem
  #root: XmlElement | undefined
  #elements = 0
  #attributes = 0
  #namespaces = 0
  #text = 0

  constructor (problem: (factory: ProblemFactory, what: string) => Problem) {
    this.#problem = problem
  }

  refuse (factory: ProblemFactory, what: string): never {
    throw this.#problem(factory, what)
  }

  /** Before the attributes are read. */
  start (name: string): void {
    this.#attributes = 0
    this.#elements += 1
    if (name.length > XML_LIMITS.name) this.refuse(xmlTooComplex, `an element's name has more than ${XML_LIMITS.name} characters`)
    if (this.#path.length >= XML_LIMITS.depth) this.refuse(xmlTooComplex, `elements are nested deeper than ${XML_LIMITS.depth}`)
    if (this.#elements > XML_LIMITS.elements) this.refuse(xmlTooComplex, `there are more than ${XML_LIMITS.elements} elements`)
  }

  countAttribute (name: string): void {
    this.#attributes += 1
    if (this.#attributes > XML_LIMITS.attributes) this.refuse(xmlTooComplex, `an element has more than ${XML_LIMITS.attributes} attributes`)
    if (name === 'xmlns' || name.startsWith('xmlns:')) this.#namespaces += 1
    if (this.#namespaces > XML_LIMITS.namespaces) this.refuse(xmlTooComplex, `there are more than ${XML_LIMITS.namespaces} namespace declarations`)
  }

  open (tag: SaxesTagNS): void {
    const element: OpenElement = { name: tag.local, ns: tag.uri, text: '', attributes: plainAttributes(tag), children: [] }
    const parent = this.#path.at(-1)
    if (parent === undefined) this.#root = element
    else parent.children.push(element)
    this.#path.push(element)
  }

  addText (part: string): void {
    const element = this.#path.at(-1)
    if (element === undefined) return // white space beside the root; the parser refuses anything else there
    this.#text += part.length
    if (this.#text > XML_LIMITS.text) this.refuse(xmlTooComplex, `there are more than ${XML_LIMITS.text} characters of text`)
    element.text += part
  }

  close (): void {
    const element = this.#path.pop()
    if (element !== undefined && element.text !== '') element.text = withoutBlanksAround(element.text)
  }

  root (): XmlElement {
    return this.#root ?? this.refuse(xmlNotWellFormed, 'the document has no element')
  }
}

/** By hand, since a pattern for the trailing blanks takes quadratic time on blanks in the middle. */
function withoutBlanksAround (text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function plainAttributes (tag: SaxesTagNS): ReadonlyMap<string, string> {
  let attributes: Map<string, string> | undefined
  for (const key in tag.attributes) {
    const attribute = tag.attributes[key]
    if (attribute === undefined || attribute.uri !== '' || attribute.local === 'xmlns') continue
    attributes ??= new Map()
    attributes.set(attribute.local, attribute.value)
  }
  return attributes ?? NO_ATTRIBUTES
}

/** The first child of that name in the parent's own namespace. */
export function childOf (element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name && child.ns === element.ns)
}

/** All children of that name in the parent's own namespace. */
export function childrenOf (element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name && child.ns === element.ns) ?? []
}
