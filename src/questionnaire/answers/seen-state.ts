import { createHash } from 'node:crypto'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import type { Touch } from './answer-state.ts'

/**
 * The state of an answer that somebody saw: its revision, and what touched it since somebody looked. Whoever confirms an answer looked at
 * that as well, so what happens between reading and confirming must not be taken for seen. Pure.
 */
export function seenState (revision: number, touched: readonly Touch[]): string {
  if (touched.length === 0) return String(revision)
  const told = touched.map(({ kind, day, recordedAt, subject }) => canonicalJson([kind, day, recordedAt?.toISOString() ?? null, subject])).toSorted()
  return `${revision}-${createHash('sha256').update(told.join('\n')).digest('hex').slice(0, 16)}`
}
