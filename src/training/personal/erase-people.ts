import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { eraseDetails, peopleWithDetails } from './details.ts'

/** What training erases when a person asks to be forgotten. */

export interface LeavingPerson {
  readonly pseudonym: string
  /** Last day of the last assignment. */
  readonly day: string
}

/** Of a legal hold: the class that it names, and a day that it may reach. */
interface Holdable { readonly class: 'training_records', readonly mrn: null, readonly day: string }

/** Whether a legal hold keeps anything of what training would erase. @param isHeld as of this transaction. */
export async function isKeptByHold (tx: OperatorTx, { pseudonym, day }: LeavingPerson, isHeld: (thing: Holdable) => boolean): Promise<boolean> {
  const days = (await peopleWithDetails(tx, [pseudonym])).get(pseudonym)
  return days !== undefined && [day, ...days].some((each) => isHeld({ class: 'training_records', mrn: null, day: each }))
}

/** With an event that says how much went and names nobody. */
export async function erasePerson (tx: OperatorTx, pseudonym: string): Promise<void> {
  const erased = await eraseDetails(tx, [pseudonym])
  if (erased > 0) tx.log('training_record.details_erased', 'training_record:details', { things: erased })
}
