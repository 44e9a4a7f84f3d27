import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { AssessedRisk } from './assessed-risks.ts'
import { figuresOf } from './assessment.ts'
import type { KeptAssessment, KeptFigures } from './assessment.ts'

/** Assessments in the database: added and never changed. */

const COLUMNS = `a.id, a.reason, a.on_day as "on", a.scope, a.settings, a.method_version as "methodVersion", a.seed, a.scored, a.unscored, a.above, a.portfolio, encode(a.sha256, 'hex') as sha256,
  a.recorded_by as "recordedBy", a.recorded_at as "recordedAt"`

export interface NewAssessment extends Omit<KeptAssessment, 'recordedAt'> {
  /** Canonical JSON. */
  readonly facts: string
  readonly result: string
}

/** With a row of figures for each risk. Two statements. */
export async function insertAssessment (tx: OperatorTx, { id, reason, on, scope, settings, methodVersion, seed, scored, unscored, above, portfolio, facts, result, sha256, recordedBy }: NewAssessment, risks: readonly AssessedRisk[]): Promise<void> {
  await tx.query(`insert into aeo.risk_assessments (operator_id, id, reason, on_day, scope, settings, method_version, seed, scored, unscored, above, portfolio, facts, result, sha256, recorded_by, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, decode($15, 'hex'), $16, $17)`,
  [tx.operatorId, id, reason, on, JSON.stringify(scope), JSON.stringify(settings), methodVersion, seed, scored, unscored, above, JSON.stringify(portfolio), facts, result, sha256, recordedBy, tx.at])
  await tx.query(`insert into aeo.risk_assessment_figures (operator_id, assessment_id, risk_id, code, area, consequence, statement, input, evidence_state, unreviewed, effectiveness, frequency, frequency_low, frequency_high, inherent_frequency,
      expected_annual_loss, inherent_expected_annual_loss, p90, p95, p99, likelihood_level, inherent_likelihood_level, impact_level, residual_score, inherent_score, acceptable_score, appetite_eur, objections, recorded_at)
    select $1, $2, n."riskId", n.code, n.area, n.consequence, n.statement, n.input, n."evidenceState", n.unreviewed, n.effectiveness, n.frequency, n."frequencyLow", n."frequencyHigh", n."inherentFrequency",
      n."expectedAnnualLoss", n."inherentExpectedAnnualLoss", n.p90, n.p95, n.p99, n."likelihoodLevel", n."inherentLikelihoodLevel", n."impactLevel", n."residualScore", n."inherentScore", n."acceptableScore", n."appetiteEur", n.objections, $4
    from json_to_recordset($3::json) as n ("riskId" uuid, code text, area text, consequence smallint, statement integer, input json, "evidenceState" text, unreviewed float8, effectiveness float8, frequency float8, "frequencyLow" float8,
      "frequencyHigh" float8, "inherentFrequency" float8, "expectedAnnualLoss" float8, "inherentExpectedAnnualLoss" float8, p90 float8, p95 float8, p99 float8, "likelihoodLevel" smallint, "inherentLikelihoodLevel" smallint,
      "impactLevel" smallint, "residualScore" smallint, "inherentScore" smallint, "acceptableScore" smallint, "appetiteEur" float8, objections text[])`,
  [tx.operatorId, id, JSON.stringify(risks.map(figuresOf)), tx.at])
}

const OF_EVERYTHING = `${['sites', 'procedures', 'pillars'].map((restriction) => `json_array_length(a.scope->'${restriction}') = 0`).join(' and ')} and a.scope->'areasLeftOut' is null`

/** @param id the last one of the whole company if absent: one that looked at a site or a pillar alone, or left areas out, says nothing of the rest. */
export async function findAssessment (tx: OperatorTx, id?: string): Promise<KeptAssessment | undefined> {
  const condition = id === undefined ? `and ${OF_EVERYTHING} order by a.recorded_at desc, a.id desc limit 1` : 'and a.id = $2::uuid'
  const [row] = await tx.query<KeptAssessment>(`select ${COLUMNS} from aeo.risk_assessments a where a.operator_id = $1 ${condition}`, [tx.operatorId, ...id === undefined ? [] : [id]])
  return row
}

export interface Before { readonly recordedAt: string, readonly id: string }

/** Last first. */
export async function listAssessments (tx: OperatorTx, limit: number, before: Before | undefined): Promise<KeptAssessment[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const condition = before === undefined ? '' : ` and (a.recorded_at, a.id) < ($${values.push(before.recordedAt)}::timestamptz, $${values.push(before.id)}::uuid)`
  return await tx.query<KeptAssessment>(`select ${COLUMNS} from aeo.risk_assessments a where a.operator_id = $1${condition} order by a.recorded_at desc, a.id desc limit $2`, values)
}

/** As they were stored, byte by byte. */
export async function findTexts (tx: OperatorTx, id: string): Promise<{ readonly facts: string, readonly result: string } | undefined> {
  const [row] = await tx.query<{ facts: string, result: string }>('select a.facts, a.result from aeo.risk_assessments a where a.operator_id = $1 and a.id = $2::uuid', [tx.operatorId, id])
  return row
}

const FIGURES = `f.assessment_id as "assessmentId", f.risk_id as "riskId", f.code, r.title, f.area, f.consequence, f.statement, f.input, f.evidence_state as "evidenceState", f.unreviewed, f.effectiveness, f.frequency, f.frequency_low as "frequencyLow",
  f.frequency_high as "frequencyHigh", f.inherent_frequency as "inherentFrequency", f.expected_annual_loss as "expectedAnnualLoss", f.inherent_expected_annual_loss as "inherentExpectedAnnualLoss", f.p90, f.p95, f.p99,
  f.likelihood_level as "likelihoodLevel", f.inherent_likelihood_level as "inherentLikelihoodLevel", f.impact_level as "impactLevel", f.residual_score as "residualScore", f.inherent_score as "inherentScore",
  f.acceptable_score as "acceptableScore", f.appetite_eur as "appetiteEur", f.objections, f.recorded_at as "recordedAt"`

/** Of all risks of an assessment, by code. */
export async function figuresIn (tx: OperatorTx, assessment: string): Promise<KeptFigures[]> {
  return await tx.query<KeptFigures>(`select ${FIGURES} from aeo.risk_assessment_figures f join aeo.risks r on r.operator_id = f.operator_id and r.id = f.risk_id
    where f.operator_id = $1 and f.assessment_id = $2::uuid order by f.code`, [tx.operatorId, assessment])
}

/**
 * SQL: whether the assessment that figures `f` are of looked at the very sites and procedures of a scope. Asked of one assessment after the
 * other, the last first: a join would look at all of them before it takes the last.
 */
export const looksAtTheSame = (scope: string): string => `(select ${['sites', 'procedures'].map((list) => `(b.scope->'${list}')::jsonb @> (${scope}->'${list}')::jsonb and (b.scope->'${list}')::jsonb <@ (${scope}->'${list}')::jsonb`).join(' and ')}
  from aeo.risk_assessments b where b.operator_id = f.operator_id and b.id = f.assessment_id)`

/**
 * Figures before those of assessments, of all their risks or of one: of the last earlier assessment that looked at the same sites and
 * procedures, since what counts elsewhere is another figure and no move. One statement.
 *
 * @returns by id of the assessment and of the risk (`figureName`).
 */
export async function figuresBefore (tx: OperatorTx, assessments: readonly string[], code?: string): Promise<ReadonlyMap<string, KeptFigures>> {
  const rows = await tx.query<{ readonly of: string } & KeptFigures>(`select n.assessment_id as "of", e.* from aeo.risk_assessment_figures n join aeo.risk_assessments a on a.operator_id = n.operator_id and a.id = n.assessment_id
    cross join lateral (select ${FIGURES} from aeo.risk_assessment_figures f join aeo.risks r on r.operator_id = f.operator_id and r.id = f.risk_id
      where f.operator_id = $1 and f.risk_id = n.risk_id and (f.recorded_at, f.assessment_id) < (n.recorded_at, n.assessment_id) and ${looksAtTheSame('a.scope')}
      order by f.recorded_at desc, f.assessment_id desc limit 1) e
    where n.operator_id = $1 and n.assessment_id = any($2::uuid[]) and ($3::text is null or n.code = $3)`, [tx.operatorId, assessments, code ?? null])
  return new Map(rows.map(({ of, ...figures }) => [figureName({ assessmentId: of, riskId: figures.riskId }), figures]))
}

export const figureName = ({ assessmentId, riskId }: Pick<KeptFigures, 'assessmentId' | 'riskId'>): string => `${assessmentId} ${riskId}`

/** Of one risk over time, last first. */
export async function figuresOfRisk (tx: OperatorTx, code: string, limit: number): Promise<KeptFigures[]> {
  return await tx.query<KeptFigures>(`select ${FIGURES} from aeo.risks r join aeo.risk_assessment_figures f on f.operator_id = r.operator_id and f.risk_id = r.id
    where r.operator_id = $1 and r.code = $2 order by f.recorded_at desc, f.assessment_id desc limit $3`, [tx.operatorId, code, limit])
}
