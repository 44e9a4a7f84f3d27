import { Type } from 'typebox'
import type { Static, TObject, TSchema } from 'typebox'

/**
 * The canonical form of a declaration: the data elements of Annex B of Delegated Regulation (EU) 2015/2446 under their
 * EUCDM names, each with its number, and the elements that this system adds.
 *
 * Shape is checked here, facts are not: a commodity code of letters or the thirtieth of February is kept as declared and
 * becomes a finding, while a field of the wrong type or length is refused. All objects are closed.
 */

/** Decimal numbers: at most 16 digits before and 6 after the point; IN as text or as a JSON number, OUT always as text. */
export const DECIMAL_PATTERN = '^-?[0-9]{1,16}(\\.[0-9]{1,6})?$'
const IDENTIFIER = '^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$'
const DAY = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'

/** Identifiers and codes are printable ASCII, so that two that look alike are alike. */
const code = (maxLength: number, description: string, pattern = IDENTIFIER) =>
  Type.String({ minLength: 1, maxLength, pattern, description })
const text = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, description })
const digits = (least: number, most: number, description: string) =>
  Type.String({ minLength: least, maxLength: most, pattern: '^[0-9]+$', description })
const country = (description: string) => Type.String({ minLength: 2, maxLength: 2, pattern: '^[A-Z]{2}$', description })
const currency = (description: string) => Type.String({ minLength: 3, maxLength: 3, pattern: '^[A-Z]{3}$', description })
const day = (description: string) =>
  Type.String({ minLength: 10, maxLength: 10, pattern: DAY, description: `${description}; YYYY-MM-DD` })
const count = (maximum: number, description: string) => Type.Integer({ minimum: 0, maximum, description })
const list = <T extends TSchema>(items: T, maxItems: number, description: string) => Type.Array(items, { maxItems, description })
/** `~decimal` marks the schema for the normaliser; the type is text, since that is what every consumer gets. */
const decimal = (description: string) => Type.Unsafe<string>({
  '~decimal': true,
  anyOf: [{ type: 'string', maxLength: 24, pattern: DECIMAL_PATTERN }, { type: 'number' }],
  description: `${description}; decimal`
})
const o = Type.Optional
const closed = <P extends Record<string, TSchema>>(properties: P, description: string): TObject<P> =>
  Type.Object(properties, { additionalProperties: false, description })

export const MRN_PATTERN = '^[0-9]{2}[A-Z]{2}[A-Z0-9]{13}[0-9]$'
export const Mrn = Type.String({
  minLength: 18, maxLength: 18, pattern: MRN_PATTERN,
  description: 'Master reference number given by customs on registration, 18 characters; a wrong check digit is kept and becomes a finding'
})
export const Lrn = code(22, 'Local reference number, unique per declarant; D.E. 12 09, an..22')
export const Instant = Type.String({
  minLength: 20, maxLength: 35, pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$',
  format: 'date-time', description: 'Instant, RFC 3339 with offset'
})

/** Life-cycle states of a declaration (UCC 171 to 174, 194, 215); one spelling in SQL, JSON and GraphQL. */
export const STATUSES = [
  'draft', 'pre_lodged', 'lodged', 'rejected', 'accepted', 'under_control', 'amended', 'released', 'post_release_amended',
  'invalidated', 'exit_confirmed', 'discharged', 'supplementary_due', 'completed', 'expired', 'cancelled', 'seized'
] as const
export type DeclarationStatus = typeof STATUSES[number]
export const DIRECTIONS = ['import', 'export'] as const
export type Direction = typeof DIRECTIONS[number]

const Address = closed({
  street: o(text(140, 'Street and number; an..70 (two lines joined)')),
  postcode: o(text(17, 'Postcode; an..17')),
  city: o(text(35, 'City; an..35')),
  country: o(country('Country, ISO 3166 alpha-2'))
}, 'Address of a party')

const party = (description: string) => closed({
  eori: o(code(17, 'EORI number or third-country identifier; an..17')),
  name: o(text(70, 'Name; an..70')),
  address: o(Address)
}, description)

const PreviousDocument = closed({
  type: o(code(4, 'Type of previous document; D.E. 12 01 002, an4')),
  category: o(code(1, 'Category in older messages: X declaration, Y earlier accounting entry, Z previous document; a1')),
  reference: o(text(70, 'Reference number; D.E. 12 01 001, an..70')),
  itemNumber: o(count(99999, 'Goods item identifier; D.E. 12 01 007, n..5')),
  packageType: o(code(2, 'Type of packages; D.E. 12 01 003, an..2')),
  packageCount: o(count(99999999, 'Number of packages; D.E. 12 01 004, n..8')),
  unit: o(code(4, 'Measurement unit and qualifier; D.E. 12 01 005, an..4')),
  quantity: o(decimal('Quantity; D.E. 12 01 006, n..16,6'))
}, 'Previous document; D.E. 12 01')

const AdditionalInformation = closed({
  code: o(code(5, 'Code; D.E. 12 02 008, an5')),
  type: o(code(3, 'Statement type in older messages, an..3')),
  text: o(text(512, 'Text; D.E. 12 02 009, an..512'))
}, 'Additional information; D.E. 12 02')

const SupportingDocument = closed({
  type: o(code(4, 'Type of document, certificate, authorisation or reference; D.E. 12 03 002, an4')),
  reference: o(text(70, 'Reference number; D.E. 12 03 001, an..70')),
  issuingAuthority: o(text(70, 'Name of the issuing authority; D.E. 12 03 010, an..70')),
  validUntil: o(day('Validity date; D.E. 12 03 011')),
  lineNumber: o(count(99999, 'Document line item number; D.E. 12 03 013, n..5')),
  unit: o(code(5, 'Measurement unit and qualifier; D.E. 12 03 005, an..4; national messages part the two by #')),
  quantity: o(decimal('Quantity written off; D.E. 12 03 006, n..16,6')),
  currency: o(currency('Currency; D.E. 12 03 012')),
  amount: o(decimal('Amount written off; D.E. 12 03 014, n..16,2')),
  status: o(code(2, 'Status of the document in national messages (available, exhausted, waived); an2')),
  statusReason: o(text(35, 'Reason that belongs to the status; an..35'))
}, 'Supporting document; D.E. 12 03')

const Reference = closed({
  type: o(code(4, 'Type; an4')),
  reference: o(text(70, 'Reference number; an..70'))
}, 'Additional reference (D.E. 12 04) or transport document (D.E. 12 05)')

const Authorisation = closed({
  type: o(code(4, 'Authorisation type; D.E. 12 12 002, an..4')),
  reference: o(code(35, 'Reference of the decision; D.E. 12 12 001, an..35')),
  holder: o(code(17, 'EORI of the holder; D.E. 12 12 080, an..17'))
}, 'Authorisation; D.E. 12 12')

const AdditionDeduction = closed({
  code: code(2, 'Addition or deduction code; D.E. 14 04 008, a2'),
  amount: o(decimal('Amount; D.E. 14 04 014, n..16,2')),
  currency: o(currency('Currency of the amount; the invoice currency if absent'))
}, 'Addition or deduction; D.E. 14 04')

const Tax = closed({
  type: o(code(3, 'Tax type; D.E. 14 03 039, an3')),
  baseUnit: o(code(5, 'Measurement unit of the base; D.E. 14 03 005, an..4; national messages part unit and qualifier by #')),
  baseQuantity: o(decimal('Quantity base; D.E. 14 03 006, n..16,6')),
  baseAmount: o(decimal('Amount base; D.E. 14 03 014, n..16,2')),
  rate: o(decimal('Rate; D.E. 14 03 041, n..17,3')),
  amount: o(decimal('Tax amount; D.E. 14 03 043, n..16,2')),
  payable: o(decimal('Payable amount; D.E. 14 03 042, n..16,2')),
  currency: o(currency('Currency of base and amounts; the accounts currency if absent')),
  methodOfPayment: o(code(1, 'Method of payment; D.E. 14 03 038, a1'))
}, 'Duties and taxes; D.E. 14 03')

const Guarantee = closed({
  type: o(code(1, 'Guarantee type; D.E. 99 02, an1')),
  grn: o(code(35, 'Guarantee reference number (D.E. 99 03 069) or, in national messages, the guarantee identifier; an..35')),
  accessCode: o(code(4, 'Access code; D.E. 99 03 070, an..4')),
  currency: o(currency('Currency; D.E. 99 03 012')),
  amount: o(decimal('Amount covered; D.E. 99 03 071, n..16,2')),
  office: o(code(8, 'Customs office of guarantee; D.E. 99 03 074, an8')),
  otherReference: o(text(35, 'Other guarantee reference; D.E. 99 03 073, an..35'))
}, 'Guarantee; D.E. 99 02, 99 03')

const Package = closed({
  type: o(code(2, 'Type of packages; D.E. 18 06 003, an2')),
  number: o(count(99999999, 'Number of packages; D.E. 18 06 004, n..8')),
  marks: o(text(512, 'Shipping marks; D.E. 18 06 054, an..512'))
}, 'Packaging; D.E. 18 06')

const SupplyChainActor = closed({
  role: code(3, 'Role; D.E. 13 14 031, a..3'),
  eori: o(code(17, 'Identification; D.E. 13 14 017, an..17'))
}, 'Additional supply chain actor; D.E. 13 14')

const FiscalReference = closed({
  role: code(3, 'Role; D.E. 13 16 031, an3'),
  vat: o(code(17, 'VAT identification number; D.E. 13 16 034, an..17'))
}, 'Additional fiscal reference; D.E. 13 16')

const AiUse = closed({
  systemId: text(64, 'Identifier of the AI system in this register'),
  version: o(text(64, 'Model version')),
  confidence: o(Type.Number({ minimum: 0, maximum: 1, description: 'Confidence that the system stated, 0 to 1' })),
  reviewerId: o(text(64, 'Pseudonymous identifier of the person who decided')),
  reviewedAt: o(Instant)
}, 'AI output that took part in this element')

const references = {
  previousDocuments: o(list(PreviousDocument, 9999, 'Previous documents; D.E. 12 01')),
  additionalInformation: o(list(AdditionalInformation, 99, 'Additional information; D.E. 12 02')),
  documents: o(list(SupportingDocument, 99, 'Supporting documents; D.E. 12 03. Messages of the older data model, which know one list only, put additional references and transport documents here too')),
  additionalReferences: o(list(Reference, 99, 'Additional references; D.E. 12 04')),
  transportDocuments: o(list(Reference, 99, 'Transport documents; D.E. 12 05'))
}

export const ITEM_FIELDS = {
  itemNumber: Type.Integer({ minimum: 1, maximum: 99999, description: 'Goods item number; D.E. 11 03, n..5' }),
  requestedProcedure: o(code(2, 'Requested procedure; D.E. 11 09 001, an2')),
  previousProcedure: o(code(2, 'Previous procedure; D.E. 11 09 002, an2')),
  additionalProcedures: o(list(code(3, 'Additional procedure code, an3'), 99, 'Additional procedures; D.E. 11 10')),
  ucr: o(code(35, 'Unique consignment reference of the item; D.E. 12 08, an..35')),
  ...references,
  exporter: o(party('Exporter of the item, when it differs; D.E. 13 01')),
  consignee: o(party('Consignee of the item, when it differs; D.E. 13 03')),
  seller: o(party('Seller of the item, when it differs; D.E. 13 08')),
  buyer: o(party('Buyer of the item, when it differs; D.E. 13 09')),
  supplyChainActors: o(list(SupplyChainActor, 99, 'Additional supply chain actors; D.E. 13 14')),
  fiscalReferences: o(list(FiscalReference, 99, 'Additional fiscal references; D.E. 13 16')),
  additionsDeductions: o(list(AdditionDeduction, 99, 'Additions and deductions of the item; D.E. 14 04')),
  taxes: o(list(Tax, 99, 'Duties and taxes as declared; D.E. 14 03')),
  valuationIndicators: o(code(4, 'Valuation indicators, four digits 0 or 1: relationship, restriction, condition, resale proceeds; D.E. 14 07, an4')),
  itemAmount: o(decimal('Item amount invoiced; D.E. 14 08, n..16,2')),
  itemAmountCurrency: o(currency('Currency of itemAmount; the invoice currency if absent')),
  customsValue: o(decimal('Customs value where a message states it; n..16,2')),
  customsValueCurrency: o(currency('Currency of customsValue; the accounts currency if absent')),
  valuationMethod: o(code(1, 'Valuation method (UCC 70, 74); D.E. 14 10, n1')),
  preference: o(code(3, 'Preference; D.E. 14 11, n3')),
  originCountry: o(country('Country of (non-preferential) origin; D.E. 16 08, a2')),
  prefOriginCountry: o(code(4, 'Country or group of preferential origin; D.E. 16 09, an..4')),
  destinationCountry: o(country('Country of destination of the item; D.E. 16 03, a2')),
  dispatchCountry: o(country('Country of dispatch of the item; D.E. 16 06, a2')),
  exportCountry: o(country('Country of export of the item; D.E. 16 07, a2')),
  netMass: o(decimal('Net mass, kilograms; D.E. 18 01, n..16,6')),
  supplementaryUnits: o(decimal('Quantity in the supplementary unit of the code; D.E. 18 02, n..16,6')),
  grossMass: o(decimal('Gross mass, kilograms; D.E. 18 04, n..16,6')),
  description: o(text(512, 'Description of the goods; D.E. 18 05, an..512')),
  packages: o(list(Package, 99, 'Packaging; D.E. 18 06')),
  dangerousGoods: o(list(code(4, 'UN number, an4'), 99, 'Dangerous goods; D.E. 18 07')),
  cus: o(code(9, 'CUS code of the chemical; D.E. 18 08, an9')),
  hs6: o(code(6, 'Harmonised System sub-heading; D.E. 18 09 056, an6')),
  cn2: o(code(2, 'Combined Nomenclature code, digits 7 and 8; D.E. 18 09 057, an2')),
  taric2: o(code(2, 'TARIC code, digits 9 and 10; D.E. 18 09 058, an2')),
  taricAdd: o(list(code(4, 'TARIC additional code, an4'), 99, 'TARIC additional codes; D.E. 18 09 059')),
  nationalAdd: o(list(code(4, 'National additional code, an..4'), 99, 'National additional codes; D.E. 18 09 060')),
  containers: o(list(code(17, 'Container identification number, an..17'), 9999, 'Containers that carry the item; D.E. 19 07 063')),
  intrinsicValue: o(decimal('Intrinsic value (low-value consignments); D.E. 14 14, n..16,2')),
  intrinsicValueCurrency: o(currency('Currency of intrinsicValue; D.E. 14 14 012')),
  transportCost: o(decimal('Transport and insurance costs (low-value consignments); D.E. 14 15, n..16,2')),
  transportCostCurrency: o(currency('Currency of transportCost; D.E. 14 15 012')),
  quotaOrderNo: o(digits(1, 6, 'Quota order number; D.E. 99 01, an6')),
  statisticalValue: o(decimal('Statistical value; D.E. 99 06, n..16,2')),
  statisticalValueCurrency: o(currency('Currency of statisticalValue; the accounts currency if absent')),
  transactionNature: o(code(2, 'Nature of transaction of the item; D.E. 99 05, n..2')),
  goodsRef: o(text(64, 'Material number of the goods in the sending system (added by this system)')),
  supplierRef: o(text(64, 'Supplier number in the sending system (added by this system)')),
  purchaseOrder: o(text(64, 'Purchase order (added by this system)')),
  salesOrder: o(text(64, 'Sales order (added by this system)')),
  aiAssisted: o(closed({
    classification: o(AiUse), origin: o(AiUse), value: o(AiUse), licence: o(AiUse)
  }, 'AI systems that proposed an element of this item (added by this system)'))
}
export const ItemContent = Type.Object(ITEM_FIELDS, { $id: 'DeclarationItem', additionalProperties: false, description: 'A goods item of a declaration, as declared' })

export const HEADER_FIELDS = {
  dataset: o(code(2, 'Data set of Annex B (H1, I1, B1 …); derived from type and procedure if absent', '^[A-I][1-7]$')),
  direction: o(Type.Enum(DIRECTIONS, { description: 'import or export; derived from type and procedure if absent' })),
  declarationType: code(5, 'Declaration type: IM, EX or CO; D.E. 11 01, an..5'),
  additionalType: o(code(1, 'Additional declaration type (A standard … Z supplementary to record entry); D.E. 11 02, a1')),
  security: o(code(1, 'Entry or exit data included; D.E. 11 07, n1')),
  status: o(Type.Enum(STATUSES, { description: 'State in the life cycle as the sender knows it; pre_lodged or lodged by additional type if absent. Customs\' answers overrule it' })),
  statusAt: o(Instant),
  lrn: o(Lrn),
  mrn: o(Mrn),
  ucr: o(code(35, 'Unique consignment reference; D.E. 12 08, an..35')),
  ...references,
  deferredPayment: o(list(code(35, 'Deferred payment reference, an..35'), 9, 'Deferred payment; D.E. 12 10')),
  warehouse: o(closed({
    type: o(code(1, 'Warehouse type; D.E. 12 11 002, a1')),
    id: o(code(35, 'Warehouse identifier; D.E. 12 11 015, an..35'))
  }, 'Warehouse; D.E. 12 11')),
  authorisations: o(list(Authorisation, 99, 'Authorisations used; D.E. 12 12')),
  exporter: o(party('Exporter; D.E. 13 01')),
  consignee: o(party('Consignee; D.E. 13 03')),
  importer: o(party('Importer; D.E. 13 04')),
  declarant: o(code(17, 'EORI of the declarant; D.E. 13 05 017, an..17')),
  representative: o(closed({
    eori: o(code(17, 'EORI of the representative; D.E. 13 06 017, an..17')),
    status: o(code(1, 'Status: 2 direct, 3 indirect; D.E. 13 06 030, n1'))
  }, 'Representative; D.E. 13 06')),
  seller: o(party('Seller; D.E. 13 08')),
  buyer: o(party('Buyer; D.E. 13 09')),
  carrier: o(party('Carrier; D.E. 13 12')),
  supplyChainActors: o(list(SupplyChainActor, 99, 'Additional supply chain actors; D.E. 13 14')),
  fiscalReferences: o(list(FiscalReference, 99, 'Additional fiscal references; D.E. 13 16')),
  guarantor: o(code(17, 'Person providing a guarantee; D.E. 13 20 017, an..17')),
  payer: o(code(17, 'Person paying the customs duty; D.E. 13 21 017, an..17')),
  incoterm: o(code(3, 'Delivery terms: Incoterms code; D.E. 14 01 035, a3')),
  incotermLocation: o(code(17, 'Delivery terms: UN/LOCODE; D.E. 14 01 036, an..17')),
  incotermPlace: o(text(35, 'Delivery terms: place; D.E. 14 01 037, an..35')),
  incotermCountry: o(country('Delivery terms: country; D.E. 14 01 020, a2')),
  invoiceCurrency: o(currency('Invoice currency; D.E. 14 05')),
  totalInvoiced: o(decimal('Total amount invoiced; D.E. 14 06, n..16,2')),
  totalInvoicedCurrency: o(currency('Currency of totalInvoiced; the invoice currency if absent')),
  accountsCurrency: o(currency('Internal currency unit: the currency of accounts; D.E. 14 17')),
  additionsDeductions: o(list(AdditionDeduction, 99, 'Additions and deductions of the whole shipment; D.E. 14 04')),
  freightCharge: o(decimal('Freight charge of the whole shipment where a message states it apart; n..16,2')),
  freightChargeCurrency: o(currency('Currency of freightCharge; the invoice currency if absent')),
  transportChargesPayment: o(code(1, 'Transport charges, method of payment; D.E. 14 02 038, a1')),
  exchangeRate: o(decimal('Exchange rate; D.E. 14 09, n..12,5')),
  acceptanceDate: o(day('Date of acceptance; D.E. 15 09')),
  issuedAt: o(Instant),
  destinationCountry: o(country('Country of destination; D.E. 16 03, a2')),
  destinationRegion: o(text(35, 'Region of destination; D.E. 16 04, an..35')),
  dispatchCountry: o(country('Country of dispatch; D.E. 16 06, a2')),
  exportCountry: o(country('Country of export; D.E. 16 07, a2')),
  routingCountries: o(list(country('Country, a2'), 99, 'Countries of routing; D.E. 16 12')),
  goodsLocation: o(closed({
    type: o(code(1, 'Type of location; D.E. 16 15 045, a1')),
    qualifier: o(code(1, 'Qualifier of identification; D.E. 16 15 046, a1')),
    id: o(text(70, 'Identification in the form the qualifier says; D.E. 16 15')),
    country: o(country('Country; D.E. 16 15 081 020, a2')),
    address: o(Address)
  }, 'Location of goods; D.E. 16 15')),
  lodgementOffice: o(code(8, 'Customs office where the declaration is lodged; an8')),
  exitOffice: o(code(8, 'Customs office of exit; D.E. 17 01, an8')),
  exportOffice: o(code(8, 'Customs office of export; D.E. 17 02, an8')),
  presentationOffice: o(code(8, 'Customs office of presentation; D.E. 17 09, an8')),
  supervisingOffice: o(code(8, 'Supervising customs office; D.E. 17 10, an8')),
  grossMassTotal: o(decimal('Gross mass of the shipment, kilograms; D.E. 18 04, n..16,6')),
  totalPackages: o(count(99999999, 'Total packages; n..8')),
  itemCount: o(count(99999, 'Number of goods items that the message announces; n..5')),
  containerIndicator: o(code(1, 'Container indicator; D.E. 19 01, n1')),
  borderMode: o(code(1, 'Mode of transport at the border; D.E. 19 03, n1')),
  inlandMode: o(code(1, 'Inland mode of transport; D.E. 19 04, n1')),
  borderTransportNationality: o(country('Nationality of the active border transport means; D.E. 19 08 062, a2')),
  borderTransportType: o(code(2, 'Type of identification of the active border transport means; D.E. 19 08 061, n2')),
  borderTransportId: o(text(35, 'Identification of the active border transport means; D.E. 19 08 017, an..35')),
  departureTransportType: o(code(2, 'Type of identification of the departure transport means; D.E. 19 05 061, n2')),
  departureTransportId: o(text(35, 'Identification of the departure transport means; D.E. 19 05 017, an..35')),
  arrivalTransportType: o(code(2, 'Type of identification of the arrival transport means; D.E. 19 06 061, n2')),
  arrivalTransportId: o(text(35, 'Identification of the arrival transport means; D.E. 19 06 017, an..35')),
  containers: o(list(code(17, 'Container identification number, an..17'), 9999, 'Containers; D.E. 19 07 063')),
  seals: o(list(code(20, 'Seal identifier, an..20'), 99, 'Seals; D.E. 19 10')),
  guarantees: o(list(Guarantee, 99, 'Guarantees; D.E. 99 02, 99 03')),
  transactionNature: o(code(2, 'Nature of transaction; D.E. 99 05, n..2')),
  orgUnitId: o(text(64, 'Unit that handled the declaration (added by this system)')),
  siteId: o(text(64, 'Site concerned (added by this system)')),
  handledBy: o(text(64, 'Pseudonymous identifier of the person who handled it (added by this system)')),
  sourceSystem: o(code(64, 'System that sends (added by this system); not part of the content that is compared', '^[A-Za-z0-9][A-Za-z0-9._:-]*$')),
  sourceVersion: o(text(64, 'Version or change number in the sending system (added by this system)'))
}
export const DeclarationContentSchema = Type.Object(
  { ...HEADER_FIELDS, items: Type.Array(ItemContent, { minItems: 1, maxItems: 9999, description: 'Goods items' }) },
  { $id: 'NewDeclaration', additionalProperties: false, description: 'A customs declaration as lodged: EUCDM data elements. lrn (with declarant) or mrn is required' })

/** A goods item as declared. Decimals are text. */
export type ItemContent = Static<typeof ItemContent>
/** A declaration as declared, in canonical form. Decimals are text; absent elements are absent, never null. */
export type DeclarationContent = Static<typeof DeclarationContentSchema>
