import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { readOrganisation, readPositions } from '../chart-store.ts'
import { chartOn, keyPersonRisks, positionsOn, vacantCustomsPositions } from '../model/chart.ts'
import type { ChartPosition, ChartUnit, KeyPersonRisk } from '../model/chart.ts'
import { refuseOddDay } from './dated-records.ts'
import type { RecordDeps } from './dated-records.ts'

/** The organisation chart of any day, and what it lacks. */

export interface Chart { readonly on: string, readonly units: readonly ChartUnit[] }

/** @throws invalid-request for a day that does not exist. */
export function readChart ({ db, clock }: RecordDeps, principal: Principal, on: string | undefined): Promise<Chart> {
  refuseOddDay('/on', on)
  return withOperatorReadOnly(db, principal, 'organisation:read', async (tx) => {
    const day = on ?? utcDay(tx.at)
    return { on: day, units: chartOn(await readOrganisation(tx, day), day) }
  }, clock)
}

export const readVacancies = async (deps: RecordDeps, principal: Principal, on: string | undefined): Promise<ChartPosition[]> => vacantCustomsPositions(await positionsOf(deps, principal, on))

/** With the day, so that what others know of it is asked of the same. */
export async function readKeyPersonRisks (deps: RecordDeps, principal: Principal, on: string | undefined): Promise<(KeyPersonRisk & { readonly on: string })[]> {
  const day = on ?? utcDay(deps.clock())
  return keyPersonRisks(await positionsOf(deps, principal, day)).map((risk) => ({ ...risk, on: day }))
}

function positionsOf ({ db, clock }: RecordDeps, principal: Principal, on: string | undefined): Promise<ChartPosition[]> {
  refuseOddDay('/on', on)
  return withOperatorReadOnly(db, principal, 'organisation:read', async (tx) => {
    const day = on ?? utcDay(tx.at)
    return positionsOn(await readPositions(tx, { first: day, last: day }), day)
  }, clock)
}
