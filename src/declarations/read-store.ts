import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { AssessedTax, CustomsAnswer, CustomsRequest } from './customs-message.ts'
import type { DeclarationContent, DeclarationStatus } from './data-elements.ts'

/** Reading declarations. Every query names the operator, so that it reaches one shard and uses its index. */

export interface DeclarationRow {
  readonly id: string
  readonly mrn: string | null
  readonly lrn: string | null
  readonly declarant: string
  readonly direction: string
  readonly declarationType: string
  readonly status: string
  readonly statusAt: Date
  readonly acceptedOn: string | null
  readonly releasedAt: Date | null
  readonly receivedAt: Date
  readonly countedOn: string
  readonly sourceSystem: string
  readonly orgUnitId: string | null
  readonly currentVersion: number
  readonly versionCount: number
  readonly revision: number
  readonly assessedTaxes: unknown
}

export interface VersionRow {
  readonly declarationId: string
  readonly version: number
  readonly contentHash: Buffer
  readonly status: DeclarationStatus
  readonly statusDated: boolean
  readonly statusAt: Date
  readonly receivedAt: Date
  readonly sourceSystem: string
  readonly document: DeclarationContent
  readonly originalSha256: Buffer
  readonly originalSize: number
  readonly originalMediaType: string
  readonly messageId: string | null
}

export interface MessageRow {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly contentHash: Buffer
  readonly mrn: string | null
  readonly reference: string | null
  readonly issuedAt: Date
  readonly receivedAt: Date
  readonly declarationId: string | null
  readonly content: CustomsRequest | CustomsAnswer
  readonly originalSha256: Buffer
  readonly originalSize: number
  readonly originalMediaType: string
}

const DECLARATION = `select d.id, d.mrn, d.lrn, d.declarant, d.direction, d.declaration_type as "declarationType", d.status, d.status_at as "statusAt", d.accepted_on as "acceptedOn",
    d.released_at as "releasedAt", d.received_at as "receivedAt", d.counted_on as "countedOn", d.source_system as "sourceSystem", d.org_unit_id as "orgUnitId",
    d.current_version as "currentVersion", d.version_count as "versionCount", d.revision, d.assessed_taxes as "assessedTaxes"
  from aeo.declarations d where d.operator_id = $1`
const VERSION = `select v.declaration_id as "declarationId", v.version, v.content_hash as "contentHash", v.status, v.status_dated as "statusDated", v.status_at as "statusAt",
    v.received_at as "receivedAt", v.source_system as "sourceSystem", v.document, v.original_sha256 as "originalSha256", v.original_size as "originalSize",
    v.original_media_type as "originalMediaType", v.message_id as "messageId"
  from aeo.declaration_versions v`
const MESSAGE = `select m.id, m.kind, m.state, m.content_hash as "contentHash", m.mrn, m.reference, m.issued_at as "issuedAt", m.received_at as "receivedAt",
    m.declaration_id as "declarationId", m.content, m.original_sha256 as "originalSha256", m.original_size as "originalSize", m.original_media_type as "originalMediaType"
  from aeo.customs_messages m where m.operator_id = $1`

export async function findById (tx: OperatorTx, id: string): Promise<DeclarationRow | undefined> {
  const [row] = await tx.query<DeclarationRow>(`${DECLARATION} and d.id = $2`, [tx.operatorId, id])
  return row
}

export async function findByMrn (tx: OperatorTx, mrn: string): Promise<DeclarationRow | undefined> {
  const [row] = await tx.query<DeclarationRow>(`${DECLARATION} and d.mrn = $2`, [tx.operatorId, mrn])
  return row
}

export async function findByIds (tx: OperatorTx, ids: readonly string[]): Promise<DeclarationRow[]> {
  return await tx.query<DeclarationRow>(`${DECLARATION} and d.id = any($2::uuid[])`, [tx.operatorId, ids])
}

/** The id under which a declaration that was joined to another lives on. */
export async function findSurvivor (tx: OperatorTx, id: string): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>('select r.survivor_id as id from aeo.declaration_redirects r where r.operator_id = $1 and r.id = $2', [tx.operatorId, id])
  return row?.id
}

export async function versionsOf (tx: OperatorTx, ids: readonly string[]): Promise<VersionRow[]> {
  return await tx.query<VersionRow>(`${VERSION} where v.operator_id = $1 and v.declaration_id = any($2::uuid[]) order by v.declaration_id, v.version`, [tx.operatorId, ids])
}

/** The version in force of each declaration. */
export async function currentVersionsOf (tx: OperatorTx, ids: readonly string[]): Promise<VersionRow[]> {
  return await tx.query<VersionRow>(`${VERSION} join aeo.declarations d on d.operator_id = v.operator_id and d.id = v.declaration_id and d.current_version = v.version
    where v.operator_id = $1 and v.declaration_id = any($2::uuid[])`, [tx.operatorId, ids])
}

export async function messagesOf (tx: OperatorTx, ids: readonly string[]): Promise<MessageRow[]> {
  return await tx.query<MessageRow>(`${MESSAGE} and m.declaration_id = any($2::uuid[]) order by m.issued_at, m.id`, [tx.operatorId, ids])
}

export async function waitingMessages (tx: OperatorTx, limit: number, after: { receivedAt: string, id: string } | undefined): Promise<MessageRow[]> {
  const behind = after === undefined ? '' : 'and (m.received_at, m.id) > ($3::timestamptz, $4::uuid)'
  return await tx.query<MessageRow>(`${MESSAGE} and m.declaration_id is null ${behind} order by m.received_at, m.id limit $2`,
    [tx.operatorId, limit, ...after === undefined ? [] : [after.receivedAt, after.id]])
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
  const values: unknown[] = [tx.operatorId]
  const parameter = (value: unknown): string => `$${values.push(value)}`
  const ofDeclaration = conditionsOf(DECLARATION_CONDITIONS, filter, parameter)
  const ofItem = conditionsOf(ITEM_CONDITIONS, filter, parameter)
  if (ofItem.length > 0) ofDeclaration.push(`d.id in (select i.declaration_id from aeo.declaration_items i where i.operator_id = $1 and ${[...ofItem, ...conditionsOf(ITEM_DAYS, filter, parameter)].join(' and ')})`)
  if (after !== undefined) ofDeclaration.push(`(d.counted_on, d.id) < (${parameter(after.countedOn)}::date, ${parameter(after.id)}::uuid)`)
  return await tx.query<DeclarationRow>(`${[DECLARATION, ...ofDeclaration].join(' and ')} order by d.counted_on desc, d.id desc limit ${parameter(limit)}`, values)
}

type Condition = readonly [name: keyof DeclarationFilter, condition: (parameter: (value: unknown) => string, value: string) => string]

const equals = (column: string): Condition[1] => (parameter, value) => `${column} = ${parameter(value)}`
/** A prefix is a range: under row-level security LIKE uses no index. Codes are letters and digits, so `~` sorts after them all. */
const beginsWith = (column: string): Condition[1] => (parameter, value) => `${column} >= ${parameter(value)} and ${column} < ${parameter(`${value}~`)}`

const DECLARATION_CONDITIONS: readonly Condition[] = [
  ['from', (parameter, value) => `d.counted_on >= ${parameter(value)}`], ['to', (parameter, value) => `d.counted_on <= ${parameter(value)}`], ['direction', equals('d.direction')],
  ['type', equals('d.declaration_type')], ['status', equals('d.status')], ['lrn', equals('d.lrn')], ['sourceSystem', equals('d.source_system')], ['orgUnitId', equals('d.org_unit_id')]
]
const ITEM_CONDITIONS: readonly Condition[] = [
  ['procedure', beginsWith('i.procedure')], ['commodityCode', beginsWith('i.commodity_code')], ['origin', equals('i.origin_country')], ['goodsRef', equals('i.goods_ref')]
]
const ITEM_DAYS: readonly Condition[] = [['from', (parameter, value) => `i.counted_on >= ${parameter(value)}`], ['to', (parameter, value) => `i.counted_on <= ${parameter(value)}`]]

/** Conditions of what is asked for; values become parameters, never text. */
function conditionsOf (conditions: readonly Condition[], filter: DeclarationFilter, parameter: (value: unknown) => string): string[] {
  return conditions.flatMap(([name, condition]) => {
    const value = filter[name]
    return value === undefined ? [] : [condition(parameter, value)]
  })
}

export const assessedTaxesOf = (row: DeclarationRow): readonly AssessedTax[] => (row.assessedTaxes ?? []) as AssessedTax[]
