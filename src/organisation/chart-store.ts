import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { POSITION, UNIT } from './dated-kinds.ts'
import { recordsByCode } from './dated-store.ts'
import type { Assignment, Deputy } from './model/assignments.ts'
import type { Organisation } from './model/chart.ts'
import type { PositionValues } from './model/positions.ts'
import type { UnitValues } from './model/unit-tree.ts'

/** What an organisation chart is made of, in the database. */

const HELD = 'r.valid_from <= $2::date and (r.valid_to is null or r.valid_to >= $2::date)'
const PERIOD = 'r.valid_from as "validFrom", r.valid_to as "validTo"'

/** Positions with those who hold them, and stand in, on the day. @param codes only these positions. */
export async function readPositions (tx: OperatorTx, day: string, codes?: readonly string[]): Promise<Omit<Organisation, 'units'>> {
  const positions = await recordsByCode<PositionValues>(tx, POSITION, codes)
  const only = codes ?? null
  const assignments = await tx.query<Assignment>(`select r.person, r.position, r.fte_percent as "ftePercent", ${PERIOD} from aeo.assignments r
    where r.operator_id = $1 and ${HELD} and ($3::text[] is null or r.position = any($3))`, [tx.operatorId, day, only])
  const deputies = await tx.query<Deputy>(`select r.person, r.position, ${PERIOD} from aeo.deputies r where r.operator_id = $1 and ${HELD} and ($3::text[] is null or r.position = any($3))`, [tx.operatorId, day, only])
  return { positions, assignments, deputies }
}

export async function readOrganisation (tx: OperatorTx, day: string): Promise<Organisation> {
  return { units: await recordsByCode<UnitValues>(tx, UNIT), ...await readPositions(tx, day) }
}

/** Codes of positions that ever belonged to one of the units. */
export async function positionsOfUnits (tx: OperatorTx, units: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ code: string }>('select distinct s.code from aeo.position_states s where s.operator_id = $1 and s.unit = any($2::text[])', [tx.operatorId, units])
  return rows.map(({ code }) => code)
}
