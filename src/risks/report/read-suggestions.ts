import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { SUGGESTED_FROM } from '../../risk/suggestion.ts'
import { suggestLikelihoods } from '../assessments/read-reports.ts'
import type { RiskSuggestion } from '../assessments/read-reports.ts'
import type { RiskDeps } from '../deps.ts'
import type { EvidenceScope } from '../evidence/risk-evidence.ts'
import type { Suggestions } from './report-context.ts'

/** What key figures suggest of the risks of an audit, as the report shows it: read before the stage that freezes it. */

/**
 * In transactions of its own. The report is the company's and tells the same whoever closes the stage: colours are read for it with all rights,
 * as are the training needs and duties beside them, and whoever closes it sees no more than the colours.
 */
export async function readSuggestions (deps: Pick<RiskDeps, 'db' | 'clock' | 'indicatorLevels'>, principal: Principal, { from, to }: Pick<EvidenceScope, 'from' | 'to'>): Promise<Suggestions> {
  const today = utcDay(deps.clock())
  const last = to < today ? to : today
  return from > last ? {} : suggestionsOf(await suggestLikelihoods(deps, { ...principal, scopes: new Set(['*']) }, { from, to: last }))
}

/** By code of the risk: what is amber or red first, then what there is no data of. */
export const suggestionsOf = (suggestions: readonly RiskSuggestion[]): Suggestions => Object.fromEntries(suggestions.flatMap(({ code, stated, because, unknown }) => {
  const coloured = because.flatMap(({ indicator, level }) => level === 'amber' || level === 'red' ? [{ indicator, state: level, atLeast: stated === null || stated < SUGGESTED_FROM[level] ? SUGGESTED_FROM[level] : null }] : [])
  const all = [...coloured, ...unknown.map((indicator) => ({ indicator, state: 'unknown' as const, atLeast: null }))]
  return all.length === 0 ? [] : [[code, all]]
}))
