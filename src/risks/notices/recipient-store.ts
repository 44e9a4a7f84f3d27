import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { AuditRef } from '../audits/deps.ts'
import type { AuditRecipient } from './acknowledgement-state.ts'

/** Recipients of audits and their notices in the database. */

interface Row extends Omit<AuditRecipient, 'evidence' | 'notifiedAt' | 'lastNotifiedAt' | 'acknowledgedAt'> {
  readonly notifiedAt: Date | null
  readonly lastNotifiedAt: Date | null
  readonly acknowledgedAt: Date | null
  readonly evidenceReference: string | null
  readonly evidenceSha256: string | null
}

const toRecipient = ({ evidenceReference, evidenceSha256, notifiedAt, lastNotifiedAt, acknowledgedAt, ...row }: Row): AuditRecipient => ({
  ...row, notifiedAt: notifiedAt?.toISOString() ?? null, lastNotifiedAt: lastNotifiedAt?.toISOString() ?? null, acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
  evidence: evidenceReference === null || evidenceSha256 === null ? null : { reference: evidenceReference, sha256: evidenceSha256 }
})

/** All of them, in the order of their positions, also those withdrawn; with one statement. */
export async function recipientsOf (tx: OperatorTx, { id, version }: AuditRef): Promise<AuditRecipient[]> {
  const rows = await tx.query<Row>(`select r.position, n.first_sent as "notifiedAt", greatest(coalesce(n.sent, 0) - 1, 0)::integer as reminders, n.last_sent as "lastNotifiedAt", n.data_hash as "dataHash", r.due_on as "dueOn",
      r.acknowledged_at as "acknowledgedAt", r.acknowledged_by as "acknowledgedBy", r.acknowledged_way as way, r.evidence_reference as "evidenceReference", r.evidence_sha256 as "evidenceSha256", r.withdrawn_because as "withdrawnBecause"
    from aeo.risk_audit_recipients r left join lateral (
      select min(k.sent_at) as first_sent, max(k.sent_at) as last_sent, count(*) as sent, (array_agg(k.data_hash order by k.number desc))[1] as data_hash from aeo.risk_notices k
      where k.operator_id = r.operator_id and k.audit_id = r.audit_id and k.version = r.version and k.position = r.position) n on true
    where r.operator_id = $1 and r.audit_id = $2::uuid and r.version = $3 order by r.position`, [tx.operatorId, id, version])
  return rows.map(toRecipient)
}

/** Those who must know still: what the gate of stage 4 asks, and the stage keeps. */
export const askedRecipients = async (tx: OperatorTx, audit: AuditRef): Promise<AuditRecipient[]> => (await recipientsOf(tx, audit)).filter(({ withdrawnBecause }) => withdrawnBecause === null)

/** Those who were withdrawn are asked again. @returns the positions that were not asked before. */
export async function addRecipients (tx: OperatorTx, { id, version }: AuditRef, positions: readonly string[], by: string): Promise<string[]> {
  const rows = await tx.query<{ position: string }>(`insert into aeo.risk_audit_recipients as r (operator_id, audit_id, version, position, added_by, added_at)
    select $1, $2, $3, p.position, $5, $6 from unnest($4::text[]) p (position)
    on conflict (operator_id, audit_id, version, position) do update set withdrawn_because = null, withdrawn_by = null, withdrawn_at = null where r.withdrawn_at is not null
    returning r.position`, [tx.operatorId, id, version, positions.toSorted(), by, tx.at])
  return rows.map(({ position }) => position)
}

export interface Notice { readonly position: string, readonly number: number, readonly dueOn: string }

export async function insertNotices (tx: OperatorTx, { id, version }: AuditRef, notices: readonly Notice[], dataHash: string, by: string): Promise<void> {
  const stated = [notices.map(({ position }) => position), notices.map(({ number }) => number), notices.map(({ dueOn }) => dueOn)]
  await tx.query(`insert into aeo.risk_notices (operator_id, audit_id, version, position, number, data_hash, due_on, sent_by, sent_at)
    select $1, $2, $3, s.position, s.number, $7, s.due_on, $8, $9 from unnest($4::text[], $5::integer[], $6::date[]) s (position, number, due_on)`, [tx.operatorId, id, version, ...stated, dataHash, by, tx.at])
  await tx.query(`update aeo.risk_audit_recipients r set due_on = s.due_on from unnest($4::text[], $5::date[]) s (position, due_on)
    where r.operator_id = $1 and r.audit_id = $2 and r.version = $3 and r.position = s.position`, [tx.operatorId, id, version, stated[0], stated[2]])
}

export interface Acknowledgement {
  readonly person: string
  readonly way: NonNullable<AuditRecipient['way']>
  readonly evidence: AuditRecipient['evidence']
}

/** Whoever calls it holds the audit, and saw that they owe it. */
export async function acknowledge (tx: OperatorTx, { id, version }: AuditRef, positions: readonly string[], { person, way, evidence }: Acknowledgement, by: string): Promise<void> {
  await tx.query(`update aeo.risk_audit_recipients r set acknowledged_at = $5, acknowledged_by = $6, acknowledged_way = $7, evidence_reference = $8, evidence_sha256 = $9, acknowledgement_recorded_by = $10
    where r.operator_id = $1 and r.audit_id = $2 and r.version = $3 and r.position = any($4::text[]) and r.acknowledged_at is null`, [tx.operatorId, id, version, positions, tx.at, person, way, evidence?.reference ?? null, evidence?.sha256 ?? null, by])
}

export async function withdraw (tx: OperatorTx, { id, version }: AuditRef, position: string, because: string, by: string): Promise<void> {
  await tx.query('update aeo.risk_audit_recipients r set withdrawn_because = $5, withdrawn_by = $6, withdrawn_at = $7 where r.operator_id = $1 and r.audit_id = $2 and r.version = $3 and r.position = $4', [tx.operatorId, id, version, position, because, by, tx.at])
}

/** Somebody who was told and has not taken note. */
export interface DueAcknowledgement { readonly audit: string, readonly title: string, readonly version: number, readonly position: string, readonly dueOn: string, readonly reminders: number, readonly lastNotifiedAt: Date }

export interface DueKey { readonly dueOn: string, readonly audit: string, readonly position: string }

/** Of the versions that are worked on; due first, first. */
export async function listDue (tx: OperatorTx, until: string | undefined, limit: number, after: DueKey | undefined): Promise<DueAcknowledgement[]> {
  return await tx.query<DueAcknowledgement>(`select r.audit_id as audit, a.title, r.version, r.position, r.due_on as "dueOn", n.sent - 1 as reminders, n.last_sent as "lastNotifiedAt"
    from aeo.risk_audit_recipients r join aeo.risk_audits a on a.operator_id = r.operator_id and a.id = r.audit_id and a.version = r.version
    cross join lateral (select count(*)::integer as sent, max(k.sent_at) as last_sent from aeo.risk_notices k where k.operator_id = r.operator_id and k.audit_id = r.audit_id and k.version = r.version and k.position = r.position) n
    where r.operator_id = $1 and r.due_on is not null and r.acknowledged_at is null and r.withdrawn_at is null and ($2::date is null or r.due_on <= $2::date)
      and ($4::date is null or (r.due_on, r.audit_id, r.position) > ($4::date, $5::uuid, $6::text)) order by r.due_on, r.audit_id, r.position limit $3`,
  [tx.operatorId, until ?? null, limit, after?.dueOn ?? null, after?.audit ?? null, after?.position ?? null])
}
