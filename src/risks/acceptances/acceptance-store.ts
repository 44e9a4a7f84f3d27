import { databaseFault } from '../../platform/db/database-failure.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { looksAtTheSame } from '../assessments/assessment-store.ts'
import { riskAcceptanceExists } from '../problems.ts'
import type { AcceptanceState, AcceptedBasis, KeptAcceptance, Signature } from './acceptance.ts'

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

const toAcceptance = <R extends Row>({ assessment, audit, version, signer, position, rank, signedAt, endedAt, endedBecause, ...row }: R) => ({
  ...row, basis: assessment === null ? { kind: 'audit', audit: audit ?? '', version: version ?? 0 } as const : { kind: 'assessment', assessment } as const,
  signature: signedAt === null ? null : { by: signer ?? '', position: position ?? '', rank: rank ?? '', at: signedAt }, ended: endedAt === null ? null : { at: endedAt, because: endedBecause ?? '' }
})

const COLUMNS = `a.id, a.revision, r.code as risk, a.state, a.reason, a.expires_on as "expiresOn", a.assessment_id as assessment, a.audit_id as audit, a.audit_version as version, a.residual_score as "residualScore",
    a.likelihood_level as "likelihoodLevel", a.impact_level as "impactLevel", a.expected_annual_loss as "expectedAnnualLoss", a.requested_by as "requestedBy", a.requested_at as "requestedAt", a.signer,
    a.signer_position as position, a.signer_rank as rank, a.signed_at as "signedAt", a.ended_at as "endedAt", a.ended_because as "endedBecause"`
const FROM = 'from aeo.risk_acceptances a join aeo.risks r on r.operator_id = a.operator_id and r.id = a.risk_id'

/**
 * Those of the risks that were signed by the end of the day, those that ended since too, in the order of risks and of asking; one statement
 * for all. Whether one stands is for `standingOf` to say.
 *
 * @param risks codes.
 */
export async function acceptancesOn (tx: OperatorTx, { on, risks }: { readonly on: string, readonly risks: readonly string[] }): Promise<KeptAcceptance[]> {
  const rows = await tx.query<Row>(`select ${COLUMNS} ${FROM} where a.operator_id = $1 and r.code = any($2::text[]) and a.signed_at < ($3::date + 1)::timestamp at time zone 'UTC' order by r.code, a.id`, [tx.operatorId, risks, on])
  return rows.map(toAcceptance)
}

/** With what the risk came to since. */
export interface StandingAcceptance extends KeptAcceptance {
  /** Score of the last stored assessment of the risk at the same sites and procedures after the one that is accepted, also where that was chosen among older ones; null: there is none. */
  readonly scoreSince: number | null
}

const STANDING = `select ${COLUMNS}, s.score as "scoreSince" ${FROM}
  cross join lateral (
    select k.recorded_at as at, k.scope from aeo.risk_assessments k where k.operator_id = a.operator_id and k.id = a.assessment_id
    union all select g.closed_at, json_build_object('sites', v.sites, 'procedures', v.procedures) from aeo.risk_audit_versions v
      join aeo.risk_audit_stages g on g.operator_id = v.operator_id and g.audit_id = v.audit_id and g.version = v.version and g.stage = 'residual_determined'
      where v.operator_id = a.operator_id and v.audit_id = a.audit_id and v.version = a.audit_version) accepted
  left join lateral (select f.residual_score as score from aeo.risk_assessment_figures f
    where f.operator_id = a.operator_id and f.risk_id = a.risk_id and f.recorded_at > accepted.at and ${looksAtTheSame('accepted.scope')} order by f.recorded_at desc, f.assessment_id desc limit 1) s on true
  where a.operator_id = $1`

type StandingRow = Row & Pick<StandingAcceptance, 'scoreSince'>

export async function findAcceptance (tx: OperatorTx, id: string): Promise<StandingAcceptance | undefined> {
  const [row] = await tx.query<StandingRow>(`${STANDING} and a.id = $2::uuid`, [tx.operatorId, id])
  return row === undefined ? undefined : toAcceptance(row)
}

/** The one asked for last first. @param risks codes. */
export async function acceptancesOf (tx: OperatorTx, risks: readonly string[]): Promise<StandingAcceptance[]> {
  return (await tx.query<StandingRow>(`${STANDING} and r.code = any($2::text[]) order by a.id desc`, [tx.operatorId, risks])).map(toAcceptance)
}

/** Nobody else signs or ends it until the transaction ends. @returns besides, who asked for it, as in the log. */
export async function lockAcceptance (tx: OperatorTx, id: string): Promise<{ acceptance: StandingAcceptance, askedBy: string } | undefined> {
  const [row] = await tx.query<{ askedBy: string }>('select a.requested_actor as "askedBy" from aeo.risk_acceptances a where a.operator_id = $1 and a.id = $2::uuid for update', [tx.operatorId, id])
  const acceptance = row === undefined ? undefined : await findAcceptance(tx, id)
  return row === undefined || acceptance === undefined ? undefined : { acceptance, askedBy: row.askedBy }
}

export interface AcceptanceFilter {
  /** Code of the risk. */
  readonly risk?: string | undefined
  readonly state?: AcceptanceState | undefined
}

/** The one asked for last first. @param before id of the last one seen. */
export async function listAcceptances (tx: OperatorTx, { risk, state }: AcceptanceFilter, limit: number, before: string | undefined): Promise<StandingAcceptance[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const conditions = [
    ...risk === undefined ? [] : [`a.risk_id = (select k.id from aeo.risks k where k.operator_id = $1 and k.code = $${values.push(risk)}::text)`],
    ...state === undefined ? [] : [`a.state = $${values.push(state)}::text`], ...before === undefined ? [] : [`a.id < $${values.push(before)}::uuid`]
  ]
  const rows = await tx.query<StandingRow>(`${STANDING}${conditions.map((condition) => ` and ${condition}`).join('')} order by a.id desc limit $2`, values)
  return rows.map(toAcceptance)
}

/** What an assessment says of a risk, and what is signed for. */
export type AcceptedFigures = Pick<KeptAcceptance, 'basis' | 'residualScore' | 'likelihoodLevel' | 'impactLevel' | 'expectedAnnualLoss'>

const EVERYWHERE = '\'{"sites":[],"procedures":[]}\'::json'

/** @param assessment the last one at all sites and of all procedures if absent. @returns undefined when it has no figures of the risk. */
export async function figuresOfAssessment (tx: OperatorTx, risk: string, assessment: string | undefined): Promise<AcceptedFigures | undefined> {
  const [row] = await tx.query<Omit<AcceptedFigures, 'basis'> & { readonly assessment: string }>(`select f.assessment_id as assessment, f.residual_score as "residualScore", f.likelihood_level as "likelihoodLevel", f.impact_level as "impactLevel",
      f.expected_annual_loss as "expectedAnnualLoss" from aeo.risk_assessment_figures f
    where f.operator_id = $1 and f.risk_id = $2::uuid and case when $3::uuid is null then ${looksAtTheSame(EVERYWHERE)} else f.assessment_id = $3::uuid end order by f.recorded_at desc, f.assessment_id desc limit 1`, [tx.operatorId, risk, assessment ?? null])
  if (row === undefined) return undefined
  const { assessment: id, ...figures } = row
  return { basis: { kind: 'assessment', assessment: id }, ...figures }
}

export type NewRequest = Pick<KeptAcceptance, 'id' | 'reason' | 'expiresOn' | 'requestedBy'> & { readonly riskId: string, readonly actor: string, readonly figures: AcceptedFigures }

/** @throws risk-acceptance-requested. */
export async function insertAcceptance (tx: OperatorTx, { id, riskId, reason, expiresOn, requestedBy, actor, figures: { basis, residualScore, likelihoodLevel, impactLevel, expectedAnnualLoss } }: NewRequest): Promise<void> {
  try {
    await tx.query(`insert into aeo.risk_acceptances (operator_id, id, risk_id, reason, expires_on, assessment_id, audit_id, audit_version, residual_score, likelihood_level, impact_level, expected_annual_loss, requested_by, requested_actor, requested_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [tx.operatorId, id, riskId, reason, expiresOn, ...basisColumns(basis), residualScore, likelihoodLevel, impactLevel, expectedAnnualLoss, requestedBy, actor, tx.at])
  } catch (error) {
    if (databaseFault(error)?.constraint === 'risk_acceptances_asked_once') throw riskAcceptanceExists('Nobody has signed or declined it yet.', {}, { cause: error })
    throw error
  }
}

const basisColumns = (basis: AcceptedBasis): unknown[] => basis.kind === 'assessment' ? [basis.assessment, null, null] : [null, basis.audit, basis.version]

export async function signAcceptance (tx: OperatorTx, id: string, { by, position, rank }: Omit<Signature, 'at'>, actor: string): Promise<void> {
  await tx.query(`update aeo.risk_acceptances a set state = 'signed', signer = $3, signer_position = $4, signer_rank = $5, signed_actor = $6, signed_at = $7, revision = a.revision + 1 where a.operator_id = $1 and a.id = $2`,
    [tx.operatorId, id, by, position, rank, actor, tx.at])
}

export async function endAcceptance (tx: OperatorTx, id: string, state: 'declined' | 'revoked', because: string, actor: string): Promise<void> {
  await tx.query('update aeo.risk_acceptances a set state = $3, ended_at = $4, ended_actor = $5, ended_because = $6, revision = a.revision + 1 where a.operator_id = $1 and a.id = $2', [tx.operatorId, id, state, tx.at, actor, because])
}
