import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { Problem } from '../../../src/platform/problem.ts'
import { readWcoDeclaration } from '../../../src/declarations/formats/wco-declaration.ts'
import { parseXml } from '../../../src/declarations/formats/xml-tree.ts'
import type { XmlElement } from '../../../src/declarations/formats/xml-tree.ts'

const SAMPLES = new URL('../../fixtures/wco-dec/declarations/', import.meta.url)

/** Texts that may change without a change of the content, and why. */
const NOT_READ: readonly (readonly [path: RegExp, why: string])[] = [
  [/^FunctionCode$/, 'it tells declarations from requests, and is read where the message is told'],
  [/(Packaging|TransportEquipment|Seal|Itinerary)\/SequenceNumeric$/, 'the order of the elements says the same'],
  [/^AcceptanceDateTime\/DateTimeString$/, 'of the acceptance only the day is kept; the last character is the zone'],
  [/@formatCode$/, 'the text itself tells the format of a date'],
  [/@schemaLocation$/, 'nothing is fetched']
]

const declarationIn = (element: XmlElement): XmlElement | undefined =>
  element.name === 'Declaration' ? element : element.children.map(declarationIn).find((found) => found !== undefined)

/** Every copy of the tree in which one text or attribute is another one, with its path. */
function * variants (element: XmlElement, path: string): Generator<[path: string, variant: XmlElement]> {
  if (element.children.length === 0 && element.text !== '') yield [path, { ...element, text: other(element.text) }]
  for (const [name, value] of element.attributes) yield [`${path}/@${name}`, { ...element, attributes: new Map([...element.attributes, [name, other(value)]]) }]
  for (const [index, child] of element.children.entries()) {
    const inner = path === '' ? child.name : `${path}/${child.name}`
    for (const [changed, variant] of variants(child, inner)) yield [changed, { ...element, children: element.children.with(index, variant) }]
  }
}

/** Another text of the same kind: the last digit or letter goes up by one. */
const other = (text: string): string => text.slice(0, -1) + (text.endsWith('9') || /[zZ]$/.test(text) ? '1' : String.fromCharCode(text.charCodeAt(text.length - 1) + 1))

function reading (declaration: XmlElement): string {
  try {
    return JSON.stringify(readWcoDeclaration(declaration, []).content)
  } catch (error) {
    if (error instanceof Problem) return JSON.stringify(error)
    throw error
  }
}

t.test('a change of any text in any sample changes what is read', async (t) => {
  let texts = 0
  const unread = new Set<string>()
  for (const file of readdirSync(SAMPLES)) {
    const declaration = declarationIn(parseXml(readFileSync(new URL(file, SAMPLES))))
    if (declaration === undefined) throw new Error(`${file} holds no declaration`)
    const original = reading(declaration)
    for (const [path, variant] of variants(declaration, '')) {
      texts += 1
      if (reading(variant) === original && !NOT_READ.some(([pattern]) => pattern.test(path))) unread.add(path)
    }
  }
  t.same([...unread], [])
  t.ok(texts > 10_000, `${texts} texts were tried`)
})

t.test('no sample says anything that is noted as not kept', async (t) => {
  for (const file of readdirSync(SAMPLES)) {
    const declaration = declarationIn(parseXml(readFileSync(new URL(file, SAMPLES))))
    if (declaration !== undefined) t.same(readWcoDeclaration(declaration, []).notes, [], file)
  }
})
