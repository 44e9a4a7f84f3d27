import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { POSITION, UNIT } from './dated-kinds.ts'
import { byCode, recordsByCode } from './dated-store.ts'
import type { DatedRecord } from './dated-store.ts'
import type { Assignment, Deputy } from './model/assignments.ts'
import type { Organisation } from './model/chart.ts'
import type { PositionValues } from './model/positions.ts'
import type { UnitValues } from './model/unit-tree.ts'
import { workforceOf } from './model/workforce.ts'
import type { Workforce } from './model/workforce.ts'

/** What an organisation chart is made of, in the database. */

const PERIOD = 'r.valid_from as "validFrom", r.valid_to as "validTo"'
const HELD = 'r.operator_id = $1 and r.valid_from <= $3::date and (r.valid_to is null or r.valid_to >= $2::date) and ($4::text[] is null or r.position = any($4))'

export interface Days { readonly first: string, readonly last: string }

/** Positions with those who hold them, and stand in, on any of the days. @param records only these positions. */
export async function readPositions (tx: OperatorTx, { first, last }: Days, records?: readonly DatedRecord[]): Promise<Omit<Organisation, 'units'>> {
  const positions = records === undefined ? await recordsByCode<PositionValues>(tx, POSITION) : byCode<PositionValues>(records)
  const values = [tx.operatorId, first, last, records === undefined ? null : [...positions.keys()]]
  const assignments = await tx.query<Assignment>(`select r.person, r.position, r.fte_percent as "ftePercent", ${PERIOD} from aeo.assignments r where ${HELD}`, values)
  const deputies = await tx.query<Deputy>(`select r.person, r.position, ${PERIOD} from aeo.deputies r where ${HELD}`, values)
  return { positions, assignments, deputies }
}

export async function readOrganisation (tx: OperatorTx, day: string): Promise<Organisation> {
  return { units: await recordsByCode<UnitValues>(tx, UNIT), ...await readPositions(tx, { first: day, last: day }) }
}

/**
 * Who works where on any day from `from` to `to`, and since when: all that was assigned before counts for that.
 * @param people only these; everybody without.
 */
export async function workforce (tx: OperatorTx, { to }: { readonly from: string, readonly to: string }, people?: readonly string[]): Promise<Workforce> {
  const held = await tx.query<Assignment & { ftePercent: number | null }>(`select r.person, r.position, r.fte_percent as "ftePercent", ${PERIOD} from aeo.assignments r
      where r.operator_id = $1 and r.valid_from <= $2::date and ($3::text[] is null or r.person = any($3))
    union all select r.person, r.position, null, ${PERIOD} from aeo.deputies r where r.operator_id = $1 and r.valid_from <= $2::date and ($3::text[] is null or r.person = any($3))`, [tx.operatorId, to, people ?? null])
  const units = await recordsByCode<UnitValues>(tx, UNIT)
  const positions = await recordsByCode<PositionValues>(tx, POSITION, people === undefined ? undefined : [...new Set(held.map(({ position }) => position))])
  return workforceOf({ units, positions, assignments: held.filter(({ ftePercent }) => ftePercent !== null), deputies: held.filter(({ ftePercent }) => ftePercent === null) })
}
