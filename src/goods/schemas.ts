import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { LargePageQuery, pageOf } from '../platform/http/pages.ts'
import { Day, orNull, Reference, Uuid } from '../platform/http/fields.ts'
import { COUNTRY, Decimal, Digits, PERSON, Text } from './field-types.ts'
import { answeredOf, DECLARATION_FIELDS, GOODS_FIELDS, GOODS_LISTS, LICENCE_FIELDS, sentOf, SUPPLIER_FIELDS, SUPPLIER_LISTS } from './fields.ts'
import type { Fields } from './fields.ts'
import { DECLARATION_WARNINGS } from './evidence.ts'
import { GOODS_WARNINGS } from './code-warnings.ts'
import { EXCISE_STATES, ROLES, VALUE_ELEMENTS } from './model.ts'

/** What crosses the wire about goods, suppliers, their declarations and licences. */

type Lists = Readonly<Record<string, readonly [description: string, fields: Fields]>>
const MOST_STATED = 100
const MOST_KEPT = 500

const sentLists = (lists: Lists): Record<string, TSchema> =>
  Object.fromEntries(Object.entries(lists).map(([name, [description, fields]]) => [name, Type.Optional(Type.Array(sentOf(fields, description), { maxItems: MOST_STATED, description }))]))
const answeredLists = (lists: Lists): Record<string, TSchema> =>
  Object.fromEntries(Object.entries(lists).map(([name, [description, fields]]) => [name, Type.Array(answeredOf(fields, description), { maxItems: MOST_KEPT, description })]))

const GoodsRef = Reference(64, 'Material number of the goods in the sending system')
const SupplierRef = Reference(64, 'Supplier number in the sending system')

export const NewGoodsBody = Type.Object({ goodsRef: GoodsRef, ...sentOf(GOODS_FIELDS, '').properties, ...sentLists(GOODS_LISTS) }, { additionalProperties: false, description: 'Goods, with as much of their facts as is known' })
export const GoodsChangeBody = Type.Object({ ...sentOf(GOODS_FIELDS, '', true).properties, ...sentLists(GOODS_LISTS) }, { additionalProperties: false, minProperties: 1, description: 'What changes: absent stays, null clears; an entry that is known by its key changes, another one is added' })
/** One entry of a list, for example a decision on the code. */
export const entryBody = (list: keyof typeof GOODS_LISTS) => {
  const [description = '', fields = {}] = GOODS_LISTS[list] ?? []
  return sentOf(fields, description)
}

const HeldCode = answeredOf(GOODS_LISTS['codeDecisions']?.[1] ?? {}, 'A decision that may be used')
const HeldOrigin = answeredOf(GOODS_LISTS['origins']?.[1] ?? {}, 'A decision on the origin that may be used')
const entriesOf = (list: string): TSchema => Type.Array(answeredOf(GOODS_LISTS[list]?.[1] ?? {}, GOODS_LISTS[list]?.[0] ?? ''), { maxItems: MOST_KEPT, description: GOODS_LISTS[list]?.[0] ?? '' })

export const GoodsOnDaySchema = Type.Object({
  day: Day('The day'),
  active: Type.Boolean({ description: 'Whether the operator deals in them on that day' }),
  status: Type.Enum(['draft', 'approved', 'blocked'], { description: 'blocked: a decision that held may not be used; draft: none was approved' }),
  description: orNull(Text(512, 'Words'), 'What they are'),
  importCode: orNull(HeldCode, 'Decision on the code at import'),
  exportCode: orNull(HeldCode, 'Decision on the code at export'),
  ruling: orNull(Type.Object({ reference: Text(64, 'Reference'), code: Digits(6, 10, 'Code'), usableUntil: orNull(Day('Last day'), 'Last day of use'), extendedUse: Type.Boolean({ description: 'Lost, and still used as granted' }) }, { additionalProperties: false }), 'Binding tariff information'),
  origin: orNull(HeldOrigin, 'Non-preferential origin'),
  preferentialOrigins: Type.Array(HeldOrigin, { maxItems: MOST_KEPT, description: 'Preferential origins' }),
  excise: orNull(Type.Enum(EXCISE_STATES), 'Excise status'),
  dualUse: orNull(answeredOf(GOODS_LISTS['dualUse']?.[1] ?? {}, 'Assessment'), 'Latest dual-use assessment'),
  exemptions: Type.Array(Text(4, 'Code'), { maxItems: MOST_KEPT, description: 'Exemptions that were assessed' }),
  valueElements: entriesOf('valueElements'), tradeDefence: entriesOf('tradeDefence'), sources: entriesOf('sources')
}, { $id: 'GoodsOnDay', additionalProperties: false, description: 'What held of goods on a day' })

export const GoodsSchema = Type.Object({
  id: Uuid('Identifier'), goodsRef: GoodsRef, ...answeredOf(GOODS_FIELDS, '').properties, ...answeredLists(GOODS_LISTS),
  changes: Type.Array(Type.Object({ on: Day('First day'), kind: Type.Enum(['code', 'origin'], { description: 'What changed' }), from: Text(10, 'Before'), to: Text(10, 'After'), approved: Type.Boolean({ description: 'Whether another person approved it' }) }, { additionalProperties: false }), { maxItems: 1000, description: 'Changes of code and of non-preferential origin, decided and proposed' }),
  warnings: Type.Array(Type.Object({ decision: Text(36, 'Identifier of the decision'), warning: Type.Enum(GOODS_WARNINGS, { description: 'code_not_in_nomenclature: the nomenclature of its first day does not know the code' }) }, { additionalProperties: false }), { maxItems: MOST_KEPT, description: 'What of it people should look at again' }),
  onDay: Type.Ref('GoodsOnDay')
}, { $id: 'Goods', additionalProperties: false, description: 'Goods with everything that is recorded of them, and what held on the day asked for' })
export const GoodsPageSchema = pageOf(Type.Ref('Goods'), 'GoodsPage', 'Goods in the order of their references')

export const ImpactSchema = Type.Object({
  from: Day('First day of the decision, or of the goods'), to: orNull(Day('Last day'), 'Last day; null: open'),
  months: orNull(Type.Array(Type.Object({ month: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$', minLength: 7, maxLength: 7, description: 'YYYY-MM' }), items: Type.Integer({ minimum: 0, description: 'Declared items' }) }, { additionalProperties: false }), { maxItems: 2500, description: 'By calendar month' }), 'Items of these goods that were declared in the months of the period; null while nothing counts them'),
  items: orNull(Type.Integer({ minimum: 0 }), 'Their sum'),
  records: orNull(Text(500, 'Query'), 'The query that lists them; null where there is none'),
  run: orNull(Type.Object({
    method: Type.Literal('POST'), href: Type.Literal('/v1/checks/runs'),
    body: Type.Object({ from: Day('First day'), to: Day('Last day'), only: Type.Object({ goodsRef: GoodsRef }, { additionalProperties: false }) }, { additionalProperties: false, description: 'What to send, with a reason' })
  }, { additionalProperties: false }), 'The run that examines again what was declared in the period: after a change of what is in force it is called for; null while the period is still to come')
}, { $id: 'GoodsImpact', additionalProperties: false, description: 'What a decision touches' })

export const GoodsParams = Type.Object({ ref: GoodsRef }, { additionalProperties: false })
export const DecisionParams = Type.Object({ ref: GoodsRef, id: Uuid('Id of the decision') }, { additionalProperties: false })
export const OnQuery = Type.Object({ on: Type.Optional(Day('Day to answer for; today when absent')) }, { additionalProperties: false })
export const ImpactQuery = Type.Object({ decision: Type.Optional(Uuid('Id of a decision on the code or the origin; all the days of the goods when absent')) }, { additionalProperties: false })
export const GoodsQuery = Type.Object({
  ...LargePageQuery,
  on: Type.Optional(Day('Day whose states the filters ask for; today when absent')),
  role: Type.Optional(Type.Enum(ROLES, { description: 'What the operator does with them' })),
  status: Type.Optional(Type.Enum(['draft', 'approved', 'blocked'], { description: 'State' })),
  withoutCode: Type.Optional(Type.Boolean({ description: 'Whether a direction of theirs lacks its approved code' })),
  reviewDueBy: Type.Optional(Day('Their classification is stale on that day unless somebody looks at it')),
  code: Type.Optional(Digits(2, 10, 'Beginning of a code that may be used')),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'Beginning of the reference or of the description' }))
}, { additionalProperties: false })

export const ApprovalBody = Type.Object({ by: Type.Optional(PERSON('Who decides on it, another person than decided: the one whose login the token has, and then it may be left out')), on: Type.Optional(Day('Day; today when absent')) }, { additionalProperties: false })
export const BlockBody = Type.Object({ from: Day('First day on which it may not be used') }, { additionalProperties: false })
export const CodeReviewBody = Type.Object({ by: Type.Optional(PERSON('Who looked: the one whose login the token has, and then it may be left out')), on: Type.Optional(Day('Day; today when absent')), nextOn: Type.Optional(orNull(Day('Day'), 'Day by which to look again')) }, { additionalProperties: false })
export const AssessmentBody = Type.Object({ dualUse: Type.Optional(entryBody('dualUse')), excise: Type.Optional(entryBody('excise')), exemption: Type.Optional(entryBody('exemptions')) }, { additionalProperties: false, minProperties: 1, maxProperties: 1, description: 'One assessment' })

export const NewSupplierBody = Type.Object({ supplierRef: SupplierRef, ...sentOf(SUPPLIER_FIELDS, '').properties, ...sentLists(SUPPLIER_LISTS) }, { additionalProperties: false, description: 'A supplier' })
export const SupplierChangeBody = Type.Object({ ...sentOf(SUPPLIER_FIELDS, '', true).properties, ...sentLists(SUPPLIER_LISTS) }, { additionalProperties: false, minProperties: 1, description: 'What changes: absent stays, null clears; an entry that is known by its key changes, another one is added' })
export const SupplierSchema = Type.Object({
  id: Uuid('Identifier'), supplierRef: SupplierRef, ...answeredOf(SUPPLIER_FIELDS, '').properties, ...answeredLists(SUPPLIER_LISTS),
  onDay: Type.Object({ day: Day('The day'), country: orNull(COUNTRY('Country'), 'Country'), related: Type.Boolean({ description: 'Related' }), additions: Type.Array(Type.Enum(VALUE_ELEMENTS), { maxItems: 10, description: 'Additions that are known' }) }, { additionalProperties: false, description: 'What held on the day asked for' })
}, { $id: 'Supplier', additionalProperties: false, description: 'A supplier with everything that is recorded of it' })
export const SupplierPageSchema = pageOf(Type.Ref('Supplier'), 'SupplierPage', 'Suppliers in the order of their references')
export const SupplierParams = Type.Object({ ref: SupplierRef }, { additionalProperties: false })
export const SupplierQuery = Type.Object({ ...LargePageQuery, ...OnQuery.properties, checkedBefore: Type.Optional(Day('Identity not checked since that day')), text: Type.Optional(Reference(64, 'Beginning of the reference')) }, { additionalProperties: false })

export const NewDeclarationBody = Type.Object({ supplierRef: SupplierRef, documentReference: Reference(128, 'Reference of the document'), ...sentOf(DECLARATION_FIELDS, '').properties }, { additionalProperties: false, description: 'A supplier\'s declaration' })
export const DeclarationChangeBody = Type.Object(sentOf(DECLARATION_FIELDS, '', true).properties, { additionalProperties: false, minProperties: 1, description: 'What changes: absent stays, null clears' })
export const SupplierDeclarationSchema = Type.Object({
  id: Uuid('Identifier'), supplierRef: SupplierRef, documentReference: Reference(128, 'Reference of the document'), ...answeredOf(DECLARATION_FIELDS, '').properties,
  evidenceUntil: orNull(Day('Last day'), 'Last day on which it is evidence: the law ends it, whatever it states'),
  warnings: Type.Array(Type.Enum(DECLARATION_WARNINGS), { maxItems: 10, description: 'What it states that the law does not allow (IA 62)' })
}, { $id: 'SupplierDeclaration', additionalProperties: false, description: 'A supplier\'s declaration' })
export const SupplierDeclarationPageSchema = pageOf(Type.Ref('SupplierDeclaration'), 'SupplierDeclarationPage', 'Supplier\'s declarations by supplier and document')
export const DeclarationQuery = Type.Object({ ...LargePageQuery, supplierRef: Type.Optional(SupplierRef), goodsRef: Type.Optional(GoodsRef), on: Type.Optional(Day('Evidence on that day')) }, { additionalProperties: false })

export const NewLicenceBody = Type.Object({ reference: Reference(64, 'Reference of the licence, as declarations name it'), ...sentOf(LICENCE_FIELDS, '').properties }, { additionalProperties: false, description: 'A licence' })
export const LicenceChangeBody = Type.Object(sentOf(LICENCE_FIELDS, '', true).properties, { additionalProperties: false, minProperties: 1, description: 'What changes: absent stays, null clears' })
export const LicenceSchema = Type.Object({
  id: Uuid('Identifier'), reference: Reference(64, 'Reference of the licence'), ...answeredOf(LICENCE_FIELDS, '').properties,
  attributed: Decimal('Attributed so far, in the unit or currency of the licence'), balance: orNull(Type.String({ maxLength: 30 }), 'What is left; below zero when more was attributed than authorised; null without an authorised quantity or value')
}, { $id: 'Licence', additionalProperties: false, description: 'A licence with its balance' })
export const LicencePageSchema = pageOf(Type.Ref('Licence'), 'LicencePage', 'Licences in the order of their references')
export const LicenceQuery = Type.Object({ ...LargePageQuery, type: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{4}$', minLength: 4, maxLength: 4, description: 'Document code' })), reference: Type.Optional(Reference(64, 'Whole reference')), endsBefore: Type.Optional(Day('Ends before that day')) }, { additionalProperties: false })
export const IdParams = Type.Object({ id: Uuid('Identifier') }, { additionalProperties: false })

export const GOODS_SCHEMAS = [
  GoodsOnDaySchema, GoodsSchema, GoodsPageSchema, ImpactSchema, SupplierSchema, SupplierPageSchema, SupplierDeclarationSchema, SupplierDeclarationPageSchema, LicenceSchema, LicencePageSchema
]
