import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { forgetAnswers } from '../../platform/idempotency/expiry.ts'
import type { RecordKind } from '../../platform/keeping/record-kind.ts'
import { TRAINING_RECORD } from '../records/training-record.ts'
import { TRAINING_REQUIREMENT } from '../requirements/training-requirement.ts'

/**
 * What of training says more of a person than that she completed what, when: score, place of the certificate, words. It goes while
 * pseudonym, course, topic, level and days stay, so that no count changes; and the log, in which it never stood, verifies as before.
 */

/** By the names of the API, in which revisions are kept. */
const erasableOf = ({ fields }: RecordKind): string[] => fields.flatMap(({ name, erasable }) => erasable === true ? [name] : [])
const OF_RECORDS = erasableOf(TRAINING_RECORD)
const OF_REQUIREMENTS = erasableOf(TRAINING_REQUIREMENT)
/** Routes whose stored answers show any of it. */
const ANSWERING = [
  'POST /v1/training/records', 'POST /v1/training/records/{id}/revoke', 'POST /v1/training/requirements', 'POST /v1/training/messages/{id}/acknowledge', 'POST /v1/training/messages/{id}/acknowledgements',
  'POST /v1/training/acknowledgements/{id}/revoke', 'POST /v1/training/needs', 'POST /v1/training/needs/{id}/close', 'POST /v1/training/needs/{id}/reopen'
]

const inRevisions = (id: string, names: string): string => `exists (select from aeo.record_revisions v where v.operator_id = $1 and v.record_id = ${id} and exists (
  select from unnest(${names}::text[]) n where v.content ->> n is not null))`

/** Of a need that concerns nobody else, why it was stated, closed and opened again is said of that person; of several, whoever asks erases the words of the need. */
const OF_THEM_ALONE = `num_nonnulls(n.reason, n.closing_reason, n.reopening_reason) > 0 and exists (select from aeo.training_need_people p where p.operator_id = $1 and p.need_id = n.id and p.person = any($2::text[]))
  and not exists (select from aeo.training_need_people p where p.operator_id = $1 and p.need_id = n.id and p.person <> all($2::text[]))`

/** What a legal hold may reach: acknowledgements are of a person and of a message. */
export interface Holdable { readonly class: 'training_records' | 'training_messages' | 'training_needs', readonly day: string }

/** People of whom such details stand here, each with what a legal hold may reach of them. */
export async function peopleWithDetails (tx: OperatorTx, people: readonly string[]): Promise<Map<string, Holdable[]>> {
  const rows = await tx.query<{ person: string, days: string[], messageDays: string[], needDays: string[] }>(`select d.person, json_agg(distinct d.day) as days, coalesce(json_agg(distinct m.day) filter (where m.day is not null), '[]') as "messageDays",
      coalesce(json_agg(distinct d.day) filter (where d.of_need), '[]') as "needDays" from (
      select r.person, r.completed_on as day, null::uuid as message, false as of_need from aeo.training_records r where r.operator_id = $1 and r.person = any($2::text[])
        and (num_nonnulls(r.score, r.archive, r.locator, r.revocation_reason) > 0 or ${inRevisions('r.id', '$3')})
      union all
      select a.person, a.acknowledged_on, a.message, false from aeo.training_acknowledgements a where a.operator_id = $1 and a.person = any($2::text[]) and num_nonnulls(a.evidence, a.revocation_reason) > 0
      union all
      select q.person, q.valid_from, null, false from aeo.training_requirements q where q.operator_id = $1 and q.person = any($2::text[]) and (q.reason is not null or ${inRevisions('q.id', '$4')})
      union all
      select p.person, o.day, null, true from aeo.training_need_people p join aeo.training_needs n on n.operator_id = $1 and n.id = p.need_id cross join lateral unnest(array[n.opened_on, n.closed_on]) as o (day)
        where p.operator_id = $1 and p.person = any($2::text[]) and o.day is not null and ${OF_THEM_ALONE}
    ) d left join lateral (select unnest(array[x.issued_on, x.withdrawn_on]) as day from aeo.training_messages x where x.operator_id = $1 and x.id = d.message) m on true
    group by d.person`, [tx.operatorId, people, OF_RECORDS, OF_REQUIREMENTS])
  return new Map(rows.map(({ person, days, messageDays, needDays }) => [person, [...ofClass('training_records', days), ...ofClass('training_messages', messageDays), ...ofClass('training_needs', needDays)]]))
}

export const ofClass = (name: Holdable['class'], days: readonly string[]): Holdable[] => days.map((day) => ({ class: name, day }))

/** From every state and every stored answer. The caller holds off whoever changes records. @returns how many things had any of it. */
export async function eraseDetails (tx: OperatorTx, people: readonly string[]): Promise<number> {
  const values = [tx.operatorId, people]
  const records = await tx.query<{ id: string }>(`update aeo.training_records r set score = null, archive = null, locator = null, revocation_reason = null, revision = r.revision + 1
    where r.operator_id = $1 and r.person = any($2::text[]) and (num_nonnulls(r.score, r.archive, r.locator, r.revocation_reason) > 0 or ${inRevisions('r.id', '$3')}) returning r.id`, [...values, OF_RECORDS])
  const requirements = await tx.query<{ id: string }>(`update aeo.training_requirements q set reason = null, revision = q.revision + 1
    where q.operator_id = $1 and q.person = any($2::text[]) and (q.reason is not null or ${inRevisions('q.id', '$3')}) returning q.id`, [...values, OF_REQUIREMENTS])
  const acknowledgements = await tx.query<{ id: string }>(`update aeo.training_acknowledgements a set evidence = null, revocation_reason = null
    where a.operator_id = $1 and a.person = any($2::text[]) and num_nonnulls(a.evidence, a.revocation_reason) > 0 returning a.id`, values)
  const needs = await tx.query<{ id: string }>(`update aeo.training_needs n set reason = null, closing_reason = null, reopening_reason = null, revision = n.revision + 1 where n.operator_id = $1 and ${OF_THEM_ALONE} returning n.id`, values)
  await forgetRevisions(tx, records, OF_RECORDS)
  await forgetRevisions(tx, requirements, OF_REQUIREMENTS)
  const ids = [...records, ...requirements, ...acknowledgements, ...needs].map(({ id }) => id)
  if (ids.length > 0) await forgetAnswers(tx, ANSWERING, ...ids)
  return ids.length
}

async function forgetRevisions (tx: OperatorTx, things: readonly { id: string }[], names: readonly string[]): Promise<void> {
  await tx.query('update aeo.record_revisions v set content = v.content - $3::text[] where v.operator_id = $1 and v.record_id = any($2::uuid[])', [tx.operatorId, things.map(({ id }) => id), names])
}
