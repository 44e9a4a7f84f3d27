import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { Problem } from '../../../src/platform/problem.ts'
import { childOf, childrenOf, parseXml, XML_LIMITS } from '../../../src/declarations/formats/xml-tree.ts'

const SAMPLES = new URL('../../fixtures/wco-dec/', import.meta.url)

/** Type of the problem with which the text is refused; 'accepted' when it is not. */
function verdict (document: string | Uint8Array): string {
  try {
    parseXml(typeof document === 'string' ? Buffer.from(document) : document)
    return 'accepted'
  } catch (error) {
    if (error instanceof Problem) return error.type.replace('/problems/', '')
    throw error
  }
}

t.test('a document becomes a tree of local names, namespaces, trimmed texts and plain attributes', async (t) => {
  const root = parseXml(Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\r\n<a:x xmlns:a="urn:a" xmlns="urn:b" y="1" a:z="2">\n <!-- no --><y>  caf&#233; &amp; <![CDATA[<tea>]]>\r\n</y><a:y/></a:x>\n'))
  t.same([root.name, root.ns, root.text], ['x', 'urn:a', ''])
  t.same([...root.attributes], [['y', '1']], 'attributes with a namespace and namespace declarations are left out')
  t.same(root.children.map(({ name, ns, text }) => [name, ns, text]), [['y', 'urn:b', 'café & <tea>'], ['y', 'urn:a', '']])
  t.equal(childOf(root, 'y'), root.children[1], 'a child is looked up in the namespace of its parent')
  t.same(childrenOf(root, 'none'), [])
})

t.test('names that objects inherit are names like any other', async (t) => {
  const root = parseXml(Buffer.from('<__proto__ constructor="1" __proto__="2"><toString/></__proto__>'))
  t.same([...root.attributes], [['constructor', '1'], ['__proto__', '2']])
  t.equal(({} as { constructor?: unknown }).constructor, Object)
})

t.test('what is not well-formed is refused with the place', async (t) => {
  const cases: [what: string, document: string][] = [
    ['nothing', ''],
    ['white space alone', '  \n'],
    ['an unclosed element', '<a><b></a>'],
    ['a missing end', '<a><b/>'],
    ['two roots', '<a/><b/>'],
    ['text behind the root', '<a/>headers=List()'],
    ['a repeated attribute', '<a b="1" b="2"/>'],
    ['a prefix without a namespace', '<z:a/>'],
    ['an undefined entity', '<a>&nbsp;</a>'],
    ['an entity named like an inherited property', '<a>&constructor;</a>'],
    ['a reference to U+0000', '<a>&#0;</a>'],
    ['a reference to a surrogate', '<a>&#xD800;</a>'],
    ['a raw U+0000', '<a>\u0000</a>'],
    ['a raw control character', '<a>\u0001</a>'],
    ['U+FFFE', '<a>\uFFFE</a>'],
    ['an ampersand by itself', '<a>R & D</a>']
  ]
  for (const [what, document] of cases) t.equal(verdict(document), 'xml-not-well-formed', what)
  try {
    parseXml(Buffer.from('<a>\n  <b>\n  </c>\n</a>'))
    t.fail('a mismatched end tag is refused')
  } catch (error) {
    t.match(error, { status: 400, members: { line: 3 } })
    t.ok(JSON.stringify(error).length < 500)
  }
})

t.test('document types and entities are refused before parsing', async (t) => {
  const bomb = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
  const cases: [what: string, document: string][] = [
    ['billion laughs', `<!DOCTYPE a [<!ENTITY l0 "lol">${bomb}]><a>&l9;</a>`],
    ['quadratic blow-up', `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(50_000)}">]><a>${'&x;'.repeat(50_000)}</a>`],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['a parameter entity', '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]><a/>'],
    ['an external subset', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>'],
    ['an entity outside of a document type', '<a><!ENTITY x "y"></a>'],
    ['a page with a public identifier', readFileSync(new URL('foreign/dtd.xml', SAMPLES), 'utf8')]
  ]
  for (const [what, document] of cases) t.equal(verdict(document), 'xml-forbidden-construct', what)
})

t.test('instructions, schema locations and inclusions fetch nothing and change nothing', async (t) => {
  const root = parseXml(Buffer.from('<?xml-stylesheet href="http://127.0.0.1:1/x.xsl"?><a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://127.0.0.1:1/x.xsd"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></a>'))
  t.equal(root.children.length, 1)
  t.equal(root.children[0]?.text, '')
})

t.test('each limit holds on both sides', async (t) => {
  const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth)
  const attributes = (count: number): string => `<a ${Array.from({ length: count }, (_, n) => `a${n}="1"`).join(' ')}/>`
  const name = (length: number): string => `<${'n'.repeat(length)}/>`
  t.equal(verdict(nested(XML_LIMITS.depth)), 'accepted')
  t.equal(verdict(nested(XML_LIMITS.depth + 1)), 'xml-too-complex')
  t.equal(verdict(attributes(XML_LIMITS.attributes)), 'accepted')
  t.equal(verdict(attributes(XML_LIMITS.attributes + 1)), 'xml-too-complex')
  t.equal(verdict(name(XML_LIMITS.name)), 'accepted')
  t.equal(verdict(name(XML_LIMITS.name + 1)), 'xml-too-complex')
  t.equal(verdict(`<a>${'<b/>'.repeat(XML_LIMITS.elements - 1)}</a>`), 'accepted')
  t.equal(verdict(`<a>${'<b/>'.repeat(XML_LIMITS.elements)}</a>`), 'xml-too-complex')
  t.equal(verdict(`<a>${'<b xmlns:c="u"/>'.repeat(XML_LIMITS.namespaces + 1)}</a>`), 'xml-too-complex')
})

t.test('hostile documents are refused, or done, within half a second of work', async (t) => {
  const cases: [what: string, document: string][] = [
    ['deep nesting', '<a>'.repeat(250_000)],
    ['deep nesting with namespaces', '<a xmlns="urn:x">'.repeat(250_000)],
    ['a million elements', `<a>${'<b/>'.repeat(1_000_000)}</a>`],
    ['a hundred thousand attributes', `<a ${Array.from({ length: 100_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`],
    ['a million numeric references', `<a>${'&#65;'.repeat(1_000_000)}</a>`],
    ['a million numeric references in an attribute', `<a b="${'&#65;'.repeat(1_000_000)}"/>`],
    ['a million comments', `<a>${'<!---->'.repeat(1_000_000)}</a>`],
    ['a million instructions', `<a>${'<?b?>'.repeat(1_000_000)}</a>`],
    ['blanks between two letters', `<a>x${' '.repeat(2_000_000)}x</a>`]
  ]
  for (const [what, document] of cases) {
    const before = process.cpuUsage()
    const outcome = verdict(document)
    const milliseconds = process.cpuUsage(before).user / 1000
    t.ok(milliseconds < 500, `${what}: ${outcome}`)
  }
})

t.test('a declaration of 999 items, comments and all, is accepted', async (t) => {
  const sample = readFileSync(new URL('declarations/TT_EX005a__TT_EX005a.xml', SAMPLES), 'utf8')
  const item = /<GovernmentAgencyGoodsItem>.*<\/GovernmentAgencyGoodsItem>/s.exec(sample)?.[0] ?? ''
  const items = Array.from({ length: 999 }, (_, n) => item.replace('<SequenceNumeric>1<', `<SequenceNumeric>${n + 1}<`)).join('')
  const root = parseXml(Buffer.from(sample.replace(item, items)))
  const shipment = childOf(root.children.find(({ name }) => name === 'Declaration'), 'GoodsShipment')
  t.equal(childrenOf(shipment, 'GovernmentAgencyGoodsItem').length, 999)
})

t.test('the four answers with a rest of headers behind them are refused, the other samples are read', async (t) => {
  const folder = new URL('accepted-rejected/', SAMPLES)
  const refused = readdirSync(folder).filter((file) => verdict(readFileSync(new URL(file, folder))) === 'xml-not-well-formed')
  t.equal(refused.length, 4)
  t.ok(refused.every((file) => file.endsWith('Notification.xml')))
})
