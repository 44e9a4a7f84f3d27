import { isOverdue } from './incident.ts'
import type { KeptIncident, KeptReport } from './incident.ts'
import { INCIDENT_CATALOGUE, kindRule } from './shipped-kinds.ts'

/** Incidents as they cross the wire. */

export type IncidentWire = ReturnType<typeof incidentToWire>

export function incidentToWire ({ revision: _revision, recordedAt, reports, ...incident }: KeptIncident, today: string) {
  const { serious, legalRef } = kindRule(incident.kind)
  return { ...incident, serious, legalRef, control: INCIDENT_CATALOGUE.control, overdue: reports.some((report) => isOverdue(report, today)), reports: reports.map((report) => reportToWire(report, today)), recordedAt: recordedAt.toISOString() }
}

const reportToWire = ({ evidenceReference, evidenceSha256, decidedAt, ...report }: KeptReport, today: string) => ({
  ...report, evidence: evidenceReference === null || evidenceSha256 === null ? null : { reference: evidenceReference, sha256: evidenceSha256 }, overdue: isOverdue(report, today), decidedAt: decidedAt === null ? null : new Date(decidedAt).toISOString()
})
