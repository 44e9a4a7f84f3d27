import type { Trader } from '../trader.ts'
import { timelineOf } from './timeline.ts'

/**
 * What the trader told customs of its changes (UCC 23(2)). What was before the year was known to them; the new stock system and an AI system
 * were notified; the head of customs who left, and what came later, still waits for somebody to decide. Pure.
 */

export interface OpenedDuty {
  readonly id: string
  readonly rule: string
  readonly occurredOn: string
  readonly state: string
}

export interface Decision extends Readonly<Record<string, unknown>> {
  readonly decision: 'notify' | 'do_not_notify'
  readonly words: string
}

/** Undefined where nobody has decided yet. */
export function decisionOn ({ rule, occurredOn }: Pick<OpenedDuty, 'rule' | 'occurredOn'>, { until }: Trader): Decision | undefined {
  const { from, newSoftware } = timelineOf(until)
  if (occurredOn < from) return { decision: 'do_not_notify', words: 'Of the time before these records were kept here; customs know it from the application or were told then.' }
  if (occurredOn === newSoftware && rule.startsWith('software_')) return { decision: 'notify', words: 'Records of the customs warehouse are kept in the new stock system.' }
  return rule === 'ai_introduced' ? { decision: 'notify', words: 'Drafts of declarations are compared with earlier ones before they are lodged.' } : undefined
}

/** Sent on the day after the change. */
export const proofOf = ({ id, occurredOn }: OpenedDuty): Readonly<Record<string, unknown>> => ({ channel: 'portal', sentAt: `${occurredOn}T15:00:00.000Z`, reference: `notification-${id.slice(-12)}` })
