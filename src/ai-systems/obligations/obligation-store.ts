import type { OwedObligation } from '../../ai-act/obligations.ts'
import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Status } from '../register/life-cycle.ts'
import { BINDING_STATUSES } from './obligation.ts'
import type { KeptObligation } from './obligation.ts'

/** Obligations in the database. */

const COLUMNS = `o.system_id as "systemId", o.obligation, o.owed, o.owed_since as "owedSince", o.title, o.legal_ref as "legalRef", o.binding, o.due_from as "dueFrom", o.state, o.reason,
  o.evidence_reference as "evidenceReference", o.evidence_sha256 as "evidenceSha256", o.owner_kind as "ownerKind", o.owner, o.stated_due_on as "statedDueOn", o.due_on as "dueOn",
  o.decided_by as "decidedBy", o.decided_at as "decidedAt", o.revision`

type Owed = Pick<OwedObligation, 'id' | 'title' | 'legalRef' | 'binding' | 'dueFrom'>

/** Of each of the systems: those that its assessment brings are owed, those that it does not are owed no more. What was decided of either stays. */
export async function settle (tx: OperatorTx, systems: readonly { readonly systemId: string, readonly owed: readonly Owed[] }[]): Promise<void> {
  const rows = JSON.stringify(systems.flatMap(({ systemId, owed }) => owed.map(({ id, title, legalRef, binding, dueFrom }) => ({ systemId, id, title, legalRef, binding, dueFrom }))))
  await tx.query(`insert into aeo.ai_obligations as o (operator_id, system_id, obligation, owed, owed_since, title, legal_ref, binding, due_from)
    select $1, n."systemId", n.id, true, $3::date, n.title, n."legalRef", n.binding, n."dueFrom" from json_to_recordset($2) as n ("systemId" uuid, id text, title text, "legalRef" text, binding text, "dueFrom" date)
    on conflict (operator_id, system_id, obligation) do update set owed = true, owed_since = case when o.owed then o.owed_since else excluded.owed_since end, title = excluded.title, legal_ref = excluded.legal_ref,
      binding = excluded.binding, due_from = excluded.due_from, revision = o.revision + 1
    where (o.owed, o.title, o.legal_ref, o.binding, o.due_from) is distinct from (true, excluded.title, excluded.legal_ref, excluded.binding, excluded.due_from)`, [tx.operatorId, rows, utcDay(tx.at)])
  await tx.query(`update aeo.ai_obligations o set owed = false, revision = o.revision + 1 where o.operator_id = $1 and o.system_id = any($2::uuid[]) and o.owed
    and not exists (select from json_to_recordset($3) as n ("systemId" uuid, id text) where n."systemId" = o.system_id and n.id = o.obligation)`, [tx.operatorId, systems.map(({ systemId }) => systemId), rows])
}

/** In the order of their ids. */
export async function obligationsOfSystem (tx: OperatorTx, system: string): Promise<KeptObligation[]> {
  return await tx.query<KeptObligation>(`select ${COLUMNS} from aeo.ai_obligations o where o.operator_id = $1 and o.system_id = $2::uuid order by o.obligation`, [tx.operatorId, system])
}

export async function findObligation (tx: OperatorTx, system: string, obligation: string): Promise<KeptObligation | undefined> {
  const [row] = await tx.query<KeptObligation>(`select ${COLUMNS} from aeo.ai_obligations o where o.operator_id = $1 and o.system_id = $2::uuid and o.obligation = $3`, [tx.operatorId, system, obligation])
  return row
}

export type Decision = Pick<KeptObligation, 'state' | 'reason' | 'evidenceReference' | 'evidenceSha256' | 'ownerKind' | 'owner' | 'statedDueOn'>

export async function decide (tx: OperatorTx, system: string, obligation: string, { state, reason, evidenceReference, evidenceSha256, ownerKind, owner, statedDueOn }: Decision, by: string): Promise<void> {
  await tx.query(`update aeo.ai_obligations o set state = $4, reason = $5, words_erased = false, evidence_reference = $6, evidence_sha256 = $7, owner_kind = $8, owner = $9, stated_due_on = $10, decided_by = $11, decided_at = $12, revision = o.revision + 1
    where o.operator_id = $1 and o.system_id = $2 and o.obligation = $3`, [tx.operatorId, system, obligation, state, reason, evidenceReference, evidenceSha256, ownerKind, owner, statedDueOn, by, tx.at])
}

export interface DueObligation extends KeptObligation { readonly code: string, readonly status: Status }
export interface DueKey { readonly day: string, readonly system: string, readonly obligation: string }

/**
 * Open obligations that are owed and have a day, of systems that are not retired, the earliest day first.
 * @param before only those that are late on this day, of systems that bind the company. @param dueTo only those due by that day. @param system only of the one with this code.
 */
export async function listDue (tx: OperatorTx, { before, dueTo, system }: { readonly before?: string | undefined, readonly dueTo?: string | undefined, readonly system?: string | undefined }, limit: number, after: DueKey | undefined): Promise<DueObligation[]> {
  return await tx.query<DueObligation>(`select ${COLUMNS}, s.code, s.status from aeo.ai_obligations o join aeo.ai_systems s on s.operator_id = o.operator_id and s.id = o.system_id
    where o.operator_id = $1 and o.owed and o.state = 'open' and o.due_on is not null and s.status <> 'retired'
      and ($3::date is null or (o.due_on < $3::date and s.status = any($4::text[]))) and ($5::date is null or o.due_on <= $5::date)
      and ($6::date is null or (o.due_on, o.system_id, o.obligation) > ($6::date, $7::uuid, $8::text)) and ($9::text is null or s.code = $9::text)
    order by o.due_on, o.system_id, o.obligation limit $2`,
  [tx.operatorId, limit, before ?? null, BINDING_STATUSES, dueTo ?? null, after?.day ?? null, after?.system ?? null, after?.obligation ?? null, system ?? null])
}
