import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { KeptIncident, KeptReport, OwedReport, Recipient } from './incident.ts'

/** Incidents in the database, with the reports that they ask for. */

const INCIDENTS = `select i.id, i.system_id as "systemId", s.code as system, i.version, i.class, i.kind, i.occurred_on as "occurredOn", i.aware_on as "awareOn", i.description, i.stated_references as "references", i.state,
    i.closed_on as "closedOn", i.root_cause as "rootCause", i.corrective_action as "correctiveAction", i.recorded_by as "recordedBy", i.recorded_at as "recordedAt", i.revision,
    coalesce((select json_agg(json_build_object('recipient', r.recipient, 'legalRef', r.legal_ref, 'dueOn', r.due_on, 'state', r.state, 'reportedOn', r.reported_on, 'reason', r.reason, 'evidenceReference', r.evidence_reference,
      'evidenceSha256', r.evidence_sha256, 'decidedBy', r.decided_by, 'decidedAt', r.decided_at) order by r.due_on, r.recipient) from aeo.ai_incident_reports r where r.operator_id = i.operator_id and r.incident_id = i.id), '[]') as reports
  from aeo.ai_incidents i join aeo.ai_systems s on s.operator_id = i.operator_id and s.id = i.system_id where i.operator_id = $1`

export async function findIncident (tx: OperatorTx, id: string): Promise<KeptIncident | undefined> {
  const [row] = await tx.query<KeptIncident>(`${INCIDENTS} and i.id = $2::uuid`, [tx.operatorId, id])
  return row
}

/** Nobody else changes it until the transaction ends. */
export async function lockIncident (tx: OperatorTx, id: string): Promise<KeptIncident | undefined> {
  await tx.query('select from aeo.ai_incidents i where i.operator_id = $1 and i.id = $2::uuid for update', [tx.operatorId, id])
  return await findIncident(tx, id)
}

export interface IncidentFilter {
  readonly state?: string | undefined
  readonly kind?: string | undefined
  readonly systemId?: string | undefined
  /** By its code. */
  readonly system?: string | undefined
  /** Only those with a report that was due before this day. */
  readonly overdueOn?: string | undefined
}
const FILTERS: Readonly<Record<keyof IncidentFilter, (value: string) => string>> = {
  state: (value) => `i.state = ${value}::text`, kind: (value) => `i.kind = ${value}::text`, systemId: (value) => `i.system_id = ${value}::uuid`,
  system: (value) => `i.system_id = (select c.id from aeo.ai_systems c where c.operator_id = $1 and c.code = ${value}::text)`,
  overdueOn: (value) => `i.id in (select d.incident_id from aeo.ai_incident_reports d where d.operator_id = $1 and d.state = 'open' and d.due_on < ${value}::date)`
}

/** Last known first. */
export async function listIncidents (tx: OperatorTx, filter: IncidentFilter, limit: number, after: { readonly awareOn: string, readonly id: string } | undefined): Promise<KeptIncident[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const conditions = (Object.keys(FILTERS) as (keyof IncidentFilter)[]).flatMap((name) => filter[name] === undefined ? [] : [FILTERS[name](`$${values.push(filter[name])}`)])
  if (after !== undefined) conditions.push(`(i.aware_on, i.id) < ($${values.push(after.awareOn)}::date, $${values.push(after.id)}::uuid)`)
  return await tx.query<KeptIncident>(`${INCIDENTS}${conditions.map((condition) => ` and ${condition}`).join('')} order by i.aware_on desc, i.id desc limit $2`, values)
}

export async function insertIncident (tx: OperatorTx, incident: Pick<KeptIncident, 'id' | 'systemId' | 'version' | 'class' | 'kind' | 'occurredOn' | 'awareOn' | 'description' | 'references' | 'recordedBy'>, reports: readonly OwedReport[]): Promise<void> {
  const { id, systemId, version, class: name, kind, occurredOn, awareOn, description, references, recordedBy } = incident
  await tx.query(`insert into aeo.ai_incidents (operator_id, id, system_id, version, class, kind, occurred_on, aware_on, description, stated_references, recorded_by, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, [tx.operatorId, id, systemId, version, name, kind, occurredOn, awareOn, description, references, recordedBy, tx.at])
  if (reports.length === 0) return
  await tx.query(`insert into aeo.ai_incident_reports (operator_id, incident_id, recipient, legal_ref, due_on)
    select $1, $2, n.recipient, n."legalRef", n."dueOn" from json_to_recordset($3) as n (recipient text, "legalRef" text, "dueOn" date)`, [tx.operatorId, id, JSON.stringify(reports)])
}

export type ReportDecision = Pick<KeptReport, 'state' | 'reportedOn' | 'reason' | 'evidenceReference' | 'evidenceSha256'>

export async function decideReport (tx: OperatorTx, id: string, recipient: Recipient, { state, reportedOn, reason, evidenceReference, evidenceSha256 }: ReportDecision, by: string): Promise<void> {
  await tx.query(`update aeo.ai_incident_reports r set state = $4, reported_on = $5, reason = $6, evidence_reference = $7, evidence_sha256 = $8, decided_by = $9, decided_at = $10
    where r.operator_id = $1 and r.incident_id = $2 and r.recipient = $3`, [tx.operatorId, id, recipient, state, reportedOn, reason, evidenceReference, evidenceSha256, by, tx.at])
  await tx.query('update aeo.ai_incidents i set revision = i.revision + 1 where i.operator_id = $1 and i.id = $2', [tx.operatorId, id])
}

export async function closeIncident (tx: OperatorTx, id: string, { closedOn, rootCause, correctiveAction }: Pick<KeptIncident, 'closedOn' | 'rootCause' | 'correctiveAction'>, by: string): Promise<void> {
  await tx.query(`update aeo.ai_incidents i set state = 'closed', closed_on = $3, root_cause = $4, corrective_action = $5, closed_by = $6, revision = i.revision + 1
    where i.operator_id = $1 and i.id = $2`, [tx.operatorId, id, closedOn, rootCause, correctiveAction, by])
}
