import type { KeptAudit } from './audit.ts'
import { stageAfter } from './stages.ts'

/** Audits as they cross the wire. */

export function auditToWire ({ revision: _revision, recordedAt, considered, exceptions, ...audit }: KeptAudit) {
  const explained = (wanted: typeof exceptions[number]['kind']) => exceptions.filter(({ kind }) => kind === wanted)
  return {
    ...audit, nextStage: audit.version === audit.currentVersion ? stageAfter(audit.stage) : null, considered: [...considered],
    leftOut: explained('area_left_out').map(({ kind: _kind, subject, ...rest }) => ({ area: subject, ...rest })), notEvaluated: explained('risk_not_evaluated').map(({ kind: _kind, subject, ...rest }) => ({ risk: subject, ...rest })),
    recordedAt: recordedAt.toISOString()
  }
}
