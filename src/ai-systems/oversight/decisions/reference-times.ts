import type { OperatorTx } from '../../../platform/db/operator-tx.ts'

/** How long a look in earnest takes, by type of item: what decision times are compared with (ai.md 4.2, M13). */

/** Null where no review was timed. */
export type ReferenceTimes = (pillar: string, processStep: string | null) => number | null

/** The latest of each type of item, in one statement; a step without one of its own takes that of its pillar. */
export async function referenceTimes (tx: OperatorTx): Promise<ReferenceTimes> {
  const rows = await tx.query<{ pillar: string, processStep: string, seconds: number }>(`select distinct on (r.pillar, r.process_step) r.pillar, r.process_step as "processStep", r.seconds
    from aeo.ai_reference_times r where r.operator_id = $1 order by r.pillar, r.process_step, r.measured_on desc, r.id desc`, [tx.operatorId])
  const seconds = new Map(rows.map((row) => [`${row.pillar} ${row.processStep}`, row.seconds]))
  return (pillar, processStep) => seconds.get(`${pillar} ${processStep ?? ''}`) ?? seconds.get(`${pillar} `) ?? null
}
