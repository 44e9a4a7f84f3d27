import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { readPositions } from './chart-store.ts'
import { knownPeople, POSITION, SITE, UNIT } from './dated-kinds.ts'
import { knownCodes } from './dated-store.ts'
import { customsStaffOf, positionsOn } from './model/chart.ts'
import type { CustomsStaff } from './model/chart.ts'
import { isForCustoms } from './model/positions.ts'

/** What other features may ask, within their own transaction. */

/** Which of the codes are units, on whatever day. */
export const unitExists = (tx: OperatorTx, codes: readonly string[]): Promise<Set<string>> => knownCodes(tx, UNIT, codes)
export const siteExists = (tx: OperatorTx, codes: readonly string[]): Promise<Set<string>> => knownCodes(tx, SITE, codes)
export const positionExists = (tx: OperatorTx, codes: readonly string[]): Promise<Set<string>> => knownCodes(tx, POSITION, codes)
/** Which of the pseudonyms are people. */
export const personExists = (tx: OperatorTx, pseudonyms: readonly string[]): Promise<Set<string>> => knownPeople(tx, pseudonyms)

/** Which of the EORIs are representatives. */
export async function representativeExists (tx: OperatorTx, eoris: readonly string[]): Promise<Set<string>> {
  if (eoris.length === 0) return new Set()
  const rows = await tx.query<{ eori: string }>('select r.eori from aeo.representatives r where r.operator_id = $1 and r.eori = any($2::text[])', [tx.operatorId, eoris])
  return new Set(rows.map(({ eori }) => eori))
}

/** Which of the pseudonyms are people of whom what named them was erased. */
export async function erasedPeople (tx: OperatorTx, pseudonyms: readonly string[]): Promise<Set<string>> {
  if (pseudonyms.length === 0) return new Set()
  const rows = await tx.query<{ pseudonym: string }>('select p.pseudonym from aeo.people p where p.operator_id = $1 and p.pseudonym = any($2::text[]) and p.erased_on is not null', [tx.operatorId, pseudonyms])
  return new Set(rows.map(({ pseudonym }) => pseudonym))
}

/** Asks for names only where somebody keeps such records: any may be stated while there is none. */
const ifKept = (table: 'people' | 'sites' | 'units', known: (tx: OperatorTx, names: readonly string[]) => Promise<Set<string>>) => async (tx: OperatorTx, names: readonly string[]): Promise<Set<string>> => {
  const [kept] = await tx.query<{ any: boolean }>(`select exists (select from aeo.${table} k where k.operator_id = $1) as "any"`, [tx.operatorId])
  return kept?.any === true ? await known(tx, names) : new Set(names)
}
export const unitsIfKept = ifKept('units', unitExists)
export const sitesIfKept = ifKept('sites', siteExists)
export const peopleIfKept = ifKept('people', personExists)

/** Customs full-time equivalents on the day, by unit; units without any are left out. */
export async function customsStaff (tx: OperatorTx, day: string): Promise<CustomsStaff[]> {
  return customsStaffOf(positionsOn(await readPositions(tx, { first: day, last: day }), day))
}

/** The same for several days, with as many statements as for one. */
export async function customsStaffOn (tx: OperatorTx, days: readonly string[]): Promise<(CustomsStaff & { day: string })[]> {
  const inOrder = days.toSorted()
  const [first, last] = [inOrder[0], inOrder.at(-1)]
  if (first === undefined || last === undefined) return []
  const positions = await readPositions(tx, { first, last })
  return inOrder.flatMap((day) => customsStaffOf(positionsOn(positions, day)).map((staff) => ({ day, ...staff })))
}

/** Who held a position with a customs responsibility on one of the days, with its unit, each of both once; as many statements for many days as for one. */
export async function customsPeopleOn (tx: OperatorTx, days: readonly string[]): Promise<{ person: string, unit: string }[]> {
  const inOrder = days.toSorted()
  const [first, last] = [inOrder[0], inOrder.at(-1)]
  if (first === undefined || last === undefined) return []
  const positions = await readPositions(tx, { first, last })
  const pairs = inOrder.flatMap((day) => positionsOn(positions, day).filter(isForCustoms).flatMap(({ unit, holders }) => holders.map(({ pseudonym }) => JSON.stringify([pseudonym, unit]))))
  return [...new Set(pairs)].map((pair) => {
    const [person = '', unit = ''] = JSON.parse(pair) as string[]
    return { person, unit }
  })
}

/** Codes of the sites that are open on the day, in order. */
export async function sitesOn (tx: OperatorTx, day: string): Promise<string[]> {
  const rows = await tx.query<{ code: string }>(`select s.code from aeo.sites s cross join lateral (
      select t.closed from aeo.site_states t where t.operator_id = s.operator_id and t.code = s.code and t.valid_from <= $2::date order by t.valid_from desc, t.revision desc limit 1) l
    where s.operator_id = $1 and not l.closed order by s.code`, [tx.operatorId, day])
  return rows.map(({ code }) => code)
}

/** Who acts with tokens of this `sub`, and which of the pseudonyms are people and have a login of their own; with one statement. */
export async function peopleActing (tx: OperatorTx, subject: string, pseudonyms: readonly string[]): Promise<{ kept: boolean, acting: string | undefined, known: Set<string>, withLogin: Set<string> }> {
  const [row] = await tx.query<{ kept: boolean, acting: string | null, known: { pseudonym: string, login: boolean }[] }>(`select exists (select from aeo.people k where k.operator_id = $1) as kept,
    (select c.pseudonym from aeo.person_contacts c where c.operator_id = $1 and c.subject = $2) as acting,
    (select coalesce(json_agg(json_build_object('pseudonym', p.pseudonym, 'login', c.subject is not null)), '[]') from aeo.people p
      left join aeo.person_contacts c on c.operator_id = p.operator_id and c.pseudonym = p.pseudonym where p.operator_id = $1 and p.pseudonym = any($3::text[])) as known`, [tx.operatorId, subject, pseudonyms])
  const { kept = false, acting, known = [] } = row ?? {}
  return { kept, acting: acting ?? undefined, known: new Set(known.map(({ pseudonym }) => pseudonym)), withLogin: new Set(known.filter(({ login }) => login).map(({ pseudonym }) => pseudonym)) }
}

/** Pseudonym of the person whose tokens have this `sub`; undefined when nobody is known by it, or it was erased. */
export async function personOfSubject (tx: OperatorTx, subject: string): Promise<string | undefined> {
  const [row] = await tx.query<{ pseudonym: string }>('select c.pseudonym from aeo.person_contacts c where c.operator_id = $1 and c.subject = $2', [tx.operatorId, subject])
  return row?.pseudonym
}

/** Pseudonyms of people by pseudonym or login, and by mail address in lower case; several where a name is ambiguous. */
export async function peopleNamed (tx: OperatorTx, { accounts, mails }: { readonly accounts: readonly string[], readonly mails: readonly string[] }): Promise<{ byAccount: Map<string, string[]>, byMail: Map<string, string[]> }> {
  const rows = await tx.query<{ kind: 'account' | 'mail', name: string, people: string[] }>(`select n.kind, n.name, json_agg(distinct n.pseudonym) as people from (
      select 'account' as kind, p.pseudonym as name, p.pseudonym from aeo.people p where p.operator_id = $1 and p.pseudonym = any($2::text[])
      union all select 'account', c.subject, c.pseudonym from aeo.person_contacts c where c.operator_id = $1 and c.subject = any($2::text[])
      union all select 'mail', lower(c.email), c.pseudonym from aeo.person_contacts c where c.operator_id = $1 and lower(c.email) = any($3::text[])) n
    group by n.kind, n.name`, [tx.operatorId, accounts, mails])
  const of = (kind: string): Map<string, string[]> => new Map(rows.filter((row) => row.kind === kind).map(({ name, people }) => [name, people]))
  return { byAccount: of('account'), byMail: of('mail') }
}

/** Whether the person holds the position on the day, or stands in for whoever does. */
export async function holdsPosition (tx: OperatorTx, person: string, position: string, day: string): Promise<boolean> {
  const [row] = await tx.query<{ holds: boolean }>(`select exists (select from aeo.assignments a where a.operator_id = $1 and a.person = $2 and a.position = $3 and a.valid_from <= $4::date and (a.valid_to is null or a.valid_to >= $4::date))
    or exists (select from aeo.deputies d where d.operator_id = $1 and d.person = $2 and d.position = $3 and d.valid_from <= $4::date and (d.valid_to is null or d.valid_to >= $4::date)) as holds`, [tx.operatorId, person, position, day])
  return row?.holds === true
}

/** Which of the positions the person holds on the day, or stands in for whoever does. */
export async function positionsHeld (tx: OperatorTx, person: string, positions: readonly string[], day: string): Promise<Set<string>> {
  const rows = await tx.query<{ position: string }>(`select a.position from aeo.assignments a where a.operator_id = $1 and a.person = $2 and a.position = any($3::text[]) and a.valid_from <= $4::date and (a.valid_to is null or a.valid_to >= $4::date)
    union select d.position from aeo.deputies d where d.operator_id = $1 and d.person = $2 and d.position = any($3::text[]) and d.valid_from <= $4::date and (d.valid_to is null or d.valid_to >= $4::date)`, [tx.operatorId, person, positions, day])
  return new Set(rows.map(({ position }) => position))
}
