import type { UnresolvedRisk } from '../acceptances/acceptance.ts'
import { AREAS } from '../catalogue/areas.ts'
import type { Area } from '../catalogue/areas.ts'
import { CONSIDERED_KINDS } from './stages.ts'
import type { ClosedStage, ConsideredKind } from './stages.ts'

/** What keeps a stage of an audit from being closed (customs rules, 7.1): always the complete list, each with what to do about it. Pure. */

export const BLOCKED_BECAUSE = [
  'nothing_considered', 'no_scored_risk', 'no_control', 'control_not_tested', 'above_acceptable', 'loss_above_appetite', 'signature_missing', 'no_recipient', 'not_notified', 'not_acknowledged', 'no_follow_up'
] as const

/** One thing that is missing. */
export interface Blocker {
  /** The stage that it keeps from being closed. */
  readonly stage: ClosedStage
  readonly because: typeof BLOCKED_BECAUSE[number]
  /** What is missing something: kind of document, area, code of the risk or control, position. Null: the audit itself. */
  readonly subject: string | null
  /** Of the risk, where the subject is one of its controls. */
  readonly risk: string | null
  readonly detail: string
  readonly hint: string
  /** Where it is mended. */
  readonly href: string
}

interface AuditPlace { readonly audit: string }
const placeOf = ({ audit }: AuditPlace): string => `/v1/risk-audits/${audit}`

export interface IdentifiedFacts extends AuditPlace {
  /** Kinds that were named, or were said to be absent with the reason. */
  readonly considered: readonly ConsideredKind[]
  readonly leftOut: readonly Area[]
  /** Areas of the risks in scope that have figures. */
  readonly scoredAreas: readonly Area[]
  /** Risks in scope that nobody has stated. */
  readonly unscored: readonly { readonly code: string, readonly area: Area }[]
}

/** Every area has a risk with figures, or the reason why not; what stage 1 takes into account is named. */
export function identifiedBlockers (facts: IdentifiedFacts): Blocker[] {
  const common = { stage: 'identified', risk: null } as const
  const [considered, known] = [new Set(facts.considered), new Set([...facts.leftOut, ...facts.scoredAreas])]
  return [
    ...CONSIDERED_KINDS.filter((kind) => !considered.has(kind)).map((kind): Blocker => ({
      ...common, because: 'nothing_considered', subject: kind, detail: `Nobody has said which ${words(kind)} this audit takes into account.`, hint: 'Name the document, or say why there is none', href: `${placeOf(facts)}/inputs/${kind}`
    })),
    ...AREAS.filter((area) => !known.has(area)).map((area): Blocker => {
      const waiting = facts.unscored.filter((risk) => risk.area === area).map(({ code }) => code)
      return {
        ...common, because: 'no_scored_risk', subject: area, detail: `The area ${words(area)} has no risk with figures in scope, and no reason why it is left out.`,
        hint: waiting.length > 0 ? `State what the figures of ${listed(waiting)} rest on, or leave the area out with the reason` : 'Take over or add a risk of the area and state it, or leave the area out with the reason',
        href: waiting.length > 0 ? `/v1/risks?area=${area}&state=proposed` : `${placeOf(facts)}/left-out/${area}`
      }
    })
  ]
}

export interface RiskToEvaluate {
  readonly code: string
  /** Whether its inherent figures are above what its area takes on, or its impact needs a signature. */
  readonly aboveThreshold: boolean
  /** How many cases each control linked with it was tested in. */
  readonly controls: readonly { readonly code: string, readonly tested: number }[]
}

export interface ResidualFacts extends AuditPlace {
  readonly risks: readonly RiskToEvaluate[]
  /** Risks of which a person said why their controls are not evaluated. */
  readonly explained: readonly string[]
}

/** Every risk above its threshold has controls whose design is rated and whose operation was tested, or the reason why not. */
export function residualBlockers (facts: ResidualFacts): Blocker[] {
  const explained = new Set(facts.explained)
  return facts.risks.filter(({ code, aboveThreshold }) => aboveThreshold && !explained.has(code)).flatMap(({ code, controls }): Blocker[] => controls.length === 0
    ? [{
        stage: 'residual_determined', because: 'no_control', subject: code, risk: code, detail: `${code} is above its threshold before controls, and no control in force is linked with it.`,
        hint: 'Add or link a control and test it, or say why none is evaluated', href: `${placeOf(facts)}/not-evaluated/${code}`
      }]
    : controls.filter(({ tested }) => tested === 0).map((control): Blocker => ({
      stage: 'residual_determined', because: 'control_not_tested', subject: control.code, risk: code, detail: `${control.code}, against ${code}, was never tested: half of its design is all that can be counted on.`,
      hint: 'Record a test, or say why the controls of the risk are not evaluated', href: `/v1/controls/${control.code}/tests`
    })))
}

export interface TreatedFacts extends AuditPlace { readonly unresolved: readonly (UnresolvedRisk & { readonly residualScore: number })[] }

/** No residual risk above the acceptable level without a signature that holds or decided treatments that bring it below; an impact of 5 always needs the signature. */
export function treatedBlockers (facts: TreatedFacts): Blocker[] {
  return facts.unresolved.map(({ code, objections, acceptance, needsSignature, residualScore }): Blocker => {
    const common = { stage: 'treated', subject: code, risk: code } as const
    const signed = acceptance === null ? 'nobody has signed for it' : `the acceptance that was signed is ${acceptance}`
    if (needsSignature) return { ...common, because: 'signature_missing', detail: `${code} needs a signature whatever is done, and ${signed}.`, hint: 'Somebody of rank has to sign for it as stage 2 left it', href: '/v1/risk-acceptances' }
    const isScore = objections[0] === 'score_above_acceptable'
    return {
      ...common, because: isScore ? 'above_acceptable' : 'loss_above_appetite',
      detail: `${isScore ? `${code} has a residual score of ${residualScore}, above what its area takes on` : `${code} is expected to cost more in a year than its area takes on`}; no treatments that are decided bring it below, and ${signed}.`,
      hint: 'Decide treatments that together bring it below, or have somebody of rank sign for it', href: `/v1/risks/plan?audit=${facts.audit}`
    }
  })
}

export interface CommunicatedFacts extends AuditPlace { readonly recipients: readonly { readonly position: string, readonly notified: boolean, readonly acknowledged: boolean }[] }

/** All to whom the report is addressed have acknowledged it. */
export function communicatedBlockers (facts: CommunicatedFacts): Blocker[] {
  const common = { stage: 'communicated', risk: null } as const
  if (facts.recipients.length === 0) return [{ ...common, because: 'no_recipient', subject: null, detail: 'The report is addressed to nobody.', hint: 'Name the positions that have to know', href: `${placeOf(facts)}/recipients` }]
  return facts.recipients.filter(({ acknowledged }) => !acknowledged).map(({ position, notified }): Blocker => notified
    ? { ...common, because: 'not_acknowledged', subject: position, detail: `${position} has not acknowledged the report.`, hint: 'Whoever holds the position acknowledges it, or it is recorded with the evidence; a reminder may help', href: `${placeOf(facts)}/acknowledge` }
    : { ...common, because: 'not_notified', subject: position, detail: `${position} was not told of the report.`, hint: 'Send the notices', href: `${placeOf(facts)}/notices` })
}

export interface ClosedFacts extends AuditPlace {
  /** Risks against whose residual figures something stood when stage 3 closed. */
  readonly openRisks: readonly string[]
  /** What the audit's findings became: treatments that were planned or under way, and follow-ups since. */
  readonly answers: number
}

/** What the audit found became something: a treatment, a training need, a change of a procedure or of the questionnaire, a notification. */
export function closedBlockers (facts: ClosedFacts): Blocker[] {
  if (facts.openRisks.length === 0 || facts.answers > 0) return []
  return [{
    stage: 'closed', because: 'no_follow_up', subject: null, risk: null, detail: `${listed(facts.openRisks)}: above the acceptable level, and nothing came of it but signatures.`,
    hint: 'Link what it leads to: a training need, a change of a procedure, an answer of the questionnaire, a notification', href: `${placeOf(facts)}/follow-ups`
  }]
}

const words = (name: string): string => name.replaceAll('_', ' ')

const MOST_NAMED = 5
const listed = (codes: readonly string[]): string => codes.length <= MOST_NAMED ? codes.join(', ') : `${codes.slice(0, MOST_NAMED).join(', ')} and ${codes.length - MOST_NAMED} more`
