import type { DatedRecord, Values } from './dated-store.ts'
import { periodsOf, stateOn } from './model/dated.ts'
import type { State } from './model/dated.ts'
import type { Row } from './row-store.ts'

/** From records to what crosses the wire. */

const shown = ({ validFrom, closed, values }: State<Values>, validTo: string | null) => ({ validFrom, validTo, closed, ...values })

/** As it is on the day; before its first day as it will be then. With all its states. */
export function recordToWire ({ id, code, states }: DatedRecord, day: string) {
  const history = periodsOf(states)
  const current = stateOn(history, day) ?? history[0]
  if (current === undefined) throw new Error(`Record ${code} has no state`)
  return { id, code, ...shown(current, history.find(({ validFrom }) => validFrom === current.validFrom)?.validTo ?? null), history: history.map((state) => shown(state, state.validTo)) }
}

export function rowToWire ({ revision: _revision, ...row }: Row) {
  return row
}
