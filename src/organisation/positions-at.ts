import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { readPositions } from './chart-store.ts'
import { positionsOn } from './model/chart.ts'

export interface PositionOnDay {
  readonly code: string
  readonly title: string
  /** Pseudonyms. */
  readonly holders: readonly string[]
  /** Whether it answers for the company's customs matters. */
  readonly headOfCustoms: boolean
}

/** Positions that exist on the day, by code. */
export async function positionsAt (tx: OperatorTx, day: string): Promise<PositionOnDay[]> {
  return positionsOn(await readPositions(tx, { first: day, last: day }), day).map(({ code, title, holders, responsibilities }) => ({ code, title, holders: holders.map(({ pseudonym }) => pseudonym), headOfCustoms: responsibilities.includes('head_of_customs') }))
}
