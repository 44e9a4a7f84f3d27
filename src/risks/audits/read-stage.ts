import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import { acceptancesOn } from '../acceptances/acceptance-store.ts'
import { RISK_CATALOGUE } from '../catalogue/shipped-catalogue.ts'
import type { Area } from '../catalogue/areas.ts'
import { treatmentsFor } from '../treatments/treatment-store.ts'
import { explainedIn } from './audit.ts'
import type { KeptAudit } from './audit.ts'
import { readStages } from './audit-store.ts'
import type { AuditSources } from './deps.ts'
import { closedBlockers, communicatedBlockers, identifiedBlockers, residualBlockers, treatedBlockers } from './gates.ts'
import type { Blocker } from './gates.ts'
import { leftByTreatment, residualRisks, risksToEvaluate, unresolvedIn } from './results.ts'
import { asPlain, readSnapshot } from './snapshot.ts'
import type { AssessedStageInputs, ClosedInputs, CommunicatedInputs, StageContents, TreatedInputs } from './snapshot.ts'
import type { ClosedStage } from './stages.ts'

/** What the stage that comes next rests on, as it stands in this transaction, and what keeps it from being closed. */

export interface ReadStage<Stage extends ClosedStage = ClosedStage> {
  readonly inputs: StageContents[Stage]['inputs']
  readonly blockers: readonly Blocker[]
  /** What people decided of it: that must not have moved when the stage is frozen. What the system counts meanwhile is for the next stage. */
  readonly decided: string
}

type Reader<Stage extends ClosedStage> = (tx: OperatorTx, sources: AuditSources, audit: KeptAudit) => Promise<ReadStage<Stage>>

const READERS: { readonly [Stage in ClosedStage]: Reader<Stage> } = {
  identified: readIdentified, residual_determined: readResidual, treated: readTreated, communicated: readCommunicated, closed: readClosed
}

/** With a constant number of statements. @param audit in the version that is worked on, at the stage before this one. */
export async function readStage <Stage extends ClosedStage> (tx: OperatorTx, sources: AuditSources, audit: KeptAudit, stage: Stage): Promise<ReadStage<Stage>> {
  return await READERS[stage](tx, sources, audit)
}

async function readIdentified (tx: OperatorTx, sources: AuditSources, audit: KeptAudit): Promise<ReadStage<'identified'>> {
  const inputs = await assessedInputs(tx, sources, audit)
  const { risks, unscored } = inputs.assessment
  const blockers = identifiedBlockers({
    audit: audit.id, considered: audit.considered.map(({ kind }) => kind), leftOut: explainedIn(audit, 'area_left_out') as Area[], scoredAreas: risks.map(({ area }) => area), unscored: unscored.map(({ code, area }) => ({ code, area }))
  })
  return { inputs, blockers, decided: decidedOf(inputs) }
}

async function readResidual (tx: OperatorTx, sources: AuditSources, audit: KeptAudit): Promise<ReadStage<'residual_determined'>> {
  const inputs = await assessedInputs(tx, sources, audit)
  const blockers = residualBlockers({ audit: audit.id, risks: risksToEvaluate(inputs.assessment.risks), explained: explainedIn(audit, 'risk_not_evaluated') })
  return { inputs, blockers, decided: decidedOf(inputs) }
}

async function assessedInputs (tx: OperatorTx, { riskInputs }: AuditSources, { scope, considered, exceptions }: KeptAudit): Promise<AssessedStageInputs> {
  return { assessment: asPlain(await riskInputs(tx, scope)), considered, exceptions, catalogueVersion: RISK_CATALOGUE.version }
}

const decidedOf = ({ assessment: { settings, risks, unscored }, considered, exceptions }: AssessedStageInputs): string => canonicalJson({
  settings, considered, exceptions, unscored: unscored.map(({ code }) => code), risks: risks.map(({ code, statement, controls, tolerance }) => ({ code, statement: statement.number, controls, tolerance }))
})

async function readTreated (tx: OperatorTx, { reportContext }: AuditSources, audit: KeptAudit): Promise<ReadStage<'treated'>> {
  const [stage] = await readStages(tx, audit, 'residual_determined')
  if (stage === undefined) throw new Error('Stage 3 is to be closed, and stage 2 was never frozen')
  const { inputs: { assessment: { risks: facts, settings } }, result } = readSnapshot(stage.snapshot, 'residual_determined')
  const risks = residualRisks(facts, result)
  const [codes, on] = [risks.map(({ code }) => code), utcDay(tx.at)]
  const [treatments, acceptances] = [asPlain(await treatmentsFor(tx, codes)), asPlain(await acceptancesOn(tx, { on, risks: codes }))]
  const inputs: TreatedInputs = { residual: { sha256: stage.sha256, years: settings.years, risks }, treatments, acceptances, on, context: asPlain(await reportContext(tx, audit)) }
  const blockers = treatedBlockers({ audit: audit.id, unresolved: unresolvedIn(inputs) })
  return { inputs, blockers, decided: canonicalJson({ on, treatments, acceptances }) }
}

async function readCommunicated (tx: OperatorTx, { recipientsOf }: AuditSources, audit: KeptAudit): Promise<ReadStage<'communicated'>> {
  const inputs: CommunicatedInputs = { recipients: asPlain(await recipientsOf(tx, audit)) }
  const recipients = inputs.recipients.map(({ position, notifiedAt, acknowledgedAt }) => ({ position, notified: notifiedAt !== null, acknowledged: acknowledgedAt !== null }))
  return { inputs, blockers: communicatedBlockers({ audit: audit.id, recipients }), decided: canonicalJson(inputs) }
}

async function readClosed (tx: OperatorTx, { followUpsOf }: AuditSources, audit: KeptAudit): Promise<ReadStage<'closed'>> {
  const [stage] = await readStages(tx, audit, 'treated')
  if (stage === undefined) throw new Error('The audit is to be closed, and stage 3 was never frozen')
  const inputs: ClosedInputs = { ...leftByTreatment(readSnapshot(stage.snapshot, 'treated').inputs), followUps: asPlain(await followUpsOf(tx, audit)) }
  return { inputs, blockers: closedBlockers({ audit: audit.id, openRisks: inputs.openRisks, answers: inputs.decided.length + inputs.followUps.length }), decided: canonicalJson(inputs) }
}
