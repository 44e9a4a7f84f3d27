import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { eraseDetails, ofClass, peopleWithDetails } from './details.ts'
import type { Holdable } from './details.ts'

/** What training erases when a person asks to be forgotten. */

export interface LeavingPerson {
  readonly pseudonym: string
  /** Last day of the last assignment. */
  readonly day: string
}

/** Whether a legal hold keeps anything of what training would erase. @param isHeld as of this transaction. */
export async function isKeptByHold (tx: OperatorTx, { pseudonym, day }: LeavingPerson, isHeld: (thing: Holdable & { readonly mrn: null }) => boolean): Promise<boolean> {
  const found = (await peopleWithDetails(tx, [pseudonym])).get(pseudonym)
  return found !== undefined && [...ofClass('training_records', [day]), ...found].some((thing) => isHeld({ ...thing, mrn: null }))
}

/** With an event that says how much went and names nobody. */
export async function erasePerson (tx: OperatorTx, pseudonym: string): Promise<void> {
  const erased = await eraseDetails(tx, [pseudonym])
  if (erased > 0) tx.log('training_record.details_erased', 'training_record:details', { things: erased })
}
