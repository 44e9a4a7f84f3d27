import type { Snapshot } from '../audits/snapshot.ts'
import { standingOf } from '../acceptances/acceptance.ts'
import type { KeptAcceptance } from '../acceptances/acceptance.ts'
import { movesBetween } from '../assessments/movement.ts'
import { readEvents } from '../evidence/kept-events.ts'
import type { FollowUp } from '../follow-ups/follow-up.ts'
import type { AuditRecipient } from '../notices/acknowledgement-state.ts'
import { isDecided } from '../treatments/treatment.ts'
import type { ReportContext } from './report-context.ts'
import type { ReportAcceptance, ReportArea, ReportAudit, ReportFacts, ReportFollowUp, ReportMethod, ReportMovement, ReportPlan, ReportPortfolio, ReportRisk, ReportScope, ReportTreatment } from './model.ts'

/** The report's facts, read off the frozen stages of one version of an audit and off nothing else. Pure. */

/** Stages that a report can be of: before stage 3 it is not decided what is to be told. */
export const REPORTED_STAGES = ['treated', 'communicated', 'closed'] as const
export type ReportedStage = typeof REPORTED_STAGES[number]

export interface StageProof { readonly stage: ReportAudit['stage'], readonly closedAt: string, readonly closedBy: string, readonly sha256: string }

/** The code itself where nothing has it any more. A code may be a name that every object has. */
const titleOf = (titles: Readonly<Record<string, string>>, code: string): string => Object.hasOwn(titles, code) ? titles[code] ?? code : code

/** Stages up to the one that is reported, those after it left out. */
export interface FrozenStages {
  readonly residual: Snapshot<'residual_determined'>
  readonly treated: Snapshot<'treated'>
  readonly communicated: Snapshot<'communicated'> | null
  readonly closed: Snapshot<'closed'> | null
  /** In their order. */
  readonly proofs: readonly StageProof[]
}

export function reportFacts (frozen: FrozenStages): ReportFacts {
  const { residual, treated } = frozen
  const context = treated.inputs.context as ReportContext
  return {
    audit: auditOf(frozen), operator: context.operator, scope: scopeOf(residual), method: methodOf(frozen), portfolio: portfolioOf(treated), risks: risksOf(frozen, context),
    unscored: residual.inputs.assessment.unscored.map(({ code, title }) => ({ code, title, reason: 'Nobody has stated yet what its figures rest on.' })),
    areas: areasOf(treated), sanctions: context.sanctions, treatments: treatmentsOf(treated, context), plan: planOf(treated), acceptances: acceptancesOf(treated, context),
    aiSystems: context.aiSystems, trainingNeeds: context.trainingNeeds, duties: context.duties, followUps: followUpsOf(frozen), recipients: recipientsOf(frozen, context)
  }
}

function auditOf ({ treated, communicated, closed, proofs }: FrozenStages): ReportAudit {
  const { id, title, version, reopenedBecause } = treated.audit
  return { id, title, version, reopenedBecause, stage: (closed ?? communicated ?? treated).stage, closedStages: proofs.map(({ stage, closedAt, closedBy, sha256 }) => ({ stage, closedAt, closedBy, snapshotHash: sha256 })) }
}

/** In what was frozen before risks of areas that are left out stood apart, they counted: an area was left out if it had none. */
function scopeOf ({ inputs: { assessment: { scope, risks }, leftOut, considered, exceptions } }: Snapshot<'residual_determined'>): ReportScope {
  const { from, to, sites, procedures, pillars } = scope
  const looked = new Set<string>(risks.map(({ area }) => area))
  const of = (name: string): Pick<ReportScope['leftOut'][number], 'risks'> => leftOut === undefined ? {} : { risks: leftOut.filter(({ area }) => area === name).map(({ code, title }) => ({ code, title })) }
  return {
    from, to, sites, procedures, pillars, leftOut: exceptions.filter(({ kind, subject }) => kind === 'area_left_out' && !looked.has(subject)).map(({ subject, reason }) => ({ area: subject, reason, ...of(subject) })),
    considered: considered.map(({ kind, title, reference, datedOn, absentBecause }) => absentBecause === null ? { kind, title: title ?? '', reference: reference ?? '', date: datedOn } : { kind, title: 'none', reference: absentBecause, date: null })
  }
}

function methodOf ({ residual: { inputs: { assessment, catalogueVersion }, result, seed } }: FrozenStages): ReportMethod {
  const { settings, scope, on, risks } = assessment
  return {
    methodVersion: result.methodVersion, catalogueVersion: String(catalogueVersion), priorStrength: settings.priorStrength, simulatedYears: settings.years, seed,
    windowFrom: risks.flatMap(({ evidence: { from } }) => from === null ? [] : [from]).toSorted()[0] ?? scope.from, windowTo: on
  }
}

function portfolioOf ({ result: { portfolio: { inherent, residual, planned, exceedance } } }: Snapshot<'treated'>): ReportPortfolio {
  const figures = ({ expectedAnnualLoss, p50, p90, p95, p99 }: ReportPortfolio['inherent']): ReportPortfolio['inherent'] => ({ expectedAnnualLoss, p50, p90, p95, p99 })
  return {
    inherent: figures(inherent), residual: figures(residual), planned: figures(planned),
    exceedance: exceedance.map(({ loss, chances: [before = 0, after = 0, later = null] }) => ({ loss, inherent: before, residual: after, planned: later }))
  }
}

function risksOf ({ residual, treated }: FrozenStages, context: ReportContext): ReportRisk[] {
  const facts = new Map(residual.inputs.assessment.risks.map((risk) => [risk.code, risk]))
  const assessed = new Map(residual.result.risks.map((risk) => [risk.code, risk]))
  const decided = new Map(treated.result.risks.map((risk) => [risk.code, risk]))
  return residual.result.order.map((code) => {
    const [risk, figures, outcome] = [facts.get(code), assessed.get(code), decided.get(code)]
    if (risk === undefined || figures === undefined || outcome === undefined) throw new Error(`The stages say different things of ${code}`)
    return riskOf(risk, figures, { acceptability: outcome.acceptability, broughtDown: broughtDownOf(outcome, treated.inputs.treatments) }, context)
  })
}

type Facts = Snapshot<'residual_determined'>['inputs']['assessment']['risks'][number]
type Assessed = Snapshot<'residual_determined'>['result']['risks'][number]

function riskOf ({ code, title, area, criterion, evidence, tolerance, input }: Facts, { assessment, ifReviewed }: Assessed, outcome: Pick<ReportRisk, 'acceptability' | 'broughtDown'>, { owners, controls, before, suggestions = {} }: ReportContext): ReportRisk {
  const { frequency, frequencyLow, frequencyHigh, inherentFrequency, severityMean, expectedAnnualLoss, inherentExpectedAnnualLoss, p90, p95, p99, likelihoodLevel, inherentLikelihoodLevel, impactLevel, residualScore, inherentScore, explanation } = assessment
  return {
    code, title, area, criterion, owner: owners[code] ?? null, frequency, frequencyLow, frequencyHigh, inherentFrequency, severityMean, expectedAnnualLoss, inherentExpectedAnnualLoss, p90, p95, p99,
    likelihoodLevel, inherentLikelihoodLevel, impactLevel, residualScore, inherentScore, acceptableScore: tolerance.acceptableScore, appetiteEur: tolerance.appetiteEur, ...outcome,
    explanation: {
      priorFrequency: explanation.prior.rate, frequencyWithoutEvidence: explanation.evidence.frequencyWithout, effectiveness: assessment.effectiveness,
      controls: explanation.controls.map(({ code: control, factor, passed, failed }) => ({ code: control ?? '', title: titleOf(controls, control ?? ''), factor, passed, failed })),
      events: readEvents(evidence).eventCount, exposureBasis: evidence.basis, windowExposure: evidence.windowExposure, yearExposure: evidence.yearExposure,
      unreviewedFindings: evidence.unreviewed.reduce((sum, { count }) => sum + count, 0), expectedAnnualLossIfReviewed: ifReviewed?.expectedAnnualLoss ?? null, suggestions: suggestions[code] ?? []
    },
    movement: movementOf(before, code, { input, expectedAnnualLoss, frequency })
  }
}

type Outcome = Snapshot<'treated'>['result']['risks'][number]
type FrozenTreatment = Snapshot<'treated'>['inputs']['treatments'][number]

const isSettled = ({ acceptability }: Outcome): boolean => acceptability === 'acceptable' || acceptability === 'accepted'

/** By the rule of the gate of stage 3: acceptable once everything decided is done, and no signature needed besides. */
function broughtDownOf (outcome: Outcome, treatments: readonly FrozenTreatment[]): ReportRisk['broughtDown'] {
  const { code, onceDecided } = outcome
  if (isSettled(outcome) || !onceDecided.acceptableAfter || onceDecided.needsSignature) return null
  const decided = treatments.filter((treatment) => isDecided(treatment) && treatment.effects.some(({ risk }) => risk === code))
  const dueOn = decided.map((treatment) => treatment.dueOn).toSorted().at(-1)
  return dueOn === undefined ? null : { treatments: decided.map((treatment) => treatment.code), dueOn }
}

function movementOf (before: ReportContext['before'], code: string, now: Parameters<typeof movesBetween>[1]): ReportMovement | null {
  const earlier = before?.risks[code]
  if (before === null || earlier === undefined) return null
  const causes = movesBetween(earlier, now).flatMap(({ cause, changeEur }) => changeEur === 0 ? [] : [{ cause, changeEur }])
  return { since: before.on, expectedAnnualLossBefore: earlier.expectedAnnualLoss, scoreBefore: earlier.residualScore, causes }
}

function areasOf ({ inputs: { residual: { risks }, treatments }, result }: Snapshot<'treated'>): ReportArea[] {
  const above = new Set(result.risks.filter((outcome) => !isSettled(outcome)).map(({ code }) => code))
  const broughtDown = new Set(result.risks.filter((outcome) => broughtDownOf(outcome, treatments) !== null).map(({ code }) => code))
  return [...Map.groupBy(risks, ({ area }) => area)].toSorted(([one], [other]) => one < other ? -1 : 1).map(([area, group]) => ({
    area, risks: group.length, aboveAcceptable: group.filter(({ code }) => above.has(code)).length, broughtDown: group.filter(({ code }) => broughtDown.has(code)).length, acceptableScore: group[0]?.tolerance.acceptableScore ?? 0, appetiteEur: group[0]?.tolerance.appetiteEur ?? null,
    expectedAnnualLoss: group.reduce((sum, { assessment }) => sum + assessment.expectedAnnualLoss, 0)
  }))
}

function treatmentsOf ({ inputs: { treatments, on }, result: { plan } }: Snapshot<'treated'>, { positions, measured = {} }: ReportContext): ReportTreatment[] {
  const chosen = new Set(plan.treatments)
  return treatments.map(({ code, title, kind, owner, dueOn, annualCostEur, state, effects }) => ({
    code, title, kind, owner: owner.kind === 'position' ? titleOf(positions, owner.code) : 'a person', dueOn, annualCostEur, state, late: isDecided({ state }) && dueOn < on, inPlan: chosen.has(code),
    effects: effects.map(({ risk, share }) => ({ risk, share, measuredShare: measured[code]?.[risk] ?? null }))
  }))
}

/** Of the risks only those that the plan changes. */
function planOf ({ result: { plan, cheapestOfAll } }: Snapshot<'treated'>): ReportPlan {
  return {
    annualCostEur: plan.annualCostEur, treatments: plan.treatments, secondBest: plan.secondBest, cheapestOfAll: cheapestOfAll ?? null,
    risks: plan.risks.filter(({ frequencyBefore, frequencyAfter }) => frequencyBefore !== frequencyAfter).map(({ code, frequencyBefore, frequencyAfter, frequencyBound, scoreBefore, scoreAfter, expectedAnnualLossBefore, expectedAnnualLossAfter }) =>
      ({ code, frequencyBefore, frequencyAfter, frequencyBound, scoreBefore, scoreAfter, expectedAnnualLossBefore, expectedAnnualLossAfter })),
    infeasible: plan.infeasible
  }
}

function acceptancesOf ({ inputs: { acceptances, residual: { risks }, on } }: Snapshot<'treated'>, { positions }: ReportContext): ReportAcceptance[] {
  const scores = new Map(risks.map(({ code, assessment }) => [code, assessment.residualScore]))
  return acceptances.flatMap((acceptance) => {
    const { risk, reason, expiresOn, residualScore, signature } = acceptance
    if (signature === null) return []
    const standing = standingOf(dated(acceptance), { on, score: scores.get(risk) ?? null })
    if (standing !== 'valid' && standing !== 'expired' && standing !== 'stale' && standing !== 'revoked') return []
    return [{ risk, signedBy: titleOf(positions, signature.position), rank: signature.rank, signedOn: signature.at.slice(0, 10), expiresOn, reason, signedScore: residualScore, state: standing }]
  })
}

type FrozenAcceptance = Snapshot<'treated'>['inputs']['acceptances'][number]

/** Instants are texts in what is frozen. */
const dated = ({ expiresOn, residualScore, signature, ended }: FrozenAcceptance): Pick<KeptAcceptance, 'expiresOn' | 'residualScore' | 'signature' | 'ended'> => ({
  expiresOn, residualScore, signature: signature === null ? null : { ...signature, at: new Date(signature.at) }, ended: ended === null ? null : { ...ended, at: new Date(ended.at) }
})

const followUpsOf = ({ closed }: FrozenStages): ReportFollowUp[] => (closed?.inputs.followUps as readonly FollowUp[] | undefined ?? []).map(({ kind, title, risk, reference, state }) => ({ kind, title, risk, reference, state }))

const recipientsOf = ({ communicated }: FrozenStages, { positions }: ReportContext): ReportFacts['recipients'] => (communicated?.inputs.recipients as readonly AuditRecipient[] | undefined ?? [])
  .map(({ position, notifiedAt, acknowledgedAt, reminders }) => ({ position: titleOf(positions, position), notifiedAt, acknowledgedAt, reminders }))
