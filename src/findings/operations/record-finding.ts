import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { isDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import type { Finding } from '../model.ts'
import { findingNotFound } from '../problems.ts'
import * as store from '../store.ts'
import { findingToWire } from '../wire.ts'
import type { FindingDeps } from './deps.ts'

/** A finding that a person makes, or that a reviewed sample or a reconciliation shows. */

export interface NewFinding {
  readonly pillar: Finding['pillar']
  readonly severity: Finding['severity']
  readonly message: string
  readonly declarationId?: string | undefined
  readonly itemNumber?: number | undefined
  /** Day of the facts where no declaration tells one. */
  readonly on?: string | undefined
  readonly atStake?: { readonly amount: string, readonly currency: string } | undefined
  readonly orgUnitId?: string | undefined
}

/** @throws invalid-request for an impossible day or an unknown declaration. */
export function recordFinding ({ db, clock }: FindingDeps, principal: Principal, input: NewFinding, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'findings:write', route: 'POST /v1/findings', idempotencyKey, input, clock }, async (tx) => {
    const id = await insertFinding(tx, input, 'person')
    const finding = await store.findFinding(tx, id)
    if (finding === undefined) throw findingNotFound('The finding was not recorded.')
    return { status: 201, headers: { location: `/v1/findings/${id}`, etag: `"${finding.revision}"` }, body: JSON.stringify(findingToWire(finding)) }
  })
}

interface PlaceRow { counted_on: string, org_unit_id: string | null, broker: string | null, current_version: number }

/** Within the caller's transaction. @returns its id. */
export async function insertFinding (tx: OperatorTx, input: NewFinding, source: Finding['source']): Promise<string> {
  const place = await placeOf(tx, input)
  const id = uuidV7()
  await tx.query(`insert into aeo.findings (operator_id, id, source, declaration_id, version, item_number, pillar, severity, message, values, at_stake, currency, counted_on,
      org_unit_id, broker, opened_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '{}', $10, $11, $12::date, $13, $14, $15)`, [
    tx.operatorId, id, source, input.declarationId ?? null, place.current_version, input.itemNumber ?? null, input.pillar, input.severity, input.message,
    input.atStake?.amount ?? null, input.atStake?.currency ?? null, place.counted_on, input.orgUnitId ?? place.org_unit_id, place.broker, tx.at
  ])
  const finding = await store.findFinding(tx, id)
  if (finding !== undefined) await store.moveTotals(tx, [{ finding, opened: 1 }])
  const subject = input.declarationId === undefined ? `finding:${id}` : `declaration:${input.declarationId}`
  tx.log('finding.opened', subject, { findings: [{ id, check: source, itemNumber: input.itemNumber ?? null, severity: input.severity }] })
  return id
}

async function placeOf (tx: OperatorTx, { declarationId, on, itemNumber }: NewFinding): Promise<Omit<PlaceRow, 'current_version'> & { current_version: number | null }> {
  const faults: Fault[] = []
  if (on !== undefined && !isDay(on)) faults.push({ pointer: '/on', detail: 'is not a day that exists', hint: 'YYYY-MM-DD' })
  if (itemNumber !== undefined && declarationId === undefined) faults.push({ pointer: '/itemNumber', detail: 'belongs to no declaration', hint: 'Name its declaration in declarationId' })
  if (declarationId === undefined && faults.length === 0) return { counted_on: on ?? tx.at.toISOString().slice(0, 10), org_unit_id: null, broker: null, current_version: null }
  const [row] = declarationId === undefined ? [] : await tx.query<PlaceRow>(`select d.counted_on, d.org_unit_id, d.current_version, x.broker from aeo.declarations d
    left join aeo.examinations x on x.operator_id = d.operator_id and x.declaration_id = d.id and x.counted
    where d.operator_id = $1 and d.id = $2`, [tx.operatorId, declarationId])
  if (declarationId !== undefined && row === undefined) faults.push({ pointer: '/declarationId', detail: 'is no declaration of yours', hint: 'The id of a declaration, from GET /v1/declarations' })
  if (faults.length > 0 || row === undefined) throw invalidRequest('The content of the request is not valid.', { errors: faults })
  return { ...row, counted_on: on ?? row.counted_on }
}
