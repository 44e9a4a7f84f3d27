import type { Answers } from '../../ai-act/rule-set.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Status } from '../register/life-cycle.ts'
import type { SystemContent } from '../register/system.ts'
import type { Controlled, GivenRating } from './control.ts'

/** Ratings of controls in the database. */

export interface KeptRating extends GivenRating {
  readonly control: string
  readonly revision: number
  readonly reason: string | null
  readonly evidenceReference: string | null
  readonly evidenceSha256: string | null
  readonly ratedBy: string
  readonly recordedAt: Date
}

const COLUMNS = `r.control, r.revision, r.rating, r.reason, r.evidence_reference as "evidenceReference", r.evidence_sha256 as "evidenceSha256", r.version, r.rated_on as "ratedOn", r.rated_by as "ratedBy", r.recorded_at as "recordedAt"`

/** Those that hold. */
export async function ratingsOf (tx: OperatorTx, system: string): Promise<KeptRating[]> {
  return await tx.query<KeptRating>(`select distinct on (r.control) ${COLUMNS} from aeo.ai_control_ratings r where r.operator_id = $1 and r.system_id = $2::uuid order by r.control, r.revision desc`, [tx.operatorId, system])
}

/** Last first. */
export async function listRatings (tx: OperatorTx, system: string, control: string, limit: number, before: number | undefined): Promise<KeptRating[]> {
  return await tx.query<KeptRating>(`select ${COLUMNS} from aeo.ai_control_ratings r where r.operator_id = $1 and r.system_id = $2::uuid and r.control = $3 and ($5::integer is null or r.revision < $5::integer)
    order by r.revision desc limit $4`, [tx.operatorId, system, control, limit, before ?? null])
}

export async function addRating (tx: OperatorTx, system: string, { control, revision, rating, reason, evidenceReference, evidenceSha256, version, ratedOn, ratedBy }: Omit<KeptRating, 'recordedAt'>): Promise<void> {
  await tx.query(`insert into aeo.ai_control_ratings (operator_id, system_id, control, revision, rating, reason, evidence_reference, evidence_sha256, version, rated_on, rated_by, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, [tx.operatorId, system, control, revision, rating, reason, evidenceReference, evidenceSha256, version, ratedOn, ratedBy, tx.at])
}

export interface ControlledSystem extends Controlled {
  readonly id: string
  readonly code: string
  readonly status: Status
  readonly ratings: readonly (GivenRating & { readonly control: string })[]
}

/** Systems of these statuses as their controls see them, in the order of codes; one statement for all. @param only the one of this id, or code. */
export async function controlledSystems (tx: OperatorTx, statuses: readonly Status[], only: { readonly id?: string | undefined, readonly code?: string | undefined } = {}): Promise<ControlledSystem[]> {
  const rows = await tx.query<Omit<ControlledSystem, 'answers' | 'ratings'> & { content: SystemContent, answers: Answers | null, ratings: ControlledSystem['ratings'] | null }>(`select s.id, s.code, s.status, v.content, m.version as "materialVersion", a.answers,
      (select json_agg(json_build_object('control', g.control, 'rating', g.rating, 'version', g.version, 'ratedOn', g.rated_on)) from (
        select distinct on (r.control) r.* from aeo.ai_control_ratings r where r.operator_id = s.operator_id and r.system_id = s.id order by r.control, r.revision desc) g) as ratings
    from aeo.ai_systems s
    join aeo.ai_system_versions v on v.operator_id = s.operator_id and v.system_id = s.id and v.version = s.version
    cross join lateral (select w.version from aeo.ai_system_versions w where w.operator_id = s.operator_id and w.system_id = s.id and w.material order by w.version desc limit 1) m
    left join aeo.ai_assessments a on a.operator_id = s.operator_id and a.system_id = s.id and a.number = s.assessment
    where s.operator_id = $1 and s.status = any($2::text[]) and ($3::uuid is null or s.id = $3::uuid) and ($4::text is null or s.code = $4::text) order by s.code`, [tx.operatorId, statuses, only.id ?? null, only.code ?? null])
  return rows.map((row) => ({ ...row, answers: row.answers ?? undefined, ratings: row.ratings ?? [] }))
}
