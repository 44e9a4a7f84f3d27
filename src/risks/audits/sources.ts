import { SIMULATIONS } from '../assess/simulations.ts'
import { assessInputs } from '../assessments/assess-inputs.ts'
import type { RiskDeps } from '../deps.ts'
import { readRiskInputs } from '../evidence/read-risk-inputs.ts'
import { readStatedRisks } from '../evidence/stated-risks.ts'
import { followUpsOf } from '../follow-ups/follow-up-operations.ts'
import { askedRecipients } from '../notices/recipient-store.ts'
import { positionOfLogin, readReportContext } from '../report/report-context.ts'
import { readSuggestions } from '../report/read-suggestions.ts'
import type { AuditSources } from './deps.ts'

/** Who keeps what the stages of an audit rest on. */
export const auditSources = (deps: RiskDeps): AuditSources => ({
  riskInputs: async (tx, scope) => await readRiskInputs(tx, deps.evidence, scope),
  statedRisks: readStatedRisks,
  simulations: deps.simulations ?? SIMULATIONS,
  assess: async (inputs, run) => await assessInputs(inputs, run, run.simulations ?? deps.simulations),
  personOf: async (tx, subject) => await positionOfLogin(tx, deps, subject),
  suggestions: async (principal, scope) => await readSuggestions(deps, principal, scope),
  recipientsOf: askedRecipients,
  followUpsOf: async (tx, audit) => await followUpsOf(tx, deps, audit),
  reportContext: async (tx, audit, treatments) => await readReportContext(tx, deps, audit, treatments)
})
