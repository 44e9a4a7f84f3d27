import type pg from 'pg'

/** Stored assessments of one risk, as if the engine had made them: what stands after them is tested without simulating years. */

export interface AssessedScore { readonly id: string, readonly at: string, readonly likelihood: number, readonly impact: number, readonly expectedAnnualLoss?: number, /** It looks at these alone; everything if absent. */ readonly sites?: readonly string[] }

/** @param owner a connection that row security does not bind. */
export async function storeAssessment (owner: pg.Client, operatorId: string, risk: string, { id, at, likelihood, impact, expectedAnnualLoss = 8000, sites = [] }: AssessedScore): Promise<void> {
  await owner.query(`insert into aeo.risk_assessments (operator_id, id, reason, on_day, scope, settings, method_version, seed, scored, unscored, above, portfolio, facts, result, sha256, recorded_by, recorded_at)
    values ($1, $2, 'x', $3::timestamptz::date, $4, '{}', 1, '1', 1, 0, 1, '{}', '{}', '{}', ''::bytea, $2, $3)`, [operatorId, id, at, JSON.stringify({ sites, procedures: [], pillars: [] })])
  await owner.query(`insert into aeo.risk_assessment_figures (operator_id, assessment_id, risk_id, code, area, consequence, statement, input, evidence_state, unreviewed, effectiveness, frequency, frequency_low, frequency_high, inherent_frequency,
      expected_annual_loss, inherent_expected_annual_loss, p90, p95, p99, likelihood_level, inherent_likelihood_level, impact_level, residual_score, inherent_score, acceptable_score, appetite_eur, objections, recorded_at)
    select $1, $2, r.id, r.code, r.area, 1, 1, '{}', 'counted', 0, 0, 1, 1, 1, 1, $6, 1, 1, 1, 1, $4, $4, $5, $4::smallint * $5::smallint, $4::smallint * $5::smallint, 5, null, '{}', $7 from aeo.risks r where r.operator_id = $1 and r.code = $3`,
  [operatorId, id, risk, likelihood, impact, expectedAnnualLoss, at])
}
