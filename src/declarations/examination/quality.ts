import { CORRECTED, INVALIDATED, isRelease, REJECTED } from '../customs-message.ts'
import type { CustomsAnswer, CustomsRequest } from '../customs-message.ts'
import type { DeclarationStatus } from '../data-elements.ts'
import type { Quality } from './examination-record.ts'

/** Whether a declaration was right first time (customs.md 9, first_time_right_rate). Pure. */

const RELEASED: ReadonlySet<DeclarationStatus> = new Set(['released', 'supplementary_due', 'post_release_amended', 'exit_confirmed', 'discharged', 'completed'])
const SET_RIGHT: ReadonlySet<DeclarationStatus> = new Set(['amended', 'post_release_amended', 'rejected', 'invalidated', 'seized'])
const FAULTY_ANSWERS = new Set([REJECTED, CORRECTED, INVALIDATED])

export interface QualityMessage {
  readonly message: CustomsRequest | CustomsAnswer
  readonly granted: boolean
}

/** @param messages its requests and answers; a request for presentation sets nothing right. */
export function qualityOf (status: DeclarationStatus, messages: readonly QualityMessage[]): Quality {
  const released = RELEASED.has(status) || messages.some(({ message }) => message.kind === 'answer' && isRelease(message))
  const setRight = SET_RIGHT.has(status) || messages.some(({ message, granted }) =>
    message.kind === 'answer' ? FAULTY_ANSWERS.has(message.functionCode) : granted && message.kind !== 'presentation')
  return { released, rightFirstTime: released && !setRight }
}
