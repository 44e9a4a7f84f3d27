import { sql } from 'drizzle-orm'
import { bigint, customType, date, integer, json, numeric, pgSchema, text, timestamp, uuid, boolean, primaryKey } from 'drizzle-orm/pg-core'

/** The tables of migrations/0004 and 0019 as the rival's query builder wants them; the SQL is the truth. */

const aeo = pgSchema('aeo')
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

export const declarations = aeo.table('declarations', {
  operatorId: uuid('operator_id').notNull(),
  id: uuid('id').notNull(),
  mrn: text('mrn'),
  lrn: text('lrn'),
  declarant: text('declarant').notNull(),
  direction: text('direction').notNull(),
  declarationType: text('declaration_type').notNull(),
  status: text('status').notNull(),
  statusAt: instant('status_at').notNull(),
  acceptedOn: date('accepted_on'),
  releasedAt: instant('released_at'),
  receivedAt: instant('received_at').notNull(),
  countedOn: date('counted_on').notNull(),
  sourceSystem: text('source_system').notNull(),
  orgUnitId: text('org_unit_id'),
  currentVersion: integer('current_version').notNull(),
  versionCount: integer('version_count').notNull(),
  revision: integer('revision').notNull(),
  assessedTaxes: json('assessed_taxes'),
  lrnSlot: text('lrn_slot').generatedAlwaysAs(sql`case when mrn is not null then mrn when status in ('rejected', 'invalidated') then id::text else '' end`)
}, (table) => [primaryKey({ name: 'declarations_pkey', columns: [table.operatorId, table.id] })])

export const declarationVersions = aeo.table('declaration_versions', {
  operatorId: uuid('operator_id').notNull(),
  declarationId: uuid('declaration_id').notNull(),
  version: integer('version').notNull(),
  contentHash: bytea('content_hash').notNull(),
  status: text('status').notNull(),
  statusDated: boolean('status_dated').notNull(),
  statusAt: instant('status_at').notNull(),
  receivedAt: instant('received_at').notNull(),
  sourceSystem: text('source_system').notNull(),
  document: json('document').notNull(),
  original: bytea('original'),
  originalSha256: bytea('original_sha256').notNull(),
  originalSize: integer('original_size').notNull(),
  originalMediaType: text('original_media_type').notNull(),
  messageId: uuid('message_id')
}, (table) => [primaryKey({ name: 'declaration_versions_pkey', columns: [table.operatorId, table.declarationId, table.version] })])

export const declarationItems = aeo.table('declaration_items', {
  operatorId: uuid('operator_id').notNull(),
  declarationId: uuid('declaration_id').notNull(),
  itemNumber: integer('item_number').notNull(),
  commodityCode: text('commodity_code').notNull(),
  procedure: text('procedure').notNull(),
  originCountry: text('origin_country').notNull(),
  countedOn: date('counted_on').notNull(),
  goodsRef: text('goods_ref')
}, (table) => [primaryKey({ name: 'declaration_items_pkey', columns: [table.operatorId, table.declarationId, table.itemNumber] })])

export const customsMessages = aeo.table('customs_messages', {
  operatorId: uuid('operator_id').notNull(),
  id: uuid('id').notNull(),
  kind: text('kind').notNull(),
  state: text('state').notNull(),
  contentHash: bytea('content_hash').notNull(),
  mrn: text('mrn'),
  reference: text('reference'),
  issuedAt: instant('issued_at').notNull(),
  receivedAt: instant('received_at').notNull(),
  declarationId: uuid('declaration_id'),
  content: json('content').notNull(),
  original: bytea('original'),
  originalSha256: bytea('original_sha256').notNull(),
  originalSize: integer('original_size').notNull(),
  originalMediaType: text('original_media_type').notNull()
}, (table) => [primaryKey({ name: 'customs_messages_pkey', columns: [table.operatorId, table.id] })])

export const declarationRedirects = aeo.table('declaration_redirects', {
  operatorId: uuid('operator_id').notNull(),
  id: uuid('id').notNull(),
  survivorId: uuid('survivor_id').notNull()
}, (table) => [primaryKey({ name: 'declaration_redirects_pkey', columns: [table.operatorId, table.id] })])

export const declarationTotals = aeo.table('declaration_totals', {
  operatorId: uuid('operator_id').notNull(),
  dimension: text('dimension').notNull(),
  day: date('day').notNull(),
  key: text('key').notNull(),
  currency: text('currency').notNull(),
  declarations: bigint('declarations', { mode: 'number' }).notNull(),
  items: bigint('items', { mode: 'number' }).notNull(),
  statisticalValue: numeric('statistical_value').notNull(),
  duties: numeric('duties').notNull()
}, (table) => [primaryKey({ name: 'declaration_totals_pkey', columns: [table.operatorId, table.dimension, table.day, table.key, table.currency] })])

export const referenceUse = aeo.table('reference_use', {
  operatorId: uuid('operator_id').notNull(),
  kind: text('kind').notNull(),
  reference: text('reference').notNull(),
  day: date('day').notNull(),
  type: text('type').notNull(),
  unit: text('unit').notNull(),
  currency: text('currency').notNull(),
  declarations: bigint('declarations', { mode: 'number' }).notNull(),
  items: bigint('items', { mode: 'number' }).notNull(),
  quantity: numeric('quantity').notNull(),
  amount: numeric('amount').notNull(),
  unmeasured: bigint('unmeasured', { mode: 'number' }).notNull().default(0),
  ended: bigint('ended', { mode: 'number' }).notNull(),
  endedAmount: numeric('ended_amount').notNull()
}, (table) => [primaryKey({ name: 'reference_use_pkey', columns: [table.operatorId, table.kind, table.reference, table.day, table.type, table.unit, table.currency] })])
