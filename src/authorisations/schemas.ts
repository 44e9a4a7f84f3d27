import { Type } from 'typebox'
import type { Static } from 'typebox'
import { AUTHORISATION_CATALOGUE } from '../reference/authorisation-catalogue.ts'
import { LargePageQuery, pageOf } from '../platform/http/pages.ts'
import { DECISION_KINDS, STATUSES } from './state.ts'
import { Day, Eori, orNull, Reference, Text, Uuid, Words } from '../platform/http/fields.ts'
import { Amount, Country, Currency, Documents, Instant, ListOf, optional, Whole } from './wire-fields.ts'

/** What crosses the wire about authorisations and the decisions on them. */

export const AuthorisationTypeCode = Type.Enum(AUTHORISATION_CATALOGUE.map(({ type }) => type), { description: 'Type; GET /v1/authorisations/types lists them with their rules' })
const Code = (description: string) => Type.String({ minLength: 1, maxLength: 10, pattern: '^[0-9]+$', description })
const Alphanumeric = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9]+$', description })

const Quantity = Type.Object({
  quantity: Amount('At most so much'), unit: Alphanumeric(8, 'Unit, as declarations state it'),
  period: Type.Enum(['month', 'calendar_year', 'validity'], { description: 'In each month, in each calendar year, or in all' })
}, { additionalProperties: false, description: 'A quantity that may not be exceeded' })
const Yield = Type.Object({
  inputCode: orNull(Code('Commodity code'), 'What goes in'), outputCode: orNull(Code('Commodity code'), 'What comes out'),
  rate: Amount('Output per input'), description: orNull(Words(500, 'In words'), 'In words')
}, { additionalProperties: false, description: 'A rate of yield (UCC 255)' })
const Guarantee = Type.Object({
  grn: orNull(Reference(24, 'GRN'), 'Guarantee reference number, D.E. 99 03'), referenceAmount: Amount('Reference amount (IA 155)'), currency: Currency,
  paymentDays: orNull(Whole(0, 366, 'Days'), 'Days for which a debt goes on counting after goods were released or discharged, as under deferred payment; null: none')
}, { additionalProperties: false, description: 'Guarantee' })

const scopeMembers = {
  goodsCodes: ListOf(Code('Beginning of a commodity code'), 1000, 'Beginnings of commodity codes; empty: all'),
  procedures: ListOf(Alphanumeric(4, 'Procedure, two or four digits'), 100, 'Procedures'),
  sites: ListOf(Reference(64, 'Code of a site'), 500, 'Sites; empty: all'),
  offices: ListOf(Alphanumeric(8, 'Customs office'), 200, 'Customs offices; empty: all'),
  quantities: ListOf(Quantity, 100, 'Quantities that may not be exceeded'),
  economicConditions: ListOf(Alphanumeric(4, 'Code'), 50, 'Codes of economic conditions'),
  yields: ListOf(Yield, 500, 'Rates of yield')
}
const Months = Whole(1, 120, 'Months')
export const ScopeSchema = Type.Object({
  ...scopeMembers, dischargePeriodMonths: orNull(Months, 'Period for discharge (UCC 257), months'), guarantee: orNull(Guarantee, 'Guarantee'),
  aeoReferenceExpected: Type.Boolean({ description: 'National rules ask that declarations name this AEO status' })
}, { $id: 'AuthorisationScope', additionalProperties: false, description: 'What an authorisation covers, and its conditions' })

const clearable = <T extends Parameters<typeof orNull>[0]>(schema: T) => optional(orNull(schema, 'Absent: as before; null: none'))
const scopeChange = Type.Object({
  goodsCodes: clearable(scopeMembers.goodsCodes), procedures: clearable(scopeMembers.procedures), sites: clearable(scopeMembers.sites), offices: clearable(scopeMembers.offices),
  quantities: clearable(scopeMembers.quantities), economicConditions: clearable(scopeMembers.economicConditions), yields: clearable(scopeMembers.yields),
  dischargePeriodMonths: clearable(Months), guarantee: clearable(Guarantee), aeoReferenceExpected: optional(Type.Boolean({ description: 'National rules ask that declarations name this AEO status' }))
}, { additionalProperties: false, description: 'Conditions that the decision states' })

const Office = Alphanumeric(8, 'Customs office')
const Offices = ListOf(Office, 50, 'Supervising customs offices')
const States = ListOf(Country, 27, 'Member states where it holds')
export const TermsChangeSchema = Type.Object({
  effectiveTo: optional(orNull(Day('Last day of validity'), 'Last day of validity; null: no end; absent: by the rule of the type, or as before')),
  issuingOffice: clearable(Office), supervisingOffices: clearable(Offices), memberStates: clearable(States), scope: optional(scopeChange)
}, { $id: 'AuthorisationTermsChange', additionalProperties: false, description: 'What a decision states; in an amendment absent means as before' })

/** The component, with the type that a reference alone does not carry. */
const TermsRef = Type.Unsafe<Static<typeof TermsChangeSchema>>(Type.Ref('AuthorisationTermsChange'))

export const NewAuthorisationBody = Type.Object({
  type: AuthorisationTypeCode,
  reference: Reference(70, 'Reference number of the decision; of an application without one, your own'),
  holderEori: Eori('EORI of the holder'),
  legalEntityId: optional(Reference(64, 'The legal entity of the group')),
  appliedOn: optional(Day('Day of application; alone, the authorisation is applied for')),
  decisionDate: optional(Day('Day of the grant')),
  effectiveFrom: optional(Day('First day of validity; that of the grant if absent, and before it where it is granted with retroactive effect')),
  terms: optional(TermsRef),
  documents: optional(Documents)
}, { additionalProperties: false })

export const NewDecisionBody = Type.Object({
  kind: Type.Enum(DECISION_KINDS, { description: 'What was decided; recorded_in_error takes an earlier record back' }),
  decisionDate: Day('Day of the decision'),
  effectiveFrom: optional(Day('First day of its effect; the decision\'s if absent, of an annulment that of the grant (UCC 27)')),
  effectiveTo: optional(Day('Last day of a suspension')),
  terms: optional(TermsRef),
  replaces: optional(Whole(1, 100_000, 'Number of the record that this one corrects')),
  forFailure: optional(Type.Boolean({ description: 'Annulled or revoked because the holder failed to meet an obligation; no new application is accepted for a time (UCC-DA 11)' })),
  reference: optional(Reference(70, 'Reference of the decision')),
  words: optional(Words(4000, 'Why, in words')),
  documents: optional(Documents)
}, { additionalProperties: false })

export const AuthorisationPatch = Type.Object({
  holderEori: optional(Eori('EORI of the holder')),
  legalEntityId: optional(orNull(Reference(64, 'The legal entity of the group'), 'Null: none'))
}, { additionalProperties: false })

const Status = Type.Enum(STATUSES, { description: 'granted and amended are in force' })
export const AuthorisationSchema = Type.Object({
  id: Uuid('Identifier'), type: Text(40, 'Type'), reference: Text(70, 'Reference'), holderEori: Text(17, 'EORI of the holder'), legalEntityId: orNull(Text(64, 'Id'), 'Legal entity'),
  decisionDate: orNull(Day('Day'), 'Day of the grant'), effectiveFrom: orNull(Day('Day'), 'First day of validity'),
  barredUntil: orNull(Day('Day'), 'Last day on which customs accept no new application for the same purpose (UCC-DA 11); null where nothing bars it'),
  on: Day('The day that status, effectiveTo and what follows are of'),
  status: orNull(Status, 'Status on that day; null before the first decision'),
  statusFrom: orNull(Day('Day'), 'First day of a stretch on which the same held'), statusTo: orNull(Day('Day'), 'Its last day; null: no end is known'),
  effectiveTo: orNull(Day('Day'), 'Last day of validity; null: no end'), effectiveToProposed: Type.Boolean({ description: 'Nobody stated the end: it follows from the rule of the type' }),
  issuingOffice: orNull(Text(8, 'Office'), 'Customs office that issued it'), supervisingOffices: Offices, memberStates: States, scope: Type.Ref('AuthorisationScope'),
  recordedAt: Instant('When it was recorded')
}, { $id: 'Authorisation', additionalProperties: false, description: 'An authorisation with what held on a day' })
export const AuthorisationPageSchema = pageOf(Type.Ref('Authorisation'), 'AuthorisationPage', 'Authorisations, in the order they were recorded')

export const DecisionSchema = Type.Object({
  number: Type.Integer({ description: 'Number' }), kind: Type.Enum(DECISION_KINDS, { description: 'What was decided' }), decisionDate: Day('Day of the decision'),
  effectiveFrom: Day('First day of its effect'), effectiveTo: orNull(Day('Day'), 'Last day of a suspension'),
  terms: orNull(Type.Object({}, { additionalProperties: true, description: 'As stated' }), 'What it states'),
  replaces: orNull(Type.Integer(), 'Record that it corrects'), forFailure: Type.Boolean({ description: 'Because the holder failed to meet an obligation' }), reference: orNull(Text(70, 'Reference'), 'Reference of the decision'), words: orNull(Text(4000, 'Words'), 'Why'),
  documents: Documents, recordedAt: Instant('When it was recorded'), recordedBy: Text(36, 'Pseudonym of who recorded it')
}, { $id: 'AuthorisationDecision', additionalProperties: false, description: 'A decision on an authorisation, as it was recorded' })
export const DecisionListSchema = Type.Object({ items: ListOf(Type.Ref('AuthorisationDecision'), 10_000, 'Decisions, in the order of their recording') }, { $id: 'AuthorisationDecisionList', additionalProperties: false, description: 'Every decision on record' })

const Mark = orNull(Type.Enum(['C', 'M']), 'C: corroborated; M: check it against your own source')
const TypeSchema = Type.Object({
  type: Text(40, 'Type'), documentCodes: ListOf(Text(4, 'Code'), 10, 'Codes under which declarations name it'), annexColumn: orNull(Text(3, 'Column'), 'Column of UCC-DA Annex A'), title: Text(200, 'What it is'),
  legalBasis: Text(200, 'Legal basis'), validityKind: Type.Enum(['unlimited', 'fixed', 'at_most', 'national', 'single_decision'], { description: 'What the law says of its end' }),
  validityMonths: orNull(Type.Integer(), 'Months from the grant to the end'), codesMark: Mark, lawMark: Mark
}, { additionalProperties: false, description: 'A type of authorisation' })
export const TypeListSchema = Type.Object({ release: Text(20, 'Release of the catalogue'), items: ListOf(TypeSchema, 1000, 'Types') }, { $id: 'AuthorisationTypeList', additionalProperties: false, description: 'The catalogue of authorisations' })

export const AuthorisationParams = Type.Object({ id: Uuid('Id of the authorisation') }, { additionalProperties: false })
export const OnQuery = Type.Object({ on: optional(Day('Day asked for; today if absent')) }, { additionalProperties: false })
export const AuthorisationQuery = Type.Object({
  ...LargePageQuery, on: optional(Day('Day asked for; today if absent')), type: optional(Type.String({ minLength: 1, maxLength: 40, description: 'Type' })),
  reference: optional(Type.String({ minLength: 1, maxLength: 70, description: 'Reference' })), status: optional(Status),
  expiringWithin: optional(Whole(0, 3660, 'Ends on that day or within so many days after it'))
}, { additionalProperties: false })

export const AUTHORISATION_SCHEMAS = [ScopeSchema, TermsChangeSchema, AuthorisationSchema, AuthorisationPageSchema, DecisionSchema, DecisionListSchema, TypeListSchema]
