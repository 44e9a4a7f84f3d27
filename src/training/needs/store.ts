import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { RequirementSeverity } from '../competence/catalogue.ts'
import type { EvidenceKind } from './cuts.ts'
import type { OpenNeed } from './derive.ts'
import type { Closing, ConcernedPerson, Need, NeedEvidence } from './model.ts'
import type { ClosingRecord } from './settle.ts'

/** Needs in the database. Every query names the operator. */

/** A need as it is kept, with what decides who may see figures of it. */
export interface NeedRow extends Need {
  /** People of the unit when it was opened. */
  readonly unitPeople: number
  readonly recordedAt: Date
}

const COLUMNS = `n.id, n.source, n.topic, n.level, n.unit, n.severity, n.opened_on as "openedOn", n.due_on as "dueOn", n.owner_position as "ownerPosition", n.state, n.closed_on as "closedOn",
  n.closed_because as "closedBecause", n.effect_check_on as "effectCheckOn", n.rules_release as "rulesRelease", n.evidence_from as "evidenceFrom", n.evidence_to as "evidenceTo",
  n.unit_people as "unitPeople", n.figures, n.roles, n.stated_references as "references", n.reason, n.closing_reason as "closingReason", n.reopening_reason as "reopeningReason", n.recorded_at as "recordedAt", n.revision`

export async function findNeed (tx: OperatorTx, id: string): Promise<NeedRow | undefined> {
  const [row] = await tx.query<NeedRow>(`select ${COLUMNS} from aeo.training_needs n where n.operator_id = $1 and n.id = $2`, [tx.operatorId, id])
  return row
}

/** Locked until the transaction ends, in the order of ids, so that two records that come at once close a need together. */
export async function lockNeeds (tx: OperatorTx, ids: readonly string[]): Promise<NeedRow[]> {
  return await tx.query<NeedRow>(`select ${COLUMNS} from aeo.training_needs n where n.operator_id = $1 and n.id = any($2::uuid[]) order by n.id for update`, [tx.operatorId, ids])
}

export type NewNeedRow = Pick<NeedRow, 'id' | 'source' | 'topic' | 'level' | 'unit' | 'severity' | 'openedOn' | 'dueOn' | 'ownerPosition' | 'rulesRelease' | 'evidenceFrom' | 'evidenceTo' | 'unitPeople' | 'figures' | 'roles' | 'references' | 'reason'>

/** With those that they concern. */
export async function insertNeeds (tx: OperatorTx, needs: readonly (NewNeedRow & { readonly people: readonly ConcernedPerson[] })[], openedBy: string): Promise<void> {
  if (needs.length === 0) return
  await tx.query(`insert into aeo.training_needs (operator_id, id, source, topic, level, unit, severity, opened_on, due_on, owner_position, rules_release, evidence_from, evidence_to, unit_people,
      figures, roles, stated_references, reason, opened_by, recorded_at)
    select $1, n.id, n.source, n.topic, n.level, n.unit, n.severity, n."openedOn", n."dueOn", n."ownerPosition", n."rulesRelease", n."evidenceFrom", n."evidenceTo", n."unitPeople", n.figures, n.roles,
      array(select json_array_elements_text(n."references")), n.reason, $3, $4
    from json_to_recordset($2) as n (id uuid, source text, topic text, level smallint, unit text, severity text, "openedOn" date, "dueOn" date, "ownerPosition" text, "rulesRelease" text,
      "evidenceFrom" date, "evidenceTo" date, "unitPeople" integer, figures json, roles json, "references" json, reason text)`, [tx.operatorId, JSON.stringify(needs), openedBy, tx.at])
  await insertPeople(tx, needs.flatMap(({ id, people }) => people.map((each) => ({ needId: id, ...each }))))
}

/** Whoever a need concerns already stays as he is. */
export async function insertPeople (tx: OperatorTx, rows: readonly ({ readonly needId: string } & ConcernedPerson)[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(`insert into aeo.training_need_people (operator_id, need_id, person, level)
    select $1, p."needId", p.person, p.level from json_to_recordset($2) as p ("needId" uuid, person text, level smallint) on conflict do nothing`, [tx.operatorId, JSON.stringify(rows)])
}

export async function insertEvidence (tx: OperatorTx, rows: readonly (NeedEvidence & { readonly topic: string })[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(`insert into aeo.training_need_evidence (operator_id, kind, evidence_id, topic, need_id, counted_on)
    select $1, e.kind, e.id, e.topic, e."needId", e."on" from json_to_recordset($2) as e (kind text, id uuid, topic text, "needId" uuid, "on" date)`, [tx.operatorId, JSON.stringify(rows)])
}

/** What more evidence changes. */
export type Extension = Pick<NeedRow, 'id' | 'source' | 'severity' | 'dueOn' | 'evidenceFrom' | 'evidenceTo' | 'figures' | 'roles' | 'rulesRelease'>

export async function extendNeeds (tx: OperatorTx, needs: readonly Extension[]): Promise<void> {
  if (needs.length === 0) return
  await tx.query(`update aeo.training_needs n set severity = e.severity, due_on = e."dueOn", evidence_from = e."evidenceFrom", evidence_to = e."evidenceTo", figures = e.figures, roles = e.roles,
      source = e.source, rules_release = e."rulesRelease", revision = n.revision + 1
    from json_to_recordset($2) as e (id uuid, source text, severity text, "dueOn" date, "evidenceFrom" date, "evidenceTo" date, figures json, roles json, "rulesRelease" text)
    where n.operator_id = $1 and n.id = e.id`, [tx.operatorId, JSON.stringify(needs)])
}

export async function changeNeed (tx: OperatorTx, id: string, { ownerPosition, dueOn, severity }: { ownerPosition: string | null, dueOn: string, severity: RequirementSeverity }): Promise<void> {
  await tx.query('update aeo.training_needs n set owner_position = $3, due_on = $4, severity = $5, revision = n.revision + 1 where n.operator_id = $1 and n.id = $2', [tx.operatorId, id, ownerPosition, dueOn, severity])
}

export interface ClosedNeed { readonly id: string, readonly closedOn: string, readonly because: Closing, readonly reason: string | null, readonly effectCheckOn: string | null, readonly records: readonly ClosingRecord[] }

export async function closeNeeds (tx: OperatorTx, closed: readonly ClosedNeed[]): Promise<void> {
  if (closed.length === 0) return
  await tx.query(`update aeo.training_needs n set state = 'closed', closed_on = c."closedOn", closed_because = c.because, closing_reason = c.reason, effect_check_on = c."effectCheckOn", revision = n.revision + 1
    from json_to_recordset($2) as c (id uuid, "closedOn" date, because text, reason text, "effectCheckOn" date) where n.operator_id = $1 and n.id = c.id`, [tx.operatorId, JSON.stringify(closed)])
  const records = closed.flatMap(({ id, records: own }) => own.map((record) => ({ needId: id, ...record })))
  if (records.length === 0) return
  await tx.query(`insert into aeo.training_need_records (operator_id, need_id, record_id, person)
    select $1, r."needId", r."recordId", r.person from json_to_recordset($2) as r ("needId" uuid, "recordId" uuid, person text) on conflict do nothing`, [tx.operatorId, JSON.stringify(records)])
}

/** @param reason of a person; null: records say so. */
export async function reopenNeeds (tx: OperatorTx, ids: readonly string[], reason: string | null): Promise<void> {
  if (ids.length === 0) return
  await tx.query('delete from aeo.training_need_records r where r.operator_id = $1 and r.need_id = any($2::uuid[])', [tx.operatorId, ids])
  await tx.query(`update aeo.training_needs n set state = 'open', closed_on = null, closed_because = null, effect_check_on = null, reopening_reason = coalesce($3, n.reopening_reason), revision = n.revision + 1
    where n.operator_id = $1 and n.id = any($2::uuid[])`, [tx.operatorId, ids, reason])
}

export interface NeedFilter {
  readonly state?: string | undefined
  readonly source?: string | undefined
  readonly topic?: string | undefined
  readonly unit?: string | undefined
  /** Only open ones that are due by that day. */
  readonly dueTo?: string | undefined
}

const FILTERS: readonly [keyof NeedFilter, string][] = [
  ['state', 'n.state = ?'], ['source', 'n.source = ?'], ['topic', 'n.topic = ?'], ['unit', 'n.unit = ?'], ['dueTo', '(n.state = \'open\' and n.due_on <= ?::date)']
]

export interface NeedKey { readonly openedOn: string, readonly id: string }

/** Opened last first. */
export async function listNeeds (tx: OperatorTx, filter: NeedFilter, limit: number, after: NeedKey | undefined): Promise<NeedRow[]> {
  const values: unknown[] = [tx.operatorId, limit]
  const conditions = FILTERS.flatMap(([name, condition]) => {
    const value = filter[name]
    return value === undefined ? [] : [condition.replace('?', `$${values.push(value)}`)]
  })
  if (after !== undefined) conditions.push(`(n.opened_on, n.id) < ($${values.push(after.openedOn)}::date, $${values.push(after.id)}::uuid)`)
  return await tx.query<NeedRow>(`select ${COLUMNS} from aeo.training_needs n where ${['n.operator_id = $1', ...conditions].join(' and ')} order by n.opened_on desc, n.id desc limit $2`, values)
}

/** Needs that evidence may join. */
export async function openHeads (tx: OperatorTx): Promise<(OpenNeed & { readonly dueOn: string, readonly evidenceTo: string | null, readonly source: Need['source'] })[]> {
  return await tx.query(`select n.id, coalesce(n.unit, '') as unit, n.topic, n.severity, n.due_on as "dueOn", n.evidence_from as "evidenceFrom", n.evidence_to as "evidenceTo", n.source
    from aeo.training_needs n where n.operator_id = $1 and n.state = 'open' order by n.opened_on, n.id`, [tx.operatorId])
}

/** The open need of this source that names the reference, the oldest of several. */
export async function openNeedNaming (tx: OperatorTx, source: Need['source'], reference: string): Promise<Pick<Need, 'id' | 'severity' | 'dueOn'> | undefined> {
  const [row] = await tx.query<Pick<Need, 'id' | 'severity' | 'dueOn'>>(`select n.id, n.severity, n.due_on as "dueOn" from aeo.training_needs n
    where n.operator_id = $1 and n.source = $2 and n.state = 'open' and $3 = any(n.stated_references) order by n.opened_on, n.id limit 1`, [tx.operatorId, source, reference])
  return row
}

export interface Answered { readonly unit: string, readonly topic: string, readonly closedOn: string }

/** When needs of each unit and topic that rest on evidence were closed last. What was stated of a change of law says nothing of errors. */
export async function lastAnswers (tx: OperatorTx): Promise<Answered[]> {
  return await tx.query<Answered>(`select coalesce(n.unit, '') as unit, n.topic, max(n.closed_on) as "closedOn" from aeo.training_needs n
    where n.operator_id = $1 and n.state = 'closed' and n.rules_release is not null group by 1, 2`, [tx.operatorId])
}

/** Which of the evidence needs rest on, with the topic. */
export async function attachedOf (tx: OperatorTx, kind: EvidenceKind, ids: readonly string[]): Promise<{ id: string, topic: string, needId: string }[]> {
  return await tx.query(`select e.evidence_id as id, e.topic, e.need_id as "needId" from aeo.training_need_evidence e
    where e.operator_id = $1 and e.kind = $2 and e.evidence_id = any($3::uuid[])`, [tx.operatorId, kind, ids])
}

/** Oldest first, at most so many of each need, with how many there are. */
export async function evidenceOf (tx: OperatorTx, needIds: readonly string[], most: number): Promise<(NeedEvidence & { readonly count: number })[]> {
  return await tx.query(`select r.* from unnest($2::uuid[]) as w (id) cross join lateral (
      select e.need_id as "needId", e.kind, e.evidence_id as id, e.counted_on as "on", (count(*) over ())::int as count from aeo.training_need_evidence e
      where e.operator_id = $1 and e.need_id = w.id order by e.counted_on, e.evidence_id limit $3) r`, [tx.operatorId, needIds, most])
}

export async function peopleOf (tx: OperatorTx, needIds: readonly string[]): Promise<({ readonly needId: string } & ConcernedPerson)[]> {
  return await tx.query(`select p.need_id as "needId", p.person, p.level from aeo.training_need_people p
    where p.operator_id = $1 and p.need_id = any($2::uuid[]) order by p.need_id, p.person`, [tx.operatorId, needIds])
}

/** How many people each need concerns. */
export async function peopleCounts (tx: OperatorTx, needIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ needId: string, count: number }>(`select p.need_id as "needId", count(*)::int as count from aeo.training_need_people p
    where p.operator_id = $1 and p.need_id = any($2::uuid[]) group by p.need_id`, [tx.operatorId, needIds])
  return new Map(rows.map(({ needId, count }) => [needId, count]))
}

/** At most so many of each need, by pseudonym, with the record of each that closed it; null where none did. */
export async function listedPeople (tx: OperatorTx, needIds: readonly string[], most: number): Promise<({ readonly needId: string, readonly recordId: string | null } & ConcernedPerson)[]> {
  return await tx.query(`select l.* from unnest($2::uuid[]) as w (id) cross join lateral (
      select p.need_id as "needId", p.person, p.level, (select r.record_id from aeo.training_need_records r where r.operator_id = $1 and r.need_id = p.need_id and r.person = p.person limit 1) as "recordId"
      from aeo.training_need_people p where p.operator_id = $1 and p.need_id = w.id order by p.person limit $3) l`, [tx.operatorId, needIds, most])
}

/** Records of these people that were revoked, from whatever day. */
export async function revokedRecords (tx: OperatorTx, people: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>('select r.id from aeo.training_records r where r.operator_id = $1 and r.person = any($2::text[]) and r.revoked_from is not null', [tx.operatorId, people])
  return new Set(rows.map(({ id }) => id))
}

/** Needs that records of the people could close, and those that one of the records closed. */
export async function needsConcerning (tx: OperatorTx, people: readonly string[], recordIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`
    select n.id from aeo.training_need_people p join aeo.training_needs n on n.operator_id = p.operator_id and n.id = p.need_id
      where p.operator_id = $1 and p.person = any($2::text[]) and n.state = 'open'
    union select r.need_id from aeo.training_need_records r where r.operator_id = $1 and r.record_id = any($3::uuid[])
    order by id`, [tx.operatorId, people, recordIds])
  return rows.map(({ id }) => id)
}

export async function openIds (tx: OperatorTx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>('select n.id from aeo.training_needs n where n.operator_id = $1 and n.state = \'open\' order by n.id', [tx.operatorId])
  return rows.map(({ id }) => id)
}

/** Words of people go. @returns whether there were any. */
export async function eraseWords (tx: OperatorTx, id: string): Promise<boolean> {
  const rows = await tx.query(`update aeo.training_needs n set reason = null, closing_reason = null, reopening_reason = null, revision = n.revision + 1
    where n.operator_id = $1 and n.id = $2 and (n.reason is not null or n.closing_reason is not null or n.reopening_reason is not null) returning n.id`, [tx.operatorId, id])
  return rows.length > 0
}

/** False when another replica derives needs of the operator. Held until the transaction ends. */
export async function takeTurn (tx: OperatorTx): Promise<boolean> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock(hashtextextended(\'training needs \' || $1, 0)) as taken', [tx.operatorId])
  return lock?.taken === true
}

/** Needs are derived by one after the other. */
export async function waitForTurn (tx: OperatorTx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended(\'training needs \' || $1, 0))', [tx.operatorId])
}
