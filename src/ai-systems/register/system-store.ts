import { databaseFault } from '../../platform/db/database-failure.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { systemExists } from '../problems.ts'
import type { AssessmentSummary, KeptStatus, KeptSystem, KeptVersion } from './kept-system.ts'

import type { SystemContent } from './system.ts'

/** Systems in the database, with their versions and statuses. */

type Row = Omit<KeptSystem, 'assessment'> & { readonly assessment: (Omit<AssessmentSummary, 'recordedAt'> & { readonly recordedAt: string }) | null }
const toSystem = ({ assessment, ...row }: Row): KeptSystem => ({ ...row, assessment: assessment === null ? undefined : { ...assessment, recordedAt: new Date(assessment.recordedAt) } })

/**
 * Systems with the version, status and assessment of the day in $2, or of now where that is null; those that did not exist then are left out.
 * Versions and statuses are numbered in the order of their days, so the last one that has begun holds.
 */
const SYSTEMS = `select s.id, s.code, s.revision, t.status, t.valid_from as "statusOn", case when $2::date is null or s.introduced_on <= $2::date then s.introduced_on end as "introducedOn",
    v.version, v.valid_from as "validFrom", m.version as "materialVersion", v.content, s.recorded_at as "recordedAt",
    case when a.number is not null then json_build_object('number', a.number, 'version', a.version, 'class', a.class, 'provisional', a.provisional, 'requiresLegalReview', a.requires_legal_review,
      'ruleSetVersion', a.rule_set_version, 'asOf', a.as_of, 'contradictions', a.contradictions, 'answeredBy', a.answered_by, 'recordedAt', a.recorded_at) end as assessment
  from aeo.ai_systems s
  cross join lateral (select w.* from aeo.ai_system_versions w where w.operator_id = s.operator_id and w.system_id = s.id and ($2::date is null or w.valid_from <= $2::date) order by w.version desc limit 1) v
  cross join lateral (select w.version from aeo.ai_system_versions w where w.operator_id = s.operator_id and w.system_id = s.id and w.material and w.version <= v.version order by w.version desc limit 1) m
  cross join lateral (select w.* from aeo.ai_system_statuses w where w.operator_id = s.operator_id and w.system_id = s.id and ($2::date is null or w.valid_from <= $2::date) order by w.number desc limit 1) t
  left join lateral (select w.* from aeo.ai_assessments w where w.operator_id = s.operator_id and w.system_id = s.id and ($2::date is null or (w.recorded_at at time zone 'UTC')::date <= $2::date)
    order by w.number desc limit 1) a on true
  where s.operator_id = $1`

/** @param on undefined: as it is now. */
export async function findSystem (tx: OperatorTx, id: string, on?: string): Promise<KeptSystem | undefined> {
  const [row] = await tx.query<Row>(`${SYSTEMS} and s.id = $3::uuid`, [tx.operatorId, on ?? null, id])
  return row === undefined ? undefined : toSystem(row)
}

/** Whether a system is registered under the code. */
export async function isSystemCode (tx: OperatorTx, code: string): Promise<boolean> {
  return (await tx.query('select from aeo.ai_systems s where s.operator_id = $1 and s.code = $2', [tx.operatorId, code])).length > 0
}

/** Nobody else changes it until the transaction ends. */
export async function lockSystem (tx: OperatorTx, id: string): Promise<KeptSystem | undefined> {
  await tx.query('select from aeo.ai_systems s where s.operator_id = $1 and s.id = $2::uuid for update', [tx.operatorId, id])
  return await findSystem(tx, id)
}

export async function findSystems (tx: OperatorTx, ids: readonly string[]): Promise<KeptSystem[]> {
  return (await tx.query<Row>(`${SYSTEMS} and s.id = any($3::uuid[])`, [tx.operatorId, null, ids])).map(toSystem)
}

/** Nobody else changes those of the systems that are as they were read until the transaction ends. @returns their ids. */
export async function lockUnchanged (tx: OperatorTx, read: readonly Pick<KeptSystem, 'id' | 'revision'>[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(`select s.id from aeo.ai_systems s join unnest($2::uuid[], $3::integer[]) as r (id, revision) on r.id = s.id and r.revision = s.revision
    where s.operator_id = $1 order by s.code for update of s`, [tx.operatorId, read.map(({ id }) => id), read.map(({ revision }) => revision)])
  return new Set(rows.map(({ id }) => id))
}

export interface SystemFilter {
  readonly status?: string | undefined
  readonly class?: string | undefined
  readonly pillar?: string | undefined
  readonly provider?: string | undefined
  /** Only those without a class, or only those with one. */
  readonly unclassified?: boolean | undefined
}

/** Of now, each condition is kept beside the system and indexed; of another day, it is that of then. */
const NOW: Readonly<Record<Exclude<keyof SystemFilter, 'unclassified'>, (value: string) => string>> = {
  status: (value) => `s.status = ${value}::text`, class: (value) => `s.class = ${value}::text`, provider: (value) => `s.provider = ${value}::text`,
  pillar: (value) => `s.id in (select p.system_id from aeo.ai_system_pillars p where p.operator_id = $1 and p.pillar = ${value}::text)`
}
const THEN: typeof NOW = {
  status: (value) => `t.status = ${value}::text`, class: (value) => `a.class = ${value}::text`, provider: (value) => `v.content ->> 'provider' = ${value}::text`,
  pillar: (value) => `v.content::jsonb -> 'pillars' ? ${value}::text`
}

/** In the order of codes. @param on undefined: as they are now. */
export async function listSystems (tx: OperatorTx, filter: SystemFilter, { on, after, limit }: { readonly on?: string | undefined, readonly after?: string | undefined, readonly limit: number }): Promise<KeptSystem[]> {
  const values: unknown[] = [tx.operatorId, on ?? null, limit]
  const conditions = (Object.keys(NOW) as (keyof typeof NOW)[]).flatMap((name) => filter[name] === undefined ? [] : [(on === undefined ? NOW : THEN)[name](`$${values.push(filter[name])}`)])
  if (filter.unclassified !== undefined) conditions.push(`${on === undefined ? 's' : 'a'}.class is ${filter.unclassified ? '' : 'not '}null`)
  if (after !== undefined) conditions.push(`s.code > $${values.push(after)}::text`)
  const rows = await tx.query<Row>(`${SYSTEMS}${conditions.map((condition) => ` and ${condition}`).join('')} order by s.code limit $3`, values)
  return rows.map(toSystem)
}

export interface SystemCount { readonly key: string | null, readonly systems: number, readonly inUse: number }

/** A system counts under each of its pillars, and under null where it has none. */
const KEYS = {
  class: "k.assessment ->> 'class'", status: 'k.status', provider: "k.content ->> 'provider'", pillar: 'p.pillar'
} as const
export type CountedBy = keyof typeof KEYS

export async function countSystems (tx: OperatorTx, by: CountedBy, on?: string): Promise<SystemCount[]> {
  const pillars = by === 'pillar' ? "left join lateral json_array_elements_text(k.content -> 'pillars') as p (pillar) on true" : ''
  return await tx.query<SystemCount>(`select ${KEYS[by]} as key, count(*)::integer as systems, (count(*) filter (where k.status = 'in_use'))::integer as "inUse" from (${SYSTEMS}) k ${pillars}
    group by 1 order by min(${KEYS[by]}) collate "C"`, [tx.operatorId, on ?? null])
}

/** @throws ai-system-exists. */
export async function insertSystem (tx: OperatorTx, { id, code, on, provider }: { readonly id: string, readonly code: string, readonly on: string, readonly provider: string }): Promise<void> {
  try {
    await tx.query('insert into aeo.ai_systems (operator_id, id, code, status_on, valid_from, provider, recorded_at) values ($1, $2, $3, $4, $4, $5, $6)', [tx.operatorId, id, code, on, provider, tx.at])
  } catch (error) {
    if (databaseFault(error)?.constraint === 'ai_systems_code_once') throw systemExists('Change it, or choose another code.', { errors: [{ pointer: '/code', detail: 'is that of another system', hint: 'Choose another code' }] }, { cause: error })
    throw error
  }
}

export async function insertVersion (tx: OperatorTx, system: string, { version, validFrom, material, fields, questions, content, recordedBy }: Omit<KeptVersion, 'recordedAt'>): Promise<void> {
  await tx.query(`insert into aeo.ai_system_versions (operator_id, system_id, version, valid_from, material, fields, questions, content, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [tx.operatorId, system, version, validFrom, material, fields, questions, JSON.stringify(content), recordedBy, tx.at])
}

/** What lists ask of the version in force. */
export async function setVersion (tx: OperatorTx, system: string, { version, validFrom, content }: Pick<KeptVersion, 'version' | 'validFrom' | 'content'>): Promise<void> {
  await tx.query('update aeo.ai_systems s set version = $3, valid_from = $4, provider = $5, revision = s.revision + 1 where s.operator_id = $1 and s.id = $2', [tx.operatorId, system, version, validFrom, content.provider])
}

export async function setPillars (tx: OperatorTx, system: string, pillars: SystemContent['pillars']): Promise<void> {
  await tx.query('delete from aeo.ai_system_pillars p where p.operator_id = $1 and p.system_id = $2', [tx.operatorId, system])
  await tx.query('insert into aeo.ai_system_pillars (operator_id, pillar, system_id) select $1, n.pillar, $2 from unnest($3::text[]) as n (pillar)', [tx.operatorId, system, pillars])
}

export interface AddedStatus extends Omit<KeptStatus, 'number' | 'recordedAt'> {
  readonly systemId: string
  /** Whether it comes into use for the first time. */
  readonly introduces: boolean
}

/** The next status of each of the systems, which are locked. */
export async function addStatuses (tx: OperatorTx, added: readonly AddedStatus[]): Promise<void> {
  if (added.length === 0) return
  const rows = JSON.stringify(added)
  await tx.query(`insert into aeo.ai_system_statuses (operator_id, system_id, number, status, valid_from, reason, legal_review_reference, legal_review_sha256, decided_by, recorded_at)
    select $1, n."systemId", 1 + coalesce((select max(t.number) from aeo.ai_system_statuses t where t.operator_id = $1 and t.system_id = n."systemId"), 0), n.status, n."validFrom", n.reason, n."legalReviewReference",
      n."legalReviewSha256", n."decidedBy", $3
    from json_to_recordset($2) as n ("systemId" uuid, status text, "validFrom" date, reason text, "legalReviewReference" text, "legalReviewSha256" text, "decidedBy" uuid)`, [tx.operatorId, rows, tx.at])
  await tx.query(`update aeo.ai_systems s set status = n.status, status_on = n."validFrom", introduced_on = case when n.introduces then n."validFrom" else s.introduced_on end, revision = s.revision + 1
    from json_to_recordset($2) as n ("systemId" uuid, status text, "validFrom" date, introduces boolean) where s.operator_id = $1 and s.id = n."systemId"`, [tx.operatorId, rows])
}

/** Last first. */
export async function listVersions (tx: OperatorTx, system: string, limit: number, before: number | undefined): Promise<KeptVersion[]> {
  return await tx.query<KeptVersion>(`select v.version, v.valid_from as "validFrom", v.material, v.fields, v.questions, v.content, v.recorded_by as "recordedBy", v.recorded_at as "recordedAt" from aeo.ai_system_versions v
    where v.operator_id = $1 and v.system_id = $2::uuid and ($4::integer is null or v.version < $4::integer) order by v.version desc limit $3`, [tx.operatorId, system, limit, before ?? null])
}

/** Last first. */
export async function listStatuses (tx: OperatorTx, system: string, limit: number, before: number | undefined): Promise<KeptStatus[]> {
  return await tx.query<KeptStatus>(`select t.number, t.status, t.valid_from as "validFrom", t.reason, t.legal_review_reference as "legalReviewReference", t.legal_review_sha256 as "legalReviewSha256",
      t.decided_by as "decidedBy", t.recorded_at as "recordedAt" from aeo.ai_system_statuses t
    where t.operator_id = $1 and t.system_id = $2::uuid and ($4::integer is null or t.number < $4::integer) order by t.number desc limit $3`, [tx.operatorId, system, limit, before ?? null])
}

