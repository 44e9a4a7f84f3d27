import type { Duty } from './duty-store.ts'
import { RULES, ruleOf } from './rule-catalogue.ts'

const instant = (value: Date | null): string | null => value?.toISOString() ?? null

/** @param today day by which it is overdue or not. */
export function dutyToWire ({ ruleId, eventEpoch, eventSeq, decidedAt, sentAt, openedAt, revision: _revision, authorisationIds, ...duty }: Duty, today: string) {
  const rule = ruleOf(ruleId)
  return {
    ...duty, rule: ruleId, what: rule?.what ?? ruleId, legalSource: rule?.legalSource ?? RULES.legalSource, event: eventSeq === null ? null : `${eventEpoch}:${eventSeq}`, authorisationIds: [...authorisationIds],
    overdue: (duty.state === 'open' || duty.state === 'to_send') && duty.dueOn < today, decidedAt: instant(decidedAt), sentAt: instant(sentAt), openedAt: openedAt.toISOString()
  }
}

export const rulesToWire = () => RULES.rules.map(({ id, events, what, types, limitWorkingDays = null, legalSource = RULES.legalSource }) => ({ id, events: [...events], what, types: [...types], limitWorkingDays, legalSource }))
