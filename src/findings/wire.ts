import type { CorrectiveAction, Effect, Finding } from './model.ts'
import { isEffectShown, isOverdue } from './model.ts'
import type { ReviewRow } from './store.ts'

/** From rows to what crosses the wire. */

const instant = (value: Date | null): string | null => value?.toISOString() ?? null
const money = (amount: string | null, currency: string | null) => amount === null || currency === null ? null : { amount, currency }

function proposalToWire (proposedBy: string | null): { readonly system: string, readonly version: string | null } | null {
  if (proposedBy === null) return null
  const [system = '', version = ''] = JSON.parse(proposedBy) as string[]
  return { system, version: version === '' ? null : version }
}

export function findingToWire ({ checkId, checkVersion, atStake, currency, dutyEffect, dutyCurrency, proposedBy, openedAt, decidedAt, closedAt, revision: _revision, ...finding }: Finding) {
  return {
    ...finding, aiProposed: proposalToWire(proposedBy), check: checkId, checkVersion, atStake: money(atStake, currency), dutyEffect: money(dutyEffect, dutyCurrency),
    openedAt: openedAt.toISOString(), decidedAt: instant(decidedAt), closedAt: instant(closedAt)
  }
}

export function reviewToWire ({ dutyEffect, dutyCurrency, decidedAt, ...review }: ReviewRow) {
  return { ...review, dutyEffect: money(dutyEffect, dutyCurrency), decidedAt: decidedAt.toISOString() }
}

/** @param today day by which it is overdue or not, YYYY-MM-DD. */
export function actionToWire ({ checkId, openedAt, closedAt, revision: _revision, findingIds, ...action }: CorrectiveAction, effect: Effect | null, today: string) {
  return {
    ...action, check: checkId, findingIds: [...findingIds], overdue: isOverdue(action, today), openedAt: openedAt.toISOString(), closedAt: instant(closedAt),
    effect: effect === null ? null : { ...effect, shown: isEffectShown(action, effect) }
  }
}
