import type pg from 'pg'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { hashOfToken } from '../../platform/links/link-token.ts'
import type { ReportedStage } from '../report/facts.ts'

/** Links to reports in the database. Of a token there is the hash alone. */

export interface ReportLink {
  readonly id: string
  readonly audit: string
  readonly version: number
  readonly stage: ReportedStage
  /** Of the report that it opens. */
  readonly dataHash: string
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  readonly createdAt: Date
  readonly openings: number
  readonly lastOpenedAt: Date | null
}

const LINKS = `select l.id, l.audit_id as audit, l.version, l.stage, k.data_hash as "dataHash", l.expires_at as "expiresAt", l.revoked_at as "revokedAt", l.created_at as "createdAt", l.openings::integer as openings, l.last_opened_at as "lastOpenedAt"
  from aeo.report_links l join aeo.risk_reports k on k.operator_id = l.operator_id and k.audit_id = l.audit_id and k.version = l.version and k.stage = l.stage where l.operator_id = $1`

export async function insertLink (tx: OperatorTx, { id, token, audit, version, stage, expiresAt }: Pick<ReportLink, 'id' | 'audit' | 'version' | 'stage' | 'expiresAt'> & { readonly token: string }, createdBy: string): Promise<void> {
  await tx.query('insert into aeo.report_links (operator_id, id, token_sha256, audit_id, version, stage, expires_at, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [tx.operatorId, id, hashOfToken(token), audit, version, stage, expiresAt, createdBy, tx.at])
}

export async function findLink (tx: OperatorTx, id: string): Promise<ReportLink | undefined> {
  const [row] = await tx.query<ReportLink>(`${LINKS} and l.id = $2::uuid`, [tx.operatorId, id])
  return row
}

/** Held until the transaction ends. */
export async function lockLink (tx: OperatorTx, id: string): Promise<ReportLink | undefined> {
  const [row] = await tx.query<ReportLink>(`${LINKS} and l.id = $2::uuid for update of l`, [tx.operatorId, id])
  return row
}

/** Made last first. */
export async function listLinks (tx: OperatorTx, audit: string, limit: number, after?: string): Promise<ReportLink[]> {
  return await tx.query<ReportLink>(`${LINKS} and l.audit_id = $2::uuid and ($4::uuid is null or l.id < $4::uuid) order by l.id desc limit $3`, [tx.operatorId, audit, limit, after ?? null])
}

export async function revoke (tx: OperatorTx, id: string): Promise<void> {
  await tx.query('update aeo.report_links l set revoked_at = $3 where l.operator_id = $1 and l.id = $2', [tx.operatorId, id, tx.at])
}

/** @returns whether it still opens anything: it may have been revoked since it was found. */
export async function countOpening (tx: OperatorTx, id: string): Promise<boolean> {
  const rows = await tx.query('update aeo.report_links l set openings = l.openings + 1, last_opened_at = $3 where l.operator_id = $1 and l.id = $2 and l.revoked_at is null and l.expires_at > $3 returning l.id', [tx.operatorId, id, tx.at])
  return rows.length > 0
}

export interface OpenedLink { readonly operatorId: string, readonly eori: string, readonly id: string, readonly audit: string, readonly version: number, readonly stage: ReportedStage }

/** Before any operator is set; undefined for every token that opens nothing, whyever. */
export async function findByToken (pool: pg.Pool, token: string, at: Date): Promise<OpenedLink | undefined> {
  const { rows: [row] } = await pool.query<OpenedLink>('select f.operator_id as "operatorId", f.eori, f.id, f.audit_id as audit, f.version, f.stage from aeo.find_report_link($1, $2) f', [hashOfToken(token), at])
  return row
}
