import type { Register } from '../../platform/registers.ts'
import { isUnderWay } from './excise-movement.ts'

/** What checks may ask of excise movements. */
export interface ExciseMovementFacts { readonly quantity: string, readonly commodityCode: string, readonly dispatchedOn: string, readonly mrn: string | null }
export interface ExciseAnswer {
  /** Undefined for a code that is not known, and for a movement that has not begun or was taken back. */
  readonly find: (arc: string) => ExciseMovementFacts | undefined
}

interface Row { kept: boolean, movements: (Omit<ExciseMovementFacts, 'dispatchedOn'> & { arc: string, status: string, dispatchedOn: string | null })[] | null }

const MOVEMENTS = `
  select exists (select from aeo.excise_movements m where m.operator_id = $1) as kept,
    (select json_agg(json_build_object('arc', m.arc, 'status', m.status, 'quantity', m.quantity::text, 'commodityCode', m.commodity_code, 'dispatchedOn', m.dispatched_on, 'mrn', m.mrn))
      from aeo.excise_movements m where m.operator_id = $1 and m.arc = any($2::text[])) as movements`

export const exciseRegister: Register<ExciseAnswer> = {
  kind: 'asked',
  announcesFirst: true,
  load: async (query, operatorId, { arcs }) => {
    const [row] = await query<Row>(MOVEMENTS, [operatorId, arcs])
    if (row?.kept !== true) return undefined
    const byArc = new Map((row.movements ?? []).flatMap(({ arc, status, dispatchedOn, quantity, commodityCode, mrn }): [string, ExciseMovementFacts][] =>
      dispatchedOn !== null && isUnderWay(status) ? [[arc, { quantity, commodityCode, dispatchedOn, mrn }]] : []))
    return { find: (arc) => byArc.get(arc) }
  }
}
