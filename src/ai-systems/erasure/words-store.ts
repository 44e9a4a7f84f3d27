import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { forgetAnswers } from '../../platform/idempotency/expiry.ts'

/** Words of people about systems: why a step was taken, an obligation or a control left out, what was compared with, what went wrong. */

/** Of an incident, itself or of one of its reports. */
const TOLD = `(num_nonnulls(i.description, i.root_cause, i.corrective_action) > 0
  or exists (select from aeo.ai_incident_reports p where p.operator_id = i.operator_id and p.incident_id = i.id and p.reason is not null))`

/** By system: days on which words stand that are not erased. */
const WORDS = `select t.system_id, t.valid_from as day from aeo.ai_system_statuses t where t.operator_id = $1 and t.reason is not null
  union all select o.system_id, coalesce((o.decided_at at time zone 'UTC')::date, o.owed_since) from aeo.ai_obligations o where o.operator_id = $1 and o.reason is not null
  union all select r.system_id, r.rated_on from aeo.ai_control_ratings r where r.operator_id = $1 and r.reason is not null
  union all select e.system_id, e.evaluated_on from aeo.ai_evaluations e where e.operator_id = $1 and e.compared_with is not null
  union all select i.system_id, i.aware_on from aeo.ai_incidents i where i.operator_id = $1 and ${TOLD}`

export interface WordsOf { readonly systemId: string, readonly days: readonly string[] }

/** Of each of the systems that has any. */
export async function wordsOf (tx: OperatorTx, systems: readonly string[]): Promise<WordsOf[]> {
  return await tx.query<WordsOf>(`select w.system_id as "systemId", json_agg(distinct w.day order by w.day) as days from (${WORDS}) w where w.system_id = any($2::uuid[]) group by w.system_id`, [tx.operatorId, systems])
}

/** Routes whose stored answers show words, by the ids of what they answer. */
const ANSWERING = ['POST /v1/ai-systems/{id}/evaluations', 'POST /v1/ai-systems/{id}/incidents', 'POST /v1/ai-incidents/{id}/close']

/** They go, also of stored answers, with so many statements, however many systems. */
export async function eraseWords (tx: OperatorTx, systems: readonly string[]): Promise<void> {
  const values = [tx.operatorId, systems]
  await tx.query('update aeo.ai_system_statuses t set reason = null where t.operator_id = $1 and t.system_id = any($2::uuid[]) and t.reason is not null', values)
  await tx.query('update aeo.ai_obligations o set reason = null, words_erased = true, revision = o.revision + 1 where o.operator_id = $1 and o.system_id = any($2::uuid[]) and o.reason is not null', values)
  await tx.query('update aeo.ai_control_ratings r set reason = null, words_erased = true where r.operator_id = $1 and r.system_id = any($2::uuid[]) and r.reason is not null', values)
  const evaluations = await tx.query<{ id: string }>('update aeo.ai_evaluations e set compared_with = null where e.operator_id = $1 and e.system_id = any($2::uuid[]) and e.compared_with is not null returning e.id', values)
  const incidents = await tx.query<{ id: string }>(`update aeo.ai_incidents i set description = null, root_cause = null, corrective_action = null, revision = i.revision + 1
    where i.operator_id = $1 and i.system_id = any($2::uuid[]) and ${TOLD} returning i.id`, values)
  await tx.query('update aeo.ai_incident_reports p set reason = null where p.operator_id = $1 and p.incident_id = any($2::uuid[]) and p.reason is not null', [tx.operatorId, incidents.map(({ id }) => id)])
  await forgetAnswers(tx, ANSWERING, ...[...evaluations, ...incidents].map(({ id }) => id))
}

export interface RetiredSystem { readonly id: string, readonly day: string }

/** Retired by a day, in the order of those days. */
export async function retiredSystems (tx: OperatorTx, until: string, after: RetiredSystem | undefined, limit: number): Promise<RetiredSystem[]> {
  return await tx.query<RetiredSystem>(`select s.id, s.status_on as day from aeo.ai_systems s where s.operator_id = $1 and s.status = 'retired' and s.status_on <= $2::date
    and ($3::date is null or (s.status_on, s.id) > ($3::date, $4::uuid)) order by s.status_on, s.id limit $5`, [tx.operatorId, until, after?.day ?? null, after?.id ?? null, limit])
}
