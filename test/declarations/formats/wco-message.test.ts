import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { Problem } from '../../../src/platform/problem.ts'
import { readWcoMessage, readWcoMessages } from '../../../src/declarations/formats/wco-message.ts'

const SAMPLES = new URL('../../fixtures/wco-dec/', import.meta.url)
const read = (path: string): Buffer => readFileSync(new URL(path, SAMPLES))

function kindsIn (folder: string): Record<string, number> {
  const counts = new Map<string, number>()
  for (const file of readdirSync(new URL(`${folder}/`, SAMPLES))) {
    for (const kind of kindsOf(read(`${folder}/${file}`))) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}
function kindsOf (bytes: Uint8Array): string[] {
  try {
    return readWcoMessages(bytes).map(({ kind }) => kind)
  } catch (error) {
    if (error instanceof Problem) return [error.type]
    throw error
  }
}

t.test('every sample is told for what it is', async (t) => {
  t.same(kindsIn('declarations'), { declaration: 141 })
  t.same(kindsIn('amendments'), { amendment: 7, invalidation: 2, presentation: 3 })
  t.same(kindsIn('notifications'), { answer: 211 })
  t.same(kindsIn('accepted-rejected'), { declaration: 5, answer: 3, '/problems/xml-not-well-formed': 4 })
  t.same(kindsIn('other-messages'), { '/problems/unsupported-message': 19 })
  t.same(kindsIn('foreign'), { '/problems/unsupported-message': 5, '/problems/xml-not-well-formed': 1, '/problems/xml-forbidden-construct': 1 })
})

t.test('a document with several answers gives them all, and is refused where one is expected', async (t) => {
  const bytes = read('accepted-rejected/stub_example_accepted_import_notification.xml')
  t.match(readWcoMessages(bytes), [{ functionCode: '01' }, { functionCode: '13' }, { functionCode: '09' }])
  t.throws(() => readWcoMessage(bytes), { message: 'The document holds more than one answer.' })
})

const MD = 'urn:wco:datamodel:WCO:DocumentMetaData-DMS:2'
const DEC = 'urn:wco:datamodel:WCO:DEC-DMS:2'
const RES = 'urn:wco:datamodel:WCO:RES-DMS:2'
const envelope = (ns: string, inside: string): Buffer => Buffer.from(`<MetaData${ns === '' ? '' : ` xmlns="${ns}"`}>${inside}</MetaData>`)
const response = (ns: string): string => `<Response xmlns="${ns}"><FunctionCode>9</FunctionCode></Response>`
const request = (ns: string): string => `<Declaration xmlns="${ns}"><FunctionCode>13</FunctionCode><TypeCode>GPR</TypeCode></Declaration>`

t.test('messages are known by namespace and name', async (t) => {
  t.same(kindsOf(envelope(MD, request(DEC))), ['presentation'])
  t.same(kindsOf(envelope(MD, response(RES))), ['answer'])
  t.same(kindsOf(envelope('', response(''))), ['answer'])
  for (const [what, bytes] of [
    ['a declaration without namespaces', envelope('', request(''))],
    ['a declaration of another namespace', envelope(MD, request('urn:x'))],
    ['an envelope of another namespace', envelope('urn:x', request(DEC))],
    ['an answer of another namespace', envelope(MD, response('urn:x'))],
    ['a declaration without its envelope', Buffer.from(request(DEC))],
    ['an empty envelope', envelope(MD, '')],
    ['names in other letters', envelope(MD, request(DEC).replaceAll('Declaration', 'declaration'))]
  ] as const) t.same(kindsOf(bytes), ['/problems/unsupported-message'], what)
})

t.test('two declarations in one document are refused', async (t) => {
  t.same(kindsOf(envelope(MD, request(DEC) + request(DEC))), ['/problems/invalid-request'])
  t.same(kindsOf(envelope(MD, request(DEC) + response(RES))), ['/problems/invalid-request'])
})

t.test('functions and requests that are not known are refused by name', async (t) => {
  t.throws(() => readWcoMessage(envelope(MD, request(DEC).replace('13', '4'))), { message: /function code 4/ })
  t.throws(() => readWcoMessage(envelope(MD, request(DEC).replace('GPR', 'XYZ'))), { message: /type XYZ/ })
  t.same(kindsOf(envelope('', '<Response><FunctionCode>soon</FunctionCode></Response>')), ['/problems/invalid-request'])
})

t.test('messages made to be slow to read are read or refused within a second of work', async (t) => {
  const lines = (count: number, line: string): string => line.repeat(count)
  const pointer = (code: string): string => `<Pointer><SequenceNumeric>9</SequenceNumeric><DocumentSectionCode>${code}</DocumentSectionCode></Pointer>`
  const header = `<Declaration xmlns="${DEC}"><FunctionCode>13</FunctionCode><TypeCode>COR</TypeCode>`
  const original = `<Declaration xmlns="${DEC}"><FunctionCode>9</FunctionCode><TypeCode>IMA</TypeCode>`
  const cases: [what: string, bytes: Buffer][] = [
    ['unknown elements', envelope(MD, `${original}${lines(200_000, '<x>1</x>')}</Declaration>`)],
    ['faults', envelope(MD, `${original}<GoodsShipment>${lines(60_000, '<GovernmentAgencyGoodsItem><SequenceNumeric>x</SequenceNumeric></GovernmentAgencyGoodsItem>')}</GoodsShipment></Declaration>`)],
    ['fallbacks', envelope(MD, `${original}<GoodsShipment>${lines(40_000, '<GovernmentAgencyGoodsItem><UCR><TraderAssignedReferenceID>a</TraderAssignedReferenceID><ID>b</ID></UCR></GovernmentAgencyGoodsItem>')}</GoodsShipment></Declaration>`)],
    ['amendments', envelope(MD, `${header}${lines(2000, `<Amendment>${pointer('42A')}${pointer('67A')}${pointer('68A')}</Amendment>`)}<GoodsShipment>${lines(40_000, '<GovernmentAgencyGoodsItem/>')}</GoodsShipment></Declaration>`)],
    ['too many amendments', envelope(MD, `${header}${lines(2001, `<Amendment>${pointer('42A')}</Amendment>`)}</Declaration>`)]
  ]
  for (const [what, bytes] of cases) {
    const before = process.cpuUsage()
    const kinds = kindsOf(bytes)
    const milliseconds = process.cpuUsage(before).user / 1000
    t.ok(milliseconds < 1000, `${what}: ${kinds} in ${Math.round(milliseconds)} ms`)
  }
})
