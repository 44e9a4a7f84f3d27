import { utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import * as store from '../store.ts'
import type { NeedRow } from '../store.ts'
import type { WholeNeed } from '../wire.ts'

/** Evidence listed with a need; there may be more. */
export const MOST_EVIDENCE = 100

/** What stands beside needs, with four statements however many they are. */
export async function wholeNeeds (tx: OperatorTx, needs: readonly NeedRow[]): Promise<WholeNeed[]> {
  if (needs.length === 0) return []
  const ids = needs.map(({ id }) => id)
  const people = Map.groupBy(await store.peopleOf(tx, ids), ({ needId }) => needId)
  const evidence = Map.groupBy(await store.evidenceOf(tx, ids, MOST_EVIDENCE), ({ needId }) => needId)
  const records = Map.groupBy(await store.closingRecordsOf(tx, ids), ({ needId }) => needId)
  const open = needs.filter(({ state }) => state === 'open')
  const courses = await store.suggestedCourses(tx, open, utcDay(tx.at))
  const suggested = new Map(open.map(({ id }, index) => [id, courses[index] ?? null]))
  return needs.map((need) => ({
    need, people: people.get(need.id) ?? [], evidence: evidence.get(need.id) ?? [], evidenceCount: evidence.get(need.id)?.[0]?.count ?? 0, closingRecords: records.get(need.id) ?? [],
    suggestedCourse: suggested.get(need.id) ?? null
  }))
}
