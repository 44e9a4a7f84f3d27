import { hasScope } from '../../../platform/access.ts'
import { utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import * as store from '../store.ts'
import type { NeedRow } from '../store.ts'
import { suggestedCourses } from '../suggested-courses.ts'
import type { WholeNeed } from '../wire.ts'

/** Evidence, and people, listed with a need; there may be more. */
const MOST_EVIDENCE = 100
/** One by itself shows everybody. */
export const MOST_PEOPLE = { ofMany: 100, ofOne: 10_000 }

/** What stands beside needs, with at most four statements however many they are. People are read for whoever may see them alone. */
export async function wholeNeeds (tx: OperatorTx, needs: readonly NeedRow[], mostPeople: number): Promise<WholeNeed[]> {
  if (needs.length === 0) return []
  const ids = needs.map(({ id }) => id)
  const counts = await store.peopleCounts(tx, ids)
  const people = Map.groupBy(hasScope(tx.principal, 'training:personal') ? await store.listedPeople(tx, ids, mostPeople) : [], ({ needId }) => needId)
  const evidence = Map.groupBy(await store.evidenceOf(tx, ids, MOST_EVIDENCE), ({ needId }) => needId)
  const open = needs.filter(({ state }) => state === 'open')
  const courses = await suggestedCourses(tx, open, utcDay(tx.at))
  const suggested = new Map(open.map(({ id }, index) => [id, courses[index] ?? null]))
  return needs.map((need) => ({
    need, peopleCount: counts.get(need.id) ?? 0, people: people.get(need.id) ?? [], evidence: evidence.get(need.id) ?? [], evidenceCount: evidence.get(need.id)?.[0]?.count ?? 0,
    closingRecords: (people.get(need.id) ?? []).flatMap(({ person, recordId }) => recordId === null ? [] : [{ person, recordId }]), suggestedCourse: suggested.get(need.id) ?? null
  }))
}
