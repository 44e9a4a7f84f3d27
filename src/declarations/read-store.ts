import { and, asc, desc, eq, gte, inArray, lt, lte, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { AssessedTax, CustomsAnswer, CustomsRequest } from './customs-message.ts'
import type { DeclarationContent, DeclarationStatus } from './data-elements.ts'
import { customsMessages, declarationItems, declarationRedirects, declarations, declarationVersions } from './tables.ts'

/** Reading declarations. Every query names the operator, so that it reaches one shard and uses its index. */

export type DeclarationRow = typeof declarations.$inferSelect
export type VersionRow = Omit<typeof declarationVersions.$inferSelect, 'original' | 'operatorId' | 'document'> & { document: DeclarationContent, status: DeclarationStatus }
export type MessageRow = Omit<typeof customsMessages.$inferSelect, 'original' | 'operatorId' | 'content'> & { content: CustomsRequest | CustomsAnswer }

const versionColumns = {
  declarationId: declarationVersions.declarationId, version: declarationVersions.version, contentHash: declarationVersions.contentHash,
  status: declarationVersions.status, statusDated: declarationVersions.statusDated, statusAt: declarationVersions.statusAt,
  receivedAt: declarationVersions.receivedAt, sourceSystem: declarationVersions.sourceSystem, document: declarationVersions.document,
  originalSha256: declarationVersions.originalSha256, originalSize: declarationVersions.originalSize,
  originalMediaType: declarationVersions.originalMediaType, messageId: declarationVersions.messageId
}
const messageColumns = {
  id: customsMessages.id, kind: customsMessages.kind, state: customsMessages.state, contentHash: customsMessages.contentHash, mrn: customsMessages.mrn,
  reference: customsMessages.reference, issuedAt: customsMessages.issuedAt, receivedAt: customsMessages.receivedAt, declarationId: customsMessages.declarationId,
  content: customsMessages.content, originalSha256: customsMessages.originalSha256, originalSize: customsMessages.originalSize, originalMediaType: customsMessages.originalMediaType
}

export async function findById (tx: OperatorTx, id: string): Promise<DeclarationRow | undefined> {
  const [row] = await tx.orm.select().from(declarations).where(and(eq(declarations.operatorId, tx.operatorId), eq(declarations.id, id)))
  return row
}

export async function findByMrn (tx: OperatorTx, mrn: string): Promise<DeclarationRow | undefined> {
  const [row] = await tx.orm.select().from(declarations).where(and(eq(declarations.operatorId, tx.operatorId), eq(declarations.mrn, mrn)))
  return row
}

export async function findByIds (tx: OperatorTx, ids: readonly string[]): Promise<DeclarationRow[]> {
  return await tx.orm.select().from(declarations).where(and(eq(declarations.operatorId, tx.operatorId), inArray(declarations.id, [...ids])))
}

/** The id under which a declaration that was joined to another lives on. */
export async function findSurvivor (tx: OperatorTx, id: string): Promise<string | undefined> {
  const [row] = await tx.orm.select({ id: declarationRedirects.survivorId }).from(declarationRedirects)
    .where(and(eq(declarationRedirects.operatorId, tx.operatorId), eq(declarationRedirects.id, id)))
  return row?.id
}

export async function versionsOf (tx: OperatorTx, ids: readonly string[]): Promise<VersionRow[]> {
  const rows = await tx.orm.select(versionColumns).from(declarationVersions)
    .where(and(eq(declarationVersions.operatorId, tx.operatorId), inArray(declarationVersions.declarationId, [...ids])))
    .orderBy(asc(declarationVersions.declarationId), asc(declarationVersions.version))
  return rows as VersionRow[]
}

/** The version in force of each declaration. */
export async function currentVersionsOf (tx: OperatorTx, ids: readonly string[]): Promise<VersionRow[]> {
  const rows = await tx.orm.select(versionColumns).from(declarationVersions)
    .innerJoin(declarations, and(eq(declarations.operatorId, declarationVersions.operatorId), eq(declarations.id, declarationVersions.declarationId), eq(declarations.currentVersion, declarationVersions.version)))
    .where(and(eq(declarationVersions.operatorId, tx.operatorId), inArray(declarationVersions.declarationId, [...ids])))
  return rows as VersionRow[]
}

export async function messagesOf (tx: OperatorTx, ids: readonly string[]): Promise<MessageRow[]> {
  const rows = await tx.orm.select(messageColumns).from(customsMessages)
    .where(and(eq(customsMessages.operatorId, tx.operatorId), inArray(customsMessages.declarationId, [...ids])))
    .orderBy(asc(customsMessages.issuedAt), asc(customsMessages.id))
  return rows as MessageRow[]
}

export async function waitingMessages (tx: OperatorTx, limit: number, after: { receivedAt: string, id: string } | undefined): Promise<MessageRow[]> {
  const rows = await tx.orm.select(messageColumns).from(customsMessages).where(and(
    eq(customsMessages.operatorId, tx.operatorId), sql`${customsMessages.declarationId} is null`,
    after === undefined ? undefined : sql`(${customsMessages.receivedAt}, ${customsMessages.id}) > (${after.receivedAt}::timestamptz, ${after.id}::uuid)`
  )).orderBy(asc(customsMessages.receivedAt), asc(customsMessages.id)).limit(limit)
  return rows as MessageRow[]
}

export interface OriginalRow { bytes: Buffer | null, sha256: Buffer, size: number, mediaType: string }

/** The bytes of a version as they came in; those of a correction stand with the message that made it. */
export async function originalOfVersion (tx: OperatorTx, id: string, version: number): Promise<OriginalRow | undefined> {
  const [row] = await tx.query<OriginalRow>(`
    select coalesce(v.original, m.original) as bytes, v.original_sha256 as sha256, v.original_size as size, v.original_media_type as "mediaType"
    from aeo.declaration_versions v left join aeo.customs_messages m on m.operator_id = v.operator_id and m.id = v.message_id
    where v.operator_id = $1 and v.declaration_id = $2 and v.version = $3`, [tx.operatorId, id, version])
  return row
}

export async function originalOfMessage (tx: OperatorTx, id: string): Promise<OriginalRow | undefined> {
  const [row] = await tx.query<OriginalRow>(`
    select m.original as bytes, m.original_sha256 as sha256, m.original_size as size, m.original_media_type as "mediaType"
    from aeo.customs_messages m where m.operator_id = $1 and m.id = $2`, [tx.operatorId, id])
  return row
}

export interface DeclarationFilter {
  readonly from?: string
  readonly to?: string
  readonly direction?: string
  readonly type?: string
  readonly status?: string
  readonly lrn?: string
  readonly sourceSystem?: string
  readonly orgUnitId?: string
  readonly procedure?: string
  readonly commodityCode?: string
  readonly origin?: string
  readonly goodsRef?: string
}

/** A page of declarations, newest day first. Item filters that come together must hold for one item. */
export async function listDeclarations (tx: OperatorTx, filter: DeclarationFilter, limit: number, after: { countedOn: string, id: string } | undefined): Promise<DeclarationRow[]> {
  const itemConditions = itemFilter(tx, filter)
  const page = tx.orm.select().from(declarations).where(and(
    eq(declarations.operatorId, tx.operatorId),
    filter.from === undefined ? undefined : gte(declarations.countedOn, filter.from),
    filter.to === undefined ? undefined : lte(declarations.countedOn, filter.to),
    filter.direction === undefined ? undefined : eq(declarations.direction, filter.direction),
    filter.type === undefined ? undefined : eq(declarations.declarationType, filter.type),
    filter.status === undefined ? undefined : eq(declarations.status, filter.status),
    filter.lrn === undefined ? undefined : eq(declarations.lrn, filter.lrn),
    filter.sourceSystem === undefined ? undefined : eq(declarations.sourceSystem, filter.sourceSystem),
    filter.orgUnitId === undefined ? undefined : eq(declarations.orgUnitId, filter.orgUnitId),
    itemConditions === undefined ? undefined : inArray(declarations.id, tx.orm.select({ id: declarationItems.declarationId }).from(declarationItems).where(itemConditions)),
    after === undefined ? undefined : sql`(${declarations.countedOn}, ${declarations.id}) < (${after.countedOn}::date, ${after.id}::uuid)`
  )).orderBy(desc(declarations.countedOn), desc(declarations.id)).limit(limit)
  return await page
}

/** A prefix is a range: under row-level security LIKE uses no index. Codes are letters and digits, so `~` sorts after them all. */
function itemFilter (tx: OperatorTx, filter: DeclarationFilter): SQL | undefined {
  const { procedure, commodityCode, origin, goodsRef } = filter
  if (procedure === undefined && commodityCode === undefined && origin === undefined && goodsRef === undefined) return undefined
  return and(
    eq(declarationItems.operatorId, tx.operatorId),
    procedure === undefined ? undefined : and(gte(declarationItems.procedure, procedure), lt(declarationItems.procedure, `${procedure}~`)),
    commodityCode === undefined ? undefined : and(gte(declarationItems.commodityCode, commodityCode), lt(declarationItems.commodityCode, `${commodityCode}~`)),
    origin === undefined ? undefined : eq(declarationItems.originCountry, origin),
    goodsRef === undefined ? undefined : eq(declarationItems.goodsRef, goodsRef),
    filter.from === undefined ? undefined : gte(declarationItems.countedOn, filter.from),
    filter.to === undefined ? undefined : lte(declarationItems.countedOn, filter.to)
  )
}

export const assessedTaxesOf = (row: DeclarationRow): readonly AssessedTax[] => (row.assessedTaxes ?? []) as AssessedTax[]
