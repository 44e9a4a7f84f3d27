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

/** Records of earlier versions that a new version of a document ends: on its day they show nothing any more. */
export async function recordsEndedBy (tx: OperatorTx, course: string, { validFrom, acknowledgeWithinDays }: Pick<NewVersion, 'validFrom' | 'acknowledgeWithinDays'>): Promise<ChangedRecord[]> {
  const from = addDays(validFrom, acknowledgeWithinDays)
  const rows = await tx.query<{ id: string, person: string }>(`select r.id, r.person from aeo.training_records r
    where r.operator_id = $1 and r.course = $2 and r.completed_on < $3::date and (r.ends_on is null or r.ends_on >= $3::date) and (r.revoked_from is null or r.revoked_from > $3::date)`, [tx.operatorId, course, from])
  return rows.map((row) => ({ ...row, from }))
}
