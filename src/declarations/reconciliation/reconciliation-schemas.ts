import { Type } from 'typebox'
import { Day, orNull, Uuid } from '../../platform/http/fields.ts'
import { LargePageQuery, pageOf } from '../../platform/http/pages.ts'
import { DIRECTIONS } from '../data-elements.ts'
import { DIFFERENCE_FIELDS, LISTED_KINDS } from './compare.ts'
import { CLOSING_REASONS } from './settlement.ts'

/** What crosses the wire about comparisons with customs' extracts. */

const InstantOut = Type.String({ format: 'date-time', maxLength: 24 })
const DayOut = (description: string) => Type.String({ format: 'date', maxLength: 10, description })
const Count = (description: string) => Type.Integer({ description })
const DecimalOut = Type.String({ pattern: '^-?[0-9]+([.][0-9]+)?$', maxLength: 50 })
const MrnOut = Type.String({ maxLength: 18, description: 'Master reference number' })
const Direction = Type.Enum(DIRECTIONS)

export const ReconcileQuery = Type.Object({
  from: Type.Optional(Day('First day of acceptance that the extract covers; that of its first line if absent')),
  to: Type.Optional(Day('Last day that it covers, every line lies between the two; that of its last line if absent')),
  direction: Type.Optional(Type.Enum(DIRECTIONS, { description: 'What the extract covers; both if absent' }))
}, { additionalProperties: false })
export const ReconciliationsQuery = Type.Object(LargePageQuery, { additionalProperties: false })
export const ReconciliationParams = Type.Object({ id: Uuid('Id of the reconciliation') }, { additionalProperties: false })
export const EntriesQuery = Type.Object({
  ...LargePageQuery,
  kind: Type.Optional(Type.Enum(LISTED_KINDS, { description: 'Only those of this kind; all three if absent' }))
}, { additionalProperties: false })

const fields = {
  id: Uuid('Identifier'),
  from: DayOut('First day of acceptance that the extract covers'),
  to: DayOut('Last day'),
  direction: orNull(Direction, 'Direction that the extract covers; null for both'),
  contentHash: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64, description: 'SHA-256 of the extract, unpacked, hexadecimal' }),
  comparedAt: Type.String({ format: 'date-time', maxLength: 24, description: 'When the comparison was finished; UTC. All counts are those of that moment' }),
  lines: Count('Declarations in the extract'),
  matched: Count('In both, and alike as far as the extract says'),
  differing: Count('In both, and not alike'),
  missingHere: Count('In the extract, and unknown here at that moment'),
  missingThere: Count('Accepted here in the period, and not in the extract'),
  differingBy: Type.Object(Object.fromEntries(DIFFERENCE_FIELDS.map((field) => [field, Type.Optional(Count(`Those whose ${field} differs`))])),
    { additionalProperties: false, description: 'Differing declarations by field; one may count under several' })
}

export const ReconciliationSchema = Type.Object(fields, { $id: 'Reconciliation', additionalProperties: false, description: 'A comparison of an extract of customs with the declarations here' })
export const ReconciliationReceiptSchema = Type.Object({
  ...fields,
  replayed: Type.Boolean({ description: 'True when the same extract found the same before: this is that comparison' })
}, { $id: 'ReconciliationReceipt', additionalProperties: false, description: 'What an extract of customs was found to say' })
export const ReconciliationPageSchema = pageOf(Type.Ref('Reconciliation'), 'ReconciliationPage', 'Comparisons, newest first')

const DifferenceOut = Type.Object({
  field: Type.Enum(DIFFERENCE_FIELDS, { description: 'What differs' }),
  customs: orNull(Type.String({ maxLength: 100 }), 'What customs says'),
  here: orNull(Type.String({ maxLength: 1000 }), 'What stood here; null when nothing did'),
  by: orNull(DecimalOut, 'Customs\' less ours: an amount, or days between the dates')
}, { additionalProperties: false, description: 'One field that differs' })

const customsSays = {
  type: orNull(Type.String({ maxLength: 6 }), 'Declaration type by the extract'),
  value: orNull(DecimalOut, 'Statistical value by the extract'),
  duty: orNull(DecimalOut, 'Duties assessed by the extract'),
  currency: orNull(Type.String({ maxLength: 3 }), 'Currency of both; null when the extract has no such line')
}
const AgeDays = Type.Integer({ description: 'Whole days since acceptance, until it closed, else until today' })

export const ReconciliationEntrySchema = Type.Object({
  mrn: MrnOut,
  kind: Type.Enum(LISTED_KINDS, { description: 'What it was found to be when it was compared' }),
  acceptedOn: DayOut('Acceptance by customs; of what is missing there, as it stood here'),
  line: orNull(Type.Integer(), 'Line of the extract, from 1'),
  ...customsSays,
  differences: Type.Array(DifferenceOut, { maxItems: DIFFERENCE_FIELDS.length, description: 'What differed when it was compared' }),
  declarationId: orNull(Uuid('Identifier'), 'The declaration here now, if there is one'),
  findingId: orNull(Uuid('Identifier'), 'Finding that its differences opened; the same differences open one'),
  closedBecause: orNull(Type.Enum(CLOSING_REASONS), 'Why it needs nothing more: it arrived here; it agrees now; customs agreed in a later extract, or reported it there; it is no longer accepted. Null while it is open'),
  closedAt: orNull(InstantOut, 'Since when, where that is known; for what arrived the first receipt'),
  ageDays: AgeDays
}, { $id: 'ReconciliationEntry', additionalProperties: false, description: 'One declaration of a comparison, and what became of it since' })
export const ReconciliationEntryPageSchema = pageOf(Type.Ref('ReconciliationEntry'), 'ReconciliationEntryPage', 'Entries by kind, day and MRN')

export const MissingDeclarationSchema = Type.Object({
  mrn: MrnOut,
  acceptedOn: DayOut('Acceptance by the first extract that showed it'),
  ...customsSays,
  ageDays: AgeDays,
  reconciliationId: Uuid('The comparison that missed it first'),
  firstMissedAt: Type.String({ format: 'date-time', maxLength: 24, description: 'When it was first missed; UTC' })
}, { $id: 'MissingDeclaration', additionalProperties: false, description: 'A declaration that customs has and that has not arrived here' })
export const MissingDeclarationPageSchema = pageOf(Type.Ref('MissingDeclaration'), 'MissingDeclarationPage', 'Missing declarations, oldest acceptance first')

export const RECONCILIATION_SCHEMAS = [
  ReconciliationSchema, ReconciliationReceiptSchema, ReconciliationPageSchema, ReconciliationEntrySchema, ReconciliationEntryPageSchema, MissingDeclarationSchema, MissingDeclarationPageSchema
]
