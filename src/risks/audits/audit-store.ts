import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { EvidenceScope } from '../evidence/risk-evidence.ts'
import type { AuditException, AuditVersion, Considered, KeptAudit } from './audit.ts'
import type { AuditRef } from './deps.ts'
import type { AuditStage, ClosedStage } from './stages.ts'

/** Audits in the database, each in one of its versions with all that was stated for it. */

interface Row extends Omit<KeptAudit, 'scope'> {
  readonly periodFrom: string
  readonly periodTo: string
  readonly sites: string[]
  readonly procedures: string[]
  readonly pillars: EvidenceScope['pillars']
}

const toAudit = ({ periodFrom, periodTo, sites, procedures, pillars, ...row }: Row): KeptAudit => ({ ...row, scope: { sites, procedures, pillars, from: periodFrom, to: periodTo } })

/** As this project writes instants. */
const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** @param version SQL for the version that is shown. */
const audits = (version: string): string => `select a.id, a.revision, a.title, a.version as "currentVersion", a.recorded_at as "recordedAt",
    v.version, v.stage, v.period_from as "periodFrom", v.period_to as "periodTo", v.sites, v.procedures, v.pillars, v.seed, v.reopened_because as "reopenedBecause", v.opened_by as "openedBy", ${instant('v.opened_at')} as "openedAt",
    coalesce((select json_agg(json_build_object('kind', i.kind, 'title', i.title, 'reference', i.reference, 'sha256', i.sha256, 'datedOn', i.dated_on, 'absentBecause', i.absent_because, 'statedBy', i.stated_by, 'statedAt', ${instant('i.stated_at')}) order by i.kind)
      from aeo.risk_audit_inputs i where i.operator_id = v.operator_id and i.audit_id = v.audit_id and i.version = v.version), '[]'::json) as considered,
    coalesce((select json_agg(json_build_object('kind', e.kind, 'subject', e.subject, 'reason', e.reason, 'statedBy', e.stated_by, 'statedAt', ${instant('e.stated_at')}) order by e.kind, e.subject)
      from aeo.risk_audit_exceptions e where e.operator_id = v.operator_id and e.audit_id = v.audit_id and e.version = v.version), '[]'::json) as exceptions,
    coalesce((select json_agg(json_build_object('stage', s.stage, 'sha256', s.sha256, 'methodVersion', s.method_version, 'seed', s.seed, 'closedBy', s.closed_by, 'closedAt', ${instant('s.closed_at')})
        order by array_position(array['identified', 'residual_determined', 'treated', 'communicated', 'closed'], s.stage::text))
      from aeo.risk_audit_stages s where s.operator_id = v.operator_id and s.audit_id = v.audit_id and s.version = v.version), '[]'::json) as stages
  from aeo.risk_audits a join aeo.risk_audit_versions v on v.operator_id = a.operator_id and v.audit_id = a.id and v.version = ${version}
  where a.operator_id = $1`

/** @param version the one that is worked on if absent. */
export async function findAudit (tx: OperatorTx, id: string, version?: number): Promise<KeptAudit | undefined> {
  const [row] = await tx.query<Row>(`${audits('coalesce($3::integer, a.version)')} and a.id = $2`, [tx.operatorId, id, version ?? null])
  return row === undefined ? undefined : toAudit(row)
}

/** Each with all that was stated for it, the last first. */
export async function findVersions (tx: OperatorTx, id: string): Promise<KeptAudit[]> {
  return (await tx.query<Row>(`${audits('v.version')} and a.id = $2 order by v.version desc`, [tx.operatorId, id])).map(toAudit)
}

/** Nobody else changes the audit, or anything that belongs to it, until the transaction ends. */
export async function lockAudit (tx: OperatorTx, id: string): Promise<KeptAudit | undefined> {
  await tx.query('select from aeo.risk_audits a where a.operator_id = $1 and a.id = $2 for update', [tx.operatorId, id])
  return await findAudit(tx, id)
}

/** Whatever belongs to the audit has changed. Whoever changes it holds it locked. @returns the revision that it has now. */
export async function touchAudit (tx: OperatorTx, id: string): Promise<number> {
  const [row] = await tx.query<{ revision: number }>('update aeo.risk_audits a set revision = a.revision + 1 where a.operator_id = $1 and a.id = $2 returning a.revision', [tx.operatorId, id])
  if (row === undefined) throw new Error('An audit that is locked is not there')
  return row.revision
}

/** The last recorded first, each in the version that is worked on. */
export async function listAudits (tx: OperatorTx, filter: { readonly stage?: AuditStage | undefined }, limit: number, before: { readonly at: string, readonly id: string } | undefined): Promise<KeptAudit[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const conditions: string[] = []
  if (filter.stage !== undefined) conditions.push(`v.stage = $${values.push(filter.stage)}::text`)
  if (before !== undefined) conditions.push(`(a.recorded_at, a.id) < ($${values.push(before.at)}::timestamptz, $${values.push(before.id)}::uuid)`)
  const rows = await tx.query<Row>(`${audits('a.version')}${conditions.map((condition) => ` and ${condition}`).join('')} order by a.recorded_at desc, a.id desc limit $2`, values)
  return rows.map(toAudit)
}

export async function insertAudit (tx: OperatorTx, { id, title, ...version }: { readonly id: string, readonly title: string } & NewVersion): Promise<void> {
  await tx.query('insert into aeo.risk_audits (operator_id, id, title, recorded_at) values ($1, $2, $3, $4)', [tx.operatorId, id, title, tx.at])
  await insertVersion(tx, id, version)
}

export interface NewVersion extends Pick<AuditVersion, 'version' | 'scope' | 'seed' | 'reopenedBecause' | 'openedBy'> {}

async function insertVersion (tx: OperatorTx, id: string, { version, scope, seed, reopenedBecause, openedBy }: NewVersion): Promise<void> {
  await tx.query(`insert into aeo.risk_audit_versions (operator_id, audit_id, version, period_from, period_to, sites, procedures, pillars, seed, reopened_because, opened_by, opened_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, [tx.operatorId, id, version, scope.from, scope.to, scope.sites, scope.procedures, scope.pillars, seed, reopenedBecause, openedBy, tx.at])
}

/** Title, scope and period. */
export async function describeAudit (tx: OperatorTx, { id, version }: AuditRef, title: string, scope: EvidenceScope): Promise<void> {
  await tx.query('update aeo.risk_audits a set title = $3 where a.operator_id = $1 and a.id = $2', [tx.operatorId, id, title])
  await tx.query('update aeo.risk_audit_versions v set period_from = $4, period_to = $5, sites = $6, procedures = $7, pillars = $8 where v.operator_id = $1 and v.audit_id = $2 and v.version = $3',
    [tx.operatorId, id, version, scope.from, scope.to, scope.sites, scope.procedures, scope.pillars])
}

/** The next version, with what was stated for the one before; that one stays as it is. */
export async function reopen (tx: OperatorTx, id: string, next: NewVersion): Promise<void> {
  await insertVersion(tx, id, next)
  await tx.query(`insert into aeo.risk_audit_inputs (operator_id, audit_id, version, kind, title, reference, sha256, dated_on, absent_because, stated_by, stated_at)
    select i.operator_id, i.audit_id, $3::integer, i.kind, i.title, i.reference, i.sha256, i.dated_on, i.absent_because, i.stated_by, i.stated_at from aeo.risk_audit_inputs i where i.operator_id = $1 and i.audit_id = $2 and i.version = $3::integer - 1`, [tx.operatorId, id, next.version])
  await tx.query(`insert into aeo.risk_audit_exceptions (operator_id, audit_id, version, kind, subject, reason, stated_by, stated_at)
    select e.operator_id, e.audit_id, $3::integer, e.kind, e.subject, e.reason, e.stated_by, e.stated_at from aeo.risk_audit_exceptions e where e.operator_id = $1 and e.audit_id = $2 and e.version = $3::integer - 1`, [tx.operatorId, id, next.version])
  await tx.query('update aeo.risk_audits a set version = $3, revision = a.revision + 1 where a.operator_id = $1 and a.id = $2', [tx.operatorId, id, next.version])
}

export async function setConsidered (tx: OperatorTx, { id, version }: AuditRef, { kind, title, reference, sha256, datedOn, absentBecause, statedBy }: Omit<Considered, 'statedAt'>): Promise<void> {
  await tx.query(`insert into aeo.risk_audit_inputs as i (operator_id, audit_id, version, kind, title, reference, sha256, dated_on, absent_because, stated_by, stated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict (operator_id, audit_id, version, kind) do update set title = excluded.title, reference = excluded.reference, sha256 = excluded.sha256, dated_on = excluded.dated_on, absent_because = excluded.absent_because,
      stated_by = excluded.stated_by, stated_at = excluded.stated_at`, [tx.operatorId, id, version, kind, title, reference, sha256, datedOn, absentBecause, statedBy, tx.at])
}

export async function setException (tx: OperatorTx, { id, version }: AuditRef, { kind, subject, reason, statedBy }: Omit<AuditException, 'statedAt'>): Promise<void> {
  await tx.query(`insert into aeo.risk_audit_exceptions as e (operator_id, audit_id, version, kind, subject, reason, stated_by, stated_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (operator_id, audit_id, version, kind, subject) do update set reason = excluded.reason, stated_by = excluded.stated_by, stated_at = excluded.stated_at`, [tx.operatorId, id, version, kind, subject, reason, statedBy, tx.at])
}

/** @returns whether there was one. */
export async function deleteException (tx: OperatorTx, { id, version }: AuditRef, kind: AuditException['kind'], subject: string): Promise<boolean> {
  const rows = await tx.query('delete from aeo.risk_audit_exceptions e where e.operator_id = $1 and e.audit_id = $2 and e.version = $3 and e.kind = $4 and e.subject = $5 returning e.subject', [tx.operatorId, id, version, kind, subject])
  return rows.length > 0
}

export interface FrozenStage {
  readonly stage: ClosedStage
  /** Canonical text; what the hash is of. */
  readonly snapshot: string
  readonly sha256: string
  readonly methodVersion: number
  readonly seed: string
}

/** The stage is closed, and its text kept for good. */
export async function freezeStage (tx: OperatorTx, { id, version }: AuditRef, { stage, snapshot, sha256, methodVersion, seed }: FrozenStage, closedBy: string): Promise<void> {
  await tx.query('insert into aeo.risk_audit_stages (operator_id, audit_id, version, stage, snapshot, sha256, method_version, seed, closed_by, closed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [tx.operatorId, id, version, stage, snapshot, sha256, methodVersion, seed, closedBy, tx.at])
  await tx.query('update aeo.risk_audit_versions v set stage = $4 where v.operator_id = $1 and v.audit_id = $2 and v.version = $3', [tx.operatorId, id, version, stage])
}

export interface KeptStage extends FrozenStage { readonly closedAt: Date }

/** Closed stages with their texts, in the order in which they were closed. @param stage that one alone. */
export async function readStages (tx: OperatorTx, { id, version }: AuditRef, stage?: ClosedStage): Promise<KeptStage[]> {
  return await tx.query<KeptStage>(`select s.stage, s.snapshot, s.sha256, s.method_version as "methodVersion", s.seed, s.closed_at as "closedAt" from aeo.risk_audit_stages s
    where s.operator_id = $1 and s.audit_id = $2 and s.version = $3 and ($4::text is null or s.stage = $4::text) order by array_position(array['identified', 'residual_determined', 'treated', 'communicated', 'closed'], s.stage::text)`, [tx.operatorId, id, version, stage ?? null])
}
