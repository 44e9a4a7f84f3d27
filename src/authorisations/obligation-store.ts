import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { DocumentReference } from './model.ts'
import type { Obligation, Outcome } from './obligations.ts'

/** Obligations in the database, and when they were met. */

const COLUMNS = `o.id, o.authorisation_id as "authorisationId", o.kind, o.description, o.period_months as "periodMonths", o.first_due as "firstDue", o.done, o.next_due as "nextDue",
  o.ended_on as "endedOn", o.revision`

export async function insertObligation (tx: OperatorTx, { id, authorisationId, kind, description, periodMonths, firstDue, nextDue, endedOn }: Obligation, recordedBy: string): Promise<void> {
  await tx.query(`insert into aeo.authorisation_obligations (operator_id, id, authorisation_id, kind, description, period_months, first_due, next_due, ended_on, recorded_at, recorded_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, [tx.operatorId, id, authorisationId, kind, description, periodMonths, firstDue, nextDue, endedOn, tx.at, recordedBy])
}

export async function findObligation (tx: OperatorTx, id: string): Promise<Obligation | undefined> {
  const [row] = await tx.query<Obligation>(`select ${COLUMNS} from aeo.authorisation_obligations o where o.operator_id = $1 and o.id = $2`, [tx.operatorId, id])
  return row
}

export async function lockObligation (tx: OperatorTx, id: string): Promise<Obligation | undefined> {
  const [row] = await tx.query<Obligation>(`select ${COLUMNS} from aeo.authorisation_obligations o where o.operator_id = $1 and o.id = $2 for update`, [tx.operatorId, id])
  return row
}

export interface ObligationFilter {
  readonly authorisationId?: string | undefined
  /** Due on this day at the latest. */
  readonly dueUntil?: string | undefined
}

/** Of what is still due, those due first come first. */
export async function listObligations (tx: OperatorTx, { authorisationId, dueUntil }: ObligationFilter, limit: number, after: { readonly nextDue: string, readonly id: string } | undefined): Promise<Obligation[]> {
  return await tx.query<Obligation>(`select ${COLUMNS} from aeo.authorisation_obligations o where o.operator_id = $1 and o.next_due is not null and ($2::uuid is null or o.authorisation_id = $2)
      and ($3::date is null or o.next_due <= $3::date) and ($4::date is null or (o.next_due, o.id) > ($4::date, $5::uuid))
    order by o.next_due, o.id limit $6`, [tx.operatorId, authorisationId ?? null, dueUntil ?? null, after?.nextDue ?? null, after?.id ?? null, limit])
}

/** All of these authorisations, those that are over among them. */
export async function obligationsOf (tx: OperatorTx, authorisationIds: readonly string[], most: number): Promise<Obligation[]> {
  return await tx.query<Obligation>(`select ${COLUMNS} from unnest($2::uuid[]) as n (id)
    cross join lateral (select * from aeo.authorisation_obligations l where l.operator_id = $1 and l.authorisation_id = n.id order by l.id limit $3) o
    order by o.authorisation_id, o.next_due nulls last, o.id`, [tx.operatorId, authorisationIds, most])
}

export async function updateObligation (tx: OperatorTx, id: string, { periodMonths, firstDue, done, nextDue, endedOn, description }: Obligation): Promise<void> {
  await tx.query(`update aeo.authorisation_obligations o set period_months = $3, first_due = $4, done = $5, next_due = $6, ended_on = $7, description = $8, revision = o.revision + 1
    where o.operator_id = $1 and o.id = $2`, [tx.operatorId, id, periodMonths, firstDue, done, nextDue, endedOn, description])
}

export interface Completion {
  readonly number: number
  readonly dueOn: string
  readonly doneOn: string
  readonly outcome: Outcome | null
  readonly evidence: readonly DocumentReference[]
  readonly recordedAt: Date
  readonly recordedBy: string
}

export async function insertCompletion (tx: OperatorTx, obligationId: string, { dueOn, doneOn, outcome, evidence }: Pick<Completion, 'dueOn' | 'doneOn' | 'outcome' | 'evidence'>, recordedBy: string): Promise<void> {
  await tx.query(`insert into aeo.authorisation_obligation_completions (operator_id, obligation_id, number, due_on, done_on, outcome, evidence, recorded_at, recorded_by)
    select $1, $2, coalesce(max(c.number), 0) + 1, $3, $4, $5, $6, $7, $8 from aeo.authorisation_obligation_completions c where c.operator_id = $1 and c.obligation_id = $2`,
  [tx.operatorId, obligationId, dueOn, doneOn, outcome, JSON.stringify(evidence), tx.at, recordedBy])
}

export async function completionsOf (tx: OperatorTx, obligationId: string): Promise<Completion[]> {
  return await tx.query<Completion>(`select c.number, c.due_on as "dueOn", c.done_on as "doneOn", c.outcome, c.evidence, c.recorded_at as "recordedAt", c.recorded_by as "recordedBy"
    from aeo.authorisation_obligation_completions c where c.operator_id = $1 and c.obligation_id = $2 order by c.number`, [tx.operatorId, obligationId])
}
