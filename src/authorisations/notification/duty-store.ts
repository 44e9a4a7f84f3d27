import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { HeldAuthorisation } from './rules.ts'

/** Duties to notify in the database. */

export const DUTY_STATES = ['open', 'to_send', 'notified', 'not_needed'] as const
export type DutyState = typeof DUTY_STATES[number]
export const CHANNELS = ['portal', 'email', 'letter', 'in_person', 'other'] as const
export type Channel = typeof CHANNELS[number]

export interface Duty {
  readonly id: string
  readonly ruleId: string
  readonly rulesRelease: string
  readonly eventEpoch: number | null
  readonly eventSeq: string | null
  readonly eventType: string | null
  readonly subject: string | null
  readonly description: string | null
  readonly occurredOn: string
  readonly detectedOn: string
  readonly dueOn: string
  readonly state: DutyState
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly words: string | null
  readonly channel: Channel | null
  readonly sentAt: Date | null
  readonly sentReference: string | null
  readonly proofSha256: string | null
  readonly openedAt: Date
  readonly revision: number
  readonly authorisationIds: readonly string[]
}

const COLUMNS = `d.id, d.rule_id as "ruleId", d.rules_release as "rulesRelease", d.event_epoch as "eventEpoch", d.event_seq as "eventSeq", d.event_type as "eventType", d.subject, d.description,
  d.occurred_on as "occurredOn", d.detected_on as "detectedOn", d.due_on as "dueOn", d.state, d.decided_at as "decidedAt", d.decided_by as "decidedBy", d.words, d.channel, d.sent_at as "sentAt",
  d.sent_reference as "sentReference", encode(d.proof_sha256, 'hex') as "proofSha256", d.opened_at as "openedAt", d.revision,
  (select coalesce(json_agg(l.authorisation_id order by l.authorisation_id), '[]') from aeo.notification_duty_authorisations l where l.operator_id = d.operator_id and l.duty_id = d.id) as "authorisationIds"`

export async function findDuty (tx: OperatorTx, id: string): Promise<Duty | undefined> {
  const [duty] = await tx.query<Duty>(`select ${COLUMNS} from aeo.notification_duties d where d.operator_id = $1 and d.id = $2`, [tx.operatorId, id])
  return duty
}

export async function lockDuty (tx: OperatorTx, id: string): Promise<Duty | undefined> {
  await tx.query('select 1 from aeo.notification_duties d where d.operator_id = $1 and d.id = $2 for update', [tx.operatorId, id])
  return await findDuty(tx, id)
}

export interface DutyFilter {
  readonly state?: DutyState | undefined
  readonly rule?: string | undefined
  /** Not yet notified or decided against, and due before this day. */
  readonly overdueOn?: string | undefined
}

/** Those due first come first. */
export async function listDuties (tx: OperatorTx, { state, rule, overdueOn }: DutyFilter, limit: number, after: { readonly dueOn: string, readonly id: string } | undefined): Promise<Duty[]> {
  return await tx.query<Duty>(`select ${COLUMNS} from aeo.notification_duties d where d.operator_id = $1 and ($2::text is null or d.state = $2) and ($3::text is null or d.rule_id = $3)
      and ($4::date is null or (d.state in ('open', 'to_send') and d.due_on < $4::date)) and ($5::date is null or (d.due_on, d.id) > ($5::date, $6::uuid))
    order by d.due_on, d.id limit $7`, [tx.operatorId, state ?? null, rule ?? null, overdueOn ?? null, after?.dueOn ?? null, after?.id ?? null, limit])
}

export interface NewDuty {
  readonly id: string
  readonly ruleId: string
  readonly rulesRelease: string
  readonly eventEpoch: number | null
  readonly eventSeq: string | null
  readonly eventType: string | null
  readonly subject: string | null
  readonly description: string | null
  readonly occurredOn: string
  readonly detectedOn: string
  readonly dueOn: string
  readonly authorisationIds: readonly string[]
}

/** @returns ids of those that were not there: one event opens the duty of a rule once. */
export async function insertDuties (tx: OperatorTx, duties: readonly NewDuty[], openedBy: string | null): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(`insert into aeo.notification_duties as d (operator_id, id, rule_id, rules_release, event_epoch, event_seq, event_type, subject, description, occurred_on, detected_on, due_on, opened_at, opened_by)
    select $1, n."id", n."ruleId", n."rulesRelease", n."eventEpoch", n."eventSeq", n."eventType", n."subject", n."description", n."occurredOn", n."detectedOn", n."dueOn", $3, $4
    from json_to_recordset($2) as n ("id" uuid, "ruleId" text, "rulesRelease" text, "eventEpoch" int, "eventSeq" bigint, "eventType" text, "subject" text, "description" text, "occurredOn" date, "detectedOn" date, "dueOn" date)
    on conflict (operator_id, event_epoch, event_seq, rule_id) do nothing returning d.id`, [tx.operatorId, JSON.stringify(duties), tx.at, openedBy])
  const opened = new Set(rows.map(({ id }) => id))
  const links = duties.filter(({ id }) => opened.has(id)).flatMap(({ id, authorisationIds }) => authorisationIds.map((authorisationId) => ({ duty: id, authorisation: authorisationId })))
  await tx.query(`insert into aeo.notification_duty_authorisations (operator_id, duty_id, authorisation_id)
    select $1, n.duty, n.authorisation from json_to_recordset($2) as n (duty uuid, authorisation uuid)`, [tx.operatorId, JSON.stringify(links)])
  return opened
}

/** Pairs of rule and subject for which a duty was opened before. */
export async function openedBefore (tx: OperatorTx, subjects: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ rule: string, subject: string }>('select d.rule_id as rule, d.subject from aeo.notification_duties d where d.operator_id = $1 and d.subject = any($2)', [tx.operatorId, subjects])
  return new Set(rows.map(({ rule, subject }) => `${rule} ${subject}`))
}

/** Days on which authorisations are held, suspensions among them. */
export async function heldAuthorisations (tx: OperatorTx): Promise<HeldAuthorisation[]> {
  return await tx.query<HeldAuthorisation>(`select a.id, a.type, a.decision_date as "decisionDate", p.from_day as "from", p.to_day as "to"
    from aeo.authorisation_periods p join aeo.authorisations a on a.operator_id = p.operator_id and a.id = p.authorisation_id
    where p.operator_id = $1 and p.status in ('granted', 'amended', 'suspended') order by a.id, p.from_day`, [tx.operatorId])
}

export async function saveDecision (tx: OperatorTx, id: string, state: DutyState, words: string, decidedBy: string): Promise<void> {
  await tx.query('update aeo.notification_duties d set state = $3, words = $4, decided_at = $5, decided_by = $6, revision = d.revision + 1 where d.operator_id = $1 and d.id = $2', [tx.operatorId, id, state, words, tx.at, decidedBy])
}

export interface Proof { readonly channel: Channel, readonly sentAt: Date, readonly reference: string, readonly sha256: string | null }

export async function saveProof (tx: OperatorTx, id: string, { channel, sentAt, reference, sha256 }: Proof): Promise<void> {
  await tx.query(`update aeo.notification_duties d set state = 'notified', channel = $3, sent_at = $4, sent_reference = $5, proof_sha256 = decode($6, 'hex'), revision = d.revision + 1
    where d.operator_id = $1 and d.id = $2`, [tx.operatorId, id, channel, sentAt, reference, sha256])
}

export interface LimitSetting { readonly limitWorkingDays: number, readonly revision: number }

export async function findLimit (tx: OperatorTx): Promise<LimitSetting | undefined> {
  const [row] = await tx.query<LimitSetting>('select s.limit_working_days as "limitWorkingDays", s.revision from aeo.notification_settings s where s.operator_id = $1', [tx.operatorId])
  return row
}

export async function saveLimit (tx: OperatorTx, limitWorkingDays: number): Promise<number> {
  const [row] = await tx.query<{ revision: number }>(`insert into aeo.notification_settings as s (operator_id, limit_working_days) values ($1, $2)
    on conflict (operator_id) do update set limit_working_days = $2, revision = s.revision + 1 returning s.revision`, [tx.operatorId, limitWorkingDays])
  return row?.revision ?? 1
}
