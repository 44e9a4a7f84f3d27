import type { OversightRecord } from '../../../ai-oversight/record.ts'
import { utcDay } from '../../../platform/calendar.ts'
import type { FieldWriter } from '../../../platform/db/binary-rows.ts'
import { writeStated } from './insert-outputs.ts'
import { recordOf } from './kept-output.ts'
import type { StatedOutput } from './stated-output.ts'

/** An output between its reading and its transaction: what is asked about it, how it counts, and all else as the bytes of its row. */
export interface ReadyOutput {
  /** Code or id. */
  readonly system: string
  readonly reference: string
  readonly processStep: string | null
  /** Milliseconds of the epoch; days are UTC. */
  readonly decidedAt: number | null
  readonly decidedOn: string | null
  readonly usedAt: number | null
  readonly usedOn: string | null
  /** As it counts of a system unknown, by a reviewer of whom nothing is known. */
  readonly counted: OversightRecord
  readonly stated: Buffer
}

/**
 * Texts and instants of a thousand outputs that wait for one transaction would outlive the collector's first look, and be copied around
 * for it: that took as long as reading them.
 */
export function readyOutput (output: StatedOutput, to: FieldWriter): ReadyOutput {
  const { system, reference, processStep, decision, usedAt } = output
  return {
    system, reference, processStep, decidedAt: decision?.decidedAt.getTime() ?? null, decidedOn: decision === null ? null : utcDay(decision.decidedAt), usedAt: usedAt?.getTime() ?? null, usedOn: usedAt === null ? null : utcDay(usedAt),
    stated: writeStated(to, output),
    counted: recordOf({ ...output, approved: false, planted: false, use: 'not_used', decision: decision === null ? null : { ...decision, competence: 'unknown', referenceSeconds: null } })
  }
}
