import type { Awaited } from '../definition.ts'

/** Key figures that no data supports yet, by the register that they wait for. Pure data. */

const awaiting = (register: string, because: string, ...names: string[]): Awaited[] => names.map((name) => ({ name, register, because }))

export const AWAITED: readonly Awaited[] = [
  ...awaiting('totals of findings', 'values of items that a trade-defence measure or a preference would apply to are not kept', 'add_exposure_value', 'preference_utilisation_rate'),
  ...awaiting('register of refused pushes', 'what is refused is answered and not kept', 'ingest_reject_rate'),
  ...awaiting('totals of declarations', 'which numbers a sending system counts by is not known', 'sequence_gap_count'),
  ...awaiting('totals of declarations', 'items are counted by goods, and not by goods and direction', 'dual_use_unscreened_rate'),
  ...awaiting('excise', 'excise duty in suspension is not recorded', 'excise_guarantee_utilisation'),
  ...awaiting('retention', 'nothing is erased before its time here, and whether an archive can still be read is not recorded', 'archive_retention_breach_count'),
  ...awaiting('stock counts', 'counts of the customs stock are not recorded', 'stock_discrepancy_rate'),
  ...awaiting('payments', 'when customs debts were paid is not recorded', 'payment_late_count'),
  ...awaiting('IT security', 'reviews of access are evidence for the operator as a whole, not by system', 'access_review_overdue_count')
]
