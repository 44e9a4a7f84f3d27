import t from 'tap'
import { Problem } from '../../../src/platform/problem.ts'
import { decodeXml } from '../../../src/declarations/formats/xml-decode.ts'

const verdict = (bytes: Uint8Array): string => {
  try {
    return decodeXml(bytes)
  } catch (error) {
    if (error instanceof Problem) return error.type
    throw error
  }
}
const utf16 = (text: string, mark = true): Buffer => Buffer.concat([Buffer.from(mark ? [0xff, 0xfe] : []), Buffer.from(text, 'utf16le')])
const NOT_WELL_FORMED = '/problems/xml-not-well-formed'
const FORBIDDEN = '/problems/xml-forbidden-construct'

t.test('UTF-8, and UTF-16 with a byte-order mark, are decoded exactly', async (t) => {
  t.equal(verdict(Buffer.from('<a>€ 😀</a>')), '<a>€ 😀</a>')
  t.equal(verdict(Buffer.from('\uFEFF<a/>')), '<a/>')
  t.equal(verdict(utf16('<?xml version="1.0" encoding="UTF-16"?><a>€ 😀</a>')), '<?xml version="1.0" encoding="UTF-16"?><a>€ 😀</a>')
  t.equal(verdict(utf16('<a>é</a>').swap16()), '<a>é</a>')
  t.equal(verdict(Buffer.from('<a>\r\n\r</a>')), '<a>\n\n</a>', 'line ends become line feeds')
})

t.test('bytes that are no text are refused, not replaced', async (t) => {
  const cases: [what: string, bytes: Uint8Array][] = [
    ['Latin-1', Buffer.from('<a>é</a>', 'latin1')],
    ['an overlong slash', Buffer.from([0x3c, 0x61, 0x3e, 0xc0, 0xaf])],
    ['a euro cut off', Buffer.from('<a>€').subarray(0, -1)],
    ['a surrogate in UTF-8', Buffer.from([0x3c, 0xed, 0xa0, 0x80])],
    ['a lone surrogate in UTF-16', utf16('<a>\uD800</a>')],
    ['half a UTF-16 unit', utf16('<a/>').subarray(0, -1)]
  ]
  for (const [what, bytes] of cases) t.equal(verdict(bytes), NOT_WELL_FORMED, what)
})

t.test('other encodings and versions, and declarations that contradict the bytes, are refused', async (t) => {
  const cases: [what: string, bytes: Uint8Array][] = [
    ['UTF-16 without a mark', utf16('<a/>', false)],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0])],
    ['UTF-7 declared', Buffer.from('<?xml version="1.0" encoding="UTF-7"?><a>+ADw-b+AD4-</a>')],
    ['Latin-1 declared', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a/>')],
    ['UTF-16 declared in UTF-8', Buffer.from('<?xml version=\'1.0\' encoding=\'UTF-16\'?><a/>')],
    ['UTF-8 declared in UTF-16', utf16('<?xml version="1.0" encoding="UTF-8"?><a/>')],
    ['XML 1.1', Buffer.from('<?xml version="1.1"?><a/>')]
  ]
  for (const [what, bytes] of cases) t.equal(verdict(bytes), FORBIDDEN, what)
})
