import { Type } from 'typebox'
import type { Static } from 'typebox'
import { pageOf, PageQuery } from '../platform/http/pages.ts'
import { DIRECTIONS, HEADER_FIELDS, ITEM_FIELDS, MRN_PATTERN, STATUSES } from './data-elements.ts'

/** What crosses the wire. Field names of a declaration are those of the canonical form. */

const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'

const nullable = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(schema: T, description: string) => Type.Union([schema, Type.Null()], { description })
const Uuid = (description: string) => Type.String({ format: 'uuid', pattern: UUID_PATTERN, minLength: 36, maxLength: 36, description })
const InstantOut = (description: string) => Type.String({ format: 'date-time', maxLength: 24, description: `${description}; UTC, RFC 3339` })
const DayIn = (description: string) => Type.String({ format: 'date', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', minLength: 10, maxLength: 10, description: `${description}; YYYY-MM-DD` })
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', minLength: 64, maxLength: 64, description: 'SHA-256, hexadecimal' })
const Status = Type.Enum(STATUSES, { description: 'State in the life cycle; customs\' answers stand before what senders say' })
const Text = (maxLength: number, description: string) => Type.String({ maxLength, description })
const DecimalOut = (description: string) => Type.String({ pattern: '^-?[0-9]+([.][0-9]+)?$', maxLength: 50, description: `${description}; decimal text` })

export const DeclarationParams = Type.Object({
  id: Type.String({ pattern: `${UUID_PATTERN}|${MRN_PATTERN}`, minLength: 18, maxLength: 36, description: 'Id of the declaration, or its MRN' })
}, { additionalProperties: false })
export const VersionParams = Type.Object({
  ...DeclarationParams.properties,
  version: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Number of the version, from 1' })
}, { additionalProperties: false })
export const MessageParams = Type.Object({ id: Uuid('Id of the message') }, { additionalProperties: false })

export const AsOfQuery = Type.Object({
  asOf: Type.Optional(Type.String({ format: 'date-time', minLength: 20, maxLength: 35, pattern: '^[0-9TZ:.+-]+$', description: 'Answer what this system knew at that instant; RFC 3339 with offset' }))
}, { additionalProperties: false })
export const DifferenceQuery = Type.Object({
  from: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Version to compare' }),
  to: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Version to compare it with' })
}, { additionalProperties: false })

export const ListQuery = Type.Object({
  ...PageQuery,
  from: Type.Optional(DayIn('First day: of acceptance, until then of first receipt')),
  to: Type.Optional(DayIn('Last day')),
  direction: Type.Optional(Type.Enum(DIRECTIONS, { description: 'import or export' })),
  type: Type.Optional(Type.String({ minLength: 2, maxLength: 6, pattern: '^[A-Za-z0-9]+$', description: 'Declaration type with additional type, for example IMA' })),
  procedure: Type.Optional(Type.String({ minLength: 2, maxLength: 4, pattern: '^[A-Za-z0-9]+$', description: 'Requested procedure, with or without the previous one, of an item: 40 or 4000' })),
  commodityCode: Type.Optional(Type.String({ minLength: 2, maxLength: 10, pattern: '^[A-Za-z0-9]+$', description: 'Beginning of the commodity code of an item, 2 to 10 characters' })),
  origin: Type.Optional(Type.String({ minLength: 2, maxLength: 4, pattern: '^[A-Z0-9]+$', description: 'Country of origin of an item' })),
  status: Type.Optional(Status),
  lrn: Type.Optional(Type.String({ minLength: 1, maxLength: 22, description: 'Local reference number, whole; several declarations may have it' })),
  sourceSystem: Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9._:-]+$', description: 'System that sent the last version' })),
  orgUnitId: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Unit that it counts for: the one that it names, else that of its handler, else that of its site' }))
}, { additionalProperties: false })
export type ListQuery = Static<typeof ListQuery>

export const PushReceiptSchema = Type.Object({
  kind: Type.Enum(['declaration', 'amendment', 'invalidation', 'presentation', 'answer'], { description: 'What was pushed' }),
  outcome: Type.Enum(['created', 'replayed', 'new_version', 'message'], { description: 'What became of it' }),
  replayed: Type.Boolean({ description: 'True when the same was known before and nothing changed' }),
  declarationId: nullable(Type.String({ format: 'uuid', maxLength: 36 }), 'The declaration; null while a message waits for it'),
  version: nullable(Type.Integer(), 'Version of the declaration that the push is; null for a message'),
  mrn: nullable(Type.String({ maxLength: 18 }), 'MRN, once known'),
  lrn: nullable(Type.String({ maxLength: 22 }), 'LRN'),
  messageId: nullable(Type.String({ format: 'uuid', maxLength: 36 }), 'The message, when a request or an answer was pushed'),
  messageState: Type.Union([Type.Enum(['waiting', 'pending', 'granted', 'refused', 'applied']), Type.Null()], { description: 'waiting for its declaration; a request pending, granted or refused; an answer applied' })
}, { $id: 'PushReceipt', additionalProperties: false, description: 'What became of a push. Answered only after it is committed and flushed' })

const AssessedTaxSchema = Type.Object({
  itemNumber: Type.Optional(Type.Integer({ description: 'Item; absent for the declaration as a whole' })),
  type: Type.Optional(Text(3, 'Tax type, for example A00')),
  base: Type.Optional(DecimalOut('Tax base')),
  rate: Type.Optional(DecimalOut('Rate')),
  assessed: Type.Optional(DecimalOut('Amount assessed')),
  payable: Type.Optional(DecimalOut('Amount payable')),
  currency: Type.Optional(Text(3, 'ISO 4217'))
}, { $id: 'AssessedTax', additionalProperties: false, description: 'A tax as customs assessed it' })

const PendingRequestSchema = Type.Object({
  id: Uuid('The request'),
  kind: Type.Enum(['amendment', 'invalidation', 'presentation'], { description: 'What was asked of customs' }),
  receivedAt: InstantOut('When it was received here')
}, { additionalProperties: false, description: 'A request that customs has not decided' })

const knownHere = {
  id: Uuid('Identifier in this system'),
  version: Type.Integer({ description: 'Number of the version shown' }),
  versionCount: Type.Integer({ description: 'Versions kept' }),
  status: Status,
  statusAt: InstantOut('Since when it has this status'),
  direction: Type.Enum(DIRECTIONS, { description: 'import or export' }),
  mrn: nullable(Type.String({ maxLength: 18 }), 'MRN, declared or given by customs\' answer'),
  acceptedOn: nullable(Type.String({ format: 'date', maxLength: 10 }), 'Day of acceptance (UCC 172), by customs\' answer or as declared'),
  releasedAt: nullable(Type.String({ format: 'date-time', maxLength: 24 }), 'Release of the goods (UCC 194), by customs\' answer'),
  countedOn: Type.String({ format: 'date', maxLength: 10, description: 'Day on which totals count it: of acceptance, until then of first receipt' }),
  receivedAt: InstantOut('First receipt'),
  payloadHash: Sha256
}

const items = Type.Array(Type.Object({
  ...ITEM_FIELDS,
  commodityCode: Type.Optional(Text(10, 'HS, CN and TARIC digits together'))
}, { additionalProperties: false, description: 'A goods item as declared' }), { maxItems: 9999, description: 'Goods items' })

const { mrn: _mrn, status: _status, statusAt: _statusAt, direction: _direction, ...declared } = HEADER_FIELDS

export const DeclarationSchema = Type.Object({
  ...declared,
  ...knownHere,
  sourceFormat: Text(100, 'Media type it came in'),
  assessedTaxes: Type.Array(Type.Ref('AssessedTax'), { maxItems: 100_000, description: 'Taxes by customs\' last answer; empty when none told them' }),
  pendingRequest: Type.Union([PendingRequestSchema, Type.Null()], { description: 'The oldest request that customs has not decided; null if there is none' }),
  items
}, { $id: 'Declaration', additionalProperties: false, description: 'A declaration: what was declared, and what became of it' })

export const DeclarationSummarySchema = Type.Object({
  ...knownHere,
  lrn: nullable(Type.String({ maxLength: 22 }), 'LRN'),
  declarant: nullable(Type.String({ maxLength: 17 }), 'EORI of the declarant'),
  type: Text(6, 'Declaration type with additional type'),
  sourceSystem: nullable(Type.String({ maxLength: 64 }), 'System that sent the last version'),
  orgUnitId: nullable(Type.String({ maxLength: 64 }), 'Unit that it counts for: the one that it names, else that of its handler, else that of its site'),
  payloadHash: Type.Optional(Sha256)
}, { $id: 'DeclarationSummary', additionalProperties: false, description: 'A declaration in a list' })
export const DeclarationPageSchema = pageOf(Type.Ref('DeclarationSummary'), 'DeclarationPage', 'Declarations, newest day first')

export const VersionSchema = Type.Object({
  version: Type.Integer({ description: 'Number of the version, from 1, in order of receipt' }),
  isCurrent: Type.Boolean({ description: 'Whether it is in force: the latest by statusAt' }),
  status: Status,
  statusAt: InstantOut('Instant of the status, receipt if the sender gave none; orders the versions'),
  receivedAt: InstantOut('Receipt'),
  sourceSystem: nullable(Type.String({ maxLength: 64 }), 'System that sent it'),
  contentHash: Sha256,
  originalHash: Sha256,
  originalSize: Type.Integer({ description: 'Bytes of the original' }),
  mediaType: Text(100, 'Media type it came in'),
  messageId: nullable(Type.String({ format: 'uuid', maxLength: 36 }), 'The granted request or correction that made it; null for a push')
}, { $id: 'DeclarationVersion', additionalProperties: false, description: 'A version of a declaration' })
export const VersionListSchema = Type.Object({ items: Type.Array(Type.Ref('DeclarationVersion'), { maxItems: 1_000_000, description: 'Versions, in order of receipt' }) }, { $id: 'DeclarationVersionList', additionalProperties: false, description: 'All versions of a declaration' })

export const DifferenceSchema = Type.Object({
  from: Type.Integer({ description: 'Version compared' }),
  to: Type.Integer({ description: 'Version it is compared with' }),
  changes: Type.Array(Type.Object({
    pointer: Text(500, 'JSON Pointer into the canonical form'),
    from: Type.Unknown({ description: 'Value in `from`; null if absent' }),
    to: Type.Unknown({ description: 'Value in `to`; null if absent' })
  }, { additionalProperties: false, description: 'One value that differs' }), { maxItems: 1_000_000, description: 'All values that differ' })
}, { $id: 'DeclarationDifference', additionalProperties: false, description: 'Differences between two versions' })

export const MessageSchema = Type.Object({
  id: Uuid('Identifier in this system'),
  kind: Type.Enum(['amendment', 'invalidation', 'presentation', 'answer'], { description: 'A request of the operator, or customs\' answer' }),
  state: Type.Enum(['waiting', 'pending', 'granted', 'refused', 'applied'], { description: 'Where it stands' }),
  functionCode: nullable(Type.String({ maxLength: 10 }), 'WCO function of an answer: 01 accepted, 03 rejected, 09 cleared, 13 taxed …'),
  mrn: nullable(Type.String({ maxLength: 18 }), 'MRN that it names'),
  reference: nullable(Type.String({ maxLength: 100 }), 'Functional reference that it names'),
  declarationId: nullable(Type.String({ format: 'uuid', maxLength: 36 }), 'Its declaration; null while it waits'),
  issuedAt: InstantOut('When it was issued; receipt if it does not say'),
  receivedAt: InstantOut('Receipt'),
  originalHash: Sha256
}, { $id: 'CustomsMessage', additionalProperties: false, description: 'A request to customs or an answer of customs' })
export const MessagePageSchema = pageOf(Type.Ref('CustomsMessage'), 'CustomsMessagePage', 'Messages whose declaration is not known yet, in order of receipt')
export const MessageListSchema = Type.Object({ items: Type.Array(Type.Ref('CustomsMessage'), { maxItems: 1_000_000, description: 'Messages, in order of issue' }) }, { $id: 'CustomsMessageList', additionalProperties: false, description: 'All messages of a declaration' })
export const UnmatchedQuery = Type.Object(PageQuery, { additionalProperties: false })

export const BulkVerdictSchema = Type.Object({
  line: Type.Integer({ description: 'Line on which the document begins, from 1' }),
  outcome: Type.Enum(['created', 'replayed', 'new_version', 'refused', 'stopped'], { description: 'What became of it; stopped: nothing from this line on was taken, but what has a verdict after it' }),
  id: Type.Optional(nullable(Type.String({ format: 'uuid', maxLength: 36 }), 'The declaration')),
  mrn: Type.Optional(nullable(Type.String({ maxLength: 18 }), 'MRN')),
  lrn: Type.Optional(nullable(Type.String({ maxLength: 22 }), 'LRN')),
  version: Type.Optional(nullable(Type.Integer(), 'Version')),
  problem: Type.Optional(Type.Ref('Problem'))
}, { $id: 'BulkVerdict', additionalProperties: false, description: 'Verdict on one document of a bulk file; one JSON object a line' })

export const SHARED_SCHEMAS = [
  PushReceiptSchema, AssessedTaxSchema, DeclarationSchema, DeclarationSummarySchema, DeclarationPageSchema, VersionSchema, VersionListSchema,
  DifferenceSchema, MessageSchema, MessagePageSchema, MessageListSchema, BulkVerdictSchema
]
