import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { findExtensions, insertExtension } from '../extension-store.ts'
import type { Extension } from '../extension-store.ts'
import { authorisationNotFound } from '../problems.ts'
import { isOnRecord, lockAuthorisation, moveHead } from '../store.ts'
import { refuseUnrealDays } from './days-stated.ts'
import type { AuthorisationDeps } from './deps.ts'

/** Until when the goods of one entry must be discharged, by a decision of customs (UCC 257; UCC-DA 174). */

export interface NewExtension {
  readonly mrn: string
  readonly dischargeBy: string
  readonly decisionDate: string
  readonly reference?: string | undefined
}

/** A further record of the same entry counts instead of the one before; both are kept. @throws authorisation-not-found; invalid-request. */
export function recordExtension ({ db, clock, lookAgainAt }: AuthorisationDeps, principal: Principal, authorisationId: string, input: NewExtension, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  refuseUnrealDays({ '/dischargeBy': input.dischargeBy, '/decisionDate': input.decisionDate })
  return decideOnce({ db, principal, scope: 'authorisations:write', route: 'POST /v1/authorisations/{id}/extensions', idempotencyKey, input: { authorisationId, input }, clock }, async (tx) => {
    if (input.decisionDate > utcDay(tx.at)) throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: '/decisionDate', detail: 'is a day that is still to come', hint: 'Record a decision once it is made' }] })
    if (await lockAuthorisation(tx, authorisationId) === undefined) throw authorisationNotFound('No authorisation of yours has this id.')
    // Its lock also keeps two records of one entry apart, which take the next number.
    await moveHead(tx)
    const { mrn, dischargeBy, decisionDate, reference = null } = input
    const actor = await resolveActor(tx.query, tx.operatorId, principal.subject)
    const row = await insertExtension(tx, { mrn, authorisationId, dischargeBy, decisionDate, reference }, actor)
    await lookAgainAt(tx, { mrns: [mrn] })
    tx.log('authorisation.discharge_extended', `authorisation:${authorisationId}`, { mrn, number: row.number, dischargeBy, decisionDate })
    return { status: 201, headers: { location: `/v1/authorisations/${authorisationId}/extensions` }, body: JSON.stringify(extensionToWire(row)) }
  })
}

export const extensionToWire = ({ recordedAt, ...extension }: Extension) => ({ ...extension, recordedAt: recordedAt.toISOString() })

const PURPOSE = 'discharge extensions'
const MRN_KEY = /^[A-Z0-9]{18}$/
const NUMBER_KEY = /^[1-9][0-9]{0,8}$/

/** By MRN, and of one entry in the order of their recording. @throws authorisation-not-found. */
export async function listExtensions ({ db, clock }: AuthorisationDeps, principal: Principal, authorisationId: string, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: Extension[], nextCursor: string | null }> {
  const [mrn, number] = cursor === undefined ? [] : openCursor(PURPOSE, cursor, [MRN_KEY, NUMBER_KEY])
  const after = mrn === undefined || number === undefined ? undefined : { mrn, number: Number(number) }
  const rows = await withOperatorReadOnly(db, principal, 'authorisations:read', async (tx) => {
    if (!await isOnRecord(tx, authorisationId)) throw authorisationNotFound('No authorisation of yours has this id.')
    return await findExtensions(tx, authorisationId, limit + 1, after)
  }, clock)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor(PURPOSE, [last.mrn, String(last.number)]) : null }
}
