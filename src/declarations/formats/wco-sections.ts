/**
 * The section and tag codes of the WCO data model (3.6), by which amendments and errors point at elements. Within a
 * section each tag means one child element. Classification's 337 is missing in the schemas and taken from customs' answers.
 */
export interface WcoSection {
  readonly code: string
  readonly element: string
  readonly tags: ReadonlyMap<string, string>
}

const TABLE: readonly (readonly [code: string, element: string, tags: Readonly<Record<string, string>>])[] = [
  ['02A', 'AdditionalDocument', { D031: 'CategoryCode', D005: 'ID', D006: 'TypeCode', 276: 'EffectiveDateTime', D028: 'Name', 360: 'LPCOExemptionCode' }],
  ['03A', 'AdditionalInformation', { 226: 'StatementCode', 225: 'StatementDescription', 369: 'StatementTypeCode' }],
  ['04A', 'Address', { 239: 'Line', 241: 'CityName', 242: 'CountryCode', 243: 'CountrySubDivisionName', 244: 'CountrySubDivisionCode', 245: 'PostcodeID', 410: 'TypeCode' }],
  ['05A', 'Agent', { R003: 'Name', R004: 'ID', 102: 'FunctionCode' }],
  ['06A', 'Amendment', { '099': 'ChangeReasonCode' }],
  ['10A', 'ArrivalTransportMeans', { T001: 'Name', T002: 'ID', T034: 'IdentificationTypeCode', T008: 'TypeCode', T020: 'ModeCode' }],
  ['12A', 'Authenticator', { R007: 'Name' }],
  ['15A', 'BorderTransportMeans', { T005: 'Name', T006: 'ID', T018: 'IdentificationTypeCode', T010: 'TypeCode', T014: 'RegistrationNationalityCode', T022: 'ModeCode' }],
  ['16A', 'Buyer', { R009: 'Name', R010: 'ID' }],
  ['18A', 'Carrier', { R011: 'Name', R012: 'ID' }],
  ['21A', 'Classification', { 145: 'ID', 337: 'IdentificationTypeCode' }],
  ['23A', 'Commodity', { 137: 'Description' }],
  ['25A', 'Communication', { 240: 'ID', 253: 'TypeCode' }],
  ['27A', 'Consignee', { R014: 'Name', R015: 'ID' }],
  ['28A', 'Consignment', { '096': 'ContainerCode' }],
  ['29A', 'ConsignmentItem', { '006': 'SequenceNumeric' }],
  ['30A', 'Consignor', { R020: 'Name', R021: 'ID' }],
  ['34A', 'Contact', { 246: 'Name' }],
  ['40A', 'CurrencyExchange', { 118: 'RateNumeric', 135: 'CurrencyTypeCode' }],
  ['41A', 'CustomsValuation', { 117: 'FreightChargeAmount', 122: 'MethodCode' }],
  ['42A', 'Declaration', {
    '023': 'AcceptanceDateTime', '017': 'FunctionCode', D026: 'FunctionalReferenceID', D014: 'ID', D011: 'IssueDateTime', D012: 'IssueLocationID',
    D013: 'TypeCode', 228: 'GoodsItemQuantity', '065': 'DeclarationOfficeID', 109: 'InvoiceAmount', '013': 'LoadingListQuantity',
    131: 'TotalGrossMassMeasure', 146: 'TotalPackageQuantity', 504: 'SpecificCircumstancesCodeCode'
  }],
  ['46A', 'DepartureTransportMeans', { T003: 'Name', T004: 'ID', T029: 'IdentificationTypeCode', T009: 'TypeCode', T021: 'ModeCode' }],
  ['50A', 'DutyTaxFee', { 111: 'DeductAmount', 113: 'TypeCode', 115: 'TaxRateNumeric', 116: 'AdValoremTaxBaseAmount', 129: 'SpecificTaxBaseQuantity', 164: 'DutyRegimeCode', 401: 'QuotaOrderID' }],
  ['56A', 'ExitOffice', { G005: 'ID' }],
  ['57A', 'Exporter', { R031: 'Name', R032: 'ID' }],
  ['62A', 'Freight', { '098': 'PaymentMethodCode' }],
  ['64A', 'GoodsLocation', { L016: 'Name', L017: 'ID', L110: 'TypeCode' }],
  ['65A', 'GoodsMeasure', { 126: 'GrossMassMeasure', 128: 'NetNetWeightMeasure', 130: 'TariffQuantity' }],
  ['67A', 'GoodsShipment', { '024': 'ExitDateTime', 103: 'TransactionNatureCode' }],
  ['68A', 'GovernmentAgencyGoodsItem', { '006': 'SequenceNumeric', 103: 'TransactionNatureCode', 108: 'CustomsValueAmount', 114: 'StatisticalValueAmount' }],
  ['70A', 'GovernmentProcedure', { 161: 'PreviousCode', 166: 'CurrentCode' }],
  ['74A', 'Importer', { R037: 'Name', R038: 'ID' }],
  ['78A', 'Invoice', { D015: 'IssueDateTime', D016: 'ID' }],
  ['79A', 'InvoiceLine', { 112: 'ItemChargeAmount' }],
  ['81A', 'Itinerary', { '006': 'SequenceNumeric', '064': 'RoutingCountryCode' }],
  ['83A', 'LoadingLocation', { L009: 'Name', L010: 'ID' }],
  ['90A', 'ObligationGuarantee', { D014: 'ID', 100: 'ReferenceID', 101: 'SecurityDetailsCode', 492: 'AmountAmount', 499: 'AccessCode' }],
  ['92A', 'Origin', { '063': 'CountryCode', '066': 'RegionID', 501: 'TypeCode' }],
  ['93A', 'Packaging', {
    '006': 'SequenceNumeric', 141: 'TypeCode', 142: 'MarksNumbersID', 144: 'QuantityQuantity', 344: 'PackingMaterialDescription',
    367: 'LengthMeasure', 368: 'WidthMeasure', 395: 'VolumeMeasure', 402: 'HeightMeasure'
  }],
  ['94A', 'Payment', { 107: 'MethodCode', 120: 'TaxAssessedAmount', 378: 'PaymentAmount' }],
  ['97A', 'Pointer', { '006': 'SequenceNumeric', 375: 'DocumentSectionCode', 381: 'TagID' }],
  ['99A', 'PreviousDocument', { D018: 'ID', D019: 'TypeCode', D031: 'CategoryCode', 171: 'LineNumeric' }],
  ['09B', 'Seller', { R050: 'Name', R051: 'ID' }],
  ['17B', 'Submitter', { R005: 'RoleCode', R058: 'Name', R059: 'ID' }],
  ['19B', 'Surety', { R054: 'Name', R055: 'ID' }],
  ['22B', 'TradeTerms', { '089': 'Description', '090': 'ConditionCode', 106: 'CountryRelationshipCode', L001: 'LocationName', L002: 'LocationID' }],
  ['31B', 'TransportEquipment', { '006': 'SequenceNumeric', 159: 'ID' }],
  ['35B', 'UCR', { '009': 'TraderAssignedReferenceID', '016': 'ID' }],
  ['39B', 'ValuationAdjustment', { 188: 'AdditionCode' }],
  ['43B', 'Warehouse', { L019: 'ID', L112: 'TypeCode' }],
  ['44B', 'Seal', { '006': 'SequenceNumeric', 165: 'ID' }],
  ['55B', 'DomesticDutyTaxParty', { R005: 'RoleCode', R119: 'ID' }],
  ['56B', 'Payer', { R120: 'Name', R121: 'ID' }],
  ['57B', 'Declarant', { R123: 'ID', R124: 'Name' }],
  ['58B', 'ChargeDeduction', { 181: 'OtherChargeDeductionAmount', 371: 'ChargesTypeCode' }],
  ['61B', 'Authentication', { 104: 'Authentication' }],
  ['95B', 'ExportCountry', { '062': 'ID' }],
  ['97B', 'SupervisingOffice', { G012: 'ID' }],
  ['99B', 'Destination', { 465: 'CountryCode', 477: 'RegionID' }],
  ['12C', 'DangerousGoods', { 506: 'UNDGID' }],
  ['14C', 'GuaranteeOffice', { G014: 'ID' }],
  ['15C', 'PresentationOffice', { G015: 'ID' }],
  ['16C', 'AEOMutualRecognitionParty', { R005: 'RoleCode', R143: 'ID' }],
  ['17C', 'AuthorisationHolder', { R144: 'ID', R145: 'CategoryCode' }],
  ['22C', 'WriteOff', { 502: 'QuantityQuantity', 503: 'AmountAmount' }]
]

/** By section code. */
export const WCO_SECTIONS: ReadonlyMap<string, WcoSection> = new Map(
  TABLE.map(([code, element, tags]) => [code, { code, element, tags: new Map(Object.entries(tags)) }])
)
