import type { Principal } from '../../platform/access.ts'
import { withOperator } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Area } from '../catalogue/areas.ts'
import type { RiskDeps } from '../deps.ts'
import { auditExceptionNotFound, auditStageRefused, riskNotFound } from '../problems.ts'
import { NO_RISK, WRITE } from '../register/risk-operations.ts'
import { findRisk } from '../register/risk-store.ts'
import type { ExceptionKind, KeptAudit } from './audit.ts'
import { found, held, heldDraft } from './audit-operations.ts'
import * as store from './audit-store.ts'
import { mayExplainControls } from './stages.ts'

/** What a gate would ask for, and a person explains instead; every report shows it. */

type Deps = Pick<RiskDeps, 'db' | 'clock'>
type Demand = (revision: number) => void

/** Why the audit looks at no risk of the area. @throws risk-audit-not-found, risk-audit-stage-refused. */
export function leaveOut (deps: Deps, principal: Principal, id: string, area: Area, reason: string, demand: Demand): Promise<KeptAudit> {
  return withOperator(deps.db, principal, WRITE, async (tx) => await state(tx, await heldDraft(tx, id, demand), 'area_left_out', area, reason), deps.clock)
}

/** @throws risk-audit-not-found, risk-audit-stage-refused, risk-audit-exception-not-found. */
export function takeIn (deps: Deps, principal: Principal, id: string, area: Area, demand: Demand): Promise<KeptAudit> {
  return withOperator(deps.db, principal, WRITE, async (tx) => await withdraw(tx, await heldDraft(tx, id, demand), 'area_left_out', area), deps.clock)
}

/** Why the controls of a risk above its threshold are not evaluated. @param ref id or code of the risk. @throws risk-audit-not-found, risk-not-found, risk-audit-stage-refused. */
export function explainControls (deps: Deps, principal: Principal, id: string, ref: string, reason: string, demand: Demand): Promise<KeptAudit> {
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    const audit = await heldBeforeStage2(tx, id, demand)
    return await state(tx, audit, 'risk_not_evaluated', await codeOf(tx, ref), reason)
  }, deps.clock)
}

/** @throws risk-audit-not-found, risk-not-found, risk-audit-stage-refused, risk-audit-exception-not-found. */
export function withdrawExplanation (deps: Deps, principal: Principal, id: string, ref: string, demand: Demand): Promise<KeptAudit> {
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    const audit = await heldBeforeStage2(tx, id, demand)
    return await withdraw(tx, audit, 'risk_not_evaluated', await codeOf(tx, ref))
  }, deps.clock)
}

async function heldBeforeStage2 (tx: OperatorTx, id: string, demand: Demand): Promise<KeptAudit> {
  const audit = await held(tx, id, demand)
  if (!mayExplainControls(audit.stage)) throw auditStageRefused('Controls were evaluated when stage 2 was closed. Open it again to change that.', { at: audit.stage })
  return audit
}

async function codeOf (tx: OperatorTx, ref: string): Promise<string> {
  const risk = await findRisk(tx, ref)
  if (risk === undefined) throw riskNotFound(NO_RISK)
  return risk.code
}

async function state (tx: OperatorTx, audit: KeptAudit, kind: ExceptionKind, subject: string, reason: string): Promise<KeptAudit> {
  if (audit.exceptions.some((one) => one.kind === kind && one.subject === subject && one.reason === reason)) return audit
  await store.setException(tx, audit, { kind, subject, reason, statedBy: await resolveActor(tx.query, tx.operatorId, tx.principal.subject) })
  await store.touchAudit(tx, audit.id)
  tx.log('risk_audit.exception_stated', `risk_audit:${audit.id}`, { version: audit.version, kind, subject })
  return await found(tx, audit.id)
}

async function withdraw (tx: OperatorTx, audit: KeptAudit, kind: ExceptionKind, subject: string): Promise<KeptAudit> {
  if (!await store.deleteException(tx, audit, kind, subject)) throw auditExceptionNotFound(`${subject} is no exception of it.`)
  await store.touchAudit(tx, audit.id)
  tx.log('risk_audit.exception_withdrawn', `risk_audit:${audit.id}`, { version: audit.version, kind, subject })
  return await found(tx, audit.id)
}
