import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { KeptAcceptance } from './acceptance.ts'

/** Acceptances in the database. */

interface Row extends Omit<KeptAcceptance, 'basis' | 'signature' | 'ended'> {
  readonly assessment: string | null
  readonly audit: string | null
  readonly version: number | null
  readonly signer: string | null
  readonly position: string | null
  readonly rank: string | null
  readonly signedAt: Date | null
  readonly endedAt: Date | null
  readonly endedBecause: string | null
}

const toAcceptance = ({ assessment, audit, version, signer, position, rank, signedAt, endedAt, endedBecause, ...row }: Row): KeptAcceptance => ({
  ...row, basis: assessment === null ? { kind: 'audit', audit: audit ?? '', version: version ?? 0 } : { kind: 'assessment', assessment },
  signature: signedAt === null ? null : { by: signer ?? '', position: position ?? '', rank: rank ?? '', at: signedAt }, ended: endedAt === null ? null : { at: endedAt, because: endedBecause ?? '' }
})

const ACCEPTANCES = `select a.id, a.revision, r.code as risk, a.state, a.reason, a.expires_on as "expiresOn", a.assessment_id as assessment, a.audit_id as audit, a.audit_version as version, a.residual_score as "residualScore", a.likelihood_level as "likelihoodLevel",
    a.impact_level as "impactLevel", a.expected_annual_loss as "expectedAnnualLoss", a.requested_by as "requestedBy", a.requested_at as "requestedAt", a.signer, a.signer_position as position, a.signer_rank as rank,
    a.signed_at as "signedAt", a.ended_at as "endedAt", a.ended_because as "endedBecause"
  from aeo.risk_acceptances a join aeo.risks r on r.operator_id = a.operator_id and r.id = a.risk_id
  where a.operator_id = $1`

/**
 * Those of the risks that were signed by the end of the day, those that ended since too, in the order of risks and of asking; one statement
 * for all. Whether one stands is for `standingOf` to say.
 *
 * @param risks codes.
 */
export async function acceptancesOn (tx: OperatorTx, { on, risks }: { readonly on: string, readonly risks: readonly string[] }): Promise<KeptAcceptance[]> {
  const rows = await tx.query<Row>(`${ACCEPTANCES} and r.code = any($2::text[]) and a.signed_at < ($3::date + 1)::timestamp at time zone 'UTC' order by r.code, a.id`, [tx.operatorId, risks, on])
  return rows.map(toAcceptance)
}
