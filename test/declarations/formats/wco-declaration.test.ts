import { readdirSync, readFileSync } from 'node:fs'
import { DOMParser } from '@xmldom/xmldom'
import Big from 'big.js'
import t from 'tap'
import { Compile } from 'typebox/compile'
import xpath from 'xpath'
import { Problem } from '../../../src/platform/problem.ts'
import { DeclarationContentSchema } from '../../../src/declarations/data-elements.ts'
import type { DeclarationContent } from '../../../src/declarations/data-elements.ts'
import { readWcoMessage } from '../../../src/declarations/formats/wco-message.ts'

const SAMPLES = new URL('../../fixtures/wco-dec/', import.meta.url)
const files = (folder: string): URL[] => readdirSync(new URL(`${folder}/`, SAMPLES)).map((file) => new URL(`${folder}/${file}`, SAMPLES))
const DECLARATIONS = [...files('declarations'), ...files('accepted-rejected').filter(({ pathname }) => !pathname.toLowerCase().includes('notification'))]

const matchesSchema = Compile(DeclarationContentSchema)

function contentOf (bytes: Uint8Array): DeclarationContent {
  const message = readWcoMessage(bytes)
  if (message.kind !== 'declaration') throw new Error(`a ${message.kind} where a declaration is expected`)
  return message.content
}

// A second reading of the samples, by XPath and a library that the source does not use.

type How = 'text' | 'decimal' | 'number' | 'day' | 'instant'
/** Field, expression, and how the text becomes the value. An array is a list: of texts, or of entries by a table of its own. */
type Row = readonly [field: string, path: string, how?: How]
type ListRow = readonly [field: string, path: string, entry: readonly Row[] | 'text']

const IS_EXPORT = `(starts-with(//d:Declaration/d:TypeCode, 'EX') or (starts-with(//d:Declaration/d:TypeCode, 'CO') and
  contains('|10|11|21|22|23|31|76|77|', concat('|', normalize-space(//d:GovernmentAgencyGoodsItem[1]/d:GovernmentProcedure[1]/d:CurrentCode), '|'))))`

const PREVIOUS_DOCUMENT: readonly Row[] = [['category', 'd:CategoryCode'], ['type', 'd:TypeCode'], ['reference', 'd:ID'], ['itemNumber', 'd:LineNumeric', 'number']]
const DOCUMENT: readonly Row[] = [
  ['type', 'concat(normalize-space(d:CategoryCode), normalize-space(d:TypeCode))'], ['reference', 'd:ID'], ['statusReason', 'd:Name'], ['status', 'd:LPCOExemptionCode'],
  ['quantity', 'd:WriteOff/d:QuantityQuantity', 'decimal'], ['unit', 'd:WriteOff/d:QuantityQuantity/@unitCode'],
  ['amount', 'd:WriteOff/d:AmountAmount', 'decimal'], ['currency', 'd:WriteOff/d:AmountAmount/@currencyID'],
  ['validUntil', 'd:EffectiveDateTime/*', 'day'], ['issuingAuthority', 'd:Submitter/d:Name']
]
const INFORMATION: readonly Row[] = [['code', 'd:StatementCode'], ['text', 'd:StatementDescription'], ['type', 'd:StatementTypeCode']]
const FISCAL: readonly Row[] = [['role', 'd:RoleCode'], ['vat', 'd:ID']]
const ACTOR: readonly Row[] = [['role', 'd:RoleCode'], ['eori', 'd:ID']]
const ADDITION: readonly Row[] = [['code', 'd:ChargesTypeCode'], ['amount', 'd:OtherChargeDeductionAmount', 'decimal'], ['currency', 'd:OtherChargeDeductionAmount/@currencyID']]
const party = (field: string, path: string): Row[] => [
  [`${field}.eori`, `${path}/d:ID`], [`${field}.name`, `${path}/d:Name`], [`${field}.address.street`, `${path}/d:Address/d:Line`],
  [`${field}.address.postcode`, `${path}/d:Address/d:PostcodeID`], [`${field}.address.city`, `${path}/d:Address/d:CityName`],
  [`${field}.address.country`, `${path}/d:Address/d:CountryCode`]
]

const S = 'd:GoodsShipment'
const C = 'd:GoodsShipment/d:Consignment'
const HEADER: readonly Row[] = [
  ['declarationType', 'substring(normalize-space(d:TypeCode), 1, 2)'], ['additionalType', 'substring(normalize-space(d:TypeCode), 3)'],
  ['lrn', 'd:FunctionalReferenceID'], ['mrn', 'd:ID'], ['ucr', `${S}/d:UCR/d:TraderAssignedReferenceID`],
  ['acceptanceDate', 'd:AcceptanceDateTime/*', 'day'], ['issuedAt', 'd:IssueDateTime/*', 'instant'],
  ['itemCount', 'd:GoodsItemQuantity', 'number'], ['lodgementOffice', 'd:DeclarationOfficeID'],
  ['totalInvoiced', 'd:InvoiceAmount', 'decimal'], ['totalInvoicedCurrency', 'd:InvoiceAmount/@currencyID'],
  ['invoiceCurrency', `(d:InvoiceAmount/@currencyID | self::node()[not(d:InvoiceAmount)][not(.//d:ItemChargeAmount/@currencyID != .//d:ItemChargeAmount/@currencyID)]//d:ItemChargeAmount/@currencyID)[1]`],
  ['grossMassTotal', 'd:TotalGrossMassMeasure', 'decimal'], ['totalPackages', 'd:TotalPackageQuantity', 'number'],
  ['representative.eori', 'd:Agent/d:ID'], ['representative.status', 'd:Agent/d:FunctionCode'], ['declarant', 'd:Declarant/d:ID'],
  ['borderTransportId', 'd:BorderTransportMeans/d:ID'], ['borderTransportType', 'd:BorderTransportMeans/d:IdentificationTypeCode'],
  ['borderTransportNationality', 'd:BorderTransportMeans/d:RegistrationNationalityCode'], ['borderMode', 'd:BorderTransportMeans/d:ModeCode'],
  ...party('carrier', 'd:Consignment/d:Carrier'), ['transportChargesPayment', 'd:Consignment/d:Freight/d:PaymentMethodCode'],
  ['accountsCurrency', 'd:CurrencyExchange/d:CurrencyTypeCode'], ['exchangeRate', 'd:CurrencyExchange/d:RateNumeric', 'decimal'],
  ['exitOffice', 'd:ExitOffice/d:ID'], ['presentationOffice', 'd:PresentationOffice/d:ID'], ['supervisingOffice', 'd:SupervisingOffice/d:ID'],
  ...party('exporter', 'd:Exporter'), ...party('buyer', `${S}/d:Buyer`), ...party('seller', `${S}/d:Seller`),
  ...party('consignee', `${S}/d:Consignee`), ...party('importer', `${S}/d:Importer`),
  ['payer', `${S}/d:Payer/d:ID`], ['guarantor', `${S}/d:Surety/d:ID`], ['transactionNature', `${S}/d:TransactionNatureCode`],
  ['containerIndicator', `${C}/d:ContainerCode`],
  ['arrivalTransportId', `${C}/d:ArrivalTransportMeans/d:ID`], ['arrivalTransportType', `${C}/d:ArrivalTransportMeans/d:IdentificationTypeCode`],
  ['departureTransportId', `${C}/d:DepartureTransportMeans/d:ID`], ['departureTransportType', `${C}/d:DepartureTransportMeans/d:IdentificationTypeCode`],
  ['inlandMode', `(${C}/d:ArrivalTransportMeans/d:ModeCode | ${C}[not(d:ArrivalTransportMeans/d:ModeCode)]/d:DepartureTransportMeans/d:ModeCode)[1]`],
  ['goodsLocation.id', `(${C}/d:GoodsLocation/d:Name | ${C}/d:GoodsLocation[not(d:Name)]/d:ID)[1]`], ['goodsLocation.type', `${C}/d:GoodsLocation/d:TypeCode`],
  ['goodsLocation.qualifier', `${C}/d:GoodsLocation/d:Address/d:TypeCode`], ['goodsLocation.country', `${C}/d:GoodsLocation/d:Address/d:CountryCode`],
  ['freightCharge', `${S}/d:CustomsValuation/d:FreightChargeAmount`, 'decimal'], ['freightChargeCurrency', `${S}/d:CustomsValuation/d:FreightChargeAmount/@currencyID`],
  ['destinationCountry', `${S}/d:Destination/d:CountryCode`], ['destinationRegion', `${S}/d:Destination/d:RegionID`],
  ['exportCountry', `${S}/d:ExportCountry/d:ID[${IS_EXPORT}]`], ['dispatchCountry', `${S}/d:ExportCountry/d:ID[not(${IS_EXPORT})]`],
  ['incoterm', `${S}/d:TradeTerms/d:ConditionCode`], ['incotermLocation', `${S}/d:TradeTerms/d:LocationID`], ['incotermPlace', `${S}/d:TradeTerms/d:LocationName`],
  ['warehouse.id', `${S}/d:Warehouse/d:ID`], ['warehouse.type', `${S}/d:Warehouse/d:TypeCode`]
]
const HEADER_LISTS: readonly ListRow[] = [
  ['deferredPayment', 'd:AdditionalDocument[normalize-space(d:CategoryCode)="1" and normalize-space(d:TypeCode)="DAN"]/d:ID', 'text'],
  ['documents', 'd:AdditionalDocument[not(normalize-space(d:CategoryCode)="1" and normalize-space(d:TypeCode)="DAN")]', DOCUMENT],
  ['additionalInformation', 'd:AdditionalInformation', INFORMATION],
  ['authorisations', 'd:AuthorisationHolder', [['holder', 'd:ID'], ['type', 'd:CategoryCode']]],
  ['routingCountries', 'd:Consignment/d:Itinerary/d:RoutingCountryCode', 'text'],
  ['containers', `${C}/d:TransportEquipment/d:ID`, 'text'], ['seals', `${C}/d:TransportEquipment/d:Seal/d:ID`, 'text'],
  ['previousDocuments', `${S}/d:PreviousDocument`, PREVIOUS_DOCUMENT], ['fiscalReferences', `${S}/d:DomesticDutyTaxParty`, FISCAL],
  ['supplyChainActors', `${S}/d:AEOMutualRecognitionParty`, ACTOR], ['additionsDeductions', `${S}/d:CustomsValuation/d:ChargeDeduction`, ADDITION],
  ['guarantees', 'd:ObligationGuarantee', [
    ['type', 'd:SecurityDetailsCode'], ['grn', 'd:ID'], ['otherReference', 'd:ReferenceID'], ['accessCode', 'd:AccessCode'],
    ['amount', 'd:AmountAmount', 'decimal'], ['currency', 'd:AmountAmount/@currencyID'], ['office', 'd:GuaranteeOffice/d:ID']
  ]]
]
const classified = (type: string): string => `d:Commodity/d:Classification[normalize-space(d:IdentificationTypeCode)="${type}"]/d:ID`
const ITEM: readonly Row[] = [
  ['itemNumber', 'd:SequenceNumeric', 'number'],
  ['requestedProcedure', 'd:GovernmentProcedure[d:PreviousCode]/d:CurrentCode'], ['previousProcedure', 'd:GovernmentProcedure/d:PreviousCode'],
  ['ucr', 'd:UCR/d:TraderAssignedReferenceID'], ['transactionNature', 'd:TransactionNatureCode'],
  ...party('buyer', 'd:Buyer'), ...party('seller', 'd:Seller'), ...party('consignee', 'd:Consignee'), ...party('exporter', 'd:Consignor'),
  ['description', 'd:Commodity/d:Description'],
  ['hs6', `substring(normalize-space(${classified('TSP')}), 1, 6)`], ['cn2', `substring(normalize-space(${classified('TSP')}), 7, 2)`],
  ['taric2', `concat(substring(normalize-space(${classified('TSP')}), 9), normalize-space(${classified('TRC')}))`], ['cus', classified('CV')],
  ['preference', 'd:Commodity/d:DutyTaxFee/d:DutyRegimeCode'], ['quotaOrderNo', 'd:Commodity/d:DutyTaxFee/d:QuotaOrderID'],
  ['grossMass', 'd:Commodity/d:GoodsMeasure/d:GrossMassMeasure', 'decimal'], ['netMass', 'd:Commodity/d:GoodsMeasure/d:NetNetWeightMeasure', 'decimal'],
  ['supplementaryUnits', 'd:Commodity/d:GoodsMeasure/d:TariffQuantity', 'decimal'],
  ['itemAmount', 'd:Commodity/d:InvoiceLine/d:ItemChargeAmount', 'decimal'], ['itemAmountCurrency', 'd:Commodity/d:InvoiceLine/d:ItemChargeAmount/@currencyID'],
  ['customsValue', 'd:CustomsValueAmount', 'decimal'], ['customsValueCurrency', 'd:CustomsValueAmount/@currencyID'],
  ['statisticalValue', 'd:StatisticalValueAmount', 'decimal'], ['statisticalValueCurrency', 'd:StatisticalValueAmount/@currencyID'],
  ['valuationMethod', 'd:CustomsValuation/d:MethodCode'], ['valuationIndicators', 'd:ValuationAdjustment/d:AdditionCode[string-length(normalize-space(.))=4]'],
  ['destinationCountry', 'd:Destination/d:CountryCode'],
  ['exportCountry', `d:ExportCountry/d:ID[${IS_EXPORT}]`], ['dispatchCountry', `d:ExportCountry/d:ID[not(${IS_EXPORT})]`],
  ['originCountry', 'd:Origin[normalize-space(d:TypeCode)="1"]/d:CountryCode'], ['prefOriginCountry', 'd:Origin[normalize-space(d:TypeCode)="2"]/d:CountryCode']
]
const ITEM_LISTS: readonly ListRow[] = [
  ['additionalProcedures', 'd:GovernmentProcedure[not(d:PreviousCode)]/d:CurrentCode', 'text'],
  ['documents', 'd:AdditionalDocument', DOCUMENT], ['additionalInformation', 'd:AdditionalInformation', INFORMATION],
  ['supplyChainActors', 'd:AEOMutualRecognitionParty', ACTOR], ['fiscalReferences', 'd:DomesticDutyTaxParty', FISCAL],
  ['previousDocuments', 'd:PreviousDocument', PREVIOUS_DOCUMENT], ['additionsDeductions', 'd:CustomsValuation/d:ChargeDeduction', ADDITION],
  ['taricAdd', classified('TRA'), 'text'], ['nationalAdd', classified('GN'), 'text'], ['dangerousGoods', 'd:Commodity/d:DangerousGoods/d:UNDGID', 'text'],
  ['containers', 'd:Commodity/d:TransportEquipment/d:ID', 'text'],
  ['packages', 'd:Packaging', [['marks', 'd:MarksNumbersID'], ['number', 'd:QuantityQuantity', 'number'], ['type', 'd:TypeCode']]],
  ['taxes', 'd:Commodity/d:DutyTaxFee[d:TypeCode or d:Payment or d:SpecificTaxBaseQuantity or d:AdValoremTaxBaseAmount]', [
    ['type', 'd:TypeCode'], ['baseQuantity', 'd:SpecificTaxBaseQuantity', 'decimal'], ['baseUnit', 'd:SpecificTaxBaseQuantity/@unitCode'],
    ['baseAmount', 'd:AdValoremTaxBaseAmount', 'decimal'], ['rate', 'd:TaxRateNumeric', 'decimal'],
    ['methodOfPayment', 'd:Payment/d:MethodCode'], ['amount', 'd:Payment/d:TaxAssessedAmount', 'decimal'], ['payable', 'd:Payment/d:PaymentAmount', 'decimal'],
    ['currency', '(d:AdValoremTaxBaseAmount/@currencyID | d:Payment/*/@currencyID)[1]']
  ]]
]

const select = xpath.useNamespaces({ d: 'urn:wco:datamodel:WCO:DEC-DMS:2' })
const nodes = (path: string, at: Node): Node[] => select(path, at) as Node[]
const HOW: Record<How, (text: string) => unknown> = {
  text: (text) => text,
  number: Number,
  decimal: (text) => new Big(text).toFixed(),
  day: (text) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`,
  instant: (text) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}T${text.slice(8, 10)}:${text.slice(10, 12)}:${text.slice(12, 14)}${text.length === 15 ? 'Z' : `${text.slice(14)}:00`}`
}

function rows (table: readonly Row[], at: Node): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const [field, path, how = 'text'] of table) {
    const text = String(select(`string(${path})`, at)).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
    if (text === '') continue
    const way = field.split('.')
    const holder = way.slice(0, -1).reduce((inner, name) => (inner[name] ??= {}) as Record<string, unknown>, object)
    holder[way.at(-1) ?? ''] = HOW[how](text)
  }
  return object
}

function withLists (table: readonly Row[], lists: readonly ListRow[], at: Node): Record<string, unknown> {
  const object = rows(table, at)
  for (const [field, path, entry] of lists) {
    const entries = nodes(path, at).map((node) => entry === 'text' ? (node.textContent ?? '').trim() : rows(entry, node))
    if (entries.length > 0) object[field] = entries
  }
  return object
}

function secondReading (bytes: Uint8Array): Record<string, unknown> {
  const document = new DOMParser().parseFromString(new TextDecoder().decode(bytes), 'text/xml') as unknown as Node
  const [declaration] = nodes('//d:Declaration', document)
  if (declaration === undefined) throw new Error('no declaration')
  const items = nodes(`${S}/d:GovernmentAgencyGoodsItem`, declaration).map((item) => withLists(ITEM, ITEM_LISTS, item))
  return { ...withLists(HEADER, HEADER_LISTS, declaration), items }
}

t.test('every sample declaration is read as a second reading by XPath reads it', async (t) => {
  for (const file of DECLARATIONS) {
    const bytes = readFileSync(file)
    const content = contentOf(bytes)
    t.same(content, secondReading(bytes), file.pathname.split('/').at(-1) ?? '')
    t.equal(matchesSchema.Check(content), true, 'and it matches the schema')
  }
  t.equal(DECLARATIONS.length, 146)
})

const SAMPLE = readFileSync(new URL('declarations/TT_EX005a__TT_EX005a.xml', SAMPLES), 'utf8')
const edited = (from: string | RegExp, to: string): Buffer => {
  const result = SAMPLE.replace(from, to)
  if (result === SAMPLE) throw new Error(`nothing to replace: ${from}`)
  return Buffer.from(result)
}
const faultsOf = (bytes: Uint8Array): unknown => {
  try {
    contentOf(bytes)
    return 'accepted'
  } catch (error) {
    if (error instanceof Problem) return { type: error.type, pointers: error.members.errors?.map(({ pointer }) => pointer) }
    throw error
  }
}
const ITEM_PATH = '/MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem'

t.test('a value that is not of its shape is refused with the path of its element', async (t) => {
  const cases: [what: string, bytes: Uint8Array, pointer: string][] = [
    ['a comma in a mass', edited(/<GrossMassMeasure[^>]*>[^<]*/, '<GrossMassMeasure>12,5'), `${ITEM_PATH}/Commodity/GoodsMeasure/GrossMassMeasure`],
    ['too many digits', edited(/<GrossMassMeasure[^>]*>[^<]*/, '<GrossMassMeasure>12345678901234567'), `${ITEM_PATH}/Commodity/GoodsMeasure/GrossMassMeasure`],
    ['a mass in tonnes', edited(/<GrossMassMeasure[^>]*>/, '<GrossMassMeasure unitCode="TNE">'), `${ITEM_PATH}/Commodity/GoodsMeasure/GrossMassMeasure/@unitCode`],
    ['a country in words', edited(/<CountryCode>[A-Z]{2}</, '<CountryCode>France<'), '/MetaData/Declaration/GoodsShipment/Consignee/Address/CountryCode'],
    ['an item without a number', edited(/<SequenceNumeric>1<\/SequenceNumeric>(\s*(<!--.*?-->\s*)*<(StatisticalValue|Transaction|AdditionalDoc))/s, '$1'), ITEM_PATH],
    ['a second exporter', edited('<Exporter>', '<Exporter><Name>Somebody else</Name></Exporter><Exporter>'), '/MetaData/Declaration/Exporter[2]'],
    ['elements inside a text', edited(/<FunctionalReferenceID>/, '<FunctionalReferenceID><b/>'), '/MetaData/Declaration/FunctionalReferenceID'],
    ['an MRN of the wrong shape', edited('<FunctionalReferenceID>', '<ID>MRN</ID><FunctionalReferenceID>'), '/MetaData/Declaration/ID']
  ]
  for (const [what, bytes, pointer] of cases) t.same(faultsOf(bytes), { type: '/problems/invalid-request', pointers: [pointer] }, what)
})

t.test('all faults are told at once', async (t) => {
  const bytes = Buffer.from(edited(/<GrossMassMeasure[^>]*>[^<]*/, '<GrossMassMeasure>x').toString().replace(/<TypeCode>EX.</, '<TypeCode><'))
  t.same(faultsOf(bytes), { type: '/problems/invalid-request', pointers: [`${ITEM_PATH}/Commodity/GoodsMeasure/GrossMassMeasure`, '/MetaData/Declaration/TypeCode'] })
})

t.test('a declaration without items is refused', async (t) => {
  t.same(faultsOf(edited(/<GovernmentAgencyGoodsItem>.*<\/GovernmentAgencyGoodsItem>/s, '')), { type: '/problems/invalid-request', pointers: [ITEM_PATH] })
})

t.test('elements are known by namespace and name', async (t) => {
  const message = readWcoMessage(edited('<Declarant>', '<x:Declarant xmlns:x="urn:x"><x:ID>GB0</x:ID></x:Declarant><Declarant>'))
  t.equal(message.kind, 'declaration')
  if (message.kind !== 'declaration') return
  t.not(message.content.declarant, 'GB0')
  t.match(message.notes, ['/MetaData/Declaration/Declarant[1]: is not known here and not read'])
})

t.test('what has no place in the canonical form is noted, never dropped in silence', async (t) => {
  const message = readWcoMessage(edited('<Exporter>', '<Exporter><Contact><Name>A. Person</Name></Contact>'))
  t.match(message, { notes: [/^\/MetaData\/Declaration\/Exporter\/Contact: is not read: /] })
  t.notMatch(JSON.stringify(message), /A\. Person/, 'and names of people stay out of notes')
})

t.test('an instant that cannot be read is left out with a note, an impossible day is kept', async (t) => {
  const dates = '<AcceptanceDateTime><p1:DateTimeString formatCode="102">20250230</p1:DateTimeString></AcceptanceDateTime><IssueDateTime><p1:DateTimeString formatCode="304">20250230120000Z</p1:DateTimeString></IssueDateTime>'
  const message = readWcoMessage(edited('<FunctionCode>', `${dates}<FunctionCode>`))
  t.match(message, { content: { acceptanceDate: '2025-02-30', issuedAt: undefined }, notes: [/IssueDateTime\/DateTimeString: left out/] })
})

t.test('places that no sample uses are read too', async (t) => {
  const item = `
    <AdditionalDocument><CategoryCode>Y</CategoryCode><EffectiveDateTime><p1:DateTimeString formatCode="102">20300101</p1:DateTimeString></EffectiveDateTime><ID>R1</ID><TypeCode>900</TypeCode>
      <Submitter><Name>Chamber</Name></Submitter><WriteOff><AmountAmount currencyID="EUR">007.10</AmountAmount></WriteOff></AdditionalDocument>
    <AEOMutualRecognitionParty><ID>DE1</ID><RoleCode>FW</RoleCode></AEOMutualRecognitionParty>
    <Consignor><ID>US1</ID></Consignor>
    <CustomsValuation><ChargeDeduction><ChargesTypeCode>AK</ChargesTypeCode><OtherChargeDeductionAmount currencyID="EUR">5.00</OtherChargeDeductionAmount></ChargeDeduction></CustomsValuation>
    <UCR><ID>UCR-1</ID></UCR>
    <ValuationAdjustment><AdditionCode>AB</AdditionCode></ValuationAdjustment>
  </GovernmentAgencyGoodsItem>`
  const content = contentOf(edited(/<\/GovernmentAgencyGoodsItem>/, item))
  t.match(content.items[0], {
    documents: [...(content.items[0]?.documents ?? []).slice(0, -1), { type: 'Y900', reference: 'R1', validUntil: '2030-01-01', issuingAuthority: 'Chamber', amount: '7.1', currency: 'EUR' }],
    supplyChainActors: [{ role: 'FW', eori: 'DE1' }],
    exporter: { eori: 'US1' },
    additionsDeductions: [{ code: 'AK', amount: '5', currency: 'EUR' }, { code: 'AB' }],
    ucr: 'UCR-1'
  })
})

t.test('ten digits in one element are split like those of three', async (t) => {
  const sample = edited(/<Classification>.*<\/Classification>/s, '<Classification><ID>0102291012</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>')
  t.match(contentOf(sample).items[0], { hs6: '010229', cn2: '10', taric2: '12' })
})
