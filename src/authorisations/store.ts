import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { databaseFault } from '../platform/db/database-failure.ts'
import { authorisationExists } from './problems.ts'
import type { Authorisation, RecordedDecision } from './model.ts'
import { barredUntil, standing, timelineOf } from './state.ts'
import type { DatedDecision, Status } from './state.ts'

/** Authorisations in the database: the decisions as recorded, and the days that follow from them. */

const COLUMNS = `a.id, a.type, a.reference, a.holder_eori as "holderEori", a.legal_entity_id as "legalEntityId", a.decision_date as "decisionDate", a.effective_from as "effectiveFrom", a.barred_until as "barredUntil",
  a.recorded_at as "recordedAt", a.revision, p.status, p.from_day as "statusFrom", p.to_day as "statusTo", p.terms`
const ON_DAY = 'left join aeo.authorisation_periods p on p.operator_id = a.operator_id and p.authorisation_id = a.id and p.from_day <= $2::date and (p.to_day is null or p.to_day >= $2::date)'

export async function findAuthorisations (tx: OperatorTx, ids: readonly string[], day: string): Promise<Authorisation[]> {
  return await tx.query<Authorisation>(`select ${COLUMNS} from aeo.authorisations a ${ON_DAY} where a.operator_id = $1 and a.id = any($3::uuid[]) order by a.id`, [tx.operatorId, day, ids])
}

/** Locks the row until the transaction ends: decisions of one authorisation are judged one after the other. */
export async function lockAuthorisation (tx: OperatorTx, id: string): Promise<{ readonly type: string, readonly revision: number } | undefined> {
  const [row] = await tx.query<{ type: string, revision: number }>('select a.type, a.revision from aeo.authorisations a where a.operator_id = $1 and a.id = $2 for update', [tx.operatorId, id])
  return row
}

export async function isOnRecord (tx: OperatorTx, id: string): Promise<boolean> {
  return (await tx.query('select 1 from aeo.authorisations a where a.operator_id = $1 and a.id = $2', [tx.operatorId, id])).length > 0
}

export interface AuthorisationFilter {
  readonly type?: string | undefined
  readonly reference?: string | undefined
  readonly status?: Status | undefined
  /** Ends on the day or within so many days after it. */
  readonly expiringWithin?: number | undefined
}

export async function listAuthorisations (tx: OperatorTx, day: string, { type, reference, status, expiringWithin }: AuthorisationFilter, limit: number, after: string | undefined): Promise<Authorisation[]> {
  return await tx.query<Authorisation>(`select ${COLUMNS} from aeo.authorisations a ${ON_DAY}
    where a.operator_id = $1 and ($3::text is null or a.type = $3) and ($4::text is null or a.reference = $4) and ($5::text is null or p.status = $5)
      and ($6::int is null or (p.valid_to between $2::date and $2::date + $6::int and p.status in ('granted', 'amended', 'suspended'))) and ($7::uuid is null or a.id > $7::uuid)
    order by a.id limit $8`, [tx.operatorId, day, type ?? null, reference ?? null, status ?? null, expiringWithin ?? null, after ?? null, limit])
}

export async function decisionsOf (tx: OperatorTx, ids: readonly string[]): Promise<RecordedDecision[]> {
  return await tx.query<RecordedDecision>(`select d.authorisation_id as "authorisationId", d.number, d.kind, d.decision_date as "decisionDate", d.effective_from as "effectiveFrom", d.effective_to as "effectiveTo",
      d.terms, d.replaces, d.for_failure as "forFailure", d.reference, d.words, d.documents, d.recorded_at as "recordedAt", d.recorded_by as "recordedBy"
    from aeo.authorisation_decisions d where d.operator_id = $1 and d.authorisation_id = any($2::uuid[]) order by d.authorisation_id, d.number`, [tx.operatorId, ids])
}

export type NewAuthorisation = Pick<Authorisation, 'id' | 'type' | 'reference' | 'holderEori' | 'legalEntityId'>

/** @throws authorisation-exists when the operator has one with this reference. */
export async function insertAuthorisation (tx: OperatorTx, { id, type, reference, holderEori, legalEntityId }: NewAuthorisation, recordedBy: string): Promise<void> {
  try {
    await tx.query(`insert into aeo.authorisations (operator_id, id, type, reference, holder_eori, legal_entity_id, recorded_at, recorded_by)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`, [tx.operatorId, id, type, reference, holderEori, legalEntityId, tx.at, recordedBy])
  } catch (error) {
    if (databaseFault(error)?.constraint === 'authorisations_reference_once') {
      throw authorisationExists(`An authorisation ${reference} is on record.`, { errors: [{ pointer: '/reference', detail: 'is on record', hint: 'GET /v1/authorisations?reference= finds it; record its decisions there' }] }, { cause: error })
    }
    throw error
  }
}

export type NewRecord = Omit<RecordedDecision, 'authorisationId' | 'recordedAt' | 'recordedBy'>

export async function insertDecision (tx: OperatorTx, authorisationId: string, record: NewRecord, recordedBy: string): Promise<void> {
  const { number, kind, decisionDate, effectiveFrom, effectiveTo, terms, replaces, forFailure, reference, words, documents } = record
  await tx.query(`insert into aeo.authorisation_decisions (operator_id, authorisation_id, number, kind, decision_date, effective_from, effective_to, terms, replaces, for_failure, reference, words, documents, recorded_at, recorded_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
  [tx.operatorId, authorisationId, number, kind, decisionDate, effectiveFrom, effectiveTo, terms === null ? null : JSON.stringify(terms), replaces, forFailure, reference, words, JSON.stringify(documents), tx.at, recordedBy])
}

/** Writes the days anew from all decisions. What declarations are judged by has changed with them. */
export async function rewriteDays (tx: OperatorTx, authorisationId: string, type: string, decisions: readonly DatedDecision[]): Promise<void> {
  const periods = timelineOf(decisions).map(({ from, to, status, terms }) => ({ from_day: from, to_day: to, status, valid_to: terms.effectiveTo, terms }))
  const grant = standing(decisions).find(({ kind }) => kind === 'granted')
  await tx.query('delete from aeo.authorisation_periods p where p.operator_id = $1 and p.authorisation_id = $2', [tx.operatorId, authorisationId])
  await tx.query(`insert into aeo.authorisation_periods (operator_id, authorisation_id, from_day, to_day, status, valid_to, terms)
    select $1, $2, n.from_day, n.to_day, n.status, n.valid_to, n.terms from json_to_recordset($3) as n (from_day date, to_day date, status text, valid_to date, terms json)`, [tx.operatorId, authorisationId, JSON.stringify(periods)])
  await tx.query('update aeo.authorisations a set decision_date = $3, effective_from = $4, barred_until = $5, revision = a.revision + 1 where a.operator_id = $1 and a.id = $2',
    [tx.operatorId, authorisationId, grant?.decisionDate ?? null, grant?.effectiveFrom ?? null, barredUntil(type, decisions)])
  await moveHead(tx)
}

export async function moveHead (tx: OperatorTx): Promise<void> {
  await tx.query('select aeo.move_examination_head($1)', [tx.operatorId])
}

export async function updateAuthorisation (tx: OperatorTx, id: string, { holderEori, legalEntityId }: { readonly holderEori: string, readonly legalEntityId: string | null }): Promise<void> {
  await tx.query('update aeo.authorisations a set holder_eori = $3, legal_entity_id = $4, revision = a.revision + 1 where a.operator_id = $1 and a.id = $2', [tx.operatorId, id, holderEori, legalEntityId])
  await moveHead(tx)
}
