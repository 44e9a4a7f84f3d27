import type { PlannedRisk } from '../../risk/plan.ts'
import type { Objection } from '../../risk/acceptable.ts'
import type { AssessedRisk } from '../assessments/assessed-risks.ts'
import { utcDay } from '../../platform/calendar.ts'

/** That somebody accepts a risk as it was assessed (risk-method.md 3): whether it stands, and what else a risk above its bound needs. Pure. */

/** What happened to it, as it is kept: asked for, signed by somebody else or declined, and perhaps revoked since. */
export const ACCEPTANCE_STATES = ['requested', 'signed', 'declined', 'revoked'] as const
export type AcceptanceState = typeof ACCEPTANCE_STATES[number]

/** What it is worth on a day: never kept, since it follows from the day and from the score. stale: the score rose above the one signed. */
export const STANDINGS = ['requested', 'valid', 'expired', 'stale', 'declined', 'revoked'] as const
export type Standing = typeof STANDINGS[number]

/** Customs looks at the holder of an authorisation every three years (customs.md 5.2): nobody signs for longer. */
export const MOST_MONTHS = 36

export interface Signature {
  /** Pseudonym. */
  readonly by: string
  /** Code of the position that the signer held. */
  readonly position: string
  /** In the words of the company. */
  readonly rank: string
  readonly at: Date
}

/** A stored assessment, or the second stage of a version of an audit. */
export type AcceptedBasis =
  | { readonly kind: 'assessment', readonly assessment: string }
  | { readonly kind: 'audit', readonly audit: string, readonly version: number }

export interface KeptAcceptance {
  readonly id: string
  readonly revision: number
  /** Code of the risk. */
  readonly risk: string
  readonly state: AcceptanceState
  readonly reason: string
  /** Last day on which it holds. */
  readonly expiresOn: string
  /** What is accepted, and what that says of the risk. */
  readonly basis: AcceptedBasis
  readonly residualScore: number
  readonly likelihoodLevel: number
  readonly impactLevel: number
  /** EUR a year. */
  readonly expectedAnnualLoss: number
  /** Pseudonym of whoever asked for it. */
  readonly requestedBy: string
  readonly requestedAt: Date
  readonly signature: Signature | null
  /** That it was declined or revoked. */
  readonly ended: { readonly at: Date, readonly because: string } | null
}

/** @param score of the risk as it was assessed last; null: it has none, and nothing rose. */
export function standingOf ({ expiresOn, residualScore, signature, ended }: Pick<KeptAcceptance, 'expiresOn' | 'residualScore' | 'signature' | 'ended'>, { on, score }: { readonly on: string, readonly score: number | null }): Standing {
  const isSigned = signature !== null && utcDay(signature.at) <= on
  if (ended !== null && utcDay(ended.at) <= on) return signature === null ? 'declined' : 'revoked'
  if (!isSigned) return 'requested'
  if (on > expiresOn) return 'expired'
  return score !== null && score > residualScore ? 'stale' : 'valid'
}

/** That of the acceptances of one risk that says most about it: a valid one, else the one signed last. */
export function acceptanceThatCounts (acceptances: readonly KeptAcceptance[], now: { readonly on: string, readonly score: number | null }): { readonly acceptance: KeptAcceptance, readonly standing: Standing } | null {
  const signed = acceptances.map((acceptance) => ({ acceptance, standing: standingOf(acceptance, now) })).filter(({ standing }) => standing !== 'requested' && standing !== 'declined')
  const latest = signed.toSorted((one, other) => (other.acceptance.signature?.at.getTime() ?? 0) - (one.acceptance.signature?.at.getTime() ?? 0))
  return latest.find(({ standing }) => standing === 'valid') ?? latest[0] ?? null
}

export type JudgedRisk = Pick<AssessedRisk, 'code' | 'objections'> & { readonly assessment: Pick<AssessedRisk['assessment'], 'residualScore'> }

/**
 * acceptable: by its figures. above: score or loss is too high, and nobody signed; needs_signature: the impact is 5, and nobody signed;
 * accepted: a signature stands; acceptance_stale: one did, and it expired, was revoked, or the score rose above it.
 */
export type Acceptability = 'acceptable' | 'above' | 'accepted' | 'acceptance_stale' | 'needs_signature'

/** @param acceptances of any risks. */
export function acceptabilityOf ({ code, objections, assessment }: JudgedRisk, acceptances: readonly KeptAcceptance[], on: string): Acceptability {
  if (objections.length === 0) return 'acceptable'
  const counts = acceptanceThatCounts(acceptances.filter(({ risk }) => risk === code), { on, score: assessment.residualScore })
  if (counts?.standing === 'valid') return 'accepted'
  if (counts !== null) return 'acceptance_stale'
  return objections.some((objection) => objection !== 'impact_needs_signature') ? 'above' : 'needs_signature'
}

/** Why a risk may not stay as it is: what it needs is a signature, or treatments that are decided where these are enough. */
export interface UnresolvedRisk {
  readonly code: string
  readonly objections: readonly Objection[]
  /** Of its acceptance; null: nobody signed one. */
  readonly acceptance: Standing | null
  /** Whether treatments alone could never do: the impact is 5, or no likelihood makes the score acceptable. */
  readonly needsSignature: boolean
  /** What it comes to once everything decided is done. */
  readonly scoreAfter: number
  readonly expectedAnnualLossAfter: number
}

/**
 * The risks that have neither a valid acceptance nor decided treatments that bring them down; an impact of 5 needs the acceptance
 * whatever is done. In the order of codes; none: the gate of stage 3 is open (customs.md 7.1).
 *
 * @param decided each risk as it will be once everything decided is done (`onceDecided`).
 */
export function unresolvedRisks (risks: readonly JudgedRisk[], decided: readonly PlannedRisk[], acceptances: readonly KeptAcceptance[], on: string): UnresolvedRisk[] {
  const after = new Map(decided.map((risk) => [risk.code, risk]))
  return risks.flatMap((risk) => {
    const planned = after.get(risk.code)
    if (planned === undefined) throw new Error(`${risk.code} was not scored again`)
    const counts = acceptanceThatCounts(acceptances.filter((acceptance) => acceptance.risk === risk.code), { on, score: risk.assessment.residualScore })
    const isLowered = planned.acceptableAfter && !planned.needsSignature
    if (risk.objections.length === 0 || counts?.standing === 'valid' || isLowered) return []
    return [{ code: risk.code, objections: risk.objections, acceptance: counts?.standing ?? null, needsSignature: planned.needsSignature, scoreAfter: planned.scoreAfter, expectedAnnualLossAfter: planned.expectedAnnualLossAfter }]
  }).toSorted((one, other) => one.code < other.code ? -1 : 1)
}

/** Why somebody cannot sign: security.md AZ8 asks for another person than the one who asked, whatever token either has. */
export const SIGNING_REFUSALS = ['not_requested', 'same_person', 'expired', 'score_rose'] as const
export type SigningRefusal = typeof SIGNING_REFUSALS[number]

export interface Signing {
  /** Pseudonym of the person who signs. */
  readonly signer: string
  /** Whether the same login asked for it. */
  readonly isSameLogin: boolean
  readonly on: string
  /** Of the risk as it was assessed after what is to be accepted; null: it was not. */
  readonly score: number | null
}

/** @returns null when nothing stands against it. */
export function signingRefusal ({ state, requestedBy, expiresOn, residualScore }: Pick<KeptAcceptance, 'state' | 'requestedBy' | 'expiresOn' | 'residualScore'>, { signer, isSameLogin, on, score }: Signing): SigningRefusal | null {
  if (state !== 'requested') return 'not_requested'
  if (signer === requestedBy || isSameLogin) return 'same_person'
  if (on > expiresOn) return 'expired'
  return score !== null && score > residualScore ? 'score_rose' : null
}
