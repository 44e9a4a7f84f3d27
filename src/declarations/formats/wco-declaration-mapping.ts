import { append, byDirection, choose, cutInto, each, fallback, firstOf, implied, items, joined, kilograms, measured, money, unread } from './wco-mapping.ts'
import type { Mapping, Rule } from './wco-mapping.ts'

/** Where each element of a WCO declaration (DEC, model 3.6) goes in the canonical form; the shape is that of the XML. */

const NOT_KEPT = unread('the canonical form has no such element')
const PERSONAL = unread('contact details of a person are not kept')
const EORI_ONLY = unread('of this party only the identification is kept')
const SEQUENCE = implied('the order of the elements says the same')

const address = (field: string): Mapping => ({
  Line: `${field}.street`,
  PostcodeID: `${field}.postcode`,
  CityName: `${field}.city`,
  CountryCode: `${field}.country`,
  CountrySubDivisionCode: NOT_KEPT,
  CountrySubDivisionName: NOT_KEPT,
  TypeCode: NOT_KEPT
})
const party = (field: string): Mapping =>
  ({ ID: `${field}.eori`, Name: `${field}.name`, Address: address(`${field}.address`), Contact: PERSONAL, Communication: PERSONAL })
const onlyId = (field: string): Mapping =>
  ({ ID: field, Name: EORI_ONLY, Address: EORI_ONLY, Contact: PERSONAL, Communication: PERSONAL })

const CHOOSES = implied('it tells which field is meant')
const PREVIOUS_DOCUMENT: Mapping = { CategoryCode: 'category', ID: 'reference', TypeCode: 'type', LineNumeric: 'itemNumber' }
const DOCUMENT_TYPE = joined('type', 'CategoryCode', 'TypeCode')
const DOCUMENT: Mapping = {
  CategoryCode: DOCUMENT_TYPE,
  EffectiveDateTime: { DateTimeString: 'validUntil' },
  ID: 'reference',
  Name: 'statusReason',
  TypeCode: DOCUMENT_TYPE,
  LPCOExemptionCode: 'status',
  Submitter: { Name: 'issuingAuthority', RoleCode: NOT_KEPT },
  WriteOff: { QuantityQuantity: measured('quantity', 'unit'), AmountAmount: money('amount', 'currency') }
}
const INFORMATION = each('additionalInformation', ['code', 'text'], { StatementCode: 'code', StatementDescription: 'text', StatementTypeCode: 'type', Pointer: NOT_KEPT })
const SUPPLY_CHAIN_ACTOR = each('supplyChainActors', ['role', 'eori'], { ID: 'eori', RoleCode: 'role' })
const FISCAL_REFERENCE = each('fiscalReferences', ['role', 'vat'], { ID: 'vat', RoleCode: 'role' })
const CHARGE_DEDUCTION = each('additionsDeductions', ['code'], { ChargesTypeCode: 'code', OtherChargeDeductionAmount: money('amount', 'currency') })
const TAX: Mapping = {
  AdValoremTaxBaseAmount: money('baseAmount', 'currency'),
  DeductAmount: NOT_KEPT,
  SpecificTaxBaseQuantity: measured('baseQuantity', 'baseUnit'),
  TaxRateNumeric: 'rate',
  TypeCode: 'type',
  Payment: { MethodCode: 'methodOfPayment', TaxAssessedAmount: money('amount', 'currency'), PaymentAmount: money('payable', 'currency') }
}

/** Ten digits in one element are split like those of three; `TRC` gives digits 9 and 10 apart. */
const commodityCode = cutInto(['hs6', 'cn2', 'taric2'], (code) =>
  code.length > 10 ? undefined : [code.slice(0, 6), code.slice(6, 8), code.slice(8)])
const declarationType = cutInto(['declarationType', 'additionalType'], (type) =>
  type.length > 3 ? undefined : [type.slice(0, 2), type.slice(2)])

/** Digits stand for the four valuation indicators, letters for an addition or deduction. */
const valuationAdjustment: Rule = choose((textOf) => /^[0-9]{4}$/.test(textOf('AdditionCode') ?? '') ? 'indicators' : textOf('AdditionCode') && 'addition', {
  indicators: { AdditionCode: 'valuationIndicators' },
  addition: each('additionsDeductions', ['code'], { AdditionCode: 'code' })
})

/** The first states requested and previous procedure, the others are additional procedures. */
const procedure: Rule = choose((textOf, position) => {
  if (textOf('PreviousCode') !== undefined) return 'procedure'
  if (textOf('CurrentCode') === undefined) return undefined
  return position === 1 && textOf('CurrentCode')?.length === 2 ? 'procedure' : 'additional'
}, {
  procedure: { CurrentCode: 'requestedProcedure', PreviousCode: 'previousProcedure' },
  additional: { CurrentCode: append('additionalProcedures') }
})

const GOODS_ITEM: Mapping = {
  CustomsValueAmount: money('customsValue', 'customsValueCurrency'),
  SequenceNumeric: 'itemNumber',
  StatisticalValueAmount: money('statisticalValue', 'statisticalValueCurrency'),
  TransactionNatureCode: 'transactionNature',
  AdditionalDocument: each('documents', ['type', 'reference'], DOCUMENT),
  AdditionalInformation: INFORMATION,
  AEOMutualRecognitionParty: SUPPLY_CHAIN_ACTOR,
  Buyer: party('buyer'),
  Commodity: {
    Description: 'description',
    Classification: choose((textOf) => textOf('IdentificationTypeCode'), {
      TSP: { ID: commodityCode, IdentificationTypeCode: CHOOSES },
      TRC: { ID: 'taric2', IdentificationTypeCode: CHOOSES },
      TRA: { ID: append('taricAdd'), IdentificationTypeCode: CHOOSES },
      GN: { ID: append('nationalAdd'), IdentificationTypeCode: CHOOSES },
      CV: { ID: 'cus', IdentificationTypeCode: CHOOSES }
    }),
    DangerousGoods: { UNDGID: append('dangerousGoods') },
    DutyTaxFee: each('taxes', ['type'], TAX, { DutyRegimeCode: firstOf('preference'), QuotaOrderID: firstOf('quotaOrderNo') }),
    GoodsMeasure: { GrossMassMeasure: kilograms('grossMass'), NetNetWeightMeasure: kilograms('netMass'), TariffQuantity: 'supplementaryUnits' },
    InvoiceLine: { ItemChargeAmount: money('itemAmount', 'itemAmountCurrency') },
    TransportEquipment: { SequenceNumeric: SEQUENCE, ID: append('containers') }
  },
  Consignee: party('consignee'),
  Consignor: party('exporter'), // the model has no Exporter on the item; its Consignor is D.E. 13 01 there
  CustomsValuation: { MethodCode: 'valuationMethod', ChargeDeduction: CHARGE_DEDUCTION },
  Destination: { CountryCode: 'destinationCountry', RegionID: NOT_KEPT },
  DomesticDutyTaxParty: FISCAL_REFERENCE,
  ExportCountry: { ID: byDirection('dispatchCountry', 'exportCountry') },
  GovernmentProcedure: procedure,
  Origin: choose((textOf) => textOf('TypeCode'), {
    1: { CountryCode: 'originCountry', RegionID: NOT_KEPT, TypeCode: CHOOSES },
    2: { CountryCode: 'prefOriginCountry', RegionID: NOT_KEPT, TypeCode: CHOOSES }
  }),
  Packaging: each('packages', [], {
    SequenceNumeric: SEQUENCE,
    MarksNumbersID: 'marks',
    QuantityQuantity: 'number',
    TypeCode: 'type',
    PackingMaterialDescription: NOT_KEPT,
    LengthMeasure: NOT_KEPT,
    WidthMeasure: NOT_KEPT,
    HeightMeasure: NOT_KEPT,
    VolumeMeasure: NOT_KEPT
  }),
  PreviousDocument: each('previousDocuments', ['type', 'reference'], PREVIOUS_DOCUMENT),
  Seller: party('seller'),
  UCR: { TraderAssignedReferenceID: 'ucr', ID: fallback('ucr') },
  ValuationAdjustment: valuationAdjustment
}

export const DECLARATION_MAPPING: Mapping = {
  AcceptanceDateTime: { DateTimeString: 'acceptanceDate' },
  FunctionCode: implied('it tells declarations from requests'),
  FunctionalReferenceID: 'lrn',
  ID: 'mrn',
  IssueDateTime: { DateTimeString: 'issuedAt' },
  IssueLocationID: NOT_KEPT,
  TypeCode: declarationType,
  GoodsItemQuantity: 'itemCount',
  DeclarationOfficeID: 'lodgementOffice',
  InvoiceAmount: money('totalInvoiced', 'totalInvoicedCurrency'),
  LoadingListQuantity: NOT_KEPT,
  TotalGrossMassMeasure: kilograms('grossMassTotal'),
  TotalPackageQuantity: 'totalPackages',
  SpecificCircumstancesCodeCode: NOT_KEPT,
  Authentication: PERSONAL,
  Submitter: NOT_KEPT,
  AdditionalDocument: choose((textOf) => textOf('TypeCode') === 'DAN' && textOf('CategoryCode') === '1' ? 'deferred' : 'document', {
    deferred: { CategoryCode: CHOOSES, ID: append('deferredPayment'), TypeCode: CHOOSES },
    document: each('documents', ['type', 'reference'], DOCUMENT)
  }),
  AdditionalInformation: INFORMATION,
  Agent: { ...onlyId('representative.eori'), FunctionCode: 'representative.status' },
  AuthorisationHolder: each('authorisations', ['type', 'holder'], { ID: 'holder', CategoryCode: 'type' }),
  BorderTransportMeans: {
    Name: NOT_KEPT,
    ID: 'borderTransportId',
    IdentificationTypeCode: 'borderTransportType',
    TypeCode: NOT_KEPT,
    RegistrationNationalityCode: 'borderTransportNationality',
    ModeCode: 'borderMode'
  },
  Consignment: {
    Carrier: party('carrier'),
    ConsignmentItem: NOT_KEPT,
    Consignor: NOT_KEPT, // of the safety and security data, D.E. 13 02
    Freight: { PaymentMethodCode: 'transportChargesPayment' },
    Itinerary: { SequenceNumeric: SEQUENCE, RoutingCountryCode: append('routingCountries') }
  },
  CurrencyExchange: { CurrencyTypeCode: 'accountsCurrency', RateNumeric: 'exchangeRate' },
  Declarant: onlyId('declarant'),
  ExitOffice: { ID: 'exitOffice' },
  Exporter: party('exporter'),
  GoodsShipment: {
    ExitDateTime: NOT_KEPT,
    TransactionNatureCode: 'transactionNature',
    AEOMutualRecognitionParty: SUPPLY_CHAIN_ACTOR,
    Buyer: party('buyer'),
    Consignee: party('consignee'),
    Consignment: {
      ContainerCode: 'containerIndicator',
      ArrivalTransportMeans: {
        Name: NOT_KEPT, ID: 'arrivalTransportId', IdentificationTypeCode: 'arrivalTransportType', TypeCode: NOT_KEPT, ModeCode: 'inlandMode'
      },
      DepartureTransportMeans: {
        Name: NOT_KEPT, ID: 'departureTransportId', IdentificationTypeCode: 'departureTransportType', TypeCode: NOT_KEPT, ModeCode: fallback('inlandMode')
      },
      GoodsLocation: {
        Name: 'goodsLocation.id',
        ID: fallback('goodsLocation.id'),
        TypeCode: 'goodsLocation.type',
        Address: {
          ...address('goodsLocation.address'), TypeCode: 'goodsLocation.qualifier', CountryCode: 'goodsLocation.country'
        }
      },
      LoadingLocation: NOT_KEPT,
      TransportEquipment: { SequenceNumeric: SEQUENCE, ID: append('containers'), Seal: { SequenceNumeric: SEQUENCE, ID: append('seals') } }
    },
    Consignor: NOT_KEPT, // of the safety and security data, D.E. 13 02
    CustomsValuation: {
      FreightChargeAmount: money('freightCharge', 'freightChargeCurrency'),
      ChargeDeduction: CHARGE_DEDUCTION,
      MethodCode: NOT_KEPT
    },
    Destination: { CountryCode: 'destinationCountry', RegionID: 'destinationRegion' },
    DomesticDutyTaxParty: FISCAL_REFERENCE,
    ExportCountry: { ID: byDirection('dispatchCountry', 'exportCountry') },
    GovernmentAgencyGoodsItem: items(GOODS_ITEM),
    Importer: party('importer'),
    Invoice: NOT_KEPT,
    Payer: onlyId('payer'),
    PreviousDocument: each('previousDocuments', ['type', 'reference'], PREVIOUS_DOCUMENT),
    Seller: party('seller'),
    Surety: onlyId('guarantor'),
    TradeTerms: {
      ConditionCode: 'incoterm', CountryRelationshipCode: NOT_KEPT, Description: NOT_KEPT, LocationID: 'incotermLocation', LocationName: 'incotermPlace'
    },
    UCR: { TraderAssignedReferenceID: 'ucr', ID: fallback('ucr') },
    Warehouse: { ID: 'warehouse.id', TypeCode: 'warehouse.type' }
  },
  ObligationGuarantee: each('guarantees', ['type', 'grn'], {
    AmountAmount: money('amount', 'currency'),
    ID: 'grn',
    ReferenceID: 'otherReference',
    SecurityDetailsCode: 'type',
    AccessCode: 'accessCode',
    GuaranteeOffice: { ID: 'office' }
  }),
  PresentationOffice: { ID: 'presentationOffice' },
  SupervisingOffice: { ID: 'supervisingOffice' }
}
