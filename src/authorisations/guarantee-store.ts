import type { RegisterQuery } from '../platform/registers.ts'
import type { GuaranteeMovement } from './guarantee.ts'

/**
 * What burdens guarantees, from totals that another feature keeps. It hands over a query of the operator `$1` with the columns reference,
 * day, currency, amount (that burdens from the day on) and ended_amount (that no longer does).
 */
export type GuaranteeUseQuery = string

/** Movements up to the last day, those before the first day in one; in one statement. */
export async function guaranteeMovements (query: RegisterQuery, used: GuaranteeUseQuery, operatorId: string, references: readonly string[], firstDay: string, lastDay: string): Promise<Map<string, GuaranteeMovement[]>> {
  if (references.length === 0) return new Map()
  const rows = await query<GuaranteeMovement & { reference: string }>(`
    select u.reference, greatest(u.day, $3::date)::text as day, u.currency, sum(u.amount)::text as amount, sum(u.ended_amount)::text as ended from (${used}) u
    where u.reference = any($2) and u.day <= $4::date group by 1, 2, 3 order by 1, 2, 3`, [operatorId, references, firstDay, lastDay])
  return Map.groupBy(rows, ({ reference }) => reference)
}
