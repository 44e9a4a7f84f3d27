import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { forgetAnswers } from '../../platform/idempotency/idempotency.ts'
import { forgetSubject } from '../../platform/log/actors.ts'
import { lockOrganisation } from '../organisation-lock.ts'

/** People whose assignments have all ended: how whoever ends the keeping of contact data finds and erases them. */

export interface EndedContact {
  /** Id of the person. */
  readonly id: string
  /** Last day of the last assignment. */
  readonly day: string
  readonly mrn: null
  readonly waits: false
  readonly evidence: Readonly<Record<string, never>>
}

/** In the order of days; whoever was never assigned has no such day, and is erased on request alone. */
async function read (tx: OperatorTx, dueUntil: string, after: { readonly day: string, readonly id: string } | undefined, limit: number): Promise<EndedContact[]> {
  const rows = await tx.query<{ id: string, day: string }>(`select p.id, e.day from aeo.person_contacts c join aeo.people p on p.operator_id = c.operator_id and p.pseudonym = c.pseudonym
      cross join lateral (select max(coalesce(a.valid_to, 'infinity')) as day from aeo.assignments a where a.operator_id = p.operator_id and a.person = p.pseudonym) e
    where c.operator_id = $1 and e.day <= $2::date and ($3::date is null or (e.day, p.id) > ($3::date, $4::uuid)) order by e.day, p.id limit $5`,
  [tx.operatorId, dueUntil, after?.day ?? null, after?.id ?? null, limit])
  return rows.map(({ id, day }) => ({ id, day, mrn: null, waits: false, evidence: {} }))
}

/** The same of people, whether anything that names them is kept or not. */
export async function peopleLeft (tx: OperatorTx, until: string, after: { readonly day: string, readonly id: string } | undefined, limit: number): Promise<{ id: string, pseudonym: string, day: string }[]> {
  return await tx.query<{ id: string, pseudonym: string, day: string }>(`select p.id, e.person as pseudonym, e.day from (
      select a.person, max(coalesce(a.valid_to, 'infinity')) as day from aeo.assignments a where a.operator_id = $1 group by a.person) e
      join aeo.people p on p.operator_id = $1 and p.pseudonym = e.person
    where e.day <= $2::date and ($3::date is null or (e.day, p.id) > ($3::date, $4::uuid)) order by e.day, p.id limit $5`, [tx.operatorId, until, after?.day ?? null, after?.id ?? null, limit])
}

/** Pseudonyms of people, by their ids. */
export async function pseudonymsOf (tx: OperatorTx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ pseudonym: string }>('select p.pseudonym from aeo.people p where p.operator_id = $1 and p.id = any($2::uuid[])', [tx.operatorId, ids])
  return rows.map(({ pseudonym }) => pseudonym)
}

/** What names them goes, with their logins and what these were answered; the pseudonyms stay with every assignment. Whoever has none is left as is. */
export async function eraseContacts (tx: OperatorTx, ids: readonly string[]): Promise<void> {
  await lockOrganisation(tx)
  const erased = await tx.query<{ subject: string | null }>(`delete from aeo.person_contacts c using aeo.people p
    where c.operator_id = $1 and p.operator_id = c.operator_id and p.pseudonym = c.pseudonym and p.id = any($2::uuid[]) returning c.subject`, [tx.operatorId, ids])
  for (const { subject } of erased) {
    if (subject === null) continue
    await forgetSubject(tx.query, tx.operatorId, subject)
    await forgetAnswers(tx, subject)
  }
  await tx.query('update aeo.people p set erased_on = $3::date, revision = p.revision + 1 where p.operator_id = $1 and p.id = any($2::uuid[]) and p.erased_on is null', [tx.operatorId, ids, utcDay(tx.at)])
}

/** The day that ends the keeping of what names a person: that of the last assignment, today where one goes on or none was ever. */
export async function lastDayOf (tx: OperatorTx, pseudonym: string): Promise<string> {
  const [row] = await tx.query<{ day: string }>(`select least(coalesce(max(coalesce(a.valid_to, 'infinity')), $3::date), $3::date)::text as day
    from aeo.assignments a where a.operator_id = $1 and a.person = $2`, [tx.operatorId, pseudonym, utcDay(tx.at)])
  return row?.day ?? utcDay(tx.at)
}

export const endedContacts = { event: 'person.erased', subject: 'person', read, erase: eraseContacts } as const
