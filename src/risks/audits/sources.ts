import { assessInputs } from '../assessments/assess-inputs.ts'
import type { RiskDeps } from '../deps.ts'
import { readRiskInputs } from '../evidence/read-risk-inputs.ts'
import { askedRecipients } from '../notices/recipient-store.ts'
import type { AuditSources } from './deps.ts'

/** Who keeps what the stages of an audit rest on. */
export const auditSources = ({ evidence, simulations }: RiskDeps): AuditSources => ({
  riskInputs: async (tx, scope) => await readRiskInputs(tx, evidence, scope),
  assess: async (inputs, run) => await assessInputs(inputs, run, simulations),
  recipientsOf: askedRecipients,
  followUpsOf: async (tx, { id, version }) => await tx.query('select f.kind, f.risk from aeo.risk_follow_ups f where f.operator_id = $1 and f.audit_id = $2 and f.version = $3 order by f.id', [tx.operatorId, id, version]),
  reportContext: async () => await Promise.resolve({})
})
