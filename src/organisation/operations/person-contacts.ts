import type { Principal } from '../../platform/access.ts'
import { databaseFault } from '../../platform/db/database-failure.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { lockOrganisation } from '../organisation-lock.ts'
import { contactMissing, erasureHeld, PERSON as PROBLEMS, personErased, subjectTaken } from '../problems.ts'
import { PERSON } from '../row-kinds.ts'
import { findRow } from '../row-store.ts'
import type { Row } from '../row-store.ts'
import { rowToWire } from '../wire.ts'
import type { RecordDeps } from './dated-records.ts'
import { eraseContacts, lastDayOf } from './ended-contacts.ts'

/**
 * What names a person. Nothing of it stands in the log, in stored answers or in another table of ours; the login alone is known to the
 * platform as well, which forgets it too.
 */

const SCOPE = 'organisation:personal'

export interface Contact { readonly name: string | null, readonly email: string | null, readonly phone: string | null, readonly subject: string | null }
export interface KeptContact { readonly contact: Contact, readonly revision: number }

/** @throws person-not-found, person-contact-not-found. */
export function findContact ({ db }: RecordDeps, principal: Principal, name: string): Promise<KeptContact> {
  return withOperatorReadOnly(db, principal, SCOPE, async (tx) => {
    const person = await personNamed(tx, name)
    const kept = await contactOf(tx, person)
    if (kept === undefined) throw contactMissing('None were recorded, or they were erased.')
    return kept
  })
}

/**
 * Records the contact, or what changes of it; of an absent value what is kept stays, null clears.
 * @param demand asked for a contact that is there already. @throws person-not-found, person-erased, person-subject-exists.
 */
export function recordContact (deps: RecordDeps, principal: Principal, name: string, input: Partial<Contact>, demand: (revision: number) => void): Promise<KeptContact> {
  return withOperator(deps.db, principal, SCOPE, async (tx) => {
    await lockOrganisation(tx)
    const person = await personNamed(tx, name)
    if (person['erasedOn'] !== null) throw personErased('Record the person anew, under another pseudonym.')
    const before = await contactOf(tx, person)
    if (before !== undefined) demand(before.revision)
    const contact = { ...before?.contact ?? { name: null, email: null, phone: null, subject: null }, ...input }
    const revision = (before?.revision ?? 0) + 1
    await saveContact(tx, person, contact, revision)
    tx.log('person.contact_recorded', `person:${person.id}`, { fields: Object.keys(input).toSorted() })
    return { contact, revision }
  }, deps.clock)
}

interface Holdable { readonly class: 'contact_data' | 'training_records' | 'training_messages' | 'training_needs', readonly mrn: null, readonly day: string }

/** What other parts of the system know of a person beside the pseudonym. */
export interface KnownElsewhere {
  /** Whether a legal hold keeps any of it. @param person with the last day of the last assignment. */
  readonly isKeptByHold: (tx: OperatorTx, person: { readonly pseudonym: string, readonly day: string }, isHeld: (thing: Holdable) => boolean) => Promise<boolean>
  readonly erase: (tx: OperatorTx, pseudonym: string) => Promise<void>
}

export interface ErasureDeps extends RecordDeps {
  /** Whether a legal hold keeps a thing of a class. Asked before anything is locked: it takes the lock that setting a hold takes. */
  readonly heldBack: (tx: OperatorTx) => Promise<(thing: Holdable) => boolean>
  readonly knownElsewhere: KnownElsewhere
}

/** The person stays as a pseudonym with every assignment and everything completed, so that charts and counts of the past stay right. @throws person-not-found; erasure-held. */
export function erasePerson (deps: ErasureDeps, principal: Principal, name: string, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: SCOPE, route: 'POST /v1/people/{id}/erase', idempotencyKey, input: { name }, clock: deps.clock }, async (tx) => {
    const isHeld = await deps.heldBack(tx)
    await lockOrganisation(tx)
    const person = await personNamed(tx, name)
    const pseudonym = String(person['pseudonym'])
    const day = await lastDayOf(tx, pseudonym)
    if (isHeld({ class: 'contact_data', mrn: null, day })) throw erasureHeld('A legal hold keeps contact data; they go once it is lifted.')
    if (await deps.knownElsewhere.isKeptByHold(tx, { pseudonym, day }, isHeld)) throw erasureHeld('A legal hold keeps records of what the person was taught or told; nothing goes until it is lifted.')
    await eraseContacts(tx, [person.id])
    await deps.knownElsewhere.erase(tx, pseudonym)
    if (person['erasedOn'] === null) tx.log('person.erased', `person:${person.id}`, {})
    const erased = await personNamed(tx, person.id)
    return { status: 200, headers: { etag: `"${erased.revision}"` }, body: JSON.stringify(rowToWire(erased)) }
  })
}

async function personNamed (tx: OperatorTx, name: string): Promise<Row> {
  const person = await findRow(tx, PERSON, name)
  if (person === undefined) throw PROBLEMS.missing('No record of yours has this name.')
  return person
}

async function contactOf (tx: OperatorTx, person: Row): Promise<KeptContact | undefined> {
  const [row] = await tx.query<Contact & { revision: number }>('select c.name, c.email, c.phone, c.subject, c.revision from aeo.person_contacts c where c.operator_id = $1 and c.pseudonym = $2', [tx.operatorId, person['pseudonym']])
  if (row === undefined) return undefined
  const { revision, ...contact } = row
  return { contact, revision }
}

async function saveContact (tx: OperatorTx, person: Row, { name, email, phone, subject }: Contact, revision: number): Promise<void> {
  try {
    await tx.query(`insert into aeo.person_contacts (operator_id, pseudonym, name, email, phone, subject, revision) values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (operator_id, pseudonym) do update set name = excluded.name, email = excluded.email, phone = excluded.phone, subject = excluded.subject, revision = excluded.revision`,
    [tx.operatorId, person['pseudonym'], name, email, phone, subject, revision])
  } catch (error) {
    if (databaseFault(error)?.constraint === 'person_contacts_subject_once') throw subjectTaken('One login is one person.', {}, { cause: error })
    throw error
  }
}
