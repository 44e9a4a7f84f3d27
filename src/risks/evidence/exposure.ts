import type { ExposureBasis } from '../catalogue/statement.ts'
import type { CombinedScope } from './combined-scope.ts'
import type { Days, Windows } from './windows.ts'

/** Which exposure a risk is counted against (risk-method.md 1). Pure. */

/** What is asked of the registers: equal questions are asked once. */
export type ExposureQuestion = Days & (
  | { readonly of: 'declarations' | 'items', readonly by: 'all' | 'site' | 'procedure', readonly keys: readonly string[] }
  | { readonly of: 'ai_outputs', readonly pillars: readonly string[] }
  | { readonly of: 'authorisations' | 'people' })

/**
 * Outputs of AI systems, authorisations and people are those of the whole company: what counts is how much more the window holds than a
 * year of today.
 *
 * @returns null where totals cannot tell: declarations are counted by site or by procedure, and not by both at once.
 */
export function exposureQuestion (basis: ExposureBasis, { sites, procedures, pillars }: CombinedScope, { from, to }: Days): ExposureQuestion | null {
  if (basis === 'ai_outputs') return { of: basis, from, to, pillars }
  if (basis === 'authorisations' || basis === 'people') return { of: basis, from, to }
  if (sites.length > 0 && procedures.length > 0) return null
  return sites.length > 0 ? { of: basis, by: 'site', keys: sites, from, to } : procedures.length > 0 ? { of: basis, by: 'procedure', keys: procedures, from, to } : { of: basis, by: 'all', keys: [], from, to }
}

export interface ExposureQuestions { readonly window: ExposureQuestion | null, readonly year: ExposureQuestion | null }

export const exposureQuestions = (basis: ExposureBasis, scope: CombinedScope, { window, year }: Windows): ExposureQuestions =>
  ({ window: exposureQuestion(basis, scope, window), year: exposureQuestion(basis, scope, year) })
