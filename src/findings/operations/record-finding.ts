import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
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
export function recordFinding ({ db, clock, proposersOf }: FindingDeps, principal: Principal, input: NewFinding, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db, principal, scope: 'findings:write', route: 'POST /v1/findings', idempotencyKey, input, clock }, async (tx) => {
    const id = await insertFinding(tx, proposersOf, input, 'person')
    const finding = await store.findFinding(tx, id)
    if (finding === undefined) throw findingNotFound('The finding was not recorded.')
    return { status: 201, headers: { location: `/v1/findings/${id}`, etag: `"${finding.revision}"` }, body: JSON.stringify(findingToWire(finding)) }
  })
}

interface PlaceRow { id: string, counted_on: string, org_unit_id: string | null, broker: string | null, current_version: number }
type Place = Omit<PlaceRow, 'id' | 'current_version'> & { readonly current_version: number | null }

/** Within the caller's transaction. @returns its id. @throws invalid-request for an impossible day or an unknown declaration. */
export async function insertFinding (tx: OperatorTx, proposersOf: FindingDeps['proposersOf'], input: NewFinding, source: Finding['source']): Promise<string> {
  const [id] = await insertFindings(tx, proposersOf, [input], source)
  if (id === undefined) throw new Error('A finding was inserted without an id')
  return id
}

/** The same for many, with as many statements as for one. @returns their ids, in the order given. */
export async function insertFindings (tx: OperatorTx, proposersOf: FindingDeps['proposersOf'], inputs: readonly NewFinding[], source: Finding['source']): Promise<string[]> {
  if (inputs.length === 0) return []
  const places = await placesOf(tx, inputs)
  const proposers = await proposersOfInputs(tx, proposersOf, inputs)
  const rows = inputs.map((input) => {
    const place = placeOf(input, places, tx.at)
    return {
      id: uuidV7(), source, declarationId: input.declarationId ?? null, version: place.current_version, itemNumber: input.itemNumber ?? null, pillar: input.pillar, severity: input.severity,
      message: input.message, atStake: input.atStake?.amount ?? null, currency: input.atStake?.currency ?? null, countedOn: place.counted_on, orgUnitId: input.orgUnitId ?? place.org_unit_id,
      broker: place.broker, proposedBy: proposers.get(input) ?? null
    }
  })
  await store.moveTotals(tx, (await store.insertFindings(tx, rows)).map((finding) => ({ finding, opened: 1 })))
  for (const { id, declarationId, itemNumber, severity } of rows) {
    tx.log('finding.opened', declarationId === null ? `finding:${id}` : `declaration:${declarationId}`, { findings: [{ id, check: source, itemNumber, severity }] })
  }
  return rows.map(({ id }) => id)
}

/** Of those that are of an item; nothing is asked where none is. */
async function proposersOfInputs (tx: OperatorTx, proposersOf: FindingDeps['proposersOf'], inputs: readonly NewFinding[]): Promise<Map<NewFinding, string | null>> {
  const ofItems = inputs.flatMap((input) => input.declarationId === undefined || input.itemNumber === undefined ? [] : [{ input, declarationId: input.declarationId, itemNumber: input.itemNumber, pillar: input.pillar }])
  if (ofItems.length === 0) return new Map()
  const proposers = await proposersOf(tx, ofItems)
  return new Map(ofItems.map(({ input }, index) => [input, proposers[index] ?? null]))
}

async function placesOf (tx: OperatorTx, inputs: readonly NewFinding[]): Promise<Map<string, PlaceRow>> {
  const ids = [...new Set(inputs.flatMap(({ declarationId }) => declarationId ?? []))]
  if (ids.length === 0) return new Map()
  const rows = await tx.query<PlaceRow>(`select d.id, d.counted_on, d.org_unit_id, d.current_version, x.broker from aeo.declarations d
    left join aeo.examinations x on x.operator_id = d.operator_id and x.declaration_id = d.id and x.counted
    where d.operator_id = $1 and d.id = any($2::uuid[])`, [tx.operatorId, ids])
  return new Map(rows.map((row) => [row.id, row]))
}

function placeOf ({ declarationId, on, itemNumber }: NewFinding, places: ReadonlyMap<string, PlaceRow>, at: Date): Place {
  const faults: Fault[] = []
  if (on !== undefined && !isDay(on)) faults.push({ pointer: '/on', detail: 'is not a day that exists', hint: 'YYYY-MM-DD' })
  if (itemNumber !== undefined && declarationId === undefined) faults.push({ pointer: '/itemNumber', detail: 'belongs to no declaration', hint: 'Name its declaration in declarationId' })
  if (declarationId === undefined && faults.length === 0) return { counted_on: on ?? utcDay(at), org_unit_id: null, broker: null, current_version: null }
  const row = declarationId === undefined ? undefined : places.get(declarationId)
  if (declarationId !== undefined && row === undefined) faults.push({ pointer: '/declarationId', detail: 'is no declaration of yours', hint: 'The id of a declaration, from GET /v1/declarations' })
  if (faults.length > 0 || row === undefined) throw invalidRequest('The content of the request is not valid.', { errors: faults })
  return { ...row, counted_on: on ?? row.counted_on }
}
