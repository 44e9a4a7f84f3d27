import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { authorisationNotFound } from '../problems.ts'
import { lockAuthorisation, moveHead } from '../store.ts'
import { refuseUnrealDays } from './days-stated.ts'
import type { AuthorisationDeps } from './deps.ts'

/** Until when the goods of one entry must be discharged, by a decision of customs (UCC 257; UCC-DA 174). */

export interface Extension {
  readonly mrn: string
  readonly number: number
  readonly authorisationId: string
  readonly dischargeBy: string
  readonly decisionDate: string
  readonly reference: string | null
  readonly recordedAt: Date
}

export interface NewExtension {
  readonly mrn: string
  readonly dischargeBy: string
  readonly decisionDate: string
  readonly reference?: string | undefined
}

/** A further record of the same entry counts instead of the one before; both are kept. @throws authorisation-not-found; invalid-request. */
export function recordExtension ({ db, clock }: AuthorisationDeps, principal: Principal, authorisationId: string, input: NewExtension, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  refuseUnrealDays({ '/dischargeBy': input.dischargeBy, '/decisionDate': input.decisionDate })
  return decideOnce({ db, principal, scope: 'authorisations:write', route: 'POST /v1/authorisations/{id}/extensions', idempotencyKey, input: { authorisationId, input }, clock }, async (tx) => {
    if (input.decisionDate > utcDay(tx.at)) throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/decisionDate', detail: 'is a day that is still to come', hint: 'Record a decision once it is made' }] })
    // Also keeps two records of one entry apart, which take the next number.
    if (await lockAuthorisation(tx, authorisationId) === undefined) throw authorisationNotFound('No authorisation of yours has this id.')
    await moveHead(tx)
    const { mrn, dischargeBy, decisionDate, reference = null } = input
    const actor = await resolveActor(tx.query, tx.operatorId, principal.subject)
    const [row] = await tx.query<Extension>(`insert into aeo.discharge_extensions as e (operator_id, mrn, number, authorisation_id, discharge_by, decision_date, reference, recorded_at, recorded_by)
      select $1, $2, coalesce(max(l.number), 0) + 1, $3, $4, $5, $6, $7, $8 from aeo.discharge_extensions l where l.operator_id = $1 and l.mrn = $2
      returning ${COLUMNS}`, [tx.operatorId, mrn, authorisationId, dischargeBy, decisionDate, reference, tx.at, actor])
    if (row === undefined) throw new Error('An inserted row is returned')
    tx.log('authorisation.discharge_extended', `authorisation:${authorisationId}`, { mrn, number: row.number, dischargeBy, decisionDate })
    return { status: 201, headers: { location: `/v1/authorisations/${authorisationId}/extensions` }, body: JSON.stringify(extensionToWire(row)) }
  })
}

const COLUMNS = `e.mrn, e.number, e.authorisation_id as "authorisationId", e.discharge_by as "dischargeBy", e.decision_date as "decisionDate", e.reference, e.recorded_at as "recordedAt"`

export const extensionToWire = ({ recordedAt, ...extension }: Extension) => ({ ...extension, recordedAt: recordedAt.toISOString() })

const PURPOSE = 'discharge extensions'
const MRN_KEY = /^[A-Z0-9]{18}$/
const NUMBER_KEY = /^[1-9][0-9]{0,8}$/

/** By MRN, and of one entry in the order of their recording. @throws authorisation-not-found. */
export async function listExtensions ({ db, clock }: AuthorisationDeps, principal: Principal, authorisationId: string, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: Extension[], nextCursor: string | null }> {
  const [mrn, number] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [MRN_KEY, NUMBER_KEY])
  const rows = await withOperatorReadOnly(db, principal, 'authorisations:read', async (tx) => {
    const [known] = await tx.query('select 1 from aeo.authorisations a where a.operator_id = $1 and a.id = $2', [tx.operatorId, authorisationId])
    if (known === undefined) throw authorisationNotFound('No authorisation of yours has this id.')
    return await tx.query<Extension>(`select ${COLUMNS} from aeo.discharge_extensions e where e.operator_id = $1 and e.authorisation_id = $2 and ($3::text is null or (e.mrn, e.number) > ($3, $4::int))
      order by e.mrn, e.number limit $5`, [tx.operatorId, authorisationId, mrn ?? null, number ?? null, limit + 1])
  }, clock)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor(PURPOSE, [last.mrn, String(last.number)]) : null }
}
