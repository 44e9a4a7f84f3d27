import type pg from 'pg'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { hashOfToken } from '../../platform/links/link-token.ts'

/** Links to calendars in the database. Of a token there is the hash alone. */

export interface CalendarLink {
  readonly id: string
  readonly unit: string
  readonly withinDays: number
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  readonly createdAt: Date
  readonly openings: number
  readonly lastOpenedAt: Date | null
}

const COLUMNS = `l.id, l.unit, l.within_days as "withinDays", l.expires_at as "expiresAt", l.revoked_at as "revokedAt", l.created_at as "createdAt", l.openings::integer as openings, l.last_opened_at as "lastOpenedAt"`

export async function insertLink (tx: OperatorTx, { id, token, unit, withinDays, expiresAt, createdBy }: { id: string, token: string, unit: string, withinDays: number, expiresAt: Date, createdBy: string }): Promise<CalendarLink | undefined> {
  const [row] = await tx.query<CalendarLink>(`insert into aeo.calendar_links as l (operator_id, id, token_sha256, unit, within_days, expires_at, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`,
    [tx.operatorId, id, hashOfToken(token), unit, withinDays, expiresAt, createdBy, tx.at])
  return row
}

export async function lockLink (tx: OperatorTx, id: string): Promise<CalendarLink | undefined> {
  const [row] = await tx.query<CalendarLink>(`select ${COLUMNS} from aeo.calendar_links l where l.operator_id = $1 and l.id = $2::uuid for update`, [tx.operatorId, id])
  return row
}

export async function updateLink (tx: OperatorTx, id: string, { expiresAt, revokedAt }: Pick<CalendarLink, 'expiresAt' | 'revokedAt'>): Promise<CalendarLink | undefined> {
  const [row] = await tx.query<CalendarLink>(`update aeo.calendar_links as l set expires_at = $3, revoked_at = $4, revision = l.revision + 1 where l.operator_id = $1 and l.id = $2 returning ${COLUMNS}`, [tx.operatorId, id, expiresAt, revokedAt])
  return row
}

/** Made last first. */
export async function listLinks (tx: OperatorTx, unit: string | undefined, limit: number, after?: string): Promise<CalendarLink[]> {
  return await tx.query<CalendarLink>(`select ${COLUMNS} from aeo.calendar_links l where l.operator_id = $1${unit === undefined ? ' and $2::text is null' : ' and l.unit = $2'}
      and ($3::uuid is null or l.id < $3::uuid) order by l.id desc limit $4`, [tx.operatorId, unit ?? null, after ?? null, limit])
}

export async function countOpening (tx: OperatorTx, id: string): Promise<void> {
  await tx.query('update aeo.calendar_links l set openings = l.openings + 1, last_opened_at = $3 where l.operator_id = $1 and l.id = $2', [tx.operatorId, id, tx.at])
}

export interface OpenedLink { readonly operatorId: string, readonly eori: string, readonly id: string, readonly unit: string, readonly withinDays: number }

/** Before any operator is set; undefined for every token that opens nothing, whyever. */
export async function findByToken (pool: pg.Pool, token: string, at: Date): Promise<OpenedLink | undefined> {
  const { rows: [row] } = await pool.query<OpenedLink>('select f.operator_id as "operatorId", f.eori, f.id, f.unit, f.within_days as "withinDays" from aeo.find_calendar_link($1, $2) f', [hashOfToken(token), at])
  return row
}
