import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { forgetAnswers } from '../../../platform/idempotency/expiry.ts'
import { ANSWERING } from './output-operations.ts'
import { eraseWords, HAS_WORDS } from './output-store.ts'

/** How whoever ends the keeping of what is kept by class finds and erases the words of outputs. */

interface PageStart { readonly day: string, readonly id: string }

export interface OutputCandidate {
  readonly id: string
  /** UTC day of the output, from whose year the years count. */
  readonly day: string
  readonly mrn: string | null
  readonly waits: false
  /** What stays to prove it by. */
  readonly evidence: { readonly sha256: string }
}

const DAY = "(o.made_at at time zone 'UTC')::date"

/** Only outputs with words: those that have none any more are not looked at again. */
export const outputsSource = {
  event: 'retention.ai_output_words_erased',
  subject: 'ai_output',
  read: async (tx: OperatorTx, dueUntil: string, after: PageStart | undefined, limit: number): Promise<OutputCandidate[]> => {
    // Goes on after the instant of the last one: the day alone would be sorted anew for each page.
    const rows = await tx.query<{ id: string, day: string, mrn: string | null, sha256: string }>(`select o.id, ${DAY} as day, o.mrn, encode(o.content_sha256, 'hex') as sha256 from aeo.ai_outputs o
      where o.operator_id = $1 and o.made_at < ($2::date + 1)::timestamp at time zone 'UTC' and ${HAS_WORDS}
        and ($3::uuid is null or (o.made_at, o.id) > ((select p.made_at from aeo.ai_outputs p where p.operator_id = $1 and p.id = $3::uuid), $3::uuid)) order by o.made_at, o.id limit $4`, [tx.operatorId, dueUntil, after?.id ?? null, limit])
    return rows.map(({ sha256, ...row }) => ({ ...row, waits: false, evidence: { sha256 } }))
  },
  erase: async (tx: OperatorTx, ids: readonly string[]): Promise<void> => {
    await eraseWords(tx, ids)
    await forgetAnswers(tx, ANSWERING, ...ids)
  }
}
