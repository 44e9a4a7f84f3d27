import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { DesignRating } from '../../risk/method.ts'

/** What the engine asks of controls: which are linked to a risk, how well each is designed, and how it fared (risk-method.md 2). */

export interface ControlOfRisk {
  readonly id: string
  readonly code: string
  readonly design: DesignRating
  /** Number of the rating that holds. */
  readonly designNumber: number
  /** Items of its tests that passed and failed, without those withdrawn. */
  readonly passed: number
  readonly failed: number
  /** The tests that they come from. */
  readonly tests: readonly string[]
}

/**
 * By id of the risk, in the order of codes; a risk without a control is left out. One statement for all.
 * A test is placed by its sample, as evidence is by its facts: whoever audits a period tests its cases after it has ended.
 * @param on controls in force on the day, with the tests of samples that were drawn up to it.
 * @param testsFrom only tests whose sample ends on that day or later; all if absent.
 */
export async function controlsOf (tx: OperatorTx, { on, testsFrom, risks }: { readonly on: string, readonly testsFrom?: string | undefined, readonly risks?: readonly string[] | undefined }): Promise<ReadonlyMap<string, readonly ControlOfRisk[]>> {
  const rows = await tx.query<{ risk: string, controls: ControlOfRisk[] }>(`with tested as (
      select k.control_id, sum(k.passed)::float8 as passed, sum(k.failed)::float8 as failed, json_agg(k.id order by k.tested_on, k.id) as tests
      from aeo.control_tests k where k.operator_id = $1 and k.withdrawn_at is null and k.sample_to <= $2::date and ($3::date is null or k.sample_to >= $3::date) group by k.control_id)
    select l.risk_id as risk, json_agg(json_build_object('id', c.id, 'code', c.code, 'design', c.design, 'designNumber', d.number, 'passed', coalesce(t.passed, 0), 'failed', coalesce(t.failed, 0), 'tests', coalesce(t.tests, '[]'::json)) order by c.code) as controls
    from aeo.risk_control_links l
    join aeo.risk_controls c on c.operator_id = l.operator_id and c.id = l.control_id
    cross join lateral (select g.number from aeo.risk_control_designs g where g.operator_id = c.operator_id and g.control_id = c.id order by g.number desc limit 1) d
    left join tested t on t.control_id = c.id
    where l.operator_id = $1 and c.in_force_from <= $2::date and (c.retired_on is null or c.retired_on > $2::date) and ($4::uuid[] is null or l.risk_id = any($4::uuid[]))
    group by l.risk_id`, [tx.operatorId, on, testsFrom ?? null, risks ?? null])
  return new Map(rows.map(({ risk, controls }) => [risk, controls]))
}
