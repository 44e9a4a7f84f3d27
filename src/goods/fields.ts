import { Type } from 'typebox'
import type { TObject, TSchema } from 'typebox'
import { Currency, Day, orNull, Reference, Sha256, Words } from '../platform/http/fields.ts'
import { AGREEMENT, COUNTRY, Decimal, Digits, PERSON, Text } from './field-types.ts'
import { CODE_REASONS, DECISION_STATES, DECLARATION_KINDS, DIRECTIONS, EXCISE_STATES, ORIGIN_EVIDENCE, ORIGIN_KINDS, ROLES, RULING_ENDS, VALUE_ELEMENTS } from './model.ts'

/** Fields of records, declared once: what is sent and what comes back are made of them. */

/** `must`: sent and answered. `may`: may be left out or null, answered as null. `default`: may be left out, always answered. `answer`: only answered; null where `may` be. `send`: only sent. */
type Mode = 'must' | 'may' | 'default' | 'answer' | 'answer_may' | 'send'
export type Fields = Readonly<Record<string, readonly [schema: TSchema, mode: Mode]>>

/** What a client sends; `changing`: everything may be left out. */
export function sentOf (fields: Fields, description: string, changing = false): TObject {
  const members = Object.entries(fields).filter(([, [, mode]]) => !mode.startsWith('answer')).map(([name, [schema, mode]]): [string, TSchema] =>
    [name, mode === 'must' ? (changing ? Type.Optional(schema) : schema) : Type.Optional(mode === 'may' ? orNull(schema) : schema)])
  return Type.Object(Object.fromEntries(members), { additionalProperties: false, description })
}

export function answeredOf (fields: Fields, description: string): TObject {
  const members = Object.entries(fields).filter(([, [, mode]]) => mode !== 'send').map(([name, [schema, mode]]): [string, TSchema] => [name, mode === 'may' || mode === 'answer_may' ? orNull(schema) : schema])
  return Type.Object(Object.fromEntries(members), { additionalProperties: false, description })
}

const MOST_RECORDERS = 500
const PERIOD: Fields = { validFrom: [Day('First day'), 'must'], validTo: [Day('Last day; none is known when left out'), 'may'] }
const ID: Fields = { id: [Type.String({ maxLength: 36, description: 'Identifier of the entry' }), 'answer'] }
const DECIDED: Fields = {
  ...ID, ...PERIOD,
  status: [Type.Enum(DECISION_STATES, { description: 'draft until another person approves it' }), 'answer'],
  decidedBy: [PERSON('Who decided'), 'must'],
  decidedOn: [Day('Day of the decision; today when left out'), 'default'],
  why: [Words(2000, 'Why'), 'may'],
  approvedBy: [PERSON('Who approved or refused it; another person than decided. Sent only with an approval of the past that is brought in, which needs the scope goods:approve'), 'may'],
  approvedOn: [Day('Day of the approval; sent with approvedBy, and a day of the past'), 'may'],
  blockedFrom: [Day('First day on which it may not be used any more'), 'answer_may'],
  recordedBy: [Type.Array(Type.String({ maxLength: 36 }), { maxItems: MOST_RECORDERS, description: 'Who stated it while it was a draft, as the log names its actors; none of them may approve it' }), 'answer']
}

const AI_USE = Type.Object({
  systemId: Text(64, 'Identifier of the AI system in its register'), version: Type.Optional(orNull(Text(64, 'Version of the system'))), confidence: Type.Optional(orNull(Type.Number({ minimum: 0, maximum: 1, description: 'Confidence that the system stated, 0 to 1' })))
}, { additionalProperties: false, description: 'AI system that proposed it' })

export const GOODS_LISTS: Readonly<Record<string, readonly [description: string, fields: Fields]>> = {
  descriptions: ['What the goods are, in words', { ...ID, language: [Type.String({ pattern: '^[a-z]{2}$', minLength: 2, maxLength: 2, description: 'ISO 639-1' }), 'must'], text: [Words(512, 'Description'), 'must'], validFrom: [Day('First day; today when left out'), 'default'] }],
  codeDecisions: ['A decision on the commodity code', {
    ...DECIDED, direction: [Type.Enum(DIRECTIONS, { description: 'Import asks for ten digits, export for eight' }), 'must'], code: [Digits(6, 10, 'Commodity code, 6 to 10 digits'), 'must'],
    reason: [Type.Enum(CODE_REASONS, { description: 'What made it necessary' }), 'default'], btiReference: [Reference(64, 'Binding tariff information that it follows'), 'may'], ai: [AI_USE, 'may'],
    reviewOn: [Day('Day by which somebody means to look at it again'), 'may'], reviewedOn: [Day('Day on which somebody looked at it last'), 'may'], reviewedBy: [PERSON('Who looked'), 'may']
  }],
  origins: ['A decision on the origin', {
    ...DECIDED, kind: [Type.Enum(ORIGIN_KINDS, { description: 'Which origin' }), 'must'], country: [COUNTRY('Country'), 'must'], agreement: [AGREEMENT, 'may'],
    evidence: [Type.Enum(ORIGIN_EVIDENCE, { description: 'What it rests on' }), 'default'], evidenceReference: [Reference(128, 'Reference of the evidence'), 'may'], evidenceHash: [Sha256('SHA-256 of the evidence'), 'may']
  }],
  rulings: ['Binding tariff information', {
    ...ID, ...PERIOD, reference: [Reference(64, 'Reference, country + BTI + national part'), 'must'], code: [Digits(6, 10, 'Commodity code that it binds to'), 'must'],
    lostOn: [Day('First day without validity before its time'), 'may'], lostBecause: [Type.Enum(RULING_ENDS, { description: 'Why it was lost' }), 'may'],
    extendedUseUntil: [Day('Last day of the extended use that customs granted (UCC 34(9)); beyond six months it does not count'), 'may']
  }],
  sources: ['A supplier of the goods', { ...ID, ...PERIOD, supplierRef: [Reference(64, 'Supplier'), 'must'] }],
  valueElements: ['An element of value beside the price (UCC 71)', { ...ID, ...PERIOD, kind: [Type.Enum(VALUE_ELEMENTS, { description: 'Which element' }), 'must'], supplierRef: [Reference(64, 'Supplier that it concerns; all when left out'), 'may'], reference: [Reference(128, 'Contract or document'), 'may'] }],
  tradeDefence: ['A trade defence measure', { ...ID, ...PERIOD, measure: [Text(100, 'Regulation or measure'), 'must'], producer: [Text(200, 'Manufacturer or producer'), 'may'], taricAdditionalCode: [Type.String({ pattern: '^[A-Z0-9]{4}$', minLength: 4, maxLength: 4, description: 'TARIC additional code of the producer' }), 'may'] }],
  dualUse: ['A technical assessment against the dual-use list', { ...ID, assessedOn: [Day('Day of the assessment'), 'must'], listed: [Type.Boolean({ description: 'Whether the goods are listed' }), 'must'], entry: [Reference(20, 'Entry of Annex I'), 'may'], exemption: [Type.Boolean({ description: 'Whether an exemption is recorded' }), 'default'], assessedBy: [PERSON('Who assessed'), 'may'] }],
  excise: ['The excise status', { ...ID, ...PERIOD, status: [Type.Enum(EXCISE_STATES, { description: 'Whether excise duty applies' }), 'must'], category: [Reference(10, 'Excise product code'), 'may'] }],
  exemptions: ['The assessment of an exemption', { ...ID, ...PERIOD, code: [Type.String({ pattern: '^Y[0-9]{3}$', minLength: 4, maxLength: 4, description: 'Document code of the exemption' }), 'must'], assessedBy: [PERSON('Who assessed'), 'may'] }]
}

export const GOODS_FIELDS: Fields = {
  roles: [Type.Array(Type.Enum(ROLES), { maxItems: 3, uniqueItems: true, description: 'What the operator does with them' }), 'default'],
  activeFrom: [Day('First day on which the operator deals in them; that of the record when left out'), 'default'],
  retiredOn: [Day('Last day on which it does'), 'may']
}

export const SUPPLIER_LISTS: Readonly<Record<string, readonly [description: string, fields: Fields]>> = {
  terms: ['What holds of the supplier', { ...ID, ...PERIOD, country: [COUNTRY('Country'), 'may'], related: [Type.Boolean({ description: 'Related to the operator (IA 127)' }), 'default'] }],
  additions: ['An addition to the price (UCC 71)', { ...ID, ...PERIOD, kind: [Type.Enum(VALUE_ELEMENTS, { description: 'Which addition' }), 'must'], reference: [Reference(128, 'Contract or document'), 'may'] }],
  priceAdjustments: ['A price adjustment after the fact', { ...ID, from: [Day('First day whose prices it changes'), 'must'], until: [Day('Last day'), 'must'], correctionReference: [Reference(64, 'MRN or reference of the correction that brought it to customs'), 'may'] }]
}

export const SUPPLIER_FIELDS: Fields = {
  eori: [Type.String({ pattern: '^[A-Z]{2}[A-Za-z0-9]{1,15}$', minLength: 3, maxLength: 17, description: 'EORI' }), 'may'],
  identityCheckedOn: [Day('Day on which EORI and identity were checked last'), 'may']
}

export const DECLARATION_FIELDS: Fields = {
  documentHash: [Sha256('SHA-256 of the document'), 'may'],
  kind: [Type.Enum(DECLARATION_KINDS, { description: 'For one consignment, or long-term (IA 62)' }), 'must'],
  agreement: [AGREEMENT, 'may'],
  originCountry: [COUNTRY('Origin that it states'), 'may'],
  issuedOn: [Day('Day of issue'), 'must'],
  validFrom: [Day('First day'), 'must'],
  validTo: [Day('Last day that it states'), 'may'],
  goodsRefs: [Type.Array(Reference(64, 'Material number'), { minItems: 1, maxItems: 1000, uniqueItems: true, description: 'Goods that it covers' }), 'must'],
  withdrawnOn: [Day('First day without it, when the supplier took it back'), 'may']
}

export const LICENCE_FIELDS: Fields = {
  type: [Type.String({ pattern: '^[A-Z0-9]{4}$', minLength: 4, maxLength: 4, description: 'Document code, for example L001' }), 'must'],
  validFrom: [Day('First day'), 'may'],
  validUntil: [Day('Last day'), 'may'],
  authorisedQuantity: [Decimal('Quantity that was authorised'), 'may'],
  unit: [Reference(10, 'Unit of the quantity'), 'may'],
  authorisedValue: [Decimal('Value that was authorised'), 'may'],
  currency: [Currency('ISO 4217'), 'may'],
  attributedBefore: [Decimal('Attributed before this system counted'), 'default']
}
