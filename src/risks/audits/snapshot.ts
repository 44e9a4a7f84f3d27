import { createHash } from 'node:crypto'
import type { PlannedRisk } from '../../risk/plan.ts'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import type { AssessedInputs, AssessedRisk, RiskPortfolio } from '../assessments/assessed-risks.ts'
import type { RiskFacts, RiskInputs } from '../evidence/risk-evidence.ts'
import type { Acceptability } from '../report/model.ts'
import type { planToWire } from '../treatments/plan-wire.ts'
import type { AuditException, Considered } from './audit.ts'
import type { KeptAcceptance } from '../acceptances/acceptance.ts'
import type { KeptTreatment } from '../treatments/treatment.ts'
import type { AuditFollowUp, AuditRecipient } from './deps.ts'
import type { LeftOutRisk } from './left-out.ts'
import type { ClosedStage } from './stages.ts'

/** The text of a closed stage: all that it rests on, and all that came of it. Whoever has the inputs can make the result again. Pure. */

/**
 * Of the form of the text: in 1 words of people stand there themselves, in 2 they are references. In both, risks of areas that were left out
 * count like all others, in 3 they stand apart and count nowhere. What was frozen in any of them stays readable.
 */
export const SNAPSHOT_SCHEMA = 3
const READABLE = [1, 2, SNAPSHOT_SCHEMA]
export const isReadable = ({ schema }: Pick<Snapshot, 'schema'>): boolean => READABLE.includes(schema)

/** A statement without the instant's type: the text has no dates. */
export type Plain<T> = T extends Date ? string : T extends readonly (infer Entry)[] ? readonly Plain<Entry>[] : T extends object ? { readonly [Name in keyof T]: Plain<T[Name]> } : T

/** Of stages 1 and 2. */
export interface AssessedStageInputs {
  /** Of what is looked at. */
  readonly assessment: Plain<RiskInputs>
  /** By code. Not there in forms 1 and 2. */
  readonly leftOut?: readonly LeftOutRisk[]
  readonly considered: readonly Considered[]
  readonly exceptions: readonly AuditException[]
  readonly catalogueVersion: number
}

export interface AssessedStageResult {
  readonly methodVersion: number
  readonly risks: readonly Pick<AssessedRisk, 'code' | 'assessment' | 'ifReviewed' | 'objections'>[]
  readonly portfolio: RiskPortfolio
  /** Codes by priority: on inherent figures in stage 1, on residual ones in stage 2. */
  readonly order: readonly string[]
}

/** A risk as stage 2 left it. */
export interface ResidualRisk extends Pick<AssessedRisk, 'code' | 'title' | 'area' | 'tolerance' | 'assessment' | 'objections'> {}

export interface TreatedInputs {
  /** Of stage 2, whose figures these are. */
  readonly residual: { readonly sha256: string, readonly years: number, readonly risks: readonly ResidualRisk[] }
  /** Of these risks, whatever their state. */
  readonly treatments: readonly Plain<KeptTreatment>[]
  /** Of these risks, signed by that day. */
  readonly acceptances: readonly Plain<KeptAcceptance>[]
  /** Day that acceptances are looked at on. */
  readonly on: string
  /** What the report shows beside the risks. */
  readonly context: object
}

export interface TreatedRisk {
  readonly code: string
  readonly acceptability: Acceptability
  /** Id of the acceptance that counts, whether or not it holds still; null: nobody signed one. */
  readonly acceptance: string | null
  /** What it comes to once every treatment that is decided is done. */
  readonly onceDecided: PlannedRisk
}

export interface TreatedResult {
  readonly methodVersion: number
  readonly risks: readonly TreatedRisk[]
  /** The cheapest sufficient plan over the treatments that are open: those decided are in it. */
  readonly plan: ReturnType<typeof planToWire>
  /** The cheapest sufficient plan if nothing were decided. Null: nothing is, or it was not found in time; it is not there in what was frozen before it was looked for. */
  readonly cheapestOfAll?: Pick<ReturnType<typeof planToWire>, 'treatments' | 'annualCostEur' | 'secondBest'> | null
  /** `chances` of the exceedance are of the inherent, the residual and the planned losses, in that order. */
  readonly portfolio: RiskPortfolio & { readonly planned: RiskPortfolio['residual'] }
}

export interface CommunicatedInputs { readonly recipients: readonly AuditRecipient[] }
export interface CommunicatedResult { readonly recipients: number, readonly acknowledged: number, readonly lastAcknowledgedAt: string | null }

export interface ClosedInputs {
  /** Codes of the risks that something stood against when stage 3 closed. */
  readonly openRisks: readonly string[]
  /** Codes of the treatments that were decided by then. */
  readonly decided: readonly string[]
  readonly followUps: readonly AuditFollowUp[]
}
export interface ClosedResult { readonly followUps: readonly { readonly kind: string, readonly count: number }[] }

export interface StageContents {
  readonly identified: { readonly inputs: AssessedStageInputs, readonly result: AssessedStageResult }
  readonly residual_determined: { readonly inputs: AssessedStageInputs, readonly result: AssessedStageResult }
  readonly treated: { readonly inputs: TreatedInputs, readonly result: TreatedResult }
  readonly communicated: { readonly inputs: CommunicatedInputs, readonly result: CommunicatedResult }
  readonly closed: { readonly inputs: ClosedInputs, readonly result: ClosedResult }
}

export interface Snapshot<Stage extends ClosedStage = ClosedStage> {
  readonly schema: number
  readonly audit: { readonly id: string, readonly title: string, readonly version: number, readonly reopenedBecause: string | null }
  readonly stage: Stage
  readonly seed: string
  /** The position held by the person whose login closed it; null: the login is no person's. Not in what was frozen before it was read. */
  readonly closedAs?: string | null
  /** Instant at which what it rests on was read. */
  readonly readAt: string
  readonly inputs: StageContents[Stage]['inputs']
  readonly result: StageContents[Stage]['result']
}

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')

/** As it will be read again: instants are texts, and what is not defined is not there. */
export const asPlain = <T>(value: T): Plain<T> => JSON.parse(JSON.stringify(value)) as Plain<T>

/** The same content gives the same bytes. */
export const snapshotText = (snapshot: Snapshot): string => canonicalJson(asPlain(snapshot))

export const readSnapshot = <Stage extends ClosedStage>(text: string, stage: Stage): Snapshot<Stage> => {
  const snapshot = JSON.parse(text) as Snapshot<Stage>
  if (!isReadable(snapshot) || snapshot.stage !== stage) throw new Error(`The text is no snapshot of stage ${stage}`)
  return snapshot
}

/** The figures of stage 1 or 2 with what they rest on, as the assessment gave them. */
export function assessedOf ({ inputs: { assessment }, result, seed }: Snapshot<'identified' | 'residual_determined'>): AssessedInputs {
  const figures = new Map(result.risks.map((risk) => [risk.code, risk]))
  const risks = assessment.risks.map((facts) => {
    const found = figures.get(facts.code)
    if (found === undefined) throw new Error(`The snapshot has no figures of ${facts.code}`)
    return { ...facts as unknown as RiskFacts, ...found }
  })
  return { ...assessment as unknown as RiskInputs, methodVersion: result.methodVersion, seed, risks, portfolio: result.portfolio }
}
