import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { LINK_LIFE_MS, newLinkToken } from '../../platform/links/link-token.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { RiskDeps } from '../deps.ts'
import { findAuditVersion, holdAudit } from '../notices/audit-turn.ts'
import { reportLinkNotFound } from '../problems.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { keptReport } from '../report/kept-reports.ts'
import { lastReported } from '../report/routes.ts'
import type { Asked } from '../report/routes.ts'
import * as store from './link-store.ts'
import type { ReportLink } from './link-store.ts'

/** Links to the report of an audit: made, revoked, listed. Each opens one report as it was kept, and nothing else. */

type Deps = Pick<RiskDeps, 'db' | 'clock'>
type Key = string | string[] | undefined

const DAY_MS = 24 * 60 * 60_000
const NO_LINK = 'No report link of yours has this id.'

export const linkToWire = ({ expiresAt, revokedAt, createdAt, lastOpenedAt, ...link }: ReportLink) =>
  ({ ...link, expiresAt: expiresAt.toISOString(), revokedAt: revokedAt?.toISOString() ?? null, createdAt: createdAt.toISOString(), lastOpenedAt: lastOpenedAt?.toISOString() ?? null })

export interface NewLink extends Asked { readonly days?: number | undefined }

/**
 * The token is in the first answer alone: what is stored to be given again under the key of the request does not hold it.
 * @throws risk-audit-not-found, risk-report-not-ready.
 */
export async function createLink ({ db, clock }: Deps, principal: Principal, audit: string, input: NewLink, idempotencyKey: Key): Promise<StoredAnswer> {
  let made: string | undefined
  const answer = await decideOnce({ db, principal, scope: WRITE, route: 'POST /v1/risk-audits/{id}/report-links', idempotencyKey, input: { audit, ...input }, clock }, async (tx) => {
    await holdAudit(tx, audit)
    const { version, stage } = await findAuditVersion(tx, audit, input.version)
    const { stage: reported, dataHash } = await keptReport(tx, { id: audit, version }, input.stage ?? lastReported(stage))
    const [id, token] = [uuidV7(), newLinkToken()]
    const expiresAt = new Date(tx.at.getTime() + (input.days === undefined ? LINK_LIFE_MS : input.days * DAY_MS))
    await store.insertLink(tx, { id, token, audit, version, stage: reported, expiresAt }, await resolveActor(tx.query, tx.operatorId, principal.subject))
    tx.log('report_link.created', `report_link:${id}`, { audit, version, stage: reported, dataHash, expiresAt: expiresAt.toISOString() })
    made = token
    const link = await store.findLink(tx, id)
    if (link === undefined) throw new Error('A link was written and is not there')
    return { status: 201, headers: {}, body: JSON.stringify({ ...linkToWire(link), path: null }) }
  })
  if (made === undefined) return answer
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body) as object, path: `/reports/${made}` }) }
}

/** From now on it opens nothing; again changes nothing. @throws report-link-not-found. */
export function revokeLink ({ db, clock }: Deps, principal: Principal, id: string, idempotencyKey: Key): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: WRITE, route: 'POST /v1/report-links/{id}/revoke', idempotencyKey, input: { id }, clock }, async (tx) => {
    const link = await store.lockLink(tx, id)
    if (link === undefined) throw reportLinkNotFound(NO_LINK)
    if (link.revokedAt === null) {
      await store.revoke(tx, id)
      tx.log('report_link.revoked', `report_link:${id}`, {})
    }
    return { status: 200, headers: {}, body: JSON.stringify(linkToWire({ ...link, revokedAt: link.revokedAt ?? tx.at })) }
  })
}

/** Made last first, ended ones too. @throws risk-audit-not-found. */
export function listLinks ({ db }: Pick<Deps, 'db'>, principal: Principal, audit: string, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: ReportLink[], nextCursor: string | null }> {
  const [after] = cursor === undefined ? [] : openCursor('report links', cursor, [UUID_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    await findAuditVersion(tx, audit)
    const rows = await store.listLinks(tx, audit, limit + 1, after)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor('report links', [last.id]) : null }
  })
}

/** A new link to the report that was decided last, of any audit; undefined where there is none yet. */
export async function linkToLatest (deps: Deps, principal: Principal): Promise<string | undefined> {
  const latest = await withOperatorReadOnly(deps.db, principal, READ, async (tx) => (await tx.query<{ audit: string, version: number }>(`select s.audit_id as audit, s.version from aeo.risk_audit_stages s
    where s.operator_id = $1 and s.stage = 'treated' order by s.closed_at desc, s.audit_id desc limit 1`, [tx.operatorId]))[0])
  if (latest === undefined) return undefined
  const { body } = await createLink(deps, principal, latest.audit, { version: latest.version }, undefined)
  return (JSON.parse(body) as { path: string }).path
}
