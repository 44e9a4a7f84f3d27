import { OUTCOMES } from '../checks/check.ts'
import type { Check, Outcome } from '../checks/check.ts'
import type { CheckResult } from '../checks/evaluate.ts'

/** The results of an examination as they are stored and counted. Pure. */

const LETTERS: Readonly<Record<Outcome, string>> = { pass: 'P', hit: 'H', not_evaluable: 'E', not_applicable: 'A' }
const OUTCOME_OF: ReadonlyMap<string, Outcome> = new Map(OUTCOMES.map((outcome) => [LETTERS[outcome], outcome]))
const NOT_ASKED = '-'
/** Of several items the one that needs attention most speaks for the declaration. */
const GRAVITY: Readonly<Record<Outcome, number>> = { hit: 3, not_evaluable: 2, pass: 1, not_applicable: 0 }

/** Undefined when nothing was asked. */
export function gravestOf (outcomes: readonly Outcome[]): Outcome | undefined {
  return outcomes.reduce<Outcome | undefined>((gravest, outcome) => gravest === undefined || GRAVITY[outcome] > GRAVITY[gravest] ? outcome : gravest, undefined)
}

/** A letter per check, in the order of the catalogue. */
export function outcomeLetters (results: readonly CheckResult[], checks: readonly Check[]): string {
  const gravest = new Map<string, Outcome>()
  for (const { check, outcome } of results) {
    const known = gravest.get(check)
    gravest.set(check, known === undefined ? outcome : gravestOf([known, outcome]) ?? outcome)
  }
  return checks.map(({ id }) => {
    const outcome = gravest.get(id)
    return outcome === undefined ? NOT_ASKED : LETTERS[outcome]
  }).join('')
}

/** The outcome of the check at this place of the catalogue; undefined when it was not asked. */
export const outcomeAt = (letters: string, position: number): Outcome | undefined => OUTCOME_OF.get(letters[position] ?? NOT_ASKED)

/** Adds the letters of one declaration to the counts of its day: four per check, in the order of OUTCOMES. */
export function addLetters (counts: number[], letters: string, sign: 1 | -1): void {
  for (let position = 0; position < letters.length; position++) {
    const outcome = outcomeAt(letters, position)
    if (outcome === undefined) continue
    const index = position * OUTCOMES.length + OUTCOMES.indexOf(outcome)
    counts[index] = (counts[index] ?? 0) + sign
  }
}

export interface ExaminationDetails {
  readonly hits: readonly Pick<CheckResult, 'check' | 'version' | 'itemNumber' | 'severity' | 'message' | 'values' | 'atStake'>[]
  /** Ids of checks by the reason for which they could not look. */
  readonly notEvaluable: Readonly<Record<string, readonly string[]>>
  /** Version of the history of each goods that was read. */
  readonly histories: Readonly<Record<string, number>>
  /** Digest of what was known of goods, suppliers and licences; left out while nothing is kept of them. */
  readonly knowledge?: string
}

export function detailsOf (results: readonly CheckResult[], seen: Pick<ExaminationDetails, 'histories' | 'knowledge'>): ExaminationDetails {
  const notEvaluable: Record<string, string[]> = {}
  for (const { check, outcome, reason } of results) {
    if (outcome !== 'not_evaluable') continue
    const ids = (notEvaluable[reason ?? ''] ??= [])
    if (ids.at(-1) !== check) ids.push(check)
  }
  return {
    hits: results.filter(({ outcome }) => outcome === 'hit').map(({ check, version, itemNumber, severity, message, values, atStake }) => ({ check, version, itemNumber, severity, message, values, atStake })),
    notEvaluable,
    ...seen
  }
}

/** Goods items that a check of severity error hit; an error of the declaration as a whole is of no item. */
export const failingItemsOf = (results: readonly CheckResult[]): number =>
  new Set(results.filter(({ outcome, severity, itemNumber }) => outcome === 'hit' && severity === 'error' && itemNumber !== null).map(({ itemNumber }) => itemNumber)).size

/** The first day on which time alone may change an answer; null when none may. */
export function reviewOnOf (results: readonly CheckResult[]): string | null {
  return results.reduce<string | null>((first, { reviewOn }) => reviewOn !== null && (first === null || reviewOn < first) ? reviewOn : first, null)
}
