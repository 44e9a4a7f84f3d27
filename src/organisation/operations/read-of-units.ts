import type { Principal } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { readPositions } from '../chart-store.ts'
import { POSITION, SITE, UNIT } from '../dated-kinds.ts'
import { recordsOfUnits, recordsWithCodes } from '../dated-store.ts'
import type { DatedRecord } from '../dated-store.ts'
import { positionsOn } from '../model/chart.ts'
import type { ChartPosition } from '../model/chart.ts'
import { valuesOn } from '../model/dated.ts'
import type { RecordDeps } from './dated-records.ts'

/** What belongs to units on a day each, read for a whole page of them at once. */

export interface UnitOfDay { readonly code: string, readonly on: string }

/** In the order asked. */
export function readPositionsOfUnits ({ db }: RecordDeps, principal: Principal, units: readonly UnitOfDay[]): Promise<ChartPosition[][]> {
  return withOperatorReadOnly(db, principal, 'organisation:read', async (tx) => {
    const days = units.map(({ on }) => on).toSorted()
    const records = await recordsOfUnits(tx, POSITION, codesOf(units))
    const read = await readPositions(tx, { first: days[0] ?? '', last: days.at(-1) ?? '' }, records)
    const byDay = new Map([...new Set(days)].map((day) => [day, Map.groupBy(positionsOn(read, day), ({ unit }) => unit)]))
    return units.map(({ code, on }) => byDay.get(on)?.get(code) ?? [])
  })
}

/** In the order asked. */
export function readSitesOfUnits ({ db }: RecordDeps, principal: Principal, units: readonly UnitOfDay[]): Promise<DatedRecord[][]> {
  return withOperatorReadOnly(db, principal, 'organisation:read', async (tx) => {
    const records = await recordsOfUnits(tx, SITE, codesOf(units))
    return units.map(({ code, on }) => records.filter(({ states }) => valuesOn(states, on)?.['unit'] === code))
  })
}

/** By code; of any day. */
export function readUnits ({ db }: RecordDeps, principal: Principal, codes: readonly string[]): Promise<Map<string, DatedRecord>> {
  return withOperatorReadOnly(db, principal, 'organisation:read', async (tx) => new Map((await recordsWithCodes(tx, UNIT, [...new Set(codes)])).map((record) => [record.code, record])))
}

const codesOf = (units: readonly UnitOfDay[]): string[] => [...new Set(units.map(({ code }) => code))]
