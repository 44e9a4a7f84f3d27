import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { readPositions } from './chart-store.ts'
import { knownPeople, POSITION, SITE, UNIT } from './dated-kinds.ts'
import { knownCodes, recordsByCode } from './dated-store.ts'
import { customsStaffOf, positionsOn } from './model/chart.ts'
import { treeOn } from './model/unit-tree.ts'
import type { TreeUnit, UnitValues } from './model/unit-tree.ts'

/** What other features may ask, within their own transaction. */

/** Which of the codes are units, on whatever day. */
export const unitExists = (tx: OperatorTx, codes: readonly string[]): Promise<Set<string>> => knownCodes(tx, UNIT, codes)
export const siteExists = (tx: OperatorTx, codes: readonly string[]): Promise<Set<string>> => knownCodes(tx, SITE, codes)
export const positionExists = (tx: OperatorTx, codes: readonly string[]): Promise<Set<string>> => knownCodes(tx, POSITION, codes)
/** Which of the pseudonyms are people. */
export const personExists = (tx: OperatorTx, pseudonyms: readonly string[]): Promise<Set<string>> => knownPeople(tx, pseudonyms)

/** Customs full-time equivalents on the day, by unit; units without any are left out. */
export async function customsStaff (tx: OperatorTx, day: string): Promise<{ unit: string, fte: number }[]> {
  return customsStaffOf(positionsOn(await readPositions(tx, { first: day, last: day }), day))
}

/** The units of the day, each before those under it. */
export async function unitTree (tx: OperatorTx, day: string): Promise<TreeUnit[]> {
  return treeOn(await recordsByCode<UnitValues>(tx, UNIT), day)
}

/** Pseudonym of the person whose tokens have this `sub`; undefined when nobody is known by it, or it was erased. */
export async function personOfSubject (tx: OperatorTx, subject: string): Promise<string | undefined> {
  const [row] = await tx.query<{ pseudonym: string }>('select c.pseudonym from aeo.person_contacts c where c.operator_id = $1 and c.subject = $2', [tx.operatorId, subject])
  return row?.pseudonym
}
