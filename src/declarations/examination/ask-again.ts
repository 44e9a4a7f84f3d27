import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'

/** What another register knows of these declarations has changed: they are looked at again with those that are due. */
export async function askAgain (tx: OperatorTx, declarationIds: readonly string[]): Promise<void> {
  if (declarationIds.length === 0) return
  const today = utcDay(tx.at)
  await tx.query(`update aeo.examinations x set review_on = $3::date
    where x.operator_id = $1 and x.declaration_id = any($2::uuid[]) and x.counted and (x.review_on is null or x.review_on > $3::date)`, [tx.operatorId, declarationIds, today])
}
