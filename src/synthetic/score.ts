import { wilson } from '../statistics/proportion.ts'
import type { KeyEntry } from './answer-key.ts'
import { ERROR_KINDS } from './kinds/all-kinds.ts'
import { isShowable } from './kinds/kind.ts'
import { PERIMETER_KINDS } from './perimeter/perimeter-faults.ts'
import type { MutationTally } from './mutation.ts'

/** What the checks found, held against the answer key. Pure. */

export interface FoundOne {
  readonly check: string
  readonly itemNumber: number | null
}

export interface KindScore {
  readonly kind: string
  readonly pillar: string
  readonly words: string
  readonly checks: readonly string[]
  readonly needs: string
  readonly showable: boolean
  readonly planted: number
  readonly found: number
  /** Share found with its 95 per cent interval (Wilson); null where none was planted. */
  readonly recall: number | null
  readonly lower: number | null
  readonly upper: number | null
}

export interface AlarmScore {
  readonly check: string
  /** Declarations without an error in which the check found something. */
  readonly declarations: number
  readonly share: number
}

export interface Score {
  readonly declarations: number
  readonly planted: number
  readonly clean: number
  readonly kinds: readonly KindScore[]
  readonly falseAlarms: { readonly declarations: number, readonly share: number, readonly upper: number, readonly byCheck: readonly AlarmScore[] }
  /** Declarations with an error in which checks beside the expected ones found something: consequences of it, mostly. */
  readonly beside: number
}

export const RECALL_BOUND = 0.98
export const FALSE_ALARM_BOUND = 0.005

/** @param findings by MRN. */
export function scoreYear (declarations: number, key: readonly KeyEntry[], findings: ReadonlyMap<string, readonly FoundOne[]>): Score {
  const byKind = Map.groupBy(key, ({ kind }) => kind)
  const wrong = new Set(key.map(({ mrn }) => mrn))
  const clean = declarations - wrong.size
  const alarms = [...findings].filter(([mrn, found]) => !wrong.has(mrn) && found.length > 0)
  const byCheck = new Map<string, number>()
  for (const [, found] of alarms) for (const check of new Set(found.map((one) => one.check))) byCheck.set(check, (byCheck.get(check) ?? 0) + 1)
  return {
    declarations, planted: key.length, clean,
    kinds: [...ERROR_KINDS, ...PERIMETER_KINDS].map((kind) => {
      const { id, pillar, words, checks, needs } = kind
      const entries = byKind.get(id) ?? []
      const found = entries.filter((entry) => (findings.get(entry.mrn) ?? []).some((one) => isExpected(entry, one))).length
      return { kind: id, pillar, words, checks, needs, showable: isShowable(kind), planted: entries.length, found, ...shareOf(found, entries.length) }
    }),
    falseAlarms: {
      declarations: alarms.length, share: clean === 0 ? 0 : alarms.length / clean, upper: wilson(alarms.length, clean)?.upper ?? 1,
      byCheck: [...byCheck].map(([check, count]) => ({ check, declarations: count, share: count / clean })).toSorted((a, b) => b.declarations - a.declarations || a.check.localeCompare(b.check))
    },
    beside: key.filter((entry) => (findings.get(entry.mrn) ?? []).some(({ check }) => !entry.checks.includes(check))).length
  }
}

/** At the item where it was planted, or of the declaration as a whole. */
export const isExpected = ({ checks, itemNumber }: KeyEntry, found: FoundOne): boolean =>
  checks.includes(found.check) && (itemNumber === null || found.itemNumber === null || found.itemNumber === itemNumber)

function shareOf (found: number, planted: number): Pick<KindScore, 'recall' | 'lower' | 'upper'> {
  const share = wilson(found, planted)
  return share === null ? { recall: null, lower: null, upper: null } : { recall: share.share, lower: share.lower, upper: share.upper }
}

/** What misses a bound, in words; empty where all is well. */
export function missedBounds ({ kinds, falseAlarms }: Score): string[] {
  return [
    ...kinds.filter(({ showable, recall }) => showable && recall !== null && recall < RECALL_BOUND).map(({ kind, found, planted }) => `${kind}: ${found} of ${planted} found, at least ${RECALL_BOUND * 100} % asked`),
    ...(falseAlarms.share > FALSE_ALARM_BOUND ? [`false alarms in ${falseAlarms.declarations} right declarations, at most ${FALSE_ALARM_BOUND * 100} % allowed`] : [])
  ]
}

export interface MutationScore extends MutationTally {
  readonly recall: number
  readonly lower: number
  readonly upper: number
}

export function scoreMutation (tallies: readonly MutationTally[]): MutationScore[] {
  return tallies.map((tally) => {
    const share = wilson(tally.found, tally.planted)
    return { ...tally, recall: share?.share ?? 0, lower: share?.lower ?? 0, upper: share?.upper ?? 1 }
  })
}
