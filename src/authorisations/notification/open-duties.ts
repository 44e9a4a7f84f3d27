import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { DutyState } from './duty-store.ts'
import { RULES, ruleOf } from './rule-catalogue.ts'

/** What other features ask of duties to notify, in their own transaction, each with one statement. */

export interface OpenDuty {
  readonly id: string
  /** What customs must be told. */
  readonly what: string
  readonly legalSource: string
  readonly dueOn: string
}

/** Duties that are neither done nor decided against, due first, first; no more than `most`. */
export async function listOpenDuties (tx: OperatorTx, most: number): Promise<OpenDuty[]> {
  const rows = await tx.query<{ id: string, rule: string, dueOn: string }>(`select d.id, d.rule_id as rule, d.due_on as "dueOn" from aeo.notification_duties d
    where d.operator_id = $1 and d.state in ('open', 'to_send') order by d.due_on, d.id limit $2`, [tx.operatorId, most])
  return rows.map(({ id, rule, dueOn }) => ({ id, dueOn, what: ruleOf(rule)?.what ?? rule, legalSource: ruleOf(rule)?.legalSource ?? RULES.legalSource }))
}

/** Those of the ids that are duties, each with its state. */
export async function statesOfDuties (tx: OperatorTx, ids: readonly string[]): Promise<Map<string, DutyState>> {
  const rows = await tx.query<{ id: string, state: DutyState }>('select d.id, d.state from aeo.notification_duties d where d.operator_id = $1 and d.id = any($2::uuid[])', [tx.operatorId, ids])
  return new Map(rows.map(({ id, state }) => [id, state]))
}

/** Authorisations in force on the day, by type and reference. */
export async function heldOn (tx: OperatorTx, day: string): Promise<{ type: string, reference: string }[]> {
  return await tx.query(`select a.type, a.reference from aeo.authorisations a join aeo.authorisation_periods p on p.operator_id = a.operator_id and p.authorisation_id = a.id and p.from_day <= $2::date and (p.to_day is null or p.to_day >= $2::date)
    where a.operator_id = $1 and p.status in ('granted', 'amended') order by a.type, a.reference`, [tx.operatorId, day])
}
