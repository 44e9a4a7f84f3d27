import { positionOf, problemAt, xmlForbiddenConstruct, xmlNotWellFormed, xmlTooComplex } from './xml-problems.ts'

type XmlEncoding = 'utf-8' | 'utf-16'

/** The only names under which a document may announce the encoding that its bytes have. */
const DECLARABLE: Record<XmlEncoding, ReadonlySet<string>> = {
  'utf-8': new Set(['utf-8']),
  'utf-16': new Set(['utf-16', 'utf-16le', 'utf-16be'])
}
const START = { line: 1, column: 1 }
/** The parser refuses a declaration of another form than this; here only what it says is looked at. */
const XML_DECLARATION = /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*["']([^"'<>]{0,40})["'](?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*["']([^"'<>]{0,40})["'])?/
const DTD = /<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i

/** Counted before parsing: each costs the parser far more time than its few bytes suggest. */
const MAX_REFERENCES = 100_000
const MAX_ASIDES = 150_000

/**
 * The text of a document: UTF-8, or UTF-16 with a byte-order mark, and nothing else. Bytes that are not text are refused
 * rather than replaced, so what is kept is what was sent. A document type is refused here, before a parser sees it.
 *
 * @throws xml-not-well-formed, xml-forbidden-construct, xml-too-complex
 */
export function decodeXml (bytes: Uint8Array): string {
  const { label, encoding } = encodingOf(bytes)
  const text = decodeStrictly(bytes, label)
  checkXmlDeclaration(text, encoding)
  const dtd = text.search(DTD)
  if (dtd !== -1) throw problemAt(xmlForbiddenConstruct, positionOf(text, dtd), 'a document type declaration or entity is not accepted')
  const nul = text.indexOf('\u0000')
  if (nul !== -1) throw problemAt(xmlNotWellFormed, positionOf(text, nul), 'the character U+0000 is not allowed')
  refuseMoreThan(MAX_REFERENCES, '&', text, 'entity and character references')
  refuseMoreThan(MAX_ASIDES, '<!', text, 'comments and CDATA sections')
  refuseMoreThan(MAX_ASIDES, '<?', text, 'processing instructions')
  // XML 1.0, 2.11 wants line ends as one line feed before parsing; the parser would take its time over each.
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

function refuseMoreThan (limit: number, mark: string, text: string, what: string): void {
  let count = 0
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + mark.length)) {
    count += 1
    if (count > limit) throw problemAt(xmlTooComplex, positionOf(text, at), `there are more than ${limit} ${what}`)
  }
}

function encodingOf (bytes: Uint8Array): { label: string, encoding: XmlEncoding } {
  const [first, second, third, fourth] = bytes
  if (first === 0xfe && second === 0xff) return { label: 'utf-16be', encoding: 'utf-16' }
  if (first === 0xff && second === 0xfe) {
    if (third === 0 && fourth === 0) throw problemAt(xmlForbiddenConstruct, START, 'UTF-32 is not accepted; send UTF-8')
    return { label: 'utf-16le', encoding: 'utf-16' }
  }
  if (first === 0 || second === 0) throw problemAt(xmlForbiddenConstruct, START, 'UTF-16 needs a byte-order mark; send UTF-8')
  return { label: 'utf-8', encoding: 'utf-8' }
}

function decodeStrictly (bytes: Uint8Array, label: string): string {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw xmlNotWellFormed(`The bytes are not ${label.toUpperCase()} text.`, {}, { cause })
  }
}

/** @throws xml-forbidden-construct when the XML declaration contradicts the bytes, or is of another version than 1.0. */
function checkXmlDeclaration (text: string, encoding: XmlEncoding): void {
  const [, version, declared] = XML_DECLARATION.exec(text) ?? []
  if (version !== undefined && version !== '1.0') {
    throw problemAt(xmlForbiddenConstruct, START, `XML version ${version} is not accepted; send XML 1.0`)
  }
  if (declared !== undefined && !DECLARABLE[encoding].has(declared.toLowerCase())) {
    throw problemAt(xmlForbiddenConstruct, START, `the declared encoding ${declared} contradicts the bytes, which are ${encoding.toUpperCase()}`)
  }
}
