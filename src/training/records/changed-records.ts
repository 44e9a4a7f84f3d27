import { addDays } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Change } from '../../platform/keeping/keep-records.ts'
import type { NewVersion } from '../courses/course.ts'

/** What is told of records that changed, so that what rests on them is settled again. */

export interface ChangedRecord {
  readonly id: string
  readonly person: string
  /** First day on which what it shows of the person may be other than before. */
  readonly from: string
}

/** Called last in the transaction of a change. */
export type RecordsChanged = (tx: OperatorTx, changed: readonly ChangedRecord[]) => Promise<void>

/** Each record once, with the earliest of its days. */
export function changedRecords (changes: readonly Change[]): ChangedRecord[] {
  const found = new Map<string, ChangedRecord>()
  for (const { id, before, after } of changes) {
    const from = firstDay(before, after)
    const known = found.get(id)
    found.set(id, { id, person: String(after['person']), from: known === undefined || from < known.from ? from : known.from })
  }
  return [...found.values()]
}

/** A revocation alone changes nothing before its first day. */
function firstDay (before: Change['before'], after: Change['after']): string {
  if (before === undefined) return String(after['completedOn'])
  const isRevocationAlone = Object.keys(after).every((name) => name === 'revokedFrom' || name === 'revocationReason' || before[name] === after[name])
  const days = isRevocationAlone ? [before['revokedFrom'], after['revokedFrom']] : [before['completedOn'], after['completedOn']]
  return days.filter((day) => typeof day === 'string').toSorted()[0] ?? String(after['completedOn'])
}

/** Records of earlier versions that a new version of a document ends, each from its day on; one that was completed after that day shows nothing at all any more. */
export async function recordsEndedBy (tx: OperatorTx, course: string, { validFrom, acknowledgeWithinDays }: Pick<NewVersion, 'validFrom' | 'acknowledgeWithinDays'>): Promise<ChangedRecord[]> {
  return await tx.query<ChangedRecord>(`select e.id, e.person, e.from_day as "from" from (
      select r.id, r.person, r.ends_on, r.revoked_from, greatest(r.completed_on, $3::date) as from_day from aeo.training_records r where r.operator_id = $1 and r.course = $2
    ) e where (e.ends_on is null or e.ends_on >= e.from_day) and (e.revoked_from is null or e.revoked_from > e.from_day) order by e.id`, [tx.operatorId, course, addDays(validFrom, acknowledgeWithinDays)])
}
