import type { OperatorTx } from '../../platform/db/operator-tx.ts'

export interface UnreportedMovement {
  readonly id: string
  readonly arc: string
  readonly status: string
  readonly exciseProductCode: string
  readonly commodityCode: string
  readonly quantity: string
  readonly unit: string
  readonly dispatchedOn: string | null
  readonly arrivedOn: string
  readonly mrn: string | null
}

/** Arrived without a report of receipt, longest ago first. */
export async function unreportedMovements (tx: OperatorTx, arrivedUntil: string, limit: number): Promise<UnreportedMovement[]> {
  return await tx.query<UnreportedMovement>(`select m.id, m.arc, m.status, m.excise_product_code as "exciseProductCode", m.commodity_code as "commodityCode", m.quantity, m.unit, m.dispatched_on as "dispatchedOn",
      m.arrived_on as "arrivedOn", m.mrn from aeo.excise_movements m
    where m.operator_id = $1 and m.report_received_on is null and m.arrived_on <= $2::date order by m.arrived_on, m.id limit $3`, [tx.operatorId, arrivedUntil, limit])
}
