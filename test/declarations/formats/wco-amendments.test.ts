import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { Problem } from '../../../src/platform/problem.ts'
import type { DeclarationContent } from '../../../src/declarations/data-elements.ts'
import { applyChanges, changePath, isResolved } from '../../../src/declarations/formats/wco-changes.ts'
import type { Change } from '../../../src/declarations/formats/wco-changes.ts'
import { readWcoMessage } from '../../../src/declarations/formats/wco-message.ts'

const SAMPLES = new URL('../../fixtures/wco-dec/', import.meta.url)
const messageIn = (path: string) => readWcoMessage(readFileSync(new URL(path, SAMPLES)))
const changesIn = (path: string): readonly Change[] => {
  const message = messageIn(path)
  return message.kind === 'declaration' ? [] : message.changes
}
function declarationIn (path: string): DeclarationContent {
  const message = messageIn(`declarations/${path}`)
  if (message.kind !== 'declaration') throw new Error(`${path} is a ${message.kind}`)
  return message.content
}

t.test('every pointer of every sample is resolved', async (t) => {
  const counts = { amendments: 0, notifications: 0 }
  for (const folder of ['amendments', 'notifications'] as const) {
    for (const file of readdirSync(new URL(`${folder}/`, SAMPLES))) {
      const changes = changesIn(`${folder}/${file}`)
      counts[folder] += changes.length
      t.same(changes.filter((change) => !isResolved(change)), [], file)
    }
  }
  t.same(counts, { amendments: 13, notifications: 21 }, 'no Amendment with a pointer is lost')
})

t.test('the sample amendments do to their declarations what they say', async (t) => {
  const licence = declarationIn('TT_IM008b__TT_IM008b.xml')
  const afterLicence = applyChanges(licence, changesIn('amendments/TT_IM008b__TT_IM008b_Amendment.xml'))
  const documents = licence.items[0]?.documents ?? []
  t.strictSame(afterLicence, { ...licence, items: [{ ...licence.items[0], documents: [{ ...documents[0], status: 'EE' }, ...documents.slice(1)] }] })
  t.strictSame(applyChanges(licence, changesIn('notifications/TT_IM008b__Example_Notifications_05_DMSRES.xml')), afterLicence, 'customs\' correction does the same')

  const value = declarationIn('TT_IM068a__TT_IM068a.xml')
  t.strictSame(applyChanges(value, changesIn('amendments/TT_IM068a__Step2_TT_IM68a_Amendment.xml')), {
    ...value, freightCharge: '19.34', freightChargeCurrency: 'GBP', items: [{ ...value.items[0], customsValue: '115.66', customsValueCurrency: 'GBP' }, ...value.items.slice(1)]
  })

  const many = declarationIn('TT_IM082a__TT_IM002a.xml')
  const [item] = many.items
  t.strictSame(applyChanges(many, changesIn('amendments/TT_IM082a__TT_IM002c_Complex_Multi_Amendment.xml')), {
    ...many,
    totalPackages: 53,
    exporter: { ...many.exporter, name: 'Detroit Cocoa Company', address: { ...many.exporter?.address, street: '101 Peterboro Avenue', postcode: '48201', city: 'Detroit' } },
    items: [{ ...item, packages: [{ ...item?.packages?.[0], number: 53 }] }]
  })

  const mass = declarationIn('TT_IM005b__TT_IM005b.xml')
  t.strictSame(applyChanges(mass, changesIn('amendments/TT_IM005b__TT_IM005b_Amendment.xml')), { ...mass, items: [{ ...mass.items[0], netMass: '89' }] })
})

t.test('a request and customs\' correction of it change the same places', async (t) => {
  const paths = (path: string): string[] => changesIn(path).map(changePath).toSorted()
  for (const [request, correction] of [
    ['amendments/TT_IM068a__Step2_TT_IM68a_Amendment.xml', 'notifications/TT_IM068a__Example_Notifications_06_DMSRES.xml'],
    ['amendments/TT_IM008b__TT_IM008b_Amendment.xml', 'notifications/TT_IM008b__Example_Notifications_05_DMSRES.xml'],
    ['amendments/TT_IM033b__TT_IM033b_Amendment.xml', 'notifications/TT_IM033b__Example_Notifications_07._DMSRES.xml']
  ] as const) t.same(paths(request), paths(correction), request)
})

t.test('each change carries its reason and its own remark, unless the message mixes those of several requests', async (t) => {
  t.match(changesIn('amendments/TT_IM068a__Step2_TT_IM68a_Amendment.xml'), [{ reason: '21', remark: /Freight Charge/ }, { reason: '21', remark: /Customs Value/ }])
  t.ok(changesIn('notifications/TT_IM082a__Example_Notifications_10_DMSRES.xml').every((change) => change.remark === undefined))
})

/** A request with one amendment: sections as `68A[1]`, the last one perhaps with a tag as `65A/128`. */
function amendment (data: string, ...pointers: string[][]): Buffer {
  const step = (text: string): string => {
    const [, code, sequence, tag] = /^(\w+)(?:\[(\d+)\])?(?:\/(\w+))?$/.exec(text) ?? []
    return `<Pointer>${sequence === undefined ? '' : `<SequenceNumeric>${sequence}</SequenceNumeric>`}<DocumentSectionCode>${code}</DocumentSectionCode>${tag === undefined ? '' : `<TagID>${tag}</TagID>`}</Pointer>`
  }
  const amendments = pointers.map((pointer) => `<Amendment><ChangeReasonCode>1</ChangeReasonCode>${pointer.map(step).join('')}</Amendment>`).join('')
  return Buffer.from(`<MetaData xmlns="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"><Declaration xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"><FunctionCode>13</FunctionCode><TypeCode>COR</TypeCode>${amendments}${data}</Declaration></MetaData>`)
}
const shipment = (data: string): string => `<GoodsShipment>${data}</GoodsShipment>`
const item = (number: number, data: string): string => `<GovernmentAgencyGoodsItem><SequenceNumeric>${number}</SequenceNumeric>${data}</GovernmentAgencyGoodsItem>`
const itemStep = { itemNumber: 1 }

const resolved: [name: string, message: Buffer, assignments: object[]][] = [
  ['an item may be named by the data alone', amendment(shipment(item(4, '<TransactionNatureCode>11</TransactionNatureCode>')), ['42A', '67A', '68A/103']),
    [{ path: ['items', { itemNumber: 4 }, 'transactionNature'], value: '11' }]],
  ['a value that is not given is taken out', amendment('', ['42A', '67A', '68A[1]', '23A', '65A/128']), [{ path: ['items', itemStep, 'netMass'] }]],
  ['with an amount goes its currency', amendment('', ['42A/109']), [{ path: ['totalInvoiced'] }, { path: ['totalInvoicedCurrency'] }]],
  ['a whole party is replaced', amendment('<Exporter><ID>US1</ID></Exporter>', ['42A', '57A']), [
    { path: ['exporter', 'eori'], value: 'US1' }, { path: ['exporter', 'name'] }, { path: ['exporter', 'address', 'street'] }, { path: ['exporter', 'address', 'postcode'] },
    { path: ['exporter', 'address', 'city'] }, { path: ['exporter', 'address', 'country'] }
  ]],
  ['a whole item is added', amendment(shipment(item(2, '<UCR><TraderAssignedReferenceID>U</TraderAssignedReferenceID></UCR>')), ['42A', '67A', '68A[2]']),
    [{ path: ['items', { itemNumber: 2 }], value: { itemNumber: 2, ucr: 'U' } }]],
  ['a whole item is taken out', amendment('', ['42A', '67A', '68A[2]']), [{ path: ['items', { itemNumber: 2 }] }]],
  ['a document is known by type and reference', amendment(shipment(item(1, '<AdditionalDocument><CategoryCode>N</CategoryCode><ID>A</ID><TypeCode>935</TypeCode></AdditionalDocument>')), ['42A', '67A', '68A[1]', '02A[3]']),
    [{ path: ['items', itemStep, 'documents', { position: 3, like: { type: 'N935', reference: 'A' } }], value: { type: 'N935', reference: 'A' } }]],
  ['a document is taken out', amendment(shipment(item(1, '')), ['42A', '67A', '68A[1]', '02A[3]']), [{ path: ['items', itemStep, 'documents', { position: 3 }] }]],
  ['a quantity written off is inside a document', amendment(shipment(item(1, '<AdditionalDocument/><AdditionalDocument><WriteOff><QuantityQuantity unitCode="KGM">7</QuantityQuantity></WriteOff></AdditionalDocument>')), ['42A', '67A', '68A[1]', '02A[2]', '22C/502']),
    [{ path: ['items', itemStep, 'documents', { position: 2 }, 'quantity'], value: '7' }, { path: ['items', itemStep, 'documents', { position: 2 }, 'unit'], value: 'KGM' }]],
  ['an entry with a number of its own is found by it', amendment(shipment(item(1, '<Packaging><SequenceNumeric>2</SequenceNumeric><QuantityQuantity>9</QuantityQuantity></Packaging>')), ['42A', '67A', '68A[1]', '93A[2]/144']),
    [{ path: ['items', itemStep, 'packages', { position: 2 }, 'number'], value: 9 }]],
  ['procedures after the first are additional ones', amendment(shipment(item(1, '<GovernmentProcedure/><GovernmentProcedure><CurrentCode>F15</CurrentCode></GovernmentProcedure>')), ['42A', '67A', '68A[1]', '70A[2]/166']),
    [{ path: ['items', itemStep, 'additionalProcedures', { position: 1 }], value: 'F15' }]],
  ['the procedure itself', amendment(shipment(item(1, '<GovernmentProcedure><CurrentCode>40</CurrentCode><PreviousCode>71</PreviousCode></GovernmentProcedure>')), ['42A', '67A', '68A[1]', '70A[1]/161']),
    [{ path: ['items', itemStep, 'previousProcedure'], value: '71' }]],
  ['a preferential origin', amendment(shipment(item(1, '<Origin><CountryCode>JP</CountryCode><TypeCode>2</TypeCode></Origin>')), ['42A', '67A', '68A[1]', '92A[1]/063']),
    [{ path: ['items', itemStep, 'prefOriginCountry'], value: 'JP' }]],
  ['a code of the tariff', amendment(shipment(item(1, '<Commodity><Classification><ID>62034235</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification></Commodity>')), ['42A', '67A', '68A[1]', '23A', '21A[1]/145']),
    [{ path: ['items', itemStep, 'hs6'], value: '620342' }, { path: ['items', itemStep, 'cn2'], value: '35' }, { path: ['items', itemStep, 'taric2'] }]],
  ['a preference stands with a tax and is the item\'s', amendment(shipment(item(1, '<Commodity><DutyTaxFee><DutyRegimeCode>300</DutyRegimeCode></DutyTaxFee></Commodity>')), ['42A', '67A', '68A[1]', '23A', '50A[1]/164']),
    [{ path: ['items', itemStep, 'preference'], value: '300' }]],
  ['a tax is known by its type', amendment(shipment(item(1, '<Commodity><DutyTaxFee><TypeCode>A00</TypeCode><Payment><MethodCode>E</MethodCode></Payment></DutyTaxFee></Commodity>')), ['42A', '67A', '68A[1]', '23A', '50A[1]', '94A/107']),
    [{ path: ['items', itemStep, 'taxes', { like: { type: 'A00' } }, 'methodOfPayment'], value: 'E' }]],
  ['a container', amendment(shipment('<Consignment><TransportEquipment><SequenceNumeric>2</SequenceNumeric><ID>C2</ID></TransportEquipment></Consignment>'), ['42A', '67A', '28A', '31B[2]/159']),
    [{ path: ['containers', { position: 2 }], value: 'C2' }]],
  ['a country of dispatch or export', amendment(shipment('<ExportCountry><ID>US</ID></ExportCountry>'), ['42A', '67A', '95B/062']),
    [{ path: [{ import: 'dispatchCountry', export: 'exportCountry' }], value: 'US' }]],
  ['a place named where it was coded', amendment(shipment('<Consignment><GoodsLocation><Name>X</Name></GoodsLocation></Consignment>'), ['42A', '67A', '28A', '64A/L017'], ['42A', '67A', '28A', '64A/L016']),
    [{ path: ['goodsLocation', 'id'], value: 'X' }, { path: ['goodsLocation', 'id'], value: 'X' }]],
  ['a date', amendment('<AcceptanceDateTime><DateTimeString>20250102</DateTimeString></AcceptanceDateTime>', ['42A/023']), [{ path: ['acceptanceDate'], value: '2025-01-02' }]]
]

t.test('pointers are resolved by the message\'s own data', async (t) => {
  for (const [name, message, assignments] of resolved) {
    const read = readWcoMessage(message)
    t.strictSame(read.kind === 'amendment' ? read.changes.flatMap<unknown>((change) => isResolved(change) ? change.assignments : change) : read, assignments, name)
  }
})

const unresolved: [name: string, message: Buffer][] = [
  ['a section that does not exist', amendment('', ['42A', '99Z/128'])],
  ['a section that is not there', amendment('', ['42A', '23A/137'])],
  ['a tag that does not exist', amendment('', ['42A/ZZZ'])],
  ['something before the declaration', amendment('', ['67A', '68A[1]/108'])],
  ['nothing at all', amendment('', [])],
  ['the whole declaration', amendment('', ['42A'])],
  ['the whole shipment', amendment('', ['42A', '67A'])],
  ['no item number', amendment('', ['42A', '67A', '68A/108'])],
  ['a list without a place', amendment(shipment(item(1, '')), ['42A', '67A', '68A[1]', '02A/360'])],
  ['an origin of unknown kind', amendment(shipment(item(1, '<Origin><CountryCode>JP</CountryCode></Origin>')), ['42A', '67A', '68A[1]', '92A[1]/063'])],
  ['a national code among other codes', amendment(shipment(item(1, '<Commodity><Classification><ID>VATZ</ID><IdentificationTypeCode>GN</IdentificationTypeCode></Classification></Commodity>')), ['42A', '67A', '68A[1]', '23A', '21A[3]/145'])],
  ['half a type of document', amendment(shipment(item(1, '<AdditionalDocument><TypeCode>935</TypeCode></AdditionalDocument>')), ['42A', '67A', '68A[1]', '02A[1]/D006'])],
  ['a place of goods by code taken out', amendment('', ['42A', '67A', '28A', '64A/L017'])],
  ['the number of an item taken out', amendment('', ['42A', '67A', '68A[1]/006'])],
  ['the type of the declaration taken out', amendment('', ['42A/D013'])],
  ['the reference, which is that of the request', amendment('<FunctionalReferenceID>R1</FunctionalReferenceID>', ['42A/D026'])],
  ['a tax of unknown type', amendment(shipment(item(1, '<Commodity><DutyTaxFee><Payment><MethodCode>E</MethodCode></Payment></DutyTaxFee></Commodity>')), ['42A', '67A', '68A[1]', '23A', '50A[1]', '94A/107'])],
  ['an element that is not kept', amendment('<Declarant><Name>X</Name></Declarant>', ['42A', '57B/R124'])]
]

t.test('what cannot be told for certain is kept unresolved and changes nothing', async (t) => {
  const content = declarationIn('TT_IM008b__TT_IM008b.xml')
  for (const [name, message] of unresolved) {
    const read = readWcoMessage(message)
    t.match(read, { kind: 'amendment', changes: [{ unresolved: /./, pointer: String, reason: '1' }] }, name)
    t.equal(read.kind === 'amendment' && read.changes.some(isResolved), false, name)
    if (read.kind === 'amendment') t.strictSame(applyChanges(content, read.changes), content)
  }
})

t.test('a new value that is not of its shape is refused with its path', async (t) => {
  try {
    readWcoMessage(amendment(shipment(item(1, '<Commodity><GoodsMeasure><NetNetWeightMeasure>1,5</NetNetWeightMeasure></GoodsMeasure></Commodity>')), ['42A', '67A', '68A[1]', '23A', '65A/128']))
    t.fail('it is refused')
  } catch (error) {
    t.type(error, Problem)
    t.match(error, { members: { errors: [{ pointer: '/MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem/Commodity/GoodsMeasure/NetNetWeightMeasure' }] } })
  }
})
