import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import { acceptancesOn } from '../acceptances/acceptance-store.ts'
import { RISK_CATALOGUE } from '../catalogue/shipped-catalogue.ts'
import type { RiskFacts, RiskInputs } from '../evidence/risk-evidence.ts'
import type { StatedRisks } from '../evidence/stated-risks.ts'
import { inputToWire } from '../register/wire.ts'
import { treatmentsFor } from '../treatments/treatment-store.ts'
import type { KeptTreatment } from '../treatments/treatment.ts'
import { controlTitles } from '../report/report-context.ts'
import type { KeptAudit } from './audit.ts'
import { readStages } from './audit-store.ts'
import type { AuditSources } from './deps.ts'
import type { Blocker } from './gates.ts'
import { looked } from './left-out.ts'
import type { LeftOutRisk } from './left-out.ts'
import { leftByTreatment, residualRisks } from './results.ts'
import { asPlain, readSnapshot } from './snapshot.ts'
import type { AssessedStageInputs, ClosedInputs, CommunicatedInputs, Plain, ResidualRisk, StageContents, TreatedInputs } from './snapshot.ts'
import { blockersIn } from './stage-gates.ts'
import type { ClosedStage } from './stages.ts'

/** What the stage that comes next rests on, as it stands in this transaction, and what keeps it from being closed. */

export interface ReadStage<Stage extends ClosedStage = ClosedStage> extends Read<Stage> { readonly blockers: readonly Blocker[] }

interface Read<Stage extends ClosedStage> {
  readonly inputs: StageContents[Stage]['inputs']
  /** What people decided of it, as `readDecided` gives it. */
  readonly decided: string
}
type Reader<Stage extends ClosedStage> = (tx: OperatorTx, sources: AuditSources, audit: KeptAudit) => Promise<Read<Stage>>

const READERS: { readonly [Stage in ClosedStage]: Reader<Stage> } = {
  identified: readAssessed, residual_determined: readAssessed, treated: readTreated, communicated: readCommunicated, closed: readClosed
}

/** With a constant number of statements. @param audit in the version that is worked on, at the stage before this one. */
export async function readStage <Stage extends ClosedStage> (tx: OperatorTx, sources: AuditSources, audit: KeptAudit, stage: Stage): Promise<ReadStage<Stage>> {
  const read = await READERS[stage](tx, sources, audit)
  return { ...read, blockers: blockersIn(audit.id, stage, read.inputs) }
}

export type Decided = Pick<ReadStage, 'decided' | 'blockers'>

/**
 * What people decided that the stage rests on: that must not have moved when it is frozen. What the system counts meanwhile is for the next
 * stage, so that no evidence is read: others wait for the audit, which is locked. So of stages 1 and 2 nothing is said to keep them open: what
 * they ask for was there when it was read, and nobody has signed for it.
 */
export async function readDecided (tx: OperatorTx, sources: AuditSources, audit: KeptAudit, stage: ClosedStage): Promise<Decided> {
  if (stage === 'identified' || stage === 'residual_determined') return { decided: decidedOfAssessed(audit, statedFacts(await sources.statedRisks(tx, audit.scope), audit)), blockers: [] }
  if (stage !== 'treated') return await readStage(tx, sources, audit, stage)
  const residual = await stageTwo(tx, audit)
  const responses = await readResponses(tx, residual.risks)
  return { decided: decidedOfTreated(responses), blockers: blockersIn(audit.id, stage, { residual, ...responses, context: {} }) }
}

async function readAssessed (tx: OperatorTx, { riskInputs }: AuditSources, audit: KeptAudit): Promise<{ readonly inputs: AssessedStageInputs, readonly decided: string }> {
  const { scope, considered, exceptions } = audit
  const { looked: assessment, leftOut } = looked(asPlain(await riskInputs(tx, scope)), exceptions)
  const inputs: AssessedStageInputs = { assessment, leftOut, considered, exceptions, catalogueVersion: RISK_CATALOGUE.version }
  return { inputs, decided: decidedOfAssessed(audit, { ...assessment, leftOut }) }
}

type StatedFacts = Plain<Pick<RiskInputs, 'settings' | 'unscored'>> & { readonly risks: readonly Plain<Pick<RiskFacts, 'code' | 'title' | 'area' | 'criterion' | 'statement' | 'controls' | 'tolerance'>>[], readonly leftOut: readonly LeftOutRisk[] }

const decidedOfAssessed = ({ considered, exceptions }: Pick<KeptAudit, 'considered' | 'exceptions'>, { settings, risks, unscored, leftOut }: StatedFacts): string => canonicalJson({
  settings, considered, exceptions, leftOut, unscored: unscored.map(({ code, title }) => ({ code, title })), risks: risks.map(({ code, title, area, criterion, statement, controls, tolerance }) => ({ code, title, area, criterion, statement: statement.number, reason: statement.reason, controls, tolerance }))
})

function statedFacts ({ settings, unscored, risks }: StatedRisks, { exceptions }: Pick<KeptAudit, 'exceptions'>): StatedFacts {
  const stated = risks.map(({ risk: { code, title, area, criterion, input }, controls, tolerance }) => asPlain({ code, title, area, criterion, statement: inputToWire(input), controls, tolerance }))
  const found = looked({ settings, unscored, risks: stated }, exceptions)
  return { ...found.looked, leftOut: found.leftOut }
}

async function readTreated (tx: OperatorTx, { reportContext }: AuditSources, audit: KeptAudit): Promise<Read<'treated'>> {
  const { sha256, years, risks } = await stageTwo(tx, audit)
  const responses = await readResponses(tx, risks)
  const { kept, treatments, acceptances, on } = responses
  return { inputs: { residual: { sha256, years, risks }, treatments, acceptances, on, context: asPlain(await reportContext(tx, audit, kept)) }, decided: decidedOfTreated(responses) }
}

/** What key figures suggest stands in the context of stage 3, and in no other stage. */
export const withSuggestions = (read: ReadStage, stage: ClosedStage, suggestions: object): ReadStage =>
  stage === 'treated' ? { ...read, inputs: { ...read.inputs as TreatedInputs, context: { ...(read.inputs as TreatedInputs).context, suggestions } } } : read

/** The risks as stage 2 left them. */
async function stageTwo (tx: OperatorTx, audit: KeptAudit): Promise<TreatedInputs['residual']> {
  const [stage] = await readStages(tx, audit, 'residual_determined')
  if (stage === undefined) throw new Error('Stage 3 is to be closed, and stage 2 was never frozen')
  const { inputs: { assessment: { risks: facts, settings } }, result } = readSnapshot(stage.snapshot, 'residual_determined')
  return { sha256: stage.sha256, years: settings.years, risks: residualRisks(facts, result) }
}

interface Responses extends Pick<TreatedInputs, 'treatments' | 'acceptances' | 'on'> {
  readonly kept: readonly KeptTreatment[]
  /** What controls are called, which the report shows. */
  readonly titles: Readonly<Record<string, string>>
}

/** What was decided against the risks. */
async function readResponses (tx: OperatorTx, risks: readonly ResidualRisk[]): Promise<Responses> {
  const [codes, on] = [risks.map(({ code }) => code), utcDay(tx.at)]
  const kept = await treatmentsFor(tx, codes)
  return { kept, treatments: asPlain(kept), acceptances: asPlain(await acceptancesOn(tx, { on, risks: codes })), titles: await controlTitles(tx), on }
}

const decidedOfTreated = ({ on, treatments, acceptances, titles }: Responses): string => canonicalJson({ on, treatments, acceptances, titles })

async function readCommunicated (tx: OperatorTx, { recipientsOf }: AuditSources, audit: KeptAudit): Promise<Read<'communicated'>> {
  const inputs: CommunicatedInputs = { recipients: asPlain(await recipientsOf(tx, audit)) }
  return { inputs, decided: canonicalJson(inputs) }
}

async function readClosed (tx: OperatorTx, { followUpsOf }: AuditSources, audit: KeptAudit): Promise<Read<'closed'>> {
  const [stage] = await readStages(tx, audit, 'treated')
  if (stage === undefined) throw new Error('The audit is to be closed, and stage 3 was never frozen')
  const inputs: ClosedInputs = { ...leftByTreatment(readSnapshot(stage.snapshot, 'treated').inputs), followUps: asPlain(await followUpsOf(tx, audit)) }
  return { inputs, decided: canonicalJson(inputs) }
}
