import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { leftOutBy } from './appeal.ts'
import type { CAUSES, PILLARS, Severity } from './model.ts'

/** Sanctions as evidence for other features: what was penalised where and why, without amounts, people and words. */

export interface SanctionEvidence {
  readonly id: string
  /** Code of the unit; '' where none is known. */
  readonly unit: string
  readonly pillar: typeof PILLARS[number]
  readonly cause: typeof CAUSES[number]
  readonly severity: Severity
  /** Last day of the facts. */
  readonly factsOn: string
  readonly decisionDate: string
  /** Ids of declarations of this system that it concerns. */
  readonly declarationIds: readonly string[]
  /** Findings that it is linked with. */
  readonly findingIds: readonly string[]
  /** Codes of sites, and requested with previous procedures, of what it concerns; empty where none is known. */
  readonly sites: readonly string[]
  readonly procedures: readonly string[]
}

/** Decisions not annulled that were taken, or whose facts ended, on one of the days, by the last day of the facts; with one statement. */
export async function sanctionEvidence (tx: OperatorTx, { from, to }: { readonly from: string, readonly to: string }): Promise<SanctionEvidence[]> {
  return await tx.query<SanctionEvidence>(`select s.id, s.org_unit_id as unit, s.pillar, s.cause, s.severity, s.facts_to as "factsOn", s.decision_date as "decisionDate", s.declaration_ids as "declarationIds",
      array(select json_array_elements_text(s.content -> 'findingIds')) as "findingIds", s.sites, s.procedures
    from aeo.sanctions s where s.operator_id = $1 and (s.facts_to between $2::date and $3::date or s.decision_date between $2::date and $3::date) and s.appeal_status <> all($4::text[]) order by s.facts_to, s.id`,
  [tx.operatorId, from, to, leftOutBy('without_annulled')])
}
