import { dayAfter } from '../seasons.ts'
import { timelineOf } from '../perimeter/timeline.ts'
import type { Members } from '../perimeter/perimeter-record.ts'
import { INSTRUCTION_TOPIC } from './courses.ts'

/** What the trader asks beside the matrix of roles. Pure data. */

interface OwnRequirement {
  readonly code: string
  readonly of: { readonly unit: string } | { readonly position: string } | { readonly person: string }
  readonly topic: string
  readonly level: number
  readonly refresherMonths?: number
  readonly graceDays: number
  readonly legalSource: string
  readonly severity: 'critical' | 'important' | 'advisable'
  readonly reason?: string
  /** Counted from the first of the year; before it, if absent. */
  readonly from?: number
}

const OWN: readonly OwnRequirement[] = [
  { code: 'origin-at-the-ports', of: { unit: 'import-ports' }, topic: 'origin', level: 3, refresherMonths: 12, graceDays: 30, legalSource: 'UCC 64; UCC-IA 25(1)(k)', severity: 'critical', reason: 'Most claims of preferences are made here.' },
  { code: 'instruction-in-customs', of: { unit: 'customs' }, topic: INSTRUCTION_TOPIC, level: 1, graceDays: 30, legalSource: 'UCC-IA 25(1)(f); AI Act Art. 4, 26(2)', severity: 'important', from: -310 },
  { code: 'instruction-for-the-classifier', of: { position: 'classification' }, topic: INSTRUCTION_TOPIC, level: 1, graceDays: 30, legalSource: 'UCC-IA 25(1)(f); AI Act Art. 4, 26(2)', severity: 'important', from: -310 },
  { code: 'classifier-reviews-no-values', of: { position: 'classification' }, topic: 'value', level: 0, graceDays: 0, legalSource: 'UCC-IA 27', severity: 'advisable', reason: 'Reviews proposals of codes, none of values.' },
  { code: 'classifier-reviews-no-origins', of: { position: 'classification' }, topic: 'origin', level: 2, graceDays: 90, legalSource: 'UCC-IA 27', severity: 'advisable', reason: 'Reviews proposals of codes, none of origins.' },
  { code: 'auditor-of-ai-oversight', of: { person: 'P-26' }, topic: 'ai_literacy', level: 3, refresherMonths: 12, graceDays: 60, legalSource: 'AI Act Art. 4', severity: 'important', reason: 'Audits how AI systems are overseen.', from: 90 }
]

export function requirementPayloads (until: string): Members[] {
  const { start, from } = timelineOf(until)
  return OWN.map(({ of, from: offset, ...requirement }) => ({ ...requirement, ...of, validFrom: offset === undefined ? start : dayAfter(from, offset) }))
}
